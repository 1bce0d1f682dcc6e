"""What the sentiment scorer makes of the names of groups in neutral sentences, and how many posts it scores in a second.

    python benchmarks/sentiment_scorer.py

Writes the table of audit/resources/scorers/vader-en; its card then needs the new sha256, which is printed.
"""

from __future__ import annotations

import csv
import hashlib
import io
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from audit import resources
from audit.metrics.sentiment.masking import masked_texts
from audit.models.sentiment_scorer import scorer, version
from audit.plan import Plan
from audit.posts import PostBatch
from audit.resources import IdentityTerm
from audit.text_reader import text_reader

OUT = Path(__file__).resolve().parents[1] / "audit" / "resources" / "scorers" / "vader-en" / "shifts.csv"
#: Sentences in which no word but the name is scored, in the forms that posts have: said, asked, denied, stressed.
TEMPLATES = (
    "The {group} went to the market.",
    "I saw the {group} on the train this morning.",
    "We met the {group} at the station yesterday.",
    "The {group} live in the next street.",
    "There were {group} in the room.",
    "She wrote a letter to the {group}.",
    "He works with the {group} at the office.",
    "They talked about the {group} for an hour.",
    "The {group} were here on Monday.",
    "This book is about the {group}.",
    "The {group} arrived after lunch.",
    "My neighbours know the {group}.",
    "The {group} bought bread and milk.",
    "Somebody asked the {group} about the weather.",
    "The {group} sat near the window.",
    "What do the {group} say about the bus?",
    "Where are the {group} today?",
    "We did not see the {group} at the meeting.",
    "The {group} are not from this town.",
    "So many {group} at the lake today!",
    "The {group} will be at the library at noon.",
    "A photo of the {group} hangs in the hall.",
)


def forms(axes: Sequence[str] = ()) -> list[tuple[str, str, str]]:
    """Axis, group and form of every strict form of the English lexicon that ships, as it would stand in a post."""
    rows = [row for row in resources.identity_terms("identity-en").rows if not axes or row.axis in axes]
    found = [(row.axis, row.group, _written(row)) for row in rows]
    return sorted({each for each in found if each[2]})


def _written(row: IdentityTerm) -> str:
    if row.tier == "loose":
        return ""
    if row.tier == "adjective":  # strict before a noun for people only
        return f"{row.form} people"
    return row.form[:1].upper() + row.form[1:] if row.tier == "capital" else row.form


def batch(texts: list[str]) -> PostBatch:
    """Texts as a metric sees them."""
    table = pa.RecordBatch.from_arrays([pa.array(texts, pa.large_string())], names=["text"])
    nothing = np.zeros(len(texts), dtype=np.uint64)
    return PostBatch(table, nothing, np.zeros(len(texts), dtype=bool), {}, text_reader(Plan()).run)


def shifts(names: Sequence[tuple[str, str, str]]) -> np.ndarray:
    """Score with the name less score with the name masked, in thousandths; shape (forms, templates)."""
    texts = [template.format(group=form) for _, _, form in names for template in TEMPLATES]
    posts, score = batch(texts), scorer()
    masked = masked_texts(posts, posts.column("text"), np.arange(len(texts)))
    return (np.array(score(texts)) - np.array(score(masked))).reshape(-1, len(TEMPLATES))


def table(axes: Sequence[str] = ()) -> str:
    """The table, one row per group; of some axes only, if any are named."""
    names = forms(axes)
    moved = shifts(names)
    rows_of = defaultdict(list)
    for index, (axis, group, _) in enumerate(names):
        rows_of[axis, group].append(index)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["axis", "group", "forms", "scored", "mean_shift", "largest_shift"])
    for (axis, group), rows in sorted(rows_of.items()):
        own = moved[rows]
        means = own.mean(axis=1)
        furthest = means[np.argmax(np.abs(means))]
        scored = int(own.any(axis=1).sum())
        writer.writerow([axis, group, len(rows), scored, *(f"{each / 1000:.3f}" for each in (means.mean(), furthest))])
    return out.getvalue()


def speed(posts: int = 20_000) -> float:
    """Sentences of two or three templates, each different, that are scored in a second."""
    names = forms()
    texts = [
        " ".join(TEMPLATES[(i + k * k) % len(TEMPLATES)].format(group=names[i % len(names)][2]) for k in range(2))
        + f" {i}"
        for i in range(posts)
    ]
    score = scorer()
    started = time.process_time()
    score(texts)
    return posts / (time.process_time() - started)


def main() -> None:
    """Measure and write."""
    text = table()
    OUT.write_text(text, encoding="utf-8")
    print(f"{version()}, {len(TEMPLATES)} sentences, {len(forms()):,} forms")
    print(f'sha256 = "{hashlib.sha256(text.encode()).hexdigest()}"')
    print(f"{speed():,.0f} posts/s")


if __name__ == "__main__":
    main()
