"""What a reader made of the posts on which lexicon and label disagree: which are drawn, and what was found.

``hand-read.csv`` holds corpus, target, row and verdict, and no text. Rows are numbered from 0 in the order of the file.
Only odd rows are drawn: the lexicons were made better by looking at even ones. A draw is the first rows in an order
that depends on nothing but the row, so if the lexicon changes, what was read before still counts where it is drawn again.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

HAND_READ = Path(__file__).with_name("hand-read.csv")
SEED = 20261125
#: Posts drawn for each target and side, and for the largest targets, of which the first left most unknown.
DRAWN, DRAWN_OF_LARGE = 40, 100
_LARGE = frozenset(
    ("hatexplain", "en", each, "miss") for each in ("women", "black people", "white people", "gay people", "Muslims")
)

#: Labelled, and not found: how the post names the target.
MISSES: Mapping[str, str] = {
    "word": "names it by a word that was not found",
    "spelling": "names it by a word spelt wrongly or disguised",
    "slur": "by a slur only",
    "pronoun": "means it, by a pronoun, a name or a hint only",
    "metonym": "a country, belief, institution or quality only",
    "noise": "is not about it",
}
#: Found, and not labelled: whether the post names the target.
EXTRAS: Mapping[str, str] = {"named": "names it, of course", "sense": "the form has another sense there"}
SIDES: Mapping[str, Mapping[str, str]] = {"miss": MISSES, "extra": EXTRAS}

Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Reading:
    """Verdicts on one side of one target.

    Attributes
    ----------
    rows, verdicts : tuple
        What was drawn and has been read.
    unread : int
        Drawn and not read; 0 unless lexicon or corpus changed.
    """

    rows: tuple[int, ...]
    verdicts: tuple[str, ...]
    unread: int

    def count(self, *verdicts: str) -> int:
        """How many are one of these."""
        counted = Counter(self.verdicts)
        return sum(counted[each] for each in verdicts)


def size(key: Key) -> int:
    """How many posts are drawn for a target and side."""
    return DRAWN_OF_LARGE if key in _LARGE else DRAWN


def drawn(key: Key, rows: npt.NDArray[np.int64]) -> list[int]:
    """The first rows in the order of their hashes, as many as :func:`size` says.

    Parameters
    ----------
    key : tuple of str
        Corpus, language, target and side.
    rows : ndarray of int64, shape (n,)
    """

    def place(row: int) -> bytes:
        return hashlib.sha256("\n".join((str(SEED), *key, str(row))).encode()).digest()

    return sorted(sorted(rows.tolist(), key=place)[: size(key)])


def readings(path: Path = HAND_READ) -> dict[Key, dict[int, str]]:
    """Every verdict by corpus, language, target and side, then by row.

    Raises
    ------
    ValueError
        A verdict that there is not, or a row read twice.
    """
    found: dict[Key, dict[int, str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for each in csv.DictReader(file):
            key = (each["corpus"], each["language"], each["target"], each["side"])
            row, verdict = int(each["row"]), each["verdict"]
            if verdict not in SIDES[each["side"]] or row in found.get(key, {}):
                raise ValueError(f"{path.name}: {key}, row {row}: {verdict!r} is no verdict, or the row is there twice")
            found.setdefault(key, {})[row] = verdict
    return found


def reading(read: Mapping[Key, Mapping[int, str]], key: Key, rows: npt.NDArray[np.int64]) -> Reading:
    """What was found on the rows that are drawn of these; empty if the target was not read at all."""
    own = read.get(key, {})
    wanted: Sequence[int] = drawn(key, rows) if own else ()
    there = [row for row in wanted if row in own]
    return Reading(tuple(there), tuple(own[row] for row in there), len(wanted) - len(there))
