"""The rules by which attendance is judged."""
