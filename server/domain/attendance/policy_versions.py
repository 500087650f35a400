"""Policies as versions of three scopes, and what they come to for one client on one day.

The clinic's rules come first, then what the program says otherwise, then what the payer says otherwise: each in the
newest version that is in force. A version is in force from its day on, for sessions that begin after it was saved; so
no version ever changes what judges a session of the past.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple

from server.domain.attendance.policy import DEFAULT_POLICY, AttendancePolicy, contradictions, typed


class Scope(StrEnum):
    """From the most general to the most particular: the later overrides the earlier."""

    CLINIC = "clinic"
    PROGRAM = "program"
    PAYER = "payer"


class Holder(NamedTuple):
    """Whose rules they are; `id` is of the clinic, the program or the payer."""

    scope: Scope
    id: str


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """`rules`: those that this scope says something about, as `AttendancePolicy.to_data` has them."""

    holder: Holder
    number: int
    """From 1, of each holder."""
    effective_from: date
    rules: Mapping[str, Any]
    saved_at: datetime

    @property
    def name(self) -> str:
        return f"{self.holder.scope} {self.number}"


class Contradiction(NamedTuple):
    """A rule that makes no sense together with those of others. `others`: the versions whose rules they are."""

    rule: str
    words: str
    others: tuple[PolicyVersion, ...]


def in_force(
    versions: Iterable[PolicyVersion], holder: Holder, day: date, begins: datetime | None = None
) -> PolicyVersion | None:
    """The holder's version for that day; for a session that begins at an instant, as it was saved by then."""
    known = (
        one
        for one in versions
        if one.holder == holder and one.effective_from <= day and (begins is None or one.saved_at <= begins)
    )
    return max(known, key=lambda one: one.number, default=None)


def newest(versions: Iterable[PolicyVersion], holder: Holder) -> PolicyVersion | None:
    return max((one for one in versions if one.holder == holder), key=lambda one: one.number, default=None)


def compose(parts: Sequence[PolicyVersion | None]) -> AttendancePolicy:
    """The policy of these versions, the most general first; what none of them says is as by default. It is named after
    them: `clinic 3, program 1`. Raises ValueError for rules that contradict each other, TypeError for unknown ones."""
    said = [one for one in parts if one is not None]
    if not said:
        return DEFAULT_POLICY
    names = [one.name for one in said]
    if said[0].holder.scope is not Scope.CLINIC:
        names.insert(0, DEFAULT_POLICY.version)
    composed = AttendancePolicy.from_data(_merged(said))
    return replace(composed, version=", ".join(names))


def clashes(versions: Sequence[PolicyVersion], proposed: PolicyVersion) -> list[Contradiction]:
    """What is wrong with the proposed version together with any others that it will meet from its day on."""
    known = [*versions, proposed]
    days = {one.effective_from for one in known if one.effective_from > proposed.effective_from}
    found: dict[tuple[str, str], Contradiction] = {}
    for day in sorted({proposed.effective_from, *days}):
        for parts in _meetings(known, proposed, day):
            for rule, words in contradictions(_rules(parts)):
                others = tuple(one for one in parts if one is not proposed)
                found.setdefault((rule, words), Contradiction(rule, words, others))
    return list(found.values())


def _meetings(
    versions: Sequence[PolicyVersion], proposed: PolicyVersion, day: date
) -> Iterator[tuple[PolicyVersion, ...]]:
    """Every combination of a clinic's, a program's and a payer's version on a day, the proposed among them."""
    sides: list[list[PolicyVersion | None]] = []
    for scope in Scope:
        holders = sorted({one.holder for one in versions if one.holder.scope is scope})
        if proposed.holder.scope is scope:
            holders = [proposed.holder]
        found = [in_force(versions, holder, day) for holder in holders]
        sides.append(found if scope in (Scope.CLINIC, proposed.holder.scope) else [None, *found])
    for clinic in sides[0] or [None]:
        for program in sides[1]:
            for payer in sides[2]:
                parts = tuple(one for one in (clinic, program, payer) if one is not None)
                if proposed in parts:
                    yield parts


def _rules(parts: Sequence[PolicyVersion]) -> dict[str, Any]:
    return typed({**DEFAULT_POLICY.to_data(), **_merged(parts)})


def _merged(parts: Sequence[PolicyVersion]) -> dict[str, Any]:
    return {name: value for one in parts for name, value in one.rules.items()}
