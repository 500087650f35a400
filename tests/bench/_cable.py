"""Runs a benchmark at one end of a cable, with its servers at the other; see tests/support/namespace.py."""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable

from tests.support import namespace
from tests.support.namespace import NO_CABLE, Cable

_INSIDE = "VIOP_BENCH_INSIDE"

Measure = Callable[[Cable, int, str], dict[str, object]]
"""Takes the cable, the core that servers are to have, and why there is no cable (empty where there is one)."""


def measured(name: str, arguments: argparse.Namespace, measure: Measure) -> dict[str, object]:
    """What `measure` finds, in networks of its own; over loopback where none can be made."""
    if os.environ.get(_INSIDE):
        with namespace.cable() as cable:
            return _pinned(cable, "", measure)
    if reason := namespace.why_not():
        return _pinned(NO_CABLE, reason, measure)
    command = [sys.executable, "-m", "tests.bench", name, "--json"]
    if arguments.seconds:
        command += ["--seconds", str(arguments.seconds)]
    environment = {**os.environ, _INSIDE: "1"}
    ran = subprocess.run(namespace.inside(command), env=environment, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, object] = json.loads(ran.stdout.splitlines()[-1])
    return result


def _pinned(cable: Cable, without_cable: str, measure: Measure) -> dict[str, object]:
    """The load has the last core."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[-1]})
    try:
        return measure(cable, cores[0], without_cable)
    finally:
        os.sched_setaffinity(0, set(cores))
