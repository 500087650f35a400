"""Clients from another system, known by their record number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime

from server.services.access.logins import LoginSession
from server.services.clients.intake import ClientDraft, Intake
from server.services.errors import Invalid
from server.services.imports.lines import Doubtful, Given, Line, Outcome, each
from server.services.people import People, Person

NAMES = [one.name for one in fields(ClientDraft)]


@dataclass(frozen=True)
class ClientLine:
    """None and absent alike: the file does not say it, and what is there stays."""

    record_number: str
    legal_name: str | None = None
    chosen_name: str | None = None
    name_used: str | None = None
    pronouns: str | None = None
    date_of_birth: date | None = None

    @property
    def given(self) -> Mapping[str, object]:
        return {name: value for name, value in vars(self).items() if value is not None}


class ClientImport:
    def __init__(self, intake: Intake, people: People) -> None:
        self._intake = intake
        self._people = people

    async def __call__(
        self, login: LoginSession, given: Sequence[Given[ClientLine]], write: bool, meant: str, now: datetime
    ) -> list[Line]:
        """As `Import` has it. New clients get no PIN and no personal code: these are made and handed over when they
        come."""
        there = await self._people.clients(login.clinic_id)
        by_number = {one.record_number: one for one in there if one.record_number is not None}
        known = {(one.legal_name.casefold(), one.date_of_birth): one.record_number for one in there}

        async def take(line: ClientLine) -> Outcome:
            before = by_number.get(line.record_number)
            if before is not None:
                return await self._change(login, before, line, write, now)
            draft = _new(line)
            who = draft.legal_name.casefold(), draft.date_of_birth
            if who in known and not meant:
                raise Doubtful([("record_number", _alike(known[who]))])
            known[who] = draft.record_number
            await (self._intake.take_in(login, draft, now) if write else self._check(login, draft, None, now))
            return "added", NAMES

        return await each(given, take, {})

    async def _change(
        self, login: LoginSession, before: Person, line: ClientLine, write: bool, now: datetime
    ) -> Outcome:
        changed = [name for name, value in line.given.items() if getattr(before, name) != value]
        if not changed:
            return "same", ()
        draft = ClientDraft(**{name: getattr(before, name) for name in NAMES} | dict(line.given))
        if write:
            await self._intake.change(login, before.id, draft, now)
        else:
            await self._check(login, draft, before.id, now)
        return "changed", changed

    async def _check(self, login: LoginSession, draft: ClientDraft, client_id: str | None, now: datetime) -> None:
        await self._intake.check(login.clinic_id, draft, client_id, now)


def _new(line: ClientLine) -> ClientDraft:
    if line.legal_name is None:
        raise Invalid("A new client needs a name.", [("legal_name", "is needed for a client who is not there yet")])
    return ClientDraft(**{"chosen_name": _first_name(line.legal_name), **line.given})  # type: ignore[arg-type]


def _first_name(legal_name: str) -> str:
    """What peers see where the file does not say it: never more than the first of the given names."""
    given = legal_name.partition(",")[2].strip() or legal_name
    return given.split()[0]


def _alike(record_number: str | None) -> str:
    number = f"record number {record_number}" if record_number else "no record number"
    return f"somebody of this name and birth date is there already, with {number}"
