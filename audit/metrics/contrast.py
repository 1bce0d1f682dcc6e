"""From intervals to estimates and readings, the same way for every metric.

A contrast is one comparison that was planned: a difference or a ratio, its tolerance, and the family whose members are
tested together. Readings follow methods 0.5: outside the tolerance is shown, inside is shown to be small, otherwise
inconclusive; "not significant" is never read as "no bias".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from audit.finding import NOT_BORNE_OUT, Confidence, Estimate, Reading, Severity, Status, Unit
from audit.metrics.base import Scope
from audit.ranking import graded, margin
from audit.standing.sides import OtherSide, Reference, outside
from audit.statistics.intervals import Interval
from audit.statistics.multiplicity import benjamini_hochberg
from audit.statistics.readings import smallest_detectable
from audit.statistics.small_cells import unreliable
from audit.wording import exactly, number, percent, points, times

#: Fewer authors than this, and intervals lean on too few voices to be called more than low confidence (methods 0.2).
FEW_VOICES = 30
#: How often a gap of the smallest size that "would have been shown" is shown (methods 0.5).
POWER = 0.8


@dataclass(frozen=True)
class Contrast:
    """One planned comparison.

    Attributes
    ----------
    estimate : Estimate
        The difference or ratio, with ``p_value`` and ``family`` set.
    tolerance : float
        In the unit of the estimate: points for a difference, times for a ratio.
    null : float
        What the estimate would be without any gap: 0 for a difference, 1 for a ratio.
    disputed : bool
        Whether the same comparison under another definition of the group does not bear it out: it is then never shown.
    least_otherwise : float
        How large the gap is at least under that other definition, in tolerances.
    """

    estimate: Estimate
    tolerance: float
    null: float = 0.0
    disputed: bool = False
    least_otherwise: float = math.inf

    @property
    def reading(self) -> Reading:
        """Three-way reading of the interval against the tolerance, and of the q-value against the family's level."""
        estimate = self.estimate
        if estimate.status != "ok" or estimate.value is None or estimate.low is None or estimate.high is None:
            return "not_assessed"
        if self._outside(estimate.low, estimate.high):
            significant = estimate.q_value is not None and estimate.q_value <= 1 - estimate.level
            return "shown" if significant and not self.disputed else "inconclusive"
        return "shown_small" if self._inside(estimate.low, estimate.high) and not self.disputed else "inconclusive"

    @property
    def is_beyond_alone(self) -> bool:
        """Whether the interval lies beyond the tolerance and only the q-value, which is known, keeps it from being shown."""
        low, high = self.estimate.low, self.estimate.high
        if low is None or high is None or self.estimate.q_value is None:
            return False
        return self.reading == "inconclusive" and self._outside(low, high)

    @property
    def told(self) -> Contrast:
        """The same, its estimate with the tolerance and with that it is disputed; a test's statistic is read against none."""
        if self.estimate.unit == "statistic":
            return self
        said = (self.estimate.note, NOT_BORNE_OUT if self.disputed and NOT_BORNE_OUT not in self.estimate.note else "")
        note = "; ".join(each for each in said if each)
        return self._with(replace(self.estimate, tolerance=self.tolerance, note=note))

    def _with(self, estimate: Estimate) -> Contrast:
        return replace(self, estimate=estimate)

    @property
    def gap(self) -> float:
        """Size of the gap in tolerances: 1 is exactly tolerable. Ratios are compared on the log scale."""
        value = self.estimate.value
        if value is None:
            return math.nan
        if self.null == 1.0:
            step = math.log(self.tolerance) or 1e-9
            return round(abs(math.log(value)) / step, 9) if value > 0 else math.inf
        return round(abs(value - self.null) / (self.tolerance or 1e-9), 9)  # 0.15 / 0.05 is 2.9999999999999996

    @property
    def least(self) -> float:
        """How large the gap is at least, in tolerances: that of the bound nearer to no gap, of a full count the figure itself."""
        each = self.estimate
        return margin(each.value, each.low, each.high, self.tolerance, is_ratio=self.null == 1.0)

    @property
    def smallest_shown(self) -> float | None:
        """Smallest true gap that data like these would have shown to lie beyond the tolerance, four times in five."""
        least = self.estimate.detectable
        if least is None:
            return None
        return self.tolerance * least if self.null == 1.0 else self.tolerance + least

    @property
    def severity(self) -> Severity:
        """How many tolerances the gap comes to at least, however its group is defined; it is not graded by its middle."""
        return graded(min(self.least, self.least_otherwise)) if self.reading == "shown" else "none"

    def _bounds(self) -> tuple[float, float]:
        if self.null == 1.0:
            return 1 / self.tolerance, self.tolerance
        return self.null - self.tolerance, self.null + self.tolerance

    def _outside(self, low: float, high: float) -> bool:
        lower, upper = self._bounds()
        return high < lower or low > upper

    def _inside(self, low: float, high: float) -> bool:
        lower, upper = self._bounds()
        return lower <= low and high <= upper


