"""What some columns need before they are a field: an id inside a link, a number as a band, a flag in words."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from audit.loaders.guessing.timestamps import MONTH_FIRST, moment, year_of
from audit.loaders.platforms.twitter_common import NO_LANGUAGE, followers_band
from audit.loaders.tables import cells
from audit.loaders.tables.cells import FALSE_WORDS, TRUE_WORDS

_NUMBER_IN_LINK = r"/status(?:es)?/(?P<id>\d+)"
_END_OF_LINK = r"^https?://[^\s]*?(?P<id>[A-Za-z0-9_.:-]+)/?(?:[?#][^\s]*)?$"
_ID_IN_OBJECT = re.compile(r"\bid['\"]?\s*[:=]\s*['\"]?(\d{1,20})\b")
_NAME_IN_OBJECT = re.compile(r"\busername['\"]?\s*[:=]\s*['\"](\w{1,64})['\"]")
_END = re.compile(r"https?://\S*/([\w.-]+)/?")


def by_value(column: pa.Array, function: Callable[[str], str | None]) -> pa.Array:
    """Strings made of strings, each distinct one once."""
    encoded = cells.read_values(column).dictionary_encode()
    return pa.array([function(value) for value in encoded.dictionary.to_pylist()], pa.string()).take(encoded.indices)


def _from_link(column: pa.Array, pattern: str) -> pa.Array:
    return pc.struct_field(pc.extract_regex(cells.as_strings(column), pattern), "id")


def _object_id(text: str) -> str | None:
    """The id, else the name, of an account that was written into a cell as Python or JSON; or what stands for it."""
    found = _ID_IN_OBJECT.search(text) or _NAME_IN_OBJECT.search(text) or _END.fullmatch(text)
    if found:
        return found[1]
    return text if len(text) <= 64 and not re.search(r"[\s{}()]", text) else None


def _band(text: str) -> str | None:
    number = cells.whole_number(text)
    return None if number is None or number < 0 else followers_band(number)


def _yes_or_no(text: str) -> str | None:
    word = text.lower()
    return "yes" if word in TRUE_WORDS else "no" if word in FALSE_WORDS else None


def _year(text: str) -> str | None:
    # In which order day and month stand does not matter for the year.
    micro = moment(text, MONTH_FIRST) or moment(text)
    return str(year_of(micro)) if micro is not None else None


def _withheld(text: str) -> str:
    return "present" if text in {"[]", "{}"} else "withheld"


def _is_filled(column: pa.Array) -> pa.Array:
    return cells.read_values(column).is_valid()


#: ``how`` of a column to what makes the field of it.
HOW: Mapping[str, Callable[[pa.Array], pa.Array]] = {
    "status_url": lambda column: _from_link(column, _NUMBER_IN_LINK),
    "end of link": lambda column: _from_link(column, _END_OF_LINK),
    "id in object": lambda column: by_value(column, _object_id),
    "band": lambda column: by_value(column, _band),
    "yes or no": lambda column: by_value(column, _yes_or_no),
    "year": lambda column: by_value(column, _year),
    "withheld": lambda column: by_value(column, _withheld),
    "half": lambda column: by_value(column, _half),
    "filled": _is_filled,
}


def _half(text: str) -> str | None:
    try:
        value = float(text.replace(",", ""))
    except ValueError:
        return None
    return "1" if value >= 0.5 else "0" if value < 0.5 else None


def has_label(column: pa.Array, separator: str, label: str) -> pa.Array:
    """``yes`` or ``no``: whether a cell of several labels has this one; null where it has none at all."""
    return by_value(column, lambda text: "yes" if label in {each.strip() for each in text.split(separator)} else "no")


def twitter_languages(column: pa.Array) -> pa.Array:
    """Twitter's codes for "no language found" taken out."""
    return by_value(column, lambda text: None if text.lower() in NO_LANGUAGE else text)


def joined_kinds(kinds: Sequence[pa.Array]) -> pa.Array:
    """The first kind that is not ``original``, in the order of the columns; ``original`` where some column says so."""
    if len(kinds) == 1:
        return kinds[0]
    words = [each.dictionary_decode() for each in kinds]
    special = [pc.if_else(pc.equal(each, "original"), pa.scalar(None, pa.string()), each) for each in words]
    return pc.coalesce(*special, *words).dictionary_encode().cast(cells.WORD)
