"""The card of a resource: where it comes from, under which licence, who reviewed it, what is known to be wrong."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from audit.errors import ResourceError

_NOT_STATED = "not stated"
_COMMON = frozenset(
    {
        "title",
        "version",
        "language",
        "kind",
        "summary",
        "source",
        "licence",
        "compiled_by",
        "reviewers",
        "known_faults",
        "date",
        "sha256",
    }
)


@dataclass(frozen=True)
class Card:
    """What is known about one resource.

    ``source`` holds one citation per entry. ``sha256`` is that of the bytes of the table as read, so a card can never
    vouch for a table it was not written for; ``sha256_committed`` is what the card says it was when last reviewed. Empty ``reviewers`` means that nobody from the groups named has reviewed
    it yet. ``extra`` holds what only some kinds have: ``population``, ``place``, ``year``, ``wording``, ``sample_size``
    and ``verified`` of a benchmark.
    """

    name: str
    kind: str
    title: str
    version: str
    language: str
    source: tuple[str, ...]
    licence: str
    reviewers: tuple[str, ...]
    known_faults: tuple[str, ...]
    sha256: str
    summary: str
    compiled_by: str = _NOT_STATED
    date: str = _NOT_STATED
    source_keys: tuple[str, ...] = ()
    sha256_committed: str = ""
    extra: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def cited(self) -> str:
        """All citations on one line, for a caption or a reference."""
        return "; ".join(self.source)

    @property
    def reviewed(self) -> str:
        """Who reviewed it, or that nobody from the groups named has."""
        return ", ".join(self.reviewers) if self.reviewers else "not yet reviewed by members of the groups named"


def digest(table: bytes) -> str:
    """SHA-256 of a table's bytes, in hexadecimal."""
    return hashlib.sha256(table).hexdigest()


def card_without_file(name: str, file_name: str, kind: str, table: bytes) -> Card:
    """A card for a user's table that came without one: it says exactly that.

    Parameters
    ----------
    name, file_name : str
        Name to show, and the name of the file (never its folder, which may name a person).
    kind : str
        ``lexicons`` or ``benchmarks``.
    table : bytes
        The table as read.
    """
    return Card(
        name=name,
        kind=kind,
        title=file_name,
        version=_NOT_STATED,
        language=_NOT_STATED,
        source=(f"file {file_name}, no card given",),
        licence=_NOT_STATED,
        reviewers=(),
        known_faults=("The file has no card: its origin, year and wording are not known.",),
        sha256=digest(table),
        summary="",
    )


def parse_card(name: str, kind: str, text: bytes, table: bytes) -> Card:
    """Read a ``card.toml``.

    Parameters
    ----------
    name : str
        Name of the resource.
    kind : str
        Kind of the resource, the folder it is in.
    text : bytes
        The card, TOML in UTF-8.
    table : bytes
        The table that it describes.

    Returns
    -------
    Card

    Raises
    ------
    ResourceError
        The card is not TOML, or has no title or no source.
    """
    try:
        content = tomllib.loads(text.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ResourceError(
            f"The card of {name!r} is not valid TOML: {problem}.",
            hint="card.toml needs at least a title and a source, such as: source = ['Author (year). Title. Where.'].",
        ) from problem
    missing = [key for key in ("title", "source") if not content.get(key)]
    if missing:
        raise ResourceError(
            f"The card of {name!r} has no {' and no '.join(missing)}.",
            hint="Add it to card.toml: a figure is not printed against a source that nobody can name.",
        )
    sources = content["source"] if isinstance(content["source"], list) else [content["source"]]
    return Card(
        name=name,
        kind=kind,
        title=str(content["title"]),
        version=str(content.get("version", _NOT_STATED)),
        language=str(content.get("language", _NOT_STATED)),
        source=tuple(_citation(entry) for entry in sources),
        licence=str(content.get("licence", _NOT_STATED)),
        reviewers=_strings(content.get("reviewers")),
        known_faults=_strings(content.get("known_faults")),
        sha256=digest(table),
        summary=str(content.get("summary", "")),
        compiled_by=str(content.get("compiled_by", _NOT_STATED)),
        date=str(content.get("date", _NOT_STATED)),
        source_keys=tuple(str(entry["key"]) for entry in sources if isinstance(entry, dict) and "key" in entry),
        sha256_committed=str(content.get("sha256", "")),
        extra=MappingProxyType({key: str(value) for key, value in content.items() if key not in _COMMON}),
    )


def _citation(entry: Any) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    who = f"{entry.get('author', 'no author')} ({entry.get('year', 'no date')})."
    parts = [who, *(f"{str(entry[key]).rstrip('.')}." for key in ("title", "where") if entry.get(key))]
    return " ".join(parts)


def _strings(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(entry) for entry in value)
