"""What engines hand out: a few neighbouring parts of sources, measured together.

How parts are cut and put together changes no result. Few tasks mean few results to add up, many mean that nobody waits for
the slowest; so files are cut at some 64 MB, and small pieces are put together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from audit.loaders.feeding import effort, fed, is_fed
from audit.loaders.reading import PART_BYTES, Part

#: Parts measured together, in order.
Task = tuple[Part, ...]

#: Tasks of a dataset beyond which more parts are put into one: each result is some megabytes that have to be added up.
MOST = 512
#: Posts that one process has read and others measure, put together up to this many bytes.
_BATCHES = 32 * 2**20
#: Sources that only one process can read are not cut where none is more than this part of all.
_MANY = 16


@dataclass(frozen=True)
class Tasks:
    """The tasks of some parts; may be gone through again, with the same tasks.

    Attributes
    ----------
    parts : sequence of Part
        Sources that only one process can read are cut by reading them, so that others can help, and so that no task grows
        with its source. Where there are many of like size each is a task as it is: then nobody waits for the one process
        that reads.
    """

    parts: Sequence[Part]

    def __iter__(self) -> Iterator[Task]:
        together = max(1, -(-len(self.parts) // MOST))
        waiting: list[Part] = []
        for part in self.parts:
            if self._is_cut(part):
                if waiting:
                    yield tuple(waiting)
                    waiting = []
                yield from _pieces(part)
                continue
            waiting.append(part)
            if len(waiting) >= together:
                yield tuple(waiting)
                waiting = []
        if waiting:
            yield tuple(waiting)

    @property
    def expected(self) -> int:
        """About how many there are."""
        cut = [each for each in self.parts if self._is_cut(each)]
        return sum(max(2, effort(each) // PART_BYTES) for each in cut) + min(MOST, len(self.parts) - len(cut))

    def _is_cut(self, part: Part) -> bool:
        return not self._are_many and is_fed(part)

    @cached_property
    def _are_many(self) -> bool:
        efforts = [effort(each) for each in self.parts]
        largest = max((size for each, size in zip(self.parts, efforts, strict=True) if is_fed(each)), default=0)
        return _MANY * largest <= sum(efforts)


def _pieces(part: Part) -> Iterator[Task]:
    waiting: list[Part] = []
    size = 0
    for piece in fed(part):
        waiting.append(piece)
        size += _BATCHES if piece.block is not None else 0 if piece.batch is None else piece.batch.nbytes
        if size >= _BATCHES:
            yield tuple(waiting)
            waiting, size = [], 0
        del piece  # it may hold posts, and the next one is made before the name is taken again
    if waiting:
        yield tuple(waiting)
