"""The clinic wired, an area at a time: a class names the areas that it stands on, and its attributes are what it gives.

`server.clinic` puts the areas together, in the order in which they need one another. A service that nobody outside its
area asks for stays a local name.
"""
