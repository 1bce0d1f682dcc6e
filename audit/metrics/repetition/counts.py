"""Counting copies: one row per text, with the post that stands for it and what the headline figures would say of it.

Three samples, each complete while it has room (:mod:`audit.tally.sample`):

``texts``
    by the hash of the normal form: exact copies, and one post per text for the figures without copies.
``alike``
    by the hash of the least shingle, with minima. Two texts share it with a chance equal to their similarity, so nearly
    equal texts are kept or dropped together; by the hash of the whole text, both would be kept at the square of the rate.
``large``
    by the hash of the post: whatever the size of the dataset, a text or family with many copies is seen in it.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.hashing import distinct, hash_bytes
from audit.metrics.counting import add_groups, coded, mixed, named, post_identity
from audit.metrics.language import of_pairs
from audit.posts import BUCKETS, PostBatch
from audit.tally import Tally
from audit.tally.sample import Columns, Sample, levels
from audit.text.shingles import Shingles, read_shingles

NAME = "repetition"
TEXTS, ALIKE, LARGE = (NAME, "texts"), (NAME, "alike"), (NAME, "large")
#: Rows of the three samples: 20, 10 and 5 MB at most.
MOST_TEXTS, MOST_ALIKE, MOST_LARGE = 1 << 18, 1 << 15, 1 << 14
#: A label column with more values in one batch is a score or an id.
MOST_VALUES = 1000
WORDED, NAMED = 1, 2
#: Numbers of days and months that stand for "no time".
NO_FIRST, NO_LAST = 2**31 - 1, -(2**31)

Keys = npt.NDArray[np.uint64]
Tag = tuple[str, ...]
Group = tuple[list[Tag], npt.NDArray[np.int64], npt.NDArray[np.int64]]
_DAY = 86_400_000_000


def count_copies(posts: PostBatch) -> Tally:
    """Count one batch; nothing where the source has no text."""
    tally = Tally()
    text = posts.column("text")
    if text is None or len(posts) == 0:
        return tally
    shingles = read_shingles(text)
    identity = post_identity(posts)
    worded = shingles.words > 0
    groups = list(_groups(posts))
    tally.count((NAME, "posts"), posts.bucket)
    tally.count((NAME, "worded"), posts.bucket[worded])
    tally.add_authors((NAME, "worded"), distinct(posts.author_key[worded & posts.has_author]))
    for tags, rows, tag in groups:
        add_groups(tally, [(NAME, "all", *each) for each in tags], tag, posts.bucket[rows])
        if tags:
            tally.add_authors((NAME, "any", *family(tags[0])), distinct(posts.author_key[rows[posts.has_author[rows]]]))
    common = _common(posts)
    _add_texts(tally, posts, shingles, identity, groups, common)
    _add_alike(tally, shingles, identity, posts, common)
    _add_large(tally, shingles, identity, posts, common)
    return tally


def _add_texts(
    tally: Tally, posts: PostBatch, shingles: Shingles, identity: Keys, groups: list[Group], common: Columns
) -> None:
    worded = shingles.words > 0
    # A post without words is no copy of anything: a row of its own.
    key = np.where(worded, shingles.key, mixed(identity ^ _salt("no words")))
    profile = np.zeros(len(posts), dtype=np.uint64)
    for tags, rows, tag in groups:
        codes = np.array([_salt(json.dumps(each)) for each in tags], dtype=np.uint64)
        np.add.at(profile, rows, codes[tag])
    flags = worded * np.uint8(WORDED) + posts.has_author * np.uint8(NAMED)
    columns = {
        "key": key,
        "level": levels(key),
        "owner": posts.author_key,
        "priority": (identity >> np.uint64(48)).astype(np.uint16),
        "profile": profile,
        "flags": flags.astype(np.uint8),
        # These rows say whose post stands for a text: months, for days would tell authors apart.
        **_span(_days(posts), "M"),
        **common,
    }
    tally.add_rows(TEXTS, columns, MOST_TEXTS, _names(profile, groups))


def _names(profile: Keys, groups: list[Group]) -> dict[int, tuple[str, ...]]:
    """What each profile of the batch stands for: the tags of any post that has it."""
    codes, post = np.unique(profile, return_index=True)
    names: dict[int, list[str]] = {int(each): [] for each in post}
    for tags, rows, tag in groups:
        wanted = np.isin(rows, post)
        written = [json.dumps(each) for each in tags]
        for row, own in zip(rows[wanted].tolist(), tag[wanted].tolist(), strict=True):
            names[row].append(written[own])
    return {int(code): tuple(names[int(row)]) for code, row in zip(codes, post, strict=True)}


def _add_alike(tally: Tally, shingles: Shingles, identity: Keys, posts: PostBatch, common: Columns) -> None:
    rows = np.flatnonzero(shingles.words > 0)
    columns: Columns = {
        "key": shingles.key[rows],
        "level": levels(shingles.leader[rows]),
        "priority": (identity[rows] >> np.uint64(48)).astype(np.uint16),
        "bucket": posts.bucket[rows].astype(np.uint8),
        **_span(_days(posts)[rows], "D"),
        **{name: each[rows] for name, each in common.items()},
    }
    _add_signed(tally, ALIKE, columns, MOST_ALIKE, shingles, rows)


def _add_large(tally: Tally, shingles: Shingles, identity: Keys, posts: PostBatch, common: Columns) -> None:
    rows = np.flatnonzero(shingles.words > 0)
    level = levels(identity[rows])
    columns: Columns = {
        "key": mixed(shingles.key[rows] ^ mixed(level.astype(np.uint64) + np.uint64(1))),
        "level": level,
        **_span(_days(posts)[rows], "D"),
        **{name: each[rows] for name, each in common.items()},
    }
    _add_signed(tally, LARGE, columns, MOST_LARGE, shingles, rows)


def _add_signed(
    tally: Tally, cell: tuple[str, str], columns: Columns, bound: int, shingles: Shingles, rows: npt.NDArray[np.int64]
) -> None:
    """Add rows with their minima, which are worked out for those alone that the batch keeps."""
    kept = Sample(bound)
    kept.add({**columns, "row": rows})
    kept.compact()
    tally.samples[cell] = Sample(bound, kept.level)
    if kept.columns:
        made = {name: each for name, each in kept.columns.items() if name != "row"}
        made["signature"] = shingles.signatures(kept.columns["row"])
        tally.samples[cell].add(made)


def _common(posts: PostBatch) -> Columns:
    """Posts, and the buckets of their authors as 128 bits: who is not named has none."""
    bit = np.uint64(1) << (posts.bucket & 63).astype(np.uint64)
    low = (posts.bucket < BUCKETS // 2) & posts.has_author
    high = (posts.bucket >= BUCKETS // 2) & posts.has_author
    none = np.uint64(0)
    return {
        "posts": np.ones(len(posts), dtype=np.int64),
        "low": np.where(low, bit, none),
        "high": np.where(high, bit, none),
    }


def _days(posts: PostBatch) -> npt.NDArray[np.int64]:
    """Days since 1970 (UTC), or :data:`NO_LAST`."""
    created = posts.column("created_at")
    if created is None or created.null_count == len(created):
        return np.full(len(posts), NO_LAST, dtype=np.int64)
    known = created.is_valid().to_numpy(zero_copy_only=False)
    micros = pc.cast(created, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    # Days beyond 32 bits, six million years away, are no days.
    return np.where(known & (np.abs(micros) < 2**52), micros // _DAY, NO_LAST)


def _span(days: npt.NDArray[np.int64], unit: str) -> Columns:
    """First and last day or month (unit ``M``) since 1970."""
    known = days != NO_LAST
    if unit == "M":
        days = np.where(known, days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64), NO_LAST)
    return {"first": np.where(known, days, NO_FIRST).astype(np.int32), "last": days.astype(np.int32)}


def _groups(posts: PostBatch) -> Iterator[Group]:
    """What headline figures count: tags, the posts that have one, and which."""
    for kind in ("attribute", "label"):
        for name, column in named(posts, kind):
            values, codes, known = coded(column)
            if len(values) <= MOST_VALUES:
                rows = np.flatnonzero(known)
                yield [(kind, name, value) for value in values], rows, codes[rows]
    features, read = posts.features, posts.covered
    readable = np.flatnonzero(read)
    yield [("read",)], readable, np.zeros(len(readable), dtype=np.int64)
    post, group = of_pairs(features.strict_pairs, read)
    yield [("mention", *each) for each in features.groups], post.astype(np.int64), group.astype(np.int64)


def family(tag: Tag) -> Tag:
    """What a tag is a share of: the posts with any group of its attribute or any value of its label; English posts."""
    return tag[:2] if tag[0] in ("attribute", "label") else ("read",)


@functools.cache
def _salt(words: str) -> np.uint64:
    return np.uint64(hash_bytes(words.encode()))
