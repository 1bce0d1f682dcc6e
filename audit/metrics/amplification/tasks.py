"""What is learned, and between whom it is compared: labels with enough posts, groups with enough authors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from audit.metrics.amplification.posts import LabelledPosts, too_many_values
from audit.metrics.base import Scope
from audit.metrics.labels.counts import compared_values, named_values
from audit.metrics.labels.judgement import MOST_GROUPS as MOST_STATED
from audit.metrics.labels.several import rare_labels, several_in_a_cell
from audit.metrics.language import naming
from audit.metrics.mentions.sides import LOOSELY
from audit.metrics.weighed import lacking
from audit.posts import BUCKETS
from audit.probe import Texts, author_clusters
from audit.tally import Tally
from audit.wording import plural

#: Fewer labelled posts, posts of either value, or authors, and there is nothing to learn from.
FEWEST_POSTS, FEWEST_OF_EACH, FEWEST_AUTHORS = 200, 20, 30
#: Labels that are learned, and groups of one axis that are compared: the largest.
MOST_TASKS, MOST_GROUPS = 6, 12
#: A label with more values is a score or an id.
MOST_LABEL_VALUES = 12
#: Share of posts that one family of shared texts may hold: more, and they cannot be divided into five parts.
LARGEST_FAMILY = 0.5

Mask = npt.NDArray[np.bool_]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Task:
    """One value of one label, and the n posts that have the label.

    Attributes
    ----------
    label, value : str
    rows : ndarray of int64, shape (n,)
        In the sample.
    has : ndarray of bool, shape (n,)
        Whether the label has this value.
    texts : Texts
    cluster : ndarray of int64, shape (n,)
        Of authors who share texts.
    owner : ndarray of uint64, shape (n,)
    """

    label: str
    value: str
    rows: npt.NDArray[np.int64]
    has: Mask
    texts: Texts
    cluster: npt.NDArray[np.int64]
    owner: npt.NDArray[np.uint64]

    def counts(self, posts: Mask) -> Counts:
        """Chosen posts per author bucket; shape (128,)."""
        bucket = (self.owner[posts] & np.uint64(BUCKETS - 1)).astype(np.int64)
        return np.bincount(bucket, minlength=BUCKETS).astype(np.int64)

    def authors(self, posts: Mask) -> int:
        """Different authors of chosen posts."""
        return len(np.unique(self.owner[posts]))


@dataclass(frozen=True, eq=False)
class Comparison:
    """One group against the others.

    Attributes
    ----------
    side : str
        ``author``, ``mention``, ``language`` or ``dialect``.
    axis, group : str
    own, others : ndarray of bool, shape (n,)
        Of the task's posts.
    blurs : bool
        Whether what the groups that are compared leave is too few authors' to be worked out.
    alone : ndarray of bool, shape (n,), optional
        Posts that name the group by loose forms alone, which are of neither side; None where there are none.
    rounds : bool
        Whether these are too few authors' to be worked out.
    """

    side: str
    axis: str
    group: str
    own: Mask
    others: Mask
    blurs: bool = False
    alone: Mask | None = None
    rounds: bool = False

    @property
    def by_all_forms(self) -> Comparison:
        """The posts that name the group in any form, against the same others."""
        return self if self.alone is None else replace(self, own=self.own | self.alone, alone=None, rounds=False)

    @property
    def missing(self) -> float:
        """Share of posts whose authors state no group that is compared; nothing lacks what is read off the text."""
        known = self.own | self.others
        return lacking(int(known.sum()), len(known)) if self.side == "author" else 0.0


def tasks(posts: LabelledPosts, tally: Tally, scope: Scope) -> tuple[list[Task], list[str]]:
    """What can be learned, and why the rest cannot."""
    found: list[Task] = []
    reasons = []
    refused = too_many_values(tally, "label")
    named = posts.named("label")
    columns, floor = several_in_a_cell(named), scope.plan.floors.authors
    few = rare_labels(columns, lambda label: len(np.unique(posts.owner[posts.tagged["label", label, "yes"]])), floor)
    for column, members in columns.items():
        if number := len(few.intersection(members)):
            reasons.append(
                f"The label {column!r}: {plural(number, 'value')} on posts by fewer than {floor} {scope.voice}s."
            )
    for label, values in sorted({**{each: [] for each in refused}, **named}.items()):
        if label in few:
            continue
        if label in refused or len(values) > MOST_LABEL_VALUES:
            reasons.append(f"The label {label!r} has more than {MOST_LABEL_VALUES} values: it is a score or an id.")
        elif len(values) < 2:
            reasons.append(f"The label {label!r} has one value: there is nothing to tell apart.")
        else:
            made, why = _of_label(label, values, posts, scope)
            found += made
            reasons += why
    if len(found) > MOST_TASKS:
        reasons.append(f"Only the first {MOST_TASKS} values of labels were learned; name fewer labels for the others.")
    return found[:MOST_TASKS], reasons


def _of_label(label: str, values: list[str], posts: LabelledPosts, scope: Scope) -> tuple[list[Task], list[str]]:
    known = np.any([posts.tagged["label", label, each] for each in values], axis=0)
    rows = np.flatnonzero(known)
    owner = posts.owner[rows]
    authors = len(np.unique(owner))
    if len(rows) < FEWEST_POSTS or authors < max(FEWEST_AUTHORS, scope.plan.floors.authors):
        need = f"{FEWEST_POSTS} labelled posts by {FEWEST_AUTHORS} {scope.voice}s at least"
        return [], [f"The label {label!r}: a learner needs {need}, and there are fewer."]
    texts = posts.texts.take(rows)
    cluster = author_clusters(texts, owner)
    if np.bincount(cluster).max() > LARGEST_FAMILY * len(rows):
        why = "more than half of the posts are linked by texts that authors share, so none can be predicted from others"
        return [], [f"The label {label!r}: {why}."]
    made, rare = [], []
    for value in compared_values(values):
        has = posts.tagged["label", label, value][rows]
        task = Task(label, value, rows, has, texts, cluster, owner)
        few = min(task.authors(has), task.authors(~has)) < scope.plan.floors.authors
        if few or min(int(has.sum()), int((~has).sum())) < FEWEST_OF_EACH:
            rare.append(value)
        else:
            made.append(task)
    if not rare:
        return made, []
    floor = scope.plan.floors.authors
    named = named_values(
        values, [len(np.unique(posts.owner[posts.tagged["label", label, each]])) for each in values], floor
    )
    quoted = [f"\u201c{each}\u201d" for each in rare if each in named]
    if unnamed := len(rare) - len(quoted):
        quoted.append(plural(unnamed, "other value" if quoted else "value"))
    listed = ", ".join(quoted)
    need = f"{FEWEST_OF_EACH} posts and {scope.plan.floors.authors} {scope.voice}s with it and as many without"
    return made, [f"Of the label {label!r}, {listed}: a learner needs {need}, and there are fewer."]


def comparisons(task: Task, posts: LabelledPosts, tally: Tally, scope: Scope, *, read: bool) -> list[Comparison]:
    """Groups that can be compared; of those mentioned, and by language, only where a lexicon reads the text."""
    found = []
    refused = too_many_values(tally, "author") | {cell[2] for cell in tally.total_cells("dataset", "free text")}
    for side in ("author", "mention", "language", "dialect"):
        if side in ("mention", "language") and not read:
            continue
        for axis, groups in posts.named(side).items():
            free_text = len(groups) > MOST_STATED and not scope.plan.is_mapped(axis)
            if side != "author" or not (axis in refused or free_text):
                found += _of_axis(task, side, axis, groups, posts, tally, scope)
    return found


def partition(compared: Sequence[Comparison]) -> Counts:
    """Which groups each post is of, every combination one number, for what needs each post in one; shape (n,)."""
    result = np.zeros(len(compared[0].own), dtype=np.int64)
    for each in compared:
        _, result = np.unique(2 * result + each.own, return_inverse=True)
    return result


def _of_axis(
    task: Task, side: str, axis: str, groups: list[str], posts: LabelledPosts, tally: Tally, scope: Scope
) -> list[Comparison]:
    floor = scope.plan.floors.authors
    own = {each: posts.tagged[side, axis, each][task.rows] for each in groups}
    sizes = {each: int(mask.sum()) for each, mask in own.items()}
    large = [each for each in groups if sizes[each] >= scope.plan.floors.posts and not _tells(task, own[each], floor)]
    large = sorted(large, key=lambda each: (-sizes[each], each))[:MOST_GROUPS]
    if not large:
        return []
    printed = np.any([own[each] for each in large], axis=0)
    hidden = [own[each] for each in groups if each not in large]
    left = np.any(hidden, axis=0) if side == "mention" and hidden else ~printed if side != "mention" else None
    blurs = left is not None and _tells(task, left, floor)
    found = []
    for group in sorted(large):
        whole = printed if side != "mention" else _read(group, axis, task, posts, tally)
        others, alone = whole & ~own[group], None
        if side == "mention" and (tag := (LOOSELY, axis, group)) in posts.tagged:
            loosely = posts.tagged[tag][task.rows]
            others, alone = others & ~loosely, loosely if loosely.any() else None
        if int(others.sum()) >= scope.plan.floors.posts and not _tells(task, others, floor):
            rounds = alone is not None and _tells(task, alone, floor)
            found.append(Comparison(side, axis, group, own[group], others, blurs, alone, rounds))
    return found


def _tells(task: Task, posts: Mask, floor: int) -> bool:
    """Whether figures of these posts would tell of too few authors with the label, or without it."""
    return any(0 < task.authors(posts & each) < floor for each in (task.has, ~task.has))


def _read(group: str, axis: str, task: Task, posts: LabelledPosts, tally: Tally) -> Mask:
    """Posts in which the group could have been seen to be mentioned."""
    own, _ = naming(tally, "amplification", axis, group)
    masks = [posts.tagged[tag][task.rows] for tag in posts.tagged if tag[0] == "language" and tag[2] in own]
    return np.any(masks, axis=0) if masks else np.zeros(len(task.rows), dtype=bool)
