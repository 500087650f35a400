"""`viop …`: one program for everything an operator does."""

import argparse
import asyncio
import errno
import logging
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from pydantic import ValidationError

from server.audit import add_audit
from server.backup import add_backup
from server.command import SETTINGS, add_command
from server.doctor.command import add_doctor
from server.services.errors import ServiceError
from server.settings import Settings
from signaling import logs


def main(argv: Sequence[str] | None = None) -> int:
    """The exit status: 0 done, 1 it cannot be done, 2 the command line makes no sense."""
    given = list(sys.argv[1:] if argv is None else argv)
    if given[:1] == ["media-worker"]:
        from signaling.media.memory import use_large_pages

        if argv is None:
            use_large_pages()
        from signaling.media.worker import main as media_worker

        return media_worker(given[1:])
    arguments = _parser().parse_args(given)
    logs.set_up(logging.INFO, logs.form())
    logging.getLogger("alembic").setLevel(logging.WARNING)
    try:
        status: int = arguments.run(arguments) or 0
    except ValidationError as error:
        for wrong in error.errors(include_input=False, include_url=False):
            setting = f"VIOP_{str(wrong['loc'][0]).upper()}: " if wrong["loc"] else ""
            said = wrong["msg"].removeprefix("Value error, ")
            print(f"viop {arguments.command}: {setting}{said}", file=sys.stderr)
        return 1
    except OSError as error:
        hint = " Choose another with VIOP_PORT or VIOP_MEDIA_PORT." if error.errno == errno.EADDRINUSE else ""
        print(f"viop {arguments.command}: {error}.{hint}", file=sys.stderr)
        return 1
    except ServiceError as error:
        print(f"viop {arguments.command}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="viop",
        description="A self-hosted platform for virtual and hybrid Intensive Outpatient Programs.",
        epilog=f"Try `viop demo` first. `viop COMMAND --help` explains each command. {SETTINGS}",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    add = partial(add_command, commands)
    demo = add(
        "demo",
        _demo,
        "Run everything with made-up people.",
        "Two clinics, four weeks of attendance, two sessions that are on now, and bots who come to them. Prints who "
        "signs in where. When one of the sessions is over a fresh one is on, with its bots and a new link. Running it "
        "again goes on where it was.",
        "viop demo --lan",
    )
    demo.add_argument("--lan", action="store_true", help="https on this machine's network address, with a QR code")
    add(
        "serve",
        _serve,
        "Run the app and its media worker.",
        "Brings the database to the newest schema first. Ends on SIGTERM after saying goodbye to every page.",
        "VIOP_PUBLIC_URL=https://iop.example.org viop serve",
    )
    commands.add_parser("media-worker", add_help=False, help="Relay sound and pictures; the app starts it by itself.")
    add(
        "media-node",
        _media_node,
        "Relay sound and pictures for app nodes on other machines.",
        "Starts a relay worker per core (VIOP_MEDIA_WORKERS), watches them and says in Redis that they are there, so "
        "that every app node of the same VIOP_REDIS and VIOP_CONTROL_SECRET_FILE finds them; no database, no pages. "
        "Browsers reach the first at UDP and TCP port VIOP_MEDIA_PORT, app nodes at TCP port VIOP_CONTROL_LISTEN "
        "(host:port; as they reach it, if that is another: VIOP_CONTROL_ANNOUNCE), each further one at the next "
        "number. On SIGTERM it takes no more sessions and ends when those that are there have gone elsewhere, at the "
        "latest after VIOP_MEDIA_DRAIN_SECONDS; a second signal ends it at once. While Redis is away sessions go on.",
        "VIOP_REDIS=redis://10.0.0.2 VIOP_CONTROL_SECRET_FILE=/srv/viop/control VIOP_CONTROL_LISTEN=10.0.0.5:7400 "
        "VIOP_MEDIA_ANNOUNCE=203.0.113.7 viop media-node",
    )
    add(
        "bots",
        _bots,
        "Synthetic clients and facilitators.",
        "Reads whom to send where from standard input as JSON, so that PINs and passwords stay off the command line: "
        '{"url": …, "bots": [{"initials": "AN", "entrance": {"token": …, "pin": …}}]}. With '
        '"media": false they have no sound and pictures, and one process carries thousands.',
        "viop bots < bots.json",
    )
    add(
        "migrate",
        _migrate,
        "Bring the database to the newest schema.",
        "A database that is not there is made. A second run changes nothing.",
        "VIOP_VAR=/srv/viop viop migrate",
    )
    add(
        "make-keys",
        _make_keys,
        "Make the keys that all app nodes share.",
        "Into VIOP_KEYS; those that are there stay as they are. A single app makes its own by itself.",
        "VIOP_KEYS=/srv/viop/keys viop make-keys",
    )
    add(
        "rebuild-lines",
        _rebuild_lines,
        "Make the lines that lists and searches read anew.",
        "They are derived from the attendance records, which stay as they are; nothing else is needed after a restored "
        "or repaired database. The app may go on meanwhile.",
        "VIOP_VAR=/srv/viop viop rebuild-lines",
    )
    add_backup(commands)
    add_audit(commands)
    add_doctor(commands)
    openapi = add(
        "openapi",
        _openapi,
        "Write the API's OpenAPI 3.1 document.",
        "The web client's types are generated from it; a test fails when the copy in the repository is out of step.",
        "viop openapi && (cd client_web && npm run api-types)",
    )
    openapi.add_argument("--output", type=Path, metavar="FILE", help="default: the copy in the repository; - prints it")
    add(
        "settings",
        _settings,
        "List every setting and its value.",
        "Secrets are masked. Each can be given as an environment variable.",
        "VIOP_PORT=9000 viop settings",
    )
    return parser


def _demo(arguments: argparse.Namespace) -> None:
    from server.demo import run

    logging.getLogger().setLevel(logging.WARNING)
    asyncio.run(run(Settings(), arguments.lan))


def _serve(arguments: argparse.Namespace) -> None:
    from server.main import serve

    asyncio.run(serve(Settings()))


def _media_node(arguments: argparse.Namespace) -> None:
    from server.live.media_node import run

    asyncio.run(run(Settings()))


def _bots(arguments: argparse.Namespace) -> None:
    from signaling.bots.run import main as bots

    bots()


def _migrate(arguments: argparse.Namespace) -> None:
    from server.storage.migrate import migrate
    from server.storage.place import place_of

    migrate(place_of(Settings()))


def _make_keys(arguments: argparse.Namespace) -> None:
    from server.storage.keys import NAMES, load_or_make

    for name in NAMES:
        load_or_make(Settings().key_directory, name)


def _rebuild_lines(arguments: argparse.Namespace) -> None:
    from server.storage.database import Database
    from server.storage.place import place_of
    from server.storage.record_lines import RecordLinesRepository

    async def rebuild() -> int:
        database = Database(place_of(Settings()))
        try:
            return await RecordLinesRepository(database).rebuild()
        finally:
            await database.close()

    print(f"{asyncio.run(rebuild())} lines")


def _openapi(arguments: argparse.Namespace) -> None:
    from server.http import openapi

    if arguments.output == Path("-"):
        print(openapi.text(), end="")
    else:
        (arguments.output or openapi.CHECKED_IN).write_text(openapi.text(), "utf-8")


def _settings(arguments: argparse.Namespace) -> None:
    for name, value in Settings().model_dump(mode="json").items():
        print(f"VIOP_{name.upper()}={'' if value is None else value}")


if __name__ == "__main__":
    sys.exit(main())
