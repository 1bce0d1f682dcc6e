"""Files in stores, reached through fsspec: how one is opened, told from its later states, and what its errors mean.

Only an address of the user's brings anything here, and fsspec is imported then and not before. Credentials are fsspec's
business: they come from its own configuration, or from where the package for a store looks.

References
----------
https://filesystem-spec.readthedocs.io/en/latest/features.html#configuration
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from audit.disclosure import escape_for_terminal
from audit.errors import SourceError, did_you_mean
from audit.files.addresses import scheme_of, shown_address

#: What to install for a protocol; fsspec itself names the rest.
PACKAGES = {
    "s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "abfs": "adlfs", "abfss": "adlfs", "az": "adlfs",
    "adl": "adlfs", "hf": "huggingface_hub", "http": "aiohttp", "https": "aiohttp", "sftp": "paramiko", "ssh": "paramiko",
    "smb": "smbprotocol", "github": "requests", "webhdfs": "requests", "webdav": "webdav4", "oss": "ossfs", "oci": "ocifs",
    "lakefs": "lakefs-spec", "git": "pygit2", "dropbox": "dropboxdrivefs", "box": "boxfs", "gdrive": "gdrive_fs",
}  # fmt: skip
# The first that a store tells is what changes with the content; times come last, for listings round them otherwise.
_MARKS = (
    "ETag", "etag", "blob_id", "generation", "md5Hash", "checksum", "Content-MD5", "Digest", "version_id", "versionId",
    "LastModified", "last_modified", "Last-Modified", "updated", "mtime", "modified",
)  # fmt: skip
_STRONG = frozenset(_MARKS[: _MARKS.index("LastModified")])

# What these log may hold an address with its secrets, and would be printed where nobody has set up logging.
_LOGGERS = ("fsspec", "s3fs", "aiobotocore", "botocore", "gcsfs", "google", "adlfs", "azure", "huggingface_hub", "aiohttp",
            "asyncio", "httpx", "paramiko", "urllib3")  # fmt: skip


def filesystem(address: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it.

    Raises
    ------
    SourceError
        There is no such protocol, or a package is missing.
    """
    scheme, shown = scheme_of(address), escape_for_terminal(shown_address(address))
    if "::" in address:
        raise SourceError(
            f"{shown}: addresses in addresses are not read.",
            hint="Pass the address of the file itself; archives and compressed files are opened as they are.",
        )
    try:
        from fsspec.core import url_to_fs
        from fsspec.registry import known_implementations, registry
    except ImportError:
        package = f" {PACKAGES[scheme]}" if scheme in PACKAGES else ""
        raise SourceError(
            f"{shown}: reading it needs the package fsspec, which is not installed.",
            hint=f"pip install 'postaudit[cloud]'{package}",
        ) from None
    if scheme not in known_implementations and scheme not in registry:
        raise SourceError(
            f"{shown}: there is no protocol {scheme!r}.",
            hint=did_you_mean(scheme, known_implementations) if scheme else "An address looks like s3://bucket/file.",
        )
    _hush()
    try:
        with reaching(shown):
            found: tuple[Any, str] = url_to_fs(address)
    except ImportError as error:
        package = PACKAGES.get(scheme, "")
        hint = f"pip install {package}" if package else str(known_implementations[scheme].get("err") or error)
        raise SourceError(
            f"{shown}: reading {scheme}:// needs {'the package ' + package if package else 'a package'}, "
            "which is not installed or cannot be loaded.",
            hint=hint,
        ) from None
    return found


@functools.cache
def _hush() -> None:
    for name in _LOGGERS:
        logging.getLogger(name).addHandler(logging.NullHandler())


def opens_elsewhere(address: str) -> bool:
    """Whether another process can open it too: not what is in this one's memory, or of a class that only it knows."""
    from fsspec.registry import known_implementations

    scheme = scheme_of(address)
    return scheme in known_implementations and scheme != "memory"


def information(address: str, name: str) -> Mapping[str, Any]:
    """What the store says of a file now, whatever was listed before.

    Raises
    ------
    SourceError
        It is not there, or may not be read.
    """
    system, path = filesystem(address)
    with reaching(name):
        if "refresh" in inspect.signature(getattr(system, "_info", system.info)).parameters:
            found: Mapping[str, Any] = system.info(path, refresh=True)
        else:
            system.invalidate_cache(path)
            found = system.info(path)
    return found


