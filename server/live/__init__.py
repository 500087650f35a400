"""Where the clinic and the live session meet: each told to the other in its own words."""
