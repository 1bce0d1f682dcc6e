"""Whose posts carry a label."""
