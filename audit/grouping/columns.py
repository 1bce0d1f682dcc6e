"""Attribute columns of a batch into columns of groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.grouping.ages import REASONS, ages
from audit.grouping.bins import positions, settle_numbers
from audit.grouping.outcome import BELOW, Outcome
from audit.grouping.words import own_outcomes, settle_words
from audit.loaders.guessing.timestamps import DAY_FIRST, MONTH_FIRST
from audit.plan import Plan
from audit.plan.groups import Group
from audit.wording.bin_names import bin_names

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Grouped:
    """What an attribute of n posts came to.

    Attributes
    ----------
    column : DictionaryArray of string, length n, or None
        Group of each post's author, null where none is stated; None if there are too many groups to be any.
    is_open : bool
        Whether stated values may be groups of their own, so that there may be any number of them.
    lost : dict of str to ndarray of bool, shape (n,)
        Posts whose author states something that gives no group, by reason.
    """

    column: pa.DictionaryArray | None
    is_open: bool = False
    lost: dict[str, Mask] = field(default_factory=dict)


def group_column(column: pa.Array, attribute: str, plan: Plan, created: pa.Array | None = None) -> Grouped:
    """Replace what is stated by groups.

    Parameters
    ----------
    column : Array of string, length n
    attribute : str
    plan : Plan
    created : Array of timestamp[us, UTC], length n, or None
        When the posts were written, for ages.
    """
    encoded = column.dictionary_encode()
    group = plan.groups.get(attribute)
    if group is not None and group.age:
        order = plan.dates if plan.dates in {DAY_FIRST, MONTH_FIRST} else ""
        age, reason = ages(encoded, created, group.age, attribute=attribute, order=order)
        return _of_ages(encoded, age, reason, group)
    values = encoded.dictionary.to_pylist()
    if group is not None and group.bins:
        named = own_outcomes(values, group)
        numbers = settle_numbers(values, group.edges)
        return _spread(encoded, [own or number for own, number in zip(named, numbers, strict=True)], is_open=False)
    outcomes = settle_words(values, attribute, group)
    is_open = group is None or not (group.is_mapped or group.otherwise)
    return Grouped(None, is_open) if outcomes is None else _spread(encoded, outcomes, is_open=is_open)


def _of_ages(
    encoded: pa.DictionaryArray, age: npt.NDArray[np.float64], reason: npt.NDArray[np.int64], group: Group
) -> Grouped:
    """Ages to bands, but for what the plan names itself, such as the first day that a form offers."""
    found = positions(age, group.edges)
    lost = {why: reason == number for number, why in enumerate(REASONS) if number}
    lost[BELOW] = ~np.isnan(age) & (found < 0)
    groups = bin_names(group.edges)
    own = own_outcomes(encoded.dictionary.to_pylist(), group)
    rows = encoded.indices.fill_null(len(own)).to_numpy(zero_copy_only=False)
    for position, outcome in enumerate(own):
        if outcome is not None:
            here = rows == position
            groups += [outcome.group] if outcome.group is not None and outcome.group not in groups else []
            found[here] = -1 if outcome.group is None else groups.index(outcome.group)
            lost = {why: at & ~here for why, at in lost.items()}
    return Grouped(_column(found, groups), lost={why: at for why, at in lost.items() if at.any()})


def _spread(encoded: pa.DictionaryArray, outcomes: Sequence[Outcome], *, is_open: bool) -> Grouped:
    """Outcomes of distinct values to the posts that state them."""
    groups = sorted({each.group for each in outcomes if each.group is not None})
    index = {group: position for position, group in enumerate(groups)}
    lookup = np.array([*(-1 if each.group is None else index[each.group] for each in outcomes), -1], dtype=np.int64)
    rows = encoded.indices.fill_null(len(outcomes)).to_numpy(zero_copy_only=False)
    lost = {}
    for reason in sorted({each.reason for each in outcomes if each.reason}):
        lost[reason] = np.array([*(each.reason == reason for each in outcomes), False])[rows]
    return Grouped(_column(lookup[rows], groups), is_open, lost)


def _column(codes: npt.NDArray[np.int64], groups: Sequence[str]) -> pa.DictionaryArray:
    """Codes of groups, -1 for none, with the names of those that occur."""
    present, places = np.unique(codes[codes >= 0], return_inverse=True)
    indices = np.zeros(len(codes), dtype=np.int32)
    indices[codes >= 0] = places
    names = pa.array([groups[each] for each in present.tolist()], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=codes < 0), names)
