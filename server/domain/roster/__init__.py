"""Who is expected at a session, and who must never be brought together."""
