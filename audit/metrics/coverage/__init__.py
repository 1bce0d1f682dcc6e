"""Which days are missing, and whose."""
