"""Streams that can be read only once, kept in private files so that they can be looked at and then read."""

from __future__ import annotations

import atexit
import shutil
from pathlib import Path
from typing import Any

from audit.files.leftovers import temporary_folder

_CHUNK = 2**20


def private_folder() -> Path:
    """A new folder for this process's owner alone, removed when the process ends."""
    folder = temporary_folder()
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def kept(stream: Any, name: str = "stream") -> Path:
    """A private file with what is left of a stream.

    Parameters
    ----------
    stream : binary stream
    name : str
        What the file is called; no folder.
    """
    path = private_folder() / name
    # One system call at a time: a signal that comes between two of one read() would wait for the sender's next byte.
    read = getattr(stream, "read1", stream.read)
    with path.open("wb") as out:
        while piece := read(_CHUNK):
            out.write(piece)
    return path
