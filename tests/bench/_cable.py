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


def measured(name: str, arguments: argparse.Namespace, measure: Measure, pinned: bool = True) -> dict[str, object]:
    """What `measure` finds, in networks of its own; over loopback where none can be made.

    `pinned`: with this process on one core, the last one.
    """
    if os.environ.get(_INSIDE):
        with namespace.cable() as cable:
            return _run(cable, "", measure, pinned)
    if reason := namespace.why_not():
        return _run(NO_CABLE, reason, measure, pinned)
    command = [sys.executable, "-m", "tests.bench", name, "--json"]
    if arguments.seconds:
        command += ["--seconds", str(arguments.seconds)]
    if arguments.case:
        command += ["--case", arguments.case]
    environment = {**os.environ, _INSIDE: "1"}
    ran = subprocess.run(namespace.inside(command), env=environment, stdout=subprocess.PIPE, text=True, check=True)
    result: dict[str, object] = json.loads(ran.stdout.splitlines()[-1])
    return result


def _run(cable: Cable, without_cable: str, measure: Measure, pinned: bool) -> dict[str, object]:
    cores = sorted(os.sched_getaffinity(0))
    if pinned:
        os.sched_setaffinity(0, {cores[-1]})
    try:
        return measure(cable, cores[0], without_cable)
    finally:
        os.sched_setaffinity(0, set(cores))
