"""One plan for several files: a file that lacks the column of an attribute is read as if the plan did not name it.

What the other columns of that file are guessed to be then holds for it, so ``gender`` in one file may be ``user_gender``
in the next. A column that no file has is an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from audit.errors import ColumnError
from audit.loaders.prepared import Prepared
from audit.loaders.settling import prepare
from audit.loaders.source import Source
from audit.plan import Plan

Lacking = Mapping[str, ColumnError]


def prepare_what_is_there(source: Source, plan: Plan, tags: Mapping[str, str]) -> tuple[Prepared, Lacking]:
    """Prepare a source of several, and say which attributes of the plan have no column in it, with the error of each."""
    lacking: dict[str, ColumnError] = {}
    while True:
        groups = {name: group for name, group in plan.groups.items() if name not in lacking}
        try:
            prepared = prepare(source, plan.model_copy(update={"groups": groups}), language_tags=tags)
        except ColumnError as error:
            if not error.attribute or error.attribute in lacking:
                raise
            lacking[error.attribute] = error
        else:
            return _told(prepared, lacking, plan), lacking


def check_columns(lacking: Sequence[Lacking]) -> None:
    """Refuse a column that no source has.

    Raises
    ------
    ColumnError
        That of the first source.
    """
    for attribute, error in (lacking[0] if lacking else {}).items():
        if all(attribute in each for each in lacking):
            raise error


def _told(prepared: Prepared, lacking: Lacking, plan: Plan) -> Prepared:
    found = {use.role.partition(":")[2]: use.column.name for use in prepared.mapping.uses}
    notes = [
        f"{prepared.source.name}: there is no column {plan.groups[name].column!r}; {name} is "
        + (f"read from {found[name]}" if name in found else "not stated")
        for name in lacking
    ]
    return replace(prepared, notes=(*prepared.notes, *notes))
