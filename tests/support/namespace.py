"""A network of a test's own: programs that see one interface with an address, a default route, and nothing beyond."""

import shutil
import subprocess
from collections.abc import Sequence

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


def skip_without_namespaces() -> None:
    """Skip the running test, and say why, where no such network can be made."""
    missing = [program for program in ("unshare", "ip") if shutil.which(program) is None]
    if missing:
        pytest.skip(f"needs {' and '.join(missing)}")
    tried = subprocess.run(inside(["true"]), capture_output=True, text=True, timeout=10)
    if tried.returncode != 0:
        pytest.skip(f"needs a network namespace: {tried.stderr.strip()}")
