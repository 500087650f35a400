"""How a command of `viop` explains itself: what it does, in a sentence and in a few, with an example."""

import argparse
from collections.abc import Callable
from textwrap import fill
from typing import Any

Command = Callable[[argparse.Namespace], int | None]
"""The exit status; None is 0."""
WIDTH = 90
SETTINGS = "Settings are environment variables, VIOP_VAR and VIOP_PORT for instance; `viop settings` lists them all."


def add_command(
    commands: Any, name: str, run: Command, summary: str, story: str, example: str
) -> argparse.ArgumentParser:
    """`commands`: what `add_subparsers` returned."""
    made: argparse.ArgumentParser = commands.add_parser(
        name,
        help=summary,
        description=f"{summary}\n\n{fill(story, WIDTH)}",
        epilog=f"example:\n  {example}\n\n{fill(SETTINGS, WIDTH)}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    made.set_defaults(run=run)
    return made
