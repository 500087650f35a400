"""Hours of the program and what payers authorized."""
