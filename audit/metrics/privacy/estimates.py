"""Estimates of privacy: shares that may only be too large, and which of several nested ones may be printed together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate, Severity
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, as_estimate
from audit.metrics.repetition.words import one_sided
from audit.ranking import graded
from audit.statistics.contrasts import against
from audit.statistics.intervals import Interval, share
from audit.tally import Cell, Tally

NAME = "privacy"
Counts = npt.NDArray[np.int64]

__all__ = ["author_share", "nested", "one_sided", "post_share", "severity", "share_estimate", "voices"]


def share_estimate(
    identifier: str,
    interval: Interval,
    *,
    n_posts: int,
    n_authors: int | None,
    sides: Sequence[int],
    scope: Scope,
    tolerance: float,
    family: str | None = None,
    measure: str = "",
    group: dict[str, str] | None = None,
    note: str = "",
    of: str = "",
) -> Estimate:
    """A share, hidden where one of its sides has too few voices.

    Parameters
    ----------
    identifier : str
    measure : str, optional
        The last word of the identifier if not given.
    sides : sequence of int
        Voices with the property and without it; a side of nobody hides nobody.
    of : str
        What it is a share of, in words.
    """
    if interval.estimable and family:
        interval = replace(interval, p_value=against(interval, 0.0, tolerance=tolerance).p_value)
    return as_estimate(
        identifier,
        measure or identifier.rsplit(".", 1)[1],
        group or {},
        interval,
        "share",
        n_posts=n_posts,
        n_authors=n_authors,
        voices=min((each for each in sides if each > 0), default=0),
        scope=scope,
        family=family,
        note=note,
        effective_floor=False,
        denominator=of,
    )


def voices(tally: Tally, cell: Cell, scope: Scope) -> int:
    """Authors of a cell; where none are named, non-empty buckets, of which there are never more.

    Posts of deleted accounts have no author: if a cell has no others, somebody wrote them all the same.
    """
    if not scope.has_authors:
        return tally.authors_at_least(cell)
    return tally.n_authors(cell) or min(tally.posts(cell), 1)


def author_share(identifier: str, cell: Cell, base: Cell, tally: Tally, scope: Scope, **more: Any) -> Estimate:
    """Share of the authors of one cell who are in another."""
    part, whole = tally.sampled_authors([cell, base])
    n_part, n_whole = tally.n_authors(cell), tally.n_authors(base)
    more.setdefault("sides", (n_part, n_whole - n_part))
    more.setdefault("of", "authors of posts that were looked at")
    interval = share(part, whole, level=scope.level)
    return share_estimate(identifier, interval, n_posts=tally.posts(base), n_authors=n_whole, scope=scope, **more)


def post_share(identifier: str, cell: Cell, base: Cell, tally: Tally, scope: Scope, **more: Any) -> Estimate:
    """Share of the posts of one cell that are in another."""
    n_part, n_whole = voices(tally, cell, scope), voices(tally, base, scope)
    more.setdefault("sides", (n_part, n_whole - n_part))
    more.setdefault("of", "posts that were looked at")
    return share_estimate(
        identifier,
        share(tally.per_bucket(cell), tally.per_bucket(base), level=scope.level),
        n_posts=tally.posts(base),
        n_authors=tally.n_authors(base) if scope.has_authors else None,
        scope=scope,
        **more,
    )


def nested(sizes: Sequence[int], whole: int, floor: int) -> list[bool]:
    """Which of some growing parts of a whole may be printed, so that no difference of printed ones is of too few.

    Parameters
    ----------
    sizes : sequence of int
        Authors of each part; each part holds the one before.
    whole : int
        Authors of the whole, which is printed.
    floor : int
        Fewest authors that may be told of; nobody is told of by a difference of nothing.
    """
    printed, last = [], 0
    for size in sizes:
        fits = all(step == 0 or step >= floor for step in (size - last, whole - size))
        printed.append(fits)
        last = size if fits else last
    return printed


def severity(contrast: Contrast) -> Severity:
    """How far beyond the tolerance a share is at least that is shown to be; none otherwise."""
    return graded(contrast.least, medium=2, high=4) if one_sided(contrast) == "shown" else "none"
