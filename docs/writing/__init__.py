"""What docs/write.py makes out of the code: one file for each kind of page."""
