"""Which words stand beside the names of groups."""
