"""Which posts are gone, and whose."""
