"""Two audits of a few hundred posts: before and after, by authors of whom some are in both."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from audit import api

PLAN = {"groups": {"gender": "gender"}, "labels": ["toxic"], "metrics": ["representation", "labels"]}


def make_posts(seed: int, authors: range, rate: float = 0.3) -> pd.DataFrame:
    """Posts whose authors always write alike: an author's texts, gender and rate follow from their number."""
    rows = []
    for author in authors:
        own = np.random.default_rng([7, author])
        luck, gender = own.beta(rate * 3, (1 - rate) * 3), "women" if own.random() < 0.4 else "men"
        random = np.random.default_rng([seed, author])
        for number in range(1 + int(own.geometric(0.3))):
            toxic = "yes" if random.random() < luck else "no"
            rows.append((f"{author}-{number}", f"u{author}", f"post {number} of {author}", gender, toxic))
    return pd.DataFrame(rows, columns=["post_id", "author_id", "text", "gender", "toxic"])


@pytest.fixture(scope="session")
def write(tmp_path_factory):
    """Audit posts into a folder of their own."""

    def written(posts: pd.DataFrame, secret: bytes | None = None, plan=None, **more):
        result = api.run_audit(posts, plan={**PLAN, **(plan or {})}, workers=1, **more)
        return api.write_report(result, tmp_path_factory.mktemp("audit"), formats=("json",), secret=secret)

    return written


@pytest.fixture(scope="session")
def posts():
    return make_posts


@pytest.fixture(scope="session")
def pair(write):
    """The same 400 authors twice, with the same key."""
    return write(make_posts(1, range(400)), b"k" * 16), write(make_posts(2, range(400)), b"k" * 16)
