"""What may be done with these posts."""
