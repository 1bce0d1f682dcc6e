"""Words into groups: by the plan's values, its table, its patterns, the usual words, and written places."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from audit.grouping.outcome import NOT_MAPPED, NOTHING, Outcome, outcome_of
from audit.grouping.places import place_of
from audit.metrics.attribute_cells import MOST_STATED_GROUPS
from audit.plan.groups import Group, folded
from audit.resources import read_mapping, stated_group

#: Stated values longer than this are sentences, not groups.
LONGEST_GROUP = 40


def settle_words(values: Sequence[str | None], attribute: str, group: Group | None) -> list[Outcome] | None:
    """What each value comes to, or None if that is free text: more than :data:`MOST_STATED_GROUPS` groups.

    Parameters
    ----------
    values : sequence of str or None
        Each once.
    attribute : str
        Its usual words are known for some: ``female`` for ``women``.
    group : Group or None
        What the plan says of it.
    """
    own = {folded(value): name for name, stated in group.values.items() for value in stated} if group else {}
    table: Mapping[str, str] = read_mapping(group.table).groups if group and group.table else {}
    matched = _matched(values, group.patterns) if group and group.patterns else {}
    found: list[Outcome] = []
    groups: set[str] = set()
    for position, value in enumerate(values):
        outcome = _one(value, own, table, matched.get(position), attribute, group)
        found.append(outcome)
        if outcome.group is not None:
            groups.add(outcome.group)
            if len(groups) > MOST_STATED_GROUPS:
                return None
    return found


def plain_group(value: str) -> str:
    """The group that a stated value is by itself: its letters and digits, words joined by underscores."""
    return "_".join("".join(each if each.isalnum() else " " for each in folded(value)).split())[:LONGEST_GROUP]


def own_outcomes(values: Sequence[str | None], group: Group) -> list[Outcome | None]:
    """What the plan's ``values`` say of each value; None where they do not name it."""
    own = {folded(value): name for name, stated in group.values.items() for value in stated}
    named = [None if value is None or not own else own.get(folded(value)) for value in values]
    return [None if name is None else outcome_of(name) for name in named]


def _one(
    value: str | None,
    own: Mapping[str, str],
    table: Mapping[str, str],
    matched: str | None,
    attribute: str,
    group: Group | None,
) -> Outcome:
    if value is None:
        return NOTHING
    form = folded(value)
    named = own.get(form, table.get(form))
    if named is not None:
        return outcome_of(named)
    usual = stated_group(attribute, value)
    if usual == "unknown":
        return NOTHING
    if matched is not None or usual is not None:
        return outcome_of(usual or "" if matched is None else matched)
    place = place_of(form, group.places) if group and group.places else NOTHING
    if place.group is not None:
        return place
    if group and group.otherwise:
        return outcome_of(group.otherwise)
    if group and group.is_mapped:
        return Outcome(None, place.reason or NOT_MAPPED)
    return outcome_of(plain_group(form))


def _matched(values: Sequence[str | None], patterns: Mapping[str, Sequence[str]]) -> dict[int, str]:
    """Position of each value that a pattern is found in, and the first group of the plan with such a pattern."""
    texts = pc.utf8_normalize(pa.array(values, pa.string()), form="NFC")
    found: dict[int, str] = {}
    for group in reversed(list(patterns)):
        for pattern in patterns[group]:
            here = pc.match_substring_regex(texts, pattern, ignore_case=True).fill_null(fill_value=False)
            found.update(dict.fromkeys(pc.indices_nonzero(here).to_pylist(), group))
    return found
