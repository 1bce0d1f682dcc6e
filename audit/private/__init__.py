"""Counts that are released with noise, and what a second report on the same posts would reveal."""
