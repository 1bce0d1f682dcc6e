"""Samples as rows of a tally file, their keys hidden like those of authors.

What could be used to test whether a known text or author is in a tally is written under the secret key of the tally: keys
and owners as keyed hashes, minima by a keyed permutation of their 65,536 values, which leaves how alike two texts are as it
was. Levels (what a row is sampled by), priorities of 16 bits (which of several copies stands for them) and days are written
as they are: a few bits each, shared by many.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from audit.hashing import hash_bytes, hash_strings, to_hex
from audit.posts import BUCKETS
from audit.tally.sample import Sample

Row = tuple[str, tuple[str, ...], npt.NDArray[np.int64] | None, npt.NDArray[np.uint64] | None]
_LOW = np.uint64(BUCKETS - 1)
_KEYS = ("key", "owner", "text")
_ROUNDS = 6
_TYPES: dict[str, Any] = {
    "level": np.uint8,
    "priority": np.uint16,
    "profile": np.uint64,
    "low": np.uint64,
    "high": np.uint64,
    "bucket": np.uint8,
    "flags": np.uint8,
    "first": np.int32,
    "last": np.int32,
}


def rows_of(cell: tuple[str, ...], sample: Sample, secret: bytes) -> list[Row]:
    """The rows of a tally file that hold a sample."""
    sample.compact()
    if "word" in sample.columns:
        raise ValueError(f"the sample {cell} holds words of posts, which no file may")
    rows: list[Row] = [("sample", (*cell, ""), np.array([sample.bound, sample.level]), None)]
    for name, values in sorted(sample.columns.items()):
        if name == "signature":
            hidden = _permuted(values, secret)
            rows.append(("sample", (*cell, name), None, np.ascontiguousarray(hidden).view(np.uint64).reshape(-1)))
        elif name in _KEYS:
            rows.append(("sample", (*cell, name), None, _hidden(values, secret, cell, name)))
        elif values.dtype == np.uint64:
            rows.append(("sample", (*cell, name), None, values))
        else:
            rows.append(("sample", (*cell, name), values.astype(np.int64), None))
    for code, words in sorted(sample.names.items()):
        rows.append(("sample name", (*cell, *words), None, np.array([code], dtype=np.uint64)))
    return rows


def filled(
    samples: dict[tuple[str, ...], Sample],
    kind: str,
    cell: tuple[str, ...],
    counts: npt.NDArray[np.int64],
    keys: npt.NDArray[np.uint64],
) -> None:
    """Take one row of a tally file into the samples it belongs to.

    Raises
    ------
    ValueError
        The row is of no sample, or does not fit the rows before it.
    """
    own, name = cell[:2], cell[2] if len(cell) > 2 else ""
    if kind == "sample name" and own in samples:
        samples[own].names[int(keys[0])] = cell[2:]
    elif kind != "sample" or (name and own not in samples):
        raise ValueError(f"rows of kind {kind!r} for {cell!r}")
    elif not name:
        samples[own] = Sample(int(counts[0]), int(counts[1]))
    else:
        _add_column(samples[own], name, counts, keys)


def _add_column(sample: Sample, name: str, counts: npt.NDArray[np.int64], keys: npt.NDArray[np.uint64]) -> None:
    if name == "signature":
        column: npt.NDArray[Any] = keys.view(np.uint16).reshape(-1, 128)
    else:
        column = keys if len(keys) or _TYPES.get(name) == np.uint64 or name in _KEYS else counts
        column = column.astype(_TYPES.get(name, column.dtype))
    if not sample.pending:
        sample.pending.append({})
    columns = sample.pending[0]
    if columns and len(column) != len(next(iter(columns.values()))):
        raise ValueError(f"column {name!r} has {len(column)} rows")
    columns[name] = column


def _hidden(keys: npt.NDArray[np.uint64], secret: bytes, cell: tuple[str, ...], name: str) -> npt.NDArray[np.uint64]:
    """Keys under the secret key, another for each sample, so that rows of two samples cannot be laid side by side.

    The seven bits that are an owner's bucket stay, as they do for authors.
    """
    own = _own(secret, "/".join((*cell, name)))
    hidden = hash_strings(to_hex(keys), own)
    return (hidden & ~_LOW) | (keys & _LOW) if name == "owner" else hidden


def _permuted(values: npt.NDArray[np.uint16], secret: bytes) -> npt.NDArray[np.uint16]:
    """Each of the 128 columns through a permutation of its own: six rounds of a Feistel network keyed by the secret."""
    left, right = (values >> np.uint16(8)).astype(np.uint8), (values & np.uint16(255)).astype(np.uint8)
    column = np.broadcast_to(np.arange(values.shape[1]), values.shape)
    places = np.arange(_ROUNDS * values.shape[1] * 32, dtype=np.uint64)
    drawn = hash_strings(to_hex(places), _own(secret, "minima")).view(np.uint8).reshape(_ROUNDS, values.shape[1], 256)
    for table in drawn:
        left, right = right, left ^ table[column, right]
    return left.astype(np.uint16) << np.uint16(8) | right


def _own(secret: bytes, purpose: str) -> bytes:
    """A key for one purpose, from the secret key."""
    return b"".join(hash_bytes(f"{purpose} {half}".encode(), secret).to_bytes(8, "little") for half in (0, 1))
