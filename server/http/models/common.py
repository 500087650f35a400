"""What every model builds on."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Id = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]
Line = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+$")
]
"""One line of text: no control characters, nothing that turns the reading direction around."""
Words = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[^\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]*$")
]
"""A line that may be empty."""
Role = Literal["client", "facilitator", "admin", "auditor", "guest"]


class Body(BaseModel):
    """What a browser sends; a field nobody declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Answer(BaseModel):
    """What a browser gets."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_serialization_defaults_required=True)


class FieldProblem(Answer):
    """Where a request was wrong; never with what was sent."""

    path: Annotated[str, Field(examples=["body.email"])]
    message: str


class Problem(Answer):
    """An error (RFC 9457), sent as application/problem+json."""

    type: Annotated[str, Field(examples=["about:blank"])]
    title: str
    status: int
    detail: str
    code: Annotated[str, Field(description="Stable and short, for programs", examples=["not_found"])]
    errors: list[FieldProblem] = []
    id: str | None = None
    """With a 500: what to tell whoever runs the server, who finds it in the log."""
