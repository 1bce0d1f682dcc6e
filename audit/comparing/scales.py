"""On which scale an estimate is compared, by which tolerance of the plan, and which cannot be compared at all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audit.comparing.comparison import Scale
from audit.finding import WORST_CASES, Estimate

# Shares that are rates of words: the plan's tolerance for them is a ratio, since most are far below its points.
_RATES = frozenset({"mentions", "markers", "descriptions"})
_NO_TOLERANCE = frozenset({"index", "count", "authors", "days", "hours"})
#: What is only there to see whether another figure hangs on a choice, by the end of its measure.
_CHECKS = ("_loose",)
# Shares of authors who did something at least once: the more each of them writes, the larger they are.
_GROW = frozenset({("mentions", "authors")})


def scale_of(estimate: Estimate) -> Scale:
    """Ratios and rates are compared as ratios, everything else as differences."""
    rate = estimate.unit == "share" and estimate.metric in _RATES
    return "ratio" if rate or estimate.unit in ("ratio", "per_1000") else "difference"


def tolerance_of(estimate: Estimate, plan: Mapping[str, Any]) -> float | None:
    """The plan's tolerance on the scale of the estimate; None where it sets none.

    Parameters
    ----------
    estimate : Estimate
    plan : mapping
        As ``findings.json`` holds it.
    """
    if estimate.unit in _NO_TOLERANCE:
        return None
    if scale_of(estimate) == "ratio":
        name = "rate_ratio"
    else:
        name = "label_gap" if estimate.metric in ("labels", "scores") else "share_gap"
        if estimate.measure.startswith("dialect_correlation"):
            name = "correlation"
    given = (plan.get("tolerances") or {}).get(name)
    least = 1 if name == "rate_ratio" else 0
    if not isinstance(given, (int, float)) or isinstance(given, bool) or given < least:
        return None
    return float(given)


def is_check(estimate: Estimate) -> bool:
    """Whether an estimate only checks another one, and is not judged by itself."""
    return estimate.measure.endswith(_CHECKS)


def incomparable(before: Estimate, after: Estimate) -> str:
    """Why two estimates with one id are no two measurements of one thing; empty if they are."""
    if before.unit != after.unit or before.measure != after.measure:
        return "the two sides measure it in different units"
    if before.level != after.level:
        return "the intervals are of different levels"
    if before.unit == "statistic":
        return "a test's statistic grows with the data: it is no property of the posts alone"
    if before.measure == WORST_CASES:
        return "these are worst cases, not an estimate with an error"
    if (before.metric, before.measure) in _GROW:
        return "the share of authors who ever do it grows with how much each of them wrote"
    if before.metric == "concentration":
        return _of_size(before, after)
    if before.unit in ("points", "ratio") and before.reference != after.reference:
        return "the two sides hold it against different references"
    return ""


def _of_size(before: Estimate, after: Estimate) -> str:
    if "at_equal_posts" in before.measure:
        return "" if before.note == after.note else "the two sides are thinned to different numbers of posts"
    if before.n_posts == after.n_posts:
        return ""
    return "concentration depends on how many posts there are, and the two sides have different numbers"
