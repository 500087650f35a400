"""Acts of the access log in words. An act without words of its own is said by its code."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

WORDS = {
    "attendance.read": "Read the attendance",
    "attendance.searched": "Searched attendance records",
    "attendance.exported": "Exported attendance",
    "attendance.derived": "Attendance was worked out from the evidence",
    "attendance.stated": "Stated attendance in writing",
    "auditor.invited": "Invited an auditor",
    "auditor.joined": "Set a password by an invitation",
    "auditor.disabled": "Disabled an auditor",
    "grant.given": "Gave an auditor access",
    "grant.revoked": "Revoked an auditor’s access",
    "http.refused": "Was refused a page that is not for their role",
    "in_room.headcount": "Counted who is in the room",
    "in_room.marked": "Marked who is in the room",
    "join_link.issued": "Made a join link",
    "join_link.pin_guessing": "A PIN was guessed at",
    "join_link.revoked": "Revoked join links",
    "join_link.revoked_after_guessing": "A join link ended after too many wrong PINs",
    "kiosk.added": "Added a kiosk",
    "kiosk.checked_in": "Checked in at the kiosk",
    "kiosk.checked_out": "Checked out at the kiosk",
    "kiosk.enrolled": "A tablet became a kiosk",
    "kiosk.revoked": "Revoked a kiosk",
    "kiosk.unknown_code": "An unknown code was typed at the kiosk",
    "log.exported": "Exported the attendance log",
    "log.proved": "Wrote a proof of a record",
    "login.attempted": "A sign-in was tried",
    "login.begun": "Signed in",
    "login.guessing": "A password was guessed at",
    "session.covered": "Stepped in for staff who were missing",
    "trail.read": "Read this trail",
}


def act_words(action: str) -> str:
    """`amendment.made` -> `Amendment made`."""
    return WORDS.get(action) or action.replace(".", " ").replace("_", " ").capitalize()


def numbers(detail: Mapping[str, Any]) -> dict[str, str]:
    """What can be shown of the details: counts, days, words; ids say nothing to a reader, and lists are counted."""
    shown = {}
    for name, value in detail.items():
        if isinstance(value, bool) or value is None:
            continue
        if isinstance(value, int | float):
            shown[name.replace("_", " ")] = str(value)
        elif isinstance(value, list):
            shown[name.replace("_", " ")] = str(len(value))
        elif isinstance(value, str) and (day := _day(value)) is not None:
            shown[name.replace("_", " ")] = day
    return shown


def _day(text: str) -> str | None:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M UTC")
    except ValueError:
        return None
