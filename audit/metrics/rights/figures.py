"""Shares and counts that stand beside the rules: how many posts are concerned."""

from __future__ import annotations

import numpy as np

from audit.finding import Estimate, Unit
from audit.metrics.base import Scope
from audit.metrics.contrast import as_estimate
from audit.statistics.intervals import share
from audit.tally import Cell, Tally
from audit.tally.author_sets import Counts


def concerned(
    tally: Tally,
    scope: Scope,
    part: Cell,
    whole: Cell,
    identifier: str,
    measure: str,
    *,
    beside: Counts | None = None,
) -> Estimate:
    """A share of posts with its interval, hidden where it, or what is left of it, is of few authors.

    Parameters
    ----------
    part, whole : tuple of str
        Cells of the posts concerned, and of all that they are a share of.
    beside : ndarray of int64, shape (128,), optional
        A figure that is printed elsewhere and holds the part: what is left of it must not be of few authors either.
    """
    of, all_ = tally.per_bucket(part), tally.per_bucket(whole)
    rests = [all_ - of, *([] if beside is None else [beside - of])]
    sides = [int(np.count_nonzero(each)) for each in (of, *rests)]
    return as_estimate(
        identifier,
        measure,
        {},
        share(of, all_, level=scope.level),
        "share",
        n_posts=int(all_.sum()),
        n_authors=scope.authors if scope.has_authors else None,
        voices=min((each for each in sides if each), default=0),
        scope=scope,
        denominator="posts that could be looked at",
    )


def plain(scope: Scope, identifier: str, measure: str, value: int, unit: Unit, note: str) -> Estimate:
    """A fact about the files, with nothing sampled: no interval."""
    n_authors = scope.authors if scope.has_authors else None
    return Estimate(
        identifier, "rights", measure, {}, value, None, None, unit, scope.posts, n_authors, level=scope.level, note=note
    )


def how_many(estimate: Estimate) -> str:
    """A share of posts in words, as the start of a sentence; without a number where it is hidden."""
    return f"{estimate.told} of posts" if estimate.status == "ok" else "Some posts"
