"""Counting how annotators agree: coincidences of answers, and posts by how they were decided.

A coincidence of two answers to a post that m annotators judged weighs ``1 / (m - 1)``: counted in units of 1/720,720, the
least common multiple of 1 to 16, so that up to seventeen judges are exact and more are rounded for each post.

Cells are (agreement, question, what, side, axis, group, ...). ``pairs`` holds coincidences by the bucket of the post's author;
``first`` and ``both`` hold them by the bucket of annotators or of single ratings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.metrics.agreement.votes import Answers, pairs_of
from audit.metrics.counting import add_group_authors, add_groups, coded, mixed, named, post_identity
from audit.metrics.language import of_pairs
from audit.posts import BUCKETS, PostBatch
from audit.tally import Tally
from audit.tally.sample import levels

NAME = "agreement"
#: Weight of a coincidence among two; the least common multiple of 1 to 16.
UNIT = 720_720
#: Entropy is counted in billionths of a bit.
BIT = 1_000_000_000
#: Annotators whose numbers of judgements are kept.
MOST_ANNOTATORS = 1 << 16
#: Sizes of panels above this are counted together.
_MOST_SIZES = 100
_LOW = np.uint64(BUCKETS - 1)

Integers = npt.NDArray[np.int64]
Side = tuple[str, str, str]


@dataclass(frozen=True)
class Panel:
    """How many said what of each post that was judged.

    Attributes
    ----------
    post : ndarray of int64, shape (p,)
        Places of the posts in the batch.
    counts : ndarray of int64, shape (p, k)
    local : ndarray of int64, shape (posts of the batch,)
        Place of each post here, -1 where it was not judged.
    """

    post: Integers
    counts: Integers
    local: Integers

    @classmethod
    def of(cls, answers: Answers, posts: int) -> Panel:
        """From the answers to one question."""
        post, place = np.unique(answers.post, return_inverse=True)
        counts = np.zeros((len(post), len(answers.answers)), dtype=np.int64)
        np.add.at(counts, (place, answers.answer), answers.times)
        local = np.full(posts, -1, dtype=np.int64)
        local[post] = np.arange(len(post))
        return cls(post, counts, local)

    @property
    def judges(self) -> Integers:
        """Judgements of each post."""
        judges: Integers = self.counts.sum(axis=1)
        return judges

    def weight(self, coincidences: Integers, at: Integers | slice = slice(None)) -> Integers:
        """Coincidences of each post in units, rounded to the nearest."""
        others = np.maximum(self.judges[at] - 1, 1)
        units: Integers = (coincidences * UNIT + others // 2) // others
        return units


def count_agreement(tally: Tally, posts: PostBatch, answers: Answers) -> None:
    """Count the answers to one question of a batch."""
    panel = Panel.of(answers, len(posts))
    q = answers.name
    tally.add_total((NAME, q, "answers"), 0)
    for each in answers.answers:
        tally.add_total(
            (NAME, q, "answer", each), int(answers.times[answers.answer == answers.answers.index(each)].sum())
        )
    judges = panel.judges
    several = judges >= 2
    for size, number in zip(*np.unique(judges[several], return_counts=True), strict=True):
        tally.add_total((NAME, q, "size", str(min(int(size), _MOST_SIZES))), int(number))
    _count_decided(tally, posts, q, panel)
    count_pairs(tally, posts, answers, panel)
    _count_annotators(tally, answers)


def _count_decided(tally: Tally, posts: PostBatch, q: str, panel: Panel) -> None:
    """Posts by how many judged them and how close it was."""
    judges = panel.judges
    ranked = np.sort(panel.counts, axis=1)
    top, second = ranked[:, -1], ranked[:, -2] if ranked.shape[1] > 1 else np.zeros(len(ranked), dtype=np.int64)
    several = judges >= 2
    kinds = {
        "single": judges == 1,
        "several": several,
        "unanimous": several & (top == judges),
        "one vote": several & (top - second == 1) & (top < judges),
        "tied": several & (top == second),
    }
    bits = _entropy(panel.counts)
    for side, axis, groups, place, group in sides_of(posts, panel):
        for kind, holds in kinds.items():
            rows = holds[place]
            cells = [(NAME, q, kind, side, axis, each) for each in groups]
            add_groups(tally, cells, group[rows], posts.bucket[panel.post[place[rows]]])
        rows = several[place]
        post = panel.post[place[rows]]
        cells = [(NAME, q, "several", side, axis, each) for each in groups]
        add_group_authors(tally, cells, group[rows], posts.author_key[post], posts.has_author[post])
        cells = [(NAME, q, "entropy", side, axis, each) for each in groups]
        add_groups(tally, cells, group[rows], posts.bucket[post], bits[place[rows]])


def _entropy(counts: Integers) -> Integers:
    shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        bits = -np.where(shares > 0, shares * np.log2(shares), 0.0).sum(axis=1)
    counted: Integers = np.round(bits * BIT).astype(np.int64)
    return counted


def count_pairs(tally: Tally, posts: PostBatch, answers: Answers, panel: Panel, within: Side | None = None) -> None:
    """Coincidences by side and group; of ``within`` alone where that is given."""
    several = panel.judges >= 2
    everyone = np.flatnonzero(several)
    sides = (
        sides_of(posts, panel) if within is None else [(*within[:2], [within[2]], everyone, np.zeros_like(everyone))]
    )
    weights = []
    for a, b in pairs_of(answers.answers):
        together = panel.counts[:, a] * (panel.counts[:, b] - (a == b))
        weights.append((a, b, panel.weight(together) * several))
    for side, axis, groups, place, group in sides:
        bucket = posts.bucket[panel.post[place]]
        for a, b, weight in weights:
            own = weight[place]
            rows = np.flatnonzero(own)
            cells = [
                (NAME, answers.name, "pairs", side, axis, each, answers.answers[a], answers.answers[b])
                for each in groups
            ]
            add_groups(tally, cells, group[rows], bucket[rows], own[rows])
    tag: Side = within or ("all", "", "")
    known = answers.take(answers.annotator != 0)
    if len(known.post):
        identity = post_identity(posts)[known.post]
        ratings = mixed(identity ^ mixed(known.annotator)) & _LOW
        _count_raters(tally, known, panel, (known.annotator & _LOW).astype(np.int64), ("annotator", *tag))
        _count_raters(tally, known, panel, ratings.astype(np.int64), ("rating", *tag))


def _count_raters(tally: Tally, known: Answers, panel: Panel, bucket: Integers, tag: tuple[str, ...]) -> None:
    """Coincidences by the bucket of the one who gave the first of the two ratings, and those with both in one bucket."""
    place = panel.local[known.post]
    rows = panel.judges[place] >= 2
    place, bucket, answer = place[rows], bucket[rows], known.answer[rows]
    k = len(known.answers)
    for b in range(k):
        weight = panel.weight(panel.counts[place, b] - (answer == b), place)
        cells = [(NAME, known.name, "first", *tag, known.answers[a], known.answers[b]) for a in range(k)]
        add_groups(tally, cells, answer, bucket, weight)
    crowd, where, size = np.unique(place * BUCKETS + bucket, return_inverse=True, return_counts=True)
    shared = np.flatnonzero(size >= 2)
    if not len(shared):
        return
    inside = np.zeros((len(crowd), k), dtype=np.int64)
    np.add.at(inside, (where, answer), 1)
    inside, own = inside[shared], crowd[shared]
    for a in range(k):
        for b in range(k):
            weight = panel.weight(inside[:, a] * (inside[:, b] - (a == b)), own // BUCKETS)
            rows_ = np.flatnonzero(weight)
            cell = (NAME, known.name, "both", *tag, known.answers[a], known.answers[b])
            add_groups(tally, [cell], np.zeros_like(rows_), own[rows_] % BUCKETS, weight[rows_])


def _count_annotators(tally: Tally, answers: Answers) -> None:
    """How many judgements each annotator gave, and posts of which one gave several answers."""
    named_rows = answers.annotator != 0
    tally.add_total((NAME, answers.name, "judgements"), int(answers.times.sum()))
    tally.add_total((NAME, answers.name, "named"), int(named_rows.sum()))
    keys, post = answers.annotator[named_rows], answers.post[named_rows]
    if not len(keys):
        return
    both = np.unique(mixed(keys) ^ post.astype(np.uint64))
    tally.add_total((NAME, answers.name, "several answers"), len(keys) - len(both))
    columns = {"key": keys, "level": levels(mixed(keys)), "owner": keys, "posts": np.ones(len(keys), dtype=np.int64)}
    tally.add_rows((NAME, f"annotators of {answers.name}"), columns, MOST_ANNOTATORS)


def sides_of(posts: PostBatch, panel: Panel) -> list[tuple[str, str, list[str], Integers, Integers]]:
    """Groups of posts: side, axis, names of the groups, places in the panel, and the group of each."""
    everyone = np.arange(len(panel.post))
    found: list[tuple[str, str, list[str], Integers, Integers]] = [("all", "", [""], everyone, np.zeros_like(everyone))]
    for attribute, column in named(posts, "attribute"):
        groups, codes, known = coded(column)
        rows = np.flatnonzero(known[panel.post])
        found.append(("author", attribute, groups, rows, codes[panel.post[rows]]))
    if posts.column("text") is not None:
        features = posts.features
        language = features.language[panel.post].astype(np.int64)
        rows = np.flatnonzero(language >= 0)
        found.append(("language", "language", list(features.languages), rows, language[rows]))
        found += mentions_of(posts, panel, features.strict_pairs, "mention")
    return found


def mentions_of(
    posts: PostBatch, panel: Panel, pairs: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]], side: str
) -> list[tuple[str, str, list[str], Integers, Integers]]:
    """Groups that pairs of post and group name, as :func:`sides_of` tells of them."""
    groups = posts.features.groups
    post, group = of_pairs(pairs, posts.covered)
    place = panel.local[post]
    found: list[tuple[str, str, list[str], Integers, Integers]] = []
    for axis in sorted({each[0] for each in groups}):
        names = [own for own_axis, own in groups if own_axis == axis]
        index = np.full(len(groups), -1, dtype=np.int64)
        index[[i for i, each in enumerate(groups) if each[0] == axis]] = np.arange(len(names))
        own = (place >= 0) & (index[group] >= 0)
        found.append((side, axis, names, place[own], index[group[own]]))
    return found
