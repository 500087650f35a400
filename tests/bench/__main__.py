"""Runs one benchmark, or lists them all."""

import argparse
import json
import sys
from importlib import import_module

from tests import bench


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m tests.bench", description="Measure the real thing on this machine."
    )
    parser.add_argument("name", nargs="?", help="what to measure; without it, the benchmarks are listed")
    parser.add_argument("--json", action="store_true", help="print the result as one JSON object, on the last line")
    parser.add_argument("--seconds", type=float, help="how long to measure, where the benchmark lets one choose")
    parser.add_argument("--runs", type=int, help="how often, where the benchmark repeats itself")
    parser.add_argument("--records", type=int, help="how large the clinic is, where the benchmark makes one")
    parser.add_argument("--case", metavar="NAME", help="one alone, where the benchmark has several")
    arguments = parser.parse_args()

    if arguments.name not in bench.names():
        if arguments.name:
            print(f"There is no benchmark named {arguments.name!r}.", file=sys.stderr)
        for name in bench.names():
            print(f"{name:10} {bench.summary(name)}", file=sys.stderr if arguments.name else sys.stdout)
        return 2 if arguments.name else 0

    result = import_module(f"tests.bench.{arguments.name}").run(arguments)
    if arguments.json:
        print(json.dumps(result))
    else:
        for key, value in result.items():
            print(f"{key:32} {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
