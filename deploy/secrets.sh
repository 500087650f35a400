#!/bin/sh
# Makes what is missing in ./secrets for docker-compose.yml; what is there stays. As root, so that each service can read
# what it is given and nobody else can. certificate.pem is chain and key, one after the other: put yours in its place.
set -eu
umask 077
cd "$(dirname "$0")/.."
mkdir -p secrets
chmod 711 secrets
host=${1:-localhost}

for name in database-password redis-password control turn; do
  [ -s "secrets/$name" ] || openssl rand -hex 32 >"secrets/$name"
done
if [ ! -s secrets/certificate.pem ]; then
  key=$(mktemp)
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj "/CN=$host" \
    -addext "subjectAltName=DNS:$host" -keyout "$key" -out secrets/certificate.pem 2>/dev/null
  cat "$key" >>secrets/certificate.pem
  rm "$key"
fi
# In the containers they have these files' owners and modes, and several users read them: the folder keeps others out.
chmod 444 secrets/*
chmod 700 secrets
