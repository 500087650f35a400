"""`viop audit …`: what an operator does with the attendance log, and what an auditor checks without any server."""

import argparse
import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from server.audit_files import new_file, open_file
from server.command import add_command
from server.domain.instants import to_text
from server.domain.log.file_lines import FORMAT, VERSION, written
from server.domain.log.findings import Level, Report
from server.domain.log.head import SignedHead
from server.domain.log.verify import newest_head, verify
from server.services.errors import Conflict, NotFound
from server.services.log.audit import AuditEntry
from server.services.log.signatures import holds
from server.services.people import Clinic as ClinicRow
from server.settings import Settings

if TYPE_CHECKING:  # what checks a file must not need a database
    from server.clinic import Clinic

LEVELS = {Level.FAILED: "FAILED", Level.LOOK: "LOOK AT", Level.NOTE: "note"}


def add_audit(commands: Any) -> None:
    """The command and its own commands."""
    audit = commands.add_parser("audit", help="The attendance log: export it, prove from it, check it; its keys.")
    inner = audit.add_subparsers(dest="act", required=True, metavar="COMMAND")
    export = add_command(
        inner,
        "export",
        _export,
        "Write a clinic's whole log to a file that `viop audit verify` checks.",
        "JSON lines (docs/log.md): signed heads, leaves, and the rows that they cover: facts and "
        "records of attendance, and the access log. People are named by their ids alone. A file whose name "
        "ends in .gz is compressed. The app may go on meanwhile; the log says that it was exported.",
        "viop audit export --clinic cedar log-2026-03.jsonl.gz",
    )
    export.add_argument("file", type=Path, metavar="FILE", help="must not exist yet")
    export.add_argument("--log-only", action="store_true", help="leaves and heads, without the rows that they cover")
    _of_clinic(export)
    check = add_command(
        inner,
        "verify",
        _verify,
        "Check an export or a proof, offline.",
        "Needs no server, no database and no settings. Says which leaf, head or row is not what it was, and what that "
        "means. The exit status is 0 when everything holds, 1 when something does not.",
        "viop audit verify log-2026-03.jsonl.gz --against head-2026-02.json --key 0123abcd…",
    )
    check.add_argument("file", type=Path, metavar="FILE")
    check.add_argument("--against", type=Path, metavar="OLDER", help="an earlier head, export or proof that you kept")
    check.add_argument("--key", action="append", default=[], metavar="ID", help="a key that the clinic told you of")
    proof = add_command(
        inner,
        "proof",
        _proof,
        "Write the proof for one client's record of one session.",
        "It holds that record, the facts about that client and the session, and hashes in place of everybody else. "
        "`viop audit verify` checks it.",
        "viop audit proof --session cedar-evening-2026-03-04 --client cedar-ana proof.jsonl",
    )
    proof.add_argument("file", type=Path, metavar="FILE", help="must not exist yet")
    proof.add_argument("--session", required=True, metavar="ID")
    proof.add_argument("--client", required=True, metavar="ID")
    proof.add_argument("--against", type=Path, metavar="OLDER", help="a head from which the log is shown to go on")
    _of_clinic(proof)
    head = add_command(
        inner,
        "head",
        _head,
        "Print the newest signed head, to be kept by somebody else.",
        "Whoever keeps it can later show that nothing before it was changed, reordered or cut off: give it to the "
        "auditor, the payer, or a mailbox of your own.",
        "viop audit head --clinic cedar > head-2026-03.json",
    )
    _of_clinic(head)
    rotate = add_command(
        inner,
        "rotate-key",
        _rotate,
        "Sign with a new key from now on.",
        "The old key vouches for the new one, and its private half is deleted. Where the old key is lost or refuses "
        "because the database is an older copy, --unvouched starts anew: every later check says so, and auditors will "
        "ask for your written word with the new key's id. The app may go on meanwhile.",
        "viop audit rotate-key --reason 'yearly'",
    )
    rotate.add_argument("--reason", required=True, help="stays in the log for ever")
    rotate.add_argument("--unvouched", action="store_true", help="without the old key's signature")
    erase = add_command(
        inner,
        "erase",
        _erase,
        "Lawfully erase what was observed and said of a client.",
        "Content and salt of all leaves about them are dropped with the facts, records and signatures that these "
        "covered, what their consents say is emptied, and a leaf says that it was done, when and why. Disclosures of "
        "the last six years, and the consents behind them, stay: they must be accounted for. The hashes stay too, so "
        "that everything else can still be checked. docs/log.md says what stays besides, and what is left to you: "
        "backups, the person's own row.",
        "viop audit erase --clinic cedar --person cedar-ana --by 'D. Okafor' --reason 'retention ended'",
    )
    erase.add_argument("--person", required=True, metavar="ID")
    erase.add_argument("--by", required=True, help="who decided it; stays in the log")
    erase.add_argument("--reason", required=True, help="stays in the log")
    _of_clinic(erase)


