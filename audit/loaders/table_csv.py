"""Tables of delimited text: CSV, TSV and their relatives, with every record that cannot be read accounted for.

An unpaired quote is the worst case: it swallows line after line into one cell. A record that runs over several lines and
comes out at the wrong width, or at the end of the file, costs its first line only; reading goes on with the next.
"""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa

from audit.loaders.base import Ledger
from audit.loaders.columns import ColumnMap
from audit.loaders.compression import damage_of
from audit.loaders.dialect import Dialect
from audit.loaders.records import RECORD_CAP, finish
from audit.loaders.rows import BATCH

_BLOCK = 4 * 2**20
#: Lines that one record may run over. The longest posts of any platform (Reddit, 40,000 characters) stay far below.
LINES_CAP = 5_000

Cells = tuple[list[pa.Array], "np.ndarray[tuple[int], np.dtype[np.int64]]"]


def cells_of(stream: BinaryIO, dialect: Dialect, width: int, mapping: ColumnMap, ledger: Ledger) -> Iterator[Cells]:
    """Batches of columns, one for each use of the mapping, with the record number of each row.

    Parameters
    ----------
    stream : binary stream
        UTF-8 without a mark, from its beginning.
    dialect : Dialect
    width : int
        Cells of a whole record.
    mapping : ColumnMap
    ledger : Ledger
        Rows yielded are counted as posts.
    """
    indices = [use.column.index for use in mapping.uses]
    rows: list[list[str]] = []
    numbers: list[int] = []
    size = 0
    for row in _Records(stream, dialect, width, ledger):
        ledger.records += 1
        rows.append(row)
        numbers.append(ledger.records)
        size += len(row[indices[0]]) if indices else 0
        if len(rows) >= BATCH or size > 4 * _BLOCK:
            yield _columns(rows, numbers, indices, ledger)
            rows, numbers, size = [], [], 0
    if rows:
        yield _columns(rows, numbers, indices, ledger)
    finish(stream, ledger)


def _columns(rows: list[list[str]], numbers: list[int], indices: list[int], ledger: Ledger) -> Cells:
    ledger.posts += len(rows)
    return [pa.array([row[index] for row in rows], pa.string()) for index in indices], np.array(numbers, dtype=np.int64)


class _Lines:
    """Lines with their ends; told to, gives some of them again."""

    def __init__(self, stream: BinaryIO, ledger: Ledger, *, carriage_returns: bool) -> None:
        self.replay: deque[str] = deque()
        self.fed: list[str] = []  # since the present record began
        self.suspect = False  # whether bytes that are not UTF-8 have been seen: then every row is looked at
        self.number = 0
        self.cap = LINES_CAP
        self._stream = stream
        self._ledger = ledger
        self._lines = self._split(carriage_returns=carriage_returns)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.fed) >= self.cap:
            # The present record ends here, as at the end of the file: no post runs over so many lines.
            raise csv.Error("field larger than any post")
        if self.replay:
            line = self.replay.popleft()
        else:
            line = next(self._lines)
            self.number += 1
        self.fed.append(line)
        return line

    def _split(self, *, carriage_returns: bool) -> Iterator[str]:
        rest = b""
        while piece := self._stream.read(_BLOCK):
            if carriage_returns:
                while piece.endswith(b"\r") and (more := self._stream.read(1)):
                    piece += more  # CR LF is one line end, also across two reads
                piece = piece.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            block, end, tail = piece.rpartition(b"\n")
            if not end:
                rest += piece
                if len(rest) > RECORD_CAP:
                    rest = self._oversized()
                continue
            yield from self._decoded(rest + block)
            rest = tail
        if rest and not damage_of(self._stream):
            yield from self._decoded(rest)

    def _decoded(self, block: bytes) -> Iterator[str]:
        try:
            text = block.decode("utf-8")
        except UnicodeDecodeError:
            text = block.decode("utf-8", errors="surrogateescape")
            self.suspect = True
        for line in text.split("\n"):
            # A lone CR inside a line ends no line here, but the csv module would refuse it outside quotes.
            yield (line[:-1].replace("\r", " ") + line[-1] if "\r" in line[:-1] else line) + "\n"

    def _oversized(self) -> bytes:
        while piece := self._stream.read(_BLOCK):
            _, end, tail = piece.partition(b"\n")
            if end:
                self._ledger.reject("oversized_record", f"a line of more than {RECORD_CAP:,} bytes")
                return tail + (b"\n" if tail.endswith(b"\n") else b"")
        self._ledger.reject("oversized_record", f"a line of more than {RECORD_CAP:,} bytes")
        return b""


