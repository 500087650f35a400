"""Sign-off of records and their amendments."""
