"""A dataset whose mentions are known: what a word list finds rightly, finds wrongly and misses."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

#: Text, share of posts, and whether it names women: found rightly, found wrongly, may be meant, looks alike, missed, none.
KINDS = (
    ("the women came to the market in the morning and it was good", 0.08, True),
    ("it was the women of the chess board that we painted in the hall", 0.02, False),
    ("the princess came to the market and we were all there", 0.03, True),
    ("the princess was a ship that lay in the harbour for the day", 0.03, False),
    ("we were at the #strongwomenrule meeting in the town today", 0.02, True),
    ("the wimmin of the town were at the market in the morning", 0.01, True),
    ("it was the end of the day and we were all at the market", 0.71, False),
    ("the men came to the market in the morning and it was good", 0.10, False),
)
TRUE_SHARE = sum(share for _, share, names in KINDS if names)


def names_women(text: str) -> bool:
    """What a careful reader would say."""
    return next(names for beginning, _, names in KINDS if beginning[:30] in text)


def dataset(posts: int = 4000, authors: int = 1200, seed: int = 1) -> list[dict[str, Any]]:
    """Posts by authors of uneven activity."""
    generator = np.random.default_rng(seed)
    weight = generator.zipf(2.5, authors).astype(float)
    author = generator.choice(authors, posts, p=weight / weight.sum())
    kind = generator.choice(len(KINDS), posts, p=[share for _, share, _ in KINDS])
    return [
        {
            "id": f"p{index}",
            "user": f"person{author[index]}",
            "text": f"@person{author[index]} {KINDS[kind[index]][0]} {index}",
        }
        for index in range(posts)
    ]


def table(rows: list[dict[str, Any]]) -> str:
    """The posts as CSV."""
    lines = io.StringIO(newline="")
    writer = csv.DictWriter(lines, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return lines.getvalue()


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def fill(path: Path, code: Callable[[dict[str, str]], object], to: Path | None = None) -> Path:
    """Code every row of a sheet; the sheet, or a copy with its own file beside it."""
    rows = read(path)
    done = to or path
    done.write_text(table([{**row, "code": code(row)} for row in rows]), encoding="utf-8", newline="")
    if to is not None:
        to.with_suffix(".json").write_bytes(path.with_suffix(".json").read_bytes())
    return done


def rightly(row: dict[str, str]) -> int:
    """The code of a careful reader."""
    if row["group"] == "men":
        return int("the men came" in row["text"])
    return int(names_women(row["text"]))


@pytest.fixture
def posts(tmp_path) -> Path:
    path = tmp_path / "posts.csv"
    path.write_text(table(dataset()), encoding="utf-8")
    return path


@pytest.fixture
def sheet(posts, tmp_path, postaudit) -> Path:
    """Drawn and not yet coded."""
    path = tmp_path / "sheet.csv"
    told = postaudit("sample-for-coding", posts, "-o", path, "-q")
    assert told.code == 0, told.err
    return path


@pytest.fixture
def findings(postaudit) -> Callable[..., dict[str, Any]]:
    """Audit the posts and give ``findings.json``."""

    def run(*arguments: object) -> dict[str, Any]:
        told = postaudit("run", *arguments, "--metrics", "mentions,markers", "--format", "json", "-o", "-", "-q")
        assert told.code == 0, told.err
        return json.loads(told.out)

    return run
