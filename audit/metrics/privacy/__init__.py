"""What these posts tell of those who wrote them."""
