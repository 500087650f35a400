"""Our own reader and writer of SDP, and the negotiation on top of it. Sans-IO; runs in the app, never in the worker."""
