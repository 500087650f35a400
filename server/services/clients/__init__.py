"""Clients of the clinic: who they are, what they come in with, and in which programs they are."""
