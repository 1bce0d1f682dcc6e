"""What was stated and gave no group, by reason: told beside the shares of an attribute, where it counts as unstated.

A reason that too few authors gave is not told, and neither is what would follow from the rest: the posts without a
printed group are a number in every report, and these are parts of it.
"""

from __future__ import annotations

import numpy as np

from audit.disclosure import suppress
from audit.finding import Judgement, NotMeasured
from audit.grouping import outcome
from audit.grouping.ages import OLDEST
from audit.metrics.attribute_cells import attributes_with_losses, lost_cell, reasons_of
from audit.metrics.base import Scope
from audit.resources import axis_title
from audit.tally import Tally
from audit.wording import count, join, plural, sentence_case

_METRIC = "representation"
_STATE = {
    outcome.NOT_MAPPED: "a value that the plan maps to no group",
    outcome.SEVERAL_PLACES: "a place that may be in several countries",
    outcome.NO_NUMBER: "no number",
    outcome.BELOW: "a number below the first group",
    outcome.NO_DATE: "no date that can be read",
    outcome.YEAR_ALONE: "a year alone, which gives no days",
    outcome.NO_TIME: "a date, in a post that has no time of its own",
    outcome.NEGATIVE: "a date after the post",
    outcome.TOO_OLD: f"a date more than {OLDEST} years before the post",
    outcome.NO_NAME: "no first name of at least two letters and no digits",
    outcome.NOT_LISTED: "a first name that the list does not have",
    outcome.UNSURE: "a first name that is not classified, as no group has enough of it",
}


def unmapped(tally: Tally, scope: Scope) -> Judgement:
    """How many posts have an author who states something that gives no group, and why, for each attribute."""
    notes = [_note(attribute, tally, scope) for attribute in attributes_with_losses(tally)]
    return Judgement(not_measured=tuple(each for each in notes if each is not None))


def _note(attribute: str, tally: Tally, scope: Scope) -> NotMeasured | None:
    reasons = reasons_of(tally, attribute)
    lost = [tally.per_bucket(lost_cell(attribute, reason)) for reason in reasons]
    rest = tally.per_bucket(("dataset", "posts")) - np.sum(lost, axis=0)
    for group in _printed(attribute, tally, scope):
        rest = rest - tally.per_bucket((_METRIC, attribute, "posts", group))
    hidden = suppress([int(np.count_nonzero(each)) for each in (*lost, rest)], scope.plan.floors.authors)[:-1]
    shown = sorted(
        ((int(each.sum()), reason) for each, reason, gone in zip(lost, reasons, hidden, strict=True) if not gone),
        key=lambda pair: (-pair[0], pair[1]),
    )
    if not shown:
        return None
    told = [
        f"{count(posts) if at else plural(posts, 'post')} state {_STATE[reason]}"
        for at, (posts, reason) in enumerate(shown)
    ]
    few = " What fewer authors state is not told apart." if hidden.any() else ""
    return NotMeasured(
        _METRIC, f"{sentence_case(axis_title(attribute))}: {join(told)}. All of them count as unstated.{few}"
    )


def _printed(attribute: str, tally: Tally, scope: Scope) -> list[str]:
    """Groups with enough voices to be printed; the posts of all others count as unstated too."""
    floor = scope.plan.floors.authors
    groups = [cell[3] for cell in tally.cells(_METRIC, attribute, "posts")]
    if scope.has_authors and attribute not in scope.plan.inference:
        return [each for each in groups if tally.n_authors((_METRIC, attribute, "authors", each)) >= floor]
    return [each for each in groups if tally.authors_at_least((_METRIC, attribute, "posts", each)) >= floor]
