"""In which order findings stand: by their words, and among equals by how many tolerances a figure is from no gap."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audit.finding import Estimate, Finding, Severity

READINGS = ("shown", "inconclusive", "shown_small", "not_assessed")
SEVERITIES = ("high", "medium", "low", "none")
CONFIDENCES = ("high", "medium", "low")
#: The metric that trains a learner on the posts.
OF_A_LEARNER = "amplification"
#: Tolerances from which on a gap is medium and high, if its metric has no others.
MEDIUM, HIGH = 1.5, 2.0
#: Digits that a figure keeps in findings.json; the order of findings is the same before they are written and after.
_DIGITS = 6


def rank(finding: Finding) -> tuple[int, int, int, bool, str]:
    """Order of findings without their figures: what is shown first, then severity, then confidence, then the id.

    Among equals, what the posts are comes before what a learner makes of them. With figures: :meth:`audit.finding.Findings.rank`.
    """
    return (
        READINGS.index(finding.reading),
        SEVERITIES.index(finding.severity),
        CONFIDENCES.index(finding.confidence),
        finding.metric == OF_A_LEARNER,
        finding.id,
    )


def margin(
    value: float | None, low: float | None, high: float | None, tolerance: float | None, *, is_ratio: bool
) -> float:
    """Tolerances from no gap to the nearer bound; 1 is just tolerable, 0 is an interval that holds no gap.

    Parameters
    ----------
    value, low, high : float or None
        Limits None for a figure that is counted exactly, which is its own bound.
    tolerance : float or None
        In the unit of the figure: 1.25 for a ratio. None gives 0.
    is_ratio : bool
        Ratios are measured on the log scale, either way from 1.

    Examples
    --------
    >>> margin(0.17, 0.10, 0.24, 0.05, is_ratio=False)
    2.0
    >>> margin(0.5, 0.4, 0.64, 1.25, is_ratio=True)
    2.0
    >>> margin(0.01, -0.02, 0.04, 0.05, is_ratio=False)
    0.0
    """
    if tolerance is None or value is None:
        return 0.0
    if low is None and high is None:
        low = high = value
    lower, upper, step = (
        (_log(low), _log(high), _log(tolerance)) if is_ratio else (_plain(low), _plain(high), _plain(tolerance))
    )
    nearer = lower if lower > 0 else -upper if upper < 0 else 0.0
    return round(nearer / (step or 1e-9), 3)


def graded(size: float, *, medium: float = MEDIUM, high: float = HIGH) -> Severity:
    """The severity of a gap that is shown, from how many tolerances it comes to at least.

    The cut-offs are lower than those of a figure itself would be: what an interval leaves of a gap is less than the gap.

    Parameters
    ----------
    size : float
        As :func:`margin` has it: of the nearer bound.
    medium, high : float
        From where on.

    Examples
    --------
    >>> [graded(margin(0.16, low, 0.24, 0.05, is_ratio=False)) for low in (0.06, 0.08, 0.10)]
    ['low', 'medium', 'high']
    """
    return "high" if size >= high else "medium" if size >= medium else "low"


def turns(tolerance: float | None, unit: str) -> tuple[float, ...]:
    """Numbers at which a reading or a severity turns, in the unit of the figure.

    Examples
    --------
    >>> turns(0.05, "share"), turns(None, "points")
    ((0.05, 0.075, 0.1), ())
    >>> [round(each, 3) for each in turns(1.25, "ratio")]
    [1.25, 1.398, 1.562, 0.8, 0.716, 0.64]
    """
    if not tolerance:
        return ()
    grades = (1.0, MEDIUM, HIGH)
    if unit == "ratio":
        return (*(tolerance**each for each in grades), *(tolerance**-each for each in grades))
    ends = tuple(round(tolerance * each, 12) for each in grades)
    return ends if unit == "share" else (*ends, *(-each for each in ends))


def margin_of(finding: Finding, known: Mapping[str, Estimate]) -> float:
    """Of a finding that is shown: by its headline, or by the clearest of its figures where the headline has no tolerance.

    0 for what is not shown, and for what is judged by another rule than a tolerance.
    """
    if finding.reading != "shown":
        return 0.0
    head = known.get(finding.headline or "")
    own = [known[each] for each in finding.estimates if each in known]
    chosen = [head] if head is not None and head.tolerance is not None else own
    return max((margin(e.value, e.low, e.high, e.tolerance, is_ratio=e.unit == "ratio") for e in chosen), default=0.0)


def _plain(value: float | None) -> float:
    return math.nan if value is None else float(f"{value:.{_DIGITS}g}")


def _log(value: float | None) -> float:
    return math.nan if value is None else math.log(_plain(value)) if value > 0 else -math.inf
