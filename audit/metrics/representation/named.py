"""Representation inferred from first names: weighted by the shares of names, and how many names there is anything to say of.

Classified: a post counts for the group that has at least the threshold of its author's first name. Weighted: it counts for
every group, by the group's share of the name. Weighted shares are right where people of a name are here of each group as
often as on the list. Classified ones need more: that the names which are not sure enough are of the same people.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pyarrow as pa

from audit.finding import Estimate
from audit.hashing import distinct
from audit.metrics.attribute_cells import lost_cell, reasons_of
from audit.metrics.blurring import blurred
from audit.metrics.contrast import as_estimate
from audit.metrics.representation.asked import NAME
from audit.metrics.representation.inferred import Counts, InferredEstimates
from audit.posts import BUCKETS, PostBatch
from audit.statistics.intervals import Interval, share
from audit.statistics.jackknife import effective_clusters
from audit.tally import Tally

#: What the share of a name counts as a whole; :func:`audit.grouping.first_names.twentieths` makes them.
_WHOLE = 20


def count_named(tally: Tally, attribute: str, column: pa.StructArray, posts: PostBatch) -> None:
    """Count posts whose author's first name is on the list, and the twentieths of each group in them."""
    listed = column.is_valid().to_numpy(zero_copy_only=False)
    tally.count((NAME, attribute, "listed"), posts.bucket[listed])
    tally.add_authors((NAME, attribute, "listed"), distinct(posts.author_key[listed & posts.has_author]))
    for place in range(column.type.num_fields):
        counted = column.field(place).to_numpy(zero_copy_only=False)[listed].astype(np.int64)
        tally.count((NAME, attribute, "twentieths", column.type[place].name), posts.bucket[listed], counted)


def named_estimates(made: InferredEstimates) -> dict[str, Estimate]:
    """Weighted shares of the printed groups, the share of posts whose name is listed, and of these the not classified.

    Parameters
    ----------
    made : InferredEstimates
        The figures of the same attribute as classified.
    """
    return _Named(made).make()


class _Named:
    def __init__(self, made: InferredEstimates) -> None:
        self.inferred, self.tally, self.scope, self.attribute = made, made.tally, made.scope, made.attribute
        self.everyone = self._count("all posts")
        self.listed = self._count("listed")
        classified = [self._count("posts", group) for group in (*made.groups, *made.rare)]
        self.unsure = self.listed - np.sum([*classified, _nothing()], axis=0)
        rare = np.sum([*(self._count("posts", group) for group in made.rare), _nothing()], axis=0)
        lost = [
            self.tally.per_bucket(lost_cell(self.attribute, each)) for each in reasons_of(self.tally, self.attribute)
        ]
        rest = self.everyone - np.sum([*lost, *classified, _nothing()], axis=0)
        # Counts of all these follow from what is printed, one from the others: if one is of few authors, none is exact.
        floor = self.scope.plan.floors.authors
        self.hides = any(0 < np.count_nonzero(part) < floor for part in (*lost, rare, rest))

    def make(self) -> dict[str, Estimate]:
        unlisted = self.everyone - self.listed
        found = [
            self._estimate("names", "share_listed", {}, self._share(self.listed, self.everyone), self.everyone, (unlisted, self.listed)),
            self._estimate("names", "share_not_classified", {}, self._share(self.unsure, self.listed), self.listed, (self.unsure, self.listed)),
            *(self._weighted(group) for group in self.inferred.groups),
        ]  # fmt: skip
        return {each.id: each for each in found}

    def _weighted(self, group: str) -> Estimate:
        """The group's part of all twentieths of printed groups, as if of so many posts as they make up."""
        parts = {each: self._count("twentieths", each) for each in self.inferred.groups}
        whole: Counts = np.sum([*parts.values()], axis=0)
        units = float(whole.sum()) / _WHOLE
        weighted = share(parts[group], whole, level=self.scope.level, units=units) if units else _none(self.scope.level)
        note = "" if len(parts) > 1 else "of the printed groups there is no other"
        printed = (self._count("posts", group), self.listed)
        return self._estimate(
            group, "share_of_posts_weighted", {self.attribute: group}, weighted, self.listed, printed,
            note="; ".join(each for each in ("weighted by the shares of names, errors not corrected", note) if each),
        )  # fmt: skip

    def _estimate(
        self,
        stem: str,
        measure: str,
        group: Mapping[str, str],
        interval: Interval,
        whole: Counts,
        parts: tuple[Counts, ...],
        *,
        note: str = "",
    ) -> Estimate:
        everyone = whole is self.everyone
        authors = self.scope.authors if everyone else self.tally.n_authors((NAME, self.attribute, "listed"))
        voices = min((int(np.count_nonzero(each)) for each in parts if each.any()), default=0)
        estimate = as_estimate(
            f"{self.inferred.prefix}.{stem}.{measure}",
            measure,
            group,
            interval,
            "share",
            n_posts=int(whole.sum()),
            n_authors=authors if self.scope.has_authors else None,
            voices=voices,
            scope=self.scope,
            note=note,
            denominator="all posts" if everyone else "posts whose author's first name is on the list",
        )
        floor = self.scope.plan.floors.authors
        if group and estimate.value is not None and effective_clusters(whole) < floor:
            # One author with nearly all posts, and a weighted share is that of one name.
            return replace(
                estimate, value=None, low=None, high=None, n_posts=None, n_authors=None, n_effective=None,
                status="suppressed", note=f"hidden: as concentrated as of fewer than {floor} authors",
            )  # fmt: skip
        return blurred(estimate) if self.hides and estimate.status != "suppressed" else estimate

    def _share(self, part: Counts, whole: Counts) -> Interval:
        return share(part, whole, level=self.scope.level)

    def _count(self, *what: str) -> Counts:
        return self.tally.per_bucket((NAME, self.attribute, *what))


def _nothing() -> Counts:
    return np.zeros(BUCKETS, dtype=np.int64)


def _none(level: float) -> Interval:
    return Interval(math.nan, math.nan, math.nan, level, math.nan, math.nan, math.nan)
