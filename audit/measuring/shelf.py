"""Where the results of tasks wait until all are there: in memory while they are few, in a temporary folder beyond.

They are added up as they come, but a later task may hold a newer version of a post that was counted already. Then the task
that holds the older one is measured again without it, and all are added up anew: so all must wait, and memory must not grow.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Self

from audit.errors import OutputError
from audit.files.leftovers import temporary, tidy_temporary
from audit.measuring.measured import Measured
from audit.measuring.measured_file import from_bytes, to_bytes
from audit.posts import BUCKETS
from audit.tally import Tally

#: Bytes of counts that wait in memory.
IN_MEMORY = 16 * 2**20


class Shelf:
    """Results by number, in order; to be used in a ``with``, at whose end they are gone."""

    def __init__(self, in_memory: int = IN_MEMORY) -> None:
        self._room = in_memory
        self._results: list[Measured] = []
        self._sum: Measured | None = Measured()
        self._open = ExitStack()
        self._folder: Path | None = None

    def __enter__(self) -> Self:
        tidy_temporary()
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def __len__(self) -> int:
        return len(self._results)

    def add(self, measured: Measured) -> None:
        """Take the result of the next task; its keys are the caller's to keep."""
        if self._sum is not None:
            # What is in a file of the work folder is read when all are there.
            if measured.stored is None:
                self._sum.add(measured)
            else:
                self._sum = None
        self._results.append(self._put(len(self._results), measured))

    def put(self, index: int, measured: Measured) -> None:
        """Take another result of a task in place of the one that is there."""
        self._results[index] = self._put(index, measured)
        self._sum = None

    def total(self) -> Measured:
        """The sum of all results."""
        if self._sum is None:
            self._sum = Measured()
            for each in self:
                self._sum.add(each)
        return self._sum

    def __iter__(self) -> Iterator[Measured]:
        """The results in order, each whole; one at a time is read back."""
        for each in self._results:
            yield each if each.stored is None else replace(each, tally=_read(each.stored))

    def _put(self, index: int, measured: Measured) -> Measured:
        light = replace(measured, keys=type(measured.keys)())
        if measured.stored is not None:
            return light
        self._room -= _size(measured.tally)
        if self._room >= 0:
            return light
        if self._folder is None:
            self._folder = self._open.enter_context(temporary())
        path = self._folder / f"{index}.part"
        try:
            path.write_bytes(to_bytes(light))
        except OSError as error:
            raise OutputError(
                f"{self._folder}: what was measured so far could not be kept: {error.strerror}.",
                hint="Make room there, or set TMPDIR to a folder with more.",
            ) from None
        return replace(light, tally=Tally(), stored=path)


def _read(stored: Path) -> Tally:
    try:
        return from_bytes(stored.read_bytes()).tally
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "it is damaged"
        raise OutputError(
            f"{stored}: what was measured cannot be read again: {why}.",
            hint="Run again. A folder that is being written to must not be emptied.",
        ) from None


def _size(tally: Tally) -> int:
    """Bytes of a tally, roughly."""
    rows = sum(column.nbytes for sample in tally.samples.values() for column in sample.columns.values())
    authors = sum(each.keys.nbytes for each in tally.authors.values())
    return 8 * BUCKETS * len(tally.counts) + rows + authors + 16 * len(tally.author_posts.keys)
