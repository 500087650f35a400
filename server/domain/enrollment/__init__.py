"""Who is in which program, from when to when, and how one enrollment becomes the next."""
