"""What a column holds, judged by its name and its values."""
