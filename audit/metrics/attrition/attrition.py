"""Posts that are deleted, removed or withheld, and whose they were.

Question
    Which posts does the source still list, but mark as deleted, removed or withheld, and are those of some groups gone more
    often than others?

Definition
    gone(g) = posts of group g that are marked deleted, removed or withheld / posts of g whose status is stated. deleted(g),
    removed(g) and withheld(g) tell each status apart, where there are several. difference(g) = gone(g) - gone(all posts of
    which it is known to which group they belong); ratio(g) = gone(g) / the same. Groups are those of the author as stated,
    mentioned groups (strict forms), values of labels, communities, months, lengths, stated languages, and how many posts an
    author wrote. Intervals cluster by author. Benjamini-Hochberg over the groups of one kind and one status.

Inputs
    A status of posts. What posts are told apart by has to survive them: where what is gone has lost its text or its author,
    nothing can be said by mentioned group, or by author, and that is said.

Reading it
    A difference of +7 points means that of every 100 posts of the group 7 more are gone than of 100 posts of all. Every figure
    about text in the report is then of what is left. Two snapshots of the same posts tell more: postaudit survival.

Not evidence of
    Why posts are gone, or who took them away: a source may call deleted what moderators removed. Nor of posts that left no
    record: a source that lists only what is there shows nothing gone.

References
----------
    Zubiaga (2018), JASIST 69(8), for what is gone of 30 collections years later. Almuhimedi et al. (2013), CSCW, for which
    tweets are deleted. Elmas (2023), WebSci, for collections that lose some posts
    more than others. Korn and Graubard (1998),
    Survey Methodology 24, for shares. Newcombe (1998) and Zou and Donner (2008), Statistics in Medicine, for differences and
    ratios.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.finding import Judgement, NotMeasured
from audit.metrics.attrition.counts import count_fates, stated_fates
from audit.metrics.attrition.course import Course, Outcome
from audit.metrics.attrition.judgement import judge_fates
from audit.metrics.base import Scope
from audit.metrics.fates.fates import cell_of
from audit.metrics.post_groups import ALL
from audit.posts import PostBatch
from audit.tally import Tally

NAME = "attrition"
COURSE = Course(
    NAME,
    ("deleted", "removed", "withheld", "present"),
    3,
    (
        Outcome("gone", (0, 3), (0, 4), "are gone", "are gone more often", "are gone less often"),
        *(
            Outcome(
                each,
                (end, end + 1),
                (0, 4),
                f"are marked {each}",
                f"are marked {each} more often",
                f"are marked {each} less often",
            )
            for end, each in enumerate(("deleted", "removed", "withheld"))
        ),
    ),
)


@dataclass(frozen=True)
class Attrition:
    """Shares of posts that are gone, by group."""

    name: str = NAME
    title: str = "Whose posts are gone"

    def measure(self, posts: PostBatch) -> Tally:
        """Count posts by status and by group."""
        fate, known = stated_fates(posts, COURSE.ends)
        return count_fates(posts, NAME, fate, known, len(COURSE), COURSE.here)

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Compare what is gone of each group's posts with what is gone of all."""
        by_end = [tally.posts(cell_of(NAME, ALL, "", "everyone", end)) for end in range(len(COURSE))]
        if not sum(by_end):
            return _not_measured("The source does not say of its posts whether they are still there.")
        if not sum(by_end[: COURSE.here]):
            return _not_measured(
                "No post is marked deleted, removed or withheld. Where a source leaves out what is gone, nothing of it is seen"
                " here: hold the posts against a later snapshot with postaudit survival."
            )
        return judge_fates(tally, scope, COURSE)


def _not_measured(reason: str) -> Judgement:
    return Judgement(not_measured=(NotMeasured(NAME, reason),))
