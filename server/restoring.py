"""How a backup becomes the database: loaded aside, checked, settled, and put in its place."""

import secrets
import shutil
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from server.audit_files import new_file, open_file
from server.clinic import new_id
from server.domain.instants import from_text
from server.domain.log.file_lines import FORMAT, VERSION, written
from server.domain.log.findings import Level, Report
from server.domain.log.leaf import SALT_BYTES
from server.domain.log.verify import verify
from server.outbound.ways import times_of, ways_of
from server.services.errors import Conflict, StorageUnavailable
from server.services.log.audit import Audit, AuditEntry
from server.services.log.log import KeyLost, Log, LogBroken
from server.services.log.signatures import holds
from server.services.sessions.facts import Facts
from server.services.touch.notices import Notices
from server.services.touch.reminders import Reminders
from server.settings import Settings
from server.storage.archive.form import SPOOL
from server.storage.archive.fresh_file import load_file, put_in_place
from server.storage.archive.reading import Archive
from server.storage.archive.settling import settle
from server.storage.archive.there import load_there, transaction_of
from server.storage.audit import AuditRepository
from server.storage.contacts import ContactsRepository
from server.storage.database import Database
from server.storage.facts import FactsRepository
from server.storage.log import LogRepository
from server.storage.log_export import LogExport
from server.storage.log_keys import LogKeyFiles
from server.storage.outbox import OutboxRepository
from server.storage.people import PeopleRepository
from server.storage.place import place_of
from server.storage.rooms import RoomsRepository
from server.storage.sessions import SessionsRepository
from server.storage.spool import Spool


async def restore(settings: Settings, lines: Iterator[str], now: datetime, although_log_fails: bool) -> list[str]:
    """What to tell the operator. Raises ValueError for an archive that is not as it was written, and Conflict; then
    nothing is there that was not before."""
    settings.var.mkdir(parents=True, exist_ok=True, mode=0o700)
    aside = settings.var / "restoring"
    shutil.rmtree(aside, ignore_errors=True)
    aside.mkdir(mode=0o700)
    try:
        archive, place = Archive(lines), place_of(settings)
        if isinstance(place, Path):
            fresh = aside / place.name
            spooled = load_file(fresh, archive)
            database = Database(fresh)
            try:
                told = await Restored(settings, database, archive, aside, now).finish(spooled, although_log_fails)
            finally:
                await database.close()
            put_in_place(fresh, place)
        else:
            database = Database(place)
            async with transaction_of(place) as connection, database.joined(connection):
                spooled = await load_there(connection, archive)
                told = await Restored(settings, database, archive, aside, now).finish(spooled, although_log_fails)
        _keep(aside, settings)
        if settings.spool.exists():
            own = Spool(settings.spool)
            await own.drop(len(await own.waiting()))
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return [*told, *await _sign(settings, now)]


