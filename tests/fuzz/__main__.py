"""The command; see the package's docstring."""

import argparse
import importlib
import importlib.util
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

GUIDED = importlib.util.find_spec("atheris") is not None
ONE_INPUT_SECONDS = 20
NAMES = ("stun", "rtp", "rtcp", "red", "sdp_publish", "sdp_subscribe", "relay")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Try what strangers may send.")
    parser.add_argument("--seconds", type=float, default=60, help="in all; each target has its share (default: 60)")
    parser.add_argument("--target", action="append", choices=NAMES, help="may be repeated (default: all)")
    parser.add_argument("--seed", type=int, default=1, help="of the random numbers (default: 1)")
    parser.add_argument("--input", type=Path, help="try this file with the one target that is named")
    parser.add_argument("--folder", type=Path, help="where to keep inputs that failed (default: a new one)")
    parser.add_argument("--guided-child", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args(argv)
    names = arguments.target or NAMES
    if arguments.guided_child:
        _fuzz_guided(names[0], arguments.folder, arguments.seconds, arguments.seed)
    if arguments.input:
        _targets()[names[0]].prepare()(arguments.input.read_bytes())
        return 0
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="viop-fuzz-"))
    share = arguments.seconds / len(names)
    run = _run_guided if GUIDED else run_blind
    failed = [name for name in names if not run(name, folder, share, arguments.seed)]
    print(
        f"{len(names) - len(failed)} of {len(names)} targets stood"
        + (f"; {', '.join(failed)} failed" if failed else "")
    )
    return 1 if failed else 0


def run_blind(name: str, folder: Path, seconds: float, seed: int) -> bool:
    """Without knowing what an input reaches; whether all went well."""
    from tests.fuzz import mutation

    target = _targets()[name]
    attempt, ends, count = target.prepare(), time.monotonic() + seconds, 0
    for data in mutation.inputs(target.seeds, seed):
        if count >= len(target.seeds) and time.monotonic() >= ends:
            break
        count += 1
        try:
            attempt(data)
        except Exception:
            traceback.print_exc()
            kept = folder / f"{name}-{count}"
            kept.write_bytes(data)
            print(f"{name}: input {count} failed, kept as {kept}")
            return False
    print(f"{name}: {count} inputs")
    return True


def _run_guided(name: str, folder: Path, seconds: float, seed: int) -> bool:
    """In a process of its own, which libFuzzer ends."""
    command = [sys.executable, "-m", "tests.fuzz", "--guided-child", "--target", name, "--folder", str(folder)]
    ran = subprocess.run([*command, "--seconds", str(seconds), "--seed", str(seed)])
    return ran.returncode == 0


def _fuzz_guided(name: str, folder: Path, seconds: float, seed: int) -> None:
    """Does not return."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["signaling"]):
        target = _targets()[name]
    corpus = folder / name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(data)
    options = [f"-max_total_time={round(seconds)}", f"-timeout={ONE_INPUT_SECONDS}", f"-seed={seed}"]
    options += [f"-artifact_prefix={folder}/{name}-", "-print_final_stats=1", "-max_len=8192", "-verbosity=0"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], target.prepare())
    atheris.Fuzz()


def _targets() -> Any:
    return importlib.import_module("tests.fuzz.targets").TARGETS


if __name__ == "__main__":
    sys.exit(main())
