"""Benchmarks: `python -m tests.bench NAME [--json] [--seconds N]`.

A benchmark is a module here, named for what it measures. Its docstring's first line says what that is, and its
`run(arguments) -> dict` measures it; the dict's keys carry the units (`delay_p99_ms`).
"""

import ast
from pathlib import Path
from pkgutil import iter_modules


def names() -> list[str]:
    """Name the benchmarks there are."""
    return sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))


def summary(name: str) -> str:
    """Give the first line of a benchmark's docstring, without importing what it measures."""
    source = (Path(__file__).parent / f"{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
