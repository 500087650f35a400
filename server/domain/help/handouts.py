"""Hand-outs: which files may be handed out. Bytes decide, not what a browser calls them."""

import re
from typing import Literal

MediaType = Literal["application/pdf", "image/png", "image/jpeg", "image/webp"]
MOST_BYTES = 5 * 1024 * 1024
MOST_PER_PLACE = 50
MOST_BYTES_PER_CLINIC = 500 * 1024 * 1024

_ACTIVE = re.compile(
    rb"/(JavaScript|JS|AA|OpenAction|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToR|GoToE)(?![A-Za-z0-9])"
)
"""What makes a PDF do something, or carry something, by itself (ISO 32000, 7.11 and 12.6)."""
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def media_type_of(data: bytes) -> MediaType | None:
    """What the file is; None for what is not handed out."""
    if data.startswith(b"%PDF-"):
        return "application/pdf"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return None


def is_active(data: bytes) -> bool:
    """Whether a PDF says openly that it does something by itself. What is packed within it is left to the reader's
    browser, which is given it as a document of no origin of ours."""
    plain = _ESCAPED.sub(lambda found: bytes([int(found[1], 16)]), data)
    return _ACTIVE.search(plain) is not None
