"""The live room as values: who waits, who is in, who hears whom, who may do what. No clock, no ids, no I/O."""
