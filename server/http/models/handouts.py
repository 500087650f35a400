"""Hand-outs."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, Field, StringConstraints

from server.http.models.common import Answer, Id, Line

HandoutTitle = Annotated[Line, StringConstraints(min_length=1, max_length=100)]


class Handout(Answer):
    id: Id
    title: str
    media_type: Literal["application/pdf", "image/png", "image/jpeg", "image/webp"]
    size: Annotated[int, Field(description="Bytes")]
    whole_program: Annotated[bool, Field(description="Of the program, not of one session")]
    added_at: AwareDatetime
    may_remove: Annotated[bool, Field(description="By whoever asks")]
