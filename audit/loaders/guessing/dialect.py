"""How a table of delimited text is written: delimiter, quotes, header, line ends; by evidence from its first megabytes.

Each combination is tried on the head, and the one under which most records have the same number of cells is taken. What
people call TSV is often written without any quoting, and posts are full of unpaired quotes: read with quoting such a file
loses thousands of lines into single cells, so that question is put to the evidence as well.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from audit.loaders.guessing.names import known_names, squash
from audit.loaders.guessing.timestamps import moment
from audit.loaders.records import RECORD_CAP

#: Columns beyond this are refused: no table of posts has them, and each costs memory for every row.
COLUMN_CAP = 10_000

_DELIMITERS = ",\t;|\x01\x1f^~¦:"
_NAMES = {
    ",": "comma",
    "\t": "tab",
    ";": "semicolon",
    "|": "vertical bar",
    "": "none",
    ":": "colon",
    "\x01": "control-A",
    "\x1f": "unit separator",
}
_SAMPLE = 256 * 2**10


@dataclass(frozen=True)
class Dialect:
    """How to split a text into records and cells; an empty ``quote`` means that no character quotes."""

    delimiter: str
    quote: str = '"'
    escape: str = ""
    header: bool = True
    carriage_returns: bool = False
    skipped_lines: int = 0

    def described(self) -> str:
        """For people: ``comma, header``."""
        said = [_NAMES.get(self.delimiter, repr(self.delimiter)), "header" if self.header else "no header"]
        if not self.quote:
            said.append("no quoting")
        elif self.quote != '"':
            said.append(f"quoted with {self.quote}")
        if self.escape:
            said.append("escaped with a backslash")
        if self.carriage_returns:
            said.append("lines end with CR")
        if self.skipped_lines:
            said.append(f"{self.skipped_lines} lines before it left out")
        return ", ".join(said)

    def reader(self, lines: Iterable[str], *, strict: bool = True) -> Iterable[list[str]]:
        """A csv reader over lines with their ends."""
        # The limit is a setting of the whole csv module; a cell may be as large as a record.
        if csv.field_size_limit() < RECORD_CAP:
            csv.field_size_limit(RECORD_CAP)
        return csv.reader(
            lines,
            delimiter=self.delimiter or "\x1e",
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            doublequote=not self.escape,
            escapechar=self.escape or None,
            strict=strict,
        )


def line_ends_are_cr(head: str | bytes) -> bool:
    """Whether lines end with CR alone, as spreadsheets on old Macs wrote them."""
    if isinstance(head, bytes):
        crlf, cr, lf = head.count(b"\r\n"), head.count(b"\r"), head.count(b"\n")
    else:
        crlf, cr, lf = head.count("\r\n"), head.count("\r"), head.count("\n")
    return cr - crlf > lf


def sniff_dialect(text: str, *, complete: bool) -> Dialect | None:
    """Decide how a table is written; None where no reading of it looks like a table.

    Parameters
    ----------
    text : str
        The head of the decoded text.
    complete : bool
        Whether that is all; otherwise its last line is cut.
    """
    carriage_returns = line_ends_are_cr(text)
    if carriage_returns:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = text[:_SAMPLE].split("\n")
    if not (complete and len(text) <= _SAMPLE):
        lines = lines[:-1] if len(lines) > 1 else lines
    while lines and not lines[-1].strip():
        lines.pop()
    if not lines:
        return None
    skipped = _preamble(lines)
    lines = lines[skipped:]
    single = _single_column(lines, carriage_returns=carriage_returns, skipped=skipped)
    if single is not None:
        return single
    body = [line + "\n" for line in lines]
    best: tuple[float, Dialect, list[list[str]]] | None = None
    for delimiter in [each for each in _DELIMITERS if any(each in line for line in lines[:50])]:
        for quote, escape in _quotings(lines, delimiter):
            dialect = Dialect(delimiter, quote, escape, carriage_returns=carriage_returns, skipped_lines=skipped)
            score, rows = _score(dialect, body)
            # The order of trial is the order of preference: a later one has to be better, not as good.
            if rows and score > (best[0] + 0.02 if best else 0.3):
                best = score, dialect, rows
    if best is None:
        return None
    _, dialect, rows = best
    return _with_header(dialect, rows)


def _preamble(lines: list[str]) -> int:
    """Lines before the table that Excel (``sep=;``) or an export tool (``# made by``) puts there."""
    count = 0
    for line in lines[:20]:
        if re.fullmatch(r"sep=.\s*", line) or (line.startswith("# ") and count + 1 < len(lines)):
            count += 1
        else:
            break
    return count


def _quotings(lines: list[str], delimiter: str) -> list[tuple[str, str]]:
    """Quote and escape characters worth trying, the usual one first."""
    found = [('"', "")]
    text = "\n".join(lines)
    if '"' in text:
        escaped = text.count('\\"')
        if escaped:
            # Where both readings fit, the more frequent way of writing a quote inside quotes is the one in use.
            doubled = len(re.findall(r'[^\s",;\t|]""|""[^\s",;\t|]', text))
            found.insert(0 if escaped > doubled else 1, ('"', "\\"))
        found.append(("", ""))
    single = sum(line.startswith("'") and line.rstrip().endswith("'") for line in lines)
    if single * 2 > len(lines) and f"'{delimiter}'" in text:
        found.insert(0, ("'", ""))
    return found


def _score(dialect: Dialect, body: list[str]) -> tuple[float, list[list[str]]]:
    """Share of lines that end up in a record of the usual width, less what speaks against the quoting."""
    reader = dialect.reader(body, strict=False)
    rows: list[list[str]] = []
    spans: list[int] = []
    last = 0
    try:
        for row in reader:
            line = reader.line_num  # type: ignore[attr-defined]
            if row:
                rows.append(row)
                spans.append(line - last)
            last = line
    except csv.Error:
        return 0.0, []
    widths = Counter(len(row) for row in rows)
    width, _ = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]))
    if width < 2:
        return 0.0, []
    usual = sum(span for row, span in zip(rows, spans, strict=True) if len(row) == width)
    share = usual / max(1, sum(spans))
    # A cell that swallowed dozens of lines is an unpaired quote, not a post; it may still come out at the right width.
    swallowed = sum(span for span in spans if span > 40)
    share -= swallowed / max(1, sum(spans))
    if dialect.quote:
        share -= 0.5 * _unpaired(rows, dialect)
        if max(spans) > 1 and all(line.count(dialect.delimiter) == width - 1 for line in body if line.strip()):
            # Every line is whole as it stands, so nothing was quoted, and two unpaired quotes have met.
            share -= 0.5
    else:
        share -= 0.5 * _quoted_cells(rows)
    header_bonus = 0.1 * bool(known_names() & {squash(cell) for cell in rows[0]})
    return share * (1 - 0.3 / width) + header_bonus, rows


