"""`viop doctor` on the command line."""

import argparse
import asyncio
import json
import logging
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from server.command import add_command
from server.doctor.finding import Finding

SIGNS = {"ok": "ok   ", "warn": "warn ", "wrong": "WRONG"}


def add_doctor(commands: Any) -> None:
    doctor = add_command(
        commands,
        "doctor",
        _doctor,
        "Look at everything that the app needs, and say what is wrong and what to do.",
        "Settings, directories and keys, clocks, ports, certificate, public URL and sockets through the proxy, "
        "database, Redis, media, TURN with a real credential, mail, backups. Changes nothing, sends nothing, prints no "
        "secret. "
        "The exit status is 1 when something is wrong; warnings alone leave it 0.",
        "viop doctor --json | jq '.[] | select(.state == \"wrong\")'",
    )
    doctor.add_argument("--json", action="store_true", help="a list of {what, state, says, do}")


def _doctor(arguments: argparse.Namespace) -> int:
    from server.doctor.environment import read_settings
    from server.doctor.rounds import examine

    settings, found = read_settings()
    if settings is not None:
        logging.disable(logging.ERROR)  # findings say it
        try:
            found = [*found, *asyncio.run(examine(settings))]
        finally:
            logging.disable(logging.NOTSET)
    if arguments.json:
        print(json.dumps([asdict(one) for one in found], indent=2))
    else:
        _tell(found)
    return int(any(one.state == "wrong" for one in found))


def _tell(found: Sequence[Finding]) -> None:
    width = max(len(one.what) for one in found)
    for one in found:
        print(f"{SIGNS[one.state]}  {one.what:{width}}  {one.says}")
        if one.do:
            print(f"{'':{width + 9}}{one.do}")
    wrongs, warns = (sum(one.state == state for one in found) for state in ("wrong", "warn"))
    print(f"\n{len(found)} looked at: {wrongs} wrong, {warns} to think about.")
