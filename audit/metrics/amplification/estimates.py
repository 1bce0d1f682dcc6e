"""The figures of one label: how good the learner is, and for each group what is labelled, what is predicted, and the change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from audit.finding import Estimate
from audit.metrics.amplification.errors import errors, kinds, untold
from audit.metrics.amplification.figures import AS_THEY_ARE, Maker, histogram, stacked
from audit.metrics.amplification.forms import in_any_form, tells_errors
from audit.metrics.amplification.learned import (
    Learned,
    change_of_gap,
    learn,
    nothing,
    predicted_gap,
    predicted_rate,
    voices_of,
    within,
    words_of,
)
from audit.metrics.amplification.tasks import Comparison, Task
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, with_q_values
from audit.metrics.mentions.forms import Forms
from audit.metrics.mentions.rounding import Others, rounded
from audit.posts import BUCKETS
from audit.probe import naive_bayes
from audit.statistics.amplification import directional_amplification, group_share_amplification, leakage
from audit.statistics.contrasts import difference
from audit.statistics.intervals import share
from audit.statistics.rates import smooth
from audit.statistics.subgroup_auc import auc, subgroup_auc
from audit.statistics.training_error import gap_change

if TYPE_CHECKING:
    from scipy import sparse


@dataclass(frozen=True)
class Compared:
    """What one group came to.

    Attributes
    ----------
    comparison : Comparison
    label_gap : Estimate
    change : Contrast
    errors : tuple of Contrast
    others : tuple of Estimate
        What else is told.
    gap_by_all_forms : Estimate, optional
        The gap in the labels by all forms as it is, which is not to be printed; None where strict forms are all.
    """

    comparison: Comparison
    label_gap: Estimate
    change: Contrast
    errors: tuple[Contrast, ...]
    others: tuple[Estimate, ...]
    gap_by_all_forms: Estimate | None = None

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All figures."""
        return self.label_gap, self.change.estimate, *(each.estimate for each in self.errors), *self.others

    @property
    def direction(self) -> str:
        """What the change does to the gap in the labels: widens, narrows, turns or makes it; where neither is known, nothing."""
        gap, change = self.label_gap, self.change.estimate
        if change.value is None or gap.value is None or gap.low is None or gap.high is None:
            return ""
        if gap.low <= 0 <= gap.high:
            return "makes"
        if gap.value * change.value > 0:
            return "widens"
        predicted = self.predicted_gap
        other_way = predicted.value is not None and predicted.value * gap.value < 0
        return "turns" if other_way and _excludes_zero(predicted) else "narrows"

    @property
    def predicted_gap(self) -> Estimate:
        """The gap in predictions."""
        return next(one for one in self.others if one.id.endswith(".predicted_gap"))


@dataclass(frozen=True)
class Answer:
    """What one label value came to."""

    task: Task
    words: sparse.csr_matrix
    learned: Learned
    skill: Estimate
    compared: tuple[Compared, ...]
    means: tuple[Estimate, ...]
    forms: Forms

    @property
    def estimates(self) -> tuple[Estimate, ...]:
        """All figures."""
        return self.skill, *(one for each in self.compared for one in each.estimates), *self.means


def answer(
    task: Task, compared: Sequence[Comparison], values: Sequence[str], scope: Scope, sampled: int
) -> Answer | None:
    """Learn one label, and compare the groups; None where it cannot be learned."""
    counts = words_of(task)
    learned = learn(task, counts) if counts.shape[1] else None
    if learned is None:
        return None
    counting = learn(task, counts, learner=naive_bayes)
    make = Maker(task, values, scope, sampled)
    positives, negatives = (histogram(task, learned, mask) for mask in (task.has, ~task.has))
    skill = make.whole("auc", auc(positives, negatives, level=scope.level), "index", AS_THEY_ARE)
    forms = Forms()
    secret = untold(task, learned.made.chosen, compared, scope.plan.floors.authors)
    made = [
        _compare(
            learned, counting, each, make, scope, forms, errors_hidden=(each.side, each.axis, each.group) in secret
        )
        for each in compared
    ]
    changes = with_q_values(each.change for each in made)
    # False alarms and misses are families of their own.
    gaps = with_q_values(one for each in made for one in each.errors)
    width = len(made[0].errors) if made else 0
    told = tuple(
        replace(each, change=changes[index], errors=tuple(gaps[index * width : (index + 1) * width]))
        for index, each in enumerate(made)
    )
    return Answer(task, counts, learned, skill, told, _means(task, learned, told, make, scope), forms)


