"""Which posts the English lexicons can be read against, and whether the dataset is English at all.

A lexicon of one language says nothing of posts in another: those posts are not measured, which is not the same as not
mentioning anyone. Stated language decides where there is one. Where there is none, posts written in another script are
left out one by one, and the dataset as a whole must look English: in running English about four words in ten are
function words (the, of, and ...), in other languages that use the Latin script fewer than one in ten happen to be
spelt like one.
"""

from __future__ import annotations

from audit.author_sets import distinct
from audit.finding import NotMeasured
from audit.posts import PostBatch
from audit.tally import Tally
from audit.wording import percent

#: Half of what running English shows; measured on the corpora named in the docs, other Latin-script languages stay
#: below 0.10 and English posts, short as they are, above 0.25.
FUNCTION_WORD_FLOOR = 0.15


def count_language(tally: Tally, metric: str, posts: PostBatch) -> None:
    """Count posts, posts the lexicons are read against, and their words."""
    english = posts.english
    features = posts.features
    text = posts.column("text")
    written = text.is_valid().to_numpy(zero_copy_only=False) if text is not None else english
    tally.count((metric, "all"), posts.bucket[written])
    tally.count((metric, "english"), posts.bucket[english])
    tally.add_authors((metric, "english"), distinct(posts.author_key[english & posts.has_author]))
    tally.add_total((metric, "tokens"), int(features.tokens[english].sum()))
    tally.add_total((metric, "function words"), int(features.function_words[english].sum()))


def not_english(tally: Tally, metric: str) -> NotMeasured | None:
    """Why the English lexicons cannot be read against this dataset, or None if they can."""
    posts, english = tally.posts((metric, "all")), tally.posts((metric, "english"))
    if posts == 0:
        return NotMeasured(metric, "There is no text.")
    if english == 0:
        return NotMeasured(
            metric, "No post is in English, and the lexicons at hand are English: not measured, which is not zero."
        )
    tokens = tally.totals.get((metric, "tokens"), 0)
    function_words = tally.totals.get((metric, "function words"), 0)
    if tokens == 0 or function_words / tokens < FUNCTION_WORD_FLOOR:
        share = percent(function_words / tokens) if tokens else "none"
        return NotMeasured(
            metric,
            f"The text does not look English: {share} of its words are English function words, where running English"
            " has about 40%. The lexicons at hand are English: not measured, which is not zero.",
        )
    return None


def left_out(tally: Tally, metric: str) -> NotMeasured | None:
    """The share of posts that the English lexicons were not read against, or None if there are none."""
    posts, english = tally.posts((metric, "all")), tally.posts((metric, "english"))
    if english == posts:
        return None
    return NotMeasured(
        metric,
        f"{percent(1 - english / posts)} of posts with text are not in English, or have no words; the lexicons at hand"
        " are English, so nothing is said of these posts.",
    )
