"""What one file of an export tells of the posts in another."""
