"""Which themes and marker words stand beside which groups."""
