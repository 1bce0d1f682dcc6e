"""Counting a batch of one of two collections: its posts by what makes them the same, its terms, languages and communities.

Kept as rows are ``ids``, one for each post, and ``words`` and ``hashtags``, one for each author and term, of whole authors within
a bound. Terms are hashes and no text is kept: none is ever printed.
"""

from __future__ import annotations

import functools
import re
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit import resources
from audit.hashing import hash_bytes, hash_strings
from audit.metrics.counting import add_group_authors, add_groups, coded, mixed, rows_of_authors
from audit.posts import PostBatch
from audit.tally import Tally
from audit.tally.sample import levels
from audit.text.languages import primary
from audit.text.token_table import word_hashes

NAME = "overlap"
SIDES = ("first", "second")
By = Literal["id", "text"]
IDS, WORDS, HASHTAGS, COMMUNITIES, LANGUAGES = "ids", "words", "hashtags", "communities", "languages"
#: Posts of one collection that are kept: 130 MB. Beyond, posts are drawn by the hash of what makes them the same.
MOST_IDS = 1 << 22
#: Pairs of author and term that are kept of each: 140 MB. Beyond, whole authors are drawn.
MOST_TERMS = 1 << 22
#: Pairs of author and community that are kept: 17 MB. Beyond, nothing is told by community.
MOST_PAIRS = 1 << 19
#: Day of a post that states no time.
NO_DAY = np.iinfo(np.int32).max
_DAY = 86_400_000_000
_HASHTAG = re.compile(r"[#＃]\w+")


def count_collection(posts: PostBatch, side: str, by: By) -> Tally:
    """Count one batch.

    Parameters
    ----------
    posts : PostBatch
    side : str
        Which of the two collections it is of.
    by : str
        What makes two posts the same.
    """
    tally = Tally()
    if len(posts) == 0:
        return tally
    tally.count((NAME, side, "posts"), posts.bucket)
    _ids(tally, posts, side, by)
    _terms(tally, posts, side)
    lang = posts.column("lang")
    if lang is not None and lang.null_count < len(lang):
        tags, codes, known = coded(lang)
        cells = [(NAME, side, LANGUAGES, primary(each) or each) for each in tags]
        add_groups(tally, cells, codes[known], posts.bucket[known])
        for cell in dict.fromkeys(cells):
            own = np.array([each == cell for each in cells])[codes] & known
            add_group_authors(
                tally, [cell], np.zeros(int(own.sum()), dtype=np.int64), posts.author_key[own], posts.has_author[own]
            )
    column = posts.column("community")
    if column is not None and column.null_count < len(column):
        values, codes, known = coded(column)
        hashes = np.array([hash_bytes(each.encode()) for each in values], dtype=np.uint64)
        names: dict[int, tuple[str, ...]] = {int(own): (name,) for own, name in zip(hashes, values, strict=True)}
        rows = rows_of_authors(posts.author_key[known], hashes[codes[known]])
        rows["flags"] = posts.has_author[known].astype(np.uint8)
        tally.add_rows((NAME, side, COMMUNITIES), rows, MOST_PAIRS, names)
    return tally


def _ids(tally: Tally, posts: PostBatch, side: str, by: By) -> None:
    column = posts.column("post_id" if by == "id" else "text")
    if column is None or column.null_count == len(column):
        return
    known = column.is_valid().to_numpy(zero_copy_only=False)
    tally.count((NAME, side, "unknown"), posts.bucket[~known])
    keys = hash_strings(column)[known]
    created = posts.column("created_at")
    day = np.full(len(posts), NO_DAY, dtype=np.int32)
    if created is not None and created.null_count < len(created):
        micros = pc.cast(created, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
        stated = created.is_valid().to_numpy(zero_copy_only=False)
        day = np.where(stated, np.clip(micros // _DAY, -(10**6), 10**6), NO_DAY).astype(np.int32)
    columns = {
        "key": keys,
        "level": levels(mixed(keys)),
        "owner": posts.author_key[known],
        "flags": posts.has_author[known].astype(np.uint8),
        "first": day[known],
        "posts": np.ones(len(keys), dtype=np.int64),
    }
    tally.add_rows((NAME, side, IDS), columns, MOST_IDS)


def _terms(tally: Tally, posts: PostBatch, side: str) -> None:
    text = posts.column("text")
    tags = posts.column("hashtags")
    if text is None or text.null_count == len(text):
        return
    if posts.cut is not None:
        tokens = posts.cut(text, text.is_valid().to_numpy(zero_copy_only=False))
        chosen = ~tokens.in_hashtag & ~np.isin(tokens.word, _function_words())
        _add_terms(tally, posts, (side, WORDS), tokens.post[chosen], tokens.word[chosen])
    if tags is not None and tags.null_count < len(tags):
        flat = tags.flatten()
        post = np.repeat(np.arange(len(posts)), pc.list_value_length(tags).fill_null(0).to_numpy(zero_copy_only=False))
        folded = pc.utf8_lower(flat.cast(pa.string()))
    else:
        found = [(row, each) for row, each in enumerate(_hashtags(text)) if each]
        post = np.array([row for row, each in found for _ in each], dtype=np.int64)
        folded = pa.array([one for _, each in found for one in each], pa.string())
    known = folded.is_valid().to_numpy(zero_copy_only=False)
    _add_terms(tally, posts, (side, HASHTAGS), post[known], hash_strings(folded)[known])


def _hashtags(text: pa.Array) -> list[list[str]]:
    """The hashtags of each text, folded; texts without a sign are not looked at."""
    sign = pc.match_substring_regex(text, "[#＃]").fill_null(fill_value=False).to_pylist()
    return [
        [each[1:].casefold() for each in _HASHTAG.findall(one)] if has else []
        for has, one in zip(sign, text.to_pylist(), strict=True)
    ]


def _add_terms(
    tally: Tally, posts: PostBatch, where: tuple[str, str], post: npt.NDArray[np.integer], term: npt.NDArray[np.uint64]
) -> None:
    """One row for each author and term, with the author's posts that have it; a term counts once a post."""
    if not len(post):
        return
    order = np.lexsort((term, post))
    post, term = post[order], term[order]
    once = np.r_[True, (post[1:] != post[:-1]) | (term[1:] != term[:-1])]
    post, term = post[once], term[once]
    tally.add_rows((NAME, *where), rows_of_authors(posts.author_key[post], term), MOST_TERMS)


@functools.cache
def _function_words() -> npt.NDArray[np.uint64]:
    """Hashes of the function words of every language that has a list."""
    listed: set[str] = set()
    for language in resources.lexicon_languages():
        listed |= resources.function_words(f"function-words-{language}")
    single = sorted(each for each in listed if each.isalpha())
    hashes: npt.NDArray[np.uint64] = np.unique(np.concatenate([_hash_of(each) for each in single]))
    return hashes


def _hash_of(word: str) -> npt.NDArray[np.uint64]:
    try:
        return word_hashes([word])
    except ValueError:  # several tokens, as in a word with a clitic
        return np.zeros(0, dtype=np.uint64)
