"""Where a reading turns: the ends of intervals are printed so that they are never taken for a tolerance they lie beside."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from audit.finding import Estimate, Findings
from audit.wording import bounds

#: Tolerances of the plan that differences of shares are held to, and those of a share that is judged by itself.
_OF_POINTS = ("share_gap", "label_gap", "missing_share")
_OF_SHARES: Mapping[str, str] = {
    "attrition": "missing_share",
    "concentration": "top_share",
    "coverage": "missing_share",
    "repetition": "repeated_share",
}


def edges(estimate: Estimate, findings: Findings | None) -> tuple[float, ...]:
    """The numbers at which a reading of this figure may turn, in its own unit; empty where the plan sets none.

    Parameters
    ----------
    estimate : Estimate
    findings : Findings or None
        Whose plan has the tolerances.
    """
    plan = findings.audit.get("plan") if findings is not None else None
    given: Any = plan.get("tolerances") if isinstance(plan, Mapping) else None
    set_to = {name: float(value) for name, value in given.items()} if isinstance(given, Mapping) else {}
    if estimate.unit == "ratio":
        most = set_to.get("rate_ratio", 0.0)
        return (1 / most, most) if most > 0 else ()
    names = {
        "points": _OF_POINTS,
        "score": ("sentiment_gap",),
        "index": ("correlation",),
        "share": (_OF_SHARES.get(estimate.metric, ""),),
    }.get(estimate.unit, ())
    found = sorted({set_to[each] for each in names if each in set_to})
    return tuple(found) if estimate.unit == "share" else (*(-each for each in reversed(found)), *found)


def limits(estimate: Estimate, findings: Findings | None) -> str:
    """The interval of a figure in print, without its level."""
    return bounds(estimate.low, estimate.high, estimate.unit, edges(estimate, findings))
