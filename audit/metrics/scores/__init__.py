"""Whose posts a model scores higher, or wrongly."""
