"""Who wrote the posts, against who could have.

Question
    Do the people who wrote these posts match the population the dataset stands for?

Definition
    share_of_posts(g) = posts by authors stating g / posts by authors stating any group of the benchmark.
    share_of_authors(g) counts each author once; share_of_reach(g) counts likes. difference(g) = share_of_posts(g) -
    benchmark share; ratio(g) is their quotient. Total variation is half the sum of absolute differences: the share of
    posts that would have to change group. bounds(g) = [posts stating g / all posts, (posts stating g + posts stating
    nothing) / all posts]: what the share could be if every unstated author were of the group, or none.

Inputs
    An attribute that authors state or the user gives, and a benchmark the user chooses: residents, platform users,
    active posters, or people who discuss the topic. Nothing is inferred from names or words.

Reading it
    A difference of -16 points means that 16 posts in every 100 would have to come from other groups. Compare total
    variation with its null expectation: a fair sample of this many voices is never exactly at zero.

Not evidence of
    Why a group is absent, or what people who state nothing are. People who state an attribute differ from people who
    do not.

References
    Mislove et al. (2011), ICWSM. Manski (1989), Journal of Human Resources 24(3). Kott (2001), Journal of Official
    Statistics 17(4), for the delete-a-group jackknife.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured, Reference
from audit.metrics.base import Scope
from audit.metrics.contrast import (
    Contrast,
    as_estimate,
    confidence,
    few_authors_caveats,
    roll_up,
    with_q_values,
)
from audit.metrics.counting import add_group_authors, add_groups, coded, each_group, named, reach
from audit.posts import PostBatch
from audit.resources import Benchmark, group_title
from audit.statistics.divergence import total_variation, total_variation_null
from audit.statistics.intervals import Interval, against, share, smooth
from audit.tally import Tally
from audit.wording import count, join, percent, points, sentence_case

Counts = npt.NDArray[np.int64]
NAME = "representation"


@dataclass(frozen=True)
class Representation:
    """Shares of stated attributes among posts, authors and reach, against a benchmark."""

    name: str = NAME
    title: str = "Who is in the data"

    def measure(self, posts: PostBatch) -> Tally:
        """Count posts, authors and likes by group of each attribute."""
        tally = Tally()
        likes = reach(posts)
        for attribute, column in named(posts, "attribute"):
            groups, codes, known = coded(column)
            tally.count((NAME, attribute, "all posts"), posts.bucket)
            tally.count((NAME, attribute, "unstated"), posts.bucket[~known])
            bucket = posts.bucket[known]
            add_groups(tally, [(NAME, attribute, "posts", group) for group in groups], codes[known], bucket)
            cells = [(NAME, attribute, "authors", group) for group in groups]
            add_group_authors(tally, cells, codes[known], posts.author_key[known], posts.has_author[known])
            if likes is not None:
                for index, rows in each_group(codes[known]):
                    tally.count((NAME, attribute, "reach", groups[index]), bucket[rows], likes[known][rows])
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Hold each attribute against its benchmark."""
        attributes = sorted({cell[1] for cell in tally.cells(NAME)})
        if not attributes:
            reason = "No attribute of the authors is stated in the data or given in the plan, and none is inferred."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        parts = [_Attribute(attribute, tally, scope).judge() for attribute in attributes]
        return Judgement(
            estimates=tuple(each for part in parts for each in part.estimates),
            findings=tuple(each for part in parts for each in part.findings),
            blocks=tuple(each for part in parts for each in part.blocks),
            not_measured=tuple(each for part in parts for each in part.not_measured),
        )


