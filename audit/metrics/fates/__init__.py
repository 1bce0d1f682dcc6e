"""Whose posts stay where a filter, or time, takes some away."""
