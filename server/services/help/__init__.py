"""Help in an hour of need: on-call, calls for help, the emergency card."""
