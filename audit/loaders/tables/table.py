"""Cells into posts: what every kind of table has in common once its columns are Arrow arrays."""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.loaders.base import REJECTIONS_KEPT, Ledger, Rejection
from audit.loaders.conversions import HOW, has_label, joined_kinds, twitter_languages
from audit.loaders.guessing.shape import ATTRIBUTE, LABEL, SCORE, ordered
from audit.loaders.guessing.timestamps import read_times
from audit.loaders.rows import constant
from audit.loaders.tables import cells
from audit.loaders.tables.cell_texts import read_texts
from audit.loaders.tables.columns import ColumnMap, Use
from audit.loaders.votes.votes import read_votes
from audit.posts import FIELDS, STATUSES

_TYPES = {name: kind for name, kind, _ in FIELDS}
IDS = frozenset({"post_id", "author_id", "reply_to", "repost_of", "quote_of", "conversation_id"})
COUNTS = frozenset({"likes", "reposts", "replies", "views"})
LISTS = {"hashtags": "#", "mentions": "@", "urls": ""}
_GONE = {"[deleted]": "deleted", "[removed]": "removed", "[deleted by user]": "deleted"}
#: Warning for an id that a float or a spreadsheet has ruined, by field.
DAMAGE = {"post_id": "mangled_id", "author_id": "mangled_author_id"}
REPOST_PREFIX = r"^RT @\w{1,20}: "


def posts(
    columns: Sequence[pa.Array],
    mapping: ColumnMap,
    ledger: Ledger,
    *,
    source: str,
    numbers: npt.NDArray[np.int64],
    tags: Mapping[str, str],
    text_required: bool = False,
) -> pa.RecordBatch:
    """Posts from the columns that a mapping uses.

    The rows must have been counted as posts already: those that turn out to be none are moved.

    Parameters
    ----------
    columns : sequence of Array
        One for each of ``mapping.uses``, all of one length.
    mapping : ColumnMap
    ledger : Ledger
    source : str
        Name of the source.
    numbers : ndarray of int64
        Record number of each row, from 1.
    tags : mapping of str to str
        Names of languages to tags.
    text_required : bool
        Whether a row whose text is null (not empty) is rejected as ``missing_text``, as in JSON, where it was left out on
        purpose.
    """
    size = len(numbers)
    result: dict[str, pa.Array] = {}
    several: dict[str, list[tuple[Use, pa.Array]]] = {"text": [], "kind": [], "votes": [], "within": []}
    keep: npt.NDArray[np.bool_] | None = None
    for use, column in zip(mapping.uses, columns, strict=True):
        if use.role in several:
            several[use.role].append((use, column))
        else:
            result[use.role] = _read(use, column, mapping, ledger, tags)
    if several["kind"]:
        result["kind"] = joined_kinds([cells.read_kinds(column, flag=use.how) for use, column in several["kind"]])
    for name, value in mapping.constants:
        if name not in result:
            result[name] = constant(value, size).cast(_TYPES[name])
    texts = [column for _, column in several["text"]]
    if len(texts) > 1:
        texts = _without_gone(texts, result)
    if texts:
        result = {"text": _joined(texts, ledger), **result}
        if text_required and len(texts) == 1 and texts[0].null_count:
            keep = _valid(texts[0]) | _gone(result.get("status"), size)
            _reject_missing(ledger, source, numbers[~keep])
        if any(use.how == "without RT" for use, _ in several["text"]):
            result["text"] = _without_prefix(result["text"], result.get("kind"), ledger)
    if several["votes"]:
        result["votes"] = read_votes(
            [use for use, _ in several["votes"]], [c for _, c in several["votes"]], size, ledger.warnings
        )
    _leave_out_repeated_counts(result)
    _put_within(result, [column for _, column in several["within"]])
    _take_out_sentinels(result)
    blank = _blank(result, size)
    if blank is not None:
        blank = blank if keep is None else blank & keep
        count = int(blank.sum())
        if count:
            ledger.posts -= count
            ledger.skipped["blank row"] += count
        keep = ~blank if keep is None else keep & ~blank
    result["source"] = constant(source, size)
    result["row"] = pa.array(numbers)
    batch = ordered(result)
    return batch if keep is None else batch.filter(pa.array(keep))


