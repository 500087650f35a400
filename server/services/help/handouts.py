"""Hand-outs of programs and sessions: small files that staff hand out, and clients of theirs may open."""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from server.domain.help.handouts import (
    MOST_BYTES,
    MOST_BYTES_PER_CLINIC,
    MOST_PER_PLACE,
    MediaType,
    is_active,
    media_type_of,
)
from server.services.access.logins import LoginSession
from server.services.errors import Conflict, Invalid, NotFound
from server.services.log.audit import Audit, AuditEntry
from server.services.people import Program
from server.services.sessions.sessions import Session, Sessions, SessionService


@dataclass(frozen=True)
class Handout:
    """Of a program, or of one session."""

    id: str
    clinic_id: str
    program_id: str | None
    session_id: str | None
    title: str
    media_type: MediaType
    size: int
    added_by: str
    added_at: datetime


def may_remove(login: LoginSession, handout: Handout) -> bool:
    """Of those that this login may know of: a session's its staff, a program's admins and whoever added it."""
    theirs = handout.program_id is None or handout.added_by == login.person_id
    return login.is_staff and (theirs or login.role == "admin")


class HandoutStore(Protocol):
    async def of(self, clinic_id: str, program_id: str | None, session_id: str | None) -> Sequence[Handout]:
        """That program's and that session's, the newest first."""
        ...

    async def get(self, clinic_id: str, handout_id: str) -> Handout | None: ...
    async def data(self, clinic_id: str, handout_id: str) -> bytes | None: ...
    async def bytes_of(self, clinic_id: str) -> int: ...
    async def add(self, handout: Handout, data: bytes) -> None: ...
    async def remove(self, clinic_id: str, handout_id: str) -> None: ...


class ProgramRows(Protocol):
    async def programs(self, clinic_id: str) -> Sequence[Program]: ...


class Handouts:
    def __init__(
        self,
        store: HandoutStore,
        sessions: SessionService,
        rows: Sessions,
        programs: ProgramRows,
        audit: Audit,
        atomic: Callable[[], AbstractAsyncContextManager[None]],
        new_id: Callable[[], str],
    ) -> None:
        self._store = store
        self._sessions = sessions
        self._rows = rows
        self._programs = programs
        self._audit = audit
        self._atomic = atomic
        self._new_id = new_id

    async def of_session(self, login: LoginSession, session_id: str) -> Sequence[Handout]:
        """The session's and its program's, for whoever takes part in it, trainees and interpreters too, and whoever may
        know of it. Raises NotFound."""
        schedule, _ = await self._sessions.taking_part(login, session_id)
        return await self._store.of(login.clinic_id, schedule.session.program_id, session_id)

    async def of_program(self, login: LoginSession, program_id: str) -> Sequence[Handout]:
        """For staff. Raises NotFound."""
        await self._program(login, program_id)
        return await self._store.of(login.clinic_id, program_id, None)

    async def add_to_session(
        self, login: LoginSession, session_id: str, title: str, data: bytes, now: datetime
    ) -> Handout:
        """Raises NotFound, Invalid for what is not handed out, Conflict when there are too many."""
        session = await self._sessions.visible(login, session_id)
        return await self._add(login, None, session, title, data, now)

    async def add_to_program(
        self, login: LoginSession, program_id: str, title: str, data: bytes, now: datetime
    ) -> Handout:
        """As `add_to_session`."""
        await self._program(login, program_id)
        return await self._add(login, program_id, None, title, data, now)

    async def file(self, login: LoginSession, session_id: str, handout_id: str, now: datetime) -> tuple[Handout, bytes]:
        """Of those of the session. Raises NotFound."""
        found = {one.id: one for one in await self.of_session(login, session_id)}
        data = await self._store.data(login.clinic_id, handout_id) if handout_id in found else None
        if data is None:
            raise NotFound
        return found[handout_id], data

    async def shown(self, clinic_id: str, session_id: str, handout_id: str) -> Handout | None:
        """To everybody in that session's room, if it is one of that session or its program."""
        session = await self._rows.get(clinic_id, session_id)
        found = await self._store.get(clinic_id, handout_id)
        if session is None or found is None:
            return None
        of_program = found.program_id is not None and found.program_id == session.program_id
        return found if of_program or found.session_id == session.id else None

    async def on_wall(self, session: Session | None, handout_id: str) -> tuple[Handout, bytes]:
        """For the device of the clinic's room that takes part in this session. Raises NotFound."""
        found = await self.shown(session.clinic_id, session.id, handout_id) if session else None
        data = await self._store.data(found.clinic_id, found.id) if found else None
        if found is None or data is None:
            raise NotFound
        return found, data

    async def remove(self, login: LoginSession, handout_id: str, now: datetime) -> None:
        """A session's by its staff, a program's by admins or whoever added it. Raises NotFound."""
        async with self._atomic():
            handout = await self._store.get(login.clinic_id, handout_id)
            if handout is None:
                raise NotFound
            if handout.session_id is not None:
                await self._sessions.visible(login, handout.session_id)
            elif not may_remove(login, handout):
                raise NotFound
            await self._store.remove(login.clinic_id, handout_id)
            await self._written("handout.removed", login, handout, now)

    async def _add(
        self,
        login: LoginSession,
        program_id: str | None,
        session: Session | None,
        title: str,
        data: bytes,
        now: datetime,
    ) -> Handout:
        media_type = _checked(data)
        session_id = session.id if session else None
        async with self._atomic():
            there = await self._store.of(login.clinic_id, program_id, session_id)
            if len(there) >= MOST_PER_PLACE:
                raise Conflict("There are very many hand-outs here. Take one away first.")
            if await self._store.bytes_of(login.clinic_id) + len(data) > MOST_BYTES_PER_CLINIC:
                raise Conflict("The clinic's hand-outs take all their room. Take some away first.")
            handout = Handout(
                *(self._new_id(), login.clinic_id, program_id, session_id, title, media_type, len(data)),
                *(login.person_id, now),
            )
            await self._store.add(handout, data)
            await self._written("handout.added", login, handout, now)
        return handout

    async def _program(self, login: LoginSession, program_id: str) -> None:
        if all(one.id != program_id for one in await self._programs.programs(login.clinic_id)):
            raise NotFound

    async def _written(self, act: str, login: LoginSession, handout: Handout, now: datetime) -> None:
        detail = {"handout": handout.id, "bytes": handout.size}
        await self._audit(
            AuditEntry(login.clinic_id, now, act, login.person_id, session_id=handout.session_id, detail=detail)
        )


def _checked(data: bytes) -> MediaType:
    if len(data) > MOST_BYTES:
        raise Invalid("The file is too large.", [("body.file", f"at most {MOST_BYTES // 1024 // 1024} MB")])
    media_type = media_type_of(data)
    if media_type is None:
        raise Invalid("Only PDF files and pictures are handed out.", [("body.file", "a PDF, PNG, JPEG or WebP file")])
    if media_type == "application/pdf" and is_active(data):
        raise Invalid(
            "This PDF does something by itself when it is opened. Print it to a new PDF, and hand that one out.",
            [("body.file", "a PDF without scripts and attachments")],
        )
    return media_type
