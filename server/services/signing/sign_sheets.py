"""The sheet of a session: all its records as they are to be signed, and what whoever looks may do with them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from server.domain.log.coverage import row_hash
from server.domain.signing.attestation import Signer
from server.domain.signing.case import Case, Standing, Status
from server.domain.signing.remarks import remarks
from server.services.access.logins import LoginSession
from server.services.access.scope import scope_of
from server.services.access.staff import Staff
from server.services.errors import Conflict
from server.services.people import People, Person
from server.services.policies.policies import Policies, SessionPolicies
from server.services.records.in_force import HeldRecord, InForce
from server.services.sessions.live import LiveStates
from server.services.sessions.sessions import Schedule, SessionService


class NotOver(Conflict):
    code = "session_not_over"


class NotDerived(Conflict):
    code = "records_not_derived"


class RecordRows(Protocol):
    async def record(
        self, clinic_id: str, session_id: str, participant_id: str, version: int
    ) -> Mapping[str, Any] | None:
        """That version with all columns of its row."""
        ...


@dataclass(frozen=True)
class SheetRecord:
    """`sha256`: of the row of the record in force, as the log has it. `shown`: of all that a page shows of it. Remarks
    are what to look at, in words."""

    person: Person
    held: HeldRecord
    standing: Standing
    sha256: str
    shown: str
    remarks: tuple[str, ...]
    may_cosign: bool


@dataclass(frozen=True)
class Sheet:
    """Records with something to look at first, then by legal name. `signer`: whoever looks, as they would
    sign."""

    schedule: Schedule
    policies: SessionPolicies
    records: tuple[SheetRecord, ...]
    signer: Signer
    may_sign: bool

    @property
    def may_cosign(self) -> bool:
        return any(one.may_cosign for one in self.records)

    def of(self, participant: str) -> SheetRecord | None:
        return next((one for one in self.records if one.person.id == participant), None)


class SignSheets:
    def __init__(
        self,
        sessions: SessionService,
        people: People,
        in_force: InForce,
        rows: RecordRows,
        policies: Policies,
        live: LiveStates,
    ) -> None:
        self._sessions = sessions
        self._people = people
        self._in_force = in_force
        self._rows = rows
        self._policies = policies
        self._live = live

    async def read(self, login: LoginSession, session_id: str, now: datetime) -> Sheet:
        """The records that this login may see: for those who ran the session, the supervisors who sign in their place
        or with them, and admins, who may look. Raises NotFound for everybody else, NotOver while the session goes
        on, NotDerived in the moment after its end."""
        clinic_id, person_id, is_admin = login.clinic_id, login.person_id, login.role == "admin"
        schedule = await self._sessions.with_records(login, session_id)
        session, scope = schedule.session, scope_of(login)
        staff = Staff(await self._people.staff_logins(clinic_id))
        facilitators = await self._facilitators(schedule, person_id, is_admin)
        may_sign = person_id in facilitators or person_id in staff.responsible(facilitators)
        if not session.is_over:
            raise NotOver("Its records can be signed once it is over. The page shows them by itself then.")
        supervised = staff.supervised_by(person_id)
        stored = await self._in_force.of_session(clinic_id, session_id)
        if session.status == "finished" and schedule.clients and not stored:
            raise NotDerived("They are here in a moment. The page shows them by itself.")
        held = [
            one
            for one in stored
            if scope.reads(session, schedule.roster, one.stored.record.participant, schedule.signs)
        ]
        policies = await self._policies.of_session(clinic_id, session)
        people = await self._people.persons(clinic_id, [one.stored.record.participant for one in held])
        records = [
            await self._record(clinic_id, one, people, policies, session.ended_at or session.ends_at, supervised, now)
            for one in held
            if one.stored.record.participant in people
        ]
        signer = _signer(staff, person_id, facilitators)
        return Sheet(schedule, policies, _in_order(records), signer, may_sign)

    async def standings(self, cases: Sequence[tuple[Schedule, Case]], now: datetime) -> list[Standing]:
        """Of records of these sessions, in this order."""
        policies: dict[str, SessionPolicies] = {}
        found = []
        for schedule, case in cases:
            session = schedule.session
            if not session.is_over:
                found.append(Standing(Status.PROVISIONAL))
                continue
            if session.id not in policies:
                policies[session.id] = await self._policies.of_session(session.clinic_id, session)
            within = timedelta(hours=policies[session.id].session.sign_within_hours)
            found.append(case.standing(session.ended_at or session.ends_at, within, now))
        return found

    async def _facilitators(self, schedule: Schedule, person_id: str, is_admin: bool) -> Collection[str]:
        """Who ran it: those on its roster; of admins, who are on none, also who took it over."""
        planned = {person.id for person in schedule.facilitators}
        if not is_admin or person_id in planned:
            return planned
        session = schedule.session
        took_over = await self._live.took_over(session.clinic_id, session.id)
        return planned | ({person_id} & set(took_over))

    async def _record(
        self,
        clinic_id: str,
        held: HeldRecord,
        people: Mapping[str, Person],
        policies: SessionPolicies,
        ended_at: datetime,
        supervised: Collection[str],
        now: datetime,
    ) -> SheetRecord:
        record, case = held.stored.record, held.case
        row = await self._rows.record(clinic_id, record.session, record.participant, held.stored.version)
        sha256 = row_hash(row).hex() if row is not None else ""
        within = timedelta(hours=policies.session.sign_within_hours)
        wanted = case.status is Status.COSIGNATURE and _signed_by(held) in supervised
        return SheetRecord(
            people[record.participant],
            held,
            case.standing(ended_at, within, now),
            sha256,
            case.shown(sha256),
            remarks(record),
            wanted,
        )


def _signed_by(held: HeldRecord) -> str | None:
    signature = held.case.signature
    return signature.signed_by if signature is not None and signature.cosignature_wanted else None


def _signer(staff: Staff, person_id: str, facilitators: Collection[str]) -> Signer:
    login = staff.login(person_id)
    own = person_id in facilitators or any(staff.able(one) for one in facilitators)
    return Signer(
        person_id,
        login.credential if login else "",
        login.licence if login else "",
        staff.supervisor_of(person_id),
        () if own else tuple(sorted(facilitators)),
    )


def _in_order(records: Sequence[SheetRecord]) -> tuple[SheetRecord, ...]:
    def weight(one: SheetRecord) -> tuple[bool, bool, str, str]:
        return one.held.case.proposal is None, not one.remarks, one.person.legal_name, one.person.id

    return tuple(sorted(records, key=weight))
