"""ConvoKit: FightingWords, log-odds with a prior, of posts that name women against posts that name men."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from typing import Any

from .peer import Facts, Peer, Post, Work

#: Words beyond this many standard errors are what the plots of the tool tell apart.
BEYOND = 1.96


def compare(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """Our log-odds from the same counts, and how many words either calls different."""
    from audit.statistics import log_odds

    own = log_odds(theirs["a"], theirs["b"], prior=[theirs["prior"]] * len(theirs["a"])).z
    gap = max(abs(a - b) for a, b in zip(theirs["z"], own.tolist(), strict=True))
    beyond = sum(abs(each) > BEYOND for each in theirs["z"])
    return (
        f"z of {len(own):,} n-grams, ours from the same counts: largest difference {gap:.0e}; beyond {BEYOND} it has"
        f" {beyond:,}, with authors allowed for we show {ours['shown']:,} words"
    )


PEER = Peer(
    name="ConvoKit",
    package="convokit",
    job="words by group",
    ours="words",
    posts=20_000,
    installs=(
        ("--no-deps", "convokit"),
        ("numpy", "pandas", "scipy", "scikit-learn", "matplotlib", "clean-text", "unidecode", "nltk", "tqdm", "pyyaml"),
        ("msgpack-numpy", "dill", "joblib", "pymongo", "spacy", "requests", "numexpr", "bottleneck"),
    ),
    compare=compare,
    how="`FightingWords`, without the dependencies it does not use",
    sides=True,
)


def start() -> Work:
    """Its corpus and its transformer."""
    os.environ.setdefault("MPLBACKEND", "agg")
    from convokit import Corpus, FightingWords, Speaker, Utterance

    def act(posts: list[Post]) -> Facts:
        with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):  # noqa: PTH123
            speakers = {post["author"]: Speaker(id=post["author"]) for post in posts}
            said = [
                Utterance(
                    id=post["id"],
                    speaker=speakers[post["author"]],
                    conversation_id=post["id"],
                    text=post["text"],
                    meta={"side": post["side"]},
                )
                for post in posts
            ]
            words = FightingWords(ngram_range=(1, 1))
            words.fit(
                Corpus(utterances=said),
                class1_func=lambda each: each.meta["side"] == "women",
                class2_func=lambda each: each.meta["side"] == "men",
            )
        names = words.cv.get_feature_names_out().tolist()
        scores = words.ngram_zscores
        z = scores["z-score"].to_dict() if hasattr(scores, "columns") else dict(scores)
        a, b = words._count_matrix.astype(int).tolist()
        return {"a": a, "b": b, "z": [float(z[name]) for name in names], "prior": words.prior}

    return Work(act)
