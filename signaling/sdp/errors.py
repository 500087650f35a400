"""What can be wrong with a session description."""


class SdpError(ValueError):
    """A description that is malformed, too large, or asks for what is never given. The message may be shown."""
