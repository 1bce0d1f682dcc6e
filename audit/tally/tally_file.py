"""Tallies on disk: Arrow files that hold no text and no author, to be added elsewhere.

The keys of authors are replaced by a keyed hash on the way out. With the same ``--key-file`` two tallies recognise an
author they share, and can be added; with the random key that is used otherwise, nobody can tell who is in a tally, and
it can only be judged alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import TallyError
from audit.hashing import hash_bytes, hash_strings, to_hex
from audit.posts import BUCKETS
from audit.tally.author_sets import AuthorSet, AuthorTable
from audit.tally.sample import Sample, levels
from audit.tally.sample_file import filled, rows_of
from audit.tally.tally import Tally

FORMAT = "postaudit tally 3"
_SCHEMA = pa.schema(
    [
        ("kind", pa.string()),
        ("cell", pa.list_(pa.string())),
        ("counts", pa.list_(pa.int64())),
        ("keys", pa.list_(pa.uint64())),
    ]
)
_LOW = np.uint64(BUCKETS - 1)
#: Zero bits at the head of a key beyond which none are told: no set of authors is sampled at one in a thousand billion.
_DEEPEST = 40


def save(tally: Tally, about: Mapping[str, Any], secret: bytes) -> bytes:
    """Write a tally.

    Parameters
    ----------
    tally : Tally
    about : mapping
        Plain data to travel along: plan, accounting, fields, fingerprint.
    secret : bytes, length 16
        Key that hides the authors.

    Returns
    -------
    bytes
        An Arrow IPC file, the same for equal tallies and keys.
    """
    rows: list[tuple[str, tuple[str, ...], npt.NDArray[np.int64] | None, npt.NDArray[np.uint64] | None]] = [
        ("counts", cell, counts, None) for cell, counts in sorted(tally.counts.items())
    ]
    rows += [("totals", cell, np.array([total]), None) for cell, total in sorted(tally.totals.items())]
    for cell, authors in sorted(tally.authors.items()):
        authors.compact()
        rows.append(("authors", cell, np.array([authors.level]), _hidden(authors.keys, secret)))
    table = tally.author_posts
    table.compact()
    rows.append(("author posts", (), table.posts, _hidden(table.keys, secret)))
    for cell, sample in sorted(tally.samples.items()):
        rows += rows_of(cell, sample, secret)
    columns = list(zip(*rows, strict=True))
    metadata = {
        "format": FORMAT,
        "key": f"{hash_bytes(b'postaudit author key', secret):016x}",
        "about": json.dumps(dict(about), sort_keys=True),
    }
    arrow = pa.Table.from_arrays(
        [pa.array(column, kind.type) for column, kind in zip(columns, _SCHEMA, strict=True)], schema=_SCHEMA
    )
    arrow = sealed(arrow.replace_schema_metadata(metadata))
    sink = pa.BufferOutputStream()
    with pa.ipc.new_file(sink, arrow.schema) as writer:
        writer.write_table(arrow)
    return bytes(sink.getvalue())


def load(path: str | Path) -> tuple[Tally, dict[str, Any], str]:
    """Read a tally.

    Returns
    -------
    tally : Tally
    about : dict
        What travelled along.
    key : str
        Name of the key its authors are hidden with; tallies with different names cannot be added.

    Raises
    ------
    TallyError
        There is no such file, or it is no tally.
    """
    path = Path(path)
    try:
        with pa.ipc.open_file(pa.BufferReader(path.read_bytes())) as reader:
            table = reader.read_all()
        table.validate(full=True)  # offsets that point outside of a broken file would end the process, not the reading
        metadata = {key.decode(): value.decode() for key, value in (table.schema.metadata or {}).items()}
        if metadata.get("format") != FORMAT:
            raise TallyError(
                f"{path.name}: not a tally of this version (expected {FORMAT!r}).",
                hint="Measure it again with this version: postaudit tally SOURCE -o FILE.",
            )
        key, about = metadata["key"], dict(json.loads(metadata["about"]).items())
        tally = _tally(table, sound=metadata["sha256"] == _digest(table))
    except FileNotFoundError:
        raise TallyError(f"{path}: there is no such file.", hint="postaudit tally SOURCE -o FILE writes one.") from None
    except OSError as error:
        if error.strerror is None:  # Arrow's own, of a file that ends too early
            raise _no_tally(path, error) from None
        raise TallyError(
            f"{path.name}: cannot be read: {error.strerror}", hint="Check the path and who may read it."
        ) from None
    except (
        pa.ArrowException,
        KeyError,
        ValueError,
        IndexError,
        TypeError,
        AttributeError,
        OverflowError,
        MemoryError,
    ) as error:
        raise _no_tally(path, error) from None
    return tally, about, key


def _no_tally(path: Path, error: Exception) -> TallyError:
    said = f"it has no {error}" if isinstance(error, KeyError) else str(error) or type(error).__name__
    return TallyError(f"{path.name}: not a tally: {said}", hint="postaudit tally SOURCE -o FILE writes one.")


def sealed(table: pa.Table) -> pa.Table:
    """The table of a tally with its checksum in the metadata."""
    return table.replace_schema_metadata({**(table.schema.metadata or {}), b"sha256": _digest(table)})


def _digest(table: pa.Table) -> str:
    """SHA-256 of what a tally says, not of its bytes, which may differ between versions of Arrow."""
    digest = hashlib.sha256()
    for name, value in sorted((table.schema.metadata or {}).items()):
        if name != b"sha256":
            digest.update(b"%d %b %d %b" % (len(name), name, len(value), value))
    for column in map(pa.ChunkedArray.combine_chunks, table.columns):
        if pa.types.is_list(column.type) and pa.types.is_integer(column.type.value_type):
            digest.update(pc.list_value_length(column).fill_null(-1).to_numpy(zero_copy_only=False).tobytes())
            digest.update(column.flatten().to_numpy(zero_copy_only=False).tobytes())
        else:
            digest.update(json.dumps(column.to_pylist()).encode())
    return digest.hexdigest()


def _tally(table: pa.Table, *, sound: bool) -> Tally:
    if not sound:
        raise ValueError("its contents are not those that were written; copy it or measure it again")
    if not table.schema.equals(_SCHEMA):
        raise ValueError("its columns are not those of a tally")
    tally = Tally()
    samples: dict[tuple[str, ...], Sample] = {}
    named = zip(table["kind"].to_pylist(), table["cell"].to_pylist(), table["counts"], table["keys"], strict=True)
    for kind, words, counted, listed in named:
        cell = tuple(words)
        counts = _values(counted, np.dtype(np.int64))
        keys = _values(listed, np.dtype(np.uint64))
        if kind.startswith("sample"):
            filled(samples, kind, cell, counts, keys)
            continue
        if (counts < 0).any():
            raise ValueError("a count is below zero")
        if kind == "counts":
            if len(counts) != BUCKETS:
                raise ValueError(f"{len(counts)} buckets, expected {BUCKETS}")
            tally.add_counts(cell, counts)
        elif kind == "totals":
            tally.add_total(cell, int(counts[0]))
        elif kind == "authors":
            if not listed.is_valid:
                raise ValueError(f"no authors of {cell}")
            if not 0 <= int(counts[0]) <= _DEEPEST:
                raise ValueError(f"authors of {cell} are sampled at level {counts[0]}")
            tally.authors[cell] = AuthorSet(keys=np.sort(keys), level=int(counts[0]))
        elif kind == "author posts":
            if len(keys) != len(counts):
                raise ValueError(f"{len(keys)} authors and {len(counts)} numbers of their posts")
            order = np.argsort(keys, kind="stable")
            tally.author_posts = AuthorTable(keys=keys[order], posts=counts[order])
        else:
            raise ValueError(f"a row of unknown kind {kind!r}")
    for cell, sample in samples.items():
        if sample.pending and not {"key", "level"} <= sample.pending[0].keys():
            raise ValueError(f"the sample {cell} lacks its keys or levels")
        sample.compact()
        if len(sample) and (sample.columns.get("posts", np.zeros(1, np.int64)) < 0).any():
            raise ValueError("a count is below zero")
        tally.samples[cell] = sample
    return tally


def _values(cell: pa.ListScalar, kind: np.dtype[Any]) -> npt.NDArray[Any]:
    """A list of numbers without a Python object for each; writable, for what is added to later."""
    return np.zeros(0, kind) if cell.values is None else cell.values.to_numpy(zero_copy_only=False).astype(kind)


def _hidden(keys: npt.NDArray[np.uint64], secret: bytes) -> npt.NDArray[np.uint64]:
    """Author keys under a secret key, all but two things that each is shared by many authors.

    The bucket stays, seven bits, since the counts are sorted by it; and how many zero bits a key begins with, since sets of
    authors are sampled by that.
    """
    if not len(keys):
        return keys
    level = np.minimum(levels(keys), np.uint8(_DEEPEST)).astype(np.uint64)
    first_one = np.uint64(1) << (np.uint64(63) - level)
    random = hash_strings(to_hex(keys), secret) & (first_one - np.uint64(1))
    hidden: npt.NDArray[np.uint64] = ((first_one | random) & ~_LOW) | (keys & _LOW)
    return hidden
