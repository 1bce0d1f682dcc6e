"""Sentiment of posts that mention a group, by a scorer whose own bias is told.

Question
    Are posts that mention one group more negative or more positive in their words than posts that mention comparable
    groups, or nobody?

Definition
    score(post) = VADER's compound score, -1 to 1, of the first 2,000 characters, after every word of every form that names
    a group, strictly or loosely, was replaced by "people". mean(g) = mean score of posts with a strict form of g.
    gap_to_others(g) = mean(g) - mean score of posts that mention another group of the same axis and name g in no form,
    strict or loose; a post that mentions both counts for g. gap_to_nobody(g) = mean(g) - mean score of posts that name no group in any form, of which a
    sample by hash is scored. Tested against the plan's sentiment_gap, Benjamini-Hochberg over all gaps of an axis. A gap
    is judged only where at least as many authors as the plan's floor wrote posts of either side in which VADER knows a
    word.

Inputs
    English text, and the extra postaudit[sentiment]. Every post that names a group is scored, so it is measured on request
    only.

Reading it
    A single word moves a neutral sentence far: "odd" to -0.32, "sad" to -0.48, "happy" to 0.57. Posts on hard topics
    score low whatever they say of the people concerned. What names alone would do to the score is printed with each
    finding.

Not evidence of
    Stance: the score is that of the words of a post, not of what its author thinks of the group. A post that defends a group
    against violence scores low. VADER reads no irony, and a slur is masked as any name is. Scorers
    like it rate African American English as more negative than it is, so a gap between groups, communities or authors whose English differs is no gap in sentiment.

References
----------
    Hutto and Gilbert (2014), ICWSM 8(1), for VADER. Kiritchenko and Mohammad (2018), *SEM, for scorers that move with
    the name of a group alone. Resende et al. (2024), arXiv:2401.12720, for VADER on African American English. Zad et al. (2021), WOAH, for scores of names
    in word lists. Benjamini and Hochberg (1995), JRSS B 57(1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.finding import Judgement, NotMeasured
from audit.hashing import hash_strings
from audit.metrics.base import Scope
from audit.metrics.counting import add_group_authors, add_groups, mixed, post_identity
from audit.metrics.language import count_language, doubtful, left_out, of_pairs, unread
from audit.metrics.mentions.sides import named_loosely_beside
from audit.metrics.sentiment.axis import SentimentOfAxis
from audit.metrics.sentiment.masking import masked_texts
from audit.metrics.sentiment.sums import ANY, ASIDE, LOWEST, NAME, NOBODY, nobody, scored_by
from audit.metrics.sentiment.words import nobody_sampled, only_so_far
from audit.models.sentiment_scorer import SCORED_CHARACTERS, scorer, version
from audit.posts import PostBatch
from audit.tally import Cell, Tally
from audit.tally.sample import Sample, levels
from audit.wording import join

#: Posts that name nobody of which the score is kept, and so the most of a batch that are scored: a mean of 2,048 posts is
#: good to about 0.02.
MOST_OF_NOBODY = 1 << 12
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Sentiment:
    """Mean scores of posts that mention each group, against those that mention others, and nobody."""

    name: str = NAME
    title: str = "Sentiment of posts about groups"

    def measure(self, posts: PostBatch) -> Tally:
        """Sum the scores of posts by mentioned group."""
        tally = Tally()
        text = posts.column("text")
        if text is None:
            return tally
        count_language(tally, NAME, posts, only="en")
        tally.add_total((NAME, "scorer", version()), 0)
        features = posts.features
        post, group = of_pairs(features.strict_pairs, posts.english)
        rows, place = np.unique(post.astype(np.int64), return_inverse=True)
        texts = masked_texts(posts, text, rows)
        tally.add_total((NAME, "cut"), sum(len(each) > SCORED_CHARACTERS for each in texts))
        tally.add_total((NAME, "scored posts"), len(texts))
        score = np.array(scorer()(texts), dtype=np.int64)
        axes = sorted({axis for axis, _ in features.groups})
        axis_of = np.array([axes.index(axis) for axis, _ in features.groups], dtype=np.int64)
        _add_sums(tally, features.groups, group.astype(np.int64), posts.bucket[post], score[place])
        cells: list[Cell] = [(NAME, "posts", *each) for each in features.groups]
        add_group_authors(tally, cells, group, posts.author_key[post], posts.has_author[post])
        # A post of several groups of one axis counts once for the axis.
        once, first = np.unique(post.astype(np.int64) * max(len(axes), 1) + axis_of[group], return_index=True)
        everyone = [(axis, ANY) for axis in axes]
        _add_sums(tally, everyone, once % max(len(axes), 1), posts.bucket[post[first]], score[place[first]])
        aside, named = named_loosely_beside(features, posts.english, axis_of)
        their = score[np.searchsorted(rows, aside)]
        _add_sums(tally, features.groups, named.astype(np.int64), posts.bucket[aside], their, ASIDE)
        _add_nobody(tally, posts, text)
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Compare each group with the others of its axis, and with posts that name nobody."""
        reason = unread(tally, NAME, only="en")
        if reason is not None:
            return Judgement(not_measured=(reason,))
        versions = scored_by(tally)
        if len(versions) != 1:
            told = f"Parts were scored by different versions ({join(versions)}), which cannot be compared."
            return Judgement(not_measured=(NotMeasured(NAME, told),))
        others = nobody(tally)
        axes = sorted({cell[2] for cell in tally.cells(NAME, "posts")})
        parts = [SentimentOfAxis(axis, others, tally, scope).judge() for axis in axes]
        notes = (
            nobody_sampled(tally),
            only_so_far(tally),
            left_out(tally, NAME, only="en", floor=scope.plan.floors.authors),
            doubtful(tally, NAME, scope.plan.floors.authors),
        )
        mean = SentimentOfAxis("", others, tally, scope).mean_of_nobody()
        said = Judgement((mean,) if axes else (), not_measured=tuple(each for each in notes if each))
        return Judgement.sum([*parts, said])


