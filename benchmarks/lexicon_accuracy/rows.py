"""The results: one row for each corpus, language, target and half of its rows, with fixed decimals."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

#: How it is known which posts name a target.
TEMPLATES, READ, LABELS, NO_LEXICON = "templates", "posts read", "labels only", "no lexicon"


@dataclass(frozen=True)
class Row:
    """What came of one target in one half of a corpus.

    Attributes
    ----------
    corpus, language, target : str
    half : str
        ``even`` rows, which the lexicons were made with, or ``odd`` ones, which were kept back.
    basis : str
        How it is known which posts name the target.
    posts, labelled : int
        In this half; of these, labelled as about the target.
    strict, loose : int
        Found strictly, and at all.
    strict_labelled, loose_labelled : int
        Of these, labelled.
    named, named_found : int
        By templates: name the target by construction; of these, found strictly.
    read_misses, word, spelling, slur, pronoun, metonym, noise, unnamed : int
        Labelled and not found: read, and how they name the target; "unnamed" is one of the three before it, unasked.
    read_extras, sense : int
        Found and not labelled: read, and in another sense.
    read_agreed, agreed_named : int
        Labelled and found: read, and naming the target.
    unread : int
        Drawn and not read.
    label_precision ... recall_high : float
        Against the labels, and against what the posts name; with limits.
    """

    corpus: str
    language: str
    target: str
    half: str
    basis: str
    posts: int
    labelled: int
    strict: int = 0
    loose: int = 0
    strict_labelled: int = 0
    loose_labelled: int = 0
    named: int = 0
    named_found: int = 0
    read_misses: int = 0
    word: int = 0
    spelling: int = 0
    slur: int = 0
    pronoun: int = 0
    metonym: int = 0
    noise: int = 0
    unnamed: int = 0
    read_extras: int = 0
    sense: int = 0
    read_agreed: int = 0
    agreed_named: int = 0
    unread: int = 0
    label_precision: float = math.nan
    label_precision_low: float = math.nan
    label_precision_high: float = math.nan
    label_recall: float = math.nan
    label_recall_low: float = math.nan
    label_recall_high: float = math.nan
    loose_recall: float = math.nan
    loose_recall_low: float = math.nan
    loose_recall_high: float = math.nan
    precision: float = math.nan
    precision_low: float = math.nan
    precision_high: float = math.nan
    recall: float = math.nan
    recall_low: float = math.nan
    recall_high: float = math.nan

    @property
    def all_labelled(self) -> bool:
        """Whether there is no post that could be found wrongly, so that precision cannot be told."""
        return self.labelled == self.posts


_TEXTS = ("corpus", "language", "target", "half", "basis")
_NAMES = tuple(each.name for each in fields(Row))
_FIRST_SHARE = _NAMES.index("label_precision")


def written(rows: Iterable[Row]) -> str:
    """As CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(_NAMES)
    for row in sorted(rows, key=lambda each: (each.corpus, each.language, each.target, each.half)):
        writer.writerow([_cell(value) for value in astuple(row)])
    return out.getvalue()


def read(path: Path) -> list[Row]:
    """From CSV; an empty field is NaN."""
    with path.open(encoding="utf-8", newline="") as file:
        return [_row(each) for each in csv.DictReader(file)]


def _row(each: dict[str, str]) -> Row:
    numbers: dict[str, Any] = {name: int(each[name]) for name in _NAMES[len(_TEXTS) : _FIRST_SHARE]}
    numbers |= {name: float(each[name] or "nan") for name in _NAMES[_FIRST_SHARE:]}
    return Row(each["corpus"], each["language"], each["target"], each["half"], each["basis"], **numbers)


def _cell(value: object) -> str:
    if not isinstance(value, float):
        return str(value)
    return "" if math.isnan(value) else f"{value:.4f}"
