"""Why a use case was refused. `server.http` turns each into one status code; no message holds personal data."""

from collections.abc import Sequence


class ServiceError(Exception):
    """`code` is stable and short, for programs; the message is for a person."""

    code = "refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(ServiceError):
    """Unknown, or another clinic's: the two are never told apart."""

    code = "not_found"

    def __init__(self) -> None:
        super().__init__("There is nothing here by that name.")


class Unauthenticated(ServiceError):
    code = "unauthenticated"


class Forbidden(ServiceError):
    code = "forbidden"


class Gone(ServiceError):
    """It was valid once: expired, revoked or used up."""

    code = "gone"


class Conflict(ServiceError):
    code = "conflict"


class Warned(Conflict):
    """It can be done all the same, once whoever asked has read why not."""

    code = "warned"


class Invalid(ServiceError):
    """Well-formed but not possible. `fields`: (path, message) pairs."""

    code = "invalid"

    def __init__(self, message: str, fields: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(message)
        self.fields = tuple(fields)


class Unconfirmed(Invalid):
    """Possible, but somebody is to say first that it is meant, and why. `warnings`: (code, message) pairs; who confirms
    names the codes that they saw."""

    code = "unconfirmed"

    def __init__(self, warnings: Sequence[tuple[str, str]]) -> None:
        super().__init__(
            " ".join(words for _, words in warnings), [(f"body.confirmed.{code}", words) for code, words in warnings]
        )


class TooManyRequests(ServiceError):
    """`retry_after`: seconds."""

    code = "too_many_requests"

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class StorageUnavailable(ServiceError):
    """Neither the database nor the spool takes what must be kept. Nothing was lost that had been confirmed."""

    code = "storage_unavailable"
