"""Whose attendance somebody should look after, by rules that a program sets itself. Nothing is decided here."""
