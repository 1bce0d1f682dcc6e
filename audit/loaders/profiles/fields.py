"""Fields of a platform's records that a plan takes for attributes of authors: ``user.created_at``, ``author.verified``.

Loaders of records take out of a record what a post is. What else a record says of the author stays reachable by its path,
which is looked up in the object that the post was made of (:data:`audit.loaders.base.RECORD`), or in the record where a
loader names no object.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa

from audit.errors import ColumnError, did_you_mean
from audit.loaders.base import RECORD, Row
from audit.loaders.guessing.shape import ATTRIBUTE, ordered
from audit.loaders.prepared import Prepared, ProfileField
from audit.loaders.tables.cells import written
from audit.plan import Plan

#: Levels of objects, and different paths, that are listed; a path may lead deeper.
_LEVELS, _PATHS = 6, 2_000


#: What stands at a path that leads nowhere; a field that is there may hold null.
ABSENT: Any = object()


def at(value: Any, path: str) -> Any:
    """What stands at a dotted path, or :data:`ABSENT`. A key may hold dots itself: the longest key wins."""
    while isinstance(value, Mapping):
        if path in value:
            return value[path]
        cuts = [place for place, character in enumerate(path) if character == "." and path[:place] in value]
        if not cuts:
            return ABSENT
        value, path = value[path[: cuts[-1]]], path[cuts[-1] + 1 :]
    return ABSENT


def with_profile(row: Row, record: Any, profile: Sequence[ProfileField]) -> Row:
    """A post with the attributes that a plan asks for, and without the object it was made of."""
    if not profile and RECORD not in row:
        return row
    made_of = row.get(RECORD, record)
    own = row.get("attributes")
    stated = dict(own) if isinstance(own, Mapping) else {}
    for field in profile:
        if field.is_attribute:
            stated[field.attribute] = stated.pop(field.path, None)
        else:
            value = at(made_of, field.path)
            plain = value is not ABSENT and not isinstance(value, list | dict)
            stated[field.attribute] = written(value) if plain else None
    kept = {name: value for name, value in row.items() if name != RECORD}
    return kept | {"attributes": stated} if stated else kept


def named_as_planned(batch: pa.RecordBatch, profile: Sequence[ProfileField]) -> pa.RecordBatch:
    """Posts in the post schema, with attributes under the names that a plan gives them."""
    columns = dict(zip(batch.schema.names, batch.columns, strict=True))
    for field in profile:
        if field.is_attribute and ATTRIBUTE + field.path in columns:
            columns[ATTRIBUTE + field.attribute] = columns.pop(ATTRIBUTE + field.path)
    return ordered(columns) if profile else batch


def profiled(prepared: Prepared, made_of: Iterable[Any], plan: Plan) -> Prepared:
    """A source that is no table, with the fields that a plan takes for attributes.

    Parameters
    ----------
    prepared : Prepared
        With the columns of its posts in ``fields``.
    made_of : iterable
        What the first posts were made of.
    plan : Plan
    """
    if not plan.groups:
        return prepared
    head = list(made_of)
    profile: list[ProfileField] = []
    lacking: list[str] = []
    for attribute, group in plan.groups.items():
        column = group.column.removeprefix(ATTRIBUTE)
        if ATTRIBUTE + column in prepared.fields:
            if column != attribute:
                profile.append(ProfileField(attribute, column, is_attribute=True))
        elif any(at(each, column) is not ABSENT for each in head):
            profile.append(ProfileField(attribute, column))
        elif ATTRIBUTE + attribute not in prepared.fields:
            # The beginning does not have it; what comes after may, above all where the beginning has no post.
            profile.append(ProfileField(attribute, column))
            lacking.append(column)
    renamed = {ATTRIBUTE + field.path for field in profile if field.is_attribute}
    fields = [name for name in prepared.fields if name not in renamed]
    fields += [ATTRIBUTE + field.attribute for field in profile if ATTRIBUTE + field.attribute not in fields]
    notes = [f"{prepared.source.name}: {field.attribute} is read from {field.path}" for field in profile]
    there = [name.removeprefix(ATTRIBUTE) for name in prepared.fields if name.startswith(ATTRIBUTE)]
    return replace(
        prepared,
        profile=tuple(profile),
        lacking=tuple(lacking),
        known=tuple(dict.fromkeys([*there, *paths_of(head)])) if lacking else (),
        fields=tuple(fields),
        notes=(
            *prepared.notes,
            *(note for note, field in zip(notes, profile, strict=True) if field.path not in lacking),
        ),
    )


def check_profile(prepared: Sequence[Prepared], plan: Plan) -> None:
    """Refuse a column that no source has.

    Raises
    ------
    ColumnError
        Names it, and the nearest that is there.
    """
    if not any(each.known or each.own for each in prepared):
        return  # the beginnings hold no post, which is told when they are read
    for group in plan.groups.values():
        column = group.column.removeprefix(ATTRIBUTE)
        if all(column in each.lacking for each in prepared):
            names = ", ".join(each.source.name for each in prepared[:3])
            more = f" and {len(prepared) - 3} more" if len(prepared) > 3 else ""
            raise ColumnError(
                f"{names}{more}: no record has a field {column!r}.",
                hint=did_you_mean(column, {path for each in prepared for path in each.known}),
            )


def paths_of(objects: Iterable[Any]) -> list[str]:
    """Paths of plain values, in the order in which they are met."""
    found: dict[str, None] = {}
    for each in objects:
        for path in _leaves(each, ""):
            found[path] = None
            if len(found) >= _PATHS:
                return list(found)
    return list(found)


def _leaves(value: Any, prefix: str, level: int = 0) -> Iterator[str]:
    if not isinstance(value, Mapping) or level >= _LEVELS:
        return
    for key, inner in value.items():
        path = f"{prefix}{key}"
        if isinstance(inner, Mapping):
            yield from _leaves(inner, f"{path}.", level + 1)
        elif not isinstance(inner, list):
            yield path
