"""Colours and marks of the charts.

Okabe & Ito's colours that reach 3:1 against white (WCAG 2.2, 1.4.11); the yellow, orange and sky blue of the set do not.
Every colour comes with a mark of its own, since colour alone must not carry meaning.
"""

from __future__ import annotations

from typing import NamedTuple

from audit.report.charts.svg import INK

BLUE = "#0072b2"
VERMILION = "#d55e00"
GREEN = "#009e73"
PURPLE = "#cc79a7"
BLACK = "#000000"
GREY = "#595959"
RULE = "#d9d9d9"


class Mark(NamedTuple):
    """How a point is drawn."""

    colour: str
    shape: str
    size: float = 6.5


OUTSIDE = Mark(VERMILION, "o")
INSIDE = Mark(BLUE, "s", 6.0)
PLAIN = Mark(BLUE, "o")
SERIES = (PLAIN, Mark(VERMILION, "s", 6.0), Mark(GREEN, "^", 7.0), Mark(PURPLE, "v", 7.0), Mark(BLACK, "X", 7.0))
__all__ = ["BLACK", "BLUE", "GREY", "INK", "INSIDE", "OUTSIDE", "PLAIN", "RULE", "SERIES", "VERMILION", "Mark"]
