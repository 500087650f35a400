"""Help in an hour of need: who is on call, and what of a plan nobody covers. Pure."""
