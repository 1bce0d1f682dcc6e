"""One score being judged: who is selected, how it errs, and what differs between groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from audit.finding import Estimate, Judgement, NotMeasured, Unit
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred
from audit.metrics.contrast import Contrast, as_estimate, with_q_values
from audit.metrics.language import naming, tells_language, unread
from audit.metrics.mentions.forms import SUFFIX, Forms
from audit.metrics.mentions.rounding import Others, rounded
from audit.metrics.mentions.sides import ANY_FORM
from audit.metrics.scores.counts import IN_LANGUAGE, NAME, RANKS_ONLY, Counted, CountReader, Counts
from audit.metrics.scores.gaps import JUDGED, Across, counts_of, counts_of_ranked, gap, no_limits, ranked, ranked_within
from audit.metrics.scores.words import SideWords
from audit.metrics.weighed import lacking
from audit.standing.sides import OtherSide, Reference
from audit.statistics import Interval, calibration, error_rate, extremum, share
from audit.statistics.error_rates import Rate
from audit.tally import Tally

#: More stated values of an attribute than this is free text, not groups.
MOST_GROUPS = 100
SIDES = ("author", "mention", "language", "dialect")


#: What may be told of errors may be told of ranks.
_OF_ERRORS: Rate = "false_positive_rate"
#: Of which posts each rate is a share.
_OF = {
    "selection_rate": "scored posts",
    "false_positive_rate": "scored posts without the label",
    "false_negative_rate": "scored posts with the label",
    "precision": "posts that are selected",
}


@dataclass
class ScoreJudgement:
    """One score being judged.

    Attributes
    ----------
    positive : str
        Value of the truth that a high score stands for; empty where errors cannot be told.
    missing : float
        Share of posts without a score.
    """

    name: str
    slug: str
    positive: str
    tally: Tally
    scope: Scope
    missing: float = 0.0
    counts: CountReader = field(init=False)

    def __post_init__(self) -> None:
        self.counts = CountReader(self.tally, self.name, self.positive)

    def judge(self) -> Judgement:
        """Figures of everyone, of groups of authors, of mentioned groups, of languages and of dialects."""
        everyone = self.counts.of("all", "", "everyone")
        parts = [Judgement(estimates=tuple(self._figures("all", "", "everyone", everyone)))]
        blocked = unread(self.tally, NAME) if self.counts.axes("mention") or self.tally.cells(NAME, "all") else None
        if blocked is not None:
            reason = f"Score {self.name!r} by mentioned group: {blocked.reason}"
            parts.append(Judgement(not_measured=(NotMeasured(NAME, reason),)))
        for side in SIDES:
            if side == "mention" and blocked is not None:
                continue
            parts += [self._side(side, axis) for axis in self._axes(side)]
        return Judgement.sum(parts)

    def _axes(self, side: str) -> list[str]:
        """Axes that have groups: what authors state freely is none, and one language is nothing to compare."""
        free_text = {cell[2] for cell in self.tally.total_cells("dataset", "free text")} if side == "author" else set()
        few = [
            axis
            for axis in self.counts.axes(side)
            if side != "author" or len(self.counts.groups(side, axis)) <= MOST_GROUPS or self.scope.plan.is_mapped(axis)
        ]
        return [each for each in few if each not in free_text]

    def _side(self, side: str, axis: str) -> Judgement:
        floors = self.scope.plan.floors
        groups = self.counts.groups(side, axis)
        large = [g for g in groups if self._voices(side, axis, g) >= floors.authors]
        enough = [g for g in large if self.counts.flags(side, axis, g).sum() >= floors.posts]
        if not enough or (side in ("language", "dialect") and len(enough) < 2):
            return Judgement()
        counted = {group: self.counts.of(side, axis, group) for group in enough}
        alone = {group: self._alone(axis, group, counted[group]) if side == "mention" else None for group in enough}
        rests = {g: {rate: self._rest(side, axis, g, counted, alone[g], rate) for rate in JUDGED} for g in enough}
        figures = [each for g in enough for each in self._figures(side, axis, g, counted[g])]
        forms = Forms()
        # With how many posts the others are, their rates are counts, and less those of printed groups of hidden ones.
        sized = side != "mention" and not any(self._few_are_selected(each) for each in counted.values())
        contrasts = with_q_values(
            each
            for g in enough
            for each in self._contrasts(side, axis, g, counted[g], rests[g], alone[g], forms, sized=sized)
        )
        for g in enough:
            figures += self._against_background(side, axis, g, counted[g], rests[g][_OF_ERRORS], alone[g])
        figures += self._largest(side, axis, counted)
        blurs = self._tells_the_rest(side, axis, [g for g in enough if not self._few(counted[g].flags)])
        blurs = blurs or (side != "mention" and self._leaves_few_selected(counted))
        if blurs:
            figures = [blurred(each) for each in figures]
            contrasts = [replace(each, estimate=blurred(each.estimate)) for each in contrasts]
        forms = forms.of((each.estimate.id for each in contrasts), blurs=blurs)
        missing = max(self.missing, self._unstated(side, axis))
        words = SideWords(self.name, self._block(side, axis), side, axis, missing, self.tally, self.scope, forms)
        return words.judgement(figures, contrasts, enough, {g: (counted[g], alone[g]) for g in enough})

    def _unstated(self, side: str, axis: str) -> float:
        """Share of scored posts that state no group of authors; nothing lacks what is read off the text."""
        if side != "author":
            return 0.0
        known = sum(int(self.counts.flags(side, axis, each).sum()) for each in self.counts.groups(side, axis))
        return lacking(known, int(self.counts.flags("all", "", "everyone").sum()))

    def _voices(self, side: str, axis: str, group: str) -> int:
        if self.scope.has_authors:
            return self._n_authors(side, axis, group) or 0
        return int(np.count_nonzero(self.counts.flags(side, axis, group).sum(axis=(0, 1))))

    def _n_authors(self, side: str, axis: str, group: str) -> int | None:
        return self.tally.n_authors((NAME, self.name, side, axis, group)) if self.scope.has_authors else None

    def _alone(self, axis: str, group: str, strict: Counted) -> Counted | None:
        """Posts that name a group by loose forms alone; None where there are none."""
        alone = self.counts.of(ANY_FORM, axis, group) - strict
        return alone if alone.posts.any() else None

    def _rest(
        self, side: str, axis: str, group: str, printed: dict[str, Counted], alone: Counted | None, rate: Rate
    ) -> Counted:
        """Posts a rate of a group is held against; see :meth:`audit.metrics.labels.judgement.LabelJudgement.rest_of`."""
        if side != "mention":
            # Were groups whose rate is hidden among them, two printed groups would be two equations for a hidden one.
            told = (each for g, each in printed.items() if g != group and not self._tells_rate(rate, each))
            return sum(told, Counted.none())
        own, _ = naming(self.tally, NAME, axis, group)
        read = sum((self.counts.of(IN_LANGUAGE, each, "any group") for each in own), Counted.none())
        return read - printed[group] - (alone or Counted.none())

    def _tells_the_rest(self, side: str, axis: str, printed: Sequence[str]) -> bool:
        """Whether posts outside the printed groups are so few authors' that they could be worked out."""
        if side == "mention":
            hidden = [each for each in self.counts.groups(side, axis) if each not in printed]
            return self._few(
                sum((self.counts.flags(side, axis, each) for each in hidden), self.counts.flags("", "", ""))
            )
        shown = sum((self.counts.flags(side, axis, each) for each in printed), self.counts.flags("", "", ""))
        return self._few(self.counts.flags("all", "", "everyone") - shown)

    def _leaves_few_selected(self, printed: dict[str, Counted]) -> bool:
        """Whether groups whose selection rate is printed leave too few authors of everybody who is selected, or is not."""
        if self._few_are_selected(self.counts.of("all", "", "everyone")):
            return False  # it is not printed of everybody
        told = [each for each in printed.values() if not self._few_are_selected(each)]
        flags = self.counts.flags("all", "", "everyone") - sum(
            (each.flags for each in told), self.counts.flags("", "", "")
        )
        return any(self._small(each) for each in flags.sum(axis=0))

    def _few_are_selected(self, counted: Counted) -> bool:
        return self._small(counted.selected) or self._small(counted.posts - counted.selected)

    def _few(self, flags: npt.NDArray[np.int64]) -> bool:
        """Whether a cell of truth and prediction has authors, and fewer than may be shown."""
        floor = self.scope.plan.floors.authors
        cells = flags if self.positive else flags.sum(axis=0, keepdims=True)
        occupied = np.count_nonzero(cells, axis=-1)
        return bool(((occupied > 0) & (occupied < floor)).any())

    def _block(self, side: str, axis: str) -> str:
        return f"{NAME}.{self.slug}.{side}.{axis}"

    def _estimate(
        self,
        side: str,
        axis: str,
        group: str,
        measure: str,
        interval: Interval,
        unit: Unit,
        posts: Counted | int,
        *,
        hidden: bool,
        voices: int,
        family: str | None = None,
        reference: Reference | None = None,
        note: str = "",
        of: str = "",
        other_side: OtherSide | None = None,
        suffix: str = "",
    ) -> Estimate:
        middle = f"{side}.{axis}.{group}" if axis else group
        return as_estimate(
            f"{NAME}.{self.slug}.{middle}.{measure}{suffix}",
            f"{measure}_by_{side}{suffix}" if axis else measure,
            {"score": self.name, **({axis: group} if axis else {})},
            interval,
            unit,
            n_posts=posts if isinstance(posts, int) else int(posts.posts.sum()),
            n_authors=self._n_authors(ANY_FORM if suffix else side, axis, group),
            voices=1 if hidden else voices,
            scope=self.scope,
            reference=reference,
            family=family,
            note=note,
            effective_floor=unit in ("share", "points"),
            denominator=of,
            other_side=other_side,
        )

    def _figures(self, side: str, axis: str, group: str, counted: Counted) -> list[Estimate]:
        """What can be said of one group alone."""
        level, voices = self.scope.level, int(np.count_nonzero(counted.posts))
        selected = counted.selected
        few_selected = self._few_are_selected(counted)
        found = [
            self._estimate(
                side, axis, group, "selection_rate", share(selected, counted.posts, level=level), "share", counted,
                hidden=few_selected, voices=voices, of="scored posts",
            )
        ]  # fmt: skip
        if not self.positive:
            return found
        # Of a table of truth and prediction whose rates are printed every cell follows.
        hidden = self._few(counted.flags)
        table = counted.confusion
        for rate in ("false_positive_rate", "false_negative_rate", "precision"):
            of = table.parts(rate)[1]
            found.append(
                self._estimate(
                    side, axis, group, rate, error_rate(table, rate, level=level), "share", int(of.sum()),
                    hidden=hidden, voices=int(np.count_nonzero(of)), of=_OF[rate],
                )
            )  # fmt: skip
        found.append(
            self._rank(
                side, axis, group, "subgroup_auc" if axis else "auc", ranked_within(counted, level=level), hidden=hidden
            )
        )
        if (NAME, self.name, RANKS_ONLY) in self.tally.totals:
            return found
        return [*found, *self._calibration(side, axis, group, counted, hidden=hidden)]

    def _calibration(self, side: str, axis: str, group: str, counted: Counted, *, hidden: bool) -> list[Estimate]:
        positives, posts = counted.by_tenth
        found = calibration(positives, posts, counted.sums, level=self.scope.level)
        known = posts.sum(axis=0)
        untested = replace(found.gap, p_value=None)  # that a score is off by something is no comparison of groups
        note = (
            f"expected calibration error {found.error:.3f}, by chance {found.null_error:.3f}: descriptive, of ten bins"
            if not hidden and known.sum() >= self.scope.plan.floors.posts
            else ""
        )
        return [
            self._estimate(
                side, axis, group, "calibration_gap", untested, "points", int(known.sum()),
                hidden=hidden, voices=int(np.count_nonzero(known)), note=note,
                other_side=OtherSide("the same posts: their mean score", int(known.sum())),
            )
        ]  # fmt: skip

    def _rank(
        self, side: str, axis: str, group: str, measure: str, made: Across, *, hidden: bool, suffix: str = ""
    ) -> Estimate:
        return self._estimate(
            side, axis, group, measure, replace(made.interval, p_value=None), made.unit, int(made.fewer.sum()),
            hidden=hidden, voices=int(np.count_nonzero(made.fewer)), note=no_limits(made.interval), suffix=suffix,
            other_side=None if made.unit == "index" else OtherSide("the others that have, or lack, the label"),
        )  # fmt: skip

    def _against_background(
        self, side: str, axis: str, group: str, own: Counted, rest: Counted, alone: Counted | None
    ) -> list[Estimate]:
        """AUC across the group and the background, and average equality gaps; of mentions by all forms too."""
        if not self.positive:
            return []
        level, at = self.scope.level, (side, axis, group)
        hidden = self._few(own.flags) or self._few(rest.flags) or self._tells(*at)
        few = alone is not None and self._few(alone.flags)
        found = ranked(own, rest, level=level)
        made = [self._rank(*at, name, each, hidden=hidden) for name, each in found.items()]
        if alone is None:
            return made
        if few:
            beside, together = counts_of_ranked(own, alone, level=level), ranked(own, rest + alone, level=level)
            made = [self._rounded(one, found[n], beside[n], together[n]) for n, one in zip(found, made, strict=True)]
            made = [blurred(each) if each.status == "ok" else each for each in made]
        in_any = own + alone
        across = {"subgroup_auc": ranked_within(in_any, level=level), **ranked(in_any, rest, level=level)}
        hides = hidden or few or self._few(in_any.flags)
        return [*made, *(self._rank(*at, name, each, hidden=hides, suffix=SUFFIX) for name, each in across.items())]

    def _rounded(self, estimate: Estimate, made: Across, alone: tuple[Counts, Counts], together: Across) -> Estimate:
        others = Others.of(made.others, alone[1], alone[0], together=together.interval)
        return rounded(estimate, others, self.scope.plan.floors.authors, self.scope.plan.tolerances.label_gap)

    def _tells(self, side: str, axis: str, group: str) -> bool:
        floor = self.scope.plan.floors.authors
        return side == "mention" and tells_language(self.tally, NAME, axis, group, floor)

    def _contrasts(
        self, side: str, axis: str, group: str, own: Counted, rests: dict[Rate, Counted], alone: Counted | None,
        forms: Forms, *, sized: bool,
    ) -> list[Contrast]:  # fmt: skip
        found = []
        for rate in JUDGED if self.positive else JUDGED[-1:]:
            rest = rests[rate]
            hidden = any(self._tells_rate(rate, each) for each in (own, rest))
            family = self._block(side, axis)
            made = gap(rate, own, rest, level=self.scope.level, tolerance=self.scope.plan.tolerances.label_gap)
            estimate = self._gap(side, axis, group, rate, made, hidden=hidden, sized=sized, family=family)
            blurs = self._tells(side, axis, group)
            few = alone is not None and self._tells_rate(rate, alone)
            if alone is not None and few:
                together = gap(rate, own, rest + alone, level=self.scope.level, tolerance=0.0)
                estimate = self._rounded(estimate, made, counts_of(rate, alone), together)
            if estimate.status == "ok" and (blurs or (few and not made.stands_on_own)):
                estimate = blurred(estimate)
            read = told = None
            if alone is not None and estimate.status == "ok":
                made = gap(rate, own + alone, rest, level=self.scope.level, tolerance=0.0)
                made = replace(made, interval=replace(made.interval, p_value=None))
                read, told = (
                    self._gap(side, axis, group, rate, made, hidden=each, sized=False, suffix=SUFFIX)
                    for each in (False, few)
                )
                told = blurred(told) if blurs and told.status == "ok" else told
            found.append(forms.contrast(estimate, read, told, self.scope.plan.tolerances.label_gap))
        return found

    def _tells_rate(self, rate: Rate, counted: Counted) -> bool:
        """Whether a rate of some posts would tell of too few authors."""
        return self._few_are_selected(counted) if rate == "selection_rate" else self._few(counted.flags)

    def _gap(
        self, side: str, axis: str, group: str, rate: Rate, made: Across, *,
        hidden: bool, sized: bool, family: str | None = None, suffix: str = "",
    ) -> Estimate:  # fmt: skip
        larger = OtherSide(f"{_OF[rate]} on the larger side", int(made.more.sum()))
        return self._estimate(
            side, axis, group, f"{rate}_difference", made.interval, made.unit, int(made.fewer.sum()),
            hidden=hidden, voices=int(np.count_nonzero(made.fewer)), family=family, suffix=suffix,
            other_side=larger if sized and rate == "selection_rate" else larger.hidden,
        )  # fmt: skip

    def _largest(self, side: str, axis: str, groups: dict[str, Counted]) -> list[Estimate]:
        """The largest gap of each rate; not of mentioned groups, whose posts overlap."""
        if side == "mention" or len(groups) < 3:
            return []  # of two groups it is the gap itself
        found = []
        for rate in JUDGED:
            if rate != "selection_rate" and not self.positive:
                continue
            if rate == "selection_rate":
                parts = [(each.selected, each.posts) for each in groups.values()]
                hidden = any(self._small(x) or self._small(n - x) for x, n in parts)
            else:
                parts = [each.confusion.parts(rate) for each in groups.values()]
                hidden = any(self._few(each.flags) for each in groups.values())
            largest = extremum([x for x, _ in parts], [n for _, n in parts], level=self.scope.level)
            if not largest.gap.estimable:
                continue
            fewest = min(parts, key=lambda each: each[1].sum())[1]
            names = list(groups)
            found.append(
                self._estimate(
                    side, axis, "", f"{rate}_largest_gap", replace(largest.gap, p_value=None), "points", int(fewest.sum()),
                    hidden=hidden, voices=int(np.count_nonzero(fewest)),
                    reference=Reference(round(largest.null_expectation, 6), "average if all groups had one rate"),
                    note=f"{names[largest.highest]} less {names[largest.lowest]}",
                    other_side=OtherSide(f"{_OF[rate]} of the group with the lowest rate"),
                )
            )  # fmt: skip
        return [
            replace(
                each,
                id=f"{self._block(side, axis)}.{each.measure.removesuffix(f'_by_{side}')}",
                group={"score": self.name},
                n_authors=None if each.status != "ok" else self.scope.authors or None,
            )
            for each in found
        ]

    def _small(self, cell: npt.NDArray[np.int64]) -> bool:
        return bool(0 < np.count_nonzero(cell) < self.scope.plan.floors.authors)
