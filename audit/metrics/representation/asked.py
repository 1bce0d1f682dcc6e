"""Columns that ``[representation]`` of the plan asks for: attributes crossed with each other, and slices of the posts."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

import numpy as np
import orjson
import pyarrow as pa
import pyarrow.compute as pc

from audit.metrics.counting import coded
from audit.plan import Plan
from audit.tally import Tally

NAME = "representation"
CROSSED, SLICED = "crossed", "sliced"
TOO_MANY = "too many"
#: Joins attributes, and their groups, as benchmarks of several at once do: ``gender*age``, ``women*18-29``.
JOINT = "*"
#: More stated values than this is free text, not groups.
MOST_GROUPS = 100
#: More cells than this are no groups anybody could read.
MOST_CELLS = 200
#: Pairs that are crossed where the plan does not say which.
_MOST_PAIRS = 3
# Times outside are damage, as for coverage.
_FIRST, _LAST = (np.datetime64(f"{year}-01-01", "us").astype(np.int64) for year in (1990, 2100))


def intersections(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """Attributes to cross: as the plan says, or pairs of the stated attributes it names, the first three by name.

    Those that a benchmark of the plan crosses come first where the plan does not say, and in its order always: its groups
    are named in that order.
    """
    joint = [tuple(name.split(JOINT)) for name in sorted(plan.benchmarks) if JOINT in name]
    if plan.representation.intersections is not None:
        asked = plan.representation.intersections
    else:
        own = sorted(name for name in plan.groups if name not in plan.inference and JOINT not in name)
        pairs = [each for each in itertools.combinations(own, 2) if set(each) not in map(set, joint)]
        asked = (*(each for each in joint if set(each) <= set(own)), *pairs[:_MOST_PAIRS])
    ordered = (next((each for each in joint if set(each) == set(names)), names) for names in asked)
    return tuple(dict.fromkeys(ordered))


def asked_values(
    values: Mapping[str, pa.Array], table: pa.RecordBatch, plan: Plan, tally: Tally
) -> dict[str, pa.Array]:
    """Columns ``crossed:A*B`` and ``slice:WHAT`` of a batch.

    Parameters
    ----------
    values : mapping of str to Array
        The columns ``attribute:NAME``, mapped to groups.
    table : RecordBatch
    plan : Plan
    tally : Tally
        Where an intersection of too many cells is noted.

    Returns
    -------
    dict of str to DictionaryArray
        A crossed value is the list of its groups as JSON, so that no name can be taken for two.
    """
    result = {}
    for names in intersections(plan):
        columns = [values.get(f"attribute:{name}") for name in names]
        if any(each is None for each in columns):
            continue
        crossed = _crossed(columns)
        if crossed is None:
            tally.totals[NAME, CROSSED, JOINT.join(names), TOO_MANY] = 1
        else:
            result[f"{CROSSED}:{JOINT.join(names)}"] = crossed
    for what in plan.representation.slices:
        column = _slice(what, table)
        if column is not None:
            result[f"slice:{what}"] = column
    return result


def _crossed(columns: list[pa.Array]) -> pa.DictionaryArray | None:
    """The groups of several attributes at once; None where there are too many of them."""
    parts = [coded(column) for column in columns]
    if any(len(groups) > MOST_GROUPS for groups, _, _ in parts):
        return None
    sizes = tuple(max(len(groups), 1) for groups, _, _ in parts)
    known = np.logical_and.reduce([stated for _, _, stated in parts])
    codes = np.ravel_multi_index(tuple(own[known] for _, own, _ in parts), sizes)
    present, compact = np.unique(codes, return_inverse=True)
    if len(present) > MOST_CELLS:
        return None
    indices = np.zeros(len(known), dtype=np.int32)
    indices[known] = compact
    places = np.array(np.unravel_index(present, sizes)).T.tolist()
    words = [
        orjson.dumps([groups[at] for at, (groups, _, _) in zip(place, parts, strict=True)]).decode() for place in places
    ]
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=~known), pa.array(words, pa.string()))


def _slice(what: str, table: pa.RecordBatch) -> pa.DictionaryArray | None:
    """The period or community of each post; None where the source has no such field."""
    index = table.schema.get_field_index("community" if what == "community" else "created_at")
    if index < 0:
        return None
    column = table.column(index)
    if what == "community":
        return column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    micros = pc.cast(column, pa.int64())
    known = micros.is_valid().to_numpy(zero_copy_only=False)
    times = micros.fill_null(0).to_numpy(zero_copy_only=False)
    known &= (times >= _FIRST) & (times < _LAST)
    months = times.astype("datetime64[us]").astype("datetime64[M]").astype(np.int64)
    per = {"month": 1, "quarter": 3, "year": 12}[what]
    present, compact = np.unique(months[known] // per, return_inverse=True)
    indices = np.zeros(len(times), dtype=np.int32)
    indices[known] = compact
    words = [_period(int(each), what) for each in present]
    return pa.DictionaryArray.from_arrays(pa.array(indices, mask=~known), pa.array(words, pa.string()))


def periods_between(first: str, last: str, what: str) -> list[str]:
    """All periods from one to another, both included: those without posts are gaps, and shown as such.

    Examples
    --------
    >>> periods_between("2023-Q4", "2024-Q2", "quarter")
    ['2023-Q4', '2024-Q1', '2024-Q2']
    """
    low, high = (_number(each, what) for each in (first, last))
    return [_period(each, what) for each in range(low, high + 1)]


def _number(period: str, what: str) -> int:
    year, _, part = period.partition("-")
    parts = {"month": 12, "quarter": 4, "year": 1}[what]
    return (int(year) - 1970) * parts + (int(part.removeprefix("Q")) - 1 if part else 0)


def _period(number: int, what: str) -> str:
    """``2024-05``, ``2024-Q2`` or ``2024``: names that sort as time does."""
    if what == "year":
        return str(1970 + number)
    parts = 12 if what == "month" else 4
    year, part = 1970 + number // parts, number % parts + 1
    return f"{year}-{part:02d}" if what == "month" else f"{year}-Q{part}"
