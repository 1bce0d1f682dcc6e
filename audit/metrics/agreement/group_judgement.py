"""Groups of annotators being judged: agreement within and across, how often they give an answer, what they would decide."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from audit.disclosure import suppress
from audit.finding import Block, Chart, Confidence, Estimate, Finding, Judgement, NotMeasured, Reading
from audit.metrics.agreement.counts import NAME
from audit.metrics.agreement.questions import Question
from audit.metrics.base import Scope
from audit.metrics.contrast import FEW_VOICES, Contrast, as_estimate, could_have_shown, roll_up, with_q_values
from audit.metrics.labels.counts import compared_values
from audit.metrics.naming import slugs
from audit.metrics.verdicts import verdict
from audit.resources import axis_title, group_title
from audit.standing.sides import OtherSide
from audit.statistics.coincidences import agreement_interval
from audit.statistics.contrasts import difference
from audit.statistics.intervals import Interval, not_estimable, share
from audit.statistics.jackknife import effective_clusters, jackknife
from audit.statistics.quantiles import two_sided_quantile
from audit.tally import Cell, Tally
from audit.wording import count, percent, plural, points, sentence_case, tallied

CAVEAT = (
    "Groups are compared on posts that both judged. A gap is one of judgements, not of errors: nothing here says which group"
    " is right."
)


def judge_annotator_groups(question: Question, tally: Tally, scope: Scope) -> Judgement:
    """Every attribute of annotators that is given."""
    attributes = sorted({cell[3] for cell in tally.total_cells(NAME, question.cell, "annotator unstated")})
    return Judgement.sum(AttributeJudgement(question, each, tally, scope).judge() for each in attributes)


@dataclass(frozen=True)
class AttributeJudgement:
    """One attribute of annotators being judged."""

    question: Question
    attribute: str
    tally: Tally
    scope: Scope

    def judge(self) -> Judgement:
        """Estimates of each group, comparisons of how often it gives an answer, and what they come to."""
        sizes = self._sizes()
        floor = self.scope.plan.floors.authors
        large = [group for group, size in sizes.items() if size >= floor]
        what = f"Groups of annotators by {self.attribute} ({self.question.title})"
        if len(large) < 2:
            reason = (
                f"{what}: {plural(len(large), 'group')} of {floor} annotators or more, where two are needed to compare."
            )
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        names = slugs(sizes)
        described = [part for group in large for part in self._described(group, names[group])]
        for a, first in enumerate(large):
            described += [self._across(first, second, names) for second in large[a + 1 :]]
        if bool(suppress(list(sizes.values()), floor).any()):
            reason = (
                f"{what}: gaps are hidden, since a group of fewer than {floor} annotators is among the others. Put small groups"
                " together."
            )
            return Judgement(tuple(described), not_measured=(NotMeasured(NAME, reason),))
        contrasts = with_q_values(
            self._gap(group, names[group], answer)
            for group in large
            for answer in compared_values(list(self.question.answers))
        )
        shown = [each for each in contrasts if each.reading == "shown"]
        if len(large) == 2:  # two groups mirror each other: one finding says both
            shown = [each for each in shown if (each.estimate.value or 0) > 0]
        rest = [each for each in contrasts if each.reading != "shown"]
        findings = [self._finding(each) for each in shown] + ([self._rest(rest)] if rest else [])
        estimates = (*described, *(each.estimate for each in contrasts))
        return Judgement(estimates, tuple(findings), self._blocks(contrasts))

    def _cell(self, group: str) -> Cell:
        return (NAME, self.question.cell, self.attribute, group)

    def _sizes(self) -> dict[str, int]:
        """Annotators of each group."""
        prefix = (NAME, self.question.cell, self.attribute)
        found = sorted(cell for cell in self.tally.authors if cell[:3] == prefix and cell[4:] == ("annotators",))
        return {cell[3]: len(self.tally.authors[cell]) for cell in found}

    def _stem(self, slug: str) -> str:
        return f"{NAME}.{self.question.slug}.annotators.{self.attribute}.{slug}"

    def _group(self, group: str, **more: str) -> dict[str, str]:
        return {"question": self.question.title, f"annotators' {self.attribute}": group, **more}

    def _described(self, group: str, slug: str) -> list[Estimate]:
        place = ("within", self.attribute, group)
        several = self.question.posts(self.tally, "several", *place)
        interval = agreement_interval(
            self.question.table(self.tally, *place),
            several,
            level=self.scope.level,
            by_annotator=self.question.sides(self.tally, "annotator", *place),
            by_rating=self.question.sides(self.tally, "rating", *place),
        )
        annotators = self._sizes()[group]
        told = [
            int(np.count_nonzero(each)) for each in (several, self.question.divided(self.tally, *place)) if each.any()
        ]
        within = as_estimate(
            f"{self._stem(slug)}.alpha",
            "alpha_of_annotators",
            self._group(group),
            interval,
            "index",
            n_posts=int(several.sum()),
            n_authors=annotators,
            voices=min(told, default=0),
            scope=self.scope,
            note="authors counted are annotators",
            effective_floor=False,
        )
        decided, flipped = (self.tally.per_bucket((*self._cell(group), each)) for each in ("decided", "flipped"))
        occupied = [int(np.count_nonzero(each)) for each in (flipped, decided - flipped) if each.any()]
        flips = as_estimate(
            f"{self._stem(slug)}.flip_rate",
            "flip_rate",
            self._group(group),
            share(flipped, decided, level=self.scope.level),
            "share",
            n_posts=int(decided.sum()),
            n_authors=self.tally.n_authors((*self._cell(group), "decided")) if self.scope.has_authors else None,
            voices=min(occupied, default=0),
            scope=self.scope,
            denominator="posts with a majority of all votes and one of the group's",
            n_counted=int(flipped.sum()),
        )
        return [within, flips]

    def _across(self, first: str, second: str, names: dict[str, str]) -> Estimate:
        cell = (*self._cell(first), "across", second)
        posts = self.tally.per_bucket((*cell, "posts"))
        occupied = [int(np.count_nonzero(each)) for each in (posts, self._counted(cell, "differ")) if each.any()]
        return as_estimate(
            f"{self._stem(names[first])}.{names[second]}.disagreement",
            "disagreement_across",
            self._group(first, **{f"annotators' other {self.attribute}": second}),
            self._disagreement(cell),
            "share",
            n_posts=int(posts.sum()),
            n_authors=min(self._sizes()[first], self._sizes()[second]),
            voices=min(occupied, default=0),
            scope=self.scope,
            note="share of pairs of judgements of one post; authors counted are annotators of the smaller group",
            effective_floor=False,
            denominator="pairs of judgements of one post, one from either group",
        )

    def _counted(self, cell: Cell, what: str) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
        return self.tally.per_bucket((*cell, what))

    def _disagreement(self, cell: Cell) -> Interval:
        """Share of pairs that differ; its variance is that over posts plus that over annotators, which errs to the wide side."""
        level = self.scope.level
        pairs, differ = self._counted(cell, "pairs"), self._counted(cell, "differ")
        if not pairs.any():
            return not_estimable(math.nan, level)
        posts = jackknife(lambda d, n: d / n, differ, pairs)
        theirs = [self._counted(cell, f"{each} by annotator").astype(np.float64) for each in ("differ", "pairs")]
        there = theirs[1] > 0
        value, buckets = float(posts.value), int(there.sum())
        if not float(posts.variance) > 0 or buckets < 2:
            return not_estimable(value, level)
        # Every pair stands with both of its annotators, so a bucket is left out of the whole and not of their sum.
        without = (differ.sum() - theirs[0][there]) / np.maximum(pairs.sum() - theirs[1][there], 1.0)
        over_annotators = (buckets - 1) / buckets * float(((without - without.mean()) ** 2).sum())
        error = math.sqrt(float(posts.variance) + over_annotators)
        authors = effective_clusters(self._counted(cell, "posts"))
        freedom = max(min(authors, buckets) - 1.0, 1.0)
        reach = two_sided_quantile(level, freedom) * error
        return Interval(value, max(value - reach, 0.0), min(value + reach, 1.0), level, error, authors, freedom)

    def _gap(self, group: str, slug: str, answer: str) -> Contrast:
        cell = self._cell(group)
        said, other = (
            {each: self.tally.per_bucket((*cell, side, each)) for each in self.question.answers}
            for side in ("gap", "rest")
        )
        whole, rest = sum(said.values()), sum(other.values())
        tolerance = self.scope.plan.tolerances.label_gap
        people = [len(self.tally.authors.get((*cell, each), ())) for each in ("gap annotators", "rest annotators")]
        estimate = as_estimate(
            f"{self._stem(slug)}.{slugs(self.question.answers)[answer]}.gap",
            "gap_of_annotators",
            self._group(group, answer=answer),
            difference(said[answer], whole, other[answer], rest, level=self.scope.level, tolerance=tolerance),
            "points",
            n_posts=self.tally.totals.get((*cell, "gap posts"), 0),
            n_authors=people[0],
            voices=min(people),
            scope=self.scope,
            family=f"{NAME}.{self.question.slug}.annotators.{self.attribute}",
            note="clustered by annotator; authors counted are annotators",
            effective_floor=False,
            # How many annotators of other groups judged them is not told: less all, it would tell of groups that are hidden.
            other_side=OtherSide(
                "the same posts, as annotators of other stated groups judged them",
                self.tally.totals.get((*cell, "gap posts"), 0),
            ),
        )
        return Contrast(estimate, tolerance)

    def _finding(self, contrast: Contrast) -> Finding:
        estimate = contrast.estimate
        group, answer = (estimate.group[each] for each in (f"annotators' {self.attribute}", "answer"))
        more = (estimate.value or 0) > 0
        cell = self._cell(group)
        rates = []
        for side in ("gap", "rest"):
            whole = sum(self.tally.posts((*cell, side, each)) for each in self.question.answers)
            rates.append(self.tally.posts((*cell, side, answer)) / whole)
        return Finding(
            id=estimate.id.removesuffix(".gap"),
            metric=NAME,
            title=f"Annotators stated as {group_title(group)} say \u201c{answer}\u201d {'more' if more else 'less'} often",
            statement=f"Of the same posts they say so in {percent(rates[0])} of their judgements, annotators of other stated"
            f" groups in {percent(rates[1])}: a gap of {estimate.told}.",
            reading="shown",
            severity=contrast.severity,
            confidence=_confidence([contrast]),
            harm="validity",
            estimates=(estimate.id,),
            headline=estimate.id,
            caveats=(CAVEAT,),
            actions=("Say who judged, and keep their votes apart: a majority is one of those who were asked.",),
            block=self._block_id(),
        )

    def _block_id(self) -> str:
        return f"{NAME}.{self.question.slug}.annotators.{self.attribute}"

    def _rest(self, rest: list[Contrast]) -> Finding:
        reading = roll_up(each.reading for each in rest)
        tolerance = points(self.scope.plan.tolerances.label_gap)
        readings = [each.reading for each in rest]
        said: tuple[tuple[Reading, str], ...] = (
            ("shown_small", f"within {tolerance}"),
            ("inconclusive", "not settled"),
            ("not_assessed", "not to be judged"),
            ("shown", "the mirror of what is told above"),
        )
        parts = [f"{count(readings.count(each))} {words}" for each, words in said if each in readings]
        return Finding(
            id=self._block_id(),
            metric=NAME,
            title=f"Rates of {self.question.quoted} by {axis_title(self.attribute)} of the annotator"
            f"{verdict(readings, tolerance)}",
            statement=f"{tallied(len(rest), 'comparison', parts)}{could_have_shown(rest)}",
            reading=reading,
            severity="none",
            confidence=_confidence(rest),
            harm="validity",
            estimates=tuple(each.estimate.id for each in rest),
            caveats=(CAVEAT,),
            block=self._block_id(),
        )

    def _blocks(self, contrasts: list[Contrast]) -> tuple[Block, ...]:
        drawn = [each.estimate for each in contrasts if each.estimate.status == "ok"][:12]
        if not drawn:
            return ()
        key = f"annotators' {self.attribute}"
        chart = Chart(
            "intervals",
            tuple((each.id,) for each in drawn),
            tuple(f"{group_title(each.group[key])}: {each.group['answer']}" for each in drawn),
            "points more often than annotators of other groups, same posts",
            caption=f"{percent(self.scope.level)} intervals clustered by annotator. At most twelve drawn.",
        )
        title = f"What annotators say, by {axis_title(self.attribute).lower()} of theirs: {self.question.quoted}"
        return (Block(self._block_id(), NAME, sentence_case(title), "", chart, (CAVEAT,)),)


def _confidence(contrasts: Sequence[Contrast]) -> Confidence:
    """Never high: how far annotators stand for others like them is not known."""
    known = [each.estimate.n_authors for each in contrasts if each.estimate.n_authors is not None]
    return "medium" if known and min(known) >= FEW_VOICES else "low"