def _compare(
    learned: Learned,
    counting: Learned | None,
    each: Comparison,
    make: Maker,
    scope: Scope,
    forms: Forms,
    *,
    errors_hidden: bool,
) -> Compared:
    task, level, tolerance = learned.task, scope.level, scope.plan.tolerances.label_gap
    authors = voices_of(task, each)
    own, others = each.own, each.others
    has, chosen = task.has, learned.made.chosen
    sides = [(task.counts(has & mask), task.counts(mask)) for mask in (own, others)]
    label_gap = difference(*sides[0], *sides[1], level=level)
    beside = others if each.alone is None else others | each.alone
    together = difference(*sides[0], task.counts(has & beside), task.counts(beside), level=level)
    change = change_of_gap(each, has)
    interval = learned.interval(change, authors, level=level, tolerance=tolerance)
    fixed = gap_change(*stacked(task, each, (has, chosen)), level=level).standard_error
    note = f"standard error {interval.standard_error:.2g}; {fixed:.2g} with the trained models as they are"
    note = "" if each.blurs or each.rounds or not interval.estimable else note
    at_half = gap_change(*stacked(task, each, (has, learned.made.scores >= 0.5)), level=level)
    by_counting = nothing(level) if counting is None else counting.interval(change, authors, level=level)
    rate = within(learned.interval(predicted_rate(own), authors, level=level), 0.0, 1.0)
    gap = learned.interval(predicted_gap(each), authors, level=level)
    few = tells_errors(learned, each, scope.plan.floors.authors)
    mistaken = errors(task, learned, replace(each, rounds=few), make, scope, hidden=errors_hidden)
    in_any = in_any_form(learned, each, make, scope, errors_hidden=errors_hidden or few)
    told = (
        make.of(each, "label_rate", share(*sides[0], level=level), "share", across=False),
        make.of(each, "predicted_rate", rate, "share", across=False),
        make.of(each, "predicted_gap", gap, "points", counting=chosen),
        make.of(each, "amplification_at_one_half", at_half, "points", note=AS_THEY_ARE),
        make.of(each, "amplification_by_counting", by_counting, "points", note="complement naive Bayes"),
        *mistaken.rates,
        *_ranking(task, learned, each, make, scope),
        *in_any.told.values(),
    )
    amplified = Contrast(make.of(each, "amplification", interval, "points", tested=True, note=note), tolerance)
    return Compared(
        each,
        make.of(each, "label_gap", label_gap, "points", counting=has, together=together),
        in_any.contrast("amplification", amplified, forms),
        tuple(
            in_any.contrast(f"{name}_gap", gap, forms)
            for (name, _, _), gap in zip(kinds(task), mistaken.gaps, strict=True)
        ),
        told,
        in_any.read.get("label_gap"),
    )


