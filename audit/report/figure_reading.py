"""How one figure reads by itself: its printed interval and q-value against the tolerance that it carries.

A finding may tell of many figures, and its reading is of all of them together: that is not the reading of each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from audit.finding import NOT_BORNE_OUT, WITHIN_AS_MORE, Estimate, Reading

Why = Literal[
    "beyond",
    "disputed",
    "chance",
    "untested",
    "within",
    "within as more",
    "across",
    "counted beyond",
    "counted within",
    "no interval",
    "no figure",
]

#: The reading that each reason comes to.
READS: Mapping[Why, Reading] = {
    "beyond": "shown",
    "counted beyond": "shown",
    "within": "shown_small",
    "counted within": "shown_small",
    "disputed": "inconclusive",
    "chance": "inconclusive",
    "within as more": "inconclusive",
    "untested": "inconclusive",
    "across": "inconclusive",
    "no interval": "not_assessed",
    "no figure": "not_assessed",
}


def reading_of(estimate: Estimate) -> Reading | None:
    """The reading of a figure by itself; None for one that is held against no tolerance.

    Examples
    --------
    >>> reading_of(Estimate("a.b", "a", "b", {}, 0.17, 0.1, 0.24, "points", 900, 300, q_value=0.001, tolerance=0.05))
    'shown'
    """
    return None if estimate.tolerance is None else READS[reason_of(estimate, estimate.tolerance)]


def reason_of(each: Estimate, tolerance: float) -> Why:
    """For which reason a figure reads as it does against this tolerance."""
    if each.status != "ok" or each.value is None:
        return "no figure"
    upper = tolerance
    if each.low is None and each.high is None:
        if each.unit != "share" or "exact" not in each.note:
            return "no interval"
        return "counted beyond" if each.value > upper else "counted within"
    low, high = each.low, each.high
    if low is None or high is None:
        return "no interval"
    if NOT_BORNE_OUT in each.note:
        return "disputed"
    lower = 1 / tolerance if each.unit == "ratio" else -tolerance
    if low > upper or high < lower:
        if each.q_value is None:
            return "untested"
        return "beyond" if each.q_value <= 1 - each.level else "chance"
    if lower <= low and high <= upper:
        return "within as more" if WITHIN_AS_MORE in each.note else "within"
    return "across"
