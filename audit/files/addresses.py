"""Addresses of files in stores: what makes a path one, and what of it may be shown.

An address may carry a secret: a password before the host, a signature or a token behind a question mark. Neither is ever
part of a name, an error or a file of ours.
"""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

# RFC 3986, 3.1; one letter is a drive of Windows. What Path makes of an address has one slash left.
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_FOLDED = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:[/\\](?![/\\])")
#: Web servers list no folders, and a question mark begins a query there.
WEB = frozenset({"http", "https"})


def scheme_of(path: str) -> str:
    """The protocol of an address, such as ``s3``; ``""`` for a path of this machine.

    Parameters
    ----------
    path : str
        Of several that are chained with ``::`` the first counts.
    """
    head, chained, rest = path.partition("::")
    found = _SCHEME.match(path)
    if found is None and chained and scheme_of(rest) and head.isalnum():
        return head.lower()
    return found[1].lower() if found else ""


def is_folded(path: str) -> bool:
    """Whether it may have been an address before ``pathlib.Path`` took a slash from it."""
    return bool(_FOLDED.match(path))


def without_query(address: str) -> str:
    """An address without what stands behind ``?`` or ``#``; a ``?`` that is a pattern stays."""
    scheme, _, rest = address.partition("://")
    if scheme.lower() in WEB:
        rest = rest.partition("#")[0].partition("?")[0]
    else:
        place, _, query = rest.partition("?")
        rest = place if "=" in query else rest
    return f"{scheme}://{rest}"


def shown_address(path: str) -> str:
    """An address as it may be printed: no user, no password, no query; other paths stay as they are."""
    if not scheme_of(path):
        return path
    return "::".join(_shown(each) if "://" in each else each for each in path.split("::"))


def _shown(address: str) -> str:
    scheme, _, rest = without_query(address).partition("://")
    host, slash, path = rest.partition("/")
    user, at, place = host.rpartition("@")
    if at and not (scheme.lower() in {"abfs", "abfss"} and ":" not in user):  # there it is the container
        host = place
    return f"{scheme}://{host}{slash}{path}"


def name_of(address: str) -> str:
    """The last part of an address, for people; the host or bucket where there is no other."""
    shown = shown_address(address)
    scheme, _, rest = shown.rpartition("://")
    name = PurePosixPath(rest).name
    return (unquote(name) if scheme.lower() in WEB else name) or shown


def parent_of(path: str) -> str:
    """The folder of a file, of an address as of a path."""
    if not scheme_of(path):
        return str(Path(path).parent)
    scheme, _, rest = without_query(path).partition("://")
    return f"{scheme}://{rest.rstrip('/').rpartition('/')[0]}"
