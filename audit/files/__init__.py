"""Addresses of files, a file that is written as a whole, and what an ended run leaves behind."""
