"""Whether care from a distance suits somebody, as staff judged it with them."""
