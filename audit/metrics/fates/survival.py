"""Which posts are still there in a later snapshot: by group, against all posts.

Question
    Of the posts that were there once, which are still there, and are those of some groups lost more often than others?

Definition
    survived(g) = posts of group g whose id is in the later data, and is not marked deleted, removed or withheld there / posts
    of g. absent(g) = posts whose id is not in the later data / posts of g; what is marked is told apart, where anything is.
    edited(g) = posts whose text differs / posts that are still there, where the later data have text. difference(g) =
    survived(g) - survived(all posts of which it is known to which group they belong); ratio(g) = survived(g) / the same.
    authors_gone = authors of whose posts none is still there / authors. Groups are as for attrition, read off the earlier
    data, text included. Posts without an id, and posts that were gone already, are not counted. Intervals cluster by author.
    Benjamini-Hochberg over the groups of one kind and one outcome.

Inputs
    Posts, and a later snapshot of the same posts, or the ids of those that still exist. Ids are compared as text; an id that a
    spreadsheet ruined is of no post.

Reading it
    A difference of -7 points means that of every 100 posts of the group 7 more are lost than of 100 posts of all. A ratio of
    0.9 means that the group's share of what is left is 0.9 times its share of what there was.

Not evidence of
    Why posts are lost: deletion, moderation, suspended or private accounts, or a second collection that did not ask for them.
    A text that differs need not have been edited: another export may write it otherwise.

References
----------
    Zubiaga (2018), JASIST 69(8), for what is left of 30 collections of tweets. Almuhimedi et al. (2013), CSCW, for which tweets
    are deleted. Elmas (2023), WebSci, for controversial collections, which lose more, and more of one side. Korn and Graubard
    (1998), Survey Methodology 24, for shares. Newcombe (1998) and Zou and Donner (2008), Statistics in Medicine, for
    differences and ratios.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from audit.finding import Judgement, NotMeasured
from audit.hashing import hash_strings
from audit.metrics.attrition.authors import authors_gone
from audit.metrics.attrition.counts import count_fates, stated_fates
from audit.metrics.attrition.course import Course, Outcome
from audit.metrics.attrition.judgement import judge_fates
from audit.metrics.base import Scope
from audit.metrics.coverage.ids import why_missing
from audit.posts import STATUSES, PostBatch
from audit.tally import Tally
from audit.wording import percent, plural

NAME = "survival"
NO_ID, GONE_BEFORE = (NAME, "no id"), (NAME, "gone before")
FEW_GONE_BEFORE = (
    "Some posts were gone already in the earlier data. They are of too few authors to be left out: how many there are would"
    " follow. They are looked up as all others are."
)
_MARKED = ("deleted", "removed", "withheld")
COURSE = Course(
    NAME,
    ("absent", *_MARKED, "edited", "same"),
    4,
    (
        Outcome(
            "survived",
            (4, 6),
            (0, 6),
            "are still there",
            "are still there more often",
            "are still there less often",
            is_loss=False,
        ),
        Outcome(
            "absent",
            (0, 1),
            (0, 6),
            "are not in the later data",
            "are more often not in the later data",
            "are less often not in the later data",
        ),
        *(
            Outcome(
                each,
                (end, end + 1),
                (0, 6),
                f"are marked {each} later",
                f"are marked {each} later more often",
                f"are marked {each} later less often",
            )
            for end, each in enumerate(_MARKED, start=1)
        ),
        Outcome(
            "edited",
            (4, 5),
            (4, 6),
            "have another text",
            "have another text more often",
            "have another text less often",
            whole="posts that are still there",
            is_loss=False,
        ),
    ),
)


@dataclass(frozen=True)
class Later:
    """What a later snapshot says of posts.

    Attributes
    ----------
    name : str
        What it is called.
    keys : ndarray of uint64, shape (n,)
        Stable hashes of ids, ascending.
    status : ndarray of int8, shape (n,)
        Position in :data:`audit.posts.STATUSES`.
    text : ndarray of uint64, shape (n,)
        Stable hashes of texts, 0 where there is none.
    damaged : int
        Ids that are of no post any more: a spreadsheet or a float ruined them, or their record cannot be read.
    """

    name: str
    keys: npt.NDArray[np.uint64] = field(repr=False)
    status: npt.NDArray[np.int8] = field(repr=False)
    text: npt.NDArray[np.uint64] = field(repr=False)
    damaged: int = 0

    @property
    def has_text(self) -> bool:
        """Whether any post has a text there."""
        return bool(self.text.any())


def few_gone_before(tally: Tally, floor: int) -> bool:
    """Whether posts that were gone already, and were left out, are of fewer authors than the floor."""
    return 0 < tally.authors_at_least(GONE_BEFORE) < floor


def nowhere() -> Later:
    """A snapshot that has no post."""
    return Later("", np.zeros(0, np.uint64), np.zeros(0, np.int8), np.zeros(0, np.uint64))


@dataclass(frozen=True)
class Survival:
    """Shares of posts that are still there, by group.

    Attributes
    ----------
    later : Later
    counts_gone : bool
        Whether posts that were gone already are looked up as well: where they are of few authors, all posts less those that are
        counted would tell how many they are.
    """

    later: Later
    counts_gone: bool = False
    name: str = NAME
    title: str = "Which posts are still there"

    def measure(self, posts: PostBatch) -> Tally:
        """Look each post up in the later snapshot."""
        fate, known, before = self._fates(posts)
        tally = count_fates(posts, NAME, fate, known, len(COURSE), COURSE.here)
        tally.count(NO_ID, posts.bucket[~known & ~before])
        tally.count(GONE_BEFORE, posts.bucket[before])
        return tally

    def _fates(self, posts: PostBatch) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
        """What became of each post; whether that is known; and whether it was gone before."""
        status, stated = stated_fates(posts, STATUSES)
        before = stated & (status != STATUSES.index("present")) & (not self.counts_gone)
        ids = posts.column("post_id")
        if ids is None:
            return np.zeros(len(posts), dtype=np.int64), np.zeros(len(posts), dtype=bool), before
        known = ids.is_valid().to_numpy(zero_copy_only=False) & ~before
        keys = hash_strings(ids)
        at = np.minimum(np.searchsorted(self.later.keys, keys), max(len(self.later.keys) - 1, 0))
        found = self.later.keys[at] == keys if len(self.later.keys) else np.zeros(len(posts), dtype=bool)
        marked = np.array([1 + _MARKED.index(each) if each in _MARKED else len(COURSE) - 1 for each in STATUSES])
        fate = np.where(found, marked[self.later.status[at]] if len(self.later.keys) else 0, 0)
        text = posts.column("text")
        if text is not None and self.later.has_text:
            own, other = hash_strings(text), self.later.text[at]
            fate = np.where((fate == len(COURSE) - 1) & (own != 0) & (other != 0) & (own != other), COURSE.here, fate)
        return fate.astype(np.int64), known, before

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Compare what is left of each group's posts with what is left of all."""
        notes = []
        if self.later.damaged:
            verb = "is" if self.later.damaged == 1 else "are"
            notes.append(
                f"{plural(self.later.damaged, 'id')} of {self.later.name} {verb} lost, damaged by a spreadsheet or a float or in"
                " records that cannot be read: as many posts may be there and not be found."
            )
        if self.counts_gone:
            notes.append(FEW_GONE_BEFORE)
        reasons = self._left_out(tally, scope)
        if not self.later.has_text:
            reasons.append(f"Edits: {self.later.name} has no text.")
        judged = Judgement.sum([judge_fates(tally, scope, COURSE, notes), authors_gone(tally, scope, COURSE)])
        return replace(
            judged, not_measured=(*judged.not_measured, *(NotMeasured(NAME, each) for each in reasons)), weakens=()
        )

    def _left_out(self, tally: Tally, scope: Scope) -> list[str]:
        """Posts that are not looked up."""
        reasons = []
        for cell, said in ((NO_ID, "no id and could not be looked up"), (GONE_BEFORE, "")):
            number = tally.posts(cell)
            if not number:
                continue
            few = tally.authors_at_least(cell) < scope.plan.floors.authors
            share = "Some posts" if few else f"{percent(number / max(scope.posts, 1))} of posts"
            if said:
                why = "" if few else why_missing(scope, number)
                reasons.append(f"{share} have {said}{f': {why}' if why else ''}.")
            else:
                reasons.append(f"{share} were gone already in the earlier data and are not counted.")
        return reasons
