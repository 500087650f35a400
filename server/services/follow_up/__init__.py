"""Whom staff should look after, what came of it, and whose turn a drug screen is."""
