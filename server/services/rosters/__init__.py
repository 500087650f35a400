"""Who is expected at a session: by enrollment, by exception, and never together with whom they are kept apart from."""
