"""When sessions meet: rules of recurrence, and the days and instants that come of them."""
