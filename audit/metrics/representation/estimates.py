"""The figures of representation: shares, bounds, gaps to a benchmark. The words are in ``representation_words``."""

from __future__ import annotations

import functools
import math
from dataclasses import dataclass, field, replace

import numpy as np

from audit.finding import Estimate, Unit
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.metrics.representation.asked import NAME
from audit.metrics.representation.divergence import divergences
from audit.metrics.weighed import Counted, counted, counted_authors, posts_in, quotient, share, total
from audit.resources import Benchmark, axis_title, group_title
from audit.standing.sides import Reference
from audit.statistics.contrasts import against, ratio_against
from audit.statistics.intervals import Interval
from audit.tally import Tally
from audit.wording import join, plural

#: Parts of ids that are no group.
_RESERVED = frozenset({"unstated", "others"})
_UNITS: dict[str, Unit] = {"difference": "points", "ratio": "ratio"}


@dataclass
class AttributeEstimates:
    """The figures of one attribute, over ``groups``: those of the benchmark, or the stated ones without a benchmark.

    Groups of the benchmark that have too few authors to be printed are in ``unprinted``, and those that the plan makes of no
    number in ``impossible``; ``rare`` is how many stated values have too few authors. The others are compared among
    themselves, their shares of the benchmark rescaled.
    """

    attribute: str
    groups: list[str]
    tally: Tally
    scope: Scope
    benchmark: Benchmark | None
    unprinted: tuple[str, ...] = ()
    impossible: tuple[str, ...] = ()
    rare: int = 0
    made: dict[str, Estimate] = field(default_factory=dict)

    @property
    def prefix(self) -> str:
        """Stem of the ids."""
        return f"{NAME}.{self.attribute}"

    @staticmethod
    def slug(group: str) -> str:
        """A group in ids; one that is called as a figure of the whole attribute is told apart from it."""
        return f"{group}-group" if group in _RESERVED or group.startswith("by_") else group

    def stem(self, group: str) -> str:
        """Id of a group, in front of its measures."""
        return f"{self.prefix}.{self.slug(group)}"

    @property
    def margins(self) -> dict[str, float]:
        """Shares of the benchmark among the groups that are judged; empty without one."""
        known = known_margins(self.benchmark, self.attribute)
        total = math.fsum(known[group] for group in self.groups if group in known)
        return {group: known[group] / total for group in self.groups if group in known}

    @property
    def reference_errors(self) -> dict[str, float]:
        """Standard errors of these shares of the benchmark; 0 for a count or where they are not known."""
        return self.benchmark.errors_among(self.attribute, self.margins) if self.benchmark else {}

    @property
    def source(self) -> str:
        """The benchmark in words, with the groups that its shares leave out; empty without one."""
        if self.benchmark is None:
            return ""
        left_out = join([group_title(group) for group in (*self.unprinted, *self.impossible)])
        return f"{self.benchmark.source}, without {left_out}" if left_out else self.benchmark.source

    @property
    def whole(self) -> str:
        """What the reference is a share of, in words."""
        return self.benchmark.whole if self.benchmark else "the population"

    @property
    def missing(self) -> float | None:
        """Share of posts without a printed value; None where it is too small to print and not nothing."""
        return self.unstated.value

    @property
    def unstated(self) -> Estimate:
        """The same with what stands behind it."""
        return self.made[f"{self.prefix}.unstated.share_of_posts"]

    def get(self, group: str, measure: str) -> Estimate:
        """One of the figures."""
        return self.made[f"{self.stem(group)}.{measure}"]

    def hidden(self, group: str) -> Estimate:
        """What stands for a group that has too few authors to be printed."""
        floor = self.scope.plan.floors.authors
        return Estimate(
            f"{self.stem(group)}.share_of_posts",
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
    def remainder(self) -> int:
        """Authors, at least, of the posts without a printed value."""
        return int(np.count_nonzero(self._whole("unstated")))

    @property
    def blurs(self) -> bool:
        """Whether that remainder is too small to print: then nothing may be printed from which it follows."""
        return 0 < self.remainder < self.scope.plan.floors.authors

    def voices(self, group: str) -> int:
        """Authors of a group, or a number it certainly has where authors are unknown."""
        return (
            self.n_authors(group) if self.scope.has_authors else int(np.count_nonzero(self._per_bucket("posts", group)))
        )

    def _keep(self, estimate: Estimate) -> None:
        self.made[estimate.id] = blurred(estimate) if self.blurs else estimate

    def counted(self, what: str) -> list[Counted]:
        """Posts or reach of each group."""
        return [self._per_bucket(what, group) for group in self.groups]

    def _per_bucket(self, what: str, group: str) -> Counted:
        return counted(self.tally, (NAME, self.attribute, what, group))

    def authors(self) -> list[Counted]:
        """Distinct authors of each group; none where they have no weight of their own."""
        return counted_authors(self.tally, [(NAME, self.attribute, "authors", group) for group in self.groups]) or []

    def n_authors(self, group: str) -> int:
        """Distinct authors of a group."""
        return self.tally.n_authors((NAME, self.attribute, "authors", group))

    def make_shares(self) -> None:
        """Shares of posts, of authors and of reach among those who state a group."""
        kinds = (
            ("share_of_posts", self.counted("posts")),
            ("share_of_authors", self.authors()),
            ("share_of_reach", self.counted("reach")),
        )
        for measure, parts in kinds:
            whole = total(parts)
            if not whole.any():
                continue
            for group, part in zip(self.groups, parts, strict=True):
                counted_ = posts_in(part) if measure == "share_of_posts" else None
                self._add(group, measure, share(part, whole, level=self.scope.level), counted_)

    def _add(self, group: str, measure: str, interval: Interval, n_counted: int | None = None) -> None:
        posts = total(self.counted("posts"))
        known = self.scope.has_authors
        reference = None
        if self.benchmark is not None and measure != "bounds":
            reference = Reference(self.margins[group], self.source)
        estimate = as_estimate(
            f"{self.stem(group)}.{measure}",
            measure,
            {self.attribute: group},
            interval,
            _UNITS.get(measure, "share"),
            n_posts=posts.sum(),
            n_authors=min(sum(map(self.n_authors, self.groups)), self.scope.authors) if known else None,
            voices=self.voices(group),
            scope=self.scope,
            reference=reference,
            family=self.prefix if measure == "difference" else None,
            denominator=_wholes(self.attribute).get(measure, ""),
            n_counted=n_counted,
        )
        self._keep(estimate)

    def stands_on(self, group: str) -> str:
        """Posts and authors of a group itself, in words with a comma before; nothing where counts may not be told."""
        if self.blurs or self.get(group, "share_of_posts").n_posts is None:
            return ""
        posts = plural(self.counted("posts")[self.groups.index(group)].sum(), "post")
        return f", {posts} by {plural(self.n_authors(group), 'author')}" if self.scope.has_authors else f", {posts}"

    def make_bounds(self) -> None:
        """Share of posts whose author states nothing, and what it leaves open for each group (Manski 1989)."""
        everyone = self._whole("all posts")
        unstated = self._whole("unstated")
        n_authors = self.scope.authors if self.scope.has_authors else None

        def add(group: str | None, measure: str, interval: Interval, note: str = "", part: int | None = None) -> None:
            estimate = as_estimate(
                f"{self.prefix}.unstated.{measure}" if group is None else f"{self.stem(group)}.{measure}",
                measure,
                {self.attribute: "unstated" if group is None else group},
                interval,
                "share",
                n_posts=everyone.sum(),
                n_authors=n_authors,
                voices=self.remainder if group is None or self.blurs else self.voices(group),
                scope=self.scope,
                note=note,
                denominator="all posts",
                n_counted=part,
            )
            self._keep(replace(estimate, note=note) if measure == "bounds" and estimate.status == "ok" else estimate)

        add(None, "share_of_posts", share(unstated, everyone, level=self.scope.level), part=posts_in(unstated))
        note = "worst case: no author without a printed value is of the group, or all of them are"
        for group, own in zip(self.groups, self.counted("posts"), strict=True):
            low, high = quotient(own, everyone), quotient(own + unstated, everyone)
            size = float(everyone.sum())
            add(group, "bounds", Interval(low, low, high, self.scope.level, math.nan, size, math.nan), note)

    def _whole(self, what: str) -> Counted:
        return counted(self.tally, (NAME, self.attribute, what))

    def make_gaps(self) -> list[Contrast]:
        """Difference and ratio of each group's share of posts to the benchmark; distances over all groups."""
        tolerance = self.scope.plan.tolerances.share_gap
        posts, margins, errors = self.counted("posts"), self.margins, self.reference_errors
        whole = total(posts)
        for group, part in zip(self.groups, posts, strict=True):
            measured = share(part, whole, level=self.scope.level)
            error = errors[group]
            gap = against(measured, margins[group], tolerance=tolerance, reference_standard_error=error)
            self._add(group, "difference", gap)
            times = ratio_against(measured, margins[group], reference_standard_error=error)
            self._add(group, "ratio", replace(times, p_value=None))
        contrasts = with_q_values(Contrast(self.get(group, "difference"), tolerance) for group in self.groups)
        self.made.update({each.estimate.id: each.estimate for each in contrasts})
        if len(self.groups) > 1:
            self._make_divergences(posts)
        return contrasts

    def _make_divergences(self, posts: list[Counted]) -> None:
        effective = [self.get(group, "share_of_posts").n_effective for group in self.groups]
        for estimate in divergences(
            self.prefix,
            posts,
            np.array([self.margins[group] for group in self.groups]),
            n_effective=min((each for each in effective if each), default=math.inf),
            n_authors=min(sum(map(self.n_authors, self.groups)), self.scope.authors)
            if self.scope.has_authors
            else None,
            voices=self.remainder if self.blurs else 0,
            scope=self.scope,
        ):
            self._keep(estimate)


def _wholes(attribute: str) -> dict[str, str]:
    """Of what each share of an attribute is one."""
    stating = f"whose author states one of the groups of {axis_title(attribute).lower()}"
    return {
        **dict.fromkeys(("share_of_posts", *_UNITS), f"posts {stating}"),
        "share_of_authors": f"authors of posts {stating}",
        "share_of_reach": f"likes of posts {stating}",
    }


def known_margins(benchmark: Benchmark | None, attribute: str) -> dict[str, float]:
    """Shares among people whose group the benchmark knows: its "unknown" is not a group that can write."""
    if benchmark is None:
        return {}
    known = {group: share for group, share in benchmark.margins[attribute].items() if group != "unknown"}
    total = math.fsum(known.values())
    return {group: value / total for group, value in sorted(known.items())}
