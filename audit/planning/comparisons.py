"""One comparison that a plan would make, and how many posts settle it: shown, or shown to be small."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal, Protocol

from audit.statistics.clustering import Clustering
from audit.statistics.quantiles import t_quantile, two_sided_quantile
from audit.statistics.readings import smallest_detectable
from audit.statistics.sampling import (
    detectable_difference,
    posts_for_difference,
    posts_for_equality,
    posts_for_reference,
)

Scale = Literal["difference", "ratio"]
_INDEPENDENT = Clustering()


@dataclass(frozen=True)
class Target:
    """What every comparison is planned for.

    Attributes
    ----------
    level : float
        Of the intervals.
    power : float
        How often the right reading is to come out.
    gap : float
        True gap to plan for, in tolerances: at 1 it could never be settled.
    """

    level: float = 0.95
    power: float = 0.8
    gap: float = 2.0


class Method(Protocol):
    """How one comparison turns posts into precision; posts are those that count in it, and gaps on its own scale."""

    def to_show(self, gap: float, level: float, power: float) -> float:
        """Posts to show that a gap of this size lies beyond the tolerance."""
        ...

    def to_show_small(self, level: float, power: float) -> float:
        """Posts to show that there is no gap beyond the tolerance, if there is none at all."""
        ...

    def smallest(self, posts: float, level: float, power: float) -> float:
        """The smallest true gap that so many posts would show to lie beyond the tolerance."""
        ...


@dataclass(frozen=True)
class Comparison:
    """One comparison that was, or would be, planned.

    Attributes
    ----------
    id, title : str
    scale : {"difference", "ratio"}
    tolerance : float
        In points as a share of 1, or as a ratio of 1 or more.
    family : int
        Comparisons that Benjamini and Hochberg would judge together with it, itself included.
    method : Method
    counted : str
        Which posts count.
    counting : float
        Share of all posts that count.
    posts_per_author : float
        NaN if unknown.
    basis : {"assumed", "pilot"}
    pilot_posts : float
        All posts of the pilot; NaN without one.
    known : mapping of str to float
        What went in: shares, design effects.
    """

    id: str
    title: str
    scale: Scale
    tolerance: float
    family: int
    method: Method
    counted: str
    counting: float = 1.0
    posts_per_author: float = math.nan
    basis: Literal["assumed", "pilot"] = "assumed"
    pilot_posts: float = math.nan
    known: dict[str, float] = field(default_factory=dict)

    def gap_of(self, tolerances: float) -> float:
        """So many tolerances as a gap: two of 5 points are 10 points, two of 1.25 times are 1.56 times."""
        return self.tolerance * tolerances if self.scale == "difference" else self.tolerance**tolerances

    def level_to_show(self, level: float) -> float:
        """Level at which a gap must stand out so that it is shown in its family, whatever the others come to.

        A reading of "shown" takes an interval that clears the tolerance and a q-value within the level. The q-value is
        at worst the p-value times the size of the family; against a tolerance above nothing the p-value has one tail.
        """
        alpha = 1 - level
        tails = 2 if self._tolerates_nothing() else 1
        return 1 - 2 * min(alpha / 2, alpha / (tails * self.family))

    def _tolerates_nothing(self) -> bool:
        return self.tolerance == (0 if self.scale == "difference" else 1)


@dataclass(frozen=True)
class Needs:
    """All posts, and authors, that a comparison takes; infinite where no number would do, NaN where it is not known."""

    comparison: Comparison
    gap: float
    show: float
    show_small: float

    @property
    def settle(self) -> float:
        """Posts that settle it either way."""
        return max(self.show, self.show_small)

    def authors(self, posts: float) -> float:
        """Authors behind so many posts."""
        per_author = self.comparison.posts_per_author
        return math.ceil(posts / per_author) if math.isfinite(posts) and per_author > 0 else math.nan


def needs_of(comparison: Comparison, target: Target) -> Needs:
    """How many posts a comparison takes."""
    gap = comparison.gap_of(target.gap)
    level = comparison.level_to_show(target.level)
    show = comparison.method.to_show(gap, level, target.power)
    small = comparison.method.to_show_small(target.level, target.power)
    return Needs(comparison, gap, _all_posts(show, comparison), _all_posts(small, comparison))


def smallest_gap(comparison: Comparison, posts: float, target: Target) -> float:
    """The smallest true gap that so many posts, of all kinds, would show; infinite if none."""
    level = comparison.level_to_show(target.level)
    return comparison.method.smallest(posts * comparison.counting, level, target.power)


def _all_posts(counted: float, comparison: Comparison) -> float:
    return math.ceil(counted / comparison.counting) if math.isfinite(counted) and comparison.counting > 0 else math.inf


@dataclass(frozen=True)
class AgainstReference:
    """A share against a benchmark's; where that was estimated, its standard error is one that no posts make smaller."""

    reference: float
    tolerance: float
    clustering: Clustering = _INDEPENDENT
    standard_error: float = 0.0

    def to_show(self, gap: float, level: float, power: float) -> float:
        """In the direction that takes more posts, of those there can be."""
        ends = [end for end in (self.reference - gap, self.reference + gap) if 0 <= end <= 1]
        posts = max((self._posts(end, level, power) for end in ends), default=math.inf)
        return posts * self._more(gap - self.tolerance, level, power)

    def to_show_small(self, level: float, power: float) -> float:
        """At exactly the reference."""
        return self._posts(self.reference, level, power) * self._more(self.tolerance, level, (1 + power) / 2)

    def smallest(self, posts: float, level: float, power: float) -> float:
        """By the spread at the reference."""
        beyond = detectable_difference(
            self.reference, posts, ratio=math.inf, level=level, power=power, clustering=self.clustering
        )
        return self.tolerance + math.hypot(beyond, self._errors(level, power) * self.standard_error)

    def _more(self, distance: float, level: float, power: float) -> float:
        """How many times as many posts it takes, as the errors of posts have to share this distance with the reference's.

        Both errors are independent, so ``(k s)² = d² - (k e)²`` is left for the posts, with ``k`` errors to be overcome and
        ``e`` the reference's; the posts go as ``1 / s²``. Infinite where the reference's alone is too large.
        """
        if self.standard_error == 0.0:
            return 1.0
        left = 1 - (self._errors(level, power) * self.standard_error / distance) ** 2 if distance > 0 else 0.0
        return 1 / left if left > 0 else math.inf

    @staticmethod
    def _errors(level: float, power: float) -> float:
        return two_sided_quantile(level, math.inf) + t_quantile(power, math.inf)

    def _posts(self, share: float, level: float, power: float) -> float:
        return posts_for_reference(
            share, self.reference, tolerance=self.tolerance, level=level, power=power, clustering=self.clustering
        ).posts


