"""What leaves the clinic as a file."""
