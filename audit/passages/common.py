"""What many authors write: which words, and which runs of six words, of some passages others wrote too."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.passages.cutting import RawWord
from audit.text.token_table import read_tokens

Hashes = npt.NDArray[np.uint64]

#: Words in a row by which a post is found: a run of six occurs once in most collections (methods: searchable quotes).
RUN = 6
_FACTOR = 0x9E3779B97F4A7C15
_MASK = 2**64 - 1


def run_hash(words: Sequence[int]) -> int:
    """The hash of some words in their order."""
    value = 0
    for each in words:
        value = (value * _FACTOR + each) & _MASK
    return value


def _run_hashes(word: Hashes) -> Hashes:
    """The hash of the words that begin at each place; shape (t - 5,)."""
    value = np.zeros(max(len(word) - RUN + 1, 0), np.uint64)
    for offset in range(RUN):
        value = value * np.uint64(_FACTOR) + word[offset : offset + len(value)]
    return value


@dataclass
class Authors:
    """Authors of each of some hashes, up to as many as matter."""

    wanted: Hashes
    enough: int
    found: dict[int, set[int]] = field(default_factory=dict)

    def add(self, hashes: Hashes, author: npt.NDArray[np.uint64]) -> None:
        """Note who wrote what, of the hashes that are wanted and still lack authors."""
        lacking = np.array([each for each in self.wanted.tolist() if self.number(each) < self.enough], np.uint64)
        if not len(lacking) or not len(hashes):
            return
        at = np.minimum(np.searchsorted(lacking, hashes), len(lacking) - 1)
        rows = np.flatnonzero(lacking[at] == hashes)
        order = rows[np.lexsort((author[rows], at[rows]))]
        pairs = np.r_[True, (at[order][1:] != at[order][:-1]) | (author[order][1:] != author[order][:-1])]
        order = order[pairs[: len(order)]]
        present, first = np.unique(at[order], return_index=True)
        for which, own in zip(present.tolist(), np.split(author[order], first[1:]), strict=True):
            self.found.setdefault(int(lacking[which]), set()).update(own[: self.enough].tolist())

    def number(self, each: int) -> int:
        """How many authors, or enough."""
        return len(self.found.get(each, ()))


class Common:
    """Counts over a whole dataset, of the words of passages that were drawn.

    Parameters
    ----------
    passages : iterable of sequence of RawWord
    floor : int
        Authors that make a word common.
    """

    def __init__(self, passages: Iterable[Sequence[RawWord]], floor: int) -> None:
        passages = list(passages)
        self.floor = floor
        words = {each.hash for words in passages for each in words}
        runs = {
            run_hash([each.hash for each in words[i : i + RUN]])
            for words in passages
            for i in range(len(words) - RUN + 1)
        }
        self._words = Authors(np.array(sorted(words), np.uint64), floor)
        self._runs = Authors(np.array(sorted(runs), np.uint64), floor)
        names = sorted({name for words in passages for each in words for name in each.names})
        self._names = pa.array(names, pa.string())
        self._accounts: set[str] = set()

    def add(self, text: pa.Array | None, author: npt.NDArray[np.uint64]) -> None:
        """Count a batch of posts."""
        if text is None:
            return
        tokens = read_tokens(text)
        own = author[tokens.post]
        self._words.add(tokens.word, own)
        runs = _run_hashes(tokens.word)
        within = tokens.post[: len(runs)] == tokens.post[len(tokens.post) - len(runs) :]
        self._runs.add(runs[within], own[: len(runs)][within])

    def add_accounts(self, batch: pa.RecordBatch) -> None:
        """Note which words are names of accounts: of authors, and of those that posts are addressed to."""
        for name in ("author_id", "mentions"):
            index = batch.schema.get_field_index(name)
            if index < 0:
                continue
            column = batch.column(index)
            column = column.flatten() if name == "mentions" else column
            column = column.dictionary_decode() if pa.types.is_dictionary(column.type) else column
            known = pc.utf8_lower(pc.utf8_ltrim(pc.unique(column).cast(pa.string()), "@"))
            self._accounts.update(known.filter(pc.is_in(known, value_set=self._names)).to_pylist())

    def is_rare(self, word: RawWord) -> bool:
        """Whether fewer authors than the floor used the word."""
        return self._words.number(word.hash) < self.floor

    def is_account(self, word: RawWord) -> bool:
        """Whether the word, or what it is part of, is the name of an account."""
        return not self._accounts.isdisjoint(word.names)

    def is_rare_run(self, words: Sequence[RawWord]) -> bool:
        """Whether fewer authors than the floor wrote these six words in a row."""
        return self._runs.number(run_hash([each.hash for each in words])) < self.floor
