"""The figures of representation: shares, bounds, gaps to a benchmark. The words are in ``representation_words``."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from audit.disclosure import suppress
from audit.finding import Estimate, Reference, Unit
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.posts import BUCKETS
from audit.resources import Benchmark
from audit.statistics.contrasts import against, ratio_against
from audit.statistics.divergence import expected_total_variation, total_variation
from audit.statistics.intervals import Interval, not_estimable, share
from audit.statistics.rates import smooth
from audit.tally import Tally
from audit.wording import count

NAME = "representation"
Counts = npt.NDArray[np.int64]
_UNITS: dict[str, Unit] = {"difference": "points", "ratio": "ratio"}


@dataclass
class AttributeEstimates:
    """The figures of one attribute, over ``groups``: those of the benchmark, or the stated ones without a benchmark."""

    attribute: str
    groups: list[str]
    tally: Tally
    scope: Scope
    benchmark: Benchmark | None
    made: dict[str, Estimate] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """Stem of the ids."""
        return f"{NAME}.{self.attribute}"

    @property
    def margins(self) -> dict[str, float]:
        """Shares of the benchmark among the groups that are judged; empty without one."""
        known = known_margins(self.benchmark, self.attribute)
        total = math.fsum(known[group] for group in self.groups if group in known)
        return {group: known[group] / total for group in self.groups if group in known}

    @property
    def missing(self) -> float:
        """Share of posts whose author states nothing."""
        return self.made[f"{self.prefix}.unstated.share_of_posts"].value or 0.0

    def get(self, group: str, measure: str) -> Estimate:
        """One of the figures."""
        return self.made[f"{self.prefix}.{group}.{measure}"]

    def hidden(self, group: str) -> Estimate:
        """What stands for a group that has too few authors to be printed."""
        floor = self.scope.plan.floors.authors
        return Estimate(
            f"{self.prefix}.{group}.share_of_posts",
            NAME,
            "share_of_posts",
            {self.attribute: group},
            None,
            None,
            None,
            "share",
            None,
            None,
            level=self.scope.level,
            status="suppressed",
            note=f"hidden: fewer than {floor} authors",
        )

    @functools.cached_property
    def voices(self) -> dict[str, int]:
        """Authors of each group and of the unstated, 1 where the figure must be hidden lest another follow from it."""
        authors = (
            self.authors().sum(axis=1) if self.scope.has_authors else np.count_nonzero(self.counted("posts"), axis=1)
        )
        parts = [*authors.tolist(), int(np.count_nonzero(self._whole("unstated")))]
        hide = suppress(parts, self.scope.plan.floors.authors)
        names = [*self.groups, "unstated"]
        return {name: 1 if gone else n for name, n, gone in zip(names, parts, hide, strict=True)}

    def counted(self, what: str) -> Counts:
        """Posts or reach per (group, bucket); int64, shape (k, 128)."""
        return np.array([self._per_bucket(what, group) for group in self.groups]).reshape(-1, BUCKETS)

    def _per_bucket(self, what: str, group: str) -> Counts:
        return self.tally.per_bucket((NAME, self.attribute, what, group))

    def authors(self) -> Counts:
        """Distinct authors per (group, bucket); int64, shape (k, 128)."""
        sets = [self.tally.authors.get((NAME, self.attribute, "authors", group)) for group in self.groups]
        empty = np.zeros(BUCKETS, dtype=np.int64)
        return np.array([empty if each is None else each.per_bucket() for each in sets]).reshape(-1, BUCKETS)

    def make_shares(self) -> None:
        """Shares of posts, of authors and of reach among those who state a group."""
        authors = self.authors()
        kinds = (
            ("share_of_posts", self.counted("posts")),
            ("share_of_authors", authors),
            ("share_of_reach", self.counted("reach")),
        )
        for measure, counted in kinds:
            if not counted.any():
                continue
            whole = counted.sum(axis=0)
            for index, group in enumerate(self.groups):
                self._add(group, measure, self._share(measure, counted[index], whole))

    def _share(self, measure: str, part: Counts, whole: Counts) -> Interval:
        if measure != "share_of_reach":
            return share(part, whole, level=self.scope.level)
        # Likes are not posts: Wilson's n would be millions of likes, so the jackknife stands on the logit scale.
        return smooth(lambda liked, all_liked: liked / all_liked, part, whole, scale="logit", level=self.scope.level)

    def _add(self, group: str, measure: str, interval: Interval) -> None:
        posts, authors = self.counted("posts"), self.authors()
        known = self.scope.has_authors
        reference = None
        if self.benchmark is not None and measure != "bounds":
            reference = Reference(self.margins[group], self.benchmark.card.title)
        estimate = as_estimate(
            f"{self.prefix}.{group}.{measure}",
            measure,
            {self.attribute: group},
            interval,
            _UNITS.get(measure, "share"),
            n_posts=int(posts.sum()),
            n_authors=int(authors.sum()) if known else None,
            voices=self.voices[group],
            scope=self.scope,
            reference=reference,
            family=self.prefix if measure == "difference" else None,
        )
        self.made[estimate.id] = estimate

    def make_bounds(self) -> None:
        """Share of posts whose author states nothing, and what it leaves open for each group (Manski 1989)."""
        everyone = self._whole("all posts")
        unstated = self._whole("unstated")
        total, missing = int(everyone.sum()), int(unstated.sum())
        n_authors = self.scope.authors if self.scope.has_authors else None

        def add(group: str, measure: str, interval: Interval, note: str = "") -> None:
            estimate = as_estimate(
                f"{self.prefix}.{group}.{measure}",
                measure,
                {self.attribute: group},
                interval,
                "share",
                n_posts=total,
                n_authors=n_authors,
                voices=1 if measure == "bounds" and self.voices["unstated"] == 1 else self.voices[group],
                scope=self.scope,
                note=note,
            )
            self.made[estimate.id] = replace(estimate, note=note) if measure == "bounds" else estimate

        add("unstated", "share_of_posts", share(unstated, everyone, level=self.scope.level))
        posts = self.counted("posts")
        note = "worst case: no author without a printed value is of the group, or all of them are"
        for index, group in enumerate(self.groups):
            own = int(posts[index].sum())
            low, high = own / total, (own + missing) / total
            add(group, "bounds", Interval(low, low, high, self.scope.level, math.nan, float(total), math.nan), note)

    def _whole(self, what: str) -> Counts:
        return self.tally.per_bucket((NAME, self.attribute, what))

    def make_gaps(self) -> list[Contrast]:
        """Difference and ratio of each group's share of posts to the benchmark; total variation over all groups."""
        tolerance = self.scope.plan.tolerances.share_gap
        posts, margins = self.counted("posts"), self.margins
        whole = posts.sum(axis=0)
        for index, group in enumerate(self.groups):
            measured = share(posts[index], whole, level=self.scope.level)
            self._add(group, "difference", against(measured, margins[group], tolerance=tolerance))
            self._add(group, "ratio", replace(ratio_against(measured, margins[group]), p_value=None))
        contrasts = with_q_values(Contrast(self.get(group, "difference"), tolerance) for group in self.groups)
        self.made.update({each.estimate.id: each.estimate for each in contrasts})
        self._make_total_variation(posts)
        return contrasts

    def _make_total_variation(self, posts: Counts) -> None:
        q = np.array([self.margins[group] for group in self.groups])

        # Total variation is biased upwards and has no interval worth the name near zero: its null expectation stands
        # beside it instead (methods 1.2).
        totals = posts.sum(axis=1)
        value = total_variation(totals / totals.sum(), q)
        effective = [self.get(group, "share_of_posts").n_effective for group in self.groups]
        n_effective = min((each for each in effective if each), default=float(posts.sum()))
        null = expected_total_variation(q, n_effective)
        estimate = as_estimate(
            f"{self.prefix}.total_variation",
            "total_variation",
            {},
            not_estimable(value, self.scope.level),
            "index",
            n_posts=int(posts.sum()),
            n_authors=int(self.authors().sum()) if self.scope.has_authors else None,
            voices=self.scope.plan.floors.authors,
            scope=self.scope,
            note="no interval: biased upwards near zero, compare with its null expectation",
            reference=Reference(null, f"null expectation: a fair sample of {count(n_effective)} independent posts"),
        )
        self.made[estimate.id] = estimate


def known_margins(benchmark: Benchmark | None, attribute: str) -> dict[str, float]:
    """Shares among people whose group the benchmark knows: its "unknown" is not a group that can write."""
    if benchmark is None:
        return {}
    known = {group: share for group, share in benchmark.margins[attribute].items() if group != "unknown"}
    total = math.fsum(known.values())
    return {group: value / total for group, value in sorted(known.items())}
