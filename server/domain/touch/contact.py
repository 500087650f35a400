"""How a client may be reached: only by what they marked safe, and only with what they asked for."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

ChannelKind = Literal["email", "sms"]
Purpose = Literal["reminders", "links", "changes", "messages"]
"""Kinds of messages that somebody opts in to: reminders before a session, the link to join, changed and cancelled
times, that there is a message on their own page."""
Language = Literal["en", "es"]
Stopped = Literal["unsubscribed", "refused", "gone"]
"""By the client; by a mail server that does not take their mail for good; by whoever sends text messages."""
EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)
PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
LONGEST = 254
LOCAL = 7
"""Digits of a number that is dialled without its area."""


@dataclass(frozen=True)
class Quiet:
    """From one time of the day to another, over midnight as well. The same twice: never quiet."""

    start: time
    end: time


@dataclass(frozen=True)
class Channel:
    kind: ChannelKind
    address: str
    """An e-mail address, or a number as E.164 has it."""
    safe: bool
    """The client said so."""
    purposes: tuple[Purpose, ...]
    stopped_at: datetime | None = None
    stopped_as: Stopped | None = None

    def takes(self, purpose: Purpose) -> bool:
        return self.safe and self.stopped_at is None and purpose in self.purposes


@dataclass(frozen=True)
class Contact:
    """`quiet`: None as long as the clinic's quiet hours are theirs."""

    language: Language = "en"
    quiet: Quiet | None = None
    channels: tuple[Channel, ...] = ()
    version: int = 0


def address_of(kind: ChannelKind, given: str) -> str | None:
    """As it is written to; None for what is no such address. Neither form has room for a line break."""
    if kind == "email":
        text = given.strip()
        fits = len(text) <= LONGEST and EMAIL.fullmatch(text) and ".." not in text and not text.startswith(".")
        return text if fits else None
    text = re.sub(r"[ ().-]", "", given)
    if re.fullmatch(r"1?[2-9][0-9]{2}[2-9][0-9]{6}", text):  # as it is dialled in North America
        text = f"+1{text[-10:]}"
    return text if PHONE.fullmatch(text) else None


def reaches_same(address: str, written: str) -> bool:
    """Whether what somebody wrote down by hand (in capitals, with an extension, without the country) may reach whoever
    this address reaches. In doubt it does."""
    if "@" in address:
        return address.casefold() == written.strip().casefold()
    one, other = (re.sub(r"\D", "", re.split(r"[A-Za-z#,;]", each.strip())[0]) for each in (address, written))
    return min(len(one), len(other)) >= LOCAL and (one.endswith(other) or other.endswith(one))


def masked(address: str) -> str:
    """What a list may show of it: enough to know it by, too little to write to."""
    name, at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}" if at else f"…{address[-2:]}"
