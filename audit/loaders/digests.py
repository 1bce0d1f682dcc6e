"""SHA-256 of the sources, computed while they are measured: reading and hashing leave Python's lock, so it costs no time.

A file in an archive is hashed when it is asked for: to open it may take long, and would not end when it is given up.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

from audit.loaders.source import Source


class Digests:
    """What is told of the bytes of each source; to be used in a ``with``, at whose end what is not computed is given up.

    Parameters
    ----------
    sources : sequence of Source
    """

    def __init__(self, sources: Sequence[Source]) -> None:
        self._given_up = threading.Event()
        self._pool = ThreadPoolExecutor(1, "digests")
        self._sources = sources
        self._found = {
            index: self._pool.submit(digest_of, each, self._given_up)
            for index, each in enumerate(sources)
            if not each.archive
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._given_up.set()
        self._pool.shutdown(wait=True, cancel_futures=True)

    def __getitem__(self, index: int) -> dict[str, Any]:
        """See :func:`digest_of`; waits for it.

        Raises
        ------
        SourceError
            The source cannot be read, or is by now another than the one that was hashed and measured.
        """
        found, source = self._found.get(index), self._sources[index]
        if found is None:
            return digest_of(source)
        digest = found.result()
        if not source.is_remote:
            source.check()
        return digest


def digest_of(source: Source, given_up: threading.Event | None = None) -> dict[str, Any]:
    """SHA-256 of a source as ``run.json`` tells it, or why it is not told."""
    found = source.sha256(given_up) if source.path else None
    why = "it lies in a store, and to compute it all would be fetched once more"
    return {"sha256": found, **({"sha256_missing": why} if found is None and source.is_remote else {})}
