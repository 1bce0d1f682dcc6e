"""The columns that a record of the collection adds to a batch: what of each post contradicts it.

======================== =============================================================================
column                   what it holds
======================== =============================================================================
``collection:after``     bool, whether the post is later than the last day of the collection
``collection:deleted``   bool, whether it is deleted or removed by now and its text is still there
``collection:platform``  string, the platform that the post says it is of; ``other`` for one not known
======================== =============================================================================

A column is there where the record says what it takes, and the posts do: null is a post of which it cannot be told.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.hashing import hash_strings
from audit.plan import Plan
from audit.resources import Card, is_platform, platform_of_posts, read_platform_rules
from audit.resources.licences import read_licence_terms
from audit.resources.post_ids import read_ids

AFTER, DELETED, PLATFORM = "collection:after", "collection:deleted", "collection:platform"
OTHER = "other"
_GONE = ("deleted", "removed")


def collection_values(table: pa.RecordBatch, plan: Plan) -> dict[str, pa.Array]:
    """The columns of a batch of n posts; none where the plan says nothing of the collection.

    Raises
    ------
    PlanError
        The file of deleted ids cannot be read.
    """
    return dict(_columns(table, plan)) if plan.collection.is_said else {}


def collection_cards(plan: Plan) -> list[Card]:
    """The cards of what a record of the collection is judged with, and of the list of deleted posts.

    Raises
    ------
    ResourceError, PlanError
        A file is missing or malformed.
    """
    if not plan.collection.is_said:
        return []
    record = plan.collection
    cards = [
        *read_platform_rules(record.rules).cards,
        *([deleted_ids(record.deleted_ids)[1]] if record.deleted_ids else []),
    ]
    is_licensed = bool(record.licence or any(each.licence for each in record.sources))
    return [*cards, *([read_licence_terms().card] if is_licensed else [])]


def deleted_ids(path: str) -> tuple[npt.NDArray[np.uint64], Card]:
    """Stable hashes of the ids in a file, ascending, and its card; a file that has not changed is read once."""
    try:
        state = Path(path).stat()
    except OSError:
        return read_ids(path, Path(path).name)  # which says what is wrong
    return _read(path, state.st_mtime_ns, state.st_size)


@functools.lru_cache(maxsize=4)
def _read(path: str, _changed: int, _size: int) -> tuple[npt.NDArray[np.uint64], Card]:
    return read_ids(path, Path(path).name)


def _columns(table: pa.RecordBatch, plan: Plan) -> Iterator[tuple[str, pa.Array]]:
    collected = plan.collection.collected
    created = _column(table, "created_at")
    if collected is not None and created is not None:
        after = datetime.combine(collected.last + timedelta(days=1), datetime.min.time(), UTC)
        yield AFTER, pc.greater_equal(created, pa.scalar(after, pa.timestamp("us", tz="UTC")))
    if (deleted := _deleted(table, plan)) is not None:
        yield DELETED, deleted
    platform = _column(table, "platform")
    if plan.collection.platforms and platform is not None:
        yield PLATFORM, _named(platform)


def _deleted(table: pa.RecordBatch, plan: Plan) -> pa.Array | None:
    """Whether posts are gone by now and their text is not; null where neither a list nor a status says."""
    text, status, post_id = (_column(table, name) for name in ("text", "status", "post_id"))
    ids = plan.collection.deleted_ids
    if text is None or (status is None and not ids):
        return None
    gone = np.zeros(table.num_rows, dtype=bool)
    known = np.zeros(table.num_rows, dtype=bool)
    if status is not None:
        gone |= pc.is_in(pc.cast(status, pa.string()), pa.array(_GONE)).to_numpy(zero_copy_only=False)
        known |= status.is_valid().to_numpy(zero_copy_only=False)
    if ids and post_id is not None:
        listed = np.isin(hash_strings(post_id), deleted_ids(ids)[0])
        valid = post_id.is_valid().to_numpy(zero_copy_only=False)
        gone |= listed & valid
        known |= valid
    kept = pc.fill_null(pc.not_equal(pc.utf8_trim_whitespace(text), ""), fill_value=False)
    return pa.array(gone & kept.to_numpy(zero_copy_only=False), pa.bool_(), mask=~known)


def _named(platform: pa.Array) -> pa.Array:
    """Names as rules have them, so that nothing else that a file says can be printed."""
    coded = platform if pa.types.is_dictionary(platform.type) else pc.dictionary_encode(platform)
    names = [platform_of_posts(str(each)) for each in coded.dictionary.to_pylist()]
    known = [each if is_platform(each) else OTHER for each in names]
    return pa.array(known, pa.string()).take(coded.indices)


def _column(table: pa.RecordBatch, name: str) -> pa.Array | None:
    index = table.schema.get_field_index(name)
    column = None if index < 0 else table.column(index)
    return None if column is None or column.null_count == len(column) else column
