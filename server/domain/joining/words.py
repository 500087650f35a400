"""What was answered on joining, and why a private word came first, in words."""

from server.domain.joining.answers import Answers
from server.domain.joining.checks import Why

WANTS = {
    Why.UNANSWERED: "nothing was answered",
    Why.NOT_ALONE: "not alone or not safe to talk",
    Why.NOT_AGREED: "the group agreement was not agreed to",
    Why.NO_ADULT: "a minor, and no adult is reachable",
    Why.PROGRAM_NOT_LICENSED: "the program is not licensed in that state",
    Why.STAFF_NOT_LICENSED: "nobody who runs the session is licensed in that state",
}
"""As they go on from `Admitted although`."""


def in_words(answers: Answers) -> str:
    """`At home, 12 Elm Street, CO; reached at +1 555 0142; alone and safe to talk; agrees (agreement 1).`"""
    return "; ".join(
        [
            where(answers.at_home, answers.address, answers.state),
            f"reached at {answers.phone}",
            space(answers.alone, answers.others),
            *([adult(answers)] if answers.adult is not None else []),
            f"{'agrees' if answers.agreed else 'does not agree'} (agreement {answers.agreement}).",
        ]
    )


def where(at_home: bool, address: str, state: str) -> str:
    return ", ".join(part for part in ("At home" if at_home else "Elsewhere", address, state) if part)


def space(alone: bool, others: str) -> str:
    said = "alone and safe to talk" if alone else "not alone or not safe to talk"
    return f"{said}; also there: {others}" if others else said


def adult(answers: Answers) -> str:
    """Who it is stands on the emergency card alone: whoever reads records need not know."""
    return "an adult is reachable now" if answers.adult else "no adult is reachable"
