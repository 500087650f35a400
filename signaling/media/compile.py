"""Builds the compiled half of the packet path: `python -m signaling.media.compile`.

Nothing depends on it: where there is no C compiler, Python does the same and costs more. Python and C share structures
and constants, whose declarations are made here of Python's (`shared_header`).
"""

import ctypes
import hashlib
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from signaling.forwarding import history, speakers, stream
from signaling.forwarding.congestion import arrivals
from signaling.forwarding.keyframes import KeyframeRequests
from signaling.forwarding.layer import Layer
from signaling.forwarding.red import RedReceiver
from signaling.media.fan_out import Row
from signaling.media.incoming import Incoming, Plan, Received, Route
from signaling.media.intake import Work
from signaling.media.places import ADDRESS_OCTETS, Place
from signaling.media.rate import PacketRate
from signaling.media.seam import MAX_DATAGRAM

FOLDER = Path(__file__).parent
_SOURCES = ("fan_out.c", "fan_out.h", "take_in.c")
_OPTIONS = ("-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC")

STRUCTURES: tuple[type[ctypes.Structure], ...] = (
    Row,
    Route,
    Plan,
    stream.Stream,
    Layer,
    KeyframeRequests,
    history.Slot,
    history.PacketHistory,
    speakers.Voice,
    RedReceiver,
    arrivals.Arrivals,
    Incoming,
    Received,
    Place,
    PacketRate,
    Work,
)
"""Each after those that it contains."""

CONSTANTS: dict[str, int | float] = {
    "HISTORY_SLOTS": history.CAPACITY,
    "HISTORY_OCTETS": history.OCTETS,
    "MAX_FRESH": arrivals.MAX_FRESH,
    "RISE": speakers.RISE,
    "FALL": speakers.FALL,
    "SILENCE": speakers.SILENCE,
    "WRAP": stream.WRAP,
    "ADDRESS_OCTETS": ADDRESS_OCTETS,
    "MAX_DATAGRAM": MAX_DATAGRAM,
}


def shared_header() -> str:
    """The structures and constants as C has them."""
    lines = ["#pragma once", "#include <stdbool.h>", "#include <stdint.h>"]
    lines += [f"#define {name} {value}" for name, value in CONSTANTS.items()]
    for structure in STRUCTURES:
        fields = "".join(f" {_declared(name, kind)};" for name, kind in _fields(structure))
        lines.append(f"struct {c_name(structure)} {{{fields} }};")
        lines.append(f'_Static_assert(sizeof(struct {c_name(structure)}) == {ctypes.sizeof(structure)}, "size");')
    return "\n".join(lines) + "\n"


def _fields(structure: type[ctypes.Structure]) -> list[tuple[str, Any]]:
    return [(field[0], field[1]) for field in structure._fields_]


def _declared(name: str, kind: Any) -> str:
    if issubclass(kind, ctypes.Array):
        return f"{_declared(name, kind._type_)}[{kind._length_}]"
    if issubclass(kind, ctypes._Pointer):
        return _declared(f"*{name}", kind._type_)
    return f"{_type(kind)} {name}"


def _type(kind: Any) -> str:
    if issubclass(kind, ctypes.Structure):
        return f"struct {c_name(kind)}"
    named = {ctypes.c_double: "double", ctypes.c_bool: "bool", ctypes.c_void_p: "void *"}
    if kind in named:
        return named[kind]
    signed = kind(-1).value < 0
    return f"{'' if signed else 'u'}int{8 * ctypes.sizeof(kind)}_t"


def c_name(structure: type) -> str:
    """What C calls a structure."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", structure.__name__).lower()


def library(folder: Path = FOLDER) -> Path:
    """Where it lies: named by its source and platform, so that only one that fits is ever loaded."""
    source = "".join([shared_header(), *((FOLDER / name).read_text() for name in _SOURCES)])
    fingerprint = hashlib.sha256(source.encode()).hexdigest()[:12]
    return folder / f"packets-{sysconfig.get_platform()}-{fingerprint}.so"


def build(target: Path, compiler: str) -> str | None:
    """Build it; None when it is there now, else in words why not."""
    program = shutil.which(compiler)
    if program is None:
        return f"there is no C compiler {compiler}"
    fresh = target.with_suffix(f".{os.getpid()}")
    sources = [str(FOLDER / name) for name in _SOURCES if name.endswith(".c")]
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "shared.h").write_text(shared_header())
        command = [program, *_OPTIONS, f"-I{folder}", f"-I{FOLDER}", "-o", str(fresh), *sources]
        result = subprocess.run(command, capture_output=True, text=True, check=False)
    if result.returncode:
        return f"the C compiler refused it: {result.stderr.strip()}"
    fresh.replace(target)
    return None


def main() -> int:
    """Build where that is needed and possible. Going without is not an error, but said."""
    target = library()
    if target.exists():
        return 0
    for stale in target.parent.glob("*.so"):
        stale.unlink()
    problem = build(target, os.environ.get("CC", "cc"))
    if problem is not None:
        sys.stderr.write(f"The relay will forward in Python alone, at more cost per packet: {problem}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
