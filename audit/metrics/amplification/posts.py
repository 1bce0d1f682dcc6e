"""Labelled posts of whole authors, word for word: what the probe learns from.

These rows are the text itself under hashes that whoever has a dictionary can undo. They live as long as the audit does and
are never written: see :mod:`audit.metrics.withheld`.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.hashing import hash_bytes
from audit.metrics.counting import coded, mixed, named, post_identity
from audit.metrics.dialect_groups import COLUMNS as DIALECT_COLUMNS
from audit.metrics.language import count_language, of_pairs
from audit.metrics.mentions.sides import LOOSELY, named_loosely
from audit.posts import BUCKETS, PostBatch
from audit.probe import Texts
from audit.tally import Tally
from audit.tally.sample import Columns, Sample, levels

NAME = "amplification"
POSTS = (NAME, "sample")
#: Posts that are kept, and words of each: 26 MB at most.
MOST_POSTS, MOST_WORDS = 50_000, 128
#: A column with more values in one batch is a score, an id or free text.
MOST_VALUES = 1000
#: Bit of ``flags``: the author is stated.
NAMED = 1
_TOO_MANY = "too many values"

Keys = npt.NDArray[np.uint64]
Integers = npt.NDArray[np.int64]
Tag = tuple[str, ...]
_Group = tuple[list[Tag], Integers, Integers]


def count_posts(posts: PostBatch) -> Tally:
    """Keep the labelled posts of one batch that have words, by whole authors within a bound."""
    tally = Tally()
    text, labels = posts.column("text"), list(named(posts, "label"))
    if not labels or text is None or len(posts) == 0 or posts.cut is None:
        return tally
    count_language(tally, NAME, posts)
    groups = list(_groups(posts, tally))
    labelled = np.zeros(len(posts), dtype=bool)
    for tags, rows, _ in groups:
        if tags and tags[0][0] == "label":
            labelled[rows] = True
    tokens = posts.cut(text, labelled)
    lengths = np.bincount(tokens.post, minlength=len(posts))
    kept = np.flatnonzero(lengths)
    tally.count((NAME, "labelled"), posts.bucket[kept])
    if not len(kept):
        return tally
    profile = np.zeros(len(posts), dtype=np.uint64)
    for tags, rows, tag in groups:
        codes = np.array([_salt(json.dumps(each)) for each in tags], dtype=np.uint64)
        np.add.at(profile, rows, codes[tag])
    owner, identity = posts.author_key[kept], post_identity(posts)[kept]
    columns: Columns = {
        "key": mixed(identity),
        "level": levels(mixed(owner)),
        "owner": owner,
        "profile": profile[kept],
        "flags": np.where(posts.has_author[kept], NAMED, 0).astype(np.uint8),
        "length": np.minimum(lengths[kept], MOST_WORDS).astype(np.int32),
        "words": _first_words(tokens.post.astype(np.int64), tokens.word, lengths)[kept],
    }
    tally.add_rows(POSTS, columns, MOST_POSTS, _names(profile, kept, groups))
    return tally


def _first_words(post: Integers, word: Keys, lengths: Integers) -> npt.NDArray[np.uint32]:
    """The first 128 words of each post, half of each hash: words that collide are one in a hundred thousand."""
    place = np.arange(len(post)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    result = np.zeros((len(lengths), MOST_WORDS), dtype=np.uint32)
    early = place < MOST_WORDS
    result[post[early], place[early]] = (word[early] >> np.uint64(32)).astype(np.uint32)
    return result


def _groups(posts: PostBatch, tally: Tally) -> Iterator[_Group]:
    """Labels, groups of authors, dialects, groups mentioned, languages: tags, the posts that have one, and which."""
    for kind, tag in (("label", "label"), ("attribute", "author")):
        for name, column in named(posts, kind):
            values, codes, known = coded(column)
            if len(values) > MOST_VALUES:
                tally.add_total((NAME, _TOO_MANY, tag, name), 1)
                continue
            rows = np.flatnonzero(known)
            yield [(tag, name, value) for value in values], rows, codes[rows]
    for axis, name in DIALECT_COLUMNS.items():
        if name in posts.values:
            values, codes, known = coded(posts.values[name])
            rows = np.flatnonzero(known)
            yield [("dialect", axis, each) for each in values], rows, codes[rows]
    features, read = posts.features, posts.covered
    readable = np.flatnonzero(read)
    yield (
        [("language", "language", each) for each in features.languages],
        readable,
        features.language[readable].astype(np.int64),
    )
    for side, pairs in (("mention", features.strict_pairs), (LOOSELY, named_loosely(features))):
        post, group = of_pairs(pairs, read)
        yield [(side, *each) for each in features.groups], post.astype(np.int64), group.astype(np.int64)


def _names(profile: Keys, kept: Integers, groups: list[_Group]) -> dict[int, Tag]:
    """What each profile stands for: the tags of any post that has it."""
    codes, at = np.unique(profile[kept], return_index=True)
    post = kept[at]
    names: dict[int, list[str]] = {int(each): [] for each in post}
    for tags, rows, tag in groups:
        wanted = np.isin(rows, post)
        written = [json.dumps(each) for each in tags]
        for row, own in zip(rows[wanted].tolist(), tag[wanted].tolist(), strict=True):
            names[row].append(written[own])
    return {int(code): tuple(names[int(row)]) for code, row in zip(codes, post, strict=True)}


@functools.cache
def _salt(words: str) -> np.uint64:
    return np.uint64(hash_bytes(words.encode()))


@dataclass(frozen=True, eq=False)
class LabelledPosts:
    """The n posts of the sample, in the order of their hashes.

    Attributes
    ----------
    texts : Texts
    owner : ndarray of uint64, shape (n,)
    stated : ndarray of bool, shape (n,)
        Whether the author is.
    tagged : dict of tuple to ndarray of bool, shape (n,)
        Which posts have each tag: (label, name, value), (author, attribute, group), (mention, axis, group), (mention
        loosely, axis, group), (language, language, tag) or (dialect, axis, topic).
    sampled : int
        One in so many authors is kept.
    """

    texts: Texts
    owner: Keys
    stated: npt.NDArray[np.bool_]
    tagged: dict[Tag, npt.NDArray[np.bool_]]
    sampled: int

    @property
    def bucket(self) -> Integers:
        """Author bucket of each post."""
        return (self.owner & np.uint64(BUCKETS - 1)).astype(np.int64)

    def named(self, kind: str) -> dict[str, list[str]]:
        """Names of a kind of tag, and the values of each; sorted."""
        result: dict[str, list[str]] = {}
        for tag in sorted(self.tagged):
            if tag[0] == kind:
                result.setdefault(tag[1], []).append(tag[2])
        return result


def read_posts(sample: Sample) -> LabelledPosts:
    """The sample as texts, authors and tags."""
    words, length = sample.column("words"), sample.column("length").astype(np.int64)
    used = np.arange(MOST_WORDS) < length[:, None]
    texts = Texts(words[used].astype(np.uint64), np.r_[0, np.cumsum(length)].astype(np.int64))
    profile, which = np.unique(sample.column("profile"), return_inverse=True)
    having: dict[Tag, list[int]] = {}
    for index, code in enumerate(profile.tolist()):
        for each in set(sample.names.get(code, ())):
            having.setdefault(tuple(json.loads(each)), []).append(index)
    tagged = {tag: np.isin(which, indices) for tag, indices in sorted(having.items())}
    stated = (sample.column("flags") & NAMED) != 0
    return LabelledPosts(texts, sample.column("owner"), stated, tagged, 2**sample.level)


def too_many_values(tally: Tally, kind: str) -> set[str]:
    """Labels, or attributes, that have too many values in one batch."""
    return {cell[3] for cell in tally.total_cells(NAME, _TOO_MANY, kind)}
