"""data-measurements-tool (Hugging Face): normalised pointwise mutual information of identity terms and all words.

Not on PyPI, so its method, written again: every batch of posts becomes a table of posts by words in 0 and 1, and each term's
co-occurrences are a product of that table with the term's column. Words that occur fewer than ten times are left out.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from .peer import Facts, Peer, Post, Work

TERMS = ("man", "woman", "he", "she", "him", "her", "his", "they", "them", "gay", "straight")
BATCHES, FEWEST = 500, 10


def compare(theirs: Mapping[str, Any], _ours: Mapping[str, Any]) -> str:
    """Our figure from the same counts of posts."""
    from audit.statistics import pointwise_information

    both, word, term, posts = (theirs[each] for each in ("both", "with_word", "with_term", "posts"))
    own = pointwise_information(both, word, [term] * len(word), [posts] * len(word))
    gap = max(abs(a - b) for a, b in zip(theirs["npmi"], own.tolist(), strict=True))
    return f"nPMI of {len(word):,} words, ours from the same counts: largest difference {gap:.0e}"


PEER = Peer(
    name="data-measurements-tool",
    package="pandas",
    job="words by group",
    ours="words",
    posts=20_000,
    installs=(("pandas", "scikit-learn"),),
    compare=compare,
    how="not on PyPI: its method, written again, on pandas",
)


def start() -> Work:
    """Co-occurrences of eleven terms with every word."""
    import numpy as np
    import pandas as pd
    from sklearn.preprocessing import MultiLabelBinarizer

    def act(posts: list[Post]) -> Facts:
        tokens = [set(re.findall(r"\w+", post["text"].lower())) for post in posts]
        counts = Counter(word for each in tokens for word in each)
        vocabulary = sorted(word for word, count in counts.items() if count >= FEWEST)
        known = set(vocabulary)
        tokens = [each & known for each in tokens]
        edges = np.linspace(0, len(posts), BATCHES).astype(int)
        tables = [
            pd.DataFrame(MultiLabelBinarizer(classes=vocabulary).fit_transform(tokens[first:last]), columns=vocabulary)
            for first, last in itertools.pairwise(edges)
        ]
        with_word = pd.Series(counts)[vocabulary]
        facts: Facts = {}
        for term in (each for each in TERMS if each in known):
            both = pd.Series(0, index=vocabulary)
            for table in tables:
                own = table[table[term] > 0]
                both = both.add(own.T.dot(own[term]), fill_value=0)
            joint = both[both > 0] / len(posts)
            alone = with_word[joint.index] / len(posts) * (counts[term] / len(posts))
            npmi = np.log(joint / alone) / -np.log(joint)
            if term == "her":
                facts = {
                    "both": both[joint.index].astype(int).tolist(),
                    "with_word": with_word[joint.index].tolist(),
                    "with_term": counts[term],
                    "posts": len(posts),
                    "npmi": npmi.tolist(),
                }
        return facts

    return Work(act)
