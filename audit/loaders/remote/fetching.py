"""Files in stores that have to be fetched whole before they can be read: archives, and what is given in one piece alone."""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import Any

from audit.errors import SourceError
from audit.files.addresses import WEB, scheme_of
from audit.loaders.remote.listing import Entry
from audit.loaders.remote.remote import changed, filesystem, opens_elsewhere, reaching, stamp_of
from audit.loaders.remote.stream import RemoteStream, open_remote

_CHUNK = 2**20
# What some system does not allow in the name of a file, and what leads out of a folder.
_NOT_IN_NAMES = re.compile(r"[\\:*?\"<>|\x00-\x1f]|^\.+$")
_LONGEST_NAME = 100


def can_be_cut(entry: Entry) -> bool:
    """Whether any process can read any part of a file where it lies."""
    if entry.size is None or not entry.in_parts or not opens_elsewhere(entry.address):
        return False
    return scheme_of(entry.address) not in WEB or _has_parts(entry, entry.size)


def _has_parts(entry: Entry, size: int) -> bool:
    """Whether a web server gives the end of a file without what stands before it; not all do, and few say so."""
    if not size:
        return True
    try:
        with RemoteStream(entry.address, entry.name, size) as stream:
            stream.seek(size - 1)
            return len(stream.read(1)) == 1
    except SourceError:
        return False


def fetched(entry: Entry, folder: Path) -> Path:
    """A copy of a file, below a private folder, under the names that it has in the store.

    Raises
    ------
    SourceError
        It cannot be read, ends early, or changed meanwhile.
    """
    parts = [_NOT_IN_NAMES.sub("_", each)[:_LONGEST_NAME] for each in entry.name.split("/") if each]
    path = folder.joinpath(*parts)
    while path.exists():  # a pattern finds files of one name in several folders
        path = path.parent / "_" / path.name
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(_opened(entry)) as stream, path.open("xb") as out:
        while piece := _piece(stream, entry.name):
            out.write(piece)
        copied = out.tell()
    if entry.size is not None and copied != entry.size:
        raise SourceError(
            f"{entry.name}: ends after {copied:,} bytes, and the store says that it has {entry.size:,}.",
            hint="Try again, or copy the file and pass the copy.",
        )
    if stamp_of(entry.address, entry.name) != entry.stamp:
        raise changed(entry.name)
    return path


def _opened(entry: Entry) -> Any:
    if entry.size is not None and scheme_of(entry.address) not in WEB:
        return open_remote(entry.address, entry.name, entry.size)
    system, path = filesystem(entry.address)
    with reaching(entry.name):
        return system.open(path, "rb", block_size=0)  # one request from the beginning to the end


def _piece(stream: Any, name: str) -> bytes:
    with reaching(name):
        return bytes(stream.read(_CHUNK))
