"""/api/imports: clients, enrollments and the schedule from files of another system; repeatable, with a preview."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web
from aiohttp_pydantic.oas.typing import r200
from pydantic import ValidationError

from server.http.models import imports as models
from server.http.models.common import Body
from server.http.view import ApiView, answer
from server.services.imports import table
from server.services.imports.clients import ClientLine
from server.services.imports.enrollments import EnrollmentLine
from server.services.imports.lines import WHOLE, Given, Line, twice
from server.services.imports.schedule import SeriesLine
from server.services.log.audit import AuditEntry


@dataclass(frozen=True)
class File:
    row: type[Body]
    draft: Callable[[Any], Any]
    key: Callable[[Any], object]
    """What no two lines have alike."""

    @property
    def columns(self) -> list[str]:
        return list(self.row.model_fields)

    @property
    def required(self) -> list[str]:
        return [name for name, one in self.row.model_fields.items() if one.is_required()]


def _enrollment(row: models.EnrollmentRow) -> EnrollmentLine:
    return EnrollmentLine(**row.model_dump(exclude={"note"}), note=row.note or "")


def _series(row: models.SeriesRow) -> SeriesLine:
    return SeriesLine(**row.model_dump(exclude={"days", "starts_at"}), rule=row.days, at=row.starts_at)


FILES: dict[models.Subject, File] = {
    "clients": File(models.ClientRow, lambda row: ClientLine(**row.model_dump()), lambda one: one.record_number),
    "enrollments": File(models.EnrollmentRow, _enrollment, lambda one: one.key),
    "schedule": File(models.SeriesRow, _series, lambda one: one.reference),
}


class ImportColumnsView(ApiView):
    access = "admin"

    async def get(self) -> r200[models.ImportFiles]:
        """Which columns each file can have, and which it must."""
        return answer(
            models.ImportFiles(
                files=[
                    models.ImportColumns(subject=subject, columns=one.columns, required=one.required)
                    for subject, one in FILES.items()
                ]
            )
        )


class ImportPreviewView(ApiView):
    access = "admin"
    most_bytes = models.MOST_BYTES

    async def post(self, body: models.ImportRequest) -> r200[models.ImportAnswer]:
        """What taking the file over would do, line by line. Nothing is written."""
        return await _answer(self, body, write=False)


class ImportView(ApiView):
    access = "admin"
    most_bytes = models.MOST_BYTES

    async def post(self, body: models.ImportRequest) -> r200[models.ImportAnswer]:
        """Take some hundred lines over, each by itself: what is wrong with one keeps no other back. `next` is where to
        go on. The same file once more changes nothing."""
        return await _answer(self, body, write=True)


async def _answer(view: ApiView, body: models.ImportRequest, write: bool) -> web.Response:
    file = FILES[body.subject]
    rows = table.read(body.csv, file.columns, file.required)
    given = twice([_given(file, one) for one in rows], file.key, file.required[0])
    end = body.first + models.AT_ONCE if write else len(given)
    lines = await view.services.imports[body.subject](view.login, given[body.first : end], write, body.meant, view.now)
    if write:
        detail: dict[str, object] = {"subject": body.subject, "lines": len(lines)}
        detail |= Counter(one.fate for one in lines)
        if body.meant:
            detail["reason"] = body.meant
        entry = AuditEntry(view.login.clinic_id, view.now, "import.taken", view.login.person_id, detail=detail)
        await view.services.audit(entry)
    following = end if end < len(rows) else None
    return answer(models.ImportAnswer(lines=[_line(one) for one in lines], rows=len(rows), next=following))


def _given(file: File, row: table.Row) -> Given[Any]:
    if row.trouble:
        return Given(row.line, None, [(WHOLE, row.trouble)])
    try:
        return Given(row.line, file.draft(file.row.model_validate(dict(row.cells))))
    except ValidationError as error:
        return Given(row.line, None, _wrong(error))


def _wrong(error: ValidationError) -> Sequence[tuple[str, str]]:
    found = []
    for each in error.errors(include_url=False, include_input=False):
        column = str(each["loc"][0]) if each["loc"] else WHOLE
        kind = each["type"]
        words = next((said for start, said in WORDS.items() if kind.startswith(start)), None)
        said = words.format(**each.get("ctx", {})) if words else each["msg"].removeprefix("Value error, ")
        found.append((column, said))
    return found


WORDS = {
    "missing": "is needed",
    "date": "must be a day, as 2026-04-30 or 4/30/2026",
    "time": "must be an hour and a minute, as 18:00 or 6:00 PM",
    "int": "must be a whole number",
    "float": "must be a number",
    "bool": "must be yes or no",
    "string_pattern": "has characters that cannot be there",
    "string_too_long": "has more than {max_length} characters",
    "string_too_short": "must have {min_length} characters or more",
    "too_long": "must name {max_length} at most",
    "greater_than_equal": "must be {ge} or more",
    "less_than_equal": "must be {le} at most",
    "literal_error": "must be one of {expected}",
}
"""What is wrong with a cell, by how the error's kind begins; what our own rules say comes as it is."""


def _line(line: Line) -> models.ImportLine:
    return models.ImportLine(
        line=line.line,
        fate=line.fate,
        columns=list(line.columns),
        said=[models.Said(column=column, words=words) for column, words in line.said],
    )


def routes() -> list[web.RouteDef]:
    return [
        web.view("/api/imports", ImportView),
        web.view("/api/imports/columns", ImportColumnsView),
        web.view("/api/imports/preview", ImportPreviewView),
    ]
