"""Figures of posts that name a group in any form, strict and loose, beside those of posts that name it strictly."""

from __future__ import annotations

from dataclasses import dataclass, replace

from audit.finding import Estimate, Unit
from audit.metrics.amplification.errors import error_gap, few_errors, kinds
from audit.metrics.amplification.figures import AS_THEY_ARE, Maker, histogram
from audit.metrics.amplification.learned import Learned, change_of_gap, predicted_gap, voices_of
from audit.metrics.amplification.tasks import Comparison
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast
from audit.metrics.mentions.forms import SUFFIX, Forms
from audit.statistics.contrasts import difference
from audit.statistics.intervals import Interval
from audit.statistics.subgroup_auc import subgroup_auc


@dataclass(frozen=True)
class InAnyForm:
    """Figures by all forms of one group, by measure; none of a group that no post names by loose forms alone.

    Attributes
    ----------
    read, told : dict of str to Estimate
        As they are, and as they are printed.
    """

    read: dict[str, Estimate]
    told: dict[str, Estimate]

    def contrast(self, measure: str, strict: Contrast, forms: Forms) -> Contrast:
        """A comparison by strict forms, read with the one by all forms; adds to ``forms``."""
        read, told = self.read.get(measure), self.told.get(measure)
        return forms.contrast(strict.estimate, read, told, strict.tolerance)


def tells_errors(learned: Learned, each: Comparison, floor: int) -> bool:
    """Whether errors on posts that name a group by loose forms alone would tell of too few authors."""
    if each.alone is None:
        return False
    return each.rounds or few_errors(learned.task, learned.made.chosen, each.alone, floor)


def in_any_form(learned: Learned, each: Comparison, make: Maker, scope: Scope, *, errors_hidden: bool) -> InAnyForm:
    """The gaps of a group by all forms, their change, errors and how scores rank the two sides."""
    if each.alone is None:
        return InAnyForm({}, {})
    made = _intervals(learned, each.by_all_forms, scope)
    errors = [f"{name}_gap" for name, _, _ in kinds(learned.task)]

    def estimates(*, hidden: bool) -> dict[str, Estimate]:
        return {
            measure: make.of(
                each.by_all_forms, measure, replace(interval, p_value=None), unit,
                note=note, voices=1 if hidden or (errors_hidden and measure in errors) else None, suffix=SUFFIX,
            )
            for measure, (interval, unit, note) in made.items()
        }  # fmt: skip

    return InAnyForm(estimates(hidden=False), estimates(hidden=each.rounds))


def _intervals(learned: Learned, each: Comparison, scope: Scope) -> dict[str, tuple[Interval, Unit, str]]:
    task, level = learned.task, scope.level
    own, others = each.own, each.others
    sides = [(task.counts(task.has & mask), task.counts(mask)) for mask in (own, others)]
    authors = voices_of(task, each)
    masks = [side & truth for side in (own, others) for truth in (task.has, ~task.has)]
    ranked = subgroup_auc(*(histogram(task, learned, mask) for mask in masks), level=level)
    gaps = {
        "label_gap": difference(*sides[0], *sides[1], level=level),
        "predicted_gap": learned.interval(predicted_gap(each), authors, level=level),
        "amplification": learned.interval(change_of_gap(each, task.has), authors, level=level),
        **{
            f"{name}_gap": error_gap(learned, each, asked, level=level, tolerance=0.0, wrong=wrong)
            for name, asked, wrong in kinds(task)
        },
    }
    ranks = {"subgroup_auc": ranked.subgroup, "bpsn_auc": ranked.bpsn, "bnsp_auc": ranked.bnsp}
    return {
        **{measure: (interval, "points", "") for measure, interval in gaps.items()},
        **{measure: (interval, "index", AS_THEY_ARE) for measure, interval in ranks.items()},
    }