def _add_sums(
    tally: Tally,
    groups: list[tuple[str, str]] | tuple[tuple[str, str], ...],
    group: Rows,
    bucket: Rows,
    score: Rows,
    which: str = "",
) -> None:
    """Posts, posts in which the scorer knows a word, and scores above the lowest there is, which are never negative."""
    known = score != 0
    add_groups(tally, [(NAME, f"{which}posts", *each) for each in groups], group, bucket)
    add_groups(tally, [(NAME, f"{which}known", *each) for each in groups], group[known], bucket[known])
    add_groups(tally, [(NAME, f"{which}scores", *each) for each in groups], group, bucket, score - LOWEST)


def _add_nobody(tally: Tally, posts: PostBatch, text: pa.Array) -> None:
    """Score a sample of the posts that name no group in any form; the same posts whatever the batch they come in."""
    features = posts.features
    naming = np.zeros(len(posts), dtype=bool)
    for pairs in (features.loose_pairs, features.evaded_pairs):
        naming[pairs[0]] = True
    rows = np.flatnonzero(posts.english & ~naming)
    key = mixed(post_identity(posts)[rows] ^ hash_strings(text.take(pa.array(rows))))
    level = levels(key)
    # What the sample would drop of this batch alone is dropped in any sum, so it need not be scored.
    per_level = np.bincount(levels(np.unique(key)), minlength=65)
    at_least = np.r_[np.cumsum(per_level[::-1])[::-1], 0]
    lowest = int(np.argmax(at_least <= MOST_OF_NOBODY))
    kept = level >= lowest
    rows = rows[kept]
    score = scorer()(text.take(pa.array(rows)).to_pylist())
    tally.samples[NOBODY] = Sample(MOST_OF_NOBODY, lowest)
    tally.add_rows(
        NOBODY,
        {
            "key": key[kept],
            "level": level[kept],
            "owner": posts.author_key[rows],
            "flags": posts.has_author[rows].astype(np.uint8),
            "score": np.array(score, dtype=np.int64) - LOWEST,
            "posts": np.ones(len(rows), dtype=np.int64),
        },
        MOST_OF_NOBODY,
    )