def _ranking(task: Task, learned: Learned, each: Comparison, make: Maker, scope: Scope) -> list[Estimate]:
    """How scores rank the group and the others, whether they are what they say, and what predictions give away."""
    masks = [side & truth for side in (each.own, each.others) for truth in (task.has, ~task.has)]
    level, chosen = scope.level, learned.made.chosen
    ranked = subgroup_auc(*(histogram(task, learned, mask) for mask in masks), level=level)
    scores = (learned.made.scores * 1_000_000).round().astype(np.int64)
    summed = np.zeros(BUCKETS, dtype=np.int64)
    np.add.at(summed, (task.owner[each.own] & np.uint64(BUCKETS - 1)).astype(np.int64), scores[each.own])
    observed, posts = task.counts(task.has & each.own), task.counts(each.own)
    calibrated = smooth(lambda y, s, n: (y - s / 1_000_000) / n, observed, summed, posts, level=level, clusters=posts)
    sides = (each.own, each.others)
    # As many posts of either group (Wang et al. 2019): of a rare group nobody would ever guess it.
    even = np.array([1 / (2 * side.sum()) for side in sides])[:, None, None] * (each.own | each.others).sum()
    tables = [
        even * np.stack([np.stack([task.counts(side & mask) for mask in (of, ~of)]) for side in sides])
        for of in (task.has, chosen)
    ]
    both = each.own | each.others
    accuracy = float((chosen[both] == task.has[both]).mean())
    leaked = leakage(*tables, accuracy=accuracy, level=level).difference
    ranks = (
        ("subgroup_auc", ranked.subgroup, None),
        ("bpsn_auc", ranked.bpsn, task.has),
        ("bnsp_auc", ranked.bnsp, ~task.has),
    )
    made = [
        make.of(each, name, interval, "index", note=AS_THEY_ARE, across=asked is not None, asked=asked)
        for name, interval, asked in ranks
    ]
    made.append(make.of(each, "calibration_gap", calibrated, "points", note=AS_THEY_ARE, across=False))
    return [*made, make.of(each, "leakage", leaked, "points", note=AS_THEY_ARE)]


def _means(task: Task, learned: Learned, told: Sequence[Compared], make: Maker, scope: Scope) -> tuple[Estimate, ...]:
    """Published means per axis, over groups whose direction the labels show: elsewhere the sign is noise.

    A group and those who are not of it are all posts there, so what counts as a mention is one in any form.
    """
    result = []
    for side, axis in dict.fromkeys((one.comparison.side, one.comparison.axis) for one in told):
        mine = [
            (one.comparison.by_all_forms, one)
            for one in told
            if (one.comparison.side, one.comparison.axis) == (side, axis)
        ]
        if any(each.blurs or one.label_gap.status == "suppressed" for each, one in mine):
            continue
        settled = [each for each, one in mine if _excludes_zero(one.gap_by_all_forms or one.label_gap)]
        tail, note = f"{side}.{axis}.", f"over {len(settled)} of {len(mine)} groups; {AS_THEY_ARE}"
        if settled:
            chosen = learned.made.chosen
            joint, made, of_group = (
                np.stack([task.counts(each.own & mask) for each in settled])
                for mask in (task.has, chosen, np.ones(len(chosen), bool))
            )
            whole = np.any([each.own | each.others for each, _ in mine], axis=0)
            found = directional_amplification(
                joint[:, None],
                made[:, None],
                of_group,
                task.counts(task.has & whole)[None],
                task.counts(whole),
                level=scope.level,
            )
            mean = make.whole("directional_amplification", found.mean, "points", note, tail)
            # Of one group it would be the change of its rate by all forms, which is hidden.
            if any(one.comparison.rounds for _, one in mine):
                fewest = min(int(min(each.own.sum(), each.others.sum())) for each in settled)
                plan = scope.plan
                mean = rounded(mean, Others(fewest), plan.floors.authors, plan.tolerances.label_gap)
            result.append(mean)
        if len(mine) == 2 and side == "author":
            pair = [
                np.stack([task.counts(each.own & mask) for each, _ in mine])[:, None]
                for mask in (task.has, learned.made.chosen)
            ]
            both = group_share_amplification(pair[0], pair[1], level=scope.level)
            result.append(make.whole("group_share_amplification", both.mean, "points", AS_THEY_ARE, tail))
    return tuple(result)


def _excludes_zero(gap: Estimate) -> bool:
    return gap.low is not None and gap.high is not None and (gap.low > 0 or gap.high < 0)
