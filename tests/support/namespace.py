"""A network of a test's own: programs that see one interface with an address, a default route, and nothing beyond."""

import contextlib
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

ADDRESS = "192.0.2.1"
"""Of the interface; RFC 5737 sets it aside for documentation, so it is nobody's."""

# One end of a cable whose other end is plugged in here too. The route leads to nobody, but browsers want to see one.
NETWORK = f"""
ip link set lo up
ip link add cable type veth peer name other-end
ip link set cable up
ip link set other-end up
ip address add {ADDRESS}/24 dev cable
ip route add default via 192.0.2.2
"""


def inside(command: Sequence[str]) -> list[str]:
    """The command, run in a new network. Needs no root: in a user namespace of its own, the caller is root."""
    return ["unshare", "--user", "--map-root-user", "--net", "sh", "-ec", f'{NETWORK}\nexec "$@"', "sh", *command]


def why_not() -> str:
    """What is missing to make such a network; empty where it can be made."""
    missing = [program for program in ("unshare", "nsenter", "ip") if shutil.which(program) is None]
    if missing:
        return f"needs {' and '.join(missing)}"
    tried = subprocess.run(inside(["true"]), capture_output=True, text=True, timeout=10)
    return f"needs a network namespace: {tried.stderr.strip()}" if tried.returncode != 0 else ""


def skip_without_namespaces() -> None:
    """Skip the running test, and say why, where no such network can be made."""
    if reason := why_not():
        pytest.skip(reason)


@dataclass(frozen=True)
class Cable:
    """Leads to a second network: `near` is this side's address, `far` the one of the programs over there."""

    near: str
    far: str
    holder: int

    def there(self, command: Sequence[str]) -> list[str]:
        """The command, run at the far end. It keeps the process id that it is started with."""
        if not self.holder:
            return list(command)
        return ["nsenter", f"--net=/proc/{self.holder}/ns/net", *command]


NO_CABLE = Cable("127.0.0.1", "127.0.0.1", 0)
"""Everything at one place, over loopback."""


@contextlib.contextmanager
def cable() -> Iterator[Cable]:
    """From inside a network of one's own (see `inside`), a cable to another one."""
    holder = subprocess.Popen(["unshare", "--net", "cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert holder.stdin is not None and holder.stdout is not None
        holder.stdin.write(b"\n")
        holder.stdin.flush()
        holder.stdout.readline()  # it runs, so the network is there
        laid = Cable("198.51.100.1", "198.51.100.2", holder.pid)  # RFC 5737 again
        _run("ip", "link", "add", "near", "type", "veth", "peer", "name", "far", "netns", str(holder.pid))
        _run("ip", "address", "add", f"{laid.near}/24", "dev", "near")
        _run("ip", "link", "set", "near", "up")
        _run(*laid.there(["ip", "address", "add", f"{laid.far}/24", "dev", "far"]))
        _run(*laid.there(["ip", "link", "set", "far", "up"]))
        _run(*laid.there(["ip", "link", "set", "lo", "up"]))
        yield laid
    finally:
        holder.communicate(timeout=10)


def _run(*command: str) -> None:
    subprocess.run(command, check=True, timeout=10)
