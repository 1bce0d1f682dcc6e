"""How long an audit will take, from a few seconds of it: the beginning of the first part is measured and thrown away."""

from __future__ import annotations

import csv
import time
from dataclasses import dataclass, field, fields, replace
from typing import Any, BinaryIO

import pyarrow as pa

from audit.loaders.base import Ledger
from audit.loaders.dataset import Posts
from audit.loaders.door import admit
from audit.loaders.reading import Part, read
from audit.loaders.source import Source
from audit.measuring.measured import Measured
from audit.measuring.part import chosen_metrics, count_batch
from audit.measuring.sizes import Sizes
from audit.plan import Plan
from audit.text_reader import text_reader

#: Bytes of which records are counted.
_HEAD = 2**20
#: Seconds that are measured.
_BUDGET = 2.0
#: Seconds for judging, drawing and writing, which hardly grow with the posts.
_REST = 3.0
#: A busy machine, and parts that are unlike the first, put it off by so much either way.
_LESS, _MORE = 0.6, 1.8


@dataclass(frozen=True)
class Ahead:
    """What is to be expected.

    Attributes
    ----------
    posts : int
        About how many there are.
    shortest, longest : float
        Seconds from the first post to the report, with so many processes as asked for.
    """

    posts: int
    shortest: float
    longest: float


@dataclass(frozen=True)
class _Watched(Source):
    """A source that can be asked how far it is read."""

    opened: list[BinaryIO] = field(default_factory=list, repr=False)

    @classmethod
    def of(cls, source: Source) -> _Watched:
        return cls(**{each.name: getattr(source, each.name) for each in fields(source)})

    def open(self) -> BinaryIO:
        stream = super().open()
        self.opened.append(stream)
        return stream

    def position(self) -> int:
        try:
            return self.opened[-1].tell() if self.opened else 0
        except (OSError, ValueError):
            return 0


def look_ahead(posts: Posts, plan: Plan, workers: int) -> Ahead | None:
    """Measure the beginning of the first part, and reckon with it.

    Parameters
    ----------
    posts : Posts
    plan : Plan
    workers : int
        Processes that will share the work.

    Returns
    -------
    Ahead or None
        None where nobody can tell how much of the whole the beginning is.
    """
    parts = posts.parts()
    first, sizes = parts[0], Sizes(parts)
    watched = _Watched.of(first.prepared.source)
    part = replace(first, prepared=replace(first.prepared, source=watched))
    text_reader(plan).run(pa.array(["warm"], pa.large_string()))  # kernels load before the clock starts
    chosen, result, ledger = chosen_metrics(plan), Measured(), Ledger()
    batches = read(part, ledger)
    began, seen, whole = time.perf_counter(), 0, True
    for batch in batches:
        count_batch(result, admit(batch, posts.secret, by_conversation=plan.dataset.generated), plan, chosen)
        seen += batch.num_rows
        if time.perf_counter() - began > _BUDGET:
            whole = False
            break
    seconds = time.perf_counter() - began
    done = sizes.of((first,)) if whole else _done(part, watched, seen, sizes.of((first,)))
    if not (seen and done):
        return None
    times = sizes.total / done
    measuring = seconds * times / max(1, min(workers, len(parts)) if len(parts) > 1 else workers)
    return Ahead(round(seen * times), _LESS * measuring + _REST, _MORE * measuring + 2 * _REST)


def _done(part: Part, watched: _Watched, seen: int, size: int) -> float:
    """About how many bytes of a part were read, where it was not read to its end; 0 where nobody knows."""
    if part.prepared.form == "parquet":
        return size * seen / rows if (rows := _rows_of(part)) else 0.0
    # What is read is read some way ahead, so records are counted where they can be, at the beginning.
    return _record_bytes(part) * seen or float(max(0, watched.position() - part.start))


def _record_bytes(part: Part) -> float:
    """About how many bytes a record has, of lines and of delimited text; 0 of all else."""
    prepared = part.prepared
    if prepared.form not in {"lines", "delimited"}:
        return 0.0
    with prepared.source.open() as stream:
        head = stream.read(_HEAD)
    if prepared.form == "lines" or prepared.dialect is None:
        return len(head) / max(1, head.count(b"\n"))
    text = head.decode(prepared.encoding.name, errors="replace")
    try:
        records = sum(1 for _ in prepared.dialect.reader(text.splitlines(keepends=True), strict=False))
    except csv.Error:
        return 0.0
    return len(head) / max(1, records - prepared.dialect.header)


def _rows_of(part: Part) -> int:
    import pyarrow.parquet as pq

    source: Any = part.prepared.source
    try:
        with source.open() as stream:
            meta = pq.read_metadata(stream)
            last = meta.num_row_groups if part.end is None else part.end
            return sum(meta.row_group(index).num_rows for index in range(part.start, last))
    except (OSError, ValueError, pa.ArrowException):
        return 0
