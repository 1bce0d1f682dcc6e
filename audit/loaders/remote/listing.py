"""Every file behind an address: of one, of a pattern, of a folder."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from glob import has_magic
from typing import Any, NamedTuple

from audit.disclosure import escape_for_terminal
from audit.errors import SourceError
from audit.files.addresses import WEB, name_of, scheme_of, shown_address, without_query
from audit.loaders.folders import data_in
from audit.loaders.remote.remote import filesystem, information, reaching, stamp_of

#: Files whose beginnings are asked for at a time.
_AT_ONCE = 64


class Entry(NamedTuple):
    """A file in a store; ``size`` is None where the store does not say it, ``found`` as in ``Source``."""

    address: str
    name: str
    size: int | None
    stamp: tuple[int, ...]
    found: bool
    in_parts: bool = True


def entries(address: str, ignore: Callable[[str, str], None]) -> list[Entry]:
    """The files behind an address.

    Parameters
    ----------
    address : str
        A file, a folder, or a pattern with ``* ? [``; of a web server, a file.
    ignore : callable
        Told the name of what is left out, and why.

    Raises
    ------
    SourceError
        Nothing is there, or it cannot be reached, listed or read.
    """
    shown = escape_for_terminal(shown_address(address))
    if scheme_of(address) in WEB:
        return [_of_web(address, shown)]
    address = address.rstrip("/") if not address.endswith("://") else address
    system, path = filesystem(address)
    with reaching(shown):
        system.invalidate_cache(path)  # a listing may be of yesterday in a process that lives long
        matched = system.glob(path, detail=True) if has_magic(path) else {}
    if not matched:
        matched = {path: information(address, shown)}
    found: list[Entry] = []
    for name, info in sorted(matched.items()):
        here = _address(address, path, name, system)
        if info.get("type") == "directory":
            found += _in_folder(here, system, ignore)
        else:
            found.append(_entry(here, name_of(here), info, found=False))
    return found


def _of_web(address: str, shown: str) -> Entry:
    if "*" in without_query(address) or without_query(address).endswith("/"):
        raise SourceError(f"{shown}: web servers list no folders.", hint="Pass the address of each file.")
    name = escape_for_terminal(name_of(address))
    info = information(address, shown)
    size = info.get("size")
    return Entry(
        address, name, size, stamp_of(address, name, info), found=False, in_parts=bool(info.get("partial", True))
    )


def _entry(address: str, name: str, info: Mapping[str, Any], *, found: bool) -> Entry:
    name = escape_for_terminal(name)
    size = info.get("size")
    return Entry(address, name, None if size is None else int(size), stamp_of(address, name, info), found)


def _in_folder(address: str, system: Any, ignore: Callable[[str, str], None]) -> Iterator[Entry]:
    root, shown = name_of(address), escape_for_terminal(shown_address(address))
    path = filesystem(address)[1].rstrip("/")
    with reaching(shown):
        listed = system.find(path, detail=True)
    inside: dict[str, str] = {}
    for name, info in listed.items():
        way = name.removeprefix(path).lstrip("/")
        # Consoles of stores make a file of no bytes for a folder.
        if not way or way.endswith("/") or info.get("type") == "directory":
            continue
        if way in inside:
            raise SourceError(
                f"{shown}: two files in it differ by slashes alone.", hint="Pass the address of each file."
            )
        inside[way] = name
    for way in data_in(_walk(inside), root, ignore):
        name = inside[way]
        yield _entry(_address(address, path, name, system), f"{root}/{way}", listed[name], found=True)


def _walk(files: Iterable[str]) -> Iterator[tuple[str, list[str], list[str]]]:
    """Ways of files as ``os.walk`` would go them."""
    names: dict[str, list[str]] = {"": []}
    folders: dict[str, set[str]] = {}
    for each in files:
        folder, _, name = each.rpartition("/")
        names.setdefault(folder, []).append(name)
        while folder:
            above, _, last = folder.rpartition("/")
            folders.setdefault(above, set()).add(last)
            folder = above
    waiting = [""]
    while waiting:
        here = waiting.pop()
        inside = sorted(folders.get(here, ()))
        yield here, inside, names.get(here, [])
        waiting += [f"{here}/{each}".lstrip("/") for each in reversed(inside)]


def _address(address: str, path: str, name: str, system: Any) -> str:
    """The address of a path of the same store: whatever stood before the path stays, such as a host."""
    common = len(posixpath.commonprefix([address[::-1], path[::-1]]))
    before, inside = address[: len(address) - common], path[: len(path) - common]
    return before + name[len(inside) :] if name.startswith(inside) else str(system.unstrip_protocol(name))


def beginnings(found: list[Entry], size: int) -> Iterator[bytes]:
    """The first bytes of each file, asked for together where the store's package can."""
    for begin in range(0, len(found), _AT_ONCE):
        group = found[begin : begin + _AT_ONCE]
        filled = [each for each in group if each.size]
        system, _ = filesystem(group[0].address)
        together = system.async_impl and scheme_of(group[0].address) not in WEB
        heads = iter(_together(system, filled, size) if together else [_one(each, size) for each in filled])
        for each in group:
            yield next(heads) if each.size else b""


def _together(system: Any, found: list[Entry], size: int) -> list[bytes]:
    paths = [filesystem(each.address)[1] for each in found]
    ends = [min(size, each.size or 0) for each in found]
    with reaching(found[0].name):
        heads = system.cat_ranges(paths, [0] * len(found), ends, on_error="return") if found else []
    for each, head in zip(found, heads, strict=True):
        if isinstance(head, Exception):
            with reaching(each.name):
                raise head
    return [bytes(head) for head in heads]


def _one(each: Entry, size: int) -> bytes:
    from audit.loaders.remote.stream import RemoteStream

    with RemoteStream(each.address, each.name, each.size or 0, first=size) as stream:
        return stream.read(min(size, each.size or 0))
