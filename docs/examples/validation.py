"""The posts of docs/validation.md, and somebody who reads them.

python docs/examples/validation.py town.csv            write 6,000 posts of a town that does not exist
python docs/examples/validation.py --code sheet.csv    code a sheet as a careful reader would
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import numpy as np

#: What posts say, how many of a thousand say so, and whether that names women.
KINDS = (
    ("The women at the market sold bread", 70, True),
    ("We watched the women's final on the screen", 50, False),
    ("A princess of our street opened the fair", 20, True),
    ("The Princess lay in the harbour all day", 40, False),
    ("We met at #StrongWomenOfNorthtown", 10, True),
    ("The wimmin of the choir sang well", 5, True),
    ("The men at the market sold fish", 120, False),
    ("It was the end of the day and the market was full", 685, False),
)
POSTS, AUTHORS = 6_000, 1_500


def posts() -> list[dict[str, str]]:
    """Posts by authors of whom few write many."""
    generator = np.random.default_rng(20261125)
    activity = generator.zipf(3.5, AUTHORS).astype(float)
    author = generator.choice(AUTHORS, POSTS, p=activity / activity.sum())
    kind = generator.choice(len(KINDS), POSTS, p=[each / 1000 for _, each, _ in KINDS])
    return [
        {"id": f"n{index}", "user": f"u{author[index]}", "text": f"{KINDS[kind[index]][0]}, at {index % 24} o'clock"}
        for index in range(POSTS)
    ]


def code(row: dict[str, str]) -> str:
    """1 if the post names people of the group of its row."""
    if row["group"] == "men":
        return str(int("The men at" in row["text"]))
    return str(int(any(names and beginning in row["text"] for beginning, _, names in KINDS)))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    """A CSV file."""
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)


def main() -> None:
    """Write the posts, or code a sheet of them."""
    path = Path(sys.argv[-1])
    if sys.argv[1] == "--code":
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        write(path, [{**row, "code": code(row), "coder": "reader"} for row in rows])
    else:
        write(path, posts())


if __name__ == "__main__":
    main()