def _of_clinic(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--clinic", metavar="ID", help="may be left out where there is only one")


def _export(arguments: argparse.Namespace) -> None:
    async def export() -> None:
        async with _opened() as clinic:
            one = await _chosen(clinic, arguments.clinic)
            rows = not arguments.log_only
            await _disclose(clinic, AuditEntry(one.id, _now(), "log.exported", detail={"rows": rows}))
            header = {
                "format": VERSION,
                "clinic": {"id": one.id, "name": one.name},
                "made_at": to_text(_now()),
                "rows": rows,
            }
            with new_file(arguments.file) as file:
                file.write(written(FORMAT, header))
                lines = 1
                async for line in clinic.log_export.lines(one.id, rows):
                    file.write(line)
                    lines += 1
                file.write(written("end", {"lines": lines + 1}))
            print(f"{arguments.file}: {lines + 1} lines")

    asyncio.run(export())


def _verify(arguments: argparse.Namespace) -> int:
    try:
        against = _older(arguments.against)
        with open_file(arguments.file) as lines:
            report = verify(lines, holds, against, arguments.key)
    except ValueError as error:
        raise Conflict(f"{arguments.file}: {_plain(str(error))}") from error
    print(told(report, bool(arguments.key)))
    return 0 if report.verified else 1


def told(report: Report, trusted: bool) -> str:
    """The report as it is printed."""
    lines = [f"This is {report.what}, of clinic {report.clinic}: {report.leaves} leaves, root {report.root.hex()}."]
    if report.newest is not None:
        head = report.newest.head
        lines.append(f"The newest signed head that holds: {to_text(head.at)} over {head.size} leaves, key {head.key}.")
    if report.keys and not trusted:
        lines.append(f"The log's first key is {report.keys[0]}: compare it with the one that the clinic told you.")
    for level, word in LEVELS.items():
        lines += [f"{word}: {one.words}" for one in report.findings if one.level is level]
    failed = sum(one.level is Level.FAILED for one in report.findings)
    lines.append("Everything holds." if not failed else f"{failed} of this does NOT hold.")
    return "\n".join(map(_plain, lines))


def _plain(line: str) -> str:
    """One line, whatever names and reasons a file holds: none may write lines of their own, or move the cursor."""
    return "".join(one if one.isprintable() else one.encode("unicode_escape", "surrogatepass").decode() for one in line)


def _proof(arguments: argparse.Namespace) -> None:
    async def prove() -> None:
        against = _older(arguments.against)
        async with _opened() as clinic:
            one = await _chosen(clinic, arguments.clinic)
            session, client = arguments.session, arguments.client
            lines = await clinic.services.log_proofs.proof(one, session, client, _now(), against)
            await _disclose(clinic, AuditEntry(one.id, _now(), "log.proved", subject=client, session_id=session))
        with new_file(arguments.file) as file:
            file.writelines(lines)
        print(f"{arguments.file}: {len(lines)} lines")

    asyncio.run(prove())


def _head(arguments: argparse.Namespace) -> None:
    async def newest() -> SignedHead:
        async with _opened() as clinic:
            return await clinic.log.sign((await _chosen(clinic, arguments.clinic)).id, _now())

    print(written("signed_head", asyncio.run(newest()).to_data()), end="")


def _rotate(arguments: argparse.Namespace) -> None:
    async def rotate() -> str:
        async with _opened() as clinic:
            return await clinic.log.rotate(_now(), arguments.reason, vouched=not arguments.unvouched)

    print(f"The log's key is {asyncio.run(rotate())} from now on. Tell it to those who check your exports.")


def _erase(arguments: argparse.Namespace) -> None:
    async def erase() -> int:
        async with _opened() as clinic:
            one = await _chosen(clinic, arguments.clinic)
            return await clinic.log.erase(one.id, arguments.person, arguments.by, arguments.reason, _now())

    print(f"Erased what {asyncio.run(erase())} leaves said, and the rows that they covered.")


@asynccontextmanager
async def _opened() -> AsyncIterator["Clinic"]:
    from server.clinic import open_clinic

    settings = Settings()
    if settings.database is None and not settings.database_path.exists():
        raise FileNotFoundError(f"there is no database at {settings.database_path}; VIOP_VAR says where to look")
    async with open_clinic(settings, boot="audit") as clinic:
        yield clinic


async def _disclose(clinic: "Clinic", entry: AuditEntry) -> None:
    """What leaves the house is in the log first, signed when it can be."""
    await clinic.services.audit(entry)
    await clinic.log.try_to_sign(entry.clinic_id, entry.at)


async def _chosen(clinic: "Clinic", wanted: str | None) -> ClinicRow:
    known: dict[str, ClinicRow] = {one.id: one for one in await clinic.people.clinics()}
    if wanted is None and len(known) == 1:
        return next(iter(known.values()))
    if wanted is None:
        raise Conflict(f"Say which clinic with --clinic: {', '.join(sorted(known)) or 'there is none yet'}.")
    if wanted not in known:
        raise NotFound
    return known[wanted]


def _older(file: Path | None) -> SignedHead | None:
    if file is None:
        return None
    try:
        with open_file(file) as lines:
            head = newest_head(lines)
    except ValueError as error:
        raise Conflict(f"{file}: {_plain(str(error))}") from error
    if head is None:
        raise Conflict(f"{file}: there is no signed head in it")
    return head


def _now() -> datetime:
    return datetime.now(UTC)
