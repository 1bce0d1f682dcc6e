"""The comparisons a pilot made, each with the spread it showed: from a ``findings.json``, without the data."""

from __future__ import annotations

import math
from dataclasses import replace

from audit.finding import Estimate, Findings
from audit.plan import Plan
from audit.planning.comparisons import AgainstReference, AsInPilot, Comparison, Method, Scale
from audit.resources import group_title
from audit.statistics.clustering import N_BUCKETS, Clustering
from audit.statistics.quantiles import two_sided_quantile
from audit.wording import join, percent

_LABELS, _MARKERS, _MENTIONS, _REPRESENTATION = "labels", "markers", "mentions", "representation"
_DESCRIPTIONS = "descriptions"
#: Measures that are comparisons with a tolerance in the plan, and which one.
_TOLERANCES = {
    _REPRESENTATION: "share_gap",
    _LABELS: "label_gap",
    _DESCRIPTIONS: "rate_ratio",
    _MARKERS: "rate_ratio",
    _MENTIONS: "rate_ratio",
}
#: Keys of an estimate's group that name no group of people.
_NO_GROUPS = ("label", "value", "marker")
#: Ends the name of a measure that stands on a calibration too, whose error no number of posts makes smaller.
CORRECTED = "_corrected"
#: Fewer authors than this say little of how unequally people write.
FEW_AUTHORS = 200


def piloted_comparisons(findings: Findings, plan: Plan) -> tuple[list[Comparison], list[str]]:
    """What a pilot compared, planned anew at the tolerances of ``plan``.

    Parameters
    ----------
    findings : Findings
        Of the pilot.
    plan : Plan
        Its own, or one with other tolerances.

    Returns
    -------
    comparisons : list of Comparison
    left_out : list of str
        What cannot be planned, and what to keep in mind.
    """
    posts, authors = findings.dataset.get("posts") or 0, findings.dataset.get("authors")
    per_author = posts / authors if authors else math.nan
    effective = next(
        (e.value for e in findings.estimates if e.measure == "effective_authors_order_2" and e.value), None
    )
    freedom = max(min(effective or authors or posts, N_BUCKETS) - 1.0, 1.0)
    judged = [each for each in findings.estimates if each.metric in _TOLERANCES and each.unit in ("points", "ratio")]
    judged = [each for each in judged if each.family or each.metric == _MENTIONS]
    known = {each.id: each for each in findings.estimates}
    comparisons, left_out = [], []
    for each in judged:
        if each.measure.endswith("_loose"):
            continue
        made = None if each.status != "ok" else _comparison(each, known, plan, posts, freedom)
        if made is None:
            left_out.append(f"{each.id}: {each.note or 'the pilot says too little of its spread'}.")
            continue
        together = sum(1 for other in judged if other.p_value is not None and other.family == each.family)
        comparisons.append(
            replace(made, family=max(together, 1), posts_per_author=per_author, pilot_posts=float(posts))
        )
    if not authors:
        left_out.append("The pilot names no authors, so its spread, and every number here, is likely too small.")
    elif authors < FEW_AUTHORS:
        left_out.append(
            f"The pilot has {authors} authors; below {FEW_AUTHORS} the spread it shows may be off by half, either way."
        )
    return comparisons, left_out


def _comparison(
    estimate: Estimate, known: dict[str, Estimate], plan: Plan, posts: int, freedom: float
) -> Comparison | None:
    tolerance = getattr(plan.tolerances, _TOLERANCES[estimate.metric])
    scale: Scale = "ratio" if estimate.unit == "ratio" else "difference"
    if estimate.low is None or estimate.high is None or estimate.measure.endswith(CORRECTED):
        return None
    if estimate.metric == _REPRESENTATION:
        method = _against_reference(estimate, tolerance)
        counting = (estimate.n_posts or 0) / posts if posts else 0.0
    else:
        method, counting = _as_in_pilot(estimate, known, tolerance, scale, posts, freedom), 1.0
    if method is None or not counting > 0:
        return None
    facts = {"value": estimate.value or 0.0, "n_effective": estimate.n_effective or math.nan}
    return Comparison(
        id=estimate.id,
        title=_title(estimate),
        scale=scale,
        tolerance=tolerance,
        family=1,
        method=method,
        counted="posts like those of the pilot",
        counting=counting,
        basis="pilot",
        known={key: value for key, value in facts.items() if math.isfinite(value)},
    )


def _against_reference(estimate: Estimate, tolerance: float) -> Method | None:
    if estimate.reference is None or not estimate.n_posts or not estimate.n_effective:
        return None
    effect = max(estimate.n_posts / estimate.n_effective, 1.0)
    return AgainstReference(estimate.reference.value, tolerance, Clustering(effect))


def _as_in_pilot(
    estimate: Estimate, known: dict[str, Estimate], tolerance: float, scale: Scale, posts: int, freedom: float
) -> Method | None:
    low, high = estimate.low or 0.0, estimate.high or 0.0
    if scale == "ratio":
        if low <= 0:
            return None
        width, tolerance_there = math.log(high / low), math.log(tolerance)
    else:
        width, tolerance_there = high - low, tolerance
    error = width / (2 * two_sided_quantile(estimate.level, freedom))
    if not error > 0:
        return None
    return AsInPilot(error, posts, tolerance_there, freedom, scale, _widened(estimate, known, tolerance))


def _widened(estimate: Estimate, known: dict[str, Estimate], tolerance: float) -> float:
    """How much larger the variance of a rate is two tolerances above the others' than in the pilot; never less than 1."""
    rate = known.get(estimate.id.removesuffix("difference") + "rate")
    if estimate.unit != "points" or rate is None or rate.value is None or estimate.value is None:
        return 1.0
    then = min(max(rate.value - estimate.value, 0.0) + 2 * tolerance, 0.5)
    now = rate.value * (1 - rate.value)
    return max(then * (1 - then) / now, 1.0) if now > 0 else 1.0


def _title(estimate: Estimate) -> str:
    groups = join([group_title(each) for key, each in estimate.group.items() if key not in _NO_GROUPS])
    if estimate.metric == _REPRESENTATION:
        reference = estimate.reference
        against = f", against {percent(reference.value)} ({reference.source})" if reference else ""
        return f"Share of posts by {groups}{against}"
    if estimate.metric == _LABELS:
        side = "by" if estimate.measure.endswith("author") else "that mention"
        label, value = estimate.group.get("label", ""), estimate.group.get("value", "")
        return f"Label {label!r} = {value!r} on posts {side} {groups}, against the others"
    if estimate.metric in (_MARKERS, _DESCRIPTIONS):
        place = "descriptions of" if estimate.metric == _DESCRIPTIONS else "posts that mention"
        category = estimate.group.get("marker", "").replace("_", " ")
        return f"Words of {category} in {place} {groups}, against the others"
    return f"Mentions of {groups}: {estimate.measure.replace('_', ' ')}"
