"""How much of its sources a task stands for, so that somebody who waits can be told how far it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from audit.loaders.feeding import effort
from audit.loaders.reading import Part
from audit.measuring.tasks import Task


class Sizes:
    """About how many bytes there are, and of how many each task is.

    Parameters
    ----------
    parts : sequence of Part
        All there are.
    """

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts_of = Counter(each.source_index for each in parts)
        self.total = sum(map(self._of, parts))

    def of(self, task: Task) -> int:
        """About how many bytes a task is of."""
        return sum(map(self._of, task))

    def _of(self, part: Part) -> int:
        if part.block is not None:
            return len(part.block.data)
        if part.batch is not None:
            return int(part.batch.nbytes)
        if part.books is not None:
            return 0
        if part.prepared.form == "parquet":  # whose parts are runs of row groups, of about the same size
            return part.prepared.source.size // self._parts_of[part.source_index]
        return effort(part)
