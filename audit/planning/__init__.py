"""How many posts, and authors, a plan needs before it can settle anything; and what each way of getting them can show."""

from __future__ import annotations

from audit.planning.access import Reach, reach_of
from audit.planning.assumed import Assumptions, assumed_comparisons
from audit.planning.comparisons import Comparison, Needs, Target, needs_of
from audit.planning.piloted import piloted_comparisons
from audit.planning.words import as_data, as_text

__all__ = [
    "Assumptions",
    "Comparison",
    "Needs",
    "Reach",
    "Target",
    "as_data",
    "as_text",
    "assumed_comparisons",
    "needs_of",
    "piloted_comparisons",
    "reach_of",
]
