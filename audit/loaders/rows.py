"""Posts as plain data into record batches: the last step of every loader of JSON records."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from audit.loaders.base import WARNINGS, Ledger, RecordLoader, Reject, Row, Skip
from audit.loaders.guessing.shape import ATTRIBUTE, LABEL, ordered
from audit.loaders.guessing.timestamps import EARLIEST, LATEST, TIMESTAMP, epoch, moment
from audit.loaders.prepared import ProfileField
from audit.loaders.profiles.fields import with_profile
from audit.loaders.records import Record
from audit.posts import FIELDS, KINDS, STATUSES

#: Posts per batch; with posts of usual size that is 16 MB of JSON, which measured best.
BATCH = 65_536
#: Characters of text per batch: long posts make smaller batches, so that memory does not grow with them.
_BATCH_TEXT = 16 * 2**20
#: Bytes of the source per batch: what is not text, such as links and attributes, takes memory as well.
_BATCH_BYTES = 128 * 2**20

_TYPES = {name: kind for name, kind, _ in FIELDS}
_INTEGERS = frozenset(name for name, kind, _ in FIELDS if kind == pa.int64())
_LISTS = frozenset({"hashtags", "mentions", "urls"})
_NESTED = {"attributes": ATTRIBUTE, "labels": LABEL}
_CLOSED = {"kind": frozenset(KINDS), "status": frozenset(STATUSES)}
_INT64 = 2**63


def batches(
    loader: RecordLoader,
    records: Iterable[Record],
    ledger: Ledger,
    *,
    source: str,
    fields: Iterable[str] = (),
    profile: Sequence[ProfileField] = (),
) -> Iterator[pa.RecordBatch]:
    """Turn records into batches of posts, and keep the books.

    Parameters
    ----------
    loader : RecordLoader
        Says what posts a record holds.
    records : iterable of Record
        From :func:`audit.loaders.records.records`.
    ledger : Ledger
        Every post, skip and reject is counted here.
    source : str
        Name of the source, for the column of that name.
    fields : iterable of str
        Columns that every batch has, because the platform has them, even if no post of a batch does.
    profile : sequence of ProfileField
        Fields of the platform that a plan takes for attributes.
    """
    collected: list[Row] = []
    numbers: list[int] = []
    size = 0
    always = tuple(fields)
    first = 0
    for record in records:
        if record.repeated:
            ledger.warnings["duplicate_key"] += 1
        for made in posts_of(loader, record, ledger):
            row = with_profile(made, record.value, profile)
            byte = record.byte or 0
            first = first if collected else byte
            collected.append(row)
            numbers.append(ledger.records)
            size += len(row.get("text") or "")
            if len(collected) >= BATCH or size >= _BATCH_TEXT or byte - first > _BATCH_BYTES:
                yield to_batch(collected, ledger, always, source=source, numbers=numbers)
                collected, numbers, size = [], [], 0
    if collected:
        yield to_batch(collected, ledger, always, source=source, numbers=numbers)


def posts_of(loader: RecordLoader, record: Record, ledger: Ledger) -> Iterator[Row]:
    """The posts of one record. A record on which the loader fails is a reject: the file is hostile, not the program."""
    any_result = False
    try:
        for result in loader.rows(record.value):
            any_result = True
            if isinstance(result, Skip):
                ledger.skip(result.kind, result.count)
            elif isinstance(result, Reject):
                ledger.reject(result.reason, result.detail, byte=record.byte)
            else:
                ledger.post()
                for warning in result.get(WARNINGS, ()):
                    ledger.warnings[warning] += 1
                yield result
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError) as error:
        ledger.reject("bad_type", f"not shaped like {loader.title}: {type(error).__name__}", byte=record.byte)
        return
    if not any_result:
        ledger.skip("record without posts")


def to_batch(
    rows: list[Row], ledger: Ledger, fields: Iterable[str] = (), *, source: str = "", numbers: list[int] | None = None
) -> pa.RecordBatch:
    """Rows as columns: the fields asked for and those that some row has.

    Parameters
    ----------
    rows : list of mapping
        See :data:`audit.loaders.base.Row`. A value of the wrong type is missing.
    ledger : Ledger
        Gets ``bad_timestamp`` and ``bad_type`` warnings.
    fields : iterable of str
        Columns to have in any case, flat names included.
    source, numbers
        What the columns ``source`` and ``row`` say; left out if empty.
    """
    present = set(fields)
    nested: dict[str, set[str]] = {name: set() for name in _NESTED}
    for row in rows:
        present.update(row)
        for name, keys in nested.items():
            value = row.get(name)
            if isinstance(value, Mapping):
                keys.update(map(str, value))
    columns: dict[str, pa.Array] = {}
    for name in [*(name for name in _TYPES if name in present), *sorted(n for n in present if ":" in n)]:
        if name in _NESTED or name in columns:
            continue
        if ":" in name:
            where, key = ("attributes" if name.startswith(ATTRIBUTE) else "labels"), name.partition(":")[2]
            nested[where].add(key)
            continue
        columns[name] = _column(name, [row.get(name) for row in rows], ledger)
    for where, prefix in _NESTED.items():
        for key in sorted(nested[where]):
            values = [_pair(row.get(where), key) for row in rows]
            columns[prefix + key] = _texts(values, pa.string())
    if source:
        columns["source"] = constant(source, len(rows))
    if numbers is not None:
        columns["row"] = pa.array(numbers, pa.int64())
    return ordered(columns)


def constant(value: str, size: int) -> pa.Array:
    """One word for every post of a batch, dictionary-encoded."""
    zeros = pa.Array.from_buffers(pa.int32(), size, [None, pa.py_buffer(bytes(4 * size))])
    return pa.DictionaryArray.from_arrays(zeros, pa.array([value], pa.string()))


def _column(name: str, values: list[Any], ledger: Ledger) -> pa.Array:
    kinds = set(map(type, values))
    if name == "created_at":
        return _times(values, kinds, ledger)
    if name in _INTEGERS:
        return _integers(values, kinds)
    if name in _LISTS:
        return pa.array([_strings(value) for value in values], _TYPES[name])
    if name == "edited":
        plain = values if kinds <= _TRUTH else [value if isinstance(value, bool) else None for value in values]
        return pa.array(plain, pa.bool_())
    if name == "votes":
        return pa.array([_votes(value) for value in values], _TYPES[name])
    allowed = _CLOSED.get(name)
    if allowed is not None:
        values = [value if isinstance(value, str) and value in allowed else None for value in values]
    if pa.types.is_dictionary(_TYPES[name]):
        return _texts(values, pa.string()).dictionary_encode().cast(_TYPES[name])
    return _texts(values, _TYPES[name])


_ABSENT = type(None)
_WHOLE = frozenset({int, _ABSENT})
_TRUTH = frozenset({bool, _ABSENT})
_MOMENTS = frozenset({dt.datetime, _ABSENT})


def _integers(values: list[Any], kinds: set[type]) -> pa.Array:
    if kinds <= _WHOLE:
        with contextlib.suppress(OverflowError):
            return pa.array(values, pa.int64())
    return pa.array([_integer(value) for value in values], pa.int64())


def _texts(values: list[Any], kind: pa.DataType) -> pa.Array:
    """Strings with something in them, all else missing; one by one only where Arrow cannot take the column as it is."""
    try:
        found = pa.array(values, kind)
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError, TypeError):
        return pa.array([_text(value) for value in values], kind)
    # Arrow takes bytes for text too, so what is no string must be ruled out; a file's records hold None, mostly.
    if not set(map(type, values)) <= {str, _ABSENT}:
        return pa.array([_text(value) for value in values], kind)
    empty = pc.equal(pc.binary_length(found), 0)
    return pc.if_else(empty, pa.scalar(None, kind), found) if pc.any(empty).as_py() else found


def _times(values: list[Any], kinds: set[type], ledger: Ledger) -> pa.Array:
    if kinds <= _MOMENTS:
        try:
            taken = pa.array(values, TIMESTAMP).cast(pa.int64())
        except (pa.ArrowInvalid, OverflowError, ValueError):
            taken = None
        # Times without a zone are UTC, which is how Arrow reads them as well.
        good = None if taken is None else pc.and_(pc.greater(taken, EARLIEST), pc.less(taken, LATEST))
        if good is not None and pc.all(good).as_py() is not False:
            return taken.cast(TIMESTAMP)
    found: list[int | None] = []
    for value in values:
        instant = _instant(value)
        if instant is None and value is not None and value != "":
            ledger.warnings["bad_timestamp"] += 1
        found.append(instant)
    return pa.array(found, pa.int64()).cast(TIMESTAMP)


_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MICROSECOND = dt.timedelta(microseconds=1)


def _instant(value: Any) -> int | None:
    if isinstance(value, dt.datetime):
        zoned = value if value.tzinfo else value.replace(tzinfo=dt.UTC)
        micro = (zoned - _EPOCH) // _MICROSECOND
        return micro if EARLIEST < micro < LATEST else None
    if isinstance(value, str):
        return moment(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return epoch(value)


def _integer(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and -_INT64 <= value < _INT64 else None


def _text(value: Any) -> str | None:
    """A string that UTF-8 can hold: JSON read leniently may leave half of a surrogate pair."""
    if not isinstance(value, str) or not value:
        return None
    return value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")


def _strings(value: Any) -> list[str] | None:
    if not isinstance(value, list | tuple):
        return None
    return [text for each in value if (text := _text(each))]


def _votes(value: Any) -> list[dict[str, Any]] | None:
    """Judgements one by one; none at all is not the same as nothing known of them."""
    if not isinstance(value, list | tuple):
        return None
    return [
        {
            "annotator": _text(each.get("annotator")),
            "label": _text(each.get("label")),
            "value": float(number) if isinstance(number := each.get("value"), int | float) else None,
        }
        for each in value
        if isinstance(each, Mapping)
    ]


def _pair(pairs: Any, key: str) -> str | None:
    value = pairs.get(key) if isinstance(pairs, Mapping) else None
    return value if isinstance(value, str) or value is None else str(value)
