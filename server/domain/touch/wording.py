"""Every text that goes to somebody by e-mail or text message, in each language.

Neutral: whoever reads it over a shoulder learns that somebody has an appointment, and no more. So there is no clinic in
it, no program, no title of a session and no name.
"""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from server.domain.touch.contact import Language, Purpose


class What(StrEnum):
    REMINDER = "reminder"
    LINK = "link"
    MOVED = "moved"
    CANCELLED = "cancelled"
    RESTORED = "restored"
    MESSAGE = "message"
    PAGE = "page"
    """To staff: somebody calls for help."""


PURPOSES: dict[What, Purpose] = {
    What.REMINDER: "reminders",
    What.LINK: "links",
    What.MOVED: "changes",
    What.CANCELLED: "changes",
    What.RESTORED: "changes",
    What.MESSAGE: "messages",
}
"""What somebody must have opted in to, to be told."""
TEXTS: dict[Language, dict[str, str]] = {
    "en": {
        "subject": "Your appointment",
        What.REMINDER: "Reminder: your appointment is on {when}.",
        What.LINK: "Your appointment is on {when}.",
        What.MOVED: "Your appointment on {before} was moved to {when}.",
        What.CANCELLED: "Your appointment on {when} was cancelled.",
        What.RESTORED: "Your appointment on {when} will take place after all.",
        What.MESSAGE: "There is a message for you, to read before your appointment on {when}.",
        "page_subject": "You are needed now",
        What.PAGE: "You are needed now. Please sign in to answer: {link}",
        "join": "To join: {link} (you will need your PIN).",
        "questions": "Call {phone} with questions.",
        "stop": "To stop these messages: {stop}",
    },
    "es": {
        "subject": "Su cita",
        What.REMINDER: "Recordatorio: su cita es el {when}.",
        What.LINK: "Su cita es el {when}.",
        What.MOVED: "Su cita del {before} se cambió al {when}.",
        What.CANCELLED: "Su cita del {when} se canceló.",
        What.RESTORED: "Su cita del {when} sí tendrá lugar.",
        What.MESSAGE: "Hay un mensaje para usted; léalo antes de su cita del {when}.",
        "page_subject": "Se le necesita ahora",
        What.PAGE: "Se le necesita ahora. Por favor, entre aquí para responder: {link}",
        "join": "Para entrar: {link} (necesitará su PIN).",
        "questions": "Si tiene preguntas, llame al {phone}.",
        "stop": "Para no recibir más estos mensajes: {stop}",
    },
}
TITLES: dict[Language, str] = {"en": "Appointment", "es": "Cita"}
"""Of what stands in somebody's calendar."""
_DAYS: dict[Language, tuple[str, ...]] = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "es": ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_MONTHS: dict[Language, tuple[str, ...]] = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}


@dataclass(frozen=True)
class About:
    """What a message is about. `before`: when the appointment was, of one that was moved."""

    what: What
    starts_at: datetime
    time_zone: str
    phone: str
    before: datetime | None = None


@dataclass(frozen=True)
class Written:
    subject: str
    text: str


def write(about: About, language: Language, link: str | None = None, stop: str | None = None) -> Written:
    """`link`: to join, or to sign in; `stop`: where the messages can be stopped."""
    texts = TEXTS[language]
    if about.what is What.PAGE:
        return Written(texts["page_subject"], texts[What.PAGE].format(link=link or "…"))
    when = in_words(about.starts_at, about.time_zone, language)
    before = in_words(about.before, about.time_zone, language) if about.before else ""
    parts = [texts[about.what].format(when=when, before=before).replace("m..", "m.")]
    if link is not None:
        parts.append(texts["join"].format(link=link))
    if about.phone:
        parts.append(texts["questions"].format(phone=about.phone))
    if stop is not None:
        parts.append(texts["stop"].format(stop=stop))
    return Written(texts["subject"], " ".join(parts) if stop is None else "\n\n".join(parts) + "\n")


def in_words(at: datetime, time_zone: str, language: Language) -> str:
    """A day and a time by the clock of a place: Thursday, March 5, at 5:30 PM."""
    local = at.astimezone(ZoneInfo(time_zone))
    day, hour, minutes = local.date(), local.hour % 12 or 12, f"{local.minute:02}"
    if language == "es":
        article, half = ("la" if hour == 1 else "las"), ("a. m." if local.hour < 12 else "p. m.")
        return f"{_day(day, language)} a {article} {hour}:{minutes} {half}"
    return f"{_day(day, language)}, at {hour}:{minutes} {'AM' if local.hour < 12 else 'PM'}"


def _day(day: date, language: Language) -> str:
    name, month = _DAYS[language][day.weekday()], _MONTHS[language][day.month - 1]
    return f"{name} {day.day} de {month}" if language == "es" else f"{name}, {month} {day.day}"