@dataclass
class _Attribute:
    """One attribute being judged."""

    attribute: str
    tally: Tally
    scope: Scope
    estimates: list[Estimate] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        return f"{NAME}.{self.attribute}"

    @property
    def words(self) -> str:
        return self.attribute.replace("_", " ")

    def counts(self, what: str, groups: list[str]) -> Counts:
        """Counts per (group, bucket) of posts or reach; shape (k, 128)."""
        return np.array([self.tally.per_bucket((NAME, self.attribute, what, group)) for group in groups])

    def authors(self, groups: list[str]) -> Counts:
        """Distinct authors per (group, bucket); shape (k, 128)."""
        sets = [self.tally.authors.get((NAME, self.attribute, "authors", group)) for group in groups]
        return np.array([np.zeros(128, dtype=np.int64) if each is None else each.per_bucket() for each in sets])

    def judge(self) -> Judgement:
        """Estimates for every group, findings for the groups of the benchmark."""
        stated = [cell[3] for cell in self.tally.cells(NAME, self.attribute, "posts")]
        benchmark = self.scope.benchmarks.get(self.attribute)
        margins: Mapping[str, float] = benchmark.shares[self.attribute] if benchmark else {}
        groups = sorted(margins) if margins else stated
        if not stated:
            reason = f"No author states a value of {self.words!r}."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        if margins and not set(stated) & set(margins):
            reason = (
                f"The stated values of {self.words!r} ({join(stated[:5])}) are none of the benchmark's groups"
                f" ({join(sorted(margins)[:5])}). Map them in the plan under [groups.{self.attribute}.values]."
            )
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        posts = self.counts("posts", groups)
        self._shares(groups, posts, benchmark)
        self._unknown(groups, posts)
        if benchmark is None:
            return self._without_benchmark(groups)
        return self._against(groups, posts, benchmark, [each for each in stated if each not in margins])

    def _shares(self, groups: list[str], posts: Counts, benchmark: Benchmark | None) -> None:
        authors = self.authors(groups)
        likes = self.counts("reach", groups)
        for measure, counted in (("share_of_posts", posts), ("share_of_authors", authors), ("share_of_reach", likes)):
            if not counted.any():
                continue
            whole = counted.sum(axis=0)
            for index, group in enumerate(groups):
                interval = _share_of(measure, counted[index], whole, self.scope.level)
                reference = _reference(benchmark, self.attribute, group)
                self._add(group, measure, interval, posts, authors, index, reference)

    def _add(
        self,
        group: str,
        measure: str,
        interval: Interval,
        posts: Counts,
        authors: Counts,
        index: int,
        reference: Reference | None,
    ) -> None:
        unit = "points" if measure == "difference" else "ratio" if measure == "ratio" else "share"
        n_authors = int(authors.sum()) if self.scope.has_authors else None
        own = int(authors[index].sum()) if self.scope.has_authors else int(np.count_nonzero(posts[index]))
        self.estimates.append(
            as_estimate(
                f"{self.prefix}.{group}.{measure}",
                measure,
                {self.attribute: group},
                interval,
                unit,  # type: ignore[arg-type]
                n_posts=int(posts.sum()),
                n_authors=n_authors,
                voices=own,
                scope=self.scope,
                reference=reference,
                family=self.prefix if measure == "difference" else None,
            )
        )

    def _unknown(self, groups: list[str], posts: Counts) -> None:
        everyone = self.tally.per_bucket((NAME, self.attribute, "all posts"))
        unstated = self.tally.per_bucket((NAME, self.attribute, "unstated"))
        total, missing = int(everyone.sum()), int(unstated.sum())
        n_authors = self.scope.authors if self.scope.has_authors else None
        common = {"n_posts": total, "n_authors": n_authors, "scope": self.scope}
        interval = share(unstated, everyone, self.scope.level)
        voices = int(np.count_nonzero(unstated))
        unknown = {self.attribute: "unstated"}
        self.estimates.append(
            as_estimate(
                f"{self.prefix}.unstated.share_of_posts", "share_of_posts", unknown, interval, "share", voices=voices, **common  # type: ignore[arg-type]
            )
        )
        for index, group in enumerate(groups):
            own = int(posts[index].sum())
            low, high = own / total, (own + missing) / total
            bounds = Interval.exact(value=own / total, low=low, high=high, level=self.scope.level)
            note = "worst case: the lower bound takes every unstated author to be of other groups, the upper bound of this one"
            self.estimates.append(
                as_estimate(
                    f"{self.prefix}.{group}.bounds", "bounds", {self.attribute: group}, bounds, "share",
                    voices=int(np.count_nonzero(posts[index])), note=note, **common,  # type: ignore[arg-type]
                )
            )

    def _find(self, identifier: str) -> Estimate:
        return next(each for each in self.estimates if each.id == identifier)

    @property
    def _missing(self) -> float:
        return self._find(f"{self.prefix}.unstated.share_of_posts").value or 0.0

    def _without_benchmark(self, groups: list[str]) -> Judgement:
        shown = [each for each in groups if self._find(f"{self.prefix}.{each}.share_of_posts").status == "ok"]
        largest = sorted(shown, key=lambda each: -(self._find(f"{self.prefix}.{each}.share_of_posts").value or 0))[:3]
        parts = [
            f"{percent(self._find(f'{self.prefix}.{each}.share_of_posts').value)} {group_title(each)}" for each in largest
        ]
        finding = Finding(
            id=self.prefix,
            metric=NAME,
            title=f"{sentence_case(self.words)} of authors is counted, not judged: no benchmark was chosen",
            statement=(
                f"Of posts whose author states a {self.words}: {join(parts) if parts else 'too few to print'}."
                f" {self._unstated_sentence()}"
            ),
            reading="not_assessed",
            severity="none",
            confidence=confidence(self.estimates, self.scope, missing=self._missing),
            harm="erasure",
            estimates=tuple(each.id for each in self.estimates),
            actions=(f"Choose whom the dataset stands for: --benchmark {self.attribute}=NAME or FILE.",),
            block=self.prefix,
        )
        return Judgement(tuple(self.estimates), (finding,), (self._block(groups, None),))

    def _unstated_sentence(self) -> str:
        missing = self._missing
        if missing == 0:
            return f"Every author states one."
        return f"{percent(missing)} of posts are by authors who state none."

    def _against(self, groups: list[str], posts: Counts, benchmark: Benchmark, others: list[str]) -> Judgement:
        authors = self.authors(groups)
        whole = posts.sum(axis=0)
        first = len(self.estimates)
        for index, group in enumerate(groups):
            reference = _reference(benchmark, self.attribute, group)
            q = benchmark.shares[self.attribute][group]
            gap = against(posts[index], whole, q, self.scope.level, tolerance=self.scope.plan.tolerances.share_gap)
            self._add(group, "difference", gap.difference, posts, authors, index, reference)
            self._add(group, "ratio", gap.ratio, posts, authors, index, reference)
        tolerance = self.scope.plan.tolerances.share_gap
        contrasts = with_q_values(
            Contrast(each, tolerance) for each in self.estimates[first:] if each.measure == "difference"
        )
        replaced = {each.estimate.id: each.estimate for each in contrasts}
        self.estimates = [replaced.get(each.id, each) for each in self.estimates]
        self._total_variation(groups, posts, benchmark)
        findings = [
            self._finding(group, contrast, benchmark)
            for group, contrast in zip(groups, contrasts, strict=True)
            if contrast.reading == "shown"
        ]
        rest = [(g, c) for g, c in zip(groups, contrasts, strict=True) if c.reading != "shown"]
        if rest:
            findings.append(self._rest(rest, benchmark))
        notes = ()
        if others:
            reason = (
                f"{sentence_case(self.words)}: the values {join([group_title(each) for each in others[:8]])} are outside"
                " the benchmark and left out of its comparison."
            )
            notes = (NotMeasured(NAME, reason),)
        return Judgement(tuple(self.estimates), tuple(findings), (self._block(groups, benchmark),), notes)

    def _total_variation(self, groups: list[str], posts: Counts, benchmark: Benchmark) -> None:
        q = np.array([benchmark.shares[self.attribute][group] for group in groups])
        interval = smooth(lambda totals: total_variation(totals, q), posts, transform="identity", level=self.scope.level)
        effective = [self._find(f"{self.prefix}.{group}.share_of_posts").n_effective for group in groups]
        n_effective = min((each for each in effective if each), default=float(posts.sum()))
        null = total_variation_null(q, n_effective)
        reference = Reference(null, f"expected of a fair sample of {count(n_effective)} independent posts")
        authors = self.authors(groups)
        self.estimates.append(
            as_estimate(
                f"{self.prefix}.total_variation", "total_variation", {}, interval, "index",
                n_posts=int(posts.sum()), n_authors=int(authors.sum()) if self.scope.has_authors else None,
                voices=self.scope.plan.floors.authors, scope=self.scope, reference=reference,
            )
        )

    def _finding(self, group: str, contrast: Contrast, benchmark: Benchmark) -> Finding:
        name = f"{self.prefix}.{group}"
        observed = self._find(f"{name}.share_of_posts")
        bounds = self._find(f"{name}.bounds")
        reference = benchmark.shares[self.attribute][group]
        fewer = (contrast.estimate.value or 0) < 0
        title = group_title(group)
        bound_words = ""
        if self._missing > 0 and bounds.low is not None and bounds.high is not None:
            bound_words = (
                f" {percent(self._missing)} of posts are by authors who state none: if all of those were {title} the"
                f" share would be {percent(bounds.high)}, and if none were, {percent(bounds.low)}."
            )
        return Finding(
            id=name,
            metric=NAME,
            title=f"{sentence_case(title)} write {'fewer' if fewer else 'more'} posts than their share of"
            f" {benchmark.population_words}",
            statement=(
                f"Of posts whose author states a {self.words}, {percent(observed.value)} are by {title}; the reference"
                f" is {percent(reference)} ({benchmark.card.title}). The gap is"
                f" {points(contrast.estimate.value, signed=True)} points.{bound_words}"
            ),
            reading="shown",
            severity=contrast.severity,
            confidence=confidence([contrast.estimate], self.scope, missing=self._missing),
            harm="erasure" if fewer else "allocation",
            estimates=tuple(each.id for each in self.estimates if each.id.startswith(f"{name}.")),
            headline=contrast.estimate.id,
            caveats=self._caveats(),
            actions=("Weight or resample towards the benchmark, or say in the data card whom the data stand for.",),
            block=self.prefix,
        )

    def _rest(self, rest: list[tuple[str, Contrast]], benchmark: Benchmark) -> Finding:
        reading = roll_up(each.reading for _, each in rest)
        tolerance = self.scope.plan.tolerances.share_gap
        names = join([group_title(group) for group, _ in rest])
        verdict = {
            "shown_small": f"lie within {points(tolerance)} points of {benchmark.card.title}",
            "inconclusive": f"could not be settled against {benchmark.card.title}: the intervals reach across the"
            f" tolerance of {points(tolerance)} points",
            "not_assessed": "are too few to be judged",
        }[reading]
        return Finding(
            id=f"{self.prefix}.others" if len(rest) < len(self._groups(benchmark)) else self.prefix,
            metric=NAME,
            title=f"{sentence_case(self.words)}: the shares of posts by {names} "
            + ("match the benchmark" if reading == "shown_small" else "could not be settled" if reading == "inconclusive" else "could not be judged"),
            statement=f"The shares of posts by {names} {verdict}.",
            reading=reading,
            severity="none",
            confidence=confidence([each.estimate for _, each in rest], self.scope, missing=self._missing),
            harm="erasure",
            estimates=tuple(each.estimate.id for _, each in rest),
            caveats=self._caveats(),
            block=self.prefix,
        )

    def _groups(self, benchmark: Benchmark) -> list[str]:
        return sorted(benchmark.shares[self.attribute])

    def _caveats(self) -> tuple[str, ...]:
        return (
            f"{sentence_case(self.words)} is what authors state or the data give, never inferred. People who state it"
            " may differ from people who do not.",
            *few_authors_caveats(self.scope),
        )

    def _block(self, groups: list[str], benchmark: Benchmark | None) -> Block:
        identifiers = [f"{self.prefix}.{group}.share_of_posts" for group in groups]
        caption = f"Share of posts by stated {self.words}, with {percent(self.scope.level)} intervals clustered by author."
        if benchmark:
            caption += f" Diamonds mark the reference ({benchmark.card.title})."
        return Block(
            id=self.prefix,
            metric=NAME,
            title=f"{sentence_case(self.words)} of authors",
            text="",
            chart=Chart(
                "intervals",
                tuple((each,) for each in identifiers),
                tuple(group_title(group) for group in groups),
                f"share of posts whose author states a {self.words}",
                caption=caption,
            ),
            caveats=self._caveats(),
        )


def _share_of(measure: str, part: Counts, whole: Counts, level: float) -> Interval:
    if measure != "share_of_reach":
        return share(part, whole, level)
    # Likes are not posts: Wilson's n would be millions of likes, so the plain jackknife on the logit scale is used.
    return smooth(lambda totals: totals[0] / totals[1], np.array([part, whole]), transform="logit", level=level)


def _reference(benchmark: Benchmark | None, attribute: str, group: str) -> Reference | None:
    if benchmark is None:
        return None
    return Reference(benchmark.shares[attribute][group], benchmark.card.title)
