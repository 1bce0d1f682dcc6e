"""Two audits side by side: what appeared, what went, what moved beyond its interval.

Reads findings and nothing else: no post, no tally, no metric. What is said of it in words is in
:mod:`audit.comparing.words`, and what is printed of it in :mod:`audit.report`.
"""

from __future__ import annotations

from .compare import compare
from .comparison import Change, ClaimChange, Comparison, Figure, Pairing, Ruler, Side
from .pairing import Together

__all__ = ["Change", "ClaimChange", "Comparison", "Figure", "Pairing", "Ruler", "Side", "Together", "compare"]
