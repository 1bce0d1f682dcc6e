"""A small dataset whose counts are known by hand, and the same as a batch past the door."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from audit.loaders.door import admit
from audit.measuring import english_text_pass, plan_values
from audit.plan import Plan
from audit.posts import PostBatch
from audit.tally import Tally

Rows = list[dict[str, Any]]


def simulated(posts: int = 3000, seed: int = 1) -> Rows:
    """Posts by authors of unequal activity, with attributes, labels, likes and mentions drawn independently."""
    random = np.random.default_rng(seed)
    authors = random.integers(0, 400, posts)
    gender = random.choice(["female", "male", "nonbinary", None], 400, p=[0.4, 0.4, 0.05, 0.15])
    who = random.choice(["the women", "the men", "two immigrants", "some Muslims", "nobody"], posts)
    what = random.choice(["looked beautiful", "led the team", "walked home", "were at the market"], posts)
    return [
        {
            "post_id": f"p{index}",
            "author_id": f"author {author}",
            "text": f"In the morning {who[index]} {what[index]} and it was the {index}th of the days",
            "likes": int(random.poisson(3)),
            "lang": "en",
            "created_at": 1_600_000_000_000_000 + index * 3_600_000_000,
            "status": "present",
            "attribute:gender": gender[author],
            "label:toxic": str(random.choice(["yes", "no"], p=[0.2, 0.8])),
        }
        for index, author in enumerate(authors)
    ]


TYPES = {
    "post_id": pa.string(),
    "author_id": pa.string(),
    "text": pa.large_string(),
    "likes": pa.int64(),
    "lang": pa.string(),
    "created_at": pa.timestamp("us", tz="UTC"),
    "status": pa.dictionary(pa.int32(), pa.string()),
    "attribute:gender": pa.string(),
    "label:toxic": pa.string(),
}


def to_batch(rows: Sequence[dict[str, Any]], *, without: Sequence[str] = ()) -> PostBatch:
    """The rows as metrics see them; ``without`` names fields the source does not have."""
    names = [name for name in TYPES if name not in without]
    arrays = [pa.array([row.get(name) for row in rows], TYPES[name]) for name in names]
    admitted = admit(pa.RecordBatch.from_arrays(arrays, names=names), b"0123456789abcdef")
    values = plan_values(admitted.table, Plan(), Tally())
    return PostBatch(admitted.table, admitted.author_key, admitted.has_author, values, english_text_pass().run)


@pytest.fixture(scope="session")
def rows() -> Rows:
    return simulated()


@pytest.fixture(scope="session")
def batch_of() -> Callable[..., PostBatch]:
    return to_batch
