"""Words that loaders and reports share: stated values, language names, readable titles of groups."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from types import MappingProxyType

from audit.resources.folders import find
from audit.resources.tables import Row, rows, stated_form

#: Attribute under which ``stated_values`` keeps what means "not stated" in any column.
ANY = "*"


@functools.cache
def stated_values() -> Mapping[str, Mapping[str, str]]:
    """Groups by attribute and stated value, casefolded: ``stated_values()["gender"]["weiblich"]`` is ``"women"``.

    Every attribute includes the values that mean "not stated", whose group is ``"unknown"``; they are also under
    ``"*"`` for attributes without a table of their own.
    """
    tables: dict[str, dict[str, str]] = {}
    for row in _rows("attributes", "stated-values", ("attribute", "group", "value")):
        tables.setdefault(row["attribute"], {})[stated_form(row["value"])] = row["group"]
    common = tables.get(ANY, {})
    return MappingProxyType({name: MappingProxyType({**common, **values}) for name, values in tables.items()})


def stated_group(attribute: str, value: str | None) -> str | None:
    """The group that a stated value means, or None when the table does not know the value.

    Parameters
    ----------
    attribute : str
        ``gender``, or any other attribute, for which only "not stated" is known.
    value : str or None
        As stated in the profile or column. None and blank are ``"unknown"``.

    Returns
    -------
    str or None
        A group slug, ``"unknown"``, or None.
    """
    form = stated_form(value or "")
    if not form:
        return "unknown"
    tables = stated_values()
    return tables.get(attribute, tables[ANY]).get(form)


@functools.cache
def language_tags() -> Mapping[str, str]:
    """BCP-47 tags by language name or code, casefolded; ``""`` is for values that state no language.

    Source of the tags: IANA Language Subtag Registry (RFC 5646).
    """
    names = _rows("languages", "names", ("name", "tag"))
    return MappingProxyType({stated_form(row["name"]): row["tag"] for row in names})


def group_title(slug: str) -> str:
    """How a report names a group: ``black_people`` is "Black people".

    A slug of the user's own is given back with its underscores as spaces.
    """
    row = _groups().get(slug)
    return row["title"] if row else _places().get(slug) or slug.replace("_", " ")


def group_singular(slug: str) -> str:
    """How a report names one person of a group: ``women`` is "woman"."""
    row = _groups().get(slug)
    return row["singular"] if row else slug.replace("_", " ")


def axis_title(slug: str) -> str:
    """How a report names an axis or attribute: ``race_ethnicity`` is "race and ethnicity"."""
    return _axes().get(slug, slug.replace("_", " "))


def axis_groups() -> Mapping[str, tuple[str, ...]]:
    """The groups of every axis, in the order of the table."""
    grouped: dict[str, list[str]] = {axis: [] for axis in _axes()}
    for slug, row in _groups().items():
        grouped.setdefault(row["axis"], []).append(slug)
    return MappingProxyType({axis: tuple(slugs) for axis, slugs in grouped.items()})


def axis_of(slug: str) -> str | None:
    """The axis a group belongs to, or None for a slug that is not in the table."""
    row = _groups().get(slug)
    return row["axis"] if row else None


@functools.cache
def _groups() -> Mapping[str, Row]:
    return {
        row["group"]: row
        for row in _rows("groups", "titles-en", ("axis", "group", "title", "singular"))
        if row["group"]
    }


@functools.cache
def _axes() -> Mapping[str, str]:
    table = _rows("groups", "titles-en", ("axis", "group", "title", "singular"))
    return {row["axis"]: row["title"] for row in table if not row["group"]}


def _rows(kind: str, name: str, columns: tuple[str, ...]) -> list[Row]:
    _card, table = find(kind, name)
    return [row for _line, row in rows(name, table, columns)]


@functools.cache
def _places() -> Mapping[str, str]:
    return MappingProxyType({row["group"]: row["title"] for row in _rows("groups", "places-en", ("group", "title"))})
