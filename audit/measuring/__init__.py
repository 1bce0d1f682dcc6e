"""From sources to one tally: what is read, cut into tasks, measured anywhere, kept, and added up."""
