"""One plan for several files: a file that lacks the column of an attribute or label is read as if the plan did not name it.

For attributes, what the other columns of that file are guessed to be then holds, so ``gender`` in one file may be
``user_gender`` in the next. A column that no file has is an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from audit.errors import ColumnError
from audit.loaders.guessing.shape import ATTRIBUTE, LABEL, SCORE
from audit.loaders.prepared import Prepared
from audit.loaders.settling import prepare
from audit.loaders.source import Source
from audit.plan import Plan

Lacking = Mapping[str, ColumnError]


def prepare_what_is_there(source: Source, plan: Plan, tags: Mapping[str, str]) -> tuple[Prepared, Lacking]:
    """Prepare a source of several, and say what the plan asks for that has no column in it, with the error of each."""
    lacking: dict[str, ColumnError] = {}
    while True:
        groups = {name: group for name, group in plan.groups.items() if ATTRIBUTE + name not in lacking}
        labels = tuple(name for name in plan.labels if LABEL + name not in lacking)
        truth = plan.models.truth if LABEL + plan.models.truth not in lacking else ""
        scores = tuple(name for name in plan.models.scores if SCORE + name not in lacking)
        models = plan.models.model_copy(update={"scores": scores, "truth": truth})
        there = plan.model_copy(update={"groups": groups, "labels": labels, "models": models})
        try:
            prepared = prepare(source, there, language_tags=tags)
        except ColumnError as error:
            if not error.role or error.role in lacking:
                raise
            lacking[error.role] = error
        else:
            asked = prepared if labels or not plan.labels else _without_labels(prepared)
            return _told(asked, lacking, plan), lacking


def check_columns(lacking: Sequence[Lacking]) -> None:
    """Refuse a column that no source has.

    Raises
    ------
    ColumnError
        That of the first source.
    """
    for role, error in (lacking[0] if lacking else {}).items():
        if all(role in each for each in lacking):
            raise error


def _without_labels(prepared: Prepared) -> Prepared:
    """Labels are guessed only where a plan names none."""
    uses = tuple(each for each in prepared.mapping.uses if not each.role.startswith(LABEL))
    return replace(prepared, mapping=replace(prepared.mapping, uses=uses))


def _told(prepared: Prepared, lacking: Lacking, plan: Plan) -> Prepared:
    found = {use.role: use.column.name for use in prepared.mapping.uses}
    notes = []
    for role in lacking:
        kind, _, name = role.partition(":")
        column = plan.groups[name].column if f"{kind}:" == ATTRIBUTE else name
        said = f"{name} is read from {found[role]}" if role in found else f"{name} is not stated"
        notes.append(f"{prepared.source.name}: there is no column {column!r}; {said}")
    return replace(prepared, notes=(*prepared.notes, *notes))
