"""Sentiment of posts: the compound score of VADER (the extra ``sentiment``), a list of scored words with rules.

VADER (Hutto and Gilbert 2014) was made for short English posts and scores words, not what is meant. Its list scores
names of groups too ("poor", "rich", "blind"), so names are replaced by :data:`MASK` before anything is scored.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable
from importlib import metadata

from audit.errors import PlanError

#: What stands for each word of a group's name: of people, and in no list of VADER's.
MASK = "people"
#: Characters of a post that are scored. VADER is meant for short texts: its score of a long one nears -1 or 1 whatever it
#: says, and its time grows with the square of the words.
SCORED_CHARACTERS = 2000


def scorer() -> Callable[[Iterable[str]], list[int]]:
    """A function from texts to compound scores in thousandths, -1000 to 1000.

    Raises
    ------
    PlanError
        The extra is not installed.
    """
    polarity = _polarity()

    def score(texts: Iterable[str]) -> list[int]:
        known: dict[str, int] = {}  # posts repeat each other, and one text always has one score
        scores = []
        for text in texts:
            scored = text[:SCORED_CHARACTERS]
            if scored not in known:
                known[scored] = round(1000 * polarity(scored)["compound"])
            scores.append(known[scored])
        return scores

    return score


def version() -> str:
    """Name and version of the scorer."""
    return f"vaderSentiment {metadata.version('vaderSentiment')}"


@functools.cache
def _polarity() -> Callable[[str], dict[str, float]]:
    try:
        from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer
    except ImportError:
        raise PlanError(
            "The plan asks for sentiment, and no scorer is installed.",
            hint="Install it with: pip install 'postaudit[sentiment]'.",
        ) from None
    polarity: Callable[[str], dict[str, float]] = SentimentIntensityAnalyzer().polarity_scores
    return polarity
