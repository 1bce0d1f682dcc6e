"""From sums to figures: correlations of labels with dialect, means by label, and rates by group of dialect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from audit.disclosure import suppress
from audit.finding import Estimate
from audit.metrics.base import Scope
from audit.metrics.blurring import without_counts
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.metrics.labels.counts import NAME
from audit.metrics.labels.dialect import AS_IT_IS, DIALECT, TOPICS, UNIT, VOTES, WITHOUT
from audit.metrics.naming import slugs
from audit.standing.sides import OtherSide
from audit.statistics.contrasts import difference
from audit.statistics.correlations import Moments, correlation, partial_correlation
from audit.statistics.intervals import Interval, share
from audit.statistics.rates import smooth
from audit.tally import Cell, Tally

Counts = npt.NDArray[np.int64]
NEITHER = "neither"
_SUFFIX = {AS_IT_IS: "", WITHOUT: "_without_profanity"}


@dataclass(frozen=True)
class OfValue:
    """All figures of one value of a label.

    Attributes
    ----------
    value : str
    raw : tuple of Contrast
        Correlations with either topic, and the difference of rates, of the text as it is.
    adjusted : tuple of Contrast
        The same without profanity, and the correlations given profanity.
    others : tuple of Estimate
        Means and rates.
    """

    value: str
    raw: tuple[Contrast, ...]
    adjusted: tuple[Contrast, ...]
    others: tuple[Estimate, ...]

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All of them."""
        return (*(each.estimate for each in (*self.raw, *self.adjusted)), *self.others)


