"""Who owns a room, and how nodes talk: in memory on one machine."""
