"""Keeping in touch: what is written to clients, their calendars, and the records that another system is sent."""
