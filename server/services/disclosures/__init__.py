"""Consents, and what leaves the clinic."""
