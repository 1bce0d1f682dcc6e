"""HateXplain: one object of posts by id, each cut into words, with what every annotator said.

The label of a post is the one that most of its annotators gave, none where they tie.

References
----------
Mathew et al. 2021, HateXplain: A Benchmark Dataset for Explainable Hate Speech Detection. AAAI 35.
https://github.com/hate-alert/HateXplain
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import WARNINGS, Reject, Row, Skip, made_of
from audit.loaders.guessing.values import identifier, word

_PLATFORMS = ("twitter", "gab")


class HateXplain:
    """Loader of HateXplain's annotated posts."""

    name = "hatexplain"
    title = "HateXplain (posts with the label of every annotator)"
    command = "postaudit run dataset.json"
    example = (
        '{"1_gab": {"post_id": "1_gab", "annotators": [{"label": "normal", "annotator_id": 4, "target": ["None"]}], '
        '"rationales": [], "post_tokens": ["good", "morning"]}}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there are posts cut into words, with annotators."""
        return any(_is_post(each) for record in head for each in _posts(record))

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """The posts of the one object, or of a line."""
        for each in _posts(record):
            yield made_of(_row(each), each, record)


def _posts(record: Any) -> list[Any]:
    if isinstance(record, dict) and "annotators" not in record and "post_tokens" not in record:
        return list(record.values())
    return record if isinstance(record, list) else [record]


def _is_post(record: Any) -> bool:
    return (
        isinstance(record, dict)
        and isinstance(record.get("post_tokens"), list)
        and isinstance(record.get("annotators"), list)
    )


def _row(post: Any) -> Row | Skip | Reject:
    if not isinstance(post, dict):
        return Reject("bad_type", f"expected a post, found {type(post).__name__}")
    if not _is_post(post):
        return Reject("missing_text") if "annotators" in post else Skip("other object")
    text = " ".join(each for each in post["post_tokens"] if isinstance(each, str)).strip()
    ident = identifier(post.get("post_id"))
    votes = [
        {"annotator": identifier(each.get("annotator_id")), "label": label, "value": 1.0}
        for each in post["annotators"]
        if isinstance(each, dict) and (label := word(each.get("label")))
    ]
    counts = Counter(vote["label"] for vote in votes).most_common(2)
    clear = counts and (len(counts) == 1 or counts[0][1] > counts[1][1])
    row: dict[str, Any] = {
        "post_id": ident,
        "text": text or None,
        "platform": next((each for each in _PLATFORMS if (ident or "").endswith(f"_{each}")), None),
        "status": "present",
        "labels": {"label": counts[0][0]} if clear else {},
        "votes": votes or None,
    }
    if not text:
        row[WARNINGS] = ("empty_text",)
    return row
