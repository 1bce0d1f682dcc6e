"""Weights of posts as integers, so that weighted counts add up exactly whatever the order, split or workers.

A file of weights has two columns, ``post_id`` and ``weight``; only proportions matter. Weights are scaled to mean 1 over
the rows of the file and kept in millionths. As counting needs posts of one weight side by side, there may be at most
:data:`MOST_WEIGHTS` different ones: weights by cell, as ``postaudit weights`` writes them, are a few dozen.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import math
import os
import tempfile
import weakref
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from audit.errors import PlanError
from audit.files.leftovers import mark
from audit.hashing import PUBLIC_KEY, hash_strings

#: What weight 1 is as an integer.
SCALE = 1_000_000
MOST_WEIGHTS = 256
#: No post may speak for more than this many: sums of what posts weigh stay far from the end of 64-bit integers.
HEAVIEST = 100
_HINT = "Two columns are expected, post_id and weight; postaudit weights SOURCE -o FILE.csv writes such a file."


@dataclass(frozen=True)
class PostWeights:
    """The weight of each post, found by the stable hash of its id.

    Attributes
    ----------
    keys : ndarray of uint64, shape (m,)
        Sorted.
    values : ndarray of int64, shape (m,)
        In millionths of the mean.
    name : str
        What the file is called.
    sha256 : str
        Of the content, the same for any order or format of the file, and for weights in proportion.
    """

    keys: npt.NDArray[np.uint64] = field(repr=False)
    values: npt.NDArray[np.int64] = field(repr=False)
    name: str
    sha256: str

    def classes(self, post_key: npt.NDArray[np.uint64]) -> Iterator[tuple[int, npt.NDArray[np.bool_]]]:
        """Each different weight, and which of the posts have it.

        Raises
        ------
        PlanError
            A post has no weight.
        """
        weight = self._found(post_key)
        for each in np.unique(weight).tolist():
            yield each, weight == each

    def of(self, post_key: npt.NDArray[np.uint64]) -> npt.NDArray[np.float64]:
        """The weight of each of n posts, 1 on average over all that have one; PlanError where a post has none."""
        return self._found(post_key) / SCALE

    def _found(self, post_key: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
        at = np.minimum(np.searchsorted(self.keys, post_key), len(self.keys) - 1)
        missing = int((self.keys[at] != post_key).sum())
        if missing:
            raise PlanError(
                f"{self.name}: {missing:,} of {len(post_key):,} posts read so far have no weight in it.",
                hint="Weights must be of these posts, all of them: make them again with postaudit weights.",
            )
        found: npt.NDArray[np.int64] = self.values[at]
        return found

    def __reduce__(self) -> tuple[Any, ...]:
        # Work is sent to processes part by part: a path instead of sixteen bytes a post each time.
        return _attached, (_spilled(self), self.name, self.sha256)


def read_weights(source: Any) -> PostWeights | None:
    """Read weights.

    Parameters
    ----------
    source : path, DataFrame, Arrow table, or what :func:`audit.weights` returns
        Columns ``post_id`` and ``weight``.

    Returns
    -------
    PostWeights or None
        None where all weights are equal: then nothing is weighted.

    Raises
    ------
    PlanError
        Not a table of weights; a weight that is missing, not greater than 0 or above :data:`HEAVIEST` times the mean; an
        id with two weights; or too many different weights.
    """
    if isinstance(source, str | os.PathLike):
        path = Path(source)
        name, table = path.name, _table_of_file(path)
    else:
        name = "weights"
        table = source if isinstance(source, pa.Table) else _table_of_frame(source)
    if not {"post_id", "weight"} <= set(table.column_names):
        # A file without a header has a first row of values for names, so those that are there are not listed.
        lacking = [each for each in ("post_id", "weight") if each not in table.column_names]
        raise PlanError(f"{name}: has no column {' and no column '.join(lacking)}.", hint=_HINT)
    try:
        ids = table.column("post_id").cast(pa.string()).combine_chunks()
        weights = table.column("weight").cast(pa.float64()).to_numpy()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # whose words quote the cell
        raise PlanError(f"{name}: an id is no text, or a weight no number.", hint=_HINT) from None
    if len(ids) == 0 or ids.null_count:
        raise PlanError(f"{name}: {ids.null_count or 'all'} rows have no post_id.", hint=_HINT)
    if not (np.isfinite(weights).all() and (weights > 0).all()):
        wrong = int((~(np.isfinite(weights) & (weights > 0))).sum())
        raise PlanError(f"{name}: {wrong:,} weights are missing or not greater than 0.", hint="Leave such posts out.")
    return _prepared(name, ids, weights)


def _prepared(name: str, ids: pa.Array, weights: npt.NDArray[np.float64]) -> PostWeights | None:
    mean = math.fsum(weights.tolist()) / len(weights)
    values = np.rint(weights / mean * SCALE).astype(np.int64)
    if values.max() > HEAVIEST * SCALE or values.min() < 1:
        raise PlanError(
            f"{name}: a weight is {float(weights.max()) / mean:,.0f} times the mean weight, and another"
            f" {float(weights.min()) / mean:.1g}; at most {HEAVIEST} and at least a millionth are allowed.",
            hint="Trim the weights: postaudit weights --cap 5 does, in Python audit.weights(..., cap=5).",
        )
    if values.min() == values.max():
        return None
    different = len(np.unique(values))
    if different > MOST_WEIGHTS:
        raise PlanError(
            f"{name}: holds {different:,} different weights, at most {MOST_WEIGHTS} can be counted with.",
            hint="Round them, for example to two figures.",
        )
    array = ids if isinstance(ids, pa.Array) else pa.concat_arrays(ids.chunks)
    keys = hash_strings(array, PUBLIC_KEY)
    order = np.lexsort((values, keys))
    keys, values = keys[order], values[order]
    again = keys[1:] == keys[:-1]
    if (again & (values[1:] != values[:-1])).any():
        raise PlanError(f"{name}: a post_id has two different weights.", hint="Keep one row per post.")
    keep = np.r_[True, ~again]
    keys, values = keys[keep], values[keep]
    digest = hashlib.sha256(keys.astype("<u8").tobytes() + values.astype("<i8").tobytes()).hexdigest()
    return PostWeights(keys, values, name, digest)


def _table_of_file(path: Path) -> pa.Table:
    try:
        if path.suffix == ".parquet":
            return pq.read_table(path)
        # Ids stay text: read as numbers, long ones would lose their last digits.
        options = pa_csv.ConvertOptions(column_types={"post_id": pa.string()}, strings_can_be_null=False)
        return pa_csv.read_csv(path, convert_options=options)
    except (OSError, pa.ArrowInvalid) as error:
        # Arrow's own words quote the row.
        said = error.strerror if isinstance(error, OSError) and error.strerror else "is no such table"
        raise PlanError(f"{path.name}: cannot be read as weights: {said}", hint=_HINT) from None


def _table_of_frame(source: Any) -> pa.Table:
    frame = source.to_frame() if hasattr(source, "to_frame") and not hasattr(source, "columns") else source
    try:
        return pa.Table.from_pandas(frame, preserve_index=False)
    except (AttributeError, TypeError, pa.ArrowInvalid) as error:
        raise PlanError(f"weights: {type(source).__name__} is no table of weights: {error}", hint=_HINT) from None


@functools.lru_cache(maxsize=4)
def _attached(path: str, name: str, sha256: str) -> PostWeights:
    try:
        both = np.load(path, mmap_mode="r", allow_pickle=False)
    except OSError as error:
        raise PlanError(
            f"{name}: a worker cannot read the weights, which are in {path}: {error.strerror or error}.",
            hint="Set TMPDIR to a folder that all workers see under one path.",
        ) from None
    return PostWeights(both[0], both[1].view(np.int64), name, sha256)


#: Where weights are on disk, by the identity of the object, as long as it lives.
_PATHS: dict[int, str] = {}


def _spilled(weights: PostWeights) -> str:
    """Path of a private temporary file with these weights, removed when they are gone."""
    path = _PATHS.get(id(weights))
    if path is None:
        handle, path = tempfile.mkstemp(prefix=f"postaudit-{mark()}", suffix=".npy")
        with os.fdopen(handle, "wb") as out:
            np.save(out, np.stack([weights.keys, weights.values.view(np.uint64)]), allow_pickle=False)
        _PATHS[id(weights)] = path
        weakref.finalize(weights, _forget, id(weights), path)
    return path


def _forget(identity: int, path: str) -> None:
    _PATHS.pop(identity, None)
    with contextlib.suppress(OSError):
        Path(path).unlink()
