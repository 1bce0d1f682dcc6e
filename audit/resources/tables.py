"""Reading a small CSV table of a resource, and saying where it is wrong."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence

from audit.errors import ResourceError, did_you_mean

Row = Mapping[str, str]


def rows(name: str, table: bytes, columns: Sequence[str]) -> Iterator[tuple[int, Row]]:
    """Rows of a CSV table with the number of the line each ends on.

    Parameters
    ----------
    name : str
        Name of the resource, for messages.
    table : bytes
        UTF-8, with or without a byte-order mark, comma, header.
    columns : sequence of str
        Columns that must be there; others are passed on.

    Yields
    ------
    tuple of int and mapping
        Line number in the file, and the row by column with surrounding blanks removed. Empty lines are skipped.

    Raises
    ------
    ResourceError
        Not UTF-8, a column is missing, or a row has more or fewer cells than the header.
    """
    try:
        text = table.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        raise ResourceError(
            f"{name!r} is not UTF-8 (byte {problem.start}).", hint="Save the table as CSV with UTF-8 encoding."
        ) from problem
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip() for cell in next(reader, [])]
        missing = [column for column in columns if column not in header]
        if missing:
            raise ResourceError(
                f"{name!r} has no column {missing[0]!r}; its header is: {', '.join(header) or 'empty'}.",
                hint=f"The columns are: {', '.join(columns)}. {did_you_mean(missing[0], header)}",
            )
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(header):
                raise ResourceError(
                    f"{name!r}, line {reader.line_num}: {len(cells)} cells where the header has {len(header)}.",
                    hint="A cell with a comma in it needs double quotes around it.",
                )
            yield reader.line_num, dict(zip(header, (cell.strip() for cell in cells), strict=True))
    except csv.Error as problem:
        raise ResourceError(
            f"{name!r}, line {reader.line_num}: not valid CSV ({problem}).", hint="Check the double quotes."
        ) from problem


def one_of(name: str, line: int, column: str, value: str, choices: Sequence[str]) -> str:
    """``value`` if it is in the closed list, otherwise an error that names line and column."""
    if value not in choices:
        raise ResourceError(
            f"{name!r}, line {line}: {column} is {value!r}.", hint=f"It is one of: {', '.join(choices)}."
        )
    return value


def surface_form(text: str) -> str:
    """A form as it is compared: NFC, casefolded, hyphens as spaces, single spaces.

    Casefolding rather than lower-casing makes ``STRASSE`` and ``Straße`` one form (Unicode Standard, section 3.13).
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())
    return " ".join(folded.replace("-", " ").split())


def stated_form(text: str) -> str:
    """A stated profile value as it is compared: NFC, casefolded, single spaces; punctuation is kept."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())
