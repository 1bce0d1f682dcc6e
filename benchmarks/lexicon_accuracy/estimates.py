"""Precision and recall from what a label says and what a reader found where lexicon and label disagree.

Posts that are labelled and found count as right: two sources that know nothing of each other agree. Of those that are
labelled and not found, or found and not labelled, a random part was read, which leaves a share that is known with an
error. A limit is taken twice: the share at its limit by Wilson (exact, where all were read), and with it the limit by
Wilson of precision or recall over the posts that it stands on. Each is at 97.5 %, so that by Bonferroni's inequality
both hold in at least 95 of 100.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from audit.statistics import wilson

_Z95, _Z97 = 1.959963984540054, 2.241402727604945


@dataclass(frozen=True)
class Estimate:
    """A share with limits; NaN if it was not measured.

    Attributes
    ----------
    value, low, high : float
    posts : float
        What it stands on; not whole where a part was read.
    """

    value: float
    low: float
    high: float
    posts: float


@dataclass(frozen=True)
class Side:
    """Posts on one side of a disagreement.

    Attributes
    ----------
    agreed : int
        Labelled and found.
    others : int
        On one side only.
    read, named : int
        How many of these were read, and name the target.
    """

    agreed: int
    others: int
    read: int
    named: int

    @property
    def measured(self) -> bool:
        """Whether the share of others that name the target is known at all."""
        return self.others == 0 or self.read > 0

    @property
    def share(self) -> float:
        """The share of others that name the target, as found."""
        return self.named / self.read if self.read else 0.0

    @property
    def limits(self) -> tuple[float, float]:
        """Its limits at 97.5 %; of no width where all were read."""
        return (self.share, self.share) if self.read >= self.others else wilson(self.share, self.read, _Z97)


NOTHING = Estimate(math.nan, math.nan, math.nan, 0.0)


def plain(hits: int, posts: int) -> Estimate:
    """A share of posts by Wilson, at 95 %."""
    return Estimate(hits / posts, *wilson(hits / posts, posts, _Z95), posts) if posts else NOTHING


def recall(sides: Sequence[Side]) -> Estimate:
    """The share found of the posts that name a target, over one corpus or several."""

    def at(shares: Sequence[float]) -> tuple[float, float]:
        found = sum(each.agreed for each in sides)
        return found, found + sum(each.others * share for each, share in zip(sides, shares, strict=True))

    # The more of the others name the target, the lower the recall.
    return _estimate(sides, at, lower=1)


def precision(sides: Sequence[Side]) -> Estimate:
    """The share that names the target of the posts found, over one corpus or several."""

    def at(shares: Sequence[float]) -> tuple[float, float]:
        named = sum(each.agreed + each.others * share for each, share in zip(sides, shares, strict=True))
        return named, sum(each.agreed + each.others for each in sides)

    return _estimate(sides, at, lower=0)


def _estimate(sides: Sequence[Side], at: Callable[[Sequence[float]], tuple[float, float]], *, lower: int) -> Estimate:
    """``at`` gives numerator and denominator; ``lower`` says which limit of the shares makes the lower limit."""
    right, posts = at([each.share for each in sides])
    if posts == 0 or not all(each.measured for each in sides):
        return NOTHING
    limits = []
    for end in (lower, 1 - lower):
        over, of = at([each.limits[end] for each in sides])
        limits.append(wilson(min(over / of, 1.0), of, _Z97))
    return Estimate(right / posts, limits[0][0], limits[1][1], posts)
