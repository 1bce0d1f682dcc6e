"""What is hidden of a passage before it goes to the door."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence
from pathlib import Path

import pyarrow as pa

from audit import resources
from audit.disclosure import MASKED, quote
from audit.disclosure.quotation import Passage, Piece, Quotes, Word
from audit.metrics.themes.grid import category_words
from audit.passages.common import RUN, Common
from audit.passages.cutting import RawWord
from audit.passages.question import Question
from audit.resources import group_title
from audit.text.token_table import read_tokens

Forms = frozenset[tuple[int, ...]]
_BETWEEN = Piece(" \u2026 ", "plain")


def let_out(
    passage: Sequence[Sequence[RawWord]], question: Question, common: Common, forms: Forms, quotes: Quotes
) -> Passage:
    """Hide what must not be seen, and hand the rest to the door."""
    pieces: list[Piece] = []
    searchable = taken_apart = False
    for words in passage:
        slurs = _slurs(words, forms)
        hidden = [_hidden(each, question, common) for each in words]
        if quotes == "masked":
            taken_apart |= _take_apart(words, hidden, slurs, common)
        shown = [quotes == "verbatim" or not (gone or slur) for gone, slur in zip(hidden, slurs, strict=True)]
        searchable |= any(_rare_runs(words, shown, common))
        out = [
            Word(each.text, each.before, each.kind, gone, slur)
            for each, gone, slur in zip(words, hidden, slurs, strict=True)
        ]
        pieces += [*([_BETWEEN] if pieces else []), *quote(out, quotes)]
    return Passage(tuple(pieces), searchable, taken_apart)


def _rare_runs(words: Sequence[RawWord], shown: Sequence[bool], common: Common) -> Iterator[int]:
    """Where six words in a row would be seen that too few authors wrote."""
    for i in range(len(words) - RUN + 1):
        if all(shown[i : i + RUN]) and common.is_rare_run(words[i : i + RUN]):
            yield i


def _take_apart(words: Sequence[RawWord], hidden: list[str], slurs: Sequence[bool], common: Common) -> bool:
    """Hide one more word of each such run, neither mention nor sign, and the last of them, so that it serves most runs.

    Not a function word if there is another: whoever can guess what is hidden can search for the whole.
    """
    taken = False
    while True:
        shown = [not (gone or slur) for gone, slur in zip(hidden, slurs, strict=True)]
        runs = ([at for at in range(i, i + RUN) if words[at].kind == "plain"] for i in _rare_runs(words, shown, common))
        places = next((each for each in runs if each), None)
        if places is None:
            return taken
        hidden[max(places, key=lambda at: (words[at].hash not in _function_words(), at))] = MASKED
        taken = True


def _hidden(word: RawWord, question: Question, common: Common) -> str:
    """What is printed in place of a word; empty if it may be shown."""
    if word.label:
        return word.label
    named = word.kind != "plain"
    if named and common.is_rare(word):
        if word.kind == "mention":
            return f"[{group_title(question.group)}]"
        return f"[{category_words(question.theme)}]" if question.theme else MASKED
    if named or word.hash in _function_words():
        return "" if named or not common.is_rare(word) else MASKED
    if word.in_hashtag:
        return "[hashtag]"
    return MASKED if common.is_rare(word) or common.is_account(word) else ""


def _slurs(words: Sequence[RawWord], forms: Forms) -> list[bool]:
    """Which words are part of a slur."""
    hashes = [each.hash for each in words]
    result = [False] * len(words)
    for i in range(len(words)):
        for length in range(1, max(map(len, forms), default=0) + 1):
            if tuple(hashes[i : i + length]) in forms:
                result[i : i + length] = [True] * len(hashes[i : i + length])
    return result


@functools.cache
def slur_forms(own: tuple[str, ...] = ()) -> Forms:
    """Forms that lexicons call slurs, those that ship and the plan's own, as hashes of their words.

    Parameters
    ----------
    own : tuple of str
        Paths of the plan's own lexicons.
    """
    named: list[str | Path] = [*(f"identity-{each}" for each in resources.lexicon_languages()), *map(Path, own)]
    forms = [each.form for name in named for each in resources.identity_terms(name).rows if "slur" in each.note]
    tokens = read_tokens(pa.array(forms, pa.large_string()))
    return frozenset(tuple(tokens.word[tokens.post == i].tolist()) for i in range(len(forms)))


@functools.cache
def _function_words() -> frozenset[int]:
    """Words so common that they are no name, whatever accounts are called."""
    words = [each for language in resources.lexicon_languages() for each in _of(language)]
    return frozenset(read_tokens(pa.array(words, pa.large_string())).word.tolist())


def _of(language: str) -> list[str]:
    return sorted(resources.function_words(f"function-words-{language}"))
