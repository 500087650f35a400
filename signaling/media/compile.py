"""Builds the compiled half of `fan_out.py`: `python -m signaling.media.compile`.

Nothing depends on it: where there is no C compiler, the loop in Python does the same and costs more.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

SOURCE = Path(__file__).with_name("fan_out.c")
_OPTIONS = ("-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC")


def library(folder: Path = SOURCE.parent) -> Path:
    """Where it lies: named by its source and platform, so that only one that fits is ever loaded."""
    fingerprint = hashlib.sha256(SOURCE.read_bytes()).hexdigest()[:12]
    return folder / f"fan_out-{sysconfig.get_platform()}-{fingerprint}.so"


def build(target: Path, compiler: str) -> str | None:
    """Build it; None when it is there now, else in words why not."""
    program = shutil.which(compiler)
    if program is None:
        return f"there is no C compiler {compiler}"
    fresh = target.with_suffix(f".{os.getpid()}")
    command = [program, *_OPTIONS, "-o", str(fresh), str(SOURCE)]
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
    for stale in target.parent.glob("fan_out-*.so"):
        stale.unlink()
    problem = build(target, os.environ.get("CC", "cc"))
    if problem is not None:
        sys.stderr.write(f"The relay will forward with its loop in Python, at more cost per packet: {problem}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
