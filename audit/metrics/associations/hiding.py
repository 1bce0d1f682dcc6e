"""Which words are printed without figures, so that no printed one tells how few authors of a group used a word."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from audit.metrics.associations.compare import Axis, Compared

Printed = tuple[Compared, Sequence[int]]


def too_few(axis: Axis, printed: Sequence[Printed], floor: int) -> list[frozenset[int]]:
    """The words of each comparison whose figures are hidden.

    Parameters
    ----------
    axis : Axis
    printed : sequence of (Compared, sequence of int)
        Comparisons of the axis, and the words of each that are to be printed.
    floor : int
        Fewest authors that may be told of.

    Returns
    -------
    list of frozenset of int
        For each comparison. First those with 1 to ``floor - 1`` authors who have, or lack, the word on either side. Then, since
        each printed comparison tells the posts with the word of its group and of all groups: while the groups of a word
        that are printed leave over 1 to ``floor - 1`` authors, the one of them with the fewest posts.
    """
    hidden = [
        {word for word in words if any(0 < each < floor for each in compared.authors(word))}
        for compared, words in printed
    ]
    by_word: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for index, (compared, words) in enumerate(printed):
        for word in words:
            if word not in hidden[index]:
                by_word.setdefault((compared.kind, compared.names[word]), []).append((index, word))
    for (kind, name), places in by_word.items():
        mentions, authors = _posts_with(axis, kind, name)

        def posts(place: tuple[int, int]) -> tuple[int, int]:
            counts = printed[place[0]][0].counts
            return int(counts.with_a[counts.word == place[1]].sum()), place[0]

        left = sorted(places, key=posts)
        while len(left) > 1:
            told = {printed[index][0].group for index, _ in left}
            over = np.array([told.isdisjoint(each) for each in axis.sets], dtype=bool)[mentions]
            few = np.unique(authors[over & axis.known[authors]]).size
            if not 0 < few < floor:
                break
            index, word = left.pop(0)
            hidden[index].add(word)
    return [frozenset(each) for each in hidden]


def _posts_with(axis: Axis, kind: str, name: str) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Set of groups and author of each row of a word."""
    item = next(at for at, each in enumerate(zip(axis.kinds, axis.names, strict=True)) if each == (kind, name))
    rows = axis.row_item == item
    return axis.row_set[rows], axis.row_author[rows]
