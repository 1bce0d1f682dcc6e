"""What a simple learner makes of the labels."""
