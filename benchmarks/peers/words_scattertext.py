"""scattertext: words of posts that name women against posts that name men."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .peer import Facts, Peer, Post, Work


def compare(theirs: Mapping[str, Any], ours: Mapping[str, Any]) -> str:
    """It ranks every word; we show those that differ once authors are allowed for."""
    return f"it scores {theirs['words']:,} words; with authors allowed for we show {ours['shown']:,}"


PEER = Peer(
    name="scattertext",
    package="scattertext",
    job="words by group",
    ours="words",
    posts=20_000,
    installs=(("scattertext", "six"),),
    compare=compare,
    how="its own cutter of words, since models are downloaded",
    sides=True,
)


def start() -> Work:
    """Its corpus, its scaled F-scores and its log-odds with a prior."""
    import pandas as pd
    import scattertext

    def act(posts: list[Post]) -> Facts:
        frame = pd.DataFrame({"text": [post["text"] for post in posts], "side": [post["side"] for post in posts]})
        corpus = scattertext.CorpusFromPandas(
            frame, category_col="side", text_col="text", nlp=scattertext.whitespace_nlp_with_sentences
        ).build()
        unigrams = corpus.get_unigram_corpus()
        scores = unigrams.get_scaled_f_scores("women")
        priors = scattertext.PriorFactory(unigrams, category="women", not_categories=["men"], starting_count=1)
        scorer = scattertext.LogOddsRatioInformativeDirichletPrior(priors.use_all_categories().get_priors(), 10)
        frequencies = unigrams.get_term_freq_df()
        scorer.get_scores(frequencies["women freq"], frequencies["men freq"])
        return {"words": len(scores)}

    return Work(act)
