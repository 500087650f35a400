"""The relay's body: one UDP port, ICE-lite, DTLS and SRTP, in a process of its own (`python -m signaling.media`)."""
