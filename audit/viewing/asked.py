"""What an address asks for, as plain values, and back: the state of every page is in its address, so that it can be passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from audit.report.visible import line
from audit.viewing.choices import Choice

#: Characters of a search.
LONGEST_SEARCH = 200
_LONGEST_VALUE = 4000
_MOST_FIELDS = 40
_LAST_PAGE = 100_000

FINDING_SORTS = {
    "": "gravest first",
    "title": "title",
    "metric": "metric",
    "confidence": "most confident first",
    "id": "id",
}
ESTIMATE_SORTS = {
    "": "order of the audit",
    "-value": "largest value first",
    "value": "smallest value first",
    "-width": "widest interval first",
    "width": "narrowest interval first",
    "-posts": "most posts first",
    "posts": "fewest posts first",
    "-authors": "most authors first",
    "authors": "fewest authors first",
    "id": "id",
}


class AddressError(ValueError):
    """An address that no page of ours has made."""


@dataclass(frozen=True)
class FindingsAsked:
    """Which findings, in which order; empty is any. ``id`` is that of the one finding a page is about."""

    q: str = ""
    reading: str = ""
    severity: str = ""
    confidence: str = ""
    harm: str = ""
    metric: str = ""
    group: str = ""
    sort: str = ""
    page: int = 1
    id: str = ""


@dataclass(frozen=True)
class EstimatesAsked:
    """Which figures, in which order; empty is any. ``finding`` is the key of a finding that they are behind."""

    q: str = ""
    metric: str = ""
    measure: str = ""
    group: str = ""
    status: str = ""
    finding: str = ""
    sort: str = ""
    page: int = 1


@dataclass(frozen=True)
class AuditsAsked:
    """Which page of the list of audits."""

    page: int = 1


Asked = TypeVar("Asked", FindingsAsked, EstimatesAsked, AuditsAsked)


def read(query: str, kind: type[Asked]) -> Asked:
    """What a query asks for.

    Parameters
    ----------
    query : str
        What stands behind the question mark.
    kind : type
        Names that it does not know are left out, as is a page that is no number.

    Raises
    ------
    AddressError
        It has more fields than any page of ours sends.
    """
    given = dict(_pairs(query))
    names = {each.name for each in fields(kind)} - {"page"}
    found: dict[str, Any] = {name: _text(name, value) for name, value in given.items() if name in names}
    number = given.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) <= 6 else 1
    return kind(**found, page=min(max(page, 1), _LAST_PAGE))


def address(asked: FindingsAsked | EstimatesAsked | AuditsAsked, **changes: Any) -> str:
    """The query of these values, of those changed; begins anew at page one unless ``page`` is among the changes."""
    changed = replace(asked, **{"page": 1, **changes})
    kept = [
        (each.name, str(getattr(changed, each.name)))
        for each in fields(changed)
        if getattr(changed, each.name) != each.default
    ]
    return f"?{urlencode(kept)}" if kept else ""


def has_blanks(query: str) -> bool:
    """Whether a form sent fields that say nothing: its address is then made anew, short enough to be passed on."""
    return any(not value for _, value in _pairs(query))


def valid(asked: Asked, choices: Sequence[Choice], sorts: Sequence[str]) -> tuple[Asked, tuple[str, ...]]:
    """What was asked less what this audit does not have, and the titles of that: nothing is filtered in secret."""
    refused = {}
    for choice in choices:
        value = getattr(asked, choice.name)
        if value and value not in choice.values:
            refused[choice.name] = choice.title
    if getattr(asked, "sort", "") not in sorts:
        refused["sort"] = "Order"
    blank: dict[str, Any] = dict.fromkeys(refused, "")
    return replace(asked, **blank), tuple(refused.values())


def _pairs(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=_MOST_FIELDS)
    except ValueError:
        raise AddressError from None


def _text(name: str, value: str) -> str:
    return line(value)[: LONGEST_SEARCH if name == "q" else _LONGEST_VALUE].strip()
