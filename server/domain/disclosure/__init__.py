"""Whether a client's records may be given away, and what must go with them (42 CFR Part 2)."""
