"""One client's record of one session with all that people said of it: what is in force, and what still waits."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from server.domain.canonical import Json, canonical_bytes
from server.domain.signing.amendment import Amendment, AmendmentKind, Decision, value_of
from server.domain.signing.attestation import Attestation, AttestationKind, Judgement
from server.domain.signing.values import Value, Version

DUE_WITHIN = timedelta(hours=24)
"""So long before its deadline a record that nobody signed is due."""


class Status(StrEnum):
    PROVISIONAL = "provisional"
    """The session goes on."""
    UNSIGNED = "unsigned"
    DUE = "due"
    OVERDUE = "overdue"
    COSIGNATURE = "cosignature"
    """Signed; the supervisor's signature is wanted too."""
    PROPOSED = "proposed"
    """Facts that came late would change it; a clinician has to decide."""
    AMENDED = "amended"
    """It was signed, amended since, and needs a new signature."""
    SIGNED = "signed"
    ENTERED_IN_ERROR = "entered_in_error"
    """Signed as one that should not count."""


OPEN = frozenset({Status.UNSIGNED, Status.DUE, Status.OVERDUE, Status.AMENDED, Status.PROPOSED, Status.COSIGNATURE})
"""Somebody still has to do something."""
TO_SIGN = frozenset({Status.UNSIGNED, Status.DUE, Status.OVERDUE, Status.AMENDED})
SIGNED = frozenset({Status.SIGNED, Status.ENTERED_IN_ERROR})
"""Nothing is missing."""


class AmendmentState(StrEnum):
    IN_FORCE = "in_force"
    REPLACED = "replaced"
    """It was in force until a later one."""
    PROPOSED = "proposed"
    DECLINED = "declined"
    OVERTAKEN = "overtaken"
    """Nobody had decided when still later facts proposed another change."""


