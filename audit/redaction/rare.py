"""Values that enough authors share: which communities, places and attributes hide nobody in particular."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.hashing import PUBLIC_KEY, hash_strings
from audit.loaders.base import Ledger
from audit.loaders.dataset import Posts
from audit.loaders.door import admit
from audit.loaders.reading import read

#: Columns, beside stated attributes, whose rare values may tell who somebody is.
_COLUMNS = ("community", "country", "place")
_Keys = npt.NDArray[np.uint64]


def common_values(posts: Posts, fewest: int) -> dict[str, _Keys]:
    """By column, hashes of the values that at least ``fewest`` authors share; ascending.

    Reads the posts once. A post without an author counts as an author of its own by its text.
    """
    seen: dict[str, dict[int, set[int]]] = {}
    for part in posts.parts():
        for batch in read(part, Ledger()):
            admitted = admit(batch, None)
            for index, name in enumerate(admitted.table.schema.names):
                if name in _COLUMNS or name.startswith("attribute:"):
                    _add(seen.setdefault(name, {}), admitted.table.column(index), admitted.author_key, fewest)
    return {
        name: np.array(sorted(value for value, authors in own.items() if len(authors) >= fewest), dtype=np.uint64)
        for name, own in seen.items()
    }


def _add(seen: dict[int, set[int]], column: pa.Array, authors: _Keys, fewest: int) -> None:
    valid = column.is_valid().to_numpy(zero_copy_only=False)
    pairs = np.unique(np.stack([hash_strings(column, PUBLIC_KEY)[valid], authors[valid]]), axis=1)
    for value, author in zip(*pairs.tolist(), strict=True):
        known = seen.setdefault(value, set())
        if len(known) < fewest:
            known.add(author)
