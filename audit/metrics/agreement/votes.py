"""The votes of a batch as answers to questions: who said what of which post, and how many did.

A label ``tone=hostile`` is an answer to the question ``tone``. A bare label with a value of 1 is a choice among such labels,
and beside it a rating of 1: which of the two, the whole tells, since a rating has other values too. Without an annotator, a
whole number is how many chose the label, and anything else the mean of ratings that nobody can tell apart.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow.compute as pc

from audit.posts import PostBatch

#: More different answers than this are a scale of its own, or words: cut them into a few first.
MOST_ANSWERS = 12
#: The question that bare labels answer.
BARE = ""
CHOICE, RATING = "choice", "rating"
#: The column of annotators' stable keys, a list beside that of the votes.
KEYS = "_annotators"
#: Judgements of one post beyond this are no count: with it, sums of a million posts stay whole in 64 bits.
_MOST_TIMES = 1_000_000

Integers = npt.NDArray[np.int64]
Keys = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Answers:
    """Answers to one question, a row for each annotator, or for each answer whose annotators nobody knows.

    Attributes
    ----------
    kind : str
        :data:`CHOICE` or :data:`RATING`.
    question : str
        :data:`BARE` for labels that name none.
    answers : list of str
        Different answers, sorted.
    post, answer, times : ndarray of int64, shape (n,)
        Place of the post in the batch, index into ``answers``, how many said so.
    annotator : ndarray of uint64, shape (n,)
        Stable key; 0 where nobody knows.
    place : ndarray of int64, shape (n,)
        Of the vote among all votes of the batch.
    """

    kind: str
    question: str
    answers: list[str]
    post: Integers
    answer: Integers
    times: Integers
    annotator: Keys
    place: Integers

    @property
    def name(self) -> str:
        """Kind and question, as one word of a cell."""
        return f"{self.kind} {self.question}"

    def take(self, rows: npt.NDArray[np.bool_]) -> Answers:
        """Some of the rows."""
        post, answer, times, place = (each[rows] for each in (self.post, self.answer, self.times, self.place))
        return Answers(self.kind, self.question, self.answers, post, answer, times, self.annotator[rows], place)


@dataclass(frozen=True)
class Read:
    """What a batch holds: answers, labels that are means with how many there are, and questions with too many answers."""

    answers: list[Answers]
    means: dict[str, int]
    crowded: list[str]


def read_answers(posts: PostBatch) -> Read | None:
    """The answers in the votes of a batch; None where no post has votes."""
    votes = posts.column("votes")
    if votes is None or votes.null_count == len(votes):
        return None
    flat = votes.flatten()
    lengths = pc.fill_null(pc.list_value_length(votes), 0).to_numpy(zero_copy_only=False)
    post = np.repeat(np.arange(len(posts), dtype=np.int64), lengths)
    encoded = pc.struct_field(flat, "label").dictionary_encode()
    code = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
    value = pc.fill_null(pc.struct_field(flat, "value"), 1.0).to_numpy(zero_copy_only=False)
    keys = _keys(posts, len(code))
    labels = [str(each) for each in encoded.dictionary.to_pylist()]
    table = _Votes(post, code, value, keys, labels)
    return Read(*table.read())


def _keys(posts: PostBatch, size: int) -> Keys:
    column = posts.column(KEYS)
    if column is None:
        return np.zeros(size, dtype=np.uint64)
    keys: Keys = column.flatten().to_numpy(zero_copy_only=False)
    return keys


@dataclass(frozen=True)
class _Votes:
    post: Integers
    code: Integers
    value: npt.NDArray[np.float64]
    keys: Keys
    labels: list[str]

    def read(self) -> tuple[list[Answers], dict[str, int], list[str]]:
        said = self.code >= 0
        whole = (self.value == np.floor(self.value)) & (self.value >= 1) & (self.value <= _MOST_TIMES)
        named = self.keys != 0
        parts = [_parts(each) for each in self.labels]
        by_question: dict[str, list[int]] = {}
        for index, (question, _) in enumerate(parts):
            by_question.setdefault(question, []).append(index)
        found: list[Answers] = []
        crowded: list[str] = []
        for question, members in sorted(by_question.items()):
            mine = said & np.isin(self.code, members)
            # One annotator is one voice, however large the value.
            chosen = mine & np.where(named, self.value == 1 if question == BARE else self.value > 0, whole)
            if len(members) > MOST_ANSWERS:
                crowded.append(f"{CHOICE} {question}")
            else:
                found += self._choices(question, members, [parts[each][1] for each in members], chosen, named)
        bare = by_question.get(BARE, [])
        if len(bare) <= MOST_ANSWERS:
            for index in bare:
                rated = self._ratings(index, said & named & (self.code == index) & np.isfinite(self.value))
                found += [rated] if rated is not None else []
                crowded += (
                    []
                    if rated is not None or not (named & (self.code == index)).any()
                    else [f"{RATING} {self.labels[index]}"]
                )
        fractions = said & ~named & ~whole & np.isin(self.code, bare)
        codes, counts = np.unique(self.code[fractions], return_counts=True)
        means = {self.labels[code]: number for code, number in zip(codes.tolist(), counts.tolist(), strict=True)}
        return found, means, crowded

    def _choices(
        self,
        question: str,
        members: list[int],
        words: list[str],
        rows: npt.NDArray[np.bool_],
        named: npt.NDArray[np.bool_],
    ) -> Iterator[Answers]:
        if not rows.any():
            return
        answers = sorted(words)
        index = np.full(len(self.labels), -1, dtype=np.int64)
        index[members] = [answers.index(word) for word in words]
        times = np.where(named, 1, np.nan_to_num(self.value)).astype(np.int64)
        place = np.flatnonzero(rows)
        yield Answers(
            CHOICE, question, answers, self.post[place], index[self.code[place]], times[place], self.keys[place], place
        )

    def _ratings(self, label: int, rows: npt.NDArray[np.bool_]) -> Answers | None:
        place = np.flatnonzero(rows)
        numbers, answer = np.unique(self.value[place], return_inverse=True)
        if not 0 < len(numbers) <= MOST_ANSWERS:
            return None
        # Sorted as words are, since cells are; the scale is made of the numbers when they are judged.
        words = [f"{number:g}" for number in numbers.tolist()]
        answers = sorted(words)
        order = np.array([answers.index(word) for word in words], dtype=np.int64)
        ones = np.ones(len(place), dtype=np.int64)
        return Answers(
            RATING, self.labels[label], answers, self.post[place], order[answer], ones, self.keys[place], place
        )


def _parts(label: str) -> tuple[str, str]:
    question, equals, answer = label.partition("=")
    return (question, answer) if question and equals and answer else (BARE, label)


def groups_of_annotators(posts: PostBatch) -> Iterator[tuple[str, list[str], Integers]]:
    """Attributes of annotators that are given: name, groups, and the index of the group of each vote, -1 for none."""
    prefix = "annotator:"
    for name in sorted(posts.values):
        if name.startswith(prefix):
            encoded = posts.values[name].flatten().dictionary_encode()
            groups = [str(each) for each in encoded.dictionary.to_pylist()]
            order = np.argsort(groups)
            rank = np.empty(len(groups) + 1, dtype=np.int64)
            rank[order], rank[-1] = np.arange(len(groups)), -1
            codes = encoded.indices.fill_null(len(groups)).to_numpy(zero_copy_only=False).astype(np.int64)
            yield name.removeprefix(prefix), sorted(groups), rank[codes]


def pairs_of(answers: list[str]) -> list[tuple[int, int]]:
    """Pairs of answers, each pair once, and each answer with itself."""
    return [(a, b) for a in range(len(answers)) for b in range(a, len(answers))]