def as_estimate(
    identifier: str,
    measure: str,
    group: Mapping[str, str],
    interval: Interval | Callable[[], Interval],
    unit: Unit,
    *,
    n_posts: int,
    n_authors: int | None,
    voices: int,
    scope: Scope,
    reference: Reference | None = None,
    family: str | None = None,
    note: str = "",
    effective_floor: bool = True,
    denominator: str = "",
    n_counted: int | None = None,
    other_side: OtherSide | None = None,
) -> Estimate:
    """Put an interval into an estimate, or say why there is none.

    Parameters
    ----------
    interval : Interval, or callable that gives one
        A callable is not asked for what is hidden or stands on too few posts.
    n_posts, n_authors : int
        What the figure stands on: its denominator. ``n_authors`` is None where authors are unknown.
    voices : int
        A number of distinct authors the figure certainly has in its smallest cell that is not empty. Below the plan's
        floor, or where ``n_authors`` is below it, the figure is hidden: it could describe a person.
    effective_floor : bool
        Whether the figure must also stand on as many effective posts, or likes, as the floor asks of posts (Parker et al.
        2017); not for figures whose effective size counts authors.
    denominator : str
        Of which posts a share is one, in words.
    n_counted : int, optional
        How many of ``n_posts`` a share of posts counts.
    other_side : OtherSide, optional
        What a difference or ratio is held against, with its size; a number from elsewhere needs none. A size is told only
        beside a figure that is told.

    Returns
    -------
    Estimate
        ``status`` is ``suppressed`` below the floor of authors, ``not_estimable`` where the figure does not exist or
        stands on fewer posts, or fewer effective posts, than the plan's floor.
    """

    def estimate(status: Status = "ok", *, note: str = note, hidden: bool = False, **figures: float | None) -> Estimate:
        return Estimate(
            id=identifier,
            metric=identifier.split(".", 1)[0],
            measure=measure,
            group=dict(group),
            value=figures.pop("value", None),
            low=figures.pop("low", None),
            high=figures.pop("high", None),
            unit=unit,
            n_posts=None if hidden else n_posts,
            n_authors=None if hidden else n_authors,
            level=scope.level,
            reference=reference,
            family=family,
            status=status,
            note=note,
            denominator=denominator,
            n_counted=n_counted if status == "ok" else None,
            other_side=against if against is None or status == "ok" else against.hidden,
            **figures,
        )

    floors = scope.plan.floors
    against = outside(reference.source) if reference is not None and unit in ("points", "ratio") else None
    if other_side is not None:
        against = other_side.guarded(n_posts, scope.posts, posts=floors.posts, authors=floors.authors)
    if 0 < voices < floors.authors or (n_posts > 0 and n_authors is not None and n_authors < floors.authors):
        reason = f"hidden: fewer than {floors.authors} {scope.voice}s"
        return estimate("suppressed", note=reason, hidden=True)
    if n_posts < floors.posts:
        return estimate("not_estimable", note=f"stands on fewer than {floors.posts} posts")
    if not isinstance(interval, Interval):
        interval = interval()
    if not math.isfinite(interval.value):
        return estimate("not_estimable", note="there is nothing to divide by")
    if unit == "ratio" and interval.value == 0 and not math.isfinite(interval.high):
        return estimate("not_estimable", note="in none of these posts, so a ratio has no limits")
    if effective_floor and interval.n_effective < floors.posts:
        what = "likes" if "reach" in measure else "posts"
        return estimate("not_estimable", note=f"worth fewer than {floors.posts} independent {what}")
    if unit == "per_1000":
        interval = interval.scaled(1000)
    reasons = unreliable(interval, n_posts) if unit == "share" else ()
    note = "; ".join(each for each in (note, *(f"unreliable: {each}" for each in reasons)) if each)
    return estimate(
        value=interval.value,
        note=note,
        low=_finite(interval.low),
        high=_finite(interval.high),
        n_effective=_finite(interval.n_effective),
        p_value=_finite(interval.p_value),
        detectable=_detectable(interval, unit),
        degrees_of_freedom=_finite(interval.degrees_of_freedom),
    )


def _detectable(interval: Interval, unit: Unit) -> float | None:
    """Of a figure that is tested: its smallest detectable difference, or ratio."""
    if interval.p_value is None or unit not in ("points", "ratio", "score") or not interval.estimable:
        return None
    least = smallest_detectable(interval.standard_error, interval.degrees_of_freedom, interval.level, power=POWER)
    if unit != "ratio":
        return _finite(least)
    return math.exp(least) if math.isfinite(least) and least < 700 else None


def could_have_shown(contrasts: Iterable[Contrast]) -> str:
    """Of comparisons that were not settled: which chance alone kept from being shown, and what would have been shown.

    Sentences with a space before them; nothing where all are settled.
    """
    # No number of posts would have settled those that another definition of the group does not bear out.
    unsettled = [each for each in contrasts if each.reading == "inconclusive" and not each.disputed]
    alone = [each for each in unsettled if each.is_beyond_alone]
    return f"{_beyond_alone(alone)}{_power([each for each in unsettled if not each.is_beyond_alone])}"


