"""A clinic after some days, and somebody with its database file in their hands."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from server.clinic import Clinic, open_clinic
from server.domain.attendance.evidence import Modality, Stated
from server.domain.attendance.facts import Source
from server.domain.log.findings import Report
from server.domain.log.head import SignedHead
from server.domain.log.leaf import content_hash
from server.domain.log.tree import Frontier
from server.services.log.audit import AuditEntry
from server.settings import Settings
from tests.support.clinics import NOON, Cast, add_clinic, cheap_settings, fact_of, hold_session
from tests.support.log import checked, failures, keep


@dataclass(frozen=True)
class Kept:
    """A clinic's files after some days; the signed heads of those days, as others might keep them; and the key of
    the first days, as somebody might have stolen it."""

    directory: Path
    cast: Cast
    heads: Sequence[SignedHead]
    stolen: Ed25519PrivateKey


async def some_days(settings: Settings) -> Kept:
    """Two clinics; links and an export; a session with a statement that came late; a new key; digests of each day."""
    async with open_clinic(settings, boot="boot-1") as clinic:
        cast = await add_clinic(clinic, "north")
        await add_clinic(clinic, "south")
        heads = [await clinic.log.sign("north", NOON)]
        await clinic.services.join_links.issue("north", cast.running, cast.clients[0], cast.admin, NOON)
        await clinic.services.audit(AuditEntry("north", NOON, "attendance.exported", cast.admin))
        await clinic.services.audit(AuditEntry("south", NOON, "attendance.exported"))
        end = await hold_session(clinic, cast, NOON, minutes=2)
        heads.append(await clinic.log.sign("north", end))
        evidence = Stated(NOON, end, Modality.PHONE, "was on the phone", cast.facilitator)
        late = replace(fact_of(cast.running, evidence, end, 999, cast.clients[1]), source=Source.STATEMENT)
        await clinic.services.facts.record("north", [late])
        await clinic.services.finish.derive("north", cast.running, end)
        await keep(clinic, "north", NOON + timedelta(days=1))
        (file,) = settings.log_key_directory.glob("*.pem")
        stolen = load_pem_private_key(file.read_bytes(), None)
        assert isinstance(stolen, Ed25519PrivateKey)
        await clinic.log.rotate(NOON + timedelta(days=1), "yearly")
        await clinic.services.audit(AuditEntry("north", NOON + timedelta(days=1), "kiosk.added", cast.admin))
        heads.append(await clinic.log.sign("north", NOON + timedelta(days=1)))
        await keep(clinic, "south", NOON)
    return Kept(settings.var, cast, heads, stolen)


@contextmanager
def underneath(var: Path) -> Iterator[sqlite3.Connection]:
    """The file, without what protects it."""
    database = sqlite3.connect(Settings(var=var).database_path)
    for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        database.execute(f"DROP TRIGGER {name}")
    with database:
        yield database
    database.close()


def check(var: Path, against: SignedHead | None = None, trusted: Sequence[str] = ()) -> Report:
    return asyncio.run(with_clinic(var, lambda clinic: checked(clinic, "north", against, trusted)))


async def with_clinic(var: Path, act: Callable[[Clinic], Any]) -> Any:
    async with open_clinic(cheap_settings(var), boot="later") as clinic:
        return await act(clinic)


def the_failure(var: Path, *given: Any) -> str:
    """What the check finds; there must be something."""
    report = check(var, *given)
    assert not report.verified
    return " ".join(failures(report))


def other(column: str, value: Any) -> Any:
    """Another value that could stand there."""
    if column == "clinic_id":
        return "elsewhere"
    if isinstance(value, int):
        return value + 1000
    if value is None:
        return "something"
    if column.endswith("at"):
        return value.replace("2026-03-", "2026-02-")
    try:
        data = json.loads(value)
    except ValueError:
        return f"{value}0"
    return json.dumps(data[1:] if isinstance(data, list) else {**data, "id": "another"})


def leaves(database: sqlite3.Connection) -> list[dict[str, Any]]:
    database.row_factory = sqlite3.Row
    found = database.execute("SELECT * FROM log_leaves WHERE clinic_id = 'north' ORDER BY position").fetchall()
    return [dict(row) for row in found]


def rewrite(database: sqlite3.Connection, wanted: Sequence[dict[str, Any]]) -> None:
    """Make these the leaves, with a head of their own, as consistent as can be without the key."""
    database.execute("DELETE FROM log_leaves WHERE clinic_id = 'north'")
    for position, leaf in enumerate(wanted):
        if leaf["content"] is not None:
            leaf["hash"] = content_hash(bytes.fromhex(leaf["salt"]), json.loads(leaf["content"])).hex()
        row = {**leaf, "position": position}
        database.execute(
            f"INSERT INTO log_leaves ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
        )
    database.execute("DELETE FROM log_nodes WHERE clinic_id = 'north'")
    tree = Frontier()
    for leaf in wanted:
        tree, nodes = tree.append(bytes.fromhex(leaf["hash"]))
        rows = [("north", level, at, hash.hex()) for level, at, hash in nodes]
        database.executemany("INSERT INTO log_nodes (clinic_id, level, at, hash) VALUES (?, ?, ?, ?)", rows)
    frontier = json.dumps([one.hex() for one in tree.hashes])
    database.execute("UPDATE log_heads SET size = ?, frontier = ? WHERE clinic_id = 'north'", [tree.size, frontier])
