"""How often a passage can still be searched for: six words in a row, and all of its words together.

    python benchmarks/passages_searchable.py FILE...

For each file, up to 50 passages of every group that enough authors mention. Prints rates, and no word of any post.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pyarrow as pa

import audit
from audit.disclosure.quotation import Passage
from audit.loaders.dataset import Posts
from audit.passages import MOST, Question, find, known_groups
from audit.text.token_table import read_tokens


def plain_words(passage: Passage) -> set[int]:
    """Hashes of the words that are shown as they were written."""
    shown = " \n ".join(each.text for each in passage.pieces if each.kind != "masked")
    return set(read_tokens(pa.array([shown], pa.large_string())).word.tolist())


def posts_with_all(posts: Posts, sets: list[set[int]]) -> list[int]:
    """How many posts hold all words of each set."""
    found = [0] * len(sets)
    vocabulary = np.array(sorted(set().union(*sets)), np.uint64)
    members = np.array([np.isin(vocabulary, np.array(sorted(each), np.uint64)) for each in sets])
    for batch in posts.batches():
        tokens = read_tokens(batch.column("text"))
        wanted = np.isin(tokens.word, vocabulary)
        pairs = np.unique(tokens.post[wanted].astype(np.int64) << 32 | np.searchsorted(vocabulary, tokens.word[wanted]))
        post, word = pairs >> 32, pairs & 0xFFFFFFFF
        for i, own in enumerate(members):
            found[i] += int((np.bincount(post[own[word]]) == own.sum()).sum())
    return found


def main(paths: list[str]) -> None:
    """Measure each file."""
    print("file,posts,passages,run of six before,run of six after,words shown,one post has all words")
    for path in paths:
        posts = audit.load(path)
        groups, _ = known_groups(posts)
        questions = [Question(*each) for each in groups]
        sections = {kind: find(posts, questions, MOST, kind) for kind in ("masked", "verbatim")}
        masked = [each for section in sections["masked"] for each in section.passages]
        verbatim = [each for section in sections["verbatim"] for each in section.passages]
        if not masked:
            continue
        words = [plain_words(each) for each in masked]
        whole = [plain_words(each) for each in verbatim]
        alone = [number == 1 for number in posts_with_all(posts, words)]
        print(
            Path(path).name,
            sum(batch.num_rows for batch in posts.batches()),
            len(masked),
            *(f"{np.mean([each.searchable for each in own]):.2f}" for own in (verbatim, masked)),
            f"{sum(map(len, words)) / sum(map(len, whole)):.2f}",
            f"{np.mean(alone):.2f}",
            sep=",",
            flush=True,
        )


if __name__ == "__main__":
    main(sys.argv[1:])
