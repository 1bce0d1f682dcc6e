"""What stands there more than once."""
