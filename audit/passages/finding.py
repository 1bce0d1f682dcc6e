"""From questions and posts to passages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.disclosure.quotation import Passages, Quotes
from audit.loaders.base import Ledger
from audit.loaders.copies import lost_copies
from audit.loaders.dataset import Posts
from audit.loaders.door import Admitted, admit
from audit.loaders.reading import read
from audit.passages.common import Common
from audit.passages.cutting import cut
from audit.passages.drawing import Pool
from audit.passages.hiding import let_out, slur_forms
from audit.passages.matching import Batch
from audit.passages.question import Question
from audit.posts import PostBatch
from audit.text_reader import text_reader
from audit.wording import plural

#: Passages that may be asked for.
MOST = 50
#: Authors drawn for each that is shown, so that a text that several posted can be shown once.
_SPARE = 4
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
        ``masked`` or ``verbatim``; see :func:`audit.disclosure.quotation.check_quotes`.

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
    forms = slur_forms(posts.plan.lexicons.identity)
    result = []
    for pool, passages in zip(pools, cuts, strict=True):
        shown = [let_out(each, pool.question, common, forms, quotes) for each in passages if each]
        reason = "" if shown else _why_nothing(pool, floor)
        own = Passages(pool.question.title, quotes, tuple(shown), reason, "", floor, pool.by_author)
        result.append(own)
    return result


def _why_nothing(pool: Pool, floor: int) -> str:
    if pool.read:
        return f"Fewer than {plural(floor, 'author')} wrote such posts: nothing of them is shown."
    wanted = (
        "is in English, for which alone there are these lists"
        if pool.question.in_english
        else "has text that a lexicon is for"
    )
    return f"No post {wanted}: not looked for, which is not the same as not there."


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
