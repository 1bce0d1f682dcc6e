"""Made-up posts, and posts as metrics see them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from audit.loaders.base import Ledger, Row
from audit.loaders.door import admit
from audit.loaders.rows import to_batch
from audit.measuring.values import plan_values
from audit.plan import Plan
from audit.posts import PostBatch
from audit.tally import Tally
from audit.text_reader import text_reader

#: Hides the authors of made-up posts; fixed, so that a law gives the same answer each time.
_SECRET = b"the laws of plug"
_STATED = ("woman", "man", "nonbinary", None)
_WHO = ("the women", "the men", "two immigrants", "some Muslims", "nobody")
_DID = ("looked beautiful", "led the team", "walked home", "were at the market")


def made_up_posts(posts: int = 2_000, *, authors: int = 400, seed: int = 1) -> list[dict[str, Any]]:
    """Posts of authors who differ in nothing: what they state, write and are given is drawn apart.

    Parameters
    ----------
    posts, authors : int
        Authors draw their number of posts from a distribution with a heavy tail, as people do.
    seed : int

    Returns
    -------
    list of dict
        Fields of the post schema; ``attributes`` with ``gender``, ``labels`` with ``toxic``. One post in eight is written
        in capitals.
    """
    random = np.random.default_rng(seed)
    activity = random.zipf(2.2, authors).clip(max=50).astype(float)
    author = random.choice(authors, posts, p=activity / activity.sum())
    stated = random.choice(len(_STATED), authors, p=[0.4, 0.4, 0.05, 0.15])
    who, did = random.integers(0, len(_WHO), posts), random.integers(0, len(_DID), posts)
    toxic, loud, likes = random.random(posts) < 0.2, random.random(posts) < 0.125, random.poisson(3, posts)
    return [
        _post(index, int(author[index]), _STATED[stated[author[index]]], (int(who[index]), int(did[index])),
              toxic=bool(toxic[index]), loud=bool(loud[index]), likes=int(likes[index]))
        for index in range(posts)
    ]  # fmt: skip


def _post(
    index: int, author: int, stated: str | None, words: tuple[int, int], *, toxic: bool, loud: bool, likes: int
) -> dict[str, Any]:
    text = f"In the morning {_WHO[words[0]]} {_DID[words[1]]} and it was the {index}th of the days"
    return {
        "post_id": f"p{index}",
        "author_id": f"author {author}",
        "text": text.upper() if loud else text,
        "lang": "en",
        "created_at": 1_600_000_000 + index * 3_600,
        "likes": likes,
        "status": "present",
        "community": f"c{index % 3}",
        "attributes": {"gender": stated} if stated else {},
        "labels": {"toxic": "yes" if toxic else "no"},
    }


def batch_of(rows: Iterable[Row], plan: Plan | None = None, *, without: Sequence[str] = ()) -> PostBatch:
    """Posts as ``measure`` gets them, past everything that lies before it.

    Parameters
    ----------
    rows : iterable of mapping
        Fields of the post schema.
    plan : Plan, optional
        One that maps the ``gender`` of :func:`made_up_posts` if not given.
    without : sequence of str
        Fields that the source shall not have.
    """
    chosen = plan or gender_plan()
    kept = [{name: value for name, value in row.items() if name not in without} for row in rows]
    admitted = admit(to_batch(list(kept), Ledger()), _SECRET)
    values = plan_values(admitted.table, chosen, Tally(), None, admitted.author_key)
    reader = text_reader(chosen)
    return PostBatch(admitted.table, admitted.author_key, admitted.has_author, values, reader.run, reader.tokens)


def gender_plan(**changes: Any) -> Plan:
    """A plan that reads what the authors of made-up posts state."""
    return Plan.make({"groups": {"gender": "gender"}, "labels": ["toxic"], **changes})
