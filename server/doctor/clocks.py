"""Clocks: what attendance is measured by, so this machine's must be right, and the others' must agree with it."""

import ctypes
import os
from collections.abc import Iterator
from datetime import datetime, timedelta

from server.doctor.finding import Finding, ok, warn, wrong

APART = timedelta(seconds=1)
TOO_FAR_APART = timedelta(seconds=5)
_STA_UNSYNC = 0x40


def check_ntp() -> Iterator[Finding]:
    """As the kernel has it (adjtimex(2)), which each NTP client tells."""
    state = _timex()
    if state is None:
        yield warn("clock", "Whether this machine's clock is set by NTP cannot be told here.", "Look at the host.")
    elif state & _STA_UNSYNC:
        yield warn(
            "clock",
            "No NTP client sets this machine's clock: attendance is measured by it, and links open and end by it.",
            "Run chrony or systemd-timesyncd; in a container, on its host.",
        )
    else:
        yield ok("clock", "This machine's clock is set by NTP.")


def compare(what: str, theirs: datetime, before: datetime, after: datetime) -> Finding:
    """`theirs` was read between `before` and `after` of ours."""
    apart = max(before - theirs, theirs - after, timedelta())
    says = f"Its clock and this machine's are {apart.total_seconds():.1f} s apart."
    do = "Let NTP set both (chrony, systemd-timesyncd)."
    if apart > TOO_FAR_APART:
        return wrong(what, says, do)
    return warn(what, says, do) if apart > APART else ok(what, says)


class _Timex(ctypes.Structure):
    _fields_ = (
        ("modes", ctypes.c_uint),
        ("offset", ctypes.c_long),
        ("frequency", ctypes.c_long),
        ("max_error", ctypes.c_long),
        ("estimated_error", ctypes.c_long),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    )


def _timex() -> int | None:
    if os.uname().sysname != "Linux":
        return None
    read = _Timex()
    try:
        answer = ctypes.CDLL(None).adjtimex(ctypes.byref(read))
    except (AttributeError, OSError):
        return None
    return None if answer < 0 else int(read.status)
