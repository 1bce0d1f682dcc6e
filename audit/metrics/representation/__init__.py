"""Who wrote these posts, and who could have."""
