"""What only shows when the sources of one dataset are seen together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audit.loaders.prepared import Prepared
from audit.loaders.tables.columns import ColumnMap, Use


def aligned(prepared: Sequence[Prepared]) -> list[Prepared]:
    """Make the sources of a dataset say the same things in the same way.

    - Ids that number the rows of a file begin anew in the next: in files whose first texts differ they are no ids of
      posts, and taken for such would make copies of posts that are none.
    - A cell of several labels is taken apart into the same labels in every file, so that a label that no post of one
      file has is a "no" there and not unknown.
    """
    return _same_labels(_without_row_numbers(prepared))


def _without_row_numbers(prepared: Sequence[Prepared]) -> list[Prepared]:
    numbered = [each.mapping.numbered for each in prepared if each.mapping.numbered]
    clash = any(
        sum(mine == theirs for mine, theirs in zip(one, other, strict=False)) < min(len(one), len(other)) / 2
        for place, one in enumerate(numbered)
        for other in numbered[:place]
    )
    return [_unnumbered(each) if clash and each.mapping.numbered else each for each in prepared]


def _unnumbered(prepared: Prepared) -> Prepared:
    mapping = prepared.mapping
    name = next(use.column.name for use in mapping.uses if use.role == "post_id")
    why = "counts the rows of each file, so it is no id of a post"
    uses = tuple(use for use in mapping.uses if use.role != "post_id")
    mapping = replace(mapping, uses=uses, unused=(*mapping.unused, (name, why)), numbered=())
    return replace(prepared, mapping=mapping, notes=(*prepared.notes, f"{prepared.source.name}: {name} {why}"))


def _same_labels(prepared: Sequence[Prepared]) -> list[Prepared]:
    known: dict[tuple[str, str], set[str]] = {}
    for each in prepared:
        for use in each.mapping.uses:
            if use.how == "has":
                known.setdefault((use.column.name, use.who), set()).add(use.what)
    return [replace(each, mapping=_with_labels(each.mapping, known)) for each in prepared] if known else list(prepared)


def _with_labels(mapping: ColumnMap, known: dict[tuple[str, str], set[str]]) -> ColumnMap:
    uses: list[Use] = []
    done: set[str] = set()
    for use in mapping.uses:
        if use.how != "has":
            uses.append(use)
        elif use.column.name not in done:
            done.add(use.column.name)
            stem = use.role.removesuffix(f"={use.what}")
            uses += [replace(use, role=f"{stem}={what}", what=what) for what in sorted(known[use.column.name, use.who])]
    return replace(mapping, uses=tuple(uses))
