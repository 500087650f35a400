"""A backup: everything in the database as lines of JSON that no engine is needed for, and back again."""
