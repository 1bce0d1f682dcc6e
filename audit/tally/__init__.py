"""Counts per bucket of authors, the sample of whole authors beside them, and the file that keeps both."""

from audit.tally.tally import WEIGHED, Cell, Tally, subset

__all__ = ["WEIGHED", "Cell", "Tally", "subset"]