class Restored:
    """A database that was loaded, and is nobody's yet."""

    def __init__(self, settings: Settings, database: Database, archive: Archive, aside: Path, now: datetime) -> None:
        self._settings = settings
        self._database = database
        self._archive = archive
        self._aside = aside
        self._now = now
        self._people = PeopleRepository(database)
        self._sessions = SessionsRepository(database)

    async def finish(self, spooled: Mapping[str, Sequence[str]], although_log_fails: bool) -> list[str]:
        failing = await self._verify()
        if failing and not although_log_fails:
            raise Conflict(
                "The attendance log in this backup does not hold. Nothing was restored. Keep the backup as it is, and "
                "look for another. To restore this one nevertheless: --although-log-fails.\n" + "\n".join(failing)
            )
        async with self._database.atomic():
            facts = await self._take(spooled)
            clinics = await self._people.clinics()
            made_at = from_text(self._archive.made_at)
            settled = await settle(self._database, self._remind, made_at, self._now)
            audit = _audit(self._database, self._settings)
            detail = {"made_at": self._archive.made_at, "log_fails": bool(failing)}
            for one in clinics:
                await audit(AuditEntry(one.id, self._now, "backup.restored", detail=detail))
        rows = sum(part["rows"] for part in self._archive.manifest["parts"])
        return [
            f"Restored the backup of {self._archive.made_at}: {rows} rows, {len(clinics)} clinics.",
            *(failing or ["The attendance log was verified: everything holds."]),
            f"{facts} facts came from the spool, {settled.logins} people have to sign in again, {settled.messages} "
            f"messages do not go out, {settled.endpoints} other systems wait for an admin to go on with them.",
            "What was done since the backup is not in it: erasures, holds, withdrawn consents and links, people who "
            "left. docs/operations.md says what to look at now.",
        ]

    async def _verify(self) -> list[str]:
        """What does not hold, in words; nothing when everything does."""
        failing: list[str] = []
        for log in self._archive.manifest["logs"]:
            report = await self._check(log["clinic"])
            if (report.leaves, report.root.hex()) != (log["size"], log["root"]):
                failing.append(f"The log of clinic {log['clinic']} is not the one of the manifest.")
            failing += [f"{log['clinic']}: {one.words}" for one in report.findings if one.level is Level.FAILED]
        return failing

    async def _check(self, clinic_id: str) -> Report:
        """As `viop audit export` and `verify` do, by way of a file, so that it never is in memory as a whole."""
        file = self._aside / "log.jsonl"
        header = {"format": VERSION, "clinic": {"id": clinic_id}, "made_at": self._archive.made_at, "rows": True}
        try:
            with new_file(file) as export:
                export.write(written(FORMAT, header))
                lines = 1
                async for line in LogExport(self._database).lines(clinic_id, rows=True):
                    export.write(line)
                    lines += 1
                export.write(written("end", {"lines": lines + 1}))
            with open_file(file) as read:
                return verify(read, holds)
        finally:
            file.unlink(missing_ok=True)

    async def _take(self, spooled: Mapping[str, Sequence[str]]) -> int:
        """Commit what the spool held, before the epochs rise by which its owners wrote it; and what this machine's
        holds that the lost database was never told, whatever the epoch was by then."""
        spool = Spool(self._aside / "spool")
        for name, lines in spooled.items():
            (self._aside / name).write_text("".join(f"{one}\n" for one in lines), "utf-8")
        if self._settings.spool.exists():
            own = await Spool(self._settings.spool).waiting()
            await spool.append([one._replace(epoch=None) for one in own])
        waiting = len(await spool.waiting())
        store, rooms = FactsRepository(self._database), RoomsRepository(self._database)
        if not await Facts(store, spool, self._sessions, rooms, self._savepoint).drain():
            raise StorageUnavailable("The facts of the spool cannot be stored.")
        return waiting

    @asynccontextmanager
    async def _savepoint(self, of: str | None) -> AsyncIterator[None]:
        """A fact that the database does not take leaves the transaction as it was."""
        async with self._database.write() as connection, connection.begin_nested():
            yield

    async def _remind(self) -> None:
        outbox, contacts = OutboxRepository(self._database), ContactsRepository(self._database)
        ways = ways_of(self._settings.model_copy(update={"keep_messages": True}))  # by whatever ways there will be
        notices = Notices(outbox, contacts, self._sessions, self._people, ways, new_id)
        reminders = Reminders(outbox, contacts, self._sessions, notices, times_of(self._settings))
        for one in await self._people.clinics():
            await reminders.queue(one.id, self._now)


async def tell_all(database: Database, settings: Settings, action: str, now: datetime) -> None:
    """Write an act of the operator's into the access log of each clinic."""
    audit = _audit(database, settings)
    async with database.atomic():
        for one in await PeopleRepository(database).clinics():
            await audit(AuditEntry(one.id, now, action))


def _audit(database: Database, settings: Settings) -> Audit:
    return Audit(AuditRepository(database), _log(database, settings), database.atomic, new_id)


def _log(database: Database, settings: Settings) -> Log:
    keys = LogKeyFiles(settings.log_key_directory)
    return Log(LogRepository(database), keys, database.atomic, lambda: secrets.token_bytes(SALT_BYTES))


def _keep(aside: Path, settings: Settings) -> None:
    """What of the spool could not be committed stays for somebody to look at."""
    for name in SPOOL:
        left = aside / name
        if left.exists() and left.stat().st_size:
            place = settings.var / name
            place.parent.mkdir(exist_ok=True, mode=0o700)
            with place.open("ab") as file:
                file.write(left.read_bytes())


async def _sign(settings: Settings, now: datetime) -> list[str]:
    """Whether the logs can go on with the key that is here; what to do where they cannot."""
    database = Database(place_of(settings))
    try:
        log = _log(database, settings)
        told = []
        for one in await PeopleRepository(database).clinics():
            try:
                await log.sign(one.id, now)
            except (KeyLost, LogBroken) as error:
                told.append(f"{one.id}: {error}")
        return told
    finally:
        await database.close()