class _Records:
    """Records of the right width; the others go to the ledger."""

    def __init__(self, stream: BinaryIO, dialect: Dialect, width: int, ledger: Ledger) -> None:
        self.dialect = dialect
        self.width = width
        self.ledger = ledger
        self.lines = _Lines(stream, ledger, carriage_returns=dialect.carriage_returns)
        self.resyncs = 0

    def __iter__(self) -> Iterator[list[str]]:
        lines, width, fed = self.lines, self.width, self.lines.fed
        for _ in range(self.dialect.skipped_lines):
            next(lines, None)
        fed.clear()
        reader = iter(self.dialect.reader(lines))
        header = self.dialect.header
        while True:
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                recovered = self._recover(str(error))
                if recovered is None:
                    fed.clear()
                    continue
                row = recovered
            if header:
                header = False
            elif len(row) == width:
                if self._good(row):
                    yield row
            elif (fixed := self._odd(row)) is not None:
                yield fixed
            fed.clear()

    def _good(self, row: list[str]) -> bool:
        if self.lines.suspect and any(_damaged(cell) for cell in row):
            self.ledger.reject("invalid_utf8", self._where())
            return False
        if not any(row):
            self.ledger.skip("blank row")
            return False
        return True

    def _odd(self, row: list[str]) -> list[str] | None:
        """A record of another width: blank, padded with empty cells, ragged, or the work of an unpaired quote."""
        if not any(cell.strip() for cell in row):
            if len(row) <= 1:
                self.ledger.warnings["blank_lines"] += 1
            else:
                self.ledger.skip("blank row")
            return None
        if len(row) > self.width and not any(row[self.width :]):
            trimmed = row[: self.width]
            return trimmed if self._good(trimmed) else None
        if len(self.lines.fed) > 1 and self._resynchronise():
            return None
        reason = "bad_csv_too_many" if len(row) > self.width else "bad_csv_too_few"
        if self.lines.suspect and any(_damaged(cell) for cell in row):
            reason = "invalid_utf8"
        self.ledger.reject(reason, f"{len(row)} cells in place of {self.width}, {self._where()}")
        return None

    def _resynchronise(self) -> bool:
        """Give back all lines but the first if one of them is a whole record by itself."""
        rest = self.lines.fed[1:]
        if not any(self._alone(line) is not None for line in rest[:100]):
            return False
        self._unclosed()
        return True

    def _unclosed(self) -> None:
        self.resyncs += 1
        if self.resyncs == 100:
            # A file full of unpaired quotes: notice each sooner, so that reading stays linear.
            self.lines.cap = 50
        rest = self.lines.fed[1:]
        self.ledger.reject("unclosed_quote", f"a quote opens and does not close, {self._where()}")
        self.lines.replay.extendleft(reversed(rest))

    def _recover(self, message: str) -> list[str] | None:
        """A row in spite of an error: quotes inside quotes are read as they stand if the width comes out right."""
        if "field larger" in message:
            self._unclosed()
            return None
        if len(self.lines.fed) == 1:
            row = self._alone(self.lines.fed[0])
            if row is not None:
                self.ledger.warnings["stray_quote"] += 1
                return row
        if len(self.lines.fed) > 1 or "unexpected end" in message:
            self._unclosed()
            return None
        self.ledger.reject("unclosed_quote", f"a quote stands where none can, {self._where()}")
        return None

    def _alone(self, line: str) -> list[str] | None:
        """The row of a single line, leniently read; None if it is not whole."""
        try:
            rows = list(self.dialect.reader([line], strict=False))
        except csv.Error:
            return None
        return rows[0] if len(rows) == 1 and len(rows[0]) == self.width and not rows[0][-1].endswith("\n") else None

    def _where(self) -> str:
        return f"line {max(1, self.lines.number - len(self.lines.replay) - len(self.lines.fed) + 1)}"


def _damaged(text: str) -> bool:
    return not text.isascii() and any("\udc80" <= character <= "\udcff" for character in text)
