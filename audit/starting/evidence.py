"""What the beginning of the posts shows: how many values a column has and how often it is filled, for a starter plan."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import AuditError
from audit.loaders.base import Ledger
from audit.loaders.dataset import Posts
from audit.loaders.guessing.names import FIELD_NAMES_OF, bare, squash
from audit.loaders.reading import read
from audit.loaders.tables.columns import Use
from audit.wording import count, percent, plural

#: Sources that are looked into; shards of one dataset are alike.
_MOST_SOURCES = 3


@dataclass(frozen=True)
class Beginning:
    """The first posts, counted.

    Attributes
    ----------
    posts : int
    values : mapping of str to int
        Different values of each ``attribute:NAME`` and ``label:NAME``.
    filled : mapping of str to int
        Posts that have each field.
    platform : str
        What the posts say that they are of, where they agree.
    """

    posts: int = 0
    values: Mapping[str, int] = field(default_factory=dict)
    filled: Mapping[str, int] = field(default_factory=dict)
    platform: str = ""

    def told(self, role: str) -> str:
        """How many values, and how often one is stated, such as "2 values among the first 3,964 posts"; empty if unknown."""
        if role not in self.values or not self.posts:
            return ""
        share = self.filled.get(role, 0) / self.posts
        return f"{plural(self.values[role], 'value')} among the first {count(self.posts)} posts, stated in {percent(share)} of them"


def beginning(posts: Posts) -> Beginning:
    """Count the first batch of the first few sources; what cannot be read there is left to the run to tell."""
    batches = [batch for index in range(min(_MOST_SOURCES, len(posts.prepared))) for batch in _first(posts, index)]
    values: dict[str, set[object]] = {}
    filled: dict[str, int] = {}
    for batch in batches:
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            filled[name] = filled.get(name, 0) + len(column) - column.null_count
            if name.startswith(("attribute:", "label:")) or name == "platform":
                values.setdefault(name, set()).update(_different(column))
    platforms = values.pop("platform", set())
    return Beginning(
        sum(each.num_rows for each in batches),
        {name: len(each) for name, each in values.items()},
        filled,
        str(platforms.pop()) if len(platforms) == 1 else "",
    )


def why(use: Use, field_name: str) -> str:
    """Why a column was taken for a field of a post."""
    named = squash(bare(use.column.name)) in FIELD_NAMES_OF.get(field_name, ())
    return "by its name" if named else "by what it holds, so look whether it is right"


def lacking(fields: Sequence[str]) -> list[str]:
    """Lines, none of them in force, for what an audit needs most and no column was taken for."""
    needed = {
        "author_id": "who wrote a post: without authors each counts as its own, and intervals are likely too narrow",
        "created_at": "when it was posted: without it nothing is said of time",
    }
    return [f"#   {name} = COLUMN would say {use}" for name, use in needed.items() if name not in fields]


def _first(posts: Posts, index: int) -> list[pa.RecordBatch]:
    part = next((each for each in posts.parts() if each.source_index == index), None)
    if part is None:
        return []
    try:
        return list(itertools.islice(read(part, Ledger()), 1))
    except AuditError:
        return []


def _different(column: pa.Array) -> list[object]:
    plain = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
    return [each for each in pc.unique(plain).to_pylist() if each is not None]
