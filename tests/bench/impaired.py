"""What people hear and see over bad lines, in real Chromium, and how soon they are back.

    python -m tests.bench impaired [--json] [--case NAME] [--seconds 15]

One person looks at another, who sends a camera of 1280x720 in three layers; both are behind user-space lines that lose,
delay, throttle and break off as a case has it. Each case is a call of its own, which has the line's delay from its
beginning and is left alone until the highest layer is there. `--seconds` is how long losses last and are watched.

In a row, as the first person's page counts it: `picture_before`, lines of the picture before the trouble;
`audio_concealed`, the part of the sound that had to be made up; `longest_freeze_s`, without a new picture;
`lowered_s`, from when the line became narrow until a smaller picture came or none. `recovered_s` is from the end of the
trouble until the middle layer came again, or until both people had sound and picture again; where an address changed,
the longest that one of them had none. `must` is what the product is held to, `holds` whether it was so.

The same cases with Janus's VideoRoom and pages of its own, where Janus is installed and a network namespace can be
made. All together take some five minutes, a case alone half a minute.
"""

import argparse
import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from dataclasses import dataclass, field
from functools import partial

from tests.bench._cable import measured
from tests.bench._calls import Call, Lines, call_over_janus, our_call
from tests.support import janus
from tests.support.lossy_network import Conditions
from tests.support.namespace import Cable
from tests.support.waiting import until
from tests.support.watched_page import Sample, Seen

SECONDS = 15.0
FAR, LOSS_20, LOSS_5 = Conditions(delay=0.05), Conditions(delay=0.05, loss=0.2), Conditions(delay=0.05, loss=0.05)
ROOMY, NARROW = Conditions(delay=0.02), Conditions(delay=0.02, rate=300e3)
NARROW_SECONDS, DARK_SECONDS = 20.0, 10.0
LONG_ENOUGH = 20.0
"""Seconds in which to come back."""
LONGEST_SETTLING = 40.0
MIDDLE, HIGH = 360, 720
"""Lines of the layers."""
WATCHED = 8.0
"""Seconds from when an address changed."""
GONE = 1.0
"""Seconds without anything at the end of that, by which it is not back."""

UNHURT = Lines()

RECEIVED = "async () => (await window.inbound()).reduce((sum, it) => sum + it.packetsReceived, 0)"

Row = dict[str, object]


Meet = Callable[[Lines], AbstractAsyncContextManager[Call]]


@dataclass(frozen=True)
class Case:
    """`lines` are as they are before the trouble."""

    watch: Callable[[Call, float], Awaitable[Row]]
    must: Mapping[str, float] = field(default_factory=dict)
    lines: Lines = UNHURT


def run(arguments: argparse.Namespace) -> dict[str, object]:
    """`arguments.case`: one alone; `arguments.seconds`: of the cases that lose (default 15)."""
    if arguments.case not in (None, *CASES):
        print(f"The cases are: {', '.join(CASES)}.", file=sys.stderr)
        sys.exit(2)
    chosen = [arguments.case] if arguments.case else list(CASES)
    return measured("impaired", arguments, partial(_run, chosen, arguments.seconds or SECONDS), pinned=False)


def _run(chosen: Sequence[str], seconds: float, cable: Cable, _core: int, without_cable: str) -> dict[str, object]:
    hint = without_cable or janus.why_not()
    relays: dict[str, Meet] = {"viop": our_call, **({} if hint else {"janus": partial(call_over_janus, cable)})}
    rows = [asyncio.run(_row(relay, meet, name, seconds)) for relay, meet in relays.items() for name in chosen]
    holds = all(row["holds"] for row in rows if row["relay"] == "viop")
    return {"cases": rows, "holds": holds, **({"hint": hint} if hint else {})}


async def _row(relay: str, meet: Meet, name: str, seconds: float) -> Row:
    case = CASES[name]
    async with meet(case.lines) as call:
        found = await case.watch(call, seconds)
        if case.lines.udp:
            await _prove(call)
    holds = all(isinstance(value := found[figure], float) and value <= most for figure, most in case.must.items())
    row: Row = {"case": name, "relay": relay, **found, "must": case.must, "holds": holds}
    print(row, file=sys.stderr)
    return row


async def _prove(call: Call) -> None:
    """Raises RuntimeError where what was looked at did not come over the line."""
    for page, line in ((call.far, call.far_line), (call.near, call.near_line)):
        received = await page.evaluate(RECEIVED)
        if received > line.passed:
            raise RuntimeError(f"{received} packets came, and only {line.passed} over the line")


# --- the cases --------------------------------------------------------------------------------------------------------


async def _lossy(call: Call, seconds: float, down_of_far: Conditions, up_of_near: Conditions | None = None) -> Row:
    seen, began = await _settled(call)
    call.far_line.be(up=FAR, down=down_of_far)
    if up_of_near is not None:
        call.near_line.be(up=up_of_near, down=FAR)
    await asyncio.sleep(seconds)
    return await _figures(seen, began, await seen.now())


