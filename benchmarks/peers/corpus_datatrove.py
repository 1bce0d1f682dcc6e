"""datatrove: a pipeline of its statistics and its formatter of identifiers, against a whole audit."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from typing import Any

from .peer import Facts, Peer, Post, Work


def compare(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """They answer different questions."""
    return (
        f"not the same: it gives statistics of {theirs['documents']:,} texts, an audit {ours['estimates']:,} estimates"
    )


PEER = Peer(
    name="datatrove",
    package="datatrove",
    job="a whole run",
    ours="everything",
    posts=50_000,
    installs=(("datatrove[io,processing]", "spacy", "orjson"),),
    compare=compare,
    how="identifiers, statistics of documents, lines and words; ours all metrics",
)


def start() -> Work:
    """Its steps on documents in memory."""
    from datatrove.data import Document
    from datatrove.pipeline.formatters import PIIFormatter
    from datatrove.pipeline.stats import DocStats, LineStats, WordStats
    from loguru import logger

    logger.remove()

    def act(posts: list[Post]) -> Facts:
        documents = (Document(text=post["text"], id=post["id"]) for post in posts)
        with (
            tempfile.TemporaryDirectory() as folder,
            open(os.devnull, "w", encoding="utf-8") as nowhere,  # noqa: PTH123
            contextlib.redirect_stderr(nowhere),
        ):
            steps = [
                PIIFormatter(),
                *(
                    each(f"{folder}/{each.__name__}", groups_to_compute=["summary"])
                    for each in (DocStats, LineStats, WordStats)
                ),
            ]
            passed = documents
            for step in steps:
                passed = step.run(passed)
            return {"documents": sum(1 for _ in passed)}

    return Work(act)
