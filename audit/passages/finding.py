"""From questions and posts to passages."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit import resources
from audit.disclosure import MASKED, quote
from audit.loaders.base import Ledger
from audit.loaders.copies import lost_copies
from audit.loaders.dataset import Posts
from audit.loaders.door import Admitted, admit
from audit.loaders.reading import read
from audit.metrics.themes import category_words
from audit.passages.common import RUN, Common
from audit.passages.cutting import RawWord, cut
from audit.passages.drawing import Pool
from audit.passages.matching import Batch
from audit.passages.question import Question
from audit.posts import PostBatch
from audit.quotation import Passage, Passages, Piece, Quotes, Word
from audit.resources import group_title
from audit.text.token_table import read_tokens
from audit.text_reader import text_reader
from audit.wording import plural

#: Passages that may be asked for.
MOST = 50
#: Authors drawn for each that is shown, so that a text that several posted can be shown once.
_SPARE = 4
_BETWEEN = Piece(" \u2026 ", "plain")
_Lost = Mapping[int, npt.NDArray[np.int64]]


def known_groups(posts: Posts) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    """Groups, and themes, that the lexicons of a plan name in any language."""
    reader = text_reader(posts.plan)
    words = pa.array(["warm"] * len(reader.languages), pa.large_string())
    features = reader.run(words, pa.array(list(reader.languages), pa.string()))
    return features.groups, features.categories


def find(posts: Posts, questions: Sequence[Question], k: int, quotes: Quotes) -> list[Passages]:
    """Passages that answer each of some questions.

    Parameters
    ----------
    posts : Posts
        Read twice; once more if a post occurs twice.
    questions : sequence of Question
    k : int
        Passages for each.
    quotes : str
        ``masked`` or ``verbatim``; see :func:`audit.quotation.check_quotes`.

    Returns
    -------
    list of Passages
        One per question. None are shown of fewer authors than ``floors.authors``.
    """
    floor = posts.plan.floors.authors
    lost: _Lost = {}
    pools, lost = _draw(posts, questions, k, lost)
    if lost:  # posts that a later version replaces are not shown
        pools, _ = _draw(posts, questions, k, lost)
    cuts = [[cut(each) for each in pool.drawn(k, floor)] for pool in pools]
    common = Common([words for passages in cuts for each in passages for words in each], floor)
    for raw, admitted in _admitted(posts, lost):
        common.add_accounts(raw)
        common.add(admitted.table["text"] if "text" in admitted.table.schema.names else None, admitted.author_key)
    result = []
    for pool, passages in zip(pools, cuts, strict=True):
        shown = [_let_out(each, pool.question, common, quotes) for each in passages if each]
        reason = "" if shown else f"Fewer than {plural(floor, 'author')} wrote such posts: nothing of them is shown."
        own = Passages(pool.question.title, quotes, tuple(shown), reason, "", floor, pool.by_author)
        result.append(own)
    return result


def _draw(posts: Posts, questions: Sequence[Question], k: int, lost: _Lost) -> tuple[list[Pool], _Lost]:
    pools = [Pool(each, _SPARE * max(k, posts.plan.floors.authors)) for each in questions]
    reader = text_reader(posts.plan)
    keys: list[list[npt.NDArray[np.uint64]]] = [[] for _ in posts.parts()]
    versions: list[list[npt.NDArray[np.uint64]]] = [[] for _ in keys]
    for _, admitted in _admitted(posts, lost, keys, versions):
        if "text" not in admitted.table.schema.names or not admitted.table.num_rows:
            continue
        own = PostBatch(admitted.table, admitted.author_key, admitted.has_author, {}, reader.run, reader.tokens)
        batch = Batch(own)
        for pool in pools:
            pool.add(batch)
    joined = ([np.concatenate(each) if each else np.zeros(0, np.uint64) for each in own] for own in (keys, versions))
    return pools, lost_copies(*joined)


def _admitted(
    posts: Posts,
    lost: _Lost,
    keys: list[list[npt.NDArray[np.uint64]]] | None = None,
    versions: list[list[npt.NDArray[np.uint64]]] | None = None,
) -> Iterator[tuple[pa.RecordBatch, Admitted]]:
    """Every batch as it was read, and past the door, without the posts that a later version replaces."""
    for index, part in enumerate(posts.parts()):
        position = 0
        for batch in read(part, Ledger(source=part.source_name)):
            admitted = admit(batch, posts.secret)
            if keys is not None and versions is not None:
                keys[index].append(admitted.post_key)
                versions[index].append(admitted.version)
            keep = np.ones(batch.num_rows, dtype=bool)
            gone = lost.get(index, np.zeros(0, np.int64))
            keep[gone[(gone >= position) & (gone < position + batch.num_rows)] - position] = False
            position += batch.num_rows
            yield batch, admitted.take(keep)


def _let_out(passage: list[list[RawWord]], question: Question, common: Common, quotes: Quotes) -> Passage:
    """Hide what must not be seen, and hand the rest to the door."""
    pieces: list[Piece] = []
    searchable = taken_apart = False
    for words in passage:
        slurs = _slurs(words)
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


def _slurs(words: Sequence[RawWord]) -> list[bool]:
    """Which words are part of a slur."""
    forms, hashes = _slur_forms(), [each.hash for each in words]
    result = [False] * len(words)
    for i in range(len(words)):
        for length in range(1, max(map(len, forms), default=0) + 1):
            if tuple(hashes[i : i + length]) in forms:
                result[i : i + length] = [True] * len(hashes[i : i + length])
    return result


@functools.cache
def _slur_forms() -> frozenset[tuple[int, ...]]:
    """Forms that the lexicons call slurs, as hashes of their words."""
    forms = [
        each.form
        for language in resources.lexicon_languages()
        for each in resources.identity_terms(f"identity-{language}").rows
        if "slur" in each.note
    ]
    tokens = read_tokens(pa.array(forms, pa.large_string()))
    return frozenset(tuple(tokens.word[tokens.post == i].tolist()) for i in range(len(forms)))


@functools.cache
def _function_words() -> frozenset[int]:
    """Words so common that they are no name, whatever accounts are called."""
    words = [each for language in resources.lexicon_languages() for each in _of(language)]
    return frozenset(read_tokens(pa.array(words, pa.large_string())).word.tolist())


def _of(language: str) -> list[str]:
    return sorted(resources.function_words(f"function-words-{language}"))