@dataclass(frozen=True)
class BetweenGroups:
    """A rate of one group against that of all others, both assumed."""

    rate: float
    group_share: float
    tolerance: float
    clustering: Clustering = _INDEPENDENT

    @property
    def _ratio(self) -> float:
        return (1 - self.group_share) / self.group_share

    def to_show(self, gap: float, level: float, power: float) -> float:
        """For a group whose rate is higher, or lower where it cannot be."""
        rate = self.rate + gap if self.rate + gap <= 1 else self.rate - gap
        if not 0 <= rate <= 1:
            return math.inf
        return (
            posts_for_difference(
                rate,
                self.rate,
                tolerance=self.tolerance,
                ratio=self._ratio,
                level=level,
                power=power,
                clustering=self.clustering,
            ).posts
            / self.group_share
        )

    def to_show_small(self, level: float, power: float) -> float:
        """For two groups with this rate."""
        return (
            posts_for_equality(
                self.rate, self.tolerance, ratio=self._ratio, level=level, power=power, clustering=self.clustering
            ).posts
            / self.group_share
        )

    def smallest(self, posts: float, level: float, power: float) -> float:
        """By the spread of two groups with this rate."""
        beyond = detectable_difference(
            self.rate,
            posts * self.group_share,
            ratio=self._ratio,
            level=level,
            power=power,
            clustering=self.clustering,
        )
        return self.tolerance + beyond


@dataclass(frozen=True)
class AsInPilot:
    """Any contrast whose standard error a pilot measured: the variance falls as posts of new authors are added.

    ``tolerance`` and ``error`` are on the scale of the interval: points, or the logarithm of a ratio. ``widened`` is how
    many times larger the variance is at the gap planned for than in the pilot.
    """

    error: float
    posts: float
    tolerance: float
    freedom: float
    scale: Scale = "difference"
    widened: float = 1.0

    def to_show(self, gap: float, level: float, power: float) -> float:
        """Posts at which the error is small enough for the distance from gap to tolerance."""
        distance = (math.log(gap) if self.scale == "ratio" else gap) - self.tolerance
        if not distance > 0:
            return math.inf
        reach = smallest_detectable(self.error, self.freedom, level, power=power)
        return math.ceil(self.posts * self.widened * (reach / distance) ** 2)

    def to_show_small(self, level: float, power: float) -> float:
        """Posts at which the whole interval fits into the tolerance."""
        if not self.tolerance > 0:
            return math.inf
        quantiles = two_sided_quantile(level, self.freedom) + t_quantile((1 + power) / 2, self.freedom)
        return math.ceil(self.posts * (quantiles * self.error / self.tolerance) ** 2)

    def smallest(self, posts: float, level: float, power: float) -> float:
        """Tolerance and what lies beyond it, carried back to the scale of the figure."""
        if not posts > 0:
            return math.inf
        error = self.error * math.sqrt(self.posts / posts)
        beyond = self.tolerance + smallest_detectable(error, self.freedom, level, power=power)
        return _exponential(beyond) if self.scale == "ratio" else beyond


def _exponential(value: float) -> float:
    return math.exp(value) if value < 700 else math.inf
