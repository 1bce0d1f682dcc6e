"""GenBit (Microsoft): which words stand near women's and men's words.

Its lemmatiser is a model that is downloaded when it starts; here every word is its own lemma, which is quicker.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import ModuleType, SimpleNamespace
from typing import Any

from .peer import Facts, Peer, Post, Work


def compare(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """Not the same counts, but they should lean the same way."""
    share = ours["women"] / (ours["women"] + ours["men"])
    return f"of words that name either, {theirs['women']:.0%} name women; of our posts that name either, {share:.0%}"


PEER = Peer(
    name="GenBit",
    package="genbit",
    job="mentions of women and men, and words near them",
    ours="mentions_and_words",
    posts=200_000,
    installs=(("--no-deps", "genbit"), ("nltk", "numpy", "scipy", "stopwordsiso", "language-tags")),
    compare=compare,
    how="words not lemmatised, since the model is downloaded",
)


def start() -> Work:
    """Its metrics as the guide has them."""
    stanza = ModuleType("stanza")
    lemma = SimpleNamespace(sentences=[SimpleNamespace(words=[SimpleNamespace(lemma="")])])

    def same(token: str) -> SimpleNamespace:
        lemma.sentences[0].words[0].lemma = token
        return lemma

    stanza.download = lambda **_: None  # type: ignore[attr-defined]
    stanza.Pipeline = lambda **_: same  # type: ignore[attr-defined]
    sys.modules["stanza"] = stanza
    from genbit.genbit_metrics import GenBitMetrics

    def act(posts: list[Post]) -> Facts:
        metrics = GenBitMetrics("en", context_window=30, distance_weight=0.95, percentile_cutoff=80)
        metrics.add_data([post["text"] for post in posts], tokenized=False)
        told = metrics.get_metrics(output_statistics=True, output_word_list=True)
        parts = [float(told[f"percentage_of_{sex}_gender_definition_words"]) for sex in ("female", "male")]
        return {"women": parts[0] / sum(parts), "score": float(told["genbit_score"])}

    return Work(act)