@dataclass(frozen=True, slots=True)
class Standing:
    """`since`: from when it waits for what comes next; None when nothing is missing. `due_at`: when that should be
    done; None too where the policy sets no deadline."""

    status: Status
    since: datetime | None = None
    due_at: datetime | None = None
    overdue: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """`versions` and `amendments` by number."""

    versions: tuple[Version, ...]
    amendments: tuple[Amendment, ...] = ()
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    judgements: tuple[Judgement, ...] = ()
    attestations: tuple[Attestation, ...] = ()

    @property
    def pinned(self) -> bool:
        """Somebody has signed or amended it, so that no later derivation takes its place by itself."""
        return bool(self.attestations) or self.amendment is not None

    @property
    def amendment(self) -> Amendment | None:
        """The one in force."""
        return next((one for one in reversed(self.amendments) if self.takes_effect(one)), None)

    @property
    def proposal(self) -> Amendment | None:
        """The change that waits for a decision. None can be made meanwhile, so it is the last."""
        last = self.amendments[-1] if self.amendments else None
        waits = last is not None and last.kind is AmendmentKind.LATE_FACTS and last.id not in self.decisions
        return last if waits else None

    @property
    def version(self) -> int:
        """Of the record in force."""
        amendment = self.amendment
        if amendment is not None:
            return amendment.record_version
        signed = next((one.record_version for one in self.attestations if one.amendment_id is None), None)
        return self.versions[-1].number if signed is None else signed

    @property
    def value(self) -> Value:
        """What is in force."""
        amendment = self.amendment
        return self.derived(self.version) if amendment is None else self.value_with(amendment)

    @property
    def signature(self) -> Attestation | None:
        """The one over what is in force."""
        amendment = self.amendment
        which = self.version, amendment.id if amendment else None
        return next((one for one in self._signatures() if (one.record_version, one.amendment_id) == which), None)

    @property
    def cosignature(self) -> Attestation | None:
        """Of the signature over what is in force."""
        signature = self.signature
        if signature is None:
            return None
        return next(
            (one for one in self.attestations if one.kind is AttestationKind.COSIGNATURE and one.of == signature.id),
            None,
        )

    @property
    def judgement(self) -> Judgement | None:
        """The one that the newest signature names."""
        numbers = {one.id: one.number for one in self.amendments}
        newest = max(self._signatures(), key=lambda one: numbers.get(one.amendment_id or "", 0), default=None)
        named = newest.judgement_id if newest else None
        return next((one for one in self.judgements if one.id == named), None)

    @property
    def status(self) -> Status:
        """Without looking at the clock: what is due or overdue is unsigned."""
        signature, amendment = self.signature, self.amendment
        if self.proposal is not None:
            return Status.PROPOSED
        if signature is None:
            return Status.AMENDED if self._signatures() else Status.UNSIGNED
        if signature.cosignature_wanted and self.cosignature is None:
            return Status.COSIGNATURE
        if amendment is not None and amendment.kind is AmendmentKind.ENTERED_IN_ERROR:
            return Status.ENTERED_IN_ERROR
        return Status.SIGNED

    def standing(self, ended_at: datetime, sign_within: timedelta, now: datetime) -> Standing:
        """The status at `now`. `ended_at`: the session's end. `sign_within`: how long there is for each next step; zero
        for no deadline."""
        status = self.status
        if status not in OPEN:
            return Standing(status)
        since = self._waits_since(status, ended_at)
        if not sign_within:
            return Standing(status, since)
        due_at = since + sign_within
        overdue = now >= due_at
        if status is Status.UNSIGNED and now >= due_at - DUE_WITHIN:
            status = Status.OVERDUE if overdue else Status.DUE
        return Standing(status, since, due_at, overdue)

    def derived(self, version: int) -> Value:
        """Of that version as the facts had it."""
        return next((one.value for one in self.versions if one.number == version), self.versions[-1].value)

    def takes_effect(self, amendment: Amendment) -> bool:
        """Whether it changed what is in force, now or until a later one."""
        if amendment.kind is not AmendmentKind.LATE_FACTS:
            return True
        decision = self.decisions.get(amendment.id)
        return decision is not None and decision.accepted

    def value_with(self, amendment: Amendment) -> Value:
        """What is in force with it."""
        return value_of(amendment, self.derived(amendment.record_version))

    def value_before(self, amendment: Amendment) -> Value:
        """What was in force before it, or would be without it."""
        earlier = [one for one in self.amendments if one.number < amendment.number and self.takes_effect(one)]
        if earlier:
            return self.value_with(earlier[-1])
        first = next((one.record_version for one in self.attestations if one.amendment_id is None), None)
        if first is None:  # amended before anybody signed
            first = self.versions[-1].number if not self.takes_effect(amendment) else amendment.record_version
        return self.derived(first)

    def state_of(self, amendment: Amendment) -> AmendmentState:
        if self.takes_effect(amendment):
            return AmendmentState.IN_FORCE if amendment == self.amendment else AmendmentState.REPLACED
        if amendment.id in self.decisions:
            return AmendmentState.DECLINED
        return AmendmentState.PROPOSED if amendment == self.proposal else AmendmentState.OVERTAKEN

    def shown(self, sha256: str) -> str:
        """A hash of all that a page shows of this record, by which a signature of something older is refused.
        `sha256`: of the record in force."""
        amendment, proposal, signature, cosignature = self.amendment, self.proposal, self.signature, self.cosignature
        seen: dict[str, Json] = {
            "amendment": amendment.id if amendment else None,
            "cosignature": cosignature.id if cosignature else None,
            "proposal": proposal.id if proposal else None,
            "record": {"sha256": sha256, "version": self.version},
            "signature": signature.id if signature else None,
        }
        return hashlib.sha256(canonical_bytes(seen)).hexdigest()

    def _signatures(self) -> list[Attestation]:
        return [one for one in self.attestations if one.kind is AttestationKind.SIGNATURE]

    def _waits_since(self, status: Status, ended_at: datetime) -> datetime:
        amendment, signature = self.amendment, self.signature
        if status is Status.PROPOSED and self.proposal is not None:
            return self.proposal.at
        if status is Status.COSIGNATURE and signature is not None:
            return signature.at
        if status is Status.AMENDED and amendment is not None:
            decision = self.decisions.get(amendment.id)
            return decision.at if decision else amendment.at
        return ended_at
