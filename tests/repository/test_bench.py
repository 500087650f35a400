"""The benchmarks' one door: list, refuse, run, print."""

import subprocess
import sys
from pathlib import Path

from tests import bench

ROOT = Path(__file__).parents[2]


def run_bench(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.bench", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)


def test_without_a_name_the_benchmarks_are_listed_with_what_they_measure():
    listed = run_bench()
    assert listed.returncode == 0
    assert [line.split()[0] for line in listed.stdout.splitlines()] == bench.names()


def test_an_unknown_name_is_refused_and_the_known_ones_are_named():
    refused = run_bench("no_such_benchmark", "--json")
    assert refused.returncode == 2
    assert refused.stdout == ""
    assert "no_such_benchmark" in refused.stderr
    assert all(name in refused.stderr for name in bench.names())


def test_each_benchmark_says_in_one_line_what_it_measures():
    assert all(bench.summary(name) for name in bench.names())
