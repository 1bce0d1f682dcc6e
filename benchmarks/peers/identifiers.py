"""What finders of identifiers are asked, and how they are held against the corpus whose identifiers are known."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from .peer import Facts, Post, Work

Span = tuple[int, int, str]
Find = Callable[[str], Iterable[Span]]

CORPUS = Path(__file__).resolve().parents[2] / "tests/text/identifier_corpus.jsonl"
JOB = "identifiers in posts"


def corpus() -> list[dict[str, Any]]:
    """Posts with the identifiers in them; see ``identifier_corpus.py``."""
    return [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]


def finder(find: Find, kinds: Iterable[str]) -> Work:
    """A peer's finder; what it calls what, by our names of kinds."""
    known = sorted(set(kinds))

    def act(posts: list[Post]) -> Facts:
        return {"found": sum(1 for post in posts for span in find(post["text"]) if span[2] in known)}

    def check(_: list[Post]) -> Facts:
        return {
            "spans": [[span for span in find(post["text"]) if span[2] in known] for post in corpus()],
            "kinds": known,
        }

    return Work(act, check)


def validated(texts: list[str]) -> list[list[Span]]:
    """What we find, in characters."""
    from identifier_accuracy import found_in  # beside this folder; it asks for what only our environment has

    return found_in(texts)[0]


def compare(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """Recall and precision of both on the corpus, of the kinds that the peer finds."""
    from identifier_accuracy import scores

    kinds = set(theirs["kinds"])
    posts = corpus()
    truth = [{**post, "spans": [span for span in post["spans"] if span[2] in kinds]} for post in posts]
    none: list[list[Span]] = [[] for _ in posts]
    told = []
    for side in (theirs, ours):
        spans = [[tuple(span) for span in each if span[2] in kinds] for each in side["spans"]]
        score = scores(truth, spans, none)["all"]
        told.append(f"recall {score.recall:.2f}, precision {score.precision:.2f}")
    return f"{len(kinds)} kinds, on a corpus with known identifiers: {told[0]}; ours {told[1]}"
