"""Columns of a table into columns of the post schema: ids, counts, languages, kinds, lists, free values.

Everything works on whole Arrow columns; where Python has to look, it looks at each distinct value once. Nothing is ever
taken for missing because of how it looks: ``NA`` is Namibia and ``null`` may be a post. Only the empty string is missing.
"""

from __future__ import annotations

import functools
import json
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

WORD = pa.dictionary(pa.int32(), pa.string())
STRINGS = pa.list_(pa.string())

#: Above this, neighbouring integers share one float.
_EXACT = 2**53

# 6.5873E+17: what a spreadsheet leaves of an id. Base-36 ids such as 12e5 have neither point nor plus sign.
_SCIENTIFIC = r"^-?\d+\.\d+[eE][+-]?\d+$|^-?\d+[eE]\+\d+$"
_WHOLE_FLOAT = r"^-?\d+\.0+$"
_FIFTEEN_DIGITS = r"^[1-9]\d{14}0{1,5}$"
_INT64 = 2**63
_COUNT = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.0*)?")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")
# Without quotes at all, as in [one, two].
_PLAIN_LIST = re.compile(r"\[([^\[\]]*)\]")
_QUOTED = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)\"""")

KIND_WORDS = {
    "original": "original", "tweet": "original", "post": "original", "status": "original", "submission": "original",
    "reply": "reply", "replied_to": "reply", "comment": "comment",
    "r": "repost", "rt": "repost", "retweet": "repost", "retweeted": "repost", "repost": "repost", "share": "repost",
    "reblog": "repost", "q": "quote", "quote": "quote", "quoted": "quote",
}  # fmt: skip
TRUE_WORDS = frozenset({"1", "true", "t", "yes", "y", "1.0"})
FALSE_WORDS = frozenset({"0", "false", "f", "no", "n", "0.0"})
_NOTHING = FALSE_WORDS | {"", "none", "null", "nan", "na", "[]", "{}"}


def as_strings(column: pa.Array) -> pa.Array:
    """A column as plain strings; numbers as they would be written, with no point where they are whole."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_string(kind):
        return column
    if pa.types.is_large_string(kind) or pa.types.is_integer(kind) or pa.types.is_boolean(kind) or _is_view(kind):
        return column.cast(pa.string())
    if pa.types.is_null(kind):
        return pa.nulls(len(column), pa.string())
    return _by_value(column, written)


def _is_view(kind: pa.DataType) -> bool:
    return bool(getattr(pa.types, "is_string_view", lambda _: False)(kind))