def _read(use: Use, column: pa.Array, mapping: ColumnMap, ledger: Ledger, tags: Mapping[str, str]) -> pa.Array:
    role, warnings = use.role, ledger.warnings
    if use.how in HOW:
        values = HOW[use.how](column)
        return values if role != "status" else _only(values, STATUSES)
    if role in IDS:
        return cells.read_ids(
            column, warnings, damage=DAMAGE.get(role, "mangled_reference"), rounded=use.how == "rounded"
        )
    if role == "created_at":
        return read_times(column, mapping.order, warnings)
    if role in COUNTS:
        return cells.read_counts(column, warnings, negative_is_missing=use.how == "count")
    if role == "lang":
        return cells.read_languages(twitter_languages(column) if use.how == "twitter" else column, tags, warnings)
    if role == "edited":
        return cells.read_flags(column)
    if role == "status":
        return _only(cells.read_values(column), STATUSES)
    if role in LISTS:
        return cells.read_lists(column, prefix=LISTS[role])
    if use.how == "has":
        return has_label(column, use.who, use.what)
    values = cells.read_values(column)
    if mapping.blanks and (role.startswith(ATTRIBUTE) or role in {"country", "place"}):
        stands_for_nothing = pc.is_in(pc.utf8_lower(values), value_set=pa.array(sorted(mapping.blanks)))
        values = pc.if_else(stands_for_nothing, pa.scalar(None, pa.string()), values)
    if role.startswith((ATTRIBUTE, LABEL, SCORE)):
        return values
    return values.dictionary_encode().cast(cells.WORD) if _TYPES[role] == cells.WORD else values


def _only(values: pa.Array, allowed: Sequence[str]) -> pa.Array:
    known = pc.is_in(values, value_set=pa.array(allowed))
    return pc.if_else(known, values, pa.scalar(None, pa.string())).dictionary_encode().cast(cells.WORD)


def _joined(texts: list[pa.Array], ledger: Ledger) -> pa.Array:
    if len(texts) == 1:
        return read_texts(texts[0], ledger.warnings)
    parts = [cells.without_empty(cells.as_strings(text).cast(pa.large_string())) for text in texts]
    # Arrow leaves out rows in which all parts are null, and the result comes out shorter (pyarrow 26.0).
    nothing = functools.reduce(pc.and_, [part.is_null() for part in parts])
    if pc.any(nothing).as_py():
        parts[0] = pc.if_else(nothing, pa.scalar("", pa.large_string()), parts[0])
    joined = pc.binary_join_element_wise(*parts, pa.scalar("\n\n", pa.large_string()), null_handling="skip")
    return read_texts(joined, ledger.warnings)


def _without_prefix(text: pa.Array, kind: pa.Array | None, ledger: Ledger) -> pa.Array:
    """Texts of reposts without ``RT @name:``, those that the old button cut counted as such."""
    if kind is None:
        return text
    repost = pc.equal(kind.dictionary_decode(), "repost").fill_null(fill_value=False)
    marked = pc.and_(repost, pc.match_substring_regex(text, REPOST_PREFIX)).fill_null(fill_value=False)
    if not pc.any(marked).as_py():
        return text
    cut = pc.sum(pc.and_(marked, pc.ends_with(text, "…"))).as_py() or 0
    if cut:
        ledger.warnings["truncated_text"] += cut
    return pc.if_else(marked, pc.replace_substring_regex(text, REPOST_PREFIX, "", max_replacements=1), text)


def _leave_out_repeated_counts(result: dict[str, pa.Array]) -> None:
    """A repost carries the counts of what it repeats; summing them would count one audience many times."""
    kind = result.get("kind")
    counted = COUNTS & result.keys()
    if kind is None or not counted:
        return
    repost = pc.equal(kind.dictionary_decode(), "repost").fill_null(fill_value=False)
    if pc.any(repost).as_py():
        for name in counted:
            result[name] = pc.if_else(repost, pa.scalar(None, pa.int64()), result[name])


