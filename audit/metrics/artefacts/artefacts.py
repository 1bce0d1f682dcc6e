"""Which single words tell of a label.

Question
    Are there words that alone go with a label, so that a model trained on the posts could go by them: words for groups of
    people and words of a dialect among them?

Definition
    z(w, v) = (p - p0) / sqrt(p0 (1 - p0) / n): p is the rate of label v among posts with the word w, p0 that among all
    labelled posts, and n the effective number of authors who used the word. gap(w, v) = p - p0. Tested are words of 20 posts
    or more, by ten authors or more; Benjamini-Hochberg over all words and values of one label. A word is shown to go with a
    label where its gap lies above the plan's label_gap and the q-value holds.

Inputs
    English text, a label column, authors. Words of hashtags count, numbers do not. Where rows of (author, label, word) are more
    than 1,048,576, whole authors are drawn by hash, and the report says which part of them. Words are not written to tally
    files. Words of a dialect are told apart where the plan names a dialect model: those that come from its topic called
    African-American with 80% or more.

Reading it
    z counts standard errors. Words for groups of people, and of a dialect, are listed apart: that they alone tell of a label
    is what a model would learn to hold against whoever is named, or speaks so.

Not evidence of
    An artefact. In language no single word should decide alone, but words that rightly tell of a label fail the test as well
    as those that tell of how posts were sampled. With many posts, all words differ from all posts a little; that is why a
    gap has to be beyond the tolerance.

References
----------
    Gardner et al. (2021), EMNLP, "Competency problems". Benjamini and Hochberg (1995), JRSS B 57(1). Wilson (1927), JASA 22,
    for the limits. Blodgett, Green and O'Connor (2016), EMNLP, for the dialect model.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.finding import Judgement, NotMeasured
from audit.metrics.artefacts.counts import NAME, ROWS, count_words
from audit.metrics.artefacts.words import judge_labels
from audit.metrics.base import Scope
from audit.metrics.language import left_out, unread
from audit.metrics.withheld import are_withheld
from audit.posts import PostBatch
from audit.tally import Tally


@dataclass(frozen=True)
class Artefacts:
    """Words whose posts have a label more often than all posts."""

    name: str = NAME
    title: str = "Words that tell of a label"

    def measure(self, posts: PostBatch) -> Tally:
        """Count posts by author, label and word."""
        return count_words(posts)

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Hold the label rate of posts with each word against that of all posts."""
        if are_withheld(tally, NAME):
            reason = (
                "Words and who used them are never written into a tally file: run the audit on the posts themselves."
            )
        elif not (tally.total_cells(NAME, "side") or tally.total_cells(NAME, "too many values")):
            reason = "There is no text, or no label column, or none was named."
        elif foreign := unread(tally, NAME, only="en"):
            reason = foreign.reason
        elif ROWS not in tally.samples or not len(tally.samples[ROWS]):
            reason = "No labelled post is in English."
        else:
            gap = left_out(tally, NAME, only="en", floor=scope.plan.floors.authors)
            return Judgement.sum([judge_labels(tally, scope), Judgement(not_measured=(gap,) if gap else ())])
        return Judgement(not_measured=(NotMeasured(NAME, reason),))