def stamp_of(address: str, name: str, listed: Mapping[str, Any] | None = None) -> tuple[int, ...]:
    """What tells one state of a file from another: its size, and a number made of what the store has for that, if anything.

    Parameters
    ----------
    address, name : str
    listed : mapping, optional
        What a listing said of it, which is enough where it is no time.
    """
    if listed is None or not any(listed.get(mark) for mark in _STRONG):
        listed = information(address, name)
    size = int(listed.get("size") or 0)
    mark = next((str(listed[mark]) for mark in _MARKS if listed.get(mark)), "")
    if not mark:
        return (size,)
    digest = hashlib.sha256(mark.removeprefix("W/").strip('"').encode()).digest()
    return size, int.from_bytes(digest[:8])


def stated_sha256(address: str, name: str) -> str | None:
    """The SHA-256 that the store has of a file without reading it: the Hugging Face Hub of all large ones."""
    stated = information(address, name).get("lfs") if scheme_of(address) == "hf" else None
    found = stated.get("sha256") if isinstance(stated, Mapping) else getattr(stated, "sha256", None)
    return found if isinstance(found, str) else None


@contextmanager
def reaching(name: str) -> Iterator[None]:
    """What goes wrong on the way to a store, as our error; the store's own words may quote an address with its secrets."""
    try:
        yield
    except (SourceError, ImportError):
        raise
    except Exception as error:  # noqa: BLE001 - stores have errors of their own
        raise _told(error, name) from None


def _told(error: Exception, name: str) -> SourceError:
    causes = list(_causes(error))
    kinds = " ".join(each.__name__ for cause in causes for each in type(cause).__mro__)
    status = next((code for cause in causes if (code := _status(cause))), 0)
    if "FileExpired" in kinds or status == 412:
        return changed(name)
    # A server that was not reached is no file to fsspec; the cause tells them apart.
    unreached = not status and any(word in kinds for word in ("Connect", "gaierror", "Endpoint", "SSL"))
    if status == 404 or (isinstance(error, FileNotFoundError) and not status and not unreached):
        return SourceError(
            f"{name}: there is no such file, folder or bucket.",
            hint="Some stores say so too where they may not be read.",
        )
    if isinstance(error, PermissionError) or status in {401, 403} or "Credential" in kinds or "Auth" in kinds:
        return SourceError(
            f"{name}: permission was denied, or no credentials were found.",
            hint="Credentials are looked for where the package of that store looks: the environment, or its own files.",
        )
    if "Timeout" in kinds or status in {408, 504}:
        return SourceError(
            f"{name}: the store did not answer in time.", hint="Try again, or copy the file and pass the copy."
        )
    if unreached:
        return SourceError(
            f"{name}: the store cannot be reached.", hint="Is the address right, and is there a network?"
        )
    said = f"status {status}" if status else type(error).__name__
    return SourceError(f"{name}: reading failed ({said}).", hint="Try again, or copy the file and pass the copy.")


def changed(name: str) -> SourceError:
    """The error for a file that is no longer the one that was found."""
    return SourceError(
        f"{name}: changed while it was read.", hint="Wait until it is written, or copy it and pass the copy."
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """An error and what it was raised from, at most ten deep."""
    at: BaseException | None = error
    for _ in range(10):
        if at is None:
            return
        yield at
        at = at.__cause__ or at.__context__


def _status(error: BaseException) -> int:
    """The status of the web that an error of any of the packages holds; 0 for none."""
    response = getattr(error, "response", None)
    if isinstance(response, Mapping):
        found = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    else:
        found = getattr(response, "status_code", None)
    for name in ("", "status", "status_code", "code"):
        if name and not found:  # one at a time: some warn when they are asked for an old name
            found = getattr(error, name, None)
        if str(found).isdigit() and 400 <= int(str(found)) < 600:
            return int(str(found))
        found = None
    return 0


@functools.lru_cache(maxsize=4096)
def small_file(address: str, most: int) -> bytes:
    """A description that may lie beside the data; empty where there is none, or one beyond so many bytes."""
    try:
        system, path = filesystem(address)
        with reaching(address):
            found = bytes(system.cat_file(path, start=0, end=most + 1))
    except (SourceError, ImportError):
        return b""
    return found if len(found) <= most else b""


@functools.lru_cache(maxsize=1024)
def names_in(folder: str) -> frozenset[str]:
    """Names in a folder; none where it cannot be listed."""
    try:
        system, path = filesystem(folder)
        with reaching(folder):
            return frozenset(str(each).rstrip("/").rpartition("/")[2] for each in system.ls(path, detail=False))
    except (SourceError, ImportError):
        return frozenset()


def forget() -> None:
    """Look anew at what lies beside the data."""
    small_file.cache_clear()
    names_in.cache_clear()
