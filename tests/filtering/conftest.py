"""Posts whose groups, lengths and copies are known, and filters asked of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from audit.filtering.impact import filter_audit

GENDERS = ("women", "men", None)


def drawn(posts: int = 4000, seed: int = 7, authors: int = 500) -> list[dict[str, Any]]:
    """Posts by authors of unequal activity; who is mentioned, how long, where and in which language is drawn apart."""
    random = np.random.default_rng(seed)
    activity = 1 / (np.arange(authors) + 20.0)
    who = random.choice(authors, posts, p=activity / activity.sum())
    gender = random.choice(3, authors, p=[0.4, 0.45, 0.15])
    mentioned = random.choice(["women", "Muslims", "immigrants", "neighbours"], posts)
    day = random.integers(1, 61, posts)
    tail = random.integers(0, 8, posts)
    return [
        {
            "post_id": f"p{index}",
            "author_id": f"author {author}",
            "text": f"In the morning the {mentioned[index]} were at the market on day {day[index]:02d}"
            + " and then home" * tail[index],
            "lang": ("en", "en", "en", None)[index % 4],
            "community": f"c{index % 3}",
            "created_at": f"2024-03-{1 + index % 28:02d}T10:00:00Z",
            "gender": GENDERS[gender[author]],
            "toxicity": round(float(random.random()), 3),
        }
        for index, author in enumerate(who)
    ]


@pytest.fixture(scope="session")
def posts() -> list[dict[str, Any]]:
    return drawn()


@pytest.fixture(scope="session")
def impact():
    """Filter, and give the estimates by id beside the findings: ``impact(rows, "min-length=20")``."""

    def ask(rows: Any, *filters: Any, **options: Any) -> tuple[Any, dict[str, Any]]:
        options = {"groups": {"gender": "gender"}, "workers": 1, **options}
        findings = filter_audit(rows, filters, **options).findings
        return findings, {each.id.removeprefix("filter_impact."): each for each in findings.estimates}

    return ask
