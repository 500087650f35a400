"""A bot's ears and eyes: takes what is offered, counts it, and reports as a receiver does. Nothing is decoded."""

import asyncio
import contextlib
import secrets
import time

from signaling.bots.descriptions import far_side, subscribe_answer
from signaling.bots.transport import BotTransport
from signaling.forwarding import rtcp
from signaling.forwarding.congestion.arrivals import Arrivals
from signaling.forwarding.extensions import number_offset
from signaling.forwarding.rtp import layout
from signaling.media.seam import Certificate
from signaling.sdp.codecs import PROFILES, TRANSPORT_WIDE_CC
from signaling.sdp.reader import parse
from signaling.sdp.writer import write

REPORT_SECONDS = 2.0
FEEDBACK_SECONDS = 0.1
MAX_STREAMS = 128
_BLOCKS_PER_REPORT = 31
_PLENTY = 20_000_000
"""Bit/s that a bot says it can take: it sits beside the relay."""
_NUMBER_ID = PROFILES["video"].extensions[TRANSPORT_WIDE_CC]
_NUMBER_HEAD = _NUMBER_ID << 4 | 1
_MAX_SHAPES = 16


class Reception:
    """What came of one SSRC, from the headers alone (RFC 3550, appendix A.3)."""

    __slots__ = (
        "_before",
        "_expected_before",
        "_numbered",
        "first",
        "highest",
        "last_report",
        "reported_at",
        "ssrc",
        "total",
    )

    def __init__(self, ssrc: int, sequence: int) -> None:
        self.ssrc = ssrc
        self.first = self.highest = sequence
        self.total = 0
        self.last_report = 0
        self.reported_at = 0.0
        self._before = 0
        self._expected_before = 0
        self._numbered: dict[bytes, int] = {}

    def take(self, sequence: int) -> None:
        ahead = (sequence - self.highest) & 0xFFFF
        if ahead < 0x8000:
            self.highest += ahead
        self.total += 1

    def number(self, datagram: bytes) -> int | None:
        """The packet's transport-wide number. Where it is hangs on the sizes of the header's extensions, seldom new."""
        shape = datagram[12:17]
        at = self._numbered.get(shape)
        if at is None or datagram[at - 1] != _NUMBER_HEAD:
            place = layout(datagram, len(datagram))
            at = place.extension + number_offset(place.profile, datagram[place.extension : place.payload], _NUMBER_ID)
            if at < place.extension or len(self._numbered) > _MAX_SHAPES:
                return None
            self._numbered[shape] = at
        return datagram[at] << 8 | datagram[at + 1]

    @property
    def expected(self) -> int:
        return self.highest - self.first + 1

    def block(self, now: float) -> rtcp.ReportBlock:
        """The report block, and the start of the next interval. `now`: monotonic seconds."""
        expected, total = self.expected - self._expected_before, self.total - self._before
        self._expected_before, self._before = self.expected, self.total
        lost = max(0, expected - total)
        fraction = min(255, lost * 256 // expected) if expected > 0 else 0
        since = int((now - self.reported_at) * 65536) if self.last_report else 0
        missing = min(0x7FFFFF, max(0, self.expected - self.total))
        return rtcp.ReportBlock(self.ssrc, fraction, missing, self.highest, 0, self.last_report, since)


class Subscriber:
    """`answer` each offer; the first one also connects. `receptions`: by SSRC."""

    def __init__(self, certificate: Certificate, cname: str) -> None:
        self.transport = BotTransport(certificate, self._take_rtp, self._take_rtcp)
        self.receptions: dict[int, Reception] = {}
        self._ssrc = secrets.randbelow(0xFFFFFFFE) + 1
        self._cname = cname
        self._offer = ""
        self._repairs: set[int] = set()
        self._arrivals = Arrivals()
        self._tasks: list[asyncio.Task[None]] = []

    def answer(self, offer: str) -> str:
        """Accept everything. Raises SdpError."""
        self._offer = offer
        described = parse(offer)
        groups = [group.ssrcs for section in described.media for group in section.ssrc_groups]
        self._repairs = {ssrc for ssrcs in groups for ssrc in ssrcs[1:]}
        return write(subscribe_answer(described, self.transport))

    @property
    def media(self) -> dict[int, Reception]:
        """Those receptions that are neither of retransmissions nor of the padding that a line is tried with."""
        return {ssrc: it for ssrc, it in self.receptions.items() if ssrc not in self._repairs}

    def belongs(self, offer: str) -> bool:
        """Whether an offer is about the transport that the last one was about."""
        return not self._offer or _fragment(offer) == _fragment(self._offer)

    async def start(self) -> None:
        """Connect to where the first offer said. Raises ConnectionError, TimeoutError."""
        await self.transport.connect(*far_side(parse(self._offer)))
        self._begin()

    def _begin(self) -> None:
        self._tasks = [asyncio.create_task(self._report()), asyncio.create_task(self._feed_back())]

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        await self.transport.close()

    def _take_rtp(self, datagram: bytes) -> None:
        if len(datagram) < 12:
            return
        ssrc = int.from_bytes(datagram[8:12])
        sequence = int.from_bytes(datagram[2:4])
        reception = self.receptions.get(ssrc)
        if reception is None:
            if len(self.receptions) >= MAX_STREAMS:
                return
            reception = self.receptions[ssrc] = Reception(ssrc, sequence)
        reception.take(sequence)
        with contextlib.suppress(ValueError):
            number = reception.number(datagram)
            if number is not None:
                self._arrivals.take(number, self.transport.arrived)

    def _take_rtcp(self, packet: bytes) -> None:
        with contextlib.suppress(ValueError):
            for report in rtcp.parse(packet):
                if isinstance(report, rtcp.SenderReport) and (known := self.receptions.get(report.ssrc)):
                    known.last_report = report.ntp >> 16 & 0xFFFFFFFF
                    known.reported_at = time.monotonic()

    async def _feed_back(self) -> None:
        """Tell when packets came, as browsers do with transport-wide congestion control."""
        while not self.transport.lost.is_set():
            await asyncio.sleep(FEEDBACK_SECONDS)
            for body in self._arrivals.report(self._ssrc, next(iter(self.receptions), 0)):
                self.transport.send_rtcp(rtcp.transport_feedback(body))

    async def _report(self) -> None:
        while not self.transport.lost.is_set():
            await asyncio.sleep(REPORT_SECONDS)
            now = time.monotonic()
            blocks = [it.block(now) for it in self.receptions.values()]
            name = rtcp.source_description([(self._ssrc, self._cname)])
            for at in range(0, max(1, len(blocks)), _BLOCKS_PER_REPORT):
                self.transport.send_rtcp(rtcp.receiver_report(self._ssrc, blocks[at : at + _BLOCKS_PER_REPORT]) + name)
            heard = tuple(list(self.receptions)[:_BLOCKS_PER_REPORT])
            self.transport.send_rtcp(rtcp.receiver_report(self._ssrc) + name + rtcp.remb(self._ssrc, _PLENTY, heard))


def _fragment(offer: str) -> str:
    return far_side(parse(offer))[0].username_fragment
