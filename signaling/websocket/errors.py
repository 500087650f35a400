"""One place that turns what went wrong into the wire's error codes. No message holds personal data."""

import logging

from pydantic import ValidationError

from signaling.cluster.directory import Unreachable
from signaling.protocol.messages import Error, ErrorCode, Goodbye
from signaling.rooms.effects import RoomError
from signaling.websocket.ports import InvalidTicket, SessionOver, StaleEpoch, StorageUnavailable

log = logging.getLogger(__name__)


class MediaError(Exception):
    """A media request that cannot be carried out; `code` and `message` go to the browser."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class ProtocolViolation(Exception):
    """The socket did something that costs it the connection."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message


class RoomClosed(Exception):
    """The room went away between finding it and using it; look it up again."""


class OwnedElsewhere(Exception):
    """Another node, `owner`, has the room."""

    def __init__(self, owner: str) -> None:
        super().__init__(owner)
        self.owner = owner


def error_for(error: Exception, request: int | None = None) -> Error:
    """What the browser is told. An exception that nobody foresaw is logged, and told as a fault of ours."""
    code, message = _told(error)
    findings = list(error.findings) if isinstance(error, RoomError) else []
    return Error(id=request, code=code, message=message, findings=findings)


def last_word(error: Exception) -> Error | Goodbye:
    """What a socket is told that cannot go on. After a goodbye `draining` or an error its page may come back."""
    match error:
        case SessionOver() | RoomError():
            return Goodbye(reason="session_ended")
        case RoomClosed() | OwnedElsewhere() | StaleEpoch():
            return Goodbye(reason="draining")
        case _:
            return error_for(error)


def _told(error: Exception) -> tuple[ErrorCode, str]:
    match error:
        case RoomError() | MediaError() | ProtocolViolation():
            return error.code, error.message
        case ValidationError():
            return "invalid_message", "This message is not part of the protocol."
        case InvalidTicket():
            return "unauthenticated", "This ticket is not valid any more. Open the session again."
        case SessionOver():
            return "wrong_state", "This session is over."
        case StorageUnavailable():
            return "storage_unavailable", "Nothing can be stored right now. Please try again in a moment."
        case Unreachable():
            return "storage_unavailable", "Nobody can be let in right now. Please try again in a moment."
        case RoomClosed() | OwnedElsewhere() | StaleEpoch():
            return "wrong_state", "The room has moved. Please reconnect."
        case _:
            log.error("unforeseen", exc_info=error)
            return "internal", "Something went wrong on our side. Please try again."
