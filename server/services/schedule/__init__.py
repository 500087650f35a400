"""Series of sessions, and the sessions that are made of them."""
