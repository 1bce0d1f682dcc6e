"""Judgements of a town that does not exist, and who gave them: ``python docs/examples/agreement.py judged.csv annotators.csv``.

Forty annotators say of 1,200 posts whether they are hostile, three of each post. Those under thirty call every fourth post
hostile that they would not have, and posts that mention women divide everybody more.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

import numpy as np

POSTS, ANNOTATORS, JUDGES = 1_200, 40, 3


def judgements() -> list[dict[str, Any]]:
    """A row for each judgement."""
    generator = np.random.default_rng(20261126)
    rows = []
    for post in range(POSTS):
        who = ("the women", "the men", "the neighbours")[post % 3]
        hostile = generator.random() < 0.3
        sure = 0.7 if post % 3 == 0 else 0.9
        for judge in generator.choice(ANNOTATORS, JUDGES, replace=False).tolist():
            said = hostile if generator.random() < sure else generator.random() < 0.5
            said = said or (judge % 2 == 1 and generator.random() < 0.25)
            text = f"In the morning {who} were at the market and it was the {post}th of the days"
            rows.append(
                {
                    "post": f"p{post}",
                    "author": f"author {post % 400}",
                    "text": text,
                    "annotator": f"worker {judge}",
                    "verdict": "hostile" if said else "fine",
                }
            )
    return rows


def annotators() -> list[dict[str, str]]:
    """A row for each annotator."""
    return [
        {"annotator": f"worker {judge}", "age": "under 30" if judge % 2 else "30 or more"}
        for judge in range(ANNOTATORS)
    ]


def write(path: Path, rows: list[dict[str, Any]]) -> None:
    """Rows as CSV."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]), judgements())
    write(Path(sys.argv[2]), annotators())
