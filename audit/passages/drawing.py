"""Drawing posts: by a hash of their author, at most one of each, the same ones whatever the order or split of the files."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from audit.hashing import hash_bytes, hash_strings
from audit.metrics.counting import mixed
from audit.passages.matching import Batch, Hits, Sign, hits, signs
from audit.passages.question import Question


@dataclass(frozen=True)
class Candidate:
    """A post that answers a question; held in memory until its passage is cut."""

    content: int
    text: str = field(repr=False)
    mention: Sign
    signs: tuple[Sign, ...]


@dataclass
class Pool:
    """The authors who come first by hash, and a post of each.

    Parameters
    ----------
    question : Question
    size : int
        Authors that are kept.
    """

    question: Question
    size: int
    kept: dict[int, Candidate] = field(default_factory=dict)
    by_author: bool = True
    read: bool = False

    def add(self, batch: Batch) -> None:
        """Take in the posts of a batch."""
        self.read |= bool((batch.posts.english if self.question.in_english else batch.posts.covered).any())
        found = hits(batch, self.question)
        posts, first = np.unique(found.post, return_index=True)
        text = batch.posts.column("text")
        if text is None or not len(posts):
            return
        salt = np.uint64(hash_bytes(repr(self.question).encode()))
        content = hash_strings(text.take(pa.array(posts)))
        author = mixed(batch.posts.author_key[posts] ^ salt)
        self.by_author &= bool(batch.posts.has_author[posts].all())
        order = np.lexsort((content, author))
        order = order[np.r_[True, author[order][1:] != author[order][:-1]]][: self.size]
        last = np.r_[first[1:], len(found.post)]
        for at in order.tolist():
            key, own = int(author[at]), int(content[at])
            known = self.kept.get(key)
            if known is None or own < known.content:
                rows = range(int(first[at]), int(last[at]))
                mention, found_signs = min((_nearest(batch, self.question, found, row) for row in rows), key=_distance)
                self.kept[key] = Candidate(own, text[int(posts[at])].as_py(), mention, found_signs)
        for key in sorted(self.kept)[self.size :]:
            del self.kept[key]

    def drawn(self, most: int, floor: int) -> list[Candidate]:
        """The posts that are shown, each text once.

        Where there are fewer authors than asked for, the number is rounded down to a multiple of the floor: how many
        passages are shown must not tell how many authors there are, from which smaller groups would follow by subtraction.
        """
        authors = len(self.kept)
        allowed = 0 if authors < floor else most if authors >= most else authors // floor * floor
        result: dict[int, Candidate] = {}
        for key in sorted(self.kept):
            if len(result) < allowed:
                result.setdefault(self.kept[key].content, self.kept[key])
        return list(result.values())


def _nearest(batch: Batch, question: Question, found: Hits, row: int) -> tuple[Sign, tuple[Sign, ...]]:
    return Sign(int(found.start[row]), int(found.end[row])), tuple(signs(batch, question, found, row))


def _distance(answer: tuple[Sign, tuple[Sign, ...]]) -> tuple[int, int]:
    """Bytes from a mention to its nearest sign, and its place."""
    mention, found = answer
    gaps = [max(each.start - mention.end, mention.start - each.end, 0) for each in found]
    return min(gaps, default=0), mention.start
