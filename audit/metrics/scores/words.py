"""What the figures of one score and one axis come to, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from audit.finding import Block, Chart, Estimate, Finding, Judgement, Table
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, confidence, could_have_shown, few_authors_caveats, roll_up
from audit.metrics.language import several
from audit.metrics.mentions.forms import CAVEAT as FORMS
from audit.metrics.mentions.forms import Forms, named_beside, not_borne_out, stands_on
from audit.metrics.scores.counts import NAME, Counted
from audit.metrics.scores.gaps import JUDGED, standing_on
from audit.metrics.telling import share_of_others
from audit.metrics.verdicts import verdict
from audit.resources import axis_of, axis_title, group_title, language_title
from audit.statistics.error_rates import Rate
from audit.tally import Tally
from audit.wording import count, percent, points, sentence_case, tallied

#: What is measured of posts, and of which of them, by rate.
_MEASURED = {
    "selection_rate": ("selected", "posts"),
    "false_positive_rate": ("selected", "posts for which the label is not true"),
    "false_negative_rate": ("missed", "posts for which the label is true"),
}
#: Figures that stand side by side, and what they are called there.
_COLUMNS = {
    "selection_rate": "selected",
    "false_positive_rate": "selected of negatives",
    "false_negative_rate": "missed of positives",
    "precision": "positives of selected",
    "subgroup_auc": "AUC",
    "bpsn_auc": "AUC, negatives against background",
    "bnsp_auc": "AUC, positives against background",
}
CANNOT_ALL = (
    "Where the label is more often true of one group than of another, a score cannot at once have equal false positive rates,"
    " equal false negative rates and the same calibration in both, unless it never errs (Chouldechova 2017; Kleinberg et al."
    " 2017): which of them should be alike is a choice."
)
_LABELS_ERR = "Errors are against the label, which may itself be wrong more often for some groups."
_MOST_DRAWN = 12
_DIALECTS = {
    "african_american": "African-American English",
    "white": "White-aligned English",
    "neither": "neither of two dialects",
}


@dataclass(frozen=True)
class SideWords:
    """The words for one score and one axis."""

    name: str
    block: str
    side: str
    axis: str
    missing: float
    tally: Tally
    scope: Scope
    forms: Forms

    def judgement(
        self,
        figures: Sequence[Estimate],
        contrasts: Sequence[Contrast],
        groups: Sequence[str],
        posts: Mapping[str, tuple[Counted, Counted | None]],
    ) -> Judgement:
        """All that is said of these figures; ``posts`` are those of each group, and those that name it by loose forms alone."""
        values = {each.id: each for each in figures}
        shown = [each for each in contrasts if each.reading == "shown"]
        rest = [each for each in contrasts if each.reading != "shown"]
        told = shown
        if self.side != "mention" and len(groups) == 2:  # two groups mirror each other: one finding says both
            told = [each for each in shown if (each.estimate.value or 0) > 0]
        findings = [self._finding(each, values, *posts[each.estimate.group[self.axis]]) for each in told]
        if rest:
            findings.append(self._rest(rest, some_shown=bool(shown)))
        estimates = (*figures, *(each.estimate for each in contrasts), *self.forms.told.values())
        return Judgement(estimates, tuple(findings), self._blocks(values, groups, shown))

    def _who(self, group: str) -> str:
        title = language_title(group) if self.side == "language" else group_title(group)
        if self.side == "mention":
            return f"posts that mention {title}"
        if self.side == "language":
            return f"posts in {title}"
        if self.side == "dialect":
            return f"posts that read as {_DIALECTS.get(group, group)}"
        return (
            f"posts by {title}"
            if axis_of(group)
            else f"posts by authors with {axis_title(self.axis)} \u201c{title}\u201d"
        )

    def _rate(self, estimate: Estimate) -> Rate:
        return next(each for each in JUDGED if estimate.measure.startswith(each))

    def _called(self, estimate: Estimate) -> str:
        return f"{group_title(estimate.group[self.axis])}, {_COLUMNS[self._rate(estimate)]}"

    def _finding(
        self, contrast: Contrast, figures: dict[str, Estimate], posts: Counted, alone: Counted | None
    ) -> Finding:
        estimate = contrast.estimate
        rate = self._rate(estimate)
        group = estimate.group[self.axis]
        own = figures[f"{self.block}.{group}.{rate}"]
        verb, of = _MEASURED[rate]
        other = None if own.value is None or estimate.value is None else own.value - estimate.value
        who, value = self._who(group), estimate.value or 0.0
        whose = who if of == "posts" else f"{of} among {who}"
        others = {
            "mention": "posts that name them in no form",
            "language": "posts in other languages",
            "dialect": "posts in other dialects",
        }.get(self.side, "posts by the other groups that can be printed")
        known = (
            f"{own.told} of {whose} are {verb}, against {share_of_others(own, estimate, other or 0.0)} among {others}"
        )
        statement = (
            f"{sentence_case(known)}: a gap of {estimate.told}."
            if other is not None
            else f"The gap to {others} is {estimate.told}."
        )
        loose = self.forms.told.get(estimate.id)
        if self.side == "mention":
            statement += self._stands_on(estimate, loose, rate, posts, alone)
        more = "more" if value > 0 else "less"
        by = f"by {self.name}" if "given" in self.name else f"by the score \u201c{self.name}\u201d"
        wrongly = " wrongly" if rate == "false_positive_rate" else ""
        return Finding(
            id=f"{self.block}.{group}.{rate}",
            metric=NAME,
            title=f"{sentence_case(who)} are {more} often{wrongly} {verb} {by}",
            statement=statement,
            reading="shown",
            severity=contrast.severity,
            confidence=self.forms.confidence(estimate, self.scope, missing=self.missing, stated=self.side == "author"),
            harm="quality_of_service",
            estimates=(estimate.id, *([loose.id] if loose else []), *([own.id] if own.id in figures else [])),
            headline=estimate.id,
            caveats=self._caveats(errors=rate != "selection_rate"),
            actions=("Read a sample of these posts and their scores before the score decides anything.",),
            block=self.block,
        )

    def _stands_on(
        self, estimate: Estimate, loose: Estimate | None, rate: Rate, posts: Counted, alone: Counted | None
    ) -> str:
        """How many posts name the group by strict forms and in any form, of those that the rate counts."""
        of = _MEASURED[rate][1].removeprefix("posts")
        named, in_any = (
            None if each is None or each.n_posts is None or counted is None else standing_on(rate, counted)
            for each, counted in ((estimate, posts), (loose, posts + alone if alone else None))
        )
        which, group = f" and{of}" if of else "", estimate.group[self.axis]
        return stands_on(named, loose, in_any, group, "scored", alike=alone is None, which=which)

    def _rest(self, rest: Sequence[Contrast], *, some_shown: bool) -> Finding:
        readings = [each.reading for each in rest]
        reading = roll_up(readings)
        tolerance = points(self.scope.plan.tolerances.label_gap)
        small, open_, none = (readings.count(each) for each in ("shown_small", "inconclusive", "not_assessed"))
        parts = [
            *([f"{count(small)} within {tolerance}"] if small else []),
            *([f"{count(open_)} not settled"] if open_ else []),
            *([f"{count(none)} on too few posts or authors to be judged"] if none else []),
        ]
        errors = any("false" in each.estimate.measure for each in rest)
        return Finding(
            id=self.block,
            metric=NAME,
            title=f"{'Other rates' if some_shown else 'Rates'} of {self._score} by {self._axis}{verdict(readings, tolerance)}",
            statement=f"{tallied(len(rest), 'further comparison' if some_shown else 'comparison', parts)}"
            f"{could_have_shown(rest)}{not_borne_out(rest, self.forms, self._called)}",
            reading=reading,
            severity="none",
            confidence=confidence(
                [each.estimate for each in rest], self.scope, missing=self.missing, stated=self.side == "author"
            ),
            harm="quality_of_service",
            estimates=(*(each.estimate.id for each in rest), *named_beside(rest, self.forms)),
            caveats=self._caveats(errors=errors),
            block=self.block,
        )

    @property
    def _score(self) -> str:
        return self.name if "given" in self.name else f"the score \u201c{self.name}\u201d"

    @property
    def _axis(self) -> str:
        if self.side in ("language", "dialect"):
            return self.side
        return f"{axis_title(self.axis)} of the {'people mentioned' if self.side == 'mention' else 'author'}"

    def _caveats(self, *, errors: bool) -> tuple[str, ...]:
        mentions = (
            "Mentions are unvalidated term matches.",
            FORMS,
            several(self.tally, NAME, self.scope.plan.floors.authors),
        )
        return (
            *((_LABELS_ERR, CANNOT_ALL) if errors else ()),
            *(each for each in mentions if each and self.side == "mention"),
            *few_authors_caveats(self.scope),
        )

    def _blocks(
        self, figures: dict[str, Estimate], groups: Sequence[str], shown: Sequence[Contrast]
    ) -> tuple[Block, ...]:
        measure = max(
            _MEASURED,
            key=lambda rate: (
                sum(each.gap for each in shown if rate in each.estimate.measure),
                rate != "selection_rate" and any(f".{rate}" in each for each in figures),
                rate,
            ),
        )
        ids = {group: f"{self.block}.{group}.{measure}" for group in groups}
        claimed = {each.estimate.group[self.axis] for each in shown if measure in each.estimate.measure}
        there = [group for group in groups if (found := figures.get(ids[group])) and found.status == "ok"]
        drawn = sorted(there, key=lambda g: (g not in claimed, -(figures[ids[g]].value or 0), g))[:_MOST_DRAWN]
        if not drawn:
            return ()
        verb, of = _MEASURED[measure]
        titles = [language_title(each) if self.side == "language" else group_title(each) for each in drawn]
        whom = {"mention": "mentioned", "author": "of authors"}.get(self.side, "")
        axis = self.side if self.side in ("language", "dialect") else axis_title(self.axis).lower()
        chart = Chart(
            "intervals",
            tuple((ids[each],) for each in drawn),
            tuple(titles),
            f"share {verb} of {of}",
            caption=f"{percent(self.scope.level)} intervals clustered by {self.scope.voice}. At most twelve groups drawn.",
        )
        title = f"{sentence_case(measure.replace('_', ' '))} of {self._score}, by {f'{axis} {whom}'.strip()}"
        return (
            Block(
                self.block, NAME, title, "", chart, self._caveats(errors=measure != "selection_rate"), self._table(figures, drawn, titles)
            ),
        )  # fmt: skip

    def _table(self, figures: dict[str, Estimate], groups: Sequence[str], titles: Sequence[str]) -> Table | None:
        """All rates of a group in one row; none where there is only one."""
        names = [each for each in _COLUMNS if any(f"{self.block}.{group}.{each}" in figures for group in groups)]
        rows = tuple(
            tuple(name if (name := f"{self.block}.{group}.{each}") in figures else "" for each in names)
            for group in groups
        )
        return Table(tuple(_COLUMNS[each] for each in names), tuple(titles), rows) if len(names) > 1 else None
