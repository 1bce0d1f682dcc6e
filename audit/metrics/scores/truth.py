"""Which value of a label a high score stands for."""

from __future__ import annotations

from collections.abc import Sequence

from audit.metrics.scores.counts import NAME, UNKNOWN
from audit.plan.models import Models
from audit.tally import Tally
from audit.wording import join

#: More distinct values than this is no label: a score or an id.
MOST_VALUES = 12
_POSITIVE = frozenset(
    {"1", "true", "yes", "y", "positive", "toxic", "hate", "hateful", "offensive", "abusive", "sexist"}
)
_NEGATIVE = frozenset(
    {"0", "false", "no", "n", "negative", "none", "normal", "neither", "neutral", "nothate", "not hate"}
)


def values_of(tally: Tally, name: str) -> list[str]:
    """Values of the truth that scored posts have, sorted."""
    cells = tally.cells(NAME, name, "all", "", "everyone", "flag")
    return sorted({cell[6] for cell in cells} - {UNKNOWN})


def positive_of(values: Sequence[str], models: Models) -> tuple[str, str]:
    """The positive value, empty where errors cannot be told, and the reason for that.

    Parameters
    ----------
    values : sequence of str
        Values of the truth that occur.
    models : Models
    """
    errors = "Errors of scores by group"
    if not models.truth:
        return (
            "",
            f"{errors}: no label was named that the scores should predict (--truth), so only who is selected can be told.",
        )
    if not values:
        return "", f"{errors}: no scored post has a label in {models.truth!r}."
    if len(values) > MOST_VALUES:
        return "", f"{errors}: {models.truth!r} has more than {MOST_VALUES} different values: it is no label."
    if len(values) < 2:
        return (
            "",
            f"{errors}: the label {models.truth!r} has one value among scored posts, so nothing can be told apart.",
        )
    if models.positive:
        exact = [each for each in values if each == models.positive]
        alike = exact or [each for each in values if each.casefold() == models.positive.casefold()]
        if alike:
            return alike[0], ""
        return (
            "",
            f"{errors}: no scored post has the label {models.positive!r} in {models.truth!r}, whose values are {_listed(values)}.",
        )
    if len(values) == 2:
        first, second = values
        if first.casefold() in _POSITIVE or second.casefold() in _NEGATIVE:
            return first, ""
        if second.casefold() in _POSITIVE or first.casefold() in _NEGATIVE:
            return second, ""
    return (
        "",
        f"{errors}: name the value of {models.truth!r} that a high score stands for (--positive); there are {_listed(values)}.",
    )


def _listed(values: Sequence[str]) -> str:
    return join([f"\u201c{each}\u201d" for each in values])
