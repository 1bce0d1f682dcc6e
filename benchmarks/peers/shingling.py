"""Near copies by other libraries' sketches: the same shingles, threshold and families as this project's definition."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .peer import Facts, Post

JOB = "near copies of texts"
PERMUTATIONS, THRESHOLD = 128, 0.8
_NOT_SAID = re.compile(r"https?://\S+|\bwww\.\S+|@\w+|^RT\b")
_WORD = re.compile(r"\w+")


def shingles(text: str) -> list[str]:
    """Runs of three words, or of five characters in texts of fewer than eight words; links and handles left out."""
    words = _WORD.findall(_NOT_SAID.sub(" ", text).casefold())
    if len(words) >= 8:
        return [" ".join(words[at : at + 3]) for at in range(len(words) - 2)]
    joined = " ".join(words)
    return [joined[at : at + 5] for at in range(max(1, len(joined) - 4))] if joined else []


def families(posts: list[Post], near: Callable[[list[list[str]]], Iterable[tuple[int, int]]]) -> Facts:
    """Share of posts that repeat a text, given a function from shingles of texts to pairs of near ones."""
    texts: dict[tuple[str, ...], int] = {}
    worded = 0
    for post in posts:
        found = shingles(post["text"])
        worded += bool(found)
        if found:
            texts.setdefault(tuple(found), len(texts))
    parent = list(range(len(texts)))

    def root(each: int) -> int:
        while parent[each] != each:
            parent[each] = parent[parent[each]]
            each = parent[each]
        return each

    for one, other in near([list(each) for each in texts]):
        parent[root(one)] = root(other)
    groups = sum(root(each) == each for each in range(len(texts)))
    return {"repeated_exact": 1 - len(texts) / worded, "repeated_near": 1 - groups / worded}


def compare(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """Shares of posts that repeat a text."""
    return "; ".join(
        f"{title} {theirs[key]:.2%}, ours {ours[key]:.2%}"
        for key, title in (("repeated_exact", "exact copies"), ("repeated_near", "with near ones"))
    )
