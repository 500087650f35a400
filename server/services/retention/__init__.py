"""Whose records have been kept for as long as they must, holds against erasing them, and erasing them."""
