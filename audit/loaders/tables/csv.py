"""Tables of delimited text: CSV, TSV and their relatives, with every record that cannot be read accounted for.

An unpaired quote is the worst case: it swallows line after line into one cell. A record that runs over several lines and
comes out at the wrong width, or at the end of the file, costs its first line only; reading goes on with the next.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from audit.loaders.base import Ledger
from audit.loaders.compression import damage_of
from audit.loaders.guessing.dialect import Dialect
from audit.loaders.records import RECORD_CAP, finish
from audit.loaders.rows import BATCH
from audit.loaders.tables.columns import ColumnMap

_BLOCK = 4 * 2**20
#: Lines that one record may run over. The longest posts of any platform (Reddit, 40,000 characters) stay far below.
LINES_CAP = 5_000

#: Stands for a lone CR while lines are read: a private character, the last of its plane but two (Unicode 23.5).
STAND_IN = "\U0010fffd"
_LONE_CR = re.compile("\r(?!\n|$)")

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
    for found, characters in _Records(stream, dialect, width, ledger):
        numbers += range(ledger.records + 1, ledger.records + 1 + len(found))
        ledger.records += len(found)
        rows += found
        size += characters
        while len(rows) >= BATCH or size > 4 * _BLOCK:
            yield _columns(rows[:BATCH], numbers[:BATCH], indices, ledger)
            rows, numbers, size = rows[BATCH:], numbers[BATCH:], 0
    if rows:
        yield _columns(rows, numbers, indices, ledger)
    finish(stream, ledger)


def _columns(rows: list[list[str]], numbers: list[int], indices: list[int], ledger: Ledger) -> Cells:
    ledger.posts += len(rows)
    return [_column([row[index] for row in rows]) for index in indices], np.array(numbers, dtype=np.int64)


def _column(cells: list[str]) -> pa.Array:
    column = pa.array(cells, pa.string())
    if pc.any(pc.match_substring(column, STAND_IN)).as_py():
        return pc.replace_substring(column, STAND_IN, "\n")
    return column


class _Lines:
    """Lines with their ends, a block at a time; told to, gives some of them again."""

    def __init__(self, stream: BinaryIO, ledger: Ledger, *, carriage_returns: bool) -> None:
        self.replay: deque[str] = deque()
        self.fed: list[str] = []  # since the present record began
        self.suspect = False  # whether bytes that are not UTF-8 have been seen: then every row is looked at
        self.number = 0
        self.cap = LINES_CAP
        self._stream = stream
        self._ledger = ledger
        self._blocks = self._split(carriage_returns=carriage_returns)
        self._block: list[str] = []
        self._next = 0  # of the present block

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.fed) >= self.cap:
            # The present record ends here, as at the end of the file: no post runs over so many lines.
            raise csv.Error("field larger than any post")
        if self.replay:
            line = self.replay.popleft()
        else:
            if self._next == len(self._block):
                self._block, self._next = next(self._blocks), 0
            line = self._block[self._next]
            self._next += 1
            self.number += 1
        self.fed.append(line)
        return line

    def whole_block(self) -> list[str]:
        """All lines of the next block, where the present one is used up and nothing has to be given again; else none."""
        if self.replay or self._next < len(self._block):
            return []
        self._block, self._next = next(self._blocks, []), 0
        return self._block

    def skip_block(self) -> None:
        """Leave out the present block, which has been read by other means."""
        self.number += len(self._block)
        self._next = len(self._block)

    def _split(self, *, carriage_returns: bool) -> Iterator[list[str]]:
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
            yield self._decoded(rest + block)
            rest = tail
        if rest and not damage_of(self._stream):
            yield self._decoded(rest.removesuffix(b"\n"))

    def _decoded(self, block: bytes) -> list[str]:
        try:
            text = block.decode("utf-8")
        except UnicodeDecodeError:
            text = block.decode("utf-8", errors="surrogateescape")
            self.suspect = True
        if "\r" in text:
            # A lone CR inside a line ends no line here, but the csv module would refuse it outside quotes. It is kept as
            # a character of no other use until the cells are apart, and is a line break within its cell then.
            text = _LONE_CR.sub(STAND_IN, text)
        return [line + "\n" for line in text.split("\n")]

    def _oversized(self) -> bytes:
        while piece := self._stream.read(_BLOCK):
            _, end, tail = piece.partition(b"\n")
            if end:
                self._ledger.reject("oversized_record", f"a line of more than {RECORD_CAP:,} bytes")
                return tail
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

    def __iter__(self) -> Iterator[tuple[list[list[str]], int]]:
        """Rows, and about how many characters they have."""
        lines, fed = self.lines, self.lines.fed
        header = self.dialect.header
        for _ in range(self.dialect.skipped_lines):
            next(lines, None)
        fed.clear()
        reader = iter(self.dialect.reader(lines))
        while True:
            block = [] if header else lines.whole_block()
            if block and (rows := self._at_once(block)) is not None:
                lines.skip_block()
                if rows:
                    yield rows, sum(map(len, block))
                continue
            try:
                row: list[str] | None = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                row = self._recover(str(error))
            else:
                row = None if header else self._checked(row)
                header = False
            if row is not None:
                yield [row], sum(map(len, fed))
            fed.clear()

    def _at_once(self, block: list[str]) -> list[list[str]] | None:
        """All rows of a block, where each is blank, or whole with something in it; else None, and it is read with care."""
        if self.lines.suspect:
            return None
        try:
            rows = list(self.dialect.reader(block))
        except csv.Error:
            return None
        # Rows over many lines may be the work of unpaired quotes, for which there is a cap.
        if len(block) - len(rows) >= LINES_CAP:
            return None
        blank = 0 if all(rows) else rows.count([])
        if blank:
            rows = [row for row in rows if row]
        if rows and not (set(map(len, rows)) == {self.width} and all(map(any, rows))):
            return None
        if blank:
            self.ledger.warnings["blank_lines"] += blank
        return rows

    def _checked(self, row: list[str] | None) -> list[str] | None:
        if row is None or len(row) != self.width:
            return None if row is None else self._odd(row)
        return row if self._good(row) else None

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
                if not self._good(row):
                    return None
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