def written(value: Any) -> str | None:
    """A plain value as text: 1.0 is ``1``, True is ``true``; None where there is none, or it is no single value."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        if not math.isfinite(value):
            return None
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT else repr(value)
    if isinstance(value, bytes):
        return value.decode("utf-8", errors="replace")
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)


def _by_value(column: pa.Array, function: Callable[[Any], Any], kind: pa.DataType | None = None) -> pa.Array:
    """Apply a function once to each distinct value."""
    kind = kind or pa.string()
    try:
        encoded = column.dictionary_encode()
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):  # lists, maps and structs
        return pa.array([None if value is None else function(value) for value in column.to_pylist()], kind)
    return pa.array([function(value) for value in encoded.dictionary.to_pylist()], kind).take(encoded.indices)


def without_empty(column: pa.Array) -> pa.Array:
    """Empty strings as missing."""
    shortest = pc.min(pc.binary_length(column)).as_py()
    if shortest != 0:
        return column
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, column.type), column)


def read_values(column: pa.Array) -> pa.Array:
    """Attributes, labels, places: strings without surrounding space, empty as missing."""
    return without_empty(pc.utf8_trim_whitespace(as_strings(column)))


def read_ids(
    column: pa.Array, warnings: Counter[str], *, damage: str = "mangled_id", rounded: bool = False
) -> pa.Array:
    """Ids as strings. One that went through a float or a spreadsheet joins nothing: it is dropped and counted.

    Parameters
    ----------
    column : Array
    warnings : Counter
    damage : str
        What a dropped id is counted as.
    rounded : bool
        Whether a spreadsheet has put zeros in place of all digits after the fifteenth, in this column as a whole.
    """
    kind = column.type
    if pa.types.is_floating(kind):
        values = column.to_numpy(zero_copy_only=False)
        with np.errstate(invalid="ignore"):
            good = (np.abs(values) < _EXACT) & (values == np.floor(values))
        stated = ~np.isnan(values)
        warn(warnings, damage, int((stated & ~good).sum()))
        return pa.array(np.where(good, values, 0).astype(np.int64), mask=~good).cast(pa.string())
    ids = without_empty(as_strings(column))
    if pc.any(pc.match_substring(ids, "+")).as_py() or pc.any(pc.match_substring(ids, ".")).as_py():
        ids = _without_mangled(ids, warnings, damage)
    if rounded:
        ids = _dropped(ids, pc.match_substring_regex(ids, _FIFTEEN_DIGITS), warnings, damage)
    return ids


def _without_mangled(ids: pa.Array, warnings: Counter[str], damage: str) -> pa.Array:
    whole = pc.match_substring_regex(ids, _WHOLE_FLOAT)
    if pc.any(whole).as_py():
        # "12345.0" is exact while a float could hold it; a longer one has lost its last digits.
        short = pc.replace_substring_regex(ids, r"\.0+$", "")
        exact = pc.and_(whole, pc.less_equal(pc.binary_length(short), 15))
        ids = pc.if_else(exact, short, ids)
        whole = pc.and_(whole, pc.invert(exact))
    return _dropped(ids, pc.or_(pc.match_substring_regex(ids, _SCIENTIFIC), whole), warnings, damage)


def _dropped(ids: pa.Array, mangled: pa.Array, warnings: Counter[str], damage: str) -> pa.Array:
    mangled = pc.fill_null(mangled, fill_value=False)
    count = int(pc.sum(mangled).as_py() or 0)
    warn(warnings, damage, count)
    return pc.if_else(mangled, pa.scalar(None, pa.string()), ids) if count else ids


def read_counts(column: pa.Array, warnings: Counter[str], *, negative_is_missing: bool = False) -> pa.Array:
    """Whole numbers; what is none is missing and counted as ``lossy_number``. Some tools write -1 for a count they lack."""
    counts = _counts(column, warnings)
    if not negative_is_missing:
        return counts
    return pc.if_else(pc.less(counts, 0), pa.scalar(None, pa.int64()), counts)


def _counts(column: pa.Array, warnings: Counter[str]) -> pa.Array:
    kind = column.type
    if pa.types.is_integer(kind) and kind != pa.uint64():
        return column.cast(pa.int64())
    if pa.types.is_floating(kind):
        values = column.to_numpy(zero_copy_only=False)
        with np.errstate(invalid="ignore"):
            # From here on floats are written with an exponent, as in a batch that is read value by value: no count then either.
            good = (np.abs(values) < 1e16) & (values == np.floor(values))
        warn(warnings, "lossy_number", int((~np.isnan(values) & ~good).sum()))
        return pa.array(np.where(good, values, 0).astype(np.int64), mask=~good)
    if pa.types.is_boolean(kind) or pa.types.is_nested(kind):
        warn(warnings, "lossy_number", len(column) - column.null_count)
        return pa.nulls(len(column), pa.int64())
    texts = without_empty(as_strings(column))
    # Arrow reads "0x1F" as 31, and would only if no other cell of the batch is odd.
    if not pc.any(pc.match_substring(texts, "x", ignore_case=True)).as_py():
        try:
            return texts.cast(pa.int64())
        except pa.ArrowInvalid:
            pass
    encoded = texts.dictionary_encode()
    found = [whole_number(text) for text in encoded.dictionary.to_pylist()]
    result = pa.array(found, pa.int64()).take(encoded.indices)
    warn(warnings, "lossy_number", result.null_count - texts.null_count)
    return result


def whole_number(text: str) -> int | None:
    """``1,234`` and ``12.0`` as numbers; None for a fraction, a word or what no int64 holds."""
    text = text.strip()
    if not text.isascii() or not _COUNT.fullmatch(text):
        return None
    value = int(text.partition(".")[0].replace(",", ""))
    return value if -_INT64 <= value < _INT64 else None


def read_languages(column: pa.Array, tags: Mapping[str, str], warnings: Counter[str]) -> pa.Array:
    """BCP-47 tags from codes and names of languages; what is neither is missing, counted as ``unknown_language``."""
    encoded = as_strings(column).dictionary_encode()
    texts = encoded.dictionary.to_pylist()
    found = [language(text, tags) for text in texts]
    counts = np.bincount(encoded.indices.drop_null().to_numpy(zero_copy_only=False), minlength=len(texts))
    warn(warnings, "unknown_language", sum(int(n) for tag, n in zip(found, counts, strict=True) if tag is None))
    return pa.array([tag or None for tag in found], pa.string()).take(encoded.indices)


def language(text: str, tags: Mapping[str, str]) -> str | None:
    """One language: its tag, ``""`` where it says that there is none, None where nobody knows it.

    Parameters
    ----------
    text : str
        ``en``, ``pt_BR``, ``English``.
    tags : mapping of str to str
        Names and codes in lower case to tags; see :func:`audit.resources.language_tags`.
    """
    form = " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold()).split())
    if not form or form in {"und", "zxx"}:
        return ""
    if form in tags:
        return tags[form]
    tag = text.strip().replace("_", "-")
    if not _TAG.fullmatch(tag):
        return None
    first, *rest = tag.split("-")
    if tags and first.lower() not in tags and len(first) > 2:
        return None
    base = tags.get(first.lower(), first.lower())
    if not base:
        return ""
    return "-".join([base, *(_subtag(each) for each in rest)])


def _subtag(text: str) -> str:
    """RFC 5646, 2.1.1: regions in capitals, scripts with one."""
    if len(text) == 2:
        return text.upper()
    return text.title() if len(text) == 4 and text.isalpha() else text.lower()


def read_kinds(column: pa.Array, *, flag: str = "") -> pa.Array:
    """Kinds of posts from words (``R``, ``retweet``, ``reply``) or, with ``flag``, from true and false.

    Parameters
    ----------
    column : Array
    flag : str
        The kind that a true value means; false then means ``original``. ``filled KIND`` where any value but an empty one
        or a false one means the kind. Empty for a column of words, where an empty cell is an original as well.
    """
    filled = flag.removeprefix("filled ") if flag.startswith("filled ") else ""

    def kind(value: str) -> str | None:
        word = value.strip().lower()
        if filled:
            return "original" if word in _NOTHING else filled
        if flag:
            return flag if word in TRUE_WORDS else "original" if word in FALSE_WORDS else None
        return KIND_WORDS.get(word) if word else "original"

    texts = as_strings(column)
    texts = texts.fill_null("") if filled else texts
    return _by_value(texts, kind).dictionary_encode().cast(WORD)


def read_flags(column: pa.Array) -> pa.Array:
    """True or false; Reddit writes the time of an edit where it was edited."""
    if pa.types.is_boolean(column.type):
        return column

    def flag(value: str) -> bool | None:
        word = value.strip().lower()
        if word in TRUE_WORDS or re.fullmatch(r"\d{9,}(?:\.\d+)?", word):
            return True
        return False if word in FALSE_WORDS else None

    return _by_value(as_strings(column), flag, pa.bool_())


def read_lists(column: pa.Array, *, prefix: str = "") -> pa.Array:
    """Lists of strings, from lists, or from cells such as ``["a", "b"]``, ``['a']`` or ``a, b``.

    Parameters
    ----------
    column : Array
    prefix : str
        Taken off each element: ``#`` or ``@``.
    """
    kind = column.type
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return _by_value(column, lambda value: _elements(value, prefix), STRINGS)
    return _by_value(as_strings(column), functools.partial(_listed, prefix=prefix), STRINGS)


def _listed(text: str, prefix: str) -> list[str] | None:
    text = text.strip()
    if not text:
        return None
    if text[0] in "[(":
        try:
            return _elements(json.loads(text), prefix)
        except (ValueError, RecursionError):
            quoted = [single or double for single, double in _QUOTED.findall(text)]
            if not quoted and (plain := _PLAIN_LIST.fullmatch(text)):
                quoted = re.split(r"\s*,\s*", plain[1])
            return _elements(quoted, prefix)
    # Links may hold any of the characters that divide words.
    return _elements(re.split(r"[,;|\s]+(?=https?://)" if text.startswith("http") else r"[,;|\s]+", text), prefix)


def _elements(values: Any, prefix: str) -> list[str]:
    found: dict[str, None] = {}
    for value in values if isinstance(values, list) else []:
        each: Any = value
        if isinstance(value, dict):
            each = next(
                (value[key] for key in ("tag", "text", "expanded_url", "url", "username", "name") if value.get(key)),
                None,
            )
        text = written(each) if not isinstance(each, list | dict) else None
        if text and (text := text.strip().removeprefix(prefix)):
            found[text] = None
    return list(found)


def warn(warnings: Counter[str], reason: str, count: int) -> None:
    """Count a warning where there is one."""
    if count:
        warnings[reason] += count
