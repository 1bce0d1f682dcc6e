"""Which words stand in which posts: on texts drawn by a hash."""

from __future__ import annotations

import functools
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit import resources
from audit.hashing import hash_strings
from audit.metrics.counting import mixed, post_identity
from audit.metrics.language import count_language
from audit.metrics.sampling.ids_counts import NAME, ROWS
from audit.posts import PostBatch
from audit.resources import lexicon_languages
from audit.tally import Tally
from audit.tally.sample import Sample, levels
from audit.text.token_table import TokenTable, read_tokens

WORDS = (ROWS, "words")
#: Pairs of a post and a word that are kept, 45 bytes each: some five to ten thousand short posts.
MOST_PAIRS = 1 << 16
#: Different content words of a post that is short. In longer ones common words alone are in most posts, and a list of words that they
#: were found by does not show.
SHORT = 30
#: What is no word of the author's: contractions, abbreviations and what stands in place of handles, links and numbers.
_NO_WORDS = """
    a all am an any as at been cannot do done he i in let me mine no nor off on or over per so till us via was will one ain't amp can't
    cant d didnt doesnt dont got gonna gotta i'd i'll im it'll let's ll m n rt re s t that's thats u ur ve w what's who's y'all ya yo i'm
    isn't don't doesn't didn't won't user users url http https www com html hashtag number emoji link mention name nbsp quot gt lt removed
    deleted
"""

Hashes = npt.NDArray[np.uint64]


def count_words(tally: Tally, posts: PostBatch) -> None:
    """Keep the content words of short posts in languages whose function words are known."""
    text = posts.column("text")
    if text is None or text.null_count == len(text):
        return
    count_language(tally, NAME, posts)
    read = posts.covered
    texts = hash_strings(text)
    level = levels(mixed(texts))
    # The rarest levels first, until the batch has more pairs than can be kept: a level that does not fit here fits nowhere, and few
    # posts have to be cut into words.
    identity = post_identity(posts)
    kept: list[tuple[Rows, dict[int, tuple[str, ...]]]] = []
    pairs = lowest = 0
    for step in np.unique(level[read])[::-1].tolist():
        rows, names = _rows(read_tokens(text, read & (level == step)), identity)
        pairs += len(rows.key)
        if pairs > MOST_PAIRS:
            lowest = step + 1
            break
        kept.append((rows, names))
    sample = tally.samples.setdefault(WORDS, Sample(MOST_PAIRS, lowest))
    for rows, names in kept:
        sample.add(
            {
                "key": rows.key,
                "level": level[rows.post],
                "owner": posts.author_key[rows.post],
                "text": texts[rows.post],
                "profile": rows.word,
                "posts": rows.times,
            },
            names,
        )


class Rows(NamedTuple):
    """Pairs of a post and a word, each once, and how often the post was there; shape (m,)."""

    key: Hashes
    post: npt.NDArray[np.int64]
    word: Hashes
    times: npt.NDArray[np.int64]


def _rows(tokens: TokenTable, identity: Hashes) -> tuple[Rows, dict[int, tuple[str, ...]]]:
    post, word = _short(*_content(tokens))
    key, first, times = np.unique(mixed(identity[post] ^ mixed(word)), return_index=True, return_counts=True)
    rows = Rows(key, post[first], word[first], times.astype(np.int64))
    return rows, {each: (name,) for each, name in tokens.names(np.unique(rows.word)).items()}


def _content(tokens: TokenTable) -> tuple[npt.NDArray[np.int64], Hashes]:
    """Each content word of each post once."""
    content = ~_in_order(tokens.word, excluded())
    words, own = np.unique(tokens.word[content], return_inverse=True)
    size = max(len(words), 1)
    pairs = np.unique(tokens.post[content].astype(np.int64) * size + own)
    post, word = np.divmod(pairs, size)
    return post, words[word]


def _in_order(values: Hashes, listed: Hashes) -> npt.NDArray[np.bool_]:
    """Which values are in a sorted list: half the time of np.isin, which sorts them too."""
    found: npt.NDArray[np.bool_] = listed[np.minimum(np.searchsorted(listed, values), len(listed) - 1)] == values
    return found


def _short(post: npt.NDArray[np.int64], word: Hashes) -> tuple[npt.NDArray[np.int64], Hashes]:
    """Those of short posts."""
    if not len(post):
        return post, word
    kept = np.bincount(post)[post] <= SHORT
    return post[kept], word[kept]


@functools.cache
def excluded() -> Hashes:
    """Hashes of function words of every language that has a list, and of what is no word; sorted."""
    lists = [resources.function_words(f"function-words-{each}") for each in lexicon_languages()]
    table = read_tokens(pa.array(sorted(frozenset().union(*lists, _NO_WORDS.split())), pa.large_string()))
    single = np.bincount(table.post)[table.post] == 1
    return np.unique(table.word[single])
