"""The figures of concentration, over all posts or over those of one community."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate, Unit
from audit.metrics.base import Scope
from audit.metrics.contrast import as_estimate
from audit.posts import BUCKETS
from audit.statistics.concentration import (
    concentration_interval,
    evenness,
    gini,
    good_turing_coverage,
    hill,
    top_share,
    without_top,
)
from audit.statistics.intervals import Interval, not_estimable
from audit.statistics.rates import Scale

NAME = "concentration"
WITHOUT = "_without_top_author"
_WITHOUT_WORDS = "without the most active author; rounded, no interval: it shows what one does"
Counts = npt.NDArray[np.int64]
Function = Callable[..., float]


class Measure(NamedTuple):
    """One figure: its name, function of ``(posts, authors)``, scale of its interval, unit, and a note.

    On the ``logit`` scale, what counts authors stands as its share of the authors there are.
    ``top`` is the share of authors that it describes, who must be enough people to be printed.
    """

    name: str
    function: Function
    scale: Scale
    unit: Unit
    note: str = ""
    top: float = 1.0


MEASURES: Sequence[Measure] = (
    Measure("gini", partial(gini, corrected=True), "logit", "index"),
    # The top 1 % of fewer than a thousand authors are fewer than ten people: not printed.
    Measure("top_1", partial(top_share, share=0.01), "logit", "share", top=0.01),
    Measure("top_10", partial(top_share, share=0.10), "logit", "share", top=0.10),
    Measure("effective_authors", partial(hill, order=1), "logit", "authors"),
    Measure("effective_authors_order_2", partial(hill, order=2), "logit", "authors"),
    Measure("evenness", partial(evenness, order=1), "logit", "index", "effective authors over authors"),
    Measure(
        "evenness_order_2", partial(evenness, order=2), "logit", "index", "effective authors (order 2) over authors"
    ),
    Measure(
        "coverage",
        good_turing_coverage,
        "logit",
        "share",
        "chance that the next post is by an author already seen (Good-Turing)",
    ),
)


#: Name of the share of the fewest most active authors that may be told of, where 1 % of them are fewer.
FEWEST = "top_fewest"


def fewest(authors: int, floor: int) -> Measure | None:
    """The share of as many of the most active authors as may be told of; None where it would tell what fewer write.

    The most active 10 % stand beside it where they are enough to be printed, and take away from one share the other.
    """
    tenth = math.ceil(round(0.1 * authors, 9))
    if authors < 2 * floor or floor <= tenth < 2 * floor:
        return None
    part = floor / authors
    return Measure(FEWEST, partial(top_share, share=part), "logit", "share", f"the {floor} most active authors", part)


@dataclass(frozen=True)
class Sizes:
    """How many authors of each bucket wrote how many posts: ``posts`` (S,), ``authors`` (S, 128)."""

    posts: Counts
    authors: Counts

    @classmethod
    def of(cls, posts: Counts, bucket: Counts) -> Sizes:
        """From the posts and the bucket of each author."""
        values, index = np.unique(posts, return_inverse=True)
        table = np.bincount(index * BUCKETS + bucket, minlength=len(values) * BUCKETS).reshape(-1, BUCKETS)
        return cls(values, table.astype(np.int64))

    @property
    def totals(self) -> tuple[int, int]:
        """Posts, and authors."""
        authors = self.authors.sum(axis=1)
        return int((self.posts * authors).sum()), int(authors.sum())

    def interval(self, function: Function, scale: Scale, scope: Scope, *, of_authors: bool = False) -> Interval:
        """A figure with its jackknife interval over author buckets."""
        return concentration_interval(
            function, self.posts, self.authors, scale=scale, of_authors=of_authors, level=scope.level
        )


def figures(
    prefix: str,
    group: Mapping[str, str],
    measures: Sequence[Measure],
    sizes: Sizes,
    scope: Scope,
) -> list[Estimate]:
    """Each figure, and the same without the most active author; ``prefix`` is the stem of their ids."""
    posts, authors = sizes.totals
    without = without_top(sizes.posts, sizes.authors.sum(axis=1))
    made = []
    for measure in measures:
        for suffix in ("", WITHOUT):
            words = _WITHOUT_WORDS if suffix else measure.note
            if suffix:
                value = measure.function(*without)
                # Exact figures with and without an author would give that author's number of posts away.
                interval = not_estimable(float(f"{value:.2g}"), scope.level)
            else:
                counts = measure.unit == "authors" and measure.scale == "logit"
                interval = sizes.interval(measure.function, measure.scale, scope, of_authors=counts)
            estimate = as_estimate(
                f"{prefix}.{measure.name}{suffix}",
                measure.name + suffix,
                group,
                interval,
                measure.unit,
                n_posts=posts,
                n_authors=authors,
                voices=math.ceil(round(measure.top * authors, 9)),
                scope=scope,
                note=words,
                effective_floor=False,
                denominator="posts by known authors" if measure.unit == "share" else "",
            )
            # That there is no interval is said already.
            made.append(replace(estimate, note=words) if suffix and estimate.status == "ok" else _explained(estimate))
    return made


def _explained(estimate: Estimate) -> Estimate:
    """A share whose interval cannot be had says so."""
    if estimate.status == "ok" and estimate.low is None and not estimate.note:
        return replace(
            estimate, note="no interval: it is the same without any bucket of authors, or at the end of its scale"
        )
    return estimate
