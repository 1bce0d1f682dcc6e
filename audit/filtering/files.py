"""Lists that filters name: ids of posts that were kept, and words that posts may not hold."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from audit.errors import PlanError, ResourceError
from audit.hashing import distinct, hash_strings
from audit.resources import Card
from audit.text.features import TextPass
from audit.text.lexicon import compile_lexicon

_WORD_COLUMNS = ("word", "form", "term")
_ID_COLUMNS = ("post_id", "id")
_FORM = "a table (CSV, Parquet) with the column post_id, or a text file with one id a line"
#: More lines than this are no list of words.
MOST_WORDS = 100_000


@dataclass(frozen=True)
class _Word:
    """A form to be matched wherever it stands."""

    form: str
    axis: str = "list"
    group: str = "list"
    tier: str = "strict"
    part_of_speech: str = ""
    number: str = ""


def read_words(path: str) -> tuple[TextPass, Card]:
    """A list of words or phrases: one a line, or a CSV file with the column ``word``.

    Raises
    ------
    PlanError
        There is no such file, it holds nothing, or a line is no word that can be matched.
    """
    content = _content(Path(path))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PlanError(f"{Path(path).name}: is not UTF-8.", hint="One word or phrase a line is expected.") from None
    lines = text.splitlines()
    if Path(path).suffix.lower() == ".csv":
        rows = list(csv.reader(lines))
        column = (
            next((i for i, each in enumerate(rows[0]) if each.strip().lower() in _WORD_COLUMNS), None) if rows else None
        )
        if column is None:
            raise PlanError(
                f"{Path(path).name}: has no column word.", hint="Its first line names the columns; word is expected."
            )
        lines = [row[column] for row in rows[1:] if len(row) > column]
    forms = list(dict.fromkeys(each.strip() for each in lines if each.strip()))
    if not forms or len(forms) > MOST_WORDS:
        raise PlanError(
            f"{Path(path).name}: holds {len(forms):,} words.",
            hint=f"From 1 to {MOST_WORDS:,} are expected, one a line.",
        )
    try:
        lexicon = compile_lexicon([_Word(each) for each in forms])
    except ResourceError as error:
        raise PlanError(
            f"{Path(path).name}: {error.message}", hint="Take that line out, or write it as words."
        ) from None
    return TextPass(lexicon), _card(path, "words", f"{len(forms):,} words that posts may not hold", content)


def read_ids(source: Any, name: str) -> tuple[npt.NDArray[np.uint64], Card]:
    """The stable hashes of ids of posts, ascending, each once.

    Parameters
    ----------
    source : path or sequence of str
        A table with the column ``post_id`` or ``id``, a text file with one id a line, or the ids themselves.
    name : str
        What it is called where it is no file.

    Raises
    ------
    PlanError
        The file cannot be read, or holds no ids.
    """
    is_file = isinstance(source, (str, Path))
    name = Path(source).name if is_file else name
    ids = _ids_of_file(Path(source)) if is_file else _as_strings(source, name)
    return of_ids(ids, name)


def of_ids(ids: pa.ChunkedArray | pa.Array, name: str) -> tuple[npt.NDArray[np.uint64], Card]:
    """The same of ids that have been read."""
    keys = distinct(hash_strings(ids.drop_null()))
    if not len(keys):
        raise PlanError(f"{name}: holds no ids of posts.", hint=f"Expected: {_FORM}.")
    return keys, _card(name, "ids", f"Ids of {len(keys):,} posts", keys.astype("<u8").tobytes())


def _as_strings(source: Iterable[Any], name: str) -> pa.Array:
    listed: Sequence[Any] = list(source)
    if any(not isinstance(each, (str, int, np.integer)) for each in listed):
        raise PlanError(f"{name}: an id of a post is text or a whole number.", hint="A float has lost its last digits.")
    return pa.array([str(each) for each in listed], pa.string())


def _ids_of_file(path: Path) -> pa.ChunkedArray | pa.Array:
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".parquet"):
        try:
            lines = _content(path).decode("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            raise PlanError(f"{path.name}: cannot be read as ids.", hint=f"Expected: {_FORM}.") from None
        return pa.array([each.strip() for each in lines if each.strip()], pa.string())
    try:
        if suffix == ".parquet":
            names = pq.read_schema(path).names
        else:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                names = next(csv.reader(stream), [])
        column = next((each for each in _ID_COLUMNS if each in names), None)
        if column is None:
            # A file without a header has an id for the name of its column, so those that are there are not listed.
            raise PlanError(f"{path.name}: has no column {_ID_COLUMNS[0]}.", hint=f"Expected: {_FORM}.")
        if suffix == ".parquet":
            return pq.read_table(path, columns=[column]).column(0).cast(pa.string())
        # Ids stay text: read as numbers, long ones would lose their last digits.
        options = pa_csv.ConvertOptions(
            include_columns=[column], column_types={column: pa.string()}, strings_can_be_null=True, null_values=[""]
        )
        return pa_csv.read_csv(path, convert_options=options).column(0)
    except (OSError, UnicodeDecodeError, pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        said = error.strerror if isinstance(error, OSError) and error.strerror else "is no such table"
        raise PlanError(f"{path.name}: cannot be read as ids: {said}.", hint=f"Expected: {_FORM}.") from None


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise PlanError(f"{path.name}: cannot be read: {error.strerror}.", hint="A filter names this file.") from None


def _card(path: str, kind: str, title: str, content: bytes) -> Card:
    """What a report says of the list: that it is the user's own, and its hash."""
    return Card(
        name=Path(path).name,
        kind=kind,
        title=title,
        version="not stated",
        language="not stated",
        source=("given by the user",),
        licence="not stated",
        reviewers=(),
        known_faults=(),
        sha256=hashlib.sha256(content).hexdigest(),
        summary="",
    )
