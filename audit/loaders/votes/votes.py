"""Judgements of single annotators, from wherever a table keeps them: a column each, counts, lists in cells, means.

A judgement is (annotator, label, value), one for each annotator and label. Who judged is null where nobody knows. What was
chosen from a few words is the label, and the value is how many chose it: 1 for an annotator, the count where only counts
are known. A rating is a value, and the label is then the name of its column. Where several questions were asked, the label
says to which it is an answer, as in ``tone=hostile``.
"""

from __future__ import annotations

import ast
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.loaders.tables import cells
from audit.loaders.tables.columns import Use
from audit.loaders.votes.vote_sums import as_lists, joined
from audit.posts import SCHEMA

VOTES = SCHEMA.field("votes").type
#: Judgements of one post beyond this are not read: a list may be any length in a hostile file.
MOST_VOTES = 1_000
#: No post has been judged by more people than this.
_MOST_COUNTED = 1_000_000
#: Warnings of the ledger: posts whose counts of votes are no counts, or do not add up to the total that is stated.
BAD_COUNT, NOT_TOTAL = "bad_vote_count", "votes_not_total"
#: Judgements that an annotator gave of a post once more.
REPEATED = "repeated_vote"
#: Where an annotation is an object, the keys of who gave it and of what was said.
_WHO = (
    "annotator_id",
    "annotatorid",
    "annotator",
    "worker_id",
    "worker",
    "rater_id",
    "rater",
    "coder",
    "user_id",
    "id",
)
_SAID = ("label", "labels", "value", "answer", "choice", "rating", "annotation", "category", "class")
#: Characters of a cell that may be a list; nothing longer is parsed.
_LONGEST_LIST = 20_000
_NUMBER = ("value", "count", "votes", "rating", "score")

#: Who, what, and how many or which number.
Said = tuple[str | None, str, float]
Rows = npt.NDArray[np.int64]
Piece = tuple[Rows, pa.Array, pa.Array, pa.Array]


def read_votes(
    uses: Sequence[Use], columns: Sequence[pa.Array], size: int, warnings: Counter[str] | None = None
) -> pa.Array:
    """The column ``votes`` of a batch.

    Parameters
    ----------
    uses : sequence of Use
        All of role ``votes``; their ``how`` is ``said`` (a word of one annotator), ``score`` (a number), ``count`` (how
        many chose ``what``), ``total`` (what the counts of a post must add up to), ``list`` (a cell holds what each of several
        said) or ``who`` (a cell names who they were).
    columns : sequence of Array
        One for each use.
    size : int
        Posts in the batch.
    warnings : Counter, optional
        Told of posts whose counts of votes are not used: one is no count, or they do not add up to the total.

    Returns
    -------
    Array of list of struct
        Null for a post that nobody judged.
    """
    warnings = Counter() if warnings is None else warnings
    judges = next((cells.as_strings(c) for use, c in zip(uses, columns, strict=True) if use.how == "who"), None)
    # Beside ratings, what was chosen says to which question, so that a rating of 1 is not taken for a choice.
    questions = {use.what for use in uses if use.how in ("said", "score")}
    pieces: list[Piece] = []
    for use, column in zip(uses, columns, strict=True):
        if use.how == "said":
            pieces.append(_said(use, column, judges, named=len(questions) > 1))
        elif use.how == "score":
            pieces.append(_scored(use, column, judges))
        elif use.how == "list":
            pieces.append(_listed(column, judges))
    pieces += _counted(uses, columns, warnings)
    if not pieces:
        return pa.nulls(size, VOTES)
    rows = np.concatenate([piece[0] for piece in pieces])
    # A stable sort keeps the order of the columns within a post.
    order = np.argsort(rows, kind="stable")
    taken = pa.array(order)
    fields = [pa.concat_arrays([piece[place] for piece in pieces]).take(taken) for place in (1, 2, 3)]
    votes = dict(zip(("annotator", "label", "value"), fields, strict=True))
    rows = rows[order]
    if any(use.how in ("list", "said") for use in uses):
        rows, votes, repeated = joined(rows, votes, {use.what for use in uses if use.how == "score"})
        cells.warn(warnings, REPEATED, repeated)
    return as_lists(rows, votes, size, VOTES)


def _said(use: Use, column: pa.Array, judges: pa.Array | None, *, named: bool) -> Piece:
    values = cells.read_values(column)
    rows = _filled(values)
    labels = values.take(pa.array(rows))
    if named and use.what:
        labels = pc.binary_join_element_wise(pa.scalar(use.what), labels, "=")
    return rows, _annotators(use, judges, rows), labels, _ones(len(rows))


