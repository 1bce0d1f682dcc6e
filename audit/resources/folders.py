"""Finding resources: a name is looked up in the package, a path is opened as it stands."""

from __future__ import annotations

import os
from collections.abc import Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from audit.errors import ResourceError, did_you_mean
from audit.resources.card import Card, card_without_file, parse_card

#: Folder of each kind, and the name of the table in it.
KINDS: Mapping[str, str] = {
    "lexicons": "terms.csv",
    "benchmarks": "margins.csv",
    "attributes": "values.csv",
    "languages": "names.csv",
    "groups": "groups.csv",
    "rules": "rules.csv",
    "requirements": "requirements.csv",
    "questions": "questions.csv",
    "scorers": "shifts.csv",
}
#: What only users have: the table in a folder of it. Nothing of the kind ships with the package.
OWN: Mapping[str, str] = {
    "calibrations": "confusion.csv",
    "mappings": "mapping.csv",
    "name lists": "names.csv",
    "annotators": "annotators.csv",
}


def find(kind: str, name_or_path: str | os.PathLike[str]) -> tuple[Card, bytes]:
    """The card and the bytes of the table of one resource.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS` or :data:`OWN`.
    name_or_path : str or path
        A name that ships with the package, a ``.csv`` file, or a folder with the table and ``card.toml``.

    Returns
    -------
    tuple of Card and bytes

    Raises
    ------
    ResourceError
        There is no such resource, or its file cannot be read.
    """
    table_name = {**KINDS, **OWN}[kind]
    if not _is_path(name_or_path):
        name = str(name_or_path)
        folder = _package_folder(kind).joinpath(name)
        if name in _names(kind):
            table = folder.joinpath(table_name).read_bytes()
            return parse_card(name, kind, folder.joinpath("card.toml").read_bytes(), table), table
        raise ResourceError(
            f"There is no {kind.removesuffix('s')} called {name!r}.",
            hint=did_you_mean(name, _names(kind)) + " A file of your own is given by its path, such as ./mine.csv.",
        )
    path = Path(name_or_path)
    table_path = path / table_name if path.is_dir() else path
    try:
        table = table_path.read_bytes()
    except OSError as problem:
        raise ResourceError(
            f"{table_path.name!r} cannot be read: {problem.strerror or problem}.",
            hint=f"Give a .csv file, a folder with {table_name}{_or_one_of(kind)}.",
        ) from problem
    name = path.name if path.is_dir() else path.stem
    card_path = table_path.with_name("card.toml")
    if card_path.is_file():
        return parse_card(name, kind, card_path.read_bytes(), table), table
    return card_without_file(name, table_path.name, kind, table), table


def list_resources(kind: str) -> tuple[Card, ...]:
    """The cards of everything of one kind that ships with the package, sorted by name.

    Parameters
    ----------
    kind : str
        One of :data:`KINDS`.

    Returns
    -------
    tuple of Card

    Raises
    ------
    ResourceError
        There is no such kind.
    """
    if kind not in KINDS:
        raise ResourceError(f"There is no kind of resource called {kind!r}.", hint=did_you_mean(kind, KINDS))
    return tuple(find(kind, name)[0] for name in _names(kind))


def files_of(path: Path) -> list[Path]:
    """The files of a resource of one's own: those right in its folder, or the table and the card beside it."""
    found = sorted(path.iterdir()) if path.is_dir() else [path, path.with_name("card.toml")]
    return [each for each in found if each.is_file()]


def state_of(path: str) -> tuple[tuple[str, int, int], ...]:
    """Name, size and time of change of these files: what is read once a process is read again when they change."""
    try:
        return tuple((each.name, each.stat().st_size, each.stat().st_mtime_ns) for each in files_of(Path(path)))
    except (OSError, ValueError):
        return ()  # told when it is read


def _package_folder(kind: str) -> Traversable:
    return resources.files("audit.resources").joinpath(kind)


def _names(kind: str) -> list[str]:
    folder = _package_folder(kind)
    if not folder.is_dir():
        return []
    return sorted(entry.name for entry in folder.iterdir() if entry.joinpath("card.toml").is_file())


def _or_one_of(kind: str) -> str:
    names = _names(kind)
    return f", or one of: {', '.join(names)}" if names else ""


def _is_path(name_or_path: str | os.PathLike[str]) -> bool:
    if not isinstance(name_or_path, str):
        return True
    return name_or_path.endswith(".csv") or any(mark in name_or_path for mark in ("/", "\\", os.sep))
