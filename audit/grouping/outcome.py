"""What a stated value comes to: a group, nothing, or nothing for a reason that is counted."""

from __future__ import annotations

from typing import NamedTuple

#: Why a value that is there leaves its author without a group; keys of the tally. What is missing, or says that nothing
#: is stated, needs no reason.
NOT_MAPPED = "not mapped"
SEVERAL_PLACES = "several places"
NO_NUMBER = "no number"
BELOW = "below"
NO_DATE = "no date"
YEAR_ALONE = "year alone"
NO_TIME = "no time of the post"
NEGATIVE = "negative"
TOO_OLD = "too old"
NO_NAME = "no first name"
NOT_LISTED = "not listed"
UNSURE = "unsure"


class Outcome(NamedTuple):
    """Either a group or, with or without a reason, none."""

    group: str | None
    reason: str = ""


NOTHING = Outcome(None)


def outcome_of(group: str) -> Outcome:
    """A group of the plan; ``unknown`` says that nothing is stated."""
    return NOTHING if group in {"", "unknown"} else Outcome(group)
