"""Real posts as counts of words by author: what authors are dealt out to sides from."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

import audit
from audit.hashing import hash_strings
from audit.statistics.word_counts import WordCounts
from audit.text.token_table import read_tokens

Integers = npt.NDArray[np.int64]

SHARED = Path(os.environ.get("POSTAUDIT_SHARED_DATA", Path(__file__).resolve().parents[3] / "shared" / "data"))
#: Files, and the column of authors where the reader does not find it.
DATASETS: Mapping[str, tuple[tuple[str, ...], str]] = {
    "mayweather_mcgregor_tweets": (("tweets.csv.gz",), ""),
    "reddit_askmen_askwomen": (("AskMen_submissions.zst", "RS_2019-10.zst"), ""),
    "online_misogyny_reddit": (("final_labels.csv.gz",), ""),
    "stormfront": (("stormfront_annotations_with_text.csv.gz",), "user_id"),
    "russian_troll_tweets": (("troll_tweets_sample.csv.gz",), ""),
}
FEWEST_POSTS, FEWEST_AUTHORS = 20, 10


@dataclass(frozen=True, eq=False)
class Written:
    """Words of posts whose author is known; n posts, m pairs of a post and a word that is in it.

    Attributes
    ----------
    author : ndarray of int64, shape (n,)
    post, word : ndarray of int64, shape (m,)
    n_authors, n_words : int
    """

    author: Integers
    post: Integers
    word: Integers
    n_authors: int
    n_words: int

    def dealt(self, side: Integers) -> WordCounts:
        """Counts, posts being on side 0 or 1; shape (n,)."""
        posts = np.stack([np.bincount(self.author[side == each], minlength=self.n_authors) for each in (0, 1)])
        rows = (self.word * self.n_authors + self.author[self.post]) * 2 + side[self.post]
        found, count = np.unique(rows, return_counts=True)
        pair, on = np.divmod(found, 2)
        word, author = np.divmod(pair, self.n_authors)
        return WordCounts.of(author, on, word, count, posts, self.n_words)


def read(name: str) -> Written:
    """The words of a dataset that are in enough posts by enough authors to be tested."""
    files, author_column = DATASETS[name]
    paths = [str(SHARED / "datasets" / name / file) for file in files]
    loaded = audit.load(paths, columns={"author_id": author_column} if author_column else {})
    authors, posts, words, before = [], [], [], 0
    for batch in loaded.batches(keep_ids=True):  # pseudonyms differ from run to run, and their order with them
        author = batch.column(batch.schema.get_field_index("author_id")).cast(pa.string())
        text = batch.column(batch.schema.get_field_index("text")).cast(pa.large_string())
        stated = author.is_valid().to_numpy(zero_copy_only=False)
        tokens = read_tokens(text, stated)
        authors.append(np.where(stated, hash_strings(author), 0))
        posts.append(tokens.post.astype(np.int64) + before)
        words.append(tokens.word)
        before += len(stated)
    code = np.concatenate(authors)
    post = np.unique(np.concatenate(posts))
    people, author_of = np.unique(code[post], return_inverse=True)
    at = np.searchsorted(post, np.concatenate(posts))
    vocabulary, word = np.unique(np.concatenate(words), return_inverse=True)
    at, word = np.divmod(np.unique(at * len(vocabulary) + word), len(vocabulary))
    used = np.unique(word * len(people) + author_of[at]) // len(people)
    enough = (np.bincount(word, minlength=len(vocabulary)) >= FEWEST_POSTS) & (
        np.bincount(used, minlength=len(vocabulary)) >= FEWEST_AUTHORS
    )
    kept = enough[word]
    index = np.cumsum(enough) - 1
    return Written(author_of, at[kept], index[word[kept]], len(people), int(enough.sum()))
