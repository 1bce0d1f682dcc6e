"""Judgements of single annotators, from wherever a table keeps them: a column each, counts, lists in cells, means.

A judgement is (annotator, label, value). Who judged is null where nobody knows. What was chosen from a few words is the
label, without a value. A number is a value, and the label is then the name of its column. Where several questions were
asked, the label says to which it is an answer, as in ``tone=hostile``.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.loaders import cells
from audit.loaders.columns import Use
from audit.posts import SCHEMA

VOTES = SCHEMA.field("votes").type
#: Judgements of one post beyond this are not read: a count of votes may be any number in a hostile file.
MOST_VOTES = 1_000
#: Characters of a cell that may be a list; nothing longer is parsed.
_LONGEST_LIST = 20_000

Rows = npt.NDArray[np.int64]
Piece = tuple[Rows, pa.Array, pa.Array, pa.Array]


def read_votes(uses: Sequence[Use], columns: Sequence[pa.Array], size: int) -> pa.Array:
    """The column ``votes`` of a batch.

    Parameters
    ----------
    uses : sequence of Use
        All of role ``votes``; their ``how`` is ``said`` (a word of one annotator), ``score`` (a number), ``count`` (how
        many chose ``what``), ``list`` (a cell holds what each of several said) or ``who`` (a cell names who they were).
    columns : sequence of Array
        One for each use.
    size : int
        Posts in the batch.

    Returns
    -------
    Array of list of struct
        Null for a post that nobody judged.
    """
    judges = next((cells.as_strings(c) for use, c in zip(uses, columns, strict=True) if use.how == "who"), None)
    questions = {use.what for use in uses if use.how == "said"}
    pieces: list[Piece] = []
    for use, column in zip(uses, columns, strict=True):
        if use.how == "said":
            pieces.append(_said(use, column, judges, named=len(questions) > 1))
        elif use.how == "score":
            pieces.append(_scored(use, column, judges))
        elif use.how == "count":
            pieces.append(_counted(use, column))
        elif use.how == "list":
            pieces.append(_listed(column, judges))
    if not pieces:
        return pa.nulls(size, VOTES)
    rows = np.concatenate([piece[0] for piece in pieces])
    # A stable sort keeps the order of the columns within a post.
    order = np.argsort(rows, kind="stable")
    taken = pa.array(order)
    fields = [pa.concat_arrays([piece[place] for piece in pieces]).take(taken) for place in (1, 2, 3)]
    counts = np.bincount(rows, minlength=size)
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    structs = pa.StructArray.from_arrays(fields, names=["annotator", "label", "value"])
    return pa.ListArray.from_arrays(pa.array(offsets), structs, mask=pa.array(counts == 0)).cast(VOTES)


def _said(use: Use, column: pa.Array, judges: pa.Array | None, *, named: bool) -> Piece:
    values = cells.read_values(column)
    rows = _filled(values)
    labels = values.take(pa.array(rows))
    if named and use.what:
        labels = pc.binary_join_element_wise(pa.scalar(use.what), labels, "=")
    return rows, _annotators(use, judges, rows), labels, pa.nulls(len(rows), pa.float64())


def _scored(use: Use, column: pa.Array, judges: pa.Array | None) -> Piece:
    texts = cells.read_values(column)
    encoded = texts.dictionary_encode()
    numbers = pa.array([number_of(text) for text in encoded.dictionary.to_pylist()], pa.float64()).take(encoded.indices)
    rows = _filled(numbers)
    return rows, _annotators(use, judges, rows), _constant(use.what, len(rows)), numbers.take(pa.array(rows))


def _counted(use: Use, column: pa.Array) -> Piece:
    texts = cells.read_values(column)
    encoded = texts.dictionary_encode()
    counted = [_times(text) for text in encoded.dictionary.to_pylist()]
    counts = pa.array(counted, pa.int64()).take(encoded.indices).fill_null(0).to_numpy(zero_copy_only=False)
    rows = np.repeat(np.arange(len(column)), counts)
    return rows, pa.nulls(len(rows), pa.string()), _constant(use.what, len(rows)), pa.nulls(len(rows), pa.float64())


def _listed(column: pa.Array, judges: pa.Array | None) -> Piece:
    """Each distinct cell is parsed once."""
    said = cells.as_strings(column)
    who = judges if judges is not None else pa.nulls(len(said), pa.string())
    pairs: dict[tuple[str, str | None], list[tuple[str | None, str]]] = {}
    rows: list[int] = []
    found: list[tuple[str | None, str]] = []
    for row, (text, names) in enumerate(zip(said.to_pylist(), who.to_pylist(), strict=True)):
        if text is None:
            continue
        if (text, names) not in pairs:
            pairs[text, names] = list(_pairs(text, names))[:MOST_VOTES]
        judged = pairs[text, names]
        rows += [row] * len(judged)
        found += judged
    return (
        np.array(rows, dtype=np.int64),
        pa.array([name for name, _ in found], pa.string()),
        pa.array([label for _, label in found], pa.string()),
        pa.nulls(len(found), pa.float64()),
    )


def _pairs(text: str, names: str | None) -> Iterator[tuple[str | None, str]]:
    """Who said what; a judge may have chosen several labels."""
    said = parsed_list(text) or []
    judges = parsed_list(names) if names else None
    for place, each in enumerate(said):
        judge = judges[place] if judges and len(judges) == len(said) else None
        for label in each if isinstance(each, list) else [each]:
            if isinstance(label, str | int | float) and (word := cells.written(label)) and word.strip():
                yield cells.written(judge) if isinstance(judge, str | int) else None, word.strip()


def parsed_list(text: str) -> list[Any] | None:
    """A list written as JSON or as Python writes it; None for anything else. Nothing in it is ever evaluated."""
    text = text.strip()
    if not (text[:1] == "[" and text[-1:] == "]") or len(text) > _LONGEST_LIST or text.count("[") > MOST_VOTES:
        return None
    for read in (json.loads, ast.literal_eval):
        try:
            value = read(text)
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        return value if isinstance(value, list) else None
    return None


def number_of(text: str) -> float | None:
    """A finite number; None for a word."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _times(text: str) -> int:
    number = cells.whole_number(text)
    return min(number, MOST_VOTES) if number is not None and number > 0 else 0


def _filled(column: pa.Array) -> Rows:
    return np.flatnonzero(column.is_valid().to_numpy(zero_copy_only=False))


def _annotators(use: Use, judges: pa.Array | None, rows: Rows) -> pa.Array:
    if use.who:
        return _constant(use.who, len(rows))
    if judges is None:
        return pa.nulls(len(rows), pa.string())
    return cells.read_values(judges).take(pa.array(rows))


def _constant(value: str, size: int) -> pa.Array:
    return pa.array([value] * size, pa.string())
