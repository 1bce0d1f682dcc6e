"""The columns that a dialect model adds to a batch: shares of a post's words by topic, and the group that follows.

They serve sums over many posts and nothing else: no figure, file or export names the share of one post.

==================================== ==================================================================
column                               what it holds; null where the post is not English or too few of its words are known
==================================== ==================================================================
``dialect:african_american``         float64, share of words from the topic called African-American
``dialect:white``                    float64, share of words from the topic called White
``dialect:group``                    ``african_american`` or ``white`` where that share is 0.8 or more, else ``neither``
``dialect:largest_topic``            which topic most words are from: ``african_american``, ``white``, or ``another`` or no one
``without:african_american``, ...    all but the last once the words of the profanity list are taken out
``dialect:profanity``                bool, whether the post has a word of that list
==================================== ==================================================================
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit import resources
from audit.errors import TallyError
from audit.plan import Plan
from audit.posts import PostBatch
from audit.resources import TOPICS, Card, DialectModel
from audit.tally import Tally
from audit.text.dialect import DialectReader

#: Columns of the model that were validated, by name.
VALIDATED = {name: TOPICS.index(name) for name in ("african_american", "white")}
#: Share of words from which on a post counts as of a topic (Sap et al. 2019).
LEAST_OF_GROUP = 0.8
NEITHER = "neither"
ANOTHER = "another"
#: Shares nearer than this are equal: no topic is then the largest.
TIE = 1e-9
_MODEL = "dialect model"


def dialect_model(plan: Plan) -> DialectModel | None:
    """The model that a plan names; None if it names none.

    Raises
    ------
    ResourceError
        It is missing or malformed.
    """
    return resources.read_dialect_model(plan.dialect.model) if plan.dialect.model else None


def note_model(tally: Tally, plan: Plan) -> None:
    """Put into a tally which model posts are read with, where the plan names one."""
    model = dialect_model(plan)
    if model is not None:
        card = model.card
        tally.add_total((_MODEL, card.title, card.version, card.cited, card.licence, card.sha256), 0)


def dialect_cards(tally: Tally) -> list[Card]:
    """The cards of the model that the posts of a tally were read with and of the list of profanity; none without a model.

    Raises
    ------
    TallyError
        Parts were read with different models.
    """
    cells = tally.total_cells(_MODEL)
    if len({each[-1] for each in cells}) > 1:
        raise TallyError(
            "Tallies were measured with different dialect models.", hint="Measure all parts with the same folder."
        )
    return [resources.dialect_card(*cells[0][1:]), resources.lexicon_card("profanity-en")] if cells else []


def dialect_values(posts: PostBatch, plan: Plan) -> dict[str, pa.Array]:
    """The columns of a batch; none where the plan names no model or posts have no text.

    Parameters
    ----------
    posts : PostBatch
        Of n posts; read by the text pass, which tells what is English.
    plan : Plan

    Returns
    -------
    dict of str to Array
        As in the table above, n values each.
    """
    text = posts.column("text")
    if not plan.dialect.model or text is None or not len(posts):
        return {}
    rows = np.flatnonzero(posts.english)
    read = _reader(plan.dialect.model, resources.state_of(plan.dialect.model)).read(text.take(pa.array(rows)))
    result = {}
    for prefix, shares in (("dialect", read.whole), ("without", read.without)):
        known = ~np.isnan(shares[:, 0])
        for name, column in VALIDATED.items():
            result[f"{prefix}:{name}"] = _spread(len(posts), rows[known], shares[known, column])
        reaches = shares[known] >= LEAST_OF_GROUP
        result[f"{prefix}:group"] = _groups(len(posts), rows[known], reaches, NEITHER)
    known = ~np.isnan(read.whole[:, 0])
    whole = read.whole[known]
    largest = whole >= whole.max(axis=1, keepdims=True, initial=0.0) - TIE
    largest[largest.sum(axis=1) > 1] = False
    result["dialect:largest_topic"] = _groups(len(posts), rows[known], largest, ANOTHER)
    listed = np.zeros(len(posts), dtype=bool)
    listed[rows] = read.listed
    missing = np.ones(len(posts), dtype=bool)
    missing[rows[known]] = False
    result["dialect:profanity"] = pa.array(listed, pa.bool_(), mask=missing)
    return result


def _spread(n: int, rows: npt.NDArray[np.int64], values: npt.NDArray[np.float64]) -> pa.Array:
    filled, missing = np.zeros(n), np.ones(n, dtype=bool)
    filled[rows], missing[rows] = values, False
    return pa.array(filled, pa.float64(), mask=missing)


def _groups(n: int, rows: npt.NDArray[np.int64], within: npt.NDArray[np.bool_], rest: str) -> pa.Array:
    names = pa.array([*VALIDATED, rest])
    code, missing = np.zeros(n, dtype=np.int8), np.ones(n, dtype=bool)
    own = np.full(len(rows), len(VALIDATED), dtype=np.int8)
    for index, column in enumerate(VALIDATED.values()):
        own[within[:, column]] = index
    code[rows], missing[rows] = own, False
    return names.take(pa.array(code, pa.int8(), mask=missing))


@functools.lru_cache(maxsize=4)
def _reader(folder: str, _state: object) -> DialectReader:
    model = resources.read_dialect_model(folder)
    return DialectReader(model.words, model.likelihood, {each.form for each in resources.profane_words().rows})
