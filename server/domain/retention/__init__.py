"""How long what is kept of a client must be, and may be."""
