"""A browser's part in answering a subscribe offer, for tests."""

from dataclasses import replace

from signaling.sdp.description import Fingerprint, MediaDescription, SessionDescription
from signaling.sdp.reader import parse
from signaling.sdp.writer import write
from tests.signaling.sdp.parameters import FINGERPRINT


def answer_to(text: str) -> SessionDescription:
    """An answer that takes all that is offered."""
    offer = parse(text)
    return replace(offer, ice_lite=False, media=tuple(map(_section, offer.media)))


def text_of(answer: SessionDescription) -> str:
    return write(answer)


def _section(it: MediaDescription) -> MediaDescription:
    return replace(
        it,
        direction="recvonly" if it.direction == "sendonly" else "inactive",
        setup="active",
        ice_ufrag="brow",
        ice_pwd="browserPasswordOf24chars",
        fingerprints=(Fingerprint("sha-256", FINGERPRINT),),
        candidates=(),
        end_of_candidates=False,
        msids=(),
        ssrcs=(),
        ssrc_groups=(),
    )
