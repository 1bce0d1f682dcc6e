"""The sheet that coders fill, and the file beside it that says what each of its posts stands for."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import numpy as np

from audit.coding.drawing import CodingSample, GroupSample
from audit.coding.masking import masked, shortened
from audit.disclosure import safe_cell
from audit.errors import OutputError
from audit.files.whole_file import check_place, whole_file
from audit.hashing import hash_bytes
from audit.metrics.counting import mixed
from audit.resources.coded_sheet import COLUMNS, FORMAT, STRATA
from audit.version import __version__

_DIGITS = 4


def check_sheet(path: Path) -> None:
    """Refuse a place for a sheet before anything is read.

    Raises
    ------
    OutputError
        A name that does not end in ``.csv``, a place that cannot be written, or one where a file is: it may be coded already.
    """
    if path.suffix != ".csv":
        raise OutputError(
            f"{path}: expected a name that ends in .csv.",
            hint="Beside it goes a .json of the same name; neither can go to standard output.",
        )
    for each in (path, path.with_suffix(".json")):
        check_place(each)
        if each.exists():
            raise OutputError(
                f"{each}: is there already, and is not replaced: a sheet may hold hours of reading.",
                hint="Choose another name with -o, or remove it.",
            )


def write_sheet(sample: CodingSample, path: Path, *, verbatim: bool = False, blind: bool = False) -> None:
    """Write ``sheet.csv`` and ``sheet.json``, both readable by their owner alone.

    Parameters
    ----------
    sample : CodingSample
    path : Path
        Of the CSV file.
    verbatim : bool
        Keep handles, addresses and links.
    blind : bool
        Leave out the column that says in which stratum a post is: who knows that a word list found something finds it too.

    Raises
    ------
    OutputError
    """
    check_sheet(path)
    table, about = sheet_of(sample, verbatim=verbatim, blind=blind)
    with whole_file(path.with_suffix(".json"), private=True) as temporary:
        temporary.write_bytes(about)
    with whole_file(path, private=True) as temporary:
        temporary.write_bytes(table)


def sheet_of(sample: CodingSample, *, verbatim: bool = False, blind: bool = False) -> tuple[bytes, bytes]:
    """The bytes of the sheet and of the file beside it; the same for the same posts and seed."""
    name = _identity(sample)
    columns = [each for each in COLUMNS if not (blind and each == "stratum")]
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    items: dict[str, dict[str, Any]] = {}
    for group in sample.groups:
        authors: dict[int, int] = {}
        for stratum, index in _shuffled(group, sample.seed):
            drawn = group.drawn[stratum]
            item = f"{name}-{len(items) + 1:0{_DIGITS}d}"
            text = shortened(drawn.text[index] if verbatim else masked(drawn.text[index]))
            row = {"item": item, "group": group.group, "stratum": stratum, "text": safe_cell(text)}
            writer.writerow(row)
            items[item] = {
                "group": f"{group.axis}.{group.group}",
                "stratum": stratum,
                "author": authors.setdefault(int(drawn.author[index]), len(authors)),
                "weight": float(drawn.weight[index]),
            }
    return lines.getvalue().encode(), _about(sample, name, items)


def _about(sample: CodingSample, name: str, items: dict[str, dict[str, Any]]) -> bytes:
    content = {
        "format": FORMAT,
        "version": __version__,
        "sample": name,
        "seed": sample.seed,
        "hits": sample.hits,
        "non_hits": sample.non_hits,
        "dataset": {"name": sample.name, "posts": sample.posts},
        "languages": list(sample.languages),
        "lexicons": sample.lexicons,
        "groups": [
            {"axis": each.axis, "group": each.group, "strata": {name: each.posts[name].tolist() for name in STRATA}}
            for each in sample.groups
        ],
        "items": items,
    }
    return (json.dumps(content, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _identity(sample: CodingSample) -> str:
    """A name for the sample, from what was drawn; with a letter first, so that no spreadsheet takes items for numbers."""
    drawn = [each.drawn[name].rank for each in sample.groups for name in STRATA]
    said = json.dumps([FORMAT, sample.seed, [f"{each.axis}.{each.group}" for each in sample.groups]])
    ranks = np.concatenate([np.zeros(0, dtype=np.uint64), *drawn]).astype("<u8").tobytes()
    return f"s{hashlib.sha256(said.encode() + ranks).hexdigest()[:6]}"


def _shuffled(group: GroupSample, seed: int) -> list[tuple[str, int]]:
    """Posts of all strata mixed, so that their order does not say which they are of."""
    salt = np.uint64(hash_bytes(f"order\0{seed}".encode()))
    places = [
        (int(key), stratum, index)
        for stratum in STRATA
        for index, key in enumerate(mixed(group.drawn[stratum].rank ^ salt).tolist())
    ]
    return [(stratum, index) for _, stratum, index in sorted(places)]
