"""Languages as platforms state them, and which of them so few authors write in that they are not printed."""

from __future__ import annotations

import numpy as np

from audit.posts import BUCKETS
from audit.tally import Cell, Tally


def language_cells(tally: Tally) -> list[Cell]:
    """One cell of posts per stated language, sorted."""
    return tally.cells("coverage", "lang")


def tells_apart(tally: Tally, floor: int) -> bool:
    """Whether exact figures of the languages that are printed would tell of those that are not.

    Posts that state a language are known, so what is hidden is what the printed ones leave; of fewer authors than
    ``floor`` it may not be worked out.
    """
    small = [cell for cell in language_cells(tally) if tally.authors_at_least(cell) < floor]
    return 0 < _authors_of(small, tally) < floor


def printed_languages(tally: Tally, floor: int) -> dict[str, int]:
    """Posts by stated language; languages of fewer authors than ``floor`` together as "other".

    Where all of these together have too few authors too they are left out, and the others rounded to two figures, since
    exact counts would leave theirs.
    """
    cells = language_cells(tally)
    large = {cell[2]: tally.posts(cell) for cell in cells if tally.authors_at_least(cell) >= floor}
    small = [cell for cell in cells if cell[2] not in large]
    if _authors_of(small, tally) >= floor:
        large["other"] = large.get("other", 0) + sum(map(tally.posts, small))
    elif small:
        large = {language: int(float(f"{posts:.2g}")) for language, posts in large.items()}
    return dict(sorted(large.items()))


def _authors_of(cells: list[Cell], tally: Tally) -> int:
    """Authors, at least, of some languages together."""
    together = sum((tally.per_bucket(cell) for cell in cells), np.zeros(BUCKETS, dtype=np.int64))
    return int(np.count_nonzero(together))
