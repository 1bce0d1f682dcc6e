"""The words of a sample of whole authors, each where it stands: what vectors are made of.

These rows are the text itself, word for word, under hashes that whoever has a dictionary can undo. They live as long as the
audit does and are never written: see :mod:`audit.metrics.withheld`.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audit.metrics.counting import mixed, post_identity
from audit.metrics.language import count_language
from audit.posts import PostBatch
from audit.tally import Tally
from audit.tally.sample import Columns, levels

NAME = "embeddings"
#: The sets of words are English.
LANGUAGE = "en"
WORDS = (NAME, "words")
#: Words that are kept: 80 MB at most.
MOST_WORDS = 1 << 21
#: Bit of ``flags``: the author is stated.
NAMED = 2


def count_words(posts: PostBatch) -> Tally:
    """Keep the words of one batch, of posts that can be read, by whole authors within a bound."""
    tally = Tally()
    if posts.column("text") is None or len(posts) == 0:
        return tally
    count_language(tally, NAME, posts, only=LANGUAGE)
    tokens = posts.tokens
    tokens = tokens.take(posts.english[tokens.post])
    if not len(tokens):
        return tally
    post = tokens.post.astype(np.int64)
    identity, owner = post_identity(posts)[post], posts.author_key[post]
    place = _places(post)
    columns: Columns = {
        # A post that is read twice has its words at the same places: the rows are one.
        "key": mixed(identity ^ mixed(place.astype(np.uint64) + np.uint64(1))),
        "level": levels(mixed(owner)),
        "owner": owner,
        "post": identity,
        "place": place.astype(np.int32),
        "word": tokens.word,
        "flags": np.where(posts.has_author[post], NAMED, 0).astype(np.uint8),
    }
    tally.add_rows(WORDS, columns, MOST_WORDS)
    return tally


def _places(post: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """0, 1, 2 ... within each post."""
    first = np.flatnonzero(np.r_[True, post[1:] != post[:-1]])
    return np.arange(len(post)) - np.repeat(first, np.diff(np.r_[first, len(post)]))
