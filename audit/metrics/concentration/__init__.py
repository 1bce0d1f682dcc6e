"""How few wrote how much."""
