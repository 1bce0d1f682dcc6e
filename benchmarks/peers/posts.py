"""The posts that both sides get: those of ``run_against_read.py``, with authors as they are in real collections.

There one author writes most posts, which is what a reader has to stand. Here authors are drawn anew, so that there is
something to compare between groups: most write one post, few write many.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pyarrow as pa

from audit.plan import Plan
from audit.text_reader import text_reader

sys.path.append(str(Path(__file__).resolve().parents[1]))

from speed.posts import write_posts

from .peer import Post

#: Posts that are written; authors of them; how unevenly they write; posts that are looked at once for their side.
WRITTEN, AUTHORS, EXPONENT, BLOCK = 1_000_000, 200_000, 2.2, 50_000
SEED = 20_261_126
SIDES = ("women", "men")


def posts_files(folder: Path) -> tuple[Path, Path]:
    """All posts, and those that name women or men and not both, with the ``side`` they are on; as JSON lines."""
    every, sided = folder / f"peers-{WRITTEN}.jsonl", folder / f"peers-sides-{WRITTEN}.jsonl"
    if every.exists() and sided.exists():
        return every, sided
    lines, _ = write_posts(folder, WRITTEN)
    random = np.random.default_rng(SEED)
    activity = random.zipf(EXPONENT, AUTHORS).clip(max=3_200).astype(float)
    author = random.choice(AUTHORS, size=WRITTEN, p=activity / activity.sum())
    with (
        lines.open(encoding="utf-8") as source,
        every.with_suffix(".part").open("w", encoding="utf-8") as out,
        sided.with_suffix(".part").open("w", encoding="utf-8") as few,
    ):
        for start in range(0, WRITTEN, BLOCK):
            block = [json.loads(line) for line in islice(source, BLOCK)]
            for post, number in zip(block, author[start : start + BLOCK].tolist(), strict=True):
                post |= {"author": f"user{number}", "gender": ("woman", "man", None)[number % 3]}
            out.writelines(json.dumps(post, ensure_ascii=False) + "\n" for post in block)
            few.writelines(json.dumps(post, ensure_ascii=False) + "\n" for post in with_sides(block))
    every.with_suffix(".part").rename(every)
    sided.with_suffix(".part").rename(sided)
    return every, sided


def with_sides(posts: list[Post]) -> Iterator[Post]:
    """The posts that strictly name women or men and not both."""
    texts = pa.array([post["text"] for post in posts], pa.large_string())
    features = text_reader(Plan()).run(texts, pa.array(["en"] * len(posts), pa.string()))
    named = np.zeros((len(SIDES), len(posts)), dtype=bool)
    post, group = features.strict_pairs
    for row, side in zip(named, SIDES, strict=True):
        row[post[group == features.groups.index(("gender", side))]] = True
    for index in np.flatnonzero(named[0] ^ named[1]).tolist():
        yield {**posts[index], "side": SIDES[int(named[1, index])]}
