"""How few words cover how many posts, in collections of which it is known whether words found them.

    POSTAUDIT_SHARED_DATA=... python benchmarks/sampling_words.py

Prints the table of ``docs/sampling.md``: the share of short texts with one of 1, 3, 5, 10 and 20 words, chosen in other authors' texts, and
posts without any of the 20 over those there would be if words were independent.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np

import audit
from audit.measuring.whole import measure
from audit.metrics.sampling.sampling import Sampling
from audit.metrics.sampling.words import MOST_WORDS, function_words, texts_of
from audit.metrics.sampling.words_counts import WORDS
from audit.plan import Plan
from audit.posts import BUCKETS
from audit.statistics.word_cover import word_cover

#: File, and what its makers say that posts were found by.
COLLECTIONS = {
    "mayweather_mcgregor_tweets/tweets.csv.gz": "words (two names)",
    "davidson2017/labeled_data.csv.gz": "words (a lexicon of hate)",
    "mlma/en_dataset.csv.gz": "words (slurs, targets)",
    "redditbias/reddit_comments_gender_female_processed_phrase_annotated.csv.gz": "words (names of a group)",
    "afrisenti/pcm_train.tsv.gz": "words (of Nigerian Pidgin)",
    "hatecheck/test_suite_cases.csv.gz": "written by template",
    "hatexplain/final_hateXplain.csv.gz": "words, and masked since; Gab and Twitter",
    "edos/edos_labelled_aggregated.csv.gz": "communities, and words for a part",
    "online_misogyny_reddit/final_labels.csv.gz": "communities",
    "reddit_askmen_askwomen/AskMen_submissions.zst": "one community",
    "reddit_top_2013/reddit_top_2013.csv.gz": "80 communities",
    "stormfront/stormfront_annotations_with_text.csv.gz": "one forum",
    "goemotions/train.tsv.gz": "communities",
    "russian_troll_tweets/troll_tweets_sample.csv.gz": "accounts",
    "political_social_media/political_social_media.csv.gz": "accounts (legislators)",
    "twitter_gender_dfe/gender-classifier-DFE-791531.csv.gz": "a stream",
    "afrisenti/ha_train.tsv.gz": "Hausa, function words unknown",
    "afrisenti/sw_train.tsv.gz": "Swahili, function words unknown",
    "afrisenti/yo_train.tsv.gz": "Yoruba, function words unknown",
}


def main(folder: Path) -> None:
    """Print the table."""
    print("| collection | found by | texts | 1 | 3 | 5 | 10 | 20 words | left out | function words |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for name, how in COLLECTIONS.items():
        whole = measure(audit.load(folder / name), Plan(), workers=1, metrics=(Sampling(),))
        texts = texts_of(whole.measured.tally.samples[WORDS])
        cover = word_cover(texts.text, texts.word, texts.bucket, most=MOST_WORDS, buckets=BUCKETS)
        part = cover.covered.sum(axis=1) / cover.posts.sum()
        cells = [f"{part[step - 1]:.2f}" for step in (1, 3, 5, 10, 20)]
        left = f"{cover.left_out:.2f}" if np.isfinite(cover.left_out) else "-"
        known = f"{function_words(whole.tally):.3f}"
        print(
            f"| {name.split('/')[0]} | {how} | {len(texts.bucket):,} | {' | '.join(cells)} | {left} | {known} |",
            flush=True,
        )


if __name__ == "__main__":
    if given := os.environ.get("POSTAUDIT_SHARED_DATA"):
        main(Path(given) / "datasets")
    else:
        print("POSTAUDIT_SHARED_DATA names no folder with datasets: nothing to count.")
