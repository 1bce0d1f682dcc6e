"""The same jobs by this project: from plain records in memory to findings with intervals, unless said otherwise."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

import audit
from audit.text.identifiers import find_identifiers

from .peer import Facts, Post, Work

#: A list of names of one's own, here of the nouns of the Gender-GAP pipeline, so that both can be asked for the same count.
COLUMNS = ("axis", "group", "form", "tier", "part_of_speech", "number", "note", "source")
TEXT, LABEL = ("id", "author", "text", "lang"), ("id", "author", "gender", "label")
CARD = 'title = "Nouns of the Gender-GAP pipeline"\nlanguage = "en"\nsource = ["Muller et al. (2023), WMT"]\n'


def findings(posts: list[Post], *metrics: str, columns: Sequence[str] = TEXT, **asked: Any) -> Any:
    """An audit of these metrics, in this process, of what the job needs of the posts."""
    table = pa.table({name: [post[name] for post in posts] for name in columns})
    return audit.run(table, metrics=list(metrics), workers=1, **asked)


def posts_naming(made: Any, *groups: str, axis: str = "gender") -> Facts:
    """Posts that strictly name each group, from the rates of an audit; None where too few authors do."""
    frame = made.estimates.to_frame().set_index("id")
    rows = {group: frame.loc[f"mentions.{axis}.{group}.posts"] for group in groups}
    return {
        group: None if pd.isna(row["value"]) else round(row["value"] * row["n_posts"] / 1000)
        for group, row in rows.items()
    }


def mentions() -> Work:
    """Rates of posts that name each of all groups; checked with the words of the Gender-GAP pipeline in their place."""
    from .gender_gap import NOUNS

    def check(posts: list[Post]) -> Facts:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "gender-gap.csv"
            path.with_name("card.toml").write_text(CARD, encoding="utf-8")
            with path.open("w", encoding="utf-8", newline="") as out:
                lines = csv.writer(out)
                lines.writerow(COLUMNS)
                for group, words in NOUNS.items():
                    lines.writerows(("gender", group, word, "strict", "noun", "", "", "") for word in words)
            made = findings(posts, "mentions", lexicons={"identity": [str(path)], "mode": "replace"})
        return {f"{group}, same words": n for group, n in posts_naming(made, *NOUNS).items()}

    return Work(lambda posts: posts_naming(findings(posts, "mentions"), "women", "men"), check)


def words() -> Work:
    """Words by group of all axes: ratios with author-clustered limits and a rate of false discoveries."""

    def act(posts: list[Post]) -> Facts:
        frame = findings(posts, "associations").estimates.to_frame()
        own = frame[frame["id"].str.startswith("associations.gender.women.")] if len(frame) else frame
        return {"shown": len(own)}

    return Work(act)


def mentions_and_words() -> Work:
    """Rates of mentions, words by group, and how groups are described."""

    def act(posts: list[Post]) -> Facts:
        made = findings(posts, "mentions", "associations", "descriptions")
        return posts_naming(made, "women", "men")

    return Work(act)


def sentiment() -> Work:
    """Mean sentiment of the posts about each group, with intervals and gaps to others."""

    def act(posts: list[Post]) -> Facts:
        return posts_naming(findings(posts, "mentions", "sentiment"), "muslims", axis="religion")

    return Work(act)


def identifiers() -> Work:
    """Spans of all kinds of identifiers: the finder alone, as the peers' finders are."""
    from .identifiers import corpus, validated

    def act(posts: list[Post]) -> Facts:
        found = find_identifiers(pa.array([post["text"] for post in posts], pa.large_string()))
        return {"found": int(np.count_nonzero(found.validated))}

    return Work(act, lambda _: {"spans": validated([post["text"] for post in corpus()])})


def label_rates() -> Work:
    """Label rates by stated group, their gaps, and author-clustered intervals of both."""

    def act(posts: list[Post]) -> Facts:
        made = findings(posts, "labels", columns=LABEL, groups={"gender": "gender"}, labels=["label"])
        frame = made.estimates.to_frame().set_index("id")
        rows = {group: frame.loc[f"labels.label.yes.author.gender.{group}.rate"] for group in ("women", "men")}
        return {group: [row["value"], row["low"], row["high"]] for group, row in rows.items()}

    return Work(act)


def copies() -> Work:
    """Posts that repeat a text, exactly or nearly, and what the other figures would be without them."""

    def act(posts: list[Post]) -> Facts:
        frame = findings(posts, "repetition").estimates.to_frame().set_index("id")
        return {each: _posts(frame, f"repetition.{each}") for each in ("repeated_exact", "repeated_near")}

    return Work(act)


def everything() -> Work:
    """A whole audit, all metrics that are measured unasked."""

    def act(posts: list[Post]) -> Facts:
        made = audit.run(pa.Table.from_pylist(posts), groups={"gender": "gender"}, labels=["label"], workers=1)
        return {"estimates": len(made.estimates.to_frame())}

    return Work(act)


def _posts(frame: Any, key: str) -> float:
    return float(frame.loc[key, "value"]) if key in frame.index else float("nan")
