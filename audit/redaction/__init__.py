"""Copies of posts without what leads to their authors: what is replaced, what is counted, what is left."""
