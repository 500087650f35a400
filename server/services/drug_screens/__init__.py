"""Draws for drug screens: by a program's rule, once a week, repeatable by whoever checks; and what became of each."""
