"""/api/policies: the rules of the clinic, its programs and payers; their versions; what a change would alter."""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200, r201

from server.domain.attendance import policy_versions as core
from server.domain.attendance.plan import SessionKind
from server.domain.attendance.policy_words import Difference, in_words
from server.domain.attendance.record import AttendanceRecord
from server.http.calendar import days
from server.http.models import policies as models
from server.http.models.attendance import Person
from server.http.models.common import Id
from server.http.view import ApiView, answer
from server.services.errors import Invalid, NotFound
from server.services.people import Clinic
from server.services.policies.policy_editing import Draft, Edition, Opened, Shelf
from server.services.policies.policy_preview import Changed, Preview

MOST_DAYS = 31


class PoliciesView(ApiView):
    access = "admin"

    async def get(self) -> r200[models.PolicyHolders]:
        """Whoever has rules or may have them."""
        today, shelves = await self.services.policies.shelves(self.login.clinic_id, self.now)
        return answer(models.PolicyHolders(today=today, holders=[_holder(shelf) for shelf in shelves]))


class PolicyView(ApiView):
    access = "admin"

    async def get(self, scope: models.Scope, holder: Id, /) -> r200[models.Policy]:
        """One holder's rules in words, and their history."""
        opened = await self.services.policies.open(self.login.clinic_id, _key(scope, holder), self.now)
        return answer(_policy(opened))

    async def post(self, scope: models.Scope, holder: Id, /, body: models.PolicyDraft) -> r201[models.PolicySaved]:
        """The next version. 409 when somebody saved one since the draft's base version."""
        draft = Draft(body.base_version, body.effective_from, _data(body.rules), body.reason)
        saved = await self.services.policies.save(self.login, _key(scope, holder), draft, self.now)
        version = saved.version
        return answer(models.PolicySaved(version=version.number, effective_from=version.effective_from), status=201)


class PreviewView(ApiView):
    access = "admin"

    async def post(
        self, scope: models.Scope, holder: Id, /, body: models.PolicyPreviewRequest
    ) -> r200[models.PolicyPreview]:
        """What these rules would change in the records of at most 31 days. Nothing is written. Default: four weeks."""
        clinic = await self._clinic()
        first, last = days(clinic, self.now, body.from_, body.to, 27, 0)
        if last - first >= timedelta(days=MOST_DAYS):
            raise Invalid("That is too long a time.", [("body.to", f"at most {MOST_DAYS} days in all")])
        zone = ZoneInfo(clinic.time_zone)
        start, end = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, last + timedelta(days=1)))
        found = await self.services.policy_preview(
            self.login, _key(scope, holder), _data(body.rules), start, end, self.now
        )
        return answer(_preview(found, first, last))

    async def _clinic(self) -> Clinic:
        clinic = await self.services.people.clinic(self.login.clinic_id)
        if clinic is None:
            raise NotFound
        return clinic


def _key(scope: models.Scope, holder: str) -> core.Holder:
    return core.Holder(core.Scope(scope), holder)


def _data(rules: models.PolicyRules) -> dict[str, Any]:
    """As the domain keeps them."""
    data = rules.model_dump(exclude_none=True)
    if "weekly_hours" in data:
        data["weekly_hours"] = [[one["level"], one["least"], one["most"]] for one in data["weekly_hours"]]
    if "counting_kinds" in data:
        data["counting_kinds"] = [one.value for one in SessionKind if one in data["counting_kinds"]]
    return data


def _rules(data: Mapping[str, Any]) -> models.PolicyRules:
    known = {name: value for name, value in data.items() if name in models.PolicyRules.model_fields}
    if "weekly_hours" in known:
        known["weekly_hours"] = [
            {"level": level, "least": least, "most": most} for level, least, most in known["weekly_hours"]
        ]
    return models.PolicyRules.model_validate(known)


def _holder(shelf: Shelf) -> models.PolicyHolder:
    return models.PolicyHolder(
        scope=shelf.holder.scope.value,
        id=shelf.holder.id,
        name=shelf.name,
        version=shelf.newest,
        in_force=shelf.in_force.number if shelf.in_force else None,
        planned_from=shelf.planned.effective_from if shelf.planned else None,
        says=sorted(shelf.in_force.rules) if shelf.in_force else [],
        withdrawn_on=shelf.withdrawn_on,
    )


def _policy(opened: Opened) -> models.Policy:
    own = opened.shelf.in_force.rules if opened.shelf.in_force else {}
    said_by = {**opened.beneath_said_by, **dict.fromkeys(own, opened.shelf.holder.scope)}
    return models.Policy(
        holder=_holder(opened.shelf),
        today=opened.today,
        statements=[
            models.RuleStatement(
                rule=one.rule,
                subject=one.subject.value,
                words=one.words,
                said_by=said_by[one.rule].value if one.rule in said_by else "default",
            )
            for one in in_words(opened.policy.to_data())
        ],
        beneath=_rules(opened.beneath.to_data()),
        versions=[_version(one) for one in opened.editions],
    )


def _version(edition: Edition) -> models.PolicyVersion:
    version = edition.saved.version
    return models.PolicyVersion.model_validate(
        {
            "version": version.number,
            "effective_from": version.effective_from,
            "state": edition.state,
            "rules": _rules(version.rules),
            "reason": edition.saved.reason,
            "saved_by": edition.author,
            "saved_at": version.saved_at,
            "changes": [_difference(one) for one in edition.changes],
        }
    )


def _difference(one: Difference) -> models.RuleDifference:
    return models.RuleDifference(rule=one.rule, subject=one.subject.value, before=one.before, after=one.after)


def _preview(found: Preview, first: date, last: date) -> models.PolicyPreview:
    changed = sorted(found.changed, key=lambda one: (-one.session.starts_at.timestamp(), one.person.legal_name))
    return models.PolicyPreview.model_validate(
        {
            "first_day": first,
            "last_day": last,
            "sessions": found.sessions,
            "records": found.records,
            "differences": [_difference(one) for one in found.differences],
            "outcomes": _tallies(*found.outcomes),
            "flags": _tallies(*found.flags),
            "changes": [_change(one) for one in changed],
            "left_out": found.left_out,
        }
    )


def _tallies(before: Counter[str], after: Counter[str]) -> list[models.RecordTally]:
    return [models.RecordTally(code=code, before=before[code], after=after[code]) for code in sorted({*before, *after})]


def _change(one: Changed) -> models.RecordChange:
    return models.RecordChange(
        session_id=one.session.id,
        title=one.session.title,
        starts_at=one.session.starts_at,
        participant=Person(
            person_id=one.person.id,
            name=one.person.chosen_name,
            legal_name=one.person.legal_name,
            record_number=one.person.record_number,
        ),
        before=_judged(one.before),
        after=_judged(one.after),
    )


def _judged(record: AttendanceRecord) -> models.PolicyJudged:
    return models.PolicyJudged.model_validate(
        {
            "outcome": record.outcome.value,
            "reason": record.reason,
            "countable_minutes": record.countable_ms / 60_000,
            "counts_towards_hours": record.counts_towards_hours,
        }
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/policies", PoliciesView),
        web.view("/api/policies/{scope}/{holder}", PolicyView),
        web.view("/api/policies/{scope}/{holder}/preview", PreviewView),
    ]
