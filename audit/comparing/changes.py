"""A change per estimate: joined by id, with the interval of the change and its reading, or why there is none."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from audit.comparing.comparison import Change, Figure, Overlap, Ruler
from audit.comparing.rulers import touching
from audit.comparing.scales import incomparable, is_check, scale_of, tolerance_of
from audit.comparing.shielding import shielded
from audit.finding import Estimate, Findings, Reading
from audit.statistics.independent import NOBODY, Pairs
from audit.statistics.intervals import Interval
from audit.statistics.multiplicity import benjamini_hochberg
from audit.statistics.paired import paired_difference, paired_ratio
from audit.statistics.readings import reading, smallest_detectable
from audit.wording import NOT_MEASURED

_MOST_BUCKETS = 128
_POWER = 0.8
_UNJUDGED = "it checks another figure, and is not judged by itself"


def changes(
    before: Findings,
    after: Findings,
    rulers: Sequence[Ruler],
    overlap: Overlap,
    pairs: Mapping[str, Pairs] | None = None,
    *,
    floor: int,
) -> tuple[Change, ...]:
    """A change for every id of either side, sorted by id.

    Parameters
    ----------
    before, after : Findings
    rulers : sequence of Ruler
    overlap : str
        Whether the two are of the same posts, or may hold the same people.
    pairs : mapping of str to Pairs, optional
        How the two sides of an estimate go together, by its id; those that are not in it are independent.
    floor : int
        Fewest authors that a cell may show: see :func:`audit.comparing.shielding.shielded`.
    """
    old, new = ({each.id: each for each in side.estimates} for side in (before, after))
    plan = after.audit.get("plan") or {}
    found = []
    for name in sorted(old.keys() | new.keys()):
        one, other = old.get(name), new.get(name)
        own = (pairs or {}).get(name) if overlap != "identical" else None
        change = _change(one, other, plan, (_absent(name, before), _absent(name, after)), own)
        if change.compared or change.value is not None:
            change = _under_rulers(change, one, rulers, overlap)
        found.append(change)
    read = _with_readings(found)
    return tuple(shielded(each, floor) for each in read) if overlap == "possible" else tuple(read)


def _change(
    before: Estimate | None,
    after: Estimate | None,
    plan: Mapping[str, Any],
    absent: tuple[str, str],
    pairs: Pairs | None,
) -> Change:
    known = after or before
    if known is None:
        raise ValueError("a change is of an estimate that one side has at least")
    bare = Change(
        id=known.id,
        metric=known.metric,
        measure=known.measure,
        group=dict(known.group),
        unit=known.unit,
        level=known.level,
        before=_figure(before),
        after=_figure(after),
        scale=scale_of(known),
        tolerance=tolerance_of(known, plan),
    )
    for each, word, why in ((before, "earlier", absent[0]), (after, "later", absent[1])):
        if reason := why if each is None else _lacking(each):
            return replace(bare, reason=f"{word} side: {reason}")
    if before is None or after is None:
        return bare
    if reason := incomparable(before, after):
        return replace(bare, reason=reason)
    return _measured(bare, _interval(before), _interval(after), pairs, judged=not is_check(after))


def _measured(bare: Change, before: Interval, after: Interval, pairs: Pairs | None, *, judged: bool) -> Change:
    if bare.scale == "ratio":
        if before.value == 0 == after.value:
            return replace(bare, reason="none on either side")
        pairs = pairs if min(before.value, after.value) > 0 else None
        found = paired_ratio(after, before, pairs or NOBODY, tolerance=bare.tolerance or 1.0)
    else:
        found = paired_difference(after, before, pairs or NOBODY, tolerance=bare.tolerance or 0.0)
    low, high = _finite(found.low), _finite(found.high)
    if low is None and high is None:
        return replace(bare, reason="the interval of one side reaches 0, where a ratio has none")
    tested = judged and bare.tolerance is not None
    return replace(
        bare,
        value=_finite(found.value),
        low=low,
        high=high,
        p_value=_finite(found.p_value) if tested else None,
        family=f"{bare.metric}.{bare.measure}" if tested else "",
        detectable=_detectable(found, bare.scale),
        reason="" if tested else _UNJUDGED if not judged else "the plan sets no tolerance for it",
        correlation=None if pairs is None else round(pairs.correlation, 2),
    )


def _under_rulers(change: Change, estimate: Estimate | None, rulers: Sequence[Ruler], overlap: Overlap) -> Change:
    """A change that the ruler may have made keeps its figures and loses its test."""
    moved = [each.name for each in rulers if estimate is not None and touching(each, estimate)]
    if moved:
        more = f" and {len(moved) - 2} more" if len(moved) > 2 else ""
        reason = f"measured with another ruler: {'; '.join(moved[:2])}{more}"
    elif overlap == "identical":
        reason = "both sides are the same posts, measured alike"
    else:
        return change
    return replace(change, p_value=None, family="", reason=reason)


def _with_readings(found: Sequence[Change]) -> list[Change]:
    """Benjamini-Hochberg within each family, then the three-way reading."""
    result = list(found)
    families: dict[str, list[int]] = {}
    for index, each in enumerate(result):
        if each.p_value is not None:
            families.setdefault(each.family, []).append(index)
    for members in families.values():
        adjusted = benjamini_hochberg([result[index].p_value or 0.0 for index in members])
        for index, q in zip(members, adjusted, strict=True):
            result[index] = replace(result[index], q_value=float(q))
    return [replace(each, reading=_reading(each)) for each in result]


def _reading(change: Change) -> Reading:
    if change.reason or change.tolerance is None or change.q_value is None:
        return "not_assessed"
    low = -math.inf if change.low is None else change.low
    high = math.inf if change.high is None else change.high
    said = reading(low, high, change.tolerance, scale=change.scale)
    return "inconclusive" if said == "shown" and change.q_value > 1 - change.level else said


def _figure(estimate: Estimate | None) -> Figure | None:
    if estimate is None:
        return None
    return Figure(
        estimate.value,
        estimate.low,
        estimate.high,
        estimate.n_posts,
        estimate.n_authors,
        estimate.status,
        estimate.note,
    )


def _lacking(estimate: Estimate) -> str:
    """Why an estimate cannot be a side of a comparison; empty if it can."""
    if estimate.status != "ok" or estimate.value is None:
        return estimate.note or ("hidden" if estimate.status == "suppressed" else "not estimable")
    if estimate.low is None or estimate.high is None:
        return f"no interval ({estimate.note})" if estimate.note else "no interval"
    return ""


def _absent(identifier: str, findings: Findings) -> str:
    """Why a side has no such estimate, as far as it says."""
    metric = identifier.split(".", 1)[0]
    reasons = [each.reason for each in findings.not_measured if each.metric == metric]
    ran = any(str(each.get("name")) == metric for each in findings.methods)
    if not ran:
        return f"{NOT_MEASURED}: {metric} was not asked for"
    return f"{NOT_MEASURED}: {reasons[0]}" if len(reasons) == 1 else f"{NOT_MEASURED} there"


def _interval(estimate: Estimate) -> Interval:
    value, low, high = (math.nan if each is None else each for each in (estimate.value, estimate.low, estimate.high))
    n_effective = math.nan if estimate.n_effective is None else estimate.n_effective
    return Interval(value, low, high, estimate.level, math.nan, n_effective, _degrees_of_freedom(estimate))


def _degrees_of_freedom(estimate: Estimate) -> float:
    """As recorded; else as many as authors and their buckets allow, for findings that were written before schema 1.2."""
    if estimate.degrees_of_freedom is not None:
        return max(estimate.degrees_of_freedom, 1.0)
    voices = estimate.n_authors if estimate.n_authors is not None else estimate.n_posts
    return max(min(voices or _MOST_BUCKETS, _MOST_BUCKETS) - 1.0, 1.0)


def _detectable(found: Interval, scale: str) -> float | None:
    if not math.isfinite(found.standard_error):
        return None
    least = smallest_detectable(found.standard_error, found.degrees_of_freedom, found.level, power=_POWER)
    if scale == "difference":
        return _finite(least)
    return math.exp(least) if least < 700 else None


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
