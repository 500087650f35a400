"""What goes to clients in words."""

from datetime import UTC, datetime

import pytest

from server.domain.touch.wording import TEXTS, About, What, write

AT = datetime(2026, 3, 6, 1, 30, tzinfo=UTC)
LATER = datetime(2026, 3, 6, 21, 0, tzinfo=UTC)
LA = "America/Los_Angeles"
TELLING = ("therap", "clinic", "group", "session", "treat", "recover", "terap", "clínica", "grupo", "sesión", "tratam")


def said(what: What, language, **more) -> str:
    before = AT if what is What.MOVED else None
    return write(About(what, LATER if before else AT, LA, "555-0100", before), language, **more).text


def test_a_cancellation_says_when_it_was_and_whom_to_call():
    assert said(What.CANCELLED, "en") == (
        "Your appointment on Thursday, March 5, at 5:30 PM was cancelled. Call 555-0100 with questions."
    )
    assert said(What.CANCELLED, "es") == (
        "Su cita del jueves 5 de marzo a las 5:30 p. m. se canceló. Si tiene preguntas, llame al 555-0100."
    )


def test_a_sentence_that_ends_with_the_time_ends_with_one_point():
    assert said(What.REMINDER, "es").startswith("Recordatorio: su cita es el jueves 5 de marzo a las 5:30 p. m. Si")


def test_a_change_says_both_times_by_the_clock_of_the_place():
    assert said(What.MOVED, "en").startswith(
        "Your appointment on Thursday, March 5, at 5:30 PM was moved to Friday, March 6, at 1:00 PM."
    )
    assert "al viernes 6 de marzo a la 1:00 p. m." in said(What.MOVED, "es")


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("what", list(What))
def test_no_message_says_what_the_appointment_is_for(what, language):
    text = said(what, language, link="https://x.example/join#t", stop="https://x.example/stop#t")
    assert not [one for one in TELLING if one in text.casefold()]


def test_both_languages_say_the_same_things():
    assert TEXTS["en"].keys() == TEXTS["es"].keys()
