"""What readers made of the posts on which lexicon and label disagree: which are drawn, and what was found.

``hand-read.csv`` holds corpus, target, side, row and verdict, and no text. Rows are numbered from 0 in the order of the file.
``second-read.csv`` holds the verdicts of a second reading, by a reader who was shown neither what the lexicon found nor
what the first reading said. Both draws count; where a row was read twice, the second verdict does.
Only odd rows are drawn: the lexicons were made better by looking at even ones. A draw is the first rows in an order
that depends on nothing but the row, so if the lexicon changes, what was read before still counts where it is drawn again.
"""

from __future__ import annotations

import csv
import hashlib
import sys
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

HAND_READ = Path(__file__).with_name("hand-read.csv")
SECOND_READ = Path(__file__).with_name("second-read.csv")
SEED, SECOND_SEED = 20261125, 20261126
#: Posts drawn for each target and side, and for the largest targets, of which the first left most unknown.
DRAWN, DRAWN_OF_LARGE = 40, 100
_LARGE = frozenset(
    ("hatexplain", "en", each, "miss") for each in ("women", "black people", "white people", "gay people", "Muslims")
)

#: Posts drawn again for the second reading: misses and extras, more misses of those whose recall was lowest or unsure,
#: and as many as the first reading drew where there was none.
_AGAIN, _AGAIN_OF_LOW = 4, 8
_LOW = frozenset(
    (corpus, "en", target)
    for corpus, targets in {
        "crows_pairs": (
            "an age", "socio-economic status", "national origin", "race or ethnicity", "a religion", "disabled people",
            "sexual orientation or gender identity",
        ),
        "ethos": (
            "a religion", "disabled people", "national origin", "race or ethnicity",
            "sexual orientation or gender identity",
        ),
        "hatexplain": (
            "gay people", "Muslims", "Hispanic people", "Indian people", "Hindus", "heterosexual people",
            "Asian people", "Christians", "black people", "white people",
        ),
    }.items()
    for target in targets
)  # fmt: skip
#: Read to the last, because few posts name these.
_WHOLE = frozenset(
    (corpus, "en", target, "miss")
    for corpus, target in (
        ("crows_pairs", "socio-economic status"), ("hatexplain", "Hispanic people"),
        ("mlma", "Hispanic people"), ("mlma", "Indian people"),
    )
)  # fmt: skip
#: Targets that only the second reading looked at.
_NEW = frozenset(("mlma", "en", each) for each in ("Hispanic people", "Indian people"))

#: Labelled, and not found: how the post names the target.
MISSES: Mapping[str, str] = {
    "word": "names it by a word that was not found",
    "spelling": "names it by a word spelt wrongly or disguised",
    "slur": "by a slur only",
    "pronoun": "means it, by a pronoun, a name or a hint only",
    "metonym": "a country, belief, institution or quality only",
    "noise": "is not about it",
    "unnamed": "does not name it; the second reading asks no further",
}
#: Found, and not labelled: whether the post names the target.
EXTRAS: Mapping[str, str] = {"named": "names it, of course", "sense": "the form has another sense there"}
SIDES: Mapping[str, Mapping[str, str]] = {"miss": MISSES, "extra": EXTRAS}
#: Of the second reading, whose reader did not know the side: what each verdict is there.
BLIND: Mapping[str, Mapping[str, str]] = {
    "word": {"miss": "word", "extra": "named"},
    "slur": {"miss": "slur", "extra": "sense"},
    "no": {"miss": "unnamed", "extra": "sense"},
}

Key = tuple[str, str, str, str]
Blind = tuple[str, str, str]


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
    """How many posts the first reading drew for a target and side; none where it did not look."""
    if key[:3] in _NEW:
        return 0
    return DRAWN_OF_LARGE if key in _LARGE else DRAWN


def size_again(key: Key) -> int:
    """How many posts the second reading drew."""
    if key in _WHOLE:
        return sys.maxsize
    if key[:3] in _NEW:
        return DRAWN
    return _AGAIN_OF_LOW if key[:3] in _LOW and key[3] == "miss" else _AGAIN


def drawn(key: Key, rows: npt.NDArray[np.int64]) -> list[int]:
    """The rows of the first reading: the first in the order of their hashes, as many as :func:`size` says.

    Parameters
    ----------
    key : tuple of str
        Corpus, language, target and side.
    rows : ndarray of int64, shape (n,)
    """
    return _first(SEED, key, rows, size(key))


def drawn_again(key: Key, rows: npt.NDArray[np.int64]) -> list[int]:
    """The rows of the second reading, by another seed."""
    return _first(SECOND_SEED, key, rows, size_again(key))


def drawn_agreed(target: Blind, rows: npt.NDArray[np.int64]) -> list[int]:
    """One post that is labelled and found, which the second reading looked at to see whether such posts are right."""
    return _first(SECOND_SEED, (*target, "agreed"), rows, 1)


def _first(seed: int, key: Key, rows: npt.NDArray[np.int64], count: int) -> list[int]:
    def place(row: int) -> bytes:
        return hashlib.sha256("\n".join((str(seed), *key, str(row))).encode()).digest()

    return sorted(sorted(rows.tolist(), key=place)[:count])


def first_readings(path: Path = HAND_READ) -> dict[Key, dict[int, str]]:
    """Every verdict of the first reading by corpus, language, target and side, then by row.

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


def second_readings(path: Path = SECOND_READ) -> dict[Blind, dict[int, str]]:
    """Every verdict of the second reading by corpus, language and target, then by row.

    Raises
    ------
    ValueError
        A verdict that there is not, or a row read twice.
    """
    found: dict[Blind, dict[int, str]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for each in csv.DictReader(file):
            key = (each["corpus"], each["language"], each["target"])
            row, verdict = int(each["row"]), each["verdict"]
            if verdict not in BLIND or row in found.get(key, {}):
                raise ValueError(f"{path.name}: {key}, row {row}: {verdict!r} is no verdict, or the row is there twice")
            found.setdefault(key, {})[row] = verdict
    return found


def readings() -> dict[Key, dict[int, str]]:
    """Both readings; of a row that was read twice, what the second found."""
    found = first_readings()
    for (corpus, language, target), verdicts in second_readings().items():
        for side in SIDES:
            own = found.setdefault((corpus, language, target, side), {})
            own |= {row: BLIND[verdict][side] for row, verdict in verdicts.items()}
    return found


def agreed_reading(read: Mapping[Key, Mapping[int, str]], target: Blind, rows: npt.NDArray[np.int64]) -> Reading:
    """What was found on the post drawn of those that are labelled and found, if that was read."""
    own = read.get((*target, "extra"), {})
    there = [row for row in drawn_agreed(target, rows) if row in own]
    return Reading(tuple(there), tuple(own[row] for row in there), 0)


def reading(read: Mapping[Key, Mapping[int, str]], key: Key, rows: npt.NDArray[np.int64]) -> Reading:
    """What was found on the rows that are drawn of these; empty if the target was not read at all."""
    own = read.get(key, {})
    wanted = sorted({*drawn(key, rows), *drawn_again(key, rows)}) if own else []
    there = [row for row in wanted if row in own]
    return Reading(tuple(there), tuple(own[row] for row in there), len(wanted) - len(there))
