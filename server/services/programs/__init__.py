"""Programs, their sites and tracks, and who is in them over which days."""
