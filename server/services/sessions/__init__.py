"""Sessions as planned and as they go on, and what is observed in them."""