async def _narrow(call: Call, _seconds: float) -> Row:
    seen, began = await _settled(call)
    call.far_line.be(up=ROOMY, down=NARROW)
    await asyncio.sleep(NARROW_SECONDS)
    call.far_line.be(up=ROOMY, down=ROOMY)
    ended = await seen.now()
    figures = {**await _figures(seen, began, ended), "lowered_s": _rounded(seen.lowered(began))}
    with suppress(TimeoutError):
        return {**figures, "recovered_s": _rounded(await seen.picture_of(MIDDLE, ended, LONG_ENOUGH))}
    return {**figures, "recovered_s": None}


async def _dark(call: Call, _seconds: float) -> Row:
    seen, began = await _settled(call)
    others = await Seen.begin(call.near)
    call.far_line.blackhole(True)
    await asyncio.sleep(DARK_SECONDS)
    call.far_line.blackhole(False)
    ended, others_ended = await seen.now(), await others.now()
    back = [await _both_back(seen, ended), await _both_back(others, others_ended)]
    return {**await _figures(seen, began, ended), "recovered_s": _longest(back)}


async def _moved(call: Call, _seconds: float) -> Row:
    """Back after the longest gap: what had been on its way still comes at first."""
    seen, began = await _settled(call)
    others = await Seen.begin(call.near)
    others_began = await others.now()
    call.far_line.rebind()
    await asyncio.sleep(WATCHED)
    ended, others_ended = await seen.now(), await others.now()
    await others.read()
    figures = await _figures(seen, began, ended)
    gaps = [_gap(seen, began, ended), _gap(others, others_began, others_ended)]
    return {**figures, "recovered_s": _longest(gaps)}


async def _without_udp(call: Call, _seconds: float) -> Row:
    """The longest that one of two pages' connections took."""
    took = [one for page in (call.far, call.near) for one in await page.evaluate("window.connected")]
    return {"connected_s": round(max(took) / 1000, 2)}


CASES: Mapping[str, Case] = {
    "downlink_loss_20": Case(partial(_lossy, down_of_far=LOSS_20), {"audio_concealed": 0.03}, Lines(far=FAR)),
    "both_loss_20": Case(partial(_lossy, down_of_far=LOSS_20, up_of_near=LOSS_20), {}, Lines(far=FAR, near=FAR)),
    "downlink_loss_5": Case(partial(_lossy, down_of_far=LOSS_5), {"longest_freeze_s": 1.0}, Lines(far=FAR)),
    "downlink_300k": Case(_narrow, {"audio_concealed": 0.03, "lowered_s": 3.0, "recovered_s": 15.0}, Lines(far=ROOMY)),
    "blackhole_10s": Case(_dark, {"recovered_s": 2.0}),
    "address_change": Case(_moved, {"recovered_s": 2.0}),
    "udp_blocked": Case(_without_udp, {"connected_s": 3.0}, Lines(udp=False)),
}


# --- what was seen ----------------------------------------------------------------------------------------------------


async def _settled(call: Call) -> tuple[Seen, float]:
    """Once the highest layer is there, or long after; with the time on the page's clock."""
    seen = await Seen.begin(call.far)
    with suppress(TimeoutError):
        await seen.picture_of(HIGH, patience=LONGEST_SETTLING)
    return seen, await seen.now()


def _rounded(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds, 2)


async def _figures(seen: Seen, began: float, ended: float) -> Row:
    await seen.read()
    return {
        "picture_before": seen.height(began),
        "audio_concealed": round(seen.concealed(began, ended), 4),
        "longest_freeze_s": round(seen.longest(lambda it: it.frames, began, ended), 2),
    }


async def _both_back(seen: Seen, since: float) -> float | None:
    """Seconds until there were both new sound and a new picture."""
    sound = await _until(seen, since, lambda before, it: it.packets > before.packets)
    picture = await _until(seen, since, lambda before, it: it.frames > before.frames)
    return _longest([sound, picture])


async def _until(seen: Seen, since: float, condition: Callable[[Sample, Sample], bool]) -> float | None:
    """Seconds until a sample and the one before were so; None: not in time."""

    async def found() -> bool:
        await seen.read()
        return seen.first(condition, since) is not None

    with suppress(TimeoutError):
        await until(found, LONG_ENOUGH)
    first = seen.first(condition, since)
    return None if first is None else round(first, 2)


def _gap(seen: Seen, since: float, ended: float) -> float | None:
    """The longest time without new sound or a new picture; None where one of them is missing at the end."""
    kinds: list[Callable[[Sample], int]] = [lambda it: it.packets, lambda it: it.frames]
    if any(seen.longest(kind, ended - GONE, ended) >= GONE for kind in kinds):
        return None
    return round(max(seen.longest(kind, since, ended) for kind in kinds), 2)


def _longest(times: Sequence[float | None]) -> float | None:
    known = [one for one in times if one is not None]
    return max(known) if len(known) == len(times) else None
