"""What a model's answers to swapped groups come to."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, as_estimate, confidence, few_authors_caveats, roll_up, with_q_values
from audit.metrics.scores.counts import NAME
from audit.metrics.scores.reading import ONE
from audit.metrics.scores.swaps import GIVEN, MOST_WORDS, RUNS, SENTENCE, SWAP
from audit.metrics.verdicts import ending
from audit.resources import axis_title, group_title
from audit.standing.sides import OtherSide, outside
from audit.statistics import Interval, mean, share, tolerance_p_value, wilson
from audit.statistics.quantiles import two_sided_quantile
from audit.tally import Tally
from audit.wording import count, join, percent, plural, sentence_case
from audit.wording.digits import MINUS

Floats = npt.NDArray[np.float64]

_NOT_PEOPLE = (
    "Sentences of ours are not posts: what a model does with them says what the name of a group does to its score, not how often"
    " it errs on posts. The interval is over the sentences."
)
_ASYMMETRIC = (
    "A sentence can mean another thing with another group in it, so that some change may be right; only short posts for which"
    " the label is not true were swapped."
)
_NOTHING_FLAGGED = (
    "A model that selects nothing never changes its mind: read changes beside how many are selected at all."
)


@dataclass
class SwapJudgement:
    """The answers to swapped groups being judged.

    Attributes
    ----------
    slug : str
        Of the model, as its other figures have it.
    positive : str
        Value of the truth that a high score stands for; empty where that is not known.
    """

    slug: str
    positive: str
    tally: Tally
    scope: Scope

    def judge(self) -> Judgement:
        """Our sentences first, then posts."""
        sentences = [self._sentences(axis) for axis in sorted(self._scores())]
        return Judgement.sum([*sentences, self._posts()])

    def _scores(self) -> dict[str, dict[str, dict[str, float]]]:
        """Scores by axis, sentence and group."""
        runs = self.tally.totals.get((NAME, GIVEN, SENTENCE, RUNS), 0)
        found: dict[str, dict[str, dict[str, float]]] = {}
        for cell in self.tally.total_cells(NAME, GIVEN, SENTENCE):
            if len(cell) == 7 and runs:
                score = self.tally.totals[cell] / (runs * ONE)
                found.setdefault(cell[3], {}).setdefault(cell[4], {})[cell[6]] = score
        return found

    def _block(self, kind: str, axis: str) -> str:
        return f"{NAME}.{self.slug}.{kind}.{axis}"

    def _sentences(self, axis: str) -> Judgement:
        """Changes of score in sentences of ours; the interval is over the sentences."""
        by_sentence = self._scores()[axis]
        groups = sorted(next(iter(by_sentence.values())))
        scores = np.array([[by_sentence[each][group] for group in groups] for each in sorted(by_sentence, key=int)])
        block, level, tolerance = self._block("sentences", axis), self.scope.level, self.scope.plan.tolerances.label_gap
        selected = scores >= self.scope.plan.models.threshold
        pairs = [(i, j) for i in range(len(groups)) for j in range(i)]
        changes = np.mean([np.abs(scores[:, i] - scores[:, j]) for i, j in pairs], axis=0)
        flips = np.mean([selected[:, i] != selected[:, j] for i, j in pairs], axis=0)
        note = f"{len(scores)} sentences of ours with {len(groups)} groups; interval over sentences"
        told = [
            self._of_sentences(
                f"{block}.change", "swap_change", axis, "", replace(_over(changes, level), p_value=None), "index", note
            ),
            self._of_sentences(f"{block}.flips", "swap_flips", axis, "", _share_over(flips, level), "share", note),
            self._of_sentences(
                f"{block}.selection_rate",
                "swap_selection_rate",
                axis,
                "",
                _share_over(selected.mean(axis=1), level),
                "share",
                note,
            ),
        ]
        contrasts = []
        for i, group in enumerate(groups):
            others = np.delete(scores, i, axis=1).mean(axis=1)
            interval = _over(scores[:, i] - others, level, tolerance)
            estimate = self._of_sentences(
                f"{block}.{group}.higher", "swap_higher", axis, group, interval, "score", note, family=block
            )
            contrasts.append(Contrast(estimate, tolerance))
        contrasts = with_q_values(contrasts)
        summary = (
            f"With another group in the same sentence the score changes by {told[0].told} on average"
            f" and crosses the threshold in {told[1].told} of pairs; {told[2].told} of the sentences are selected."
        )
        return self._told("sentences", axis, told, contrasts, summary, (_NOT_PEOPLE, _NOTHING_FLAGGED))

    def _of_sentences(
        self,
        identifier: str,
        measure: str,
        axis: str,
        group: str,
        interval: Interval,
        unit: str,
        note: str,
        family: str | None = None,
    ) -> Estimate:
        return Estimate(
            id=identifier, metric=NAME, measure=f"{measure}_in_sentences", group={"score": GIVEN, **({axis: group} if group else {})},
            value=interval.value, low=_finite(interval.low), high=_finite(interval.high), unit=unit,  # type: ignore[arg-type]
            n_posts=None, n_authors=None, level=self.scope.level, family=family, note=note, p_value=_finite(interval.p_value),
            degrees_of_freedom=_finite(interval.degrees_of_freedom),
            other_side=outside("the same sentences, with other groups in the place of this one") if unit == "score" else None,
        )  # fmt: skip

    def _told(
        self,
        kind: str,
        axis: str,
        told: list[Estimate],
        contrasts: list[Contrast],
        summary: str,
        caveats: tuple[str, ...],
        by_group: Mapping[str, str] = MappingProxyType({}),
    ) -> Judgement:
        block = self._block(kind, axis)
        shown = [each for each in contrasts if each.reading == "shown"]
        what, where = ("sentences", "a sentence") if kind == "sentences" else ("posts", "a post")
        findings = [
            self._finding(kind, axis, each, by_group.get(each.estimate.group[axis], summary), caveats) for each in shown
        ]
        rest = [each for each in contrasts if each.reading != "shown"]
        if rest:
            readings = [each.reading for each in rest]
            reading = roll_up(readings)
            little = "changes the score of the given model little"
            either = "may or may not change the score of the given model"
            within = f"within {self.scope.plan.tolerances.label_gap:g}"
            told_of = ending(readings, little, within, open_=either, noun="group")
            counts = [
                (readings.count("shown_small"), f"within {self.scope.plan.tolerances.label_gap:g}"),
                (readings.count("inconclusive"), "not settled"),
                (readings.count("not_assessed"), "on too few posts or authors to be judged"),
            ]
            parts = join([f"{count(n)} {word}" for n, word in counts if n])
            further = "further group" if shown else "group"
            findings.append(
                Finding(
                    id=block,
                    metric=NAME,
                    title=f"Naming {'one of the other groups' if shown else 'another group'} in {where} ({axis_title(axis).lower()}){told_of}",
                    statement=f"Of {plural(len(rest), further)}: {parts}. {summary}".strip(),
                    reading=reading,
                    severity="none",
                    confidence="medium"
                    if kind == "sentences"
                    else confidence([e.estimate for e in rest], self.scope, stated=False),
                    harm="quality_of_service",
                    estimates=(*(each.estimate.id for each in rest), *(each.id for each in told)),
                    caveats=caveats,
                    block=block,
                )
            )
        ok = [each.estimate for each in contrasts if each.estimate.status == "ok"]
        drawn = sorted(ok, key=lambda each: (-(each.value or 0), each.id))[:12]
        blocks: tuple[Block, ...] = ()
        if drawn:
            chart = Chart(
                "intervals",
                tuple((each.id,) for each in drawn),
                tuple(group_title(each.group[axis]) for each in drawn),
                "score with this group less that with the others",
                caption=f"{percent(self.scope.level)} intervals "
                + ("over sentences." if kind == "sentences" else f"clustered by {self.scope.voice}."),
            )
            title = f"Score of the same {what} with another group: {axis_title(axis).lower()}"
            blocks = (Block(block, NAME, title, "", chart, caveats),)
        return Judgement((*told, *(each.estimate for each in contrasts)), tuple(findings), blocks)

    def _finding(self, kind: str, axis: str, contrast: Contrast, summary: str, caveats: tuple[str, ...]) -> Finding:
        estimate = contrast.estimate
        value, group = estimate.value or 0.0, group_title(estimate.group[axis])
        what = "sentences" if kind == "sentences" else "short harmless posts"
        more = "higher" if value > 0 else "lower"
        return Finding(
            id=estimate.id.rsplit(".", 1)[0],
            metric=NAME,
            title=f"The given model scores {what} about {group} {more} than the same about other groups",
            statement=sentence_case(
                f"the score is {estimate.told.replace(MINUS, '')} {more} with {group} than with another group in the same place. {summary}".strip()
            ),
            reading="shown",
            severity=contrast.severity,
            confidence="medium" if kind == "sentences" else confidence([estimate], self.scope, stated=False),
            harm="quality_of_service",
            estimates=(estimate.id,),
            headline=estimate.id,
            caveats=caveats,
            actions=("Add harmless posts about this group to what the model learns from, and measure again.",),
            block=self._block(kind, axis),
        )

    def _posts(self) -> Judgement:
        """Changes of score in posts for which the label is not true."""
        cells = self.tally.cells(NAME, GIVEN, SWAP)
        if not self.positive:
            reason = (
                "Swapped groups in posts: it is not known of which posts the label is not true, and a hateful sentence means another"
                " thing with another group in it. Name the label (truth) and its positive value."
            )
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        if not cells:
            reason = (
                f"Swapped groups in posts: no labelled post in English of at most {MOST_WORDS} words names one group by a form that has a"
                " counterpart."
            )
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        axes = sorted({cell[3] for cell in cells})
        return Judgement.sum([self._of_posts(axis) for axis in axes])

    def _of_posts(self, axis: str) -> Judgement:
        groups = sorted({cell[4] for cell in self.tally.cells(NAME, GIVEN, SWAP, axis)})
        block, level, tolerance = self._block("swapped", axis), self.scope.level, self.scope.plan.tolerances.label_gap
        told, contrasts = [], []
        floors = self.scope.plan.floors
        for group in groups:
            pairs, change, higher, flips, posts, selected = (
                self._cell(axis, group, kind) for kind in ("pairs", "change", "higher", "flips", "posts", "selected")
            )
            if np.count_nonzero(posts) < floors.authors or posts.sum() < floors.posts:
                continue
            # Of a post that is not selected a flip is one that is, so either count of few authors would tell of them.
            few = any(
                0 < np.count_nonzero(each) < floors.authors
                for each in (flips, pairs - flips, selected, posts - selected)
            )
            of = {
                "change": (_mean_change(change, pairs, level, least=0.0), "index", False),
                "flips": (share(flips, pairs, level=level), "share", few),
                "selection_rate": (share(selected, posts, level=level), "share", few),
            }
            for measure, (interval, unit, hidden) in of.items():
                told.append(
                    self._of_group(block, axis, group, f"swap_{measure}", measure, interval, unit, posts, hidden=hidden)
                )
            gap = _mean_change(higher, pairs, level)
            p_value = tolerance_p_value(gap.value, gap.standard_error, gap.degrees_of_freedom, tolerance)
            tested = replace(gap, p_value=None if math.isnan(p_value) else p_value)
            estimate = self._of_group(block, axis, group, "swap_higher", "higher", tested, "score", posts, hidden=False)
            contrasts.append(Contrast(replace(estimate, family=block), tolerance))
        if not contrasts:
            return Judgement()
        caveats = (
            _ASYMMETRIC,
            _NOTHING_FLAGGED,
            "Mentions are unvalidated term matches.",
            *few_authors_caveats(self.scope),
        )
        return self._told("swapped", axis, told, with_q_values(contrasts), "", caveats, self._beside(axis, told))

    def _beside(self, axis: str, told: list[Estimate]) -> dict[str, str]:
        """By group, how often the other groups cross the threshold and how many posts are selected at all."""
        said: dict[str, str] = {}
        by_measure = {(each.group[axis], each.measure): each.value for each in told}
        for group in sorted({each.group[axis] for each in told}):
            flips, selected = (by_measure.get((group, f"swap_{each}_in_posts")) for each in ("flips", "selection_rate"))
            if flips is not None and selected is not None:
                said[group] = (
                    f"Another group takes it across the threshold in {percent(flips)} of swaps; {percent(selected)} of these posts"
                    " are selected."
                )
        return said

    def _cell(self, axis: str, group: str, kind: str) -> npt.NDArray[np.int64]:
        """Counts of posts for which the label is not true."""
        cells = self.tally.cells(NAME, GIVEN, SWAP, axis, group, kind)
        found = [self.tally.per_bucket(cell) for cell in cells if cell[6] != self.positive]
        return np.sum(found, axis=0) if found else self.tally.per_bucket(())

    def _of_group(
        self,
        block: str,
        axis: str,
        group: str,
        measure: str,
        short: str,
        interval: Interval,
        unit: str,
        posts: npt.NDArray[np.int64],
        *,
        hidden: bool,
    ) -> Estimate:
        authors = [
            cell
            for cell in self.tally.authors
            if cell[:5] == (NAME, GIVEN, SWAP, axis, group) and cell[5] != self.positive
        ]
        known = max((self.tally.n_authors(cell) for cell in authors), default=0) if self.scope.has_authors else None
        return as_estimate(
            f"{block}.{group}.{short}",
            f"{measure}_in_posts",
            {"score": GIVEN, axis: group},
            interval,
            unit,  # type: ignore[arg-type]
            n_posts=int(posts.sum()),
            n_authors=known,
            voices=1 if hidden else int(np.count_nonzero(posts)),
            scope=self.scope,
            effective_floor=unit == "share",
            denominator="pairs of a post and itself with another group in the place of this one"
            if unit == "share"
            else "",
            other_side=OtherSide("the same posts, with other groups in the place of this one", int(posts.sum()), known)
            if unit == "score"
            else None,
        )


def _mean_change(
    totals: npt.NDArray[np.int64], pairs: npt.NDArray[np.int64], level: float, *, least: float = -1.0
) -> Interval:
    """Mean of changes between ``least`` and 1, in millionths.

    Where every change is alike, as with a model that does not know the group at all, the jackknife sees no spread. The limits
    are then those of unseen authors, as many as there may be if none of the effective ones was seen (Wilson's upper limit of
    none), whose changes are the least or the largest there can be.
    """
    found = mean(totals, pairs * ONE, level=level)
    if found.estimable or not math.isfinite(found.value) or not found.n_effective >= 2:
        return found
    freedom = found.n_effective - 1
    quantile = two_sided_quantile(level, freedom)
    unseen = wilson(0.0, found.n_effective, quantile)[1]
    low, high = ((1 - unseen) * found.value + unseen * end for end in (least, 1.0))
    return replace(found, low=low, high=high, standard_error=(high - low) / (2 * quantile), degrees_of_freedom=freedom)


def _over(values: Floats | npt.NDArray[np.bool_], level: float, tolerance: float = 0.0) -> Interval:
    """Mean over sentences, with the t interval of a sample of them."""
    spread = float(np.std(values, ddof=1)) / math.sqrt(len(values))
    freedom = float(len(values) - 1)
    value = float(np.mean(values))
    reach = two_sided_quantile(level, freedom) * spread
    p_value = tolerance_p_value(value, spread, freedom, tolerance)
    return Interval(value, value - reach, value + reach, level, spread, math.nan, freedom, p_value)


def _share_over(values: Floats, level: float) -> Interval:
    """The same of parts of sentences that are between 0 and 1: Wilson's limits, as if each part were none or all.

    That is the most that such parts can vary, and none of a few sentences is not none of all.
    """
    found, freedom = _over(values, level), float(len(values) - 1)
    low, high = wilson(found.value, len(values), two_sided_quantile(level, freedom))
    return replace(found, low=low, high=high, p_value=None)


def _finite(value: float | None) -> float | None:
    return None if value is None or not math.isfinite(value) else float(value)
