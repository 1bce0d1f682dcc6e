"""Counting what groups of annotators say of the same posts: within, across, how often, and what they alone would decide.

Everything stands on posts that members of the group and others judged, so that nothing hangs on who was given which posts.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from audit.hashing import distinct
from audit.metrics.agreement.counts import NAME, Panel, count_pairs
from audit.metrics.agreement.votes import Answers
from audit.metrics.counting import add_groups
from audit.posts import BUCKETS, PostBatch
from audit.tally import Tally

Integers = npt.NDArray[np.int64]
_LOW = np.uint64(BUCKETS - 1)


def count_groups(
    tally: Tally, posts: PostBatch, answers: Answers, attribute: str, groups: list[str], group_of_vote: Integers
) -> None:
    """Count the answers of each group of one attribute.

    Parameters
    ----------
    group_of_vote : ndarray of int64
        Group of the annotator of each vote of the batch, -1 for none.
    """
    group = group_of_vote[answers.place]
    unknown = (group < 0) & (answers.annotator != 0)
    tally.add_total((NAME, answers.name, "annotator unstated", attribute), int(unknown.sum()))
    whole = Panel.of(answers, len(posts))
    own = [answers.take(group == index) for index in range(len(groups))]
    panels = [_spread(whole, each) for each in own]
    stated = sum(panels, np.zeros_like(whole.counts))
    for name, mine, counts in zip(groups, own, panels, strict=True):
        if not len(mine.post):
            continue
        cell = (NAME, answers.name, attribute, name)
        tally.add_authors((*cell, "annotators"), distinct(mine.annotator))
        within = Panel.of(mine, len(posts))
        several = within.post[within.judges >= 2]
        tally.count((NAME, answers.name, "several", "within", attribute, name), posts.bucket[several])
        count_pairs(tally, posts, mine, within, within=("within", attribute, name))
        _count_gap(tally, answers, whole, mine, counts, stated, cell)
        _count_flips(tally, posts, whole, counts, cell)
    for a in range(len(groups)):
        for b in range(a + 1, len(groups)):
            _count_across(
                tally, posts, whole, (own[a], own[b]), (panels[a], panels[b]), (attribute, groups[a], groups[b])
            )


def _spread(whole: Panel, mine: Answers) -> Integers:
    """How many of a group said what of each post that anyone judged; shape (posts judged, answers)."""
    counts = np.zeros_like(whole.counts)
    np.add.at(counts, (whole.local[mine.post], mine.answer), mine.times)
    return counts


def _count_gap(
    tally: Tally,
    answers: Answers,
    whole: Panel,
    mine: Answers,
    counts: Integers,
    stated: Integers,
    cell: tuple[str, ...],
) -> None:
    """Judgements by answer, of the group and of other stated groups, of posts that both judged; by annotator bucket."""
    both = (counts.sum(axis=1) > 0) & ((stated - counts).sum(axis=1) > 0)
    rows = both[whole.local[mine.post]]
    bucket = (mine.annotator[rows] & _LOW).astype(np.int64)
    tally.add_authors((*cell, "gap annotators"), distinct(mine.annotator[rows]))
    add_groups(tally, [(*cell, "gap", each) for each in answers.answers], mine.answer[rows], bucket)
    tally.add_total((*cell, "gap posts"), int(both.sum()))


def count_gap_rest(
    tally: Tally, posts: PostBatch, answers: Answers, attribute: str, groups: list[str], group_of_vote: Integers
) -> None:
    """The other side of the gap of each group: judgements of the other stated groups of the same posts."""
    group = group_of_vote[answers.place]
    whole = Panel.of(answers, len(posts))
    for index, name in enumerate(groups):
        mine, others = answers.take(group == index), answers.take((group >= 0) & (group != index))
        counts = _spread(whole, mine)
        rows = counts.sum(axis=1)[whole.local[others.post]] > 0
        bucket = (others.annotator[rows] & _LOW).astype(np.int64)
        cell = (NAME, answers.name, attribute, name)
        tally.add_authors((*cell, "rest annotators"), distinct(others.annotator[rows]))
        add_groups(tally, [(*cell, "rest", each) for each in answers.answers], others.answer[rows], bucket)


def _count_flips(tally: Tally, posts: PostBatch, whole: Panel, counts: Integers, cell: tuple[str, ...]) -> None:
    """Posts with a majority of all and one of the group, and those where the two differ; by author bucket."""
    everyone, group = _majority(whole.counts), _majority(counts)
    rows = (everyone >= 0) & (group >= 0)
    bucket = posts.bucket[whole.post]
    tally.count((*cell, "decided"), bucket[rows])
    tally.count((*cell, "flipped"), bucket[rows & (everyone != group)])
    tally.add_authors(
        (*cell, "decided"), distinct(posts.author_key[whole.post[rows]][posts.has_author[whole.post[rows]]])
    )


def _majority(counts: Integers) -> Integers:
    """The answer that most gave; -1 where two tie or nobody judged."""
    ranked = np.sort(counts, axis=1)
    second = ranked[:, -2] if counts.shape[1] > 1 else np.zeros(len(counts), dtype=np.int64)
    clear = ranked[:, -1] > second
    return np.where(clear, np.argmax(counts, axis=1), -1)


def _count_across(
    tally: Tally,
    posts: PostBatch,
    whole: Panel,
    own: tuple[Answers, Answers],
    counts: tuple[Integers, Integers],
    names: tuple[str, str, str],
) -> None:
    """Pairs of judgements of one post by members of two groups, and those that differ; by author and annotator bucket."""
    attribute, first, second = names
    cell = (NAME, own[0].name, attribute, first, "across", second)
    pairs = counts[0].sum(axis=1) * counts[1].sum(axis=1)
    differ = pairs - (counts[0] * counts[1]).sum(axis=1)
    bucket = posts.bucket[whole.post]
    rows = pairs > 0
    tally.count((*cell, "pairs"), bucket[rows], pairs[rows])
    tally.count((*cell, "differ"), bucket[rows], differ[rows])
    tally.count((*cell, "posts"), bucket[rows])
    for mine, theirs in ((own[0], counts[1]), (own[1], counts[0])):
        place = whole.local[mine.post]
        judged = theirs[place].sum(axis=1)
        other = judged - theirs[place, mine.answer]
        members = (mine.annotator & _LOW).astype(np.int64)
        tally.count((*cell, "pairs by annotator"), members, judged)
        tally.count((*cell, "differ by annotator"), members, other)
