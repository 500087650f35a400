"""The parameters of transports and media, as values: what SDP negotiates and the relay is told.

Names and meanings follow ORTC's dictionaries (https://draft.ortc.org/).
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

IceText = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9+/]+$", max_length=256)]
Token = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[\x21-\x7e]+$")]
Ssrc = Annotated[int, Field(ge=1, le=0xFFFFFFFF)]


class Value(BaseModel):
    """A frozen value; a field nobody declared is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class IceParameters(Value):
    """The short-term credentials of one ICE generation (RFC 8445 5.3). The password is secret: keep it out of logs."""

    username_fragment: Annotated[IceText, StringConstraints(min_length=4)]
    password: Annotated[IceText, StringConstraints(min_length=22)]

    def __repr__(self) -> str:
        return f"IceParameters(username_fragment={self.username_fragment!r})"

    __str__ = __repr__


class IceCandidate(Value):
    """One address where the relay can be reached (RFC 8445 5.1). `ip` is a literal IPv4 or IPv6 address."""

    foundation: Annotated[IceText, StringConstraints(max_length=32)]
    ip: Annotated[str, StringConstraints(max_length=64)]
    port: Annotated[int, Field(ge=1, le=65535)]
    protocol: Literal["udp", "tcp"] = "udp"
    tcp_type: Literal["passive"] | None = None
    """Of TCP: the client opens the connection (RFC 6544 4.5)."""
    priority: Annotated[int, Field(ge=1, le=2**31 - 1)]
    type: Literal["host"] = "host"


class DtlsFingerprint(Value):
    """The digest of a certificate (RFC 8122 5): algorithm such as `sha-256`, value as colon-separated hexadecimals."""

    algorithm: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]+$", max_length=16)]
    value: Annotated[str, StringConstraints(pattern=r"^[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})*$", max_length=256)]


class DtlsParameters(Value):
    """Who one side is and which part it plays in the handshake: `client` sends the first flight."""

    role: Literal["auto", "client", "server"] = "auto"
    fingerprints: Annotated[tuple[DtlsFingerprint, ...], Field(min_length=1, max_length=8)]


class RtcpFeedback(Value):
    """One `a=rtcp-fb`: type `nack` with parameter `pli`, type `goog-remb` with parameter ``, and so on (RFC 4585)."""

    type: Token
    parameter: Annotated[str, StringConstraints(max_length=64)] = ""


class CodecParameters(Value):
    """A negotiated codec, RTX included (`video/rtx` with parameter `apt`)."""

    mime_type: Token
    payload_type: Annotated[int, Field(ge=0, le=127)]
    clock_rate: Annotated[int, Field(ge=1, le=1_000_000)]
    channels: Annotated[int, Field(ge=1, le=255)] | None = None
    parameters: Annotated[dict[str, str], Field(max_length=32)] = {}
    rtcp_feedback: Annotated[tuple[RtcpFeedback, ...], Field(max_length=16)] = ()


class HeaderExtension(Value):
    """A negotiated RTP header extension (RFC 8285): its URI and the id it has on this transport."""

    uri: Token
    id: Annotated[int, Field(ge=1, le=255)]


class Encoding(Value):
    """One RTP stream and its repair stream, named by SSRC or, where SSRCs are not declared, by rid (RFC 8852)."""

    ssrc: Ssrc | None = None
    rtx_ssrc: Ssrc | None = None
    rid: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=16)] | None = None


class RtpParameters(Value):
    """All that is needed to receive or to send one m-section's media."""

    mid: Annotated[str, StringConstraints(pattern=r"^[\x21-\x7e]+$", max_length=32)]
    codecs: Annotated[tuple[CodecParameters, ...], Field(min_length=1, max_length=32)]
    header_extensions: Annotated[tuple[HeaderExtension, ...], Field(max_length=32)] = ()
    encodings: Annotated[tuple[Encoding, ...], Field(max_length=8)] = ()
    cname: Annotated[str, StringConstraints(max_length=255)] | None = None