def _scored(use: Use, column: pa.Array, judges: pa.Array | None) -> Piece:
    texts = cells.read_values(column)
    encoded = texts.dictionary_encode()
    numbers = pa.array([number_of(text) for text in encoded.dictionary.to_pylist()], pa.float64()).take(encoded.indices)
    rows = _filled(numbers)
    return rows, _annotators(use, judges, rows), _constant(use.what, len(rows)), numbers.take(pa.array(rows))


def _counted(uses: Sequence[Use], columns: Sequence[pa.Array], warnings: Counter[str]) -> list[Piece]:
    """A vote for each label that somebody chose, its value how many did; none of a post whose counts cannot be right."""
    counted = [(use, *_numbers(column)) for use, column in zip(uses, columns, strict=True) if use.how == "count"]
    if not counted:
        return []
    wrong = np.logical_or.reduce([bad for _, _, bad in counted])
    cells.warn(warnings, BAD_COUNT, int(wrong.sum()))
    for use, column in zip(uses, columns, strict=True):
        if use.how == "total":
            stated, bad = _numbers(column)
            differs = (sum(numbers for _, numbers, _ in counted) != stated) | bad | (stated < 0)
            cells.warn(warnings, NOT_TOTAL, int((differs & ~wrong).sum()))
            wrong |= differs
    pieces = []
    for use, numbers, _ in counted:
        rows = np.flatnonzero((numbers > 0) & ~wrong)
        values = pa.array(numbers[rows].astype(np.float64))
        pieces.append((rows, pa.nulls(len(rows), pa.string()), _constant(use.what, len(rows)), values))
    return pieces


def _numbers(column: pa.Array) -> tuple[Rows, npt.NDArray[np.bool_]]:
    """Whole numbers of at least 0, empty cells as 0, and which cells hold something else."""
    encoded = cells.read_values(column).dictionary_encode()
    made = [_times(text) for text in encoded.dictionary.to_pylist()]
    numbers = pa.array([0 if each is None else each for each in made], pa.int64()).take(encoded.indices)
    bad = pa.array([each is None for each in made], pa.bool_()).take(encoded.indices)
    return (
        numbers.fill_null(0).to_numpy(zero_copy_only=False),
        bad.fill_null(fill_value=False).to_numpy(zero_copy_only=False),
    )


def _listed(column: pa.Array, judges: pa.Array | None) -> Piece:
    """Each distinct cell is parsed once."""
    said = cells.as_strings(column)
    who = judges if judges is not None else pa.nulls(len(said), pa.string())
    pairs: dict[tuple[str, str | None], list[Said]] = {}
    rows: list[int] = []
    found: list[Said] = []
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
        pa.array([name for name, _, _ in found], pa.string()),
        pa.array([label for _, label, _ in found], pa.string()),
        pa.array([value for _, _, value in found], pa.float64()),
    )


def _pairs(text: str, names: str | None) -> Iterator[Said]:
    """Who said what, and how many did or what number was given; a judge may have chosen several labels."""
    said = parsed_list(text) or []
    judges = parsed_list(names) if names else None
    for place, each in enumerate(said):
        judge = judges[place] if judges and len(judges) == len(said) else None
        value = 1.0
        if isinstance(each, dict):
            each, judge, value = _of_object(each, judge)  # noqa: PLW2901 - an object says who said what
        for label in each if isinstance(each, list) else [each]:
            if isinstance(label, str | int | float) and (word := cells.written(label)) and word.strip():
                yield cells.written(judge) if isinstance(judge, str | int) else None, word.strip(), value


def _of_object(said: dict[str, Any], judge: Any) -> tuple[Any, Any, float]:
    """What was said, by whom, and its number, where an annotation is an object: ``{"label": "normal", "annotator_id": 1}``."""
    plain = {str(key).lower(): value for key, value in said.items()}
    used = next((key for key in _SAID if plain.get(key) is not None), "")
    number = next((plain[key] for key in _NUMBER if key != used and isinstance(plain.get(key), int | float)), None)
    who = next((plain[key] for key in _WHO if plain.get(key) is not None), judge)
    is_number = isinstance(number, int | float) and not isinstance(number, bool) and np.isfinite(number)
    return plain.get(used), who, float(number or 0) if is_number else 1.0


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


def _times(text: str) -> int | None:
    number = cells.whole_number(text)
    return number if number is not None and 0 <= number <= _MOST_COUNTED else None


def _ones(size: int) -> pa.Array:
    return pa.array(np.ones(size))


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
