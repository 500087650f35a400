"""Keeping in touch with people outside of sessions: what may be written to whom, when, and in which words."""
