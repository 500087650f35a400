"""What somebody said when they joined, or staff wrote down for them."""

from typing import NamedTuple

HOME, ELSEWHERE = "10", "02"
"""Place of service of telehealth, as CMS numbers it: in the client's home, and anywhere else."""


class Answers(NamedTuple):
    """Where they are, and whether they can talk there."""

    at_home: bool
    state: str
    """Postal code."""
    address: str
    """One line; empty when nothing was said."""
    phone: str
    """To call back."""
    alone: bool
    """Alone, and safe to talk."""
    agreed: bool
    """To the group agreement."""
    agreement: str
    """Its version."""
    others: str = ""
    """Who else is there and what they are to the client, as staff wrote."""
    adult: bool | None = None
    """Of a minor: whether somebody of age is reachable now. None: not asked."""
    adult_name: str = ""
    adult_phone: str = ""

    @property
    def place_of_service(self) -> str:
        return HOME if self.at_home else ELSEWHERE

    @property
    def all_well(self) -> bool:
        return self.alone and self.agreed and self.adult is not False


def without_adult(answers: Answers) -> Answers:
    """As of somebody who is of age, of whom that is not asked."""
    return answers._replace(adult=None, adult_name="", adult_phone="")