def _beyond_alone(alone: Sequence[Contrast]) -> str:
    """That intervals lie beyond the tolerance and q-values do not agree."""
    if not alone:
        return ""
    most = f"{1 - alone[0].estimate.level:.2g}"
    q_values = sorted(each.estimate.q_value or 0.0 for each in alone)
    if len(alone) == 1:
        whose, q = "1 lies beyond the tolerance by itself", f"its q-value is {number(q_values[0])}"
    else:
        whose, q = (
            f"{len(alone)} lie beyond the tolerance by themselves",
            f"the smallest q-value is {number(q_values[0])}",
        )
    return f" {whose}, but not after allowing for all that were compared together: {q}, which may be {most} at most."


def _power(unsettled: Sequence[Contrast]) -> str:
    """The gap that would have been shown; of several that of the one in the middle, since the largest tells nothing."""
    known = sorted(
        (each for each in unsettled if each.smallest_shown is not None), key=lambda each: each.smallest_shown or 0.0
    )
    if not known:
        return ""
    one = known[(len(known) - 1) // 2]
    least, scored, is_ratio = one.smallest_shown or 0.0, one.estimate.unit == "score", one.null == 1.0
    if least >= (2 if scored else 1) and not is_ratio:
        whose = "" if len(known) == 1 else f" in more than half of the {len(known)} that reach over the tolerance"
        return f" No gap, however large, would have been shown{whose} with a power of {percent(POWER)}."
    said = {_size(each.smallest_shown or 0.0, one) for each in known}
    what, size = "ratio" if is_ratio else "gap", _size(least, one)
    tolerance = exactly(one.tolerance) if is_ratio else _size(one.tolerance, one)
    power = f"with a power of {percent(POWER)} at the level of {percent(one.estimate.level)}"
    if len(said) == 1:
        return f" A {what} of {size} or more would have been shown to lie beyond {tolerance} {power}."
    return (
        f" At least half of the {len(known)} that reach over the tolerance would have shown a {what} of {size} or more to lie"
        f" beyond {tolerance} {power}."
    )


def _size(gap: float, of: Contrast) -> str:
    if of.estimate.unit == "score":
        return number(gap)
    return times(gap) if of.null == 1.0 else points(gap)


def with_q_values(contrasts: Iterable[Contrast]) -> list[Contrast]:
    """Benjamini-Hochberg within each family; contrasts without a p-value stay outside it.

    Each estimate is given the tolerance that it is read against, so that whoever has the figures can read them again.
    """
    contrasts = [each.told for each in contrasts]
    families: dict[str, list[int]] = {}
    for index, each in enumerate(contrasts):
        if each.estimate.p_value is not None and each.estimate.family is not None:
            families.setdefault(each.estimate.family, []).append(index)
    for members in families.values():
        adjusted = benjamini_hochberg(np.array([contrasts[index].estimate.p_value for index in members]))
        for index, q in zip(members, adjusted, strict=True):
            estimate = replace(contrasts[index].estimate, q_value=float(q))
            contrasts[index] = contrasts[index]._with(estimate)
    return contrasts


def confidence(estimates: Sequence[Estimate], scope: Scope, *, missing: float = 0.0, stated: bool = True) -> Confidence:
    """How sure the figures are, apart from how large: authors, missing values, the quality of the attribute's source.

    Parameters
    ----------
    missing : float
        Share of posts whose group or label is unknown.
    stated : bool
        False for what is read off the text by an unvalidated word list: never more than medium.
    """
    voices = [each.n_authors for each in estimates if each.n_authors is not None]
    few = not scope.has_authors or not voices or min(*voices, scope.effective_authors) < FEW_VOICES
    if few or missing > 0.5:
        return "low"
    return "high" if stated and missing <= 0.2 and min(voices) >= 200 else "medium"


def roll_up(readings: Iterable[Reading]) -> Reading:
    """One reading for what is left of a family after its shown members were reported one by one."""
    readings = list(readings)
    if not readings or all(each == "not_assessed" for each in readings):
        return "not_assessed"
    return "shown_small" if all(each == "shown_small" for each in readings) else "inconclusive"


def few_authors_caveats(scope: Scope) -> tuple[str, ...]:
    """The sentence owed to readers when authors are unknown."""
    if scope.has_authors:
        return ()
    if scope.plan.dataset.generated:
        return (
            "A model wrote these texts, and a model is no author: what it wrote upon one prompt is one cluster, or each"
            " different text where no prompt is named. All figures are of this model, with these prompts and settings.",
        )
    return (
        "The data name no authors, so posts of one person cannot be told apart: intervals treat different texts as"
        " independent and are likely too narrow.",
    )


def _finite(value: float | None) -> float | None:
    return float(value) if value is not None and math.isfinite(value) else None
