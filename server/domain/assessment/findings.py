"""What an assessment found out, and what must be written down with it."""

from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from server.domain.canonical import Json

Suitability = Literal["telehealth", "hybrid", "in_person", "not_suitable"]
"""How they can be cared for. `not_suitable`: not by what the clinic offers, in whichever way."""
Topic = Literal["place", "equipment", "safety_plan"]
"""A stable, private and safe place; equipment and connection; a safety plan that is in place."""
TOPICS: tuple[Topic, ...] = get_args(Topic)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. `alone`: it was asked while nobody else was there, who might hear the answer or shape it."""

    yes: bool
    alone: bool
    note: str = ""


@dataclass(frozen=True, slots=True)
class Findings:
    place: Asked
    equipment: Asked
    safety_plan: Asked
    contact_name: str
    """Whom to reach in an emergency, and how."""
    contact_relation: str
    contact_phone: str
    suitability: Suitability
    reason: str = ""

    @property
    def asked(self) -> dict[Topic, Asked]:
        return {"place": self.place, "equipment": self.equipment, "safety_plan": self.safety_plan}

    @property
    def from_home(self) -> bool:
        return self.suitability in ("telehealth", "hybrid")

    @property
    def doubts(self) -> list[Topic]:
        """What was answered with no, or was not asked alone."""
        return [topic for topic, one in self.asked.items() if not (one.yes and one.alone)]

    def to_data(self) -> dict[str, Json]:
        return asdict(self)

    @classmethod
    def from_data(cls, data: dict[str, Any]) -> "Findings":
        asked: dict[str, Any] = {topic: Asked(**data[topic]) for topic in TOPICS}
        return cls(**{**data, **asked})


def problems_of(found: Findings, enrolls: bool) -> list[tuple[str, str]]:
    """What is missing or contradicts itself, as (field, words). `enrolls`: it ends in an enrollment."""
    wrong = []
    if not found.reason.strip() and found.suitability == "not_suitable":
        wrong.append(("reason", "say why nothing here suits them"))
    elif not found.reason.strip() and found.from_home and found.doubts:
        wrong.append(("reason", "say why care from home suits them although an answer was no or was not given alone"))
    if found.from_home and not (found.contact_name.strip() and found.contact_phone.strip()):
        wrong.append(("contact_phone", "care from home needs somebody to reach in an emergency"))
    if enrolls and found.suitability == "not_suitable":
        wrong.append(("suitability", "who is not suitable is not enrolled"))
    return wrong
