"""A session description as values (RFC 8866): what WebRTC uses is typed, all else is kept as it is.

`None` and an empty tuple mean that the attribute was absent.
"""

from dataclasses import dataclass, field
from typing import Literal

Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]
Setup = Literal["actpass", "active", "passive"]


@dataclass(frozen=True, slots=True)
class Origin:
    """`o=`: who made the description. `version` rises with each new one of the same session."""

    session_id: str
    version: str
    username: str = "-"
    address: str = "IN IP4 127.0.0.1"


@dataclass(frozen=True, slots=True)
class Group:
    """`a=group` (RFC 5888): sections that belong together, by mid; `BUNDLE` is RFC 8843."""

    semantics: str
    mids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """`a=fingerprint` (RFC 8122): hash function in lower case, colon-separated hex in upper case."""

    algorithm: str
    value: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """`a=candidate` (RFC 8839). `address` may be an mDNS name. `rest`: related address and extensions, as written."""

    foundation: str
    component: int
    protocol: str
    priority: int
    address: str
    port: int
    type: str
    rest: str = ""


@dataclass(frozen=True, slots=True)
class RtpMap:
    """`a=rtpmap`: what a payload type stands for. `clock_rate` in Hz."""

    payload_type: int
    encoding: str
    clock_rate: int
    channels: int | None = None


@dataclass(frozen=True, slots=True)
class FormatParameters:
    """`a=fmtp`: parameters of a payload type, as written."""

    payload_type: int
    text: str

    def values(self) -> dict[str, str]:
        """The `name=value` pairs; names in lower case. What is no pair is left out."""
        pairs = (part.partition("=") for part in self.text.split(";"))
        return {name.strip().lower(): value.strip() for name, equals, value in pairs if equals}


@dataclass(frozen=True, slots=True)
class Feedback:
    """`a=rtcp-fb` (RFC 4585). `payload_type` None stands for `*`, every payload type of the section."""

    payload_type: int | None
    type: str
    parameter: str = ""


@dataclass(frozen=True, slots=True)
class ExtensionMap:
    """`a=extmap` (RFC 8285)."""

    id: int
    uri: str
    direction: Direction | None = None
    attributes: str = ""


@dataclass(frozen=True, slots=True)
class Msid:
    """`a=msid` (RFC 8830). `stream` "-" means no stream; `track` is absent where a browser leaves it out."""

    stream: str
    track: str = ""


@dataclass(frozen=True, slots=True)
class SsrcAttribute:
    """`a=ssrc` (RFC 5576)."""

    ssrc: int
    name: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class SsrcGroup:
    """`a=ssrc-group` (RFC 5576); `FID` pairs a stream with its retransmissions (RFC 4588)."""

    semantics: str
    ssrcs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Rid:
    """`a=rid` (RFC 8851). `restrictions` as written."""

    id: str
    direction: Literal["send", "recv"]
    restrictions: str = ""


@dataclass(frozen=True, slots=True)
class Simulcast:
    """`a=simulcast` (RFC 8853): streams in order, each with its alternatives; `~` marks a paused one."""

    send: tuple[tuple[str, ...], ...] = ()
    receive: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Attribute:
    """An attribute, or a line such as `b=`, that is not looked into. `kind`: the line's letter."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportAttributes:
    """What may stand at the session's level and holds for every section that does not say otherwise."""

    ice_ufrag: str | None = None
    ice_pwd: str | None = None
    ice_options: tuple[str, ...] = ()
    fingerprints: tuple[Fingerprint, ...] = ()
    setup: Setup | None = None
    direction: Direction | None = None
    extmap_allow_mixed: bool = False
    extensions: tuple[ExtensionMap, ...] = ()
    others: tuple[Attribute, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaDescription(TransportAttributes):
    """One `m=` section. `media` is audio, video, application …; `formats` are payload types as written."""

    media: str
    port: int
    protocol: str
    formats: tuple[str, ...]
    connection: str | None = None
    mid: str | None = None
    bundle_only: bool = False
    candidates: tuple[Candidate, ...] = ()
    end_of_candidates: bool = False
    rtcp_mux: bool = False
    rtcp_rsize: bool = False
    rtp_maps: tuple[RtpMap, ...] = ()
    format_parameters: tuple[FormatParameters, ...] = ()
    feedback: tuple[Feedback, ...] = ()
    msids: tuple[Msid, ...] = ()
    ssrcs: tuple[SsrcAttribute, ...] = ()
    ssrc_groups: tuple[SsrcGroup, ...] = ()
    rids: tuple[Rid, ...] = ()
    simulcast: Simulcast | None = None

    @property
    def rejected(self) -> bool:
        """Port 0 means no, except in an offer's `bundle-only` section (RFC 8843, 6)."""
        return self.port == 0 and not self.bundle_only


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionDescription(TransportAttributes):
    """A whole description; sections in the order of their m-lines."""

    origin: Origin
    name: str = "-"
    connection: str | None = None
    groups: tuple[Group, ...] = ()
    ice_lite: bool = False
    media: tuple[MediaDescription, ...] = field(default=())

    @property
    def bundled(self) -> tuple[str, ...]:
        """The mids of the first BUNDLE group."""
        return next((group.mids for group in self.groups if group.semantics == "BUNDLE"), ())
