#!/bin/sh
# Programs that the tests start and pip cannot bring, by the names of Debian's packages. As root on Debian what is
# missing is installed; anybody else is told what to install.
set -eu

missing=""
for program in chromium firefox-esr; do
  command -v "$program" >/dev/null 2>&1 || missing="$missing $program"
done
command -v ip >/dev/null 2>&1 || missing="$missing iproute2"
command -v haproxy >/dev/null 2>&1 || missing="$missing haproxy"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
command -v turnserver >/dev/null 2>&1 || missing="$missing coturn"
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
  echo "The tests need these programs, by the names of Debian's packages:$missing" >&2
  echo "On Debian or Ubuntu: sudo apt-get install$missing" >&2
  exit 1
fi

echo "Installing$missing"
export DEBIAN_FRONTEND=noninteractive
case "$missing" in *postgresql*) # its programs, and no server beside those that the tests start
  mkdir -p /etc/postgresql-common/createcluster.d
  echo "create_main_cluster = false" >/etc/postgresql-common/createcluster.d/none.conf ;;
esac
apt-get update -qq
# shellcheck disable=SC2086 # a list of names
apt-get install -qq -y --no-install-recommends fonts-liberation $missing >/dev/null