def _put_within(result: dict[str, pa.Array], places: list[pa.Array]) -> None:
    """Ids that are unique in one place only get it as prefix: ``<chat>/<message>``."""
    for place in map(cells.read_values, places[:1]):
        for name in ("post_id", "reply_to", "conversation_id"):
            if name in result:
                result[name] = pc.coalesce(pc.binary_join_element_wise(place, result[name], "/"), result[name])


def _blank(result: dict[str, pa.Array], size: int) -> npt.NDArray[np.bool_] | None:
    """Rows with no text, no id and no label: filler that spreadsheets leave. None where there is no such row."""
    candidates = [
        column for name, column in result.items() if name in {"text", "post_id", "author_id"} or name.startswith(LABEL)
    ]
    if not candidates or any(column.null_count == 0 for column in candidates):
        return None if candidates else np.zeros(size, dtype=bool)
    blank = np.ones(size, dtype=bool)
    for column in candidates:
        blank &= ~_valid(column)
    return blank if blank.any() else None


def _take_out_sentinels(result: dict[str, pa.Array]) -> None:
    """Make null what Reddit puts for nobody and nothing, ``[deleted]``, and tables made from its posts keep."""
    author, text = result.get("author_id"), result.get("text")
    if author is not None:
        nobody = pc.is_in(author, value_set=pa.array(list(_GONE), author.type))
        if pc.any(nobody).as_py():
            result["author_id"] = pc.if_else(nobody, pa.scalar(None, author.type), author)
    if text is None:
        return
    gone = pc.is_in(text, value_set=pa.array(list(_GONE), text.type))
    if not pc.any(gone).as_py():
        return
    result["text"] = pc.if_else(gone, pa.scalar(None, text.type), text)
    if "status" not in result:
        # Null, not "present", for the others: a batch without any such text has no status, and both must say the same.
        words = pc.if_else(gone, text.cast(pa.string()), pa.scalar(None, pa.string())).dictionary_encode()
        named = pa.array([_GONE[value] for value in words.dictionary.to_pylist()], pa.string())
        result["status"] = pa.DictionaryArray.from_arrays(words.indices, named).cast(cells.WORD)


def _without_gone(texts: list[pa.Array], result: dict[str, pa.Array]) -> list[pa.Array]:
    """Parts of a text without the words that stand for a removed one; the status says so in their place."""
    kept = []
    for text in map(cells.as_strings, texts):
        left = text
        gone = pc.fill_null(pc.is_in(text, value_set=pa.array(list(_GONE))), fill_value=False)
        if pc.any(gone).as_py():
            words = pc.if_else(gone, text, pa.scalar(None, pa.string())).dictionary_encode()
            named = pa.array([_GONE[value] for value in words.dictionary.to_pylist()], pa.string())
            status = named.take(words.indices)
            before = result.get("status")
            stated = status if before is None else pc.coalesce(before.dictionary_decode(), status)
            result["status"] = stated.dictionary_encode().cast(cells.WORD)
            left = pc.if_else(gone, pa.scalar(None, pa.string()), text)
        kept.append(left)
    return kept


def _gone(status: pa.Array | None, size: int) -> npt.NDArray[np.bool_]:
    """Posts that say of themselves that they were deleted, removed or withheld: these have no text to miss."""
    if status is None:
        return np.zeros(size, dtype=bool)
    gone: npt.NDArray[np.bool_] = pc.is_in(status.dictionary_decode(), value_set=pa.array(STATUSES[1:])).to_numpy(
        zero_copy_only=False
    )
    return gone


def _valid(column: pa.Array) -> npt.NDArray[np.bool_]:
    result: npt.NDArray[np.bool_] = column.is_valid().to_numpy(zero_copy_only=False)
    return result


def _reject_missing(ledger: Ledger, source: str, numbers: npt.NDArray[np.int64]) -> None:
    ledger.posts -= len(numbers)
    ledger.rejected["missing_text"] += len(numbers)
    for number in numbers[: max(0, REJECTIONS_KEPT - len(ledger.rejections))].tolist():
        ledger.rejections.append(Rejection(ledger.source or source, number, None, "missing_text", "the text is null"))


def has_posts(roles: Sequence[str]) -> bool:
    """Whether these roles make a post at all: a text, an author, a label or an attribute."""
    return any(role in {"text", "author_id"} or role.startswith((ATTRIBUTE, LABEL)) for role in roles)