def _unpaired(rows: list[list[str]], dialect: Dialect) -> float:
    """Share of records in which a quote survived inside a cell that also holds line ends: a sign of a wrong pairing."""
    wrong = sum(any("\n" in cell and dialect.quote + dialect.delimiter in cell for cell in row) for row in rows)
    return wrong / max(1, len(rows))


def _quoted_cells(rows: list[list[str]]) -> float:
    """Share of records with a cell wholly in quotes, which only quoting puts there."""
    wrapped = sum(
        any(len(cell) > 1 and cell[0] == cell[-1] == '"' and '"' not in cell[1:-1].replace('""', "") for cell in row)
        for row in rows
    )
    halves = sum(any(cell[:1] == '"' and cell[-1:] != '"' for cell in row) for row in rows)
    return max(0, wrapped - halves, sum(map(_is_torn, rows))) / max(1, len(rows))


def _is_torn(row: list[str]) -> bool:
    """Whether a cell opens a quote and a later one closes it: a quoted cell with the delimiter in it, torn apart."""
    opened = False
    for cell in row:
        if opened and cell[-1:] == '"' and cell[:1] != '"':
            return True
        opened = opened or (cell[:1] == '"' and '"' not in cell[1:])
    return False


def _with_header(dialect: Dialect, rows: list[list[str]]) -> Dialect | None:
    width = Counter(len(row) for row in rows).most_common(1)[0][0]
    if width > COLUMN_CAP:
        return None
    return Dialect(
        dialect.delimiter,
        dialect.quote,
        dialect.escape,
        header=is_header(rows[0], rows[1:200]),
        carriage_returns=dialect.carriage_returns,
        skipped_lines=dialect.skipped_lines,
    )


def is_header(first: list[str], others: list[list[str]]) -> bool:
    """Whether a first row names columns rather than being the first post."""
    cells = [cell.strip() for cell in first]
    filled = [cell for cell in cells if cell]
    if not filled or any(len(cell) > 200 or "\n" in cell for cell in filled):
        return False
    if any(_is_value(cell) for cell in filled):
        return False
    if known_names() & {squash(cell) for cell in filled}:
        return True
    wordy = any(len(cell.split()) > 3 for cell in filled) or sum(" " in cell for cell in filled) > len(filled) / 2
    if wordy or len(set(filled)) < len(filled):
        return False
    # Names without meaning to us: a header if what stands below is of another kind, numbers above all.
    below = list(zip(*(row for row in others if len(row) == len(first)), strict=True))
    numeric = sum(all(_is_value(cell) for cell in column if cell) and any(column) for column in below)
    return numeric > 0 or not others or all(cell not in column for cell, column in zip(cells, below, strict=False))


def _is_value(cell: str) -> bool:
    return (
        bool(re.fullmatch(r"[+-]?\d+(?:[.,]\d+)*(?:[eE][+-]?\d+)?", cell))
        or moment(cell, "month first") is not None
        or cell.startswith(("http://", "https://"))
    )


def _single_column(lines: list[str], *, carriage_returns: bool, skipped: int) -> Dialect | None:
    """One column only is a table if its first line says so, however many commas follow; otherwise it is any text at all."""
    if (
        lines
        and squash(lines[0]) in known_names()
        and not any(each in lines[0] for each in _DELIMITERS)
        and len(lines) > 1
    ):
        quote = '"' if any(line.startswith('"') for line in lines[1:]) else ""
        return Dialect("", quote, header=True, carriage_returns=carriage_returns, skipped_lines=skipped)
    return None


def head_rows(text: str, dialect: Dialect, *, complete: bool) -> list[list[str]]:
    """The records of the head, leniently read, for looking at; the last is left out where it may be cut."""
    if dialect.carriage_returns:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    lines = io.StringIO(text, newline="\n")
    rows: list[list[str]] = []
    try:
        for number, row in enumerate(dialect.reader(_after(lines, dialect.skipped_lines), strict=False)):
            if row:
                rows.append(row)
            if number > 50_000:
                return rows
    except csv.Error:
        return rows
    return rows if complete or len(rows) < 2 else rows[:-1]


def _after(lines: Iterable[str], count: int) -> Iterable[str]:
    for number, line in enumerate(lines):
        if number >= count:
            # A lone CR inside a line is no line end here; the csv module would refuse the line for it.
            yield line[:-2].replace("\r", " ") + line[-2:] if "\r" in line[:-2] else line
