"""How posts crowd into authors, and what that costs: the design effect of clusters of unequal size."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .author_effects import weight_of_most

#: Buckets that authors fall into; the jackknife has at most as many degrees of freedom, less one.
N_BUCKETS = 128


def crowding(posts_per_author: npt.ArrayLike) -> float:
    """Posts by the author of a typical post: Σ n_i² / Σ n_i.

    Parameters
    ----------
    posts_per_author : array_like of int, shape (authors,)
        At least one post each.

    Returns
    -------
    float
        The mean of posts per author if all write the same number, else more: ``mean * (1 + variation**2)``, where the
        variation is the standard deviation over the mean. Posts divided by it are the effective authors, the Hill
        number of order 2.

    Raises
    ------
    ValueError
        No authors, or an author without posts.

    References
    ----------
    Lloyd, M. (1967). Mean crowding. Journal of Animal Ecology 36, 1-30. Hill, M. O. (1973). Ecology 54(2), 427-432.

    Examples
    --------
    >>> crowding([1, 1, 1, 1, 6])
    4.0
    """
    sizes = np.asarray(posts_per_author, dtype=np.float64)
    if sizes.ndim != 1 or sizes.size == 0 or not (sizes >= 1).all():
        raise ValueError("posts per author must be a list of numbers, each at least 1")
    return float(np.sum(sizes * sizes) / np.sum(sizes))


def design_effect(posts_per_author: npt.ArrayLike, correlation: float) -> float:
    """How many times more posts are needed than independent ones: ``1 + (crowding - 1) * correlation``.

    Parameters
    ----------
    posts_per_author : array_like of int, shape (authors,)
    correlation : float
        Between two posts of one author, from 0 to 1: 1 for what an author is (every post states the same), less for
        what an author does.

    Returns
    -------
    float
        At least 1.

    Raises
    ------
    ValueError
        The correlation is not in [0, 1], or posts per author as for :func:`crowding`.

    Notes
    -----
    With posts y_ij of author i, equal correlation within authors and none between, the variance of Σy / Σn is
    ``p (1 - p) / N² * Σ n_i (1 + (n_i - 1) * correlation)``; divided by ``p (1 - p) / N`` that is the value. The textbook
    form has the mean of posts per author in place of the crowding, and holds for equal authors only: with many posts by
    few authors it is too small several times over.

    References
    ----------
    Kerry, S. M. and Bland, J. M. (2001). Unequal cluster sizes for trials in English and Welsh general practice:
    implications for sample size calculations. Statistics in Medicine 20, 377-390. Kish, L. (1965). Survey Sampling,
    section 5.4, for clusters of equal size.

    Examples
    --------
    >>> round(design_effect([1, 1, 1, 1, 6], 0.3), 3)  # the mean, 2 posts, would give 1.3
    1.9
    """
    return _design_effect(crowding(posts_per_author), correlation)


def within_author_correlation(design_effect_: float, crowding_: float) -> float:
    """The correlation of two posts of one author that a design effect comes from; NaN where all authors have one post.

    Examples
    --------
    >>> round(within_author_correlation(1.9, 4.0), 3)
    0.3
    """
    if not crowding_ > 1:
        return math.nan
    return min(max((design_effect_ - 1) / (crowding_ - 1), 0.0), 1.0)


@dataclass(frozen=True)
class Clustering:
    """What a plan assumes of authors; NaN in what it does not know.

    Attributes
    ----------
    design_effect : float
        How many posts are worth one independent post.
    posts_per_author : float
        Mean; says how many authors a number of posts takes.
    crowding : float
        See :func:`crowding`; says how many effective authors they are.

    Examples
    --------
    >>> Clustering.of([1, 1, 1, 1, 6], correlation=0.3)
    Clustering(design_effect=1.9, posts_per_author=2.0, crowding=4.0)
    """

    design_effect: float = 1.0
    posts_per_author: float = math.nan
    crowding: float = math.nan

    def __post_init__(self) -> None:
        if not self.design_effect >= 1:
            raise ValueError(f"a design effect is at least 1, got {self.design_effect!r}")

    @classmethod
    def of(cls, posts_per_author: npt.ArrayLike, correlation: float) -> Clustering:
        """From a list of posts per author and the correlation of two posts of one author."""
        sizes = np.asarray(posts_per_author, dtype=np.float64)
        return cls.from_moments(float(np.mean(sizes)), crowding(sizes), correlation)

    @classmethod
    def from_moments(cls, posts_per_author: float, crowding_: float, correlation: float) -> Clustering:
        """From the mean of posts per author, their crowding and the correlation of two posts of one author.

        Raises
        ------
        ValueError
            A mean below 1, a crowding below the mean, or a correlation that is not in [0, 1].
        """
        if not 1 <= posts_per_author <= crowding_ * (1 + 1e-9):
            raise ValueError(
                f"posts per author are at least 1 and crowding at least as many, got {posts_per_author!r}, {crowding_!r}"
            )
        return cls(_design_effect(crowding_, correlation), posts_per_author, crowding_)

    def authors(self, posts: float) -> float:
        """Authors that so many posts take; NaN if posts per author are not known."""
        return math.ceil(posts / self.posts_per_author) if self.posts_per_author > 0 else math.nan

    def interval_effect(self, share: float, posts: float) -> float:
        """The design effect that :func:`audit.statistics.share` is likely to allow for in so many posts.

        It leans towards the largest there can be where few authors have the property, or lack it (see the notes there);
        a plan that left this out would fall short for rare properties. The design effect where the crowding is not known.
        """
        rarer = min(share, 1 - share)
        if not self.crowding > 1 or not 0 < rarer < 1:
            return self.design_effect
        correlation = within_author_correlation(self.design_effect, self.crowding)
        # Expected Σ x_i for Σ x_i²: effective authors who have the property.
        having = posts * rarer / (1 + (self.crowding - 1) * (rarer + correlation * (1 - rarer)))
        weight = weight_of_most(having)
        return float(self.design_effect ** (1 - weight) * max(self.crowding, self.design_effect) ** weight)

    def degrees_of_freedom(self, posts: float) -> float:
        """Of the interval of a share of so many posts: effective authors less one, at most those of the buckets.

        Where the crowding is not known, posts over the design effect stand in: there are no more effective authors.
        """
        per_author = self.crowding if self.crowding > 0 else self.design_effect
        return max(min(posts / per_author, N_BUCKETS) - 1.0, 1.0)


def _design_effect(crowding_: float, correlation: float) -> float:
    if not 0 <= correlation <= 1:
        raise ValueError(f"the correlation of two posts of one author must be in [0, 1], got {correlation!r}")
    return 1 + (crowding_ - 1) * correlation
