"""Files of ids of posts: which were kept, or which are deleted by now."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from audit.errors import PlanError
from audit.hashing import distinct, hash_strings
from audit.resources.card import Card

_ID_COLUMNS = ("post_id", "id")
_FORM = "a table (CSV, Parquet) with the column post_id, or a text file with one id a line"


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
    name = Path(source).name if isinstance(source, (str, Path)) else name
    return of_ids(ids_of(source, name), name)


def ids_of(source: Any, name: str = "") -> pa.ChunkedArray | pa.Array:
    """The ids of a file or a sequence as text; PlanError as in :func:`read_ids`."""
    return _ids_of_file(Path(source)) if isinstance(source, (str, Path)) else _as_strings(source, name)


def of_ids(ids: pa.ChunkedArray | pa.Array, name: str) -> tuple[npt.NDArray[np.uint64], Card]:
    """The same of ids that have been read."""
    keys = distinct(hash_strings(ids.drop_null()))
    if not len(keys):
        raise PlanError(f"{name}: holds no ids of posts.", hint=f"Expected: {_FORM}.")
    return keys, ids_card(name, keys)


def ids_card(name: str, keys: npt.NDArray[np.uint64], more: bytes = b"") -> Card:
    """What a report says of ids, and of what else is known of their posts."""
    return users_list(name, "ids", f"Ids of {len(keys):,} posts", keys.astype("<u8").tobytes() + more)


def _as_strings(source: Iterable[Any], name: str) -> pa.Array:
    listed: Sequence[Any] = list(source)
    if any(not isinstance(each, (str, int, np.integer)) for each in listed):
        raise PlanError(f"{name}: an id of a post is text or a whole number.", hint="A float has lost its last digits.")
    return pa.array([str(each) for each in listed], pa.string())


def _ids_of_file(path: Path) -> pa.ChunkedArray | pa.Array:
    suffix = path.suffix.lower()
    if suffix not in (".csv", ".parquet"):
        try:
            lines = path.read_bytes().decode("utf-8-sig").splitlines()
        except UnicodeDecodeError:
            raise PlanError(f"{path.name}: cannot be read as ids.", hint=f"Expected: {_FORM}.") from None
        except OSError as error:
            raise PlanError(f"{path.name}: cannot be read: {error.strerror}.", hint=f"Expected: {_FORM}.") from None
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


def users_list(path: str, kind: str, title: str, content: bytes) -> Card:
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
