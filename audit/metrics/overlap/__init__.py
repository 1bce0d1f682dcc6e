"""What two collections of one stream have in common."""
