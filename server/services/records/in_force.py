"""What is in force of records: the version that was signed, or the newest one, and what amendments made of it.

Whoever shows or exports records asks here; whoever needs figures alone asks `Records.lines`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from server.domain.signing.case import Case
from server.domain.signing.values import Value, Version
from server.services.records.records import RecordLine, Records, StoredRecord
from server.services.signing.signing import Of, SigningStore


@dataclass(frozen=True)
class HeldRecord:
    """A stored record in the version that is in force, and what people said of it."""

    stored: StoredRecord
    case: Case


class InForce:
    def __init__(self, records: Records, signing: SigningStore) -> None:
        self._records = records
        self._signing = signing

    async def of_session(self, clinic_id: str, session_id: str) -> Sequence[HeldRecord]:
        stored = await self._records.of_session(clinic_id, session_id)
        cases = await self._signing.cases(clinic_id, [session_id])
        return [await self._held(clinic_id, one, cases) for one in stored]

    async def of_person(self, clinic_id: str, person_id: str, session_ids: Collection[str]) -> Mapping[str, HeldRecord]:
        """By session."""
        stored = await self._records.of_person(clinic_id, person_id, session_ids)
        cases = await self._signing.cases(clinic_id, session_ids, person_id)
        return {session: await self._held(clinic_id, one, cases) for session, one in stored.items()}

    async def _held(self, clinic_id: str, newest: StoredRecord, cases: Mapping[Of, Case]) -> HeldRecord:
        record = newest.record
        case = cases.get(Of(record.session, record.participant)) or case_of(newest)
        if case.version == newest.version:
            return HeldRecord(newest, case)
        signed = await self._records.version(clinic_id, record.session, record.participant, case.version)
        return HeldRecord(signed or newest, case)


def case_of(stored: StoredRecord) -> Case:
    """Of a record of which nobody said anything."""
    record = stored.record
    value = Value(record.outcome.value, record.countable_ms, record.in_room_ms, record.remote_ms)
    return Case((Version(stored.version, value),))


def provisional(stored: StoredRecord) -> RecordLine:
    """Of a session that goes on."""
    record = stored.record
    value = case_of(stored).value
    return RecordLine(
        record.session,
        record.participant,
        value.outcome,
        value.countable_ms,
        value.in_room_ms,
        value.remote_ms,
        signed=False,
    )
