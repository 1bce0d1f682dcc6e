"""What posts about groups talk of: which themes travel with which groups.

Question
    Do posts that mention one group use words of a theme more often than posts that mention comparable groups?

Definition
    rate(g, c) = posts that mention g (strict) and use a marker of category c / posts that mention g. rate_of_reach(g,
    c) counts the likes of these posts in place of the posts. There is none per author: the share of authors who ever use
    such a word grows with how much each of them wrote.
    ratio(g, c) = rate(g, c) / rate(others, c), others being posts that mention another group of the same axis and
    name g in no form, strict or loose; a post that mentions both counts for g. Words that are part of a mention are no markers of it ("illegal" in
    "illegal immigrants"). Essentialising generics count only when they say of all, most, every or typical members of g
    that they are so; "not all", "some", "these", questions and conditions do not count. Tested on the log scale against the plan's rate_ratio, Benjamini-Hochberg over
    all groups and categories of an axis.

Inputs
    Text in a language that has an identity lexicon and a marker lexicon.

Reading it
    2.6 times means: of posts that mention the group, 2.6 times as large a share uses a word of the theme. Markers and
    mention stand in the same post, not necessarily in the same sentence.

Not evidence of
    Intent, endorsement or truth: quotation, irony and counter-speech count the same. Posts about a topic use the
    topic's words. These are unvalidated word matches until a coded sample corrects them.

References
----------
    Rhodes, Leslie and Tworek (2012), PNAS 109(34), for generics. Valentini et al. (2023), ACL, for ratios of
    conditional probability as the association measure. Benjamini and Hochberg (1995), JRSS B 57(1).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.finding import Judgement
from audit.hashing import distinct
from audit.metrics.base import Scope
from audit.metrics.counting import add_groups, among, reach
from audit.metrics.language import count_language, doubtful, left_out, of_pairs, unread
from audit.metrics.mentions.sides import named_loosely_beside
from audit.metrics.themes.telling import ANY, ASIDE, OVERLAP, UNVALIDATED, Telling
from audit.metrics.themes.themes import judge_axes
from audit.posts import PostBatch
from audit.tally import Cell, Tally

NAME = "markers"
ESSENTIALISING = "essentialising"
CAVEAT = (
    "A marker is a word match in the same post, not a judgement of intent: quotation, irony and counter-speech count"
    " the same as endorsement."
)
TELLING = Telling(
    name=NAME,
    claim="{theme} cluster around {group}",
    themes="themes in the same post",
    statement="{rate} of posts that mention {group} use {theme}, against {others} of {against}.",
    unit="share of posts using a marker of this theme",
    caption="Use of each theme in posts that mention {groups}, with {level} intervals clustered by {voice}.",
    caveat=CAVEAT,
    unvalidated=UNVALIDATED,
    overlapping=frozenset({ESSENTIALISING}),
)


@dataclass(frozen=True)
class Markers:
    """Rates of marker categories in posts that mention a group, against posts that mention others of its axis."""

    name: str = NAME
    title: str = "What posts about groups talk of"

    def measure(self, posts: PostBatch) -> Tally:
        """Count posts by mentioned group and marker category."""
        tally = Tally()
        if posts.column("text") is None:
            return tally
        count_language(tally, NAME, posts, only="en")
        features, english = posts.features, posts.english
        post, group = of_pairs(features.strict_pairs, english)
        cells = [(NAME, "posts", *each) for each in features.groups]
        add_groups(tally, cells, group, posts.bucket[post])
        for index, keys in posts.english_authors_by_group.items():
            tally.add_authors(cells[index], keys)
        likes = reach(posts)
        if likes is not None:
            add_groups(
                tally, [(NAME, "reach", *each) for each in features.groups], group, posts.bucket[post], likes[post]
            )
        self._categories(tally, posts, post, group, features.groups, likes)
        axes = sorted({axis for axis, _ in features.groups})
        axis_of = np.array([axes.index(axis) for axis, _ in features.groups], dtype=np.int64)
        # One pair per (post, axis): the posts that mention any group of the axis, each counted once.
        once = distinct(post.astype(np.int64) * len(axes) + axis_of[group])
        any_post, any_axis = once // len(axes), once % len(axes)
        any_groups = tuple((axis, ANY) for axis in axes)
        add_groups(tally, [(NAME, "posts", *each) for each in any_groups], any_axis, posts.bucket[any_post])
        self._categories(tally, posts, any_post, any_axis, any_groups)
        aside = named_loosely_beside(features, english, axis_of)
        add_groups(tally, [(NAME, ASIDE, *each) for each in features.groups], aside[1], posts.bucket[aside[0]])
        self._categories(tally, posts, *aside, features.groups, kind=ASIDE)
        self._generics(tally, posts, features.generic_pairs, english, axis_of, any_groups, likes)
        return tally

    def _categories(
        self,
        tally: Tally,
        posts: PostBatch,
        post: npt.NDArray[np.integer],
        group: npt.NDArray[np.integer],
        groups: tuple[tuple[str, str], ...],
        likes: npt.NDArray[np.int64] | None = None,
        kind: str = "marked",
    ) -> None:
        mask = posts.features.marker_mask[post]
        for index, category in enumerate(posts.features.categories):
            if category == ESSENTIALISING:
                continue
            rows = (mask >> np.uint32(index)) & np.uint32(1) == 1
            cells: list[Cell] = [(NAME, kind, *each, category) for each in groups]
            add_groups(tally, cells, group[rows], posts.bucket[post[rows]])
            if likes is not None:
                cells = [(NAME, "marked reach", *each, category) for each in groups]
                add_groups(tally, cells, group[rows], posts.bucket[post[rows]], likes[post[rows]])
            tally.add_total((NAME, "category", category), 0)

    def _generics(
        self,
        tally: Tally,
        posts: PostBatch,
        pairs: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]],
        english: npt.NDArray[np.bool_],
        axis_of: npt.NDArray[np.int64],
        any_groups: tuple[tuple[str, str], ...],
        likes: npt.NDArray[np.int64] | None,
    ) -> None:
        # Only where the group is also mentioned strictly: what is counted must be part of what it is divided by.
        groups = len(posts.features.groups)
        strict_post, strict_group = posts.features.strict_pairs
        mentioned = among(_pair(pairs, groups), _pair((strict_post, strict_group), groups))
        post, group = (each[english[pairs[0]] & mentioned] for each in pairs)
        cells: list[Cell] = [(NAME, "marked", *each, ESSENTIALISING) for each in posts.features.groups]
        add_groups(tally, cells, group, posts.bucket[post])
        if likes is not None:
            cells = [(NAME, "marked reach", *each, ESSENTIALISING) for each in posts.features.groups]
            add_groups(tally, cells, group, posts.bucket[post], likes[post])
        once = distinct(post.astype(np.int64) * len(any_groups) + axis_of[group])
        cells = [(NAME, "marked", *each, ESSENTIALISING) for each in any_groups]
        add_groups(tally, cells, once % len(any_groups), posts.bucket[once // len(any_groups)])
        # Posts that mention g and generalise about any group of its axis: what the others of g do not hold.
        both = among(strict_post.astype(np.int64) * len(any_groups) + axis_of[strict_group], once)
        cells = [(NAME, OVERLAP, *each, ESSENTIALISING) for each in posts.features.groups]
        add_groups(tally, cells, strict_group[both], posts.bucket[strict_post[both]])
        aside_post, aside_group = named_loosely_beside(posts.features, english, axis_of)
        both = among(aside_post.astype(np.int64) * len(any_groups) + axis_of[aside_group], once)
        cells = [(NAME, ASIDE, *each, ESSENTIALISING) for each in posts.features.groups]
        add_groups(tally, cells, aside_group[both], posts.bucket[aside_post[both]])
        tally.add_total((NAME, "category", ESSENTIALISING), 0)

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Compare each group with the others of its axis, category by category."""
        reason = unread(tally, NAME, only="en")
        if reason is not None:
            return Judgement(not_measured=(reason,))
        floor = scope.plan.floors.authors
        gaps = (left_out(tally, NAME, only="en", floor=floor), doubtful(tally, NAME, floor))
        told = Judgement(not_measured=tuple(each for each in gaps if each))
        return Judgement.sum([judge_axes(TELLING, tally, scope), told])


def _pair(pairs: tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]], groups: int) -> npt.NDArray[np.int64]:
    """One number per (post, group) pair."""
    return pairs[0].astype(np.int64) * groups + pairs[1]
