"""Coded sheets: posts drawn for reading, what people said of them, and what each post stands for.

A sheet is a table that people edit, ``sheet.csv``; what must not be edited travels beside it in ``sheet.json``: which posts
were drawn from which stratum, what each stands for, and how many posts each stratum has. The two find each other by name,
their rows by ``item``, so a sheet may be sorted, cut or saved by a spreadsheet.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.errors import ResourceError
from audit.resources.card import Card, digest
from audit.statistics.coded_rates import per_author

FORMAT = "postaudit coding sample 1"
COLUMNS = ("item", "group", "stratum", "text", "code", "coder")
#: From what the word list is sure of to what it knows nothing of.
STRICT, LOOSE, NEAR, REST = STRATA = ("strict", "loose only", "near", "rest")
_CODES = {"1": 1.0, "1.0": 1.0, "1,0": 1.0, "0": 0.0, "0.0": 0.0, "0,0": 0.0, "": math.nan}
_HINT = "postaudit sample-for-coding SOURCE -o sheet.csv writes both files."

Counts = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class CodedStratum:
    """Posts of a stratum, and what was said of those that were drawn; one entry of ``codes`` per author.

    Attributes
    ----------
    posts : ndarray of int64, shape (128,)
        Posts of the stratum per author bucket.
    codes, weights : ndarray of float64, shape (m,)
        Per author with a coded post: the mean of the codes, and the posts they stand for.
    authors : tuple of int, length m
        Which author that is, by a number of no meaning that is the same in every stratum of the group.
    drawn, coded : int
        Posts drawn, and those of them that somebody coded with 1 or 0.
    """

    posts: Counts
    codes: Floats
    weights: Floats
    authors: tuple[int, ...]
    drawn: int
    coded: int


@dataclass(frozen=True)
class CodedGroup:
    """All that was coded of one group.

    Attributes
    ----------
    axis, group : str
    strata : mapping of str to CodedStratum
        By the names of :data:`STRATA`.
    ratings : ndarray of float64, shape (coders, items)
        NaN where a coder left an item blank or did not see it.
    source : str
        Name of the sheet.
    posts : int
        Posts of the dataset it was drawn from.
    """

    axis: str
    group: str
    strata: Mapping[str, CodedStratum]
    ratings: Floats
    source: str
    posts: int

    @property
    def coded(self) -> int:
        """Posts that somebody coded with 1 or 0."""
        return sum(each.coded for each in self.strata.values())

    @property
    def drawn(self) -> int:
        """Posts drawn."""
        return sum(each.drawn for each in self.strata.values())


@dataclass(frozen=True)
class CodedSheet:
    """A sheet with its card.

    Attributes
    ----------
    card : Card
        Its ``sha256`` is of the codes and of what was drawn, the same for any order of rows.
    languages : tuple of str
        In which posts were read.
    lexicons : mapping of str to str
        Name to SHA-256 of the word lists that the strata were made with.
    posts : int
        Posts of the dataset it was drawn from.
    groups : tuple of CodedGroup
    """

    card: Card
    languages: tuple[str, ...]
    lexicons: Mapping[str, str]
    posts: int
    groups: tuple[CodedGroup, ...]


def read_coded_sheets(paths: Sequence[str | Path]) -> tuple[CodedSheet, ...]:
    """Read sheets; those of one sample, one by each coder, are put together.

    Parameters
    ----------
    paths : sequence of path
        CSV files, each with its ``.json`` beside it.

    Raises
    ------
    ResourceError
        A file is missing or malformed, a code is none, a coder coded an item twice, or a group was drawn twice.
    """
    samples: dict[str, tuple[dict[str, Any], list[tuple[str, dict[tuple[str, str], float]]]]] = {}
    for path in map(Path, paths):
        about = _sidecar(path)
        codes = _codes(path, about)
        samples.setdefault(about["sample"], (about, []))[1].append((path.name, codes))
    sheets = tuple(_put_together(about, files) for about, files in samples.values())
    seen: dict[tuple[str, str], str] = {}
    for sheet in sheets:
        for each in sheet.groups:
            other = seen.setdefault((each.axis, each.group), each.source)
            if other != each.source:
                raise ResourceError(
                    f"{each.source}: {each.group} is coded in {other} too, from another sample.",
                    hint="Give one of the two; samples that were drawn apart are not added up.",
                )
    return sheets


def _sidecar(path: Path) -> dict[str, Any]:
    place = path.with_suffix(".json")
    try:
        about = json.loads(place.read_bytes())
    except OSError as problem:
        raise ResourceError(
            f"{place.name!r} cannot be read: {problem.strerror or problem}.",
            hint=f"It says what each post of {path.name} stands for, and must lie beside it. {_HINT}",
        ) from problem
    except ValueError as problem:
        raise ResourceError(f"{place.name!r} is no JSON.", hint=_HINT) from problem
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise ResourceError(f"{place.name!r} does not say that it is a {FORMAT!r}.", hint=_HINT)
    return about


def _codes(path: Path, about: Mapping[str, Any]) -> dict[tuple[str, str], float]:
    """Code by (item, coder)."""
    found: dict[tuple[str, str], float] = {}
    for line, row in _rows(path):
        item, code, coder = (" ".join((row.get(name) or "").split()) for name in ("item", "code", "coder"))
        if not item and not code:
            continue
        if item not in about["items"]:
            raise ResourceError(
                f"{path.name!r}, line {line}: {item!r} is no item of {path.with_suffix('.json').name}.",
                hint="Rows may be sorted or left out, but each belongs to the sample that was drawn.",
            )
        if code not in _CODES:
            raise ResourceError(
                f"{path.name!r}, line {line}: the code is {code[:20]!r}.",
                hint="1: the post names people of the group; 0: it does not; empty: not sure, or not read.",
            )
        if (item, coder) in found:
            raise ResourceError(
                f"{path.name!r}, line {line}: {item} is coded twice{f' by {coder}' if coder else ''}.",
                hint="Several coders name themselves in the column coder.",
            )
        found[item, coder] = _CODES[code]
    if all(math.isnan(each) for each in found.values()):
        raise ResourceError(
            f"{path.name!r}: nothing is coded yet.", hint="Write 1 or 0 in the column code, then run again."
        )
    return found


def _rows(path: Path) -> Iterable[tuple[int, dict[str, str | None]]]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise ResourceError(f"{path.name!r} cannot be read: {problem.strerror or problem}.", hint=_HINT) from problem
    except UnicodeDecodeError as problem:
        raise ResourceError(f"{path.name!r} is not UTF-8.", hint="Save it as CSV, UTF-8.") from problem
    header = text.partition("\n")[0]
    divider = max(",;\t", key=header.count)  # spreadsheets of some countries save with semicolons
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=divider)
    missing = [name for name in ("item", "code") if name not in (reader.fieldnames or ())]
    if missing:
        raise ResourceError(f"{path.name!r} has no column {missing[0]!r}.", hint=f"It has: {', '.join(COLUMNS)}.")
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as problem:
        raise ResourceError(f"{path.name!r}, line {reader.line_num}: {problem}.", hint="Save it as CSV.") from problem


def _put_together(about: Mapping[str, Any], files: list[tuple[str, dict[tuple[str, str], float]]]) -> CodedSheet:
    """One sheet of the files of one sample; coders without a name are told apart by file."""
    codes: dict[tuple[str, str], float] = {}
    for number, (name, found) in enumerate(files):
        for (item, coder), code in found.items():
            key = (item, coder or f"coder of file {number + 1}")
            if key in codes:
                raise ResourceError(
                    f"{name!r}: {item} is coded by {coder} in another sheet too.",
                    hint="Give each sheet once, and each coder a name of their own in the column coder.",
                )
            codes[key] = code
    source = files[0][0]
    coders = sorted({coder for _, coder in codes})
    said = sorted((item, -1.0 if math.isnan(code) else code) for (item, _), code in codes.items())
    canonical = json.dumps([about, said], sort_keys=True).encode()
    card = Card(
        name=Path(source).stem,
        kind="coded sheets",
        title=source,
        version=str(about["sample"]),
        language="not stated",
        source=(f"file {source}, coded by hand",),
        licence="not stated",
        reviewers=(),
        known_faults=(),
        sha256=digest(canonical),
        summary="Posts drawn at random and read by people, who said whether each names people of a group.",
    )
    try:
        posts = int(about["dataset"]["posts"])
        groups = tuple(_group(each, about["items"], codes, coders, source, posts) for each in about["groups"])
        return CodedSheet(card, tuple(map(str, about["languages"])), dict(about["lexicons"]), posts, groups)
    except (KeyError, TypeError, ValueError) as problem:
        raise ResourceError(f"The .json beside {source!r} was changed: {problem!r}.", hint=_HINT) from problem


def _group(
    about: Mapping[str, Any],
    items: Mapping[str, Mapping[str, Any]],
    codes: Mapping[tuple[str, str], float],
    coders: list[str],
    source: str,
    posts: int,
) -> CodedGroup:
    axis, group = str(about["axis"]), str(about["group"])
    own = sorted(item for item, each in items.items() if each["group"] == f"{axis}.{group}")
    ratings = np.array([[codes.get((item, coder), math.nan) for item in own] for coder in coders]).reshape(-1, len(own))
    strata = {}
    for name in STRATA:
        there = [index for index, item in enumerate(own) if items[item]["stratum"] == name]
        said = [index for index in there if not np.isnan(ratings[:, index]).all()]
        authors = np.array([int(items[own[index]]["author"]) for index in said], dtype=np.int64)
        means = [float(np.nanmean(ratings[:, index])) for index in said]
        codes_, weights = per_author(means, [float(items[own[index]]["weight"]) for index in said], authors)
        strata[name] = CodedStratum(
            posts=np.array(about["strata"][name], dtype=np.int64),
            codes=codes_,
            weights=weights,
            authors=tuple(np.unique(authors).tolist()),
            drawn=len(there),
            coded=len(said),
        )
    return CodedGroup(axis, group, strata, ratings[:, ~np.isnan(ratings).all(axis=0)], source, posts)
