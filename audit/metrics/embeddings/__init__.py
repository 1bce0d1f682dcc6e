"""What vectors that are learned from these posts associate."""
