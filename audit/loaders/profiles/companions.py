"""Files of one export that complete each other: what one tells is given to the loaders of those beside it.

An archive names its author in one file and holds the posts in another; a collection keeps posts and users apart. A loader
that needs this has five members more than :class:`audit.loaders.base.RecordLoader`, see :class:`Joiner`. Facts are learnt
once, when all sources of a dataset are known, and kept with each source; so it changes nothing in what order the files
were named, or how many processes read them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Protocol, runtime_checkable

from audit.errors import SourceError
from audit.loaders.base import Ledger, RecordLoader
from audit.loaders.encoding import as_utf8
from audit.loaders.prepared import Prepared
from audit.loaders.records import records
from audit.loaders.registry import by_name

#: Characters and values that the files of one folder may tell each other: they travel to every process with every part.
FACTS_CAP = 32_000_000

#: Files named in the note about them; an export may have thousands.
_NAMED = 5

_Place = tuple[str, str, str, str]
_Told = tuple[tuple[str, Any], ...]  # each fact with the name of its file


@runtime_checkable
class Joiner(Protocol):
    """A loader of exports whose files complete each other.

    Attributes
    ----------
    topics : tuple of str
        What its files may tell, in the order in which it is learnt.
    """

    topics: tuple[str, ...]

    def topic(self, head: Sequence[Any]) -> str:
        """What a file that begins with these records can tell; "" if nothing."""
        ...

    def pair(self, name: str) -> str:
        """What of a file's name it shares with those that belong to it; "" if all of a folder belong together."""
        ...

    def learn(self, topic: str, found: Iterator[Any], known: Sequence[Any]) -> Any | None:
        """Facts of one file, picklable and bounded; None if there are none.

        ``found`` are its records: nothing is read that is not asked for. ``known`` are facts of earlier topics.
        """
        ...

    def informed(self, facts: Sequence[Any]) -> RecordLoader:
        """The loader that knows these facts, in whatever order they come."""
        ...

    def told(self, facts: Sequence[Any]) -> tuple[str, ...]:
        """Columns that posts get from these facts."""
        ...


def topic_of(loader: RecordLoader, head: Sequence[Any]) -> str:
    """What a source that begins with these records can tell others; "" if nothing."""
    if not isinstance(loader, Joiner):
        return ""
    try:
        return loader.topic(head)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
        return ""


def loader_of(prepared: Prepared) -> RecordLoader | None:
    """The loader of a source, knowing what the files beside it tell; None for the table."""
    loader = by_name(prepared.loader)
    return loader.informed(prepared.facts) if prepared.facts and isinstance(loader, Joiner) else loader


def joined(sources: Sequence[Prepared]) -> tuple[Prepared, ...]:
    """The same sources, each with what the files beside it tell.

    Parameters
    ----------
    sources : sequence of Prepared
        All sources of a dataset.

    Returns
    -------
    tuple of Prepared
        In the same order. Beside a file is what lies in its folder, on disk or in an archive; where nothing there tells
        anything, in the nearest folder above of what was passed.
    """
    folders: dict[_Place, list[Prepared]] = defaultdict(list)
    for each in sources:
        if each.topic:
            folders[_places(each)[0]].append(each)
    told = {place: _learnt(members) for place, members in folders.items()}
    return tuple(_with_facts(each, told) for each in sources)


def _places(prepared: Prepared) -> list[_Place]:
    """Folders in which to look, the nearest first; within an archive the archive's."""
    source, loader = prepared.source, by_name(prepared.loader)
    pair = loader.pair(PurePosixPath(source.name).name) if isinstance(loader, Joiner) else ""
    if source.member:
        folders = [str(each) for each in PurePosixPath(source.member).parents]
    else:
        inside = max(1, source.name.count("/"))
        folders = [str(each) for each in list(Path(source.path).parents)[:inside]]
    archive = source.path if source.member else ""
    own = [(prepared.loader, archive, folders[0], pair)] if pair else []
    return own + [(prepared.loader, archive, folder, "") for folder in folders]


def _learnt(members: Sequence[Prepared]) -> _Told | None:
    """What the files of one folder tell; None if it is too much."""
    loader = by_name(members[0].loader)
    if not isinstance(loader, Joiner):
        return ()
    found: list[tuple[str, Any]] = []
    size = 0
    for topic in loader.topics:
        known = tuple(fact for _, fact in found)
        for each in sorted(members, key=lambda member: (member.source.name, member.source.path)):
            fact = _fact(loader, each, known) if each.topic == topic else None
            if fact is not None:
                size += _size(fact)
                found.append((each.source.name, fact))
            if size > FACTS_CAP:
                return None
    return tuple(found)


def _size(fact: Any) -> int:
    """Characters of all strings in it, and one for each other value."""
    size, waiting = 0, [fact]
    while waiting:
        value = waiting.pop()
        size += len(value) if isinstance(value, str) else 1
        if isinstance(value, dict):
            waiting.extend(value)
            waiting.extend(value.values())
        elif isinstance(value, list | tuple):
            waiting.extend(value)
    return size


def _fact(loader: Joiner, prepared: Prepared, known: Sequence[Any]) -> Any | None:
    try:
        return loader.learn(prepared.topic, _values(prepared), known)
    except (OSError, SourceError):
        return None  # said when the source itself is read
    except (KeyError, TypeError, ValueError, AttributeError, IndexError, OverflowError, RecursionError):
        return None  # the file is hostile, not the program; its records are counted when they are read


def _values(prepared: Prepared) -> Iterator[Any]:
    """Records of a source; it is opened when the first is asked for."""
    with prepared.source.open() as stored:
        stream = as_utf8(stored, prepared.encoding)
        for record in records(stream, prepared.form, Ledger()):
            yield record.value


def _with_facts(prepared: Prepared, told: Mapping[_Place, _Told | None]) -> Prepared:
    loader, name = by_name(prepared.loader), prepared.source.name
    if not prepared.topic or not isinstance(loader, Joiner):
        return prepared
    found = next((told[place] for place in _places(prepared) if told.get(place, ()) != ()), ())
    if found is None:
        note = f"{name}: read alone, since the files beside it tell more than {FACTS_CAP:,} characters"
        return replace(prepared, notes=(*prepared.notes, note))
    others = [PurePosixPath(other).name for other in sorted({other for other, _ in found} - {name})]
    if not others:
        return prepared
    facts = tuple(fact for _, fact in found)
    listed = ", ".join(others[:_NAMED]) + (f" and {len(others) - _NAMED} more" if len(others) > _NAMED else "")
    fields = tuple(dict.fromkeys((*prepared.fields, *loader.told(facts)))) if prepared.fields else ()
    notes = (*prepared.notes, f"{name}: read together with {listed}")
    return replace(prepared, facts=facts, fields=fields, notes=notes)
