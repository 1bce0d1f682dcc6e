"""THE schema of a post, and the batch that metrics read.

A loader turns records of one platform into rows of :data:`SCHEMA`; everything after it speaks this schema only.
Missing is null, never ``""`` or ``"unknown"``; ids are strings (a 19-digit id does not survive a float).

Columns whose name starts with ``_`` never leave the process: they are the cluster of a post, worked out from the
author's id before that id is replaced by a pseudonym.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.hashing import distinct

#: One constant for every tally ever written: 128 buckets give the jackknife at most 127 degrees of freedom, where t is
#: within 1 % of normal, and keep a cell at 1 KiB. A bucket is the low seven bits of the author's stable hash.
BUCKETS = 128

KINDS = ("original", "reply", "repost", "quote", "comment")
STATUSES = ("present", "deleted", "removed", "withheld")

_WORD = pa.dictionary(pa.int32(), pa.string())
_PAIRS = pa.map_(pa.string(), pa.string())
_VOTE = pa.struct([("annotator", pa.string()), ("label", pa.string()), ("value", pa.float64())])

#: name, type, what it means. Printed by ``postaudit schema posts``.
FIELDS: tuple[tuple[str, pa.DataType, str], ...] = (
    ("post_id", pa.string(), "the platform's id of the post"),
    ("author_id", pa.string(), "pseudonym of the author (keyed hash), unless the plan asks for the original"),
    ("text", pa.large_string(), "full text: long forms joined, markup stripped, entities unescaped"),
    ("created_at", pa.timestamp("us", tz="UTC"), "when it was posted"),
    ("platform", _WORD, "where it was posted"),
    ("kind", _WORD, "one of " + ", ".join(KINDS)),
    ("lang", pa.string(), "language as the platform gives it, BCP-47"),
    ("community", pa.string(), "subreddit, channel, server, board or page"),
    ("reply_to", pa.string(), "post_id this answers"),
    ("repost_of", pa.string(), "post_id this repeats"),
    ("quote_of", pa.string(), "post_id this quotes"),
    ("conversation_id", pa.string(), "post_id the conversation started with"),
    ("likes", pa.int64(), "likes, favourites or score"),
    ("reposts", pa.int64(), "times reposted"),
    ("replies", pa.int64(), "answers and comments"),
    ("views", pa.int64(), "impressions"),
    ("status", _WORD, "one of " + ", ".join(STATUSES)),
    ("edited", pa.bool_(), "whether it was changed after posting"),
    ("country", pa.string(), "country as stated"),
    ("place", pa.string(), "place as stated"),
    ("hashtags", pa.list_(pa.string()), "without the #"),
    ("mentions", pa.list_(pa.string()), "accounts named in the text, pseudonymised like authors"),
    ("urls", pa.list_(pa.string()), "links"),
    ("attributes", _PAIRS, "what authors state of themselves, or what the user gave"),
    ("labels", _PAIRS, "label columns"),
    ("votes", pa.list_(_VOTE), "by annotator (null if unknown) and label: 1, how many chose it, or the rating given"),
    ("split", pa.string(), "train, test, ..."),
    ("source", _WORD, "file it came from"),
    ("row", pa.int64(), "record number in that file, from 1"),
)

SCHEMA: pa.Schema = pa.schema([pa.field(name, kind, metadata={"note": note}) for name, kind, note in FIELDS])
FIELD_NAMES: tuple[str, ...] = tuple(SCHEMA.names)

Bools = npt.NDArray[np.bool_]
Integers = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]


class Features(Protocol):
    """What the text pass says of a batch of n posts; a pair is (post index, group index)."""

    groups: tuple[tuple[str, str], ...]
    categories: tuple[str, ...]
    strict_pairs: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]
    loose_pairs: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]
    generic_pairs: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]
    evaded_pairs: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]
    strict_spans: Any
    named_spans: Any
    marker_spans: Any
    marker_mask: npt.NDArray[np.uint32]
    tokens: npt.NDArray[np.int32]
    letters: npt.NDArray[np.int32]
    latin_letters: npt.NDArray[np.int32]
    function_words: npt.NDArray[np.int32]
    profanity: npt.NDArray[np.int32]
    readable: Bools
    languages: tuple[str, ...]
    language: npt.NDArray[np.int8]
    groups_of: Mapping[str, tuple[tuple[str, str], ...]]


@dataclass(frozen=True)
class PostBatch:
    """A batch of n posts as metrics see it.

    Attributes
    ----------
    table : pyarrow.RecordBatch
        Columns of :data:`SCHEMA` (any subset; a missing column is a field that the source does not have).
    author_key : ndarray of uint64, shape (n,)
        Stable hash of the author; of the text where the author is unknown, so that a post copied twice is one cluster.
    has_author : ndarray of bool, shape (n,)
        Whether an author is stated.
    values : mapping of str to Array
        Plan-defined columns: ``attribute:NAME`` (group slug, null = unknown) and ``label:NAME`` (value as string).
    featurise : callable
        Runs the text pass over texts and what they state of their language; called at most once, and only if a metric asks.
    model : callable, optional
        The model that a user gave: scores of texts from 0 to 1, or None once it has been given up.
    cut : callable
        Cuts chosen posts into tokens: :func:`audit.text.token_table.read_tokens`.
    """

    table: pa.RecordBatch
    author_key: npt.NDArray[np.uint64]
    has_author: Bools
    values: Mapping[str, pa.Array] = field(default_factory=dict)
    featurise: Callable[[pa.Array, pa.Array | None], Any] | None = None
    cut: Callable[[pa.Array, Bools], Any] | None = None
    model: Any = None

    def __len__(self) -> int:
        return int(self.table.num_rows)

    def take(self, rows: Bools) -> PostBatch:
        """The posts where ``rows`` is true; their text is read again."""
        keep = pa.array(rows)
        values = {name: column.filter(keep) for name, column in self.values.items()}
        table, authors = self.table.filter(keep), self.author_key[rows]
        return PostBatch(table, authors, self.has_author[rows], values, self.featurise, self.cut, self.model)

    @functools.cached_property
    def bucket(self) -> npt.NDArray[np.int64]:
        """The author bucket of each post, 0 to 127; shape (n,)."""
        return author_bucket(self.author_key)

    @functools.cached_property
    def features(self) -> Features:
        """Mentions, markers and word counts of this batch, computed once and shared by all metrics."""
        if self.featurise is None:
            raise RuntimeError("this batch was made without a text pass")
        result: Features = self.featurise(self.column("text"), self.column("lang"))
        return result

    @functools.cached_property
    def tokens(self) -> Any:
        """The tokens of every post that lexicons are read against: an :class:`audit.text.token_table.TokenTable`."""
        return self._cut(self.covered)

    @functools.cached_property
    def mention_tokens(self) -> Any:
        """The tokens of those of these posts that strictly mention a group."""
        mentioning = np.zeros(len(self), dtype=bool)
        mentioning[self.features.strict_pairs[0]] = True
        return self._cut(self.covered & mentioning)

    def _cut(self, rows: Bools) -> Any:
        if self.cut is None:
            raise RuntimeError("this batch was made without a text pass")
        return self.cut(self.column("text"), rows)

    @functools.cached_property
    def covered(self) -> Bools:
        """Posts that a lexicon of their language is read against; shape (n,).

        Stated language decides. Where none is stated, a post is taken to be in the language of the plan if it is written
        in its script; whether such a dataset is in that language at all is judged on the whole, from the share of function
        words, since a single short post cannot tell (lingua-py #267).
        """
        read: Bools = self.features.language >= 0
        return read

    @functools.cached_property
    def english(self) -> Bools:
        """Those of them that are read in English; shape (n,)."""
        languages = self.features.languages
        if "en" not in languages:
            return np.zeros(len(self), dtype=bool)
        read: Bools = self.features.language == languages.index("en")
        return read

    @functools.cached_property
    def authors_by_language(self) -> Mapping[str, Keys]:
        """The stated authors of posts read in each language, each once, ascending; several metrics ask for them."""
        features = self.features
        rows = (self.has_author & (features.language == i) for i in range(len(features.languages)))
        keys = (distinct(self.author_key[each]) for each in rows)
        return dict(zip(features.languages, keys, strict=True))

    @functools.cached_property
    def english_authors_by_group(self) -> Mapping[int, Keys]:
        """The stated authors of posts in English that strictly mention each group, by index of the group, as above."""
        post, group = self.features.strict_pairs
        kept = (self.english & self.has_author)[post]
        post, group = post[kept], group[kept]
        # Groups are few: integers of 16 bits are sorted by radix.
        order = np.argsort(group.astype(np.uint16) if len(self.features.groups) < 1 << 16 else group, kind="stable")
        bounds = np.flatnonzero(np.diff(group[order])) + 1
        parts = np.split(order, bounds) if len(order) else []
        return {int(group[rows[0]]): distinct(self.author_key[post[rows]]) for rows in parts}

    @functools.cached_property
    def _encoded(self) -> dict[str, pa.Array]:
        return {}

    def encoded(self, name: str) -> pa.Array | None:
        """A plan-defined column, or one of the batch; as a dictionary if it is of strings, made once for all metrics."""
        if name not in self._encoded:
            column = self.values[name] if name in self.values else self.column(name)
            if column is not None and (pa.types.is_string(column.type) or pa.types.is_large_string(column.type)):
                column = column.dictionary_encode()
            self._encoded[name] = column
        return self._encoded[name]

    def stated(self, attribute: str) -> dict[str, Bools]:
        """Which posts are of authors who state each group of an attribute, by group; arrays of shape (n,).

        Empty where the plan has no such attribute, or nobody in the batch states it.
        """
        column = self.encoded(f"attribute:{attribute}")
        if column is None:
            return {}
        codes = column.indices.fill_null(-1).to_numpy(zero_copy_only=False)
        found = ((str(group), codes == code) for code, group in enumerate(column.dictionary.to_pylist()))
        return {group: rows for group, rows in found if rows.any()}

    def column(self, name: str) -> pa.Array | None:
        """A column of the batch, or None if the source has no such field."""
        index = self.table.schema.get_field_index(name)
        return None if index < 0 else self.table.column(index)


def author_bucket(author_key: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """The bucket of each author, 0 to 127: the low seven bits of the stable hash; shape (n,)."""
    return (author_key & np.uint64(BUCKETS - 1)).astype(np.int64)