@dataclass
class DialectFigures:
    """One source of labels: the votes, or one label column.

    Attributes
    ----------
    source, name : str
        As counted: see :class:`audit.metrics.labels.dialect.Labelled`.
    slug : str
    """

    source: str
    name: str
    slug: str
    tally: Tally
    scope: Scope

    def __post_init__(self) -> None:
        cells = self.tally.cells(DIALECT, self.source, self.name, AS_IT_IS, "share")
        self.values = sorted({each[-1] for each in cells})
        self._slugs = slugs(self.values)

    @property
    def title(self) -> str:
        """What the labels are called in sentences."""
        return (f"votes {self.name}".strip() if self.source == VOTES else self.name).replace("_", " ")

    @property
    def named(self) -> str:
        """What the labels are called in titles, where a column's name could be read as a word."""
        quoted = f"\u201c{self.name}\u201d" if self.name else ""
        return f"votes on {quoted}" if self.source == VOTES and quoted else quoted or self.title

    def total(self, *what: str) -> Counts:
        """A sum per author bucket."""
        return self.tally.per_bucket(self._cell(*what))

    def judge(self, judged: Sequence[str]) -> list[OfValue]:
        """The figures of each value that is judged, with q-values: one family as they are, one adjusted."""
        hidden = self._hidden()
        found = [self._of(value, is_hidden=value in hidden) for value in judged]
        if self._tells_of_few():
            found = [_without_numbers(each) for each in found]
        raw = iter(with_q_values(c for each in found for c in each.raw))
        adjusted = iter(with_q_values(c for each in found for c in each.adjusted))
        return [
            OfValue(
                each.value,
                tuple(next(raw) for _ in each.raw),
                tuple(next(adjusted) for _ in each.adjusted),
                each.others,
            )
            for each in found
        ]

    def identifier(self, measure: str, value: str, topic: str = "") -> str:
        """The id of a figure, or of the finding about a value where there is neither topic nor measure.

        Votes on posts are of one question, so the label says all; of a column its name stands before the value.
        """
        column = "" if self.source == VOTES and not self.name else self.slug
        return ".".join(each for each in (NAME, "dialect", topic, measure, column, self._slugs[value]) if each)

    def _cell(self, *what: str) -> Cell:
        return (DIALECT, self.source, self.name, *what)

    def _n_authors(self, *what: str) -> int | None:
        return self.tally.n_authors(self._cell(*what)) if self.scope.has_authors else None

    def _hidden(self) -> set[str]:
        """Values that too few authors have or lack, and those from which such a value would follow."""
        floor, gone = self.scope.plan.floors.authors, set[str]()
        for basis in (AS_IT_IS, WITHOUT):
            posts = self.total(basis, "posts")
            for kind in ("some", "label"):
                occupied = [_occupied(self.total(basis, kind, each)) for each in self.values]
                mask = suppress(occupied, floor)
                gone |= {value for value, hidden in zip(self.values, mask, strict=True) if hidden}
            for value in self.values:
                rest = posts - self.total(basis, "all", value)
                gone |= {value} if 0 < _occupied(rest) < floor else set()
        return gone

    def _tells_of_few(self) -> bool:
        """Whether numbers of posts would tell of posts by too few authors: unread, or without a label of their own.

        The figures themselves would not: none is printed of all posts together that these could be taken from.
        """
        floor = self.scope.plan.floors.authors
        rests = [self.total("labelled in another language")]
        for basis in (AS_IT_IS, WITHOUT):
            rests += [self.total(basis, "unread"), self.total(basis, "posts") - self.total(basis, "labels")]
        rests.append(self.total(AS_IT_IS, "posts") - self.total(WITHOUT, "posts"))
        return any(0 < _occupied(each) < floor for each in rests)

    def _of(self, value: str, *, is_hidden: bool) -> OfValue:
        raw = [self._correlation(AS_IT_IS, topic, value, is_hidden=is_hidden) for topic in TOPICS]
        adjusted = [self._correlation(WITHOUT, topic, value, is_hidden=is_hidden) for topic in TOPICS]
        adjusted += [self._partial(topic, value, is_hidden=is_hidden) for topic in TOPICS]
        others = list[Estimate]()
        for basis, contrasts in ((AS_IT_IS, raw), (WITHOUT, adjusted)):
            others += [self._mean(basis, topic, value, is_hidden=is_hidden) for topic in TOPICS]
            few = is_hidden or self._few_of_groups(basis, value)
            others += [self._rate(basis, topic, value, is_hidden=few) for topic in TOPICS]
            contrasts.append(self._difference(basis, value, is_hidden=few))
        return OfValue(value, tuple(raw), tuple(adjusted), tuple(others))

    def _moments(self, basis: str, topic: str, value: str) -> Moments:
        return Moments(
            self.total(basis, "posts"),
            self.total(basis, "topic", topic),
            self.total(basis, "share", value),
            self.total(basis, "topic squared", topic),
            self.total(basis, "share squared", value),
            self.total(basis, "topic share", topic, value),
        )

    def _correlation(self, basis: str, topic: str, value: str, *, is_hidden: bool) -> Contrast:
        tolerance = self.scope.plan.tolerances.correlation
        found = correlation(self._moments(basis, topic, value), level=self.scope.level, tolerance=tolerance)
        return self._correlated(found, f"correlation{_SUFFIX[basis]}", basis, topic, value, is_hidden=is_hidden)

    def _partial(self, topic: str, value: str, *, is_hidden: bool) -> Contrast:
        profane = self.total(AS_IT_IS, "profane")
        found = partial_correlation(
            self._moments(AS_IT_IS, topic, value), profane, profane,
            self.total(AS_IT_IS, "topic profane", topic), self.total(AS_IT_IS, "share profane", value),
            level=self.scope.level, tolerance=self.scope.plan.tolerances.correlation,
        )  # fmt: skip
        few = 0 < _occupied(profane) < self.scope.plan.floors.authors
        return self._correlated(found, "partial_correlation", AS_IT_IS, topic, value, is_hidden=is_hidden or few)

    def _correlated(
        self, found: Interval, measure: str, basis: str, topic: str, value: str, *, is_hidden: bool
    ) -> Contrast:
        posts = self.total(basis, "posts")
        adjusted = measure != "correlation"
        what = "the share of votes for it" if self.source == VOTES else "whether posts have it, for no votes are known"
        estimate = as_estimate(
            self.identifier(measure, value, topic),
            f"dialect_{measure}",
            {"label": self.name or "votes", "value": value, "dialect": topic},
            found,
            "score",
            n_posts=int(posts.sum()),
            n_authors=self._n_authors(basis, "posts"),
            voices=1 if is_hidden else _occupied(posts),
            scope=self.scope,
            family=f"{NAME}.dialect.{self.slug}{'.adjusted' if adjusted else ''}",
            note=f"with {what}",
            effective_floor=False,
        )
        return Contrast(estimate, self.scope.plan.tolerances.correlation)

    def _mean(self, basis: str, topic: str, value: str, *, is_hidden: bool) -> Estimate:
        posts, total = self.total(basis, "label", value), self.total(basis, "topic of label", topic, value)
        found = smooth(lambda x, n: x / (UNIT * n), total, posts, scale="logit", level=self.scope.level, clusters=posts)
        return as_estimate(
            self.identifier(f"mean_by_label{_SUFFIX[basis]}", value, topic),
            f"dialect_mean_by_label{_SUFFIX[basis]}",
            {"label": self.name or "votes", "value": value, "dialect": topic},
            found,
            "index",
            n_posts=int(posts.sum()),
            n_authors=self._n_authors(basis, "label", value),
            voices=1 if is_hidden else _occupied(posts),
            scope=self.scope,
            effective_floor=False,
            note="" if found.estimable else "no interval: what the posts have does not vary enough between authors",
        )

    def _few_of_groups(self, basis: str, value: str) -> bool:
        """Whether posts with or without a label, in or outside of a group of dialect, are too few authors'."""
        cells = list[Counts]()
        for group in (*TOPICS, NEITHER):
            whole, labelled = self.total(basis, "group", group), self.total(basis, "label of group", group, value)
            cells += [labelled, whole - labelled]
        return any(0 < _occupied(each) < self.scope.plan.floors.authors for each in cells)

    def _rate(self, basis: str, topic: str, value: str, *, is_hidden: bool) -> Estimate:
        whole, labelled = self.total(basis, "group", topic), self.total(basis, "label of group", topic, value)
        return as_estimate(
            self.identifier(f"rate{_SUFFIX[basis]}", value, topic),
            f"dialect_rate{_SUFFIX[basis]}",
            {"label": self.name or "votes", "value": value, "dialect": topic},
            share(labelled, whole, level=self.scope.level),
            "share",
            n_posts=int(whole.sum()),
            n_authors=self._n_authors(basis, "group", topic),
            voices=1 if is_hidden else _occupied(whole),
            scope=self.scope,
            denominator="labelled posts in the dialect",
            n_counted=int(labelled.sum()),
        )

    def _difference(self, basis: str, value: str, *, is_hidden: bool) -> Contrast:
        sides = [
            (self.total(basis, "label of group", each, value), self.total(basis, "group", each)) for each in TOPICS
        ]
        tolerance = self.scope.plan.tolerances.label_gap
        found = difference(*sides[0], *sides[1], level=self.scope.level, tolerance=tolerance)
        both = [self._n_authors(basis, "group", each) for each in TOPICS]
        estimate = as_estimate(
            self.identifier(f"difference{_SUFFIX[basis]}", value),
            f"dialect_difference{_SUFFIX[basis]}",
            {"label": self.name or "votes", "value": value},
            found,
            "points",
            # The smaller side is what it stands on.
            n_posts=min(int(whole.sum()) for _, whole in sides),
            n_authors=min((each for each in both if each is not None), default=None),
            voices=1 if is_hidden else min(_occupied(whole) for _, whole in sides),
            scope=self.scope,
            family=f"{NAME}.dialect.{self.slug}{'.adjusted' if basis == WITHOUT else ''}",
            other_side=OtherSide(
                "posts on the larger side",
                max(int(whole.sum()) for _, whole in sides),
                max((each for each in both if each is not None), default=None),
            ),
        )
        return Contrast(estimate, tolerance)


def _without_numbers(of: OfValue) -> OfValue:
    """Without numbers of posts and authors, but those of groups of dialect, which do not add up to all posts."""

    def told(estimate: Estimate) -> Estimate:
        if estimate.status != "ok" or estimate.unit in ("share", "points"):
            return estimate
        return without_counts(estimate, "counts hidden: the remainder is too small to print")

    raw, adjusted = (
        tuple(replace(each, estimate=told(each.estimate)) for each in some) for some in (of.raw, of.adjusted)
    )
    return OfValue(of.value, raw, adjusted, tuple(map(told, of.others)))


def _occupied(counts: Counts) -> int:
    """Authors there are at least."""
    return int(np.count_nonzero(counts))
