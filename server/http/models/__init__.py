"""The shapes of the HTTP API. Instants are ISO 8601, UTC; minutes exact, in decimals; dates the clinic's own."""
