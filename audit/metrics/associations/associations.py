"""Which words go with which groups: what posts are about that mention them.

Question
    Which words, emoji, hashtags and linked domains do posts that mention a group contain more often than posts that mention
    other groups of the same axis?

Definition
    Counted is presence: posts that contain the word. ratio(g, w) = share of posts that contain w among those that strictly
    mention g, over the same share among posts that strictly mention other groups of the axis and not g (posts that name g by
    loose forms alone, and another group strictly, are among these). Its limits and test allow for
    authors: the share of the word's posts that are about g, against g's share of all posts, as a binomial at the effective
    number of posts, with one correlation within authors for both sides. Words are compared that are in 20 posts or more by
    ten authors or more, with at least four effective voices; Benjamini-Hochberg over the words of one comparison, against
    the plan's rate_ratio. Order: log-odds with the corpus as the prior.

    Modifiers are the words of description windows (see descriptions), in posts that mention one group of the axis alone; only
    they say something of the group, all others are topics.

Inputs
    Text in English; authors. Identity terms, words that are part of a mention, function
    words, handles and links are no words here. Where rows of (author, groups, word) are more than 524,288, whole authors are
    drawn by hash, and the report says which part of them.

Reading it
    3.1 times means: of posts that mention the group, 3.1 times as large a share contains the word as of posts that mention
    others. Not shown is not the same as no association: what could have been shown is said.

Not evidence of
    A stereotype. Words other than modifiers are topics of posts: they may stand anywhere in them, and of whoever. Nor of what authors think:
    quotation, irony and protest count the same. Mentions are unvalidated matches of a word list.

References
----------
    Monroe, Colaresi and Quinn (2008), Political Analysis 16(4), for the order. Valentini et al. (2023), ACL, for the ratio of
    conditional probabilities. Korn and Graubard (1998), Survey Methodology 24(2), and Brown, Cai and DasGupta (2001),
    Statistical Science 16(2), for the limits. Benjamini and Hochberg (1995), JRSS B 57(1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audit.finding import Judgement, NotMeasured
from audit.metrics.associations.compare import FEWEST_POSTS, Axis, Compared, axes_of, compare, tells_of_few
from audit.metrics.associations.counts import NAME, ROWS, count_items
from audit.metrics.associations.hiding import too_few
from audit.metrics.associations.words import blocks, printed_words, rest, tell
from audit.metrics.base import Scope
from audit.metrics.language import left_out, unread
from audit.metrics.withheld import are_withheld
from audit.posts import PostBatch
from audit.resources import axis_title, group_title
from audit.tally import Tally
from audit.wording import join, percent, sentence_case


@dataclass(frozen=True)
class Associations:
    """Words, emoji, hashtags and domains in posts that mention a group, against posts that mention others of its axis."""

    name: str = NAME
    title: str = "What posts about groups are about"

    def measure(self, posts: PostBatch) -> Tally:
        """Count the items of posts that mention a group, by author and groups mentioned."""
        return count_items(posts)

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Compare the words around each group with those around the others of its axis."""
        if are_withheld(tally, NAME):
            reason = (
                "Words and who used them are never written into a tally file: run the audit on the posts themselves."
            )
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        reason_language = unread(tally, NAME)
        if reason_language is not None:
            return Judgement(not_measured=(reason_language,))
        rate = tally.samples[ROWS].rate if ROWS in tally.samples else 1.0
        sampled = "" if rate == 1 else f" Counted on {percent(rate)} of authors, drawn by hash, with all their posts."
        axes = tuple(axes_of(tally, scope))
        told = [_judge(axis, scope, sampled) for axis in axes]
        parts = [*(each for each in told if each is not None), *_silent(axes, told, scope)]
        gap = left_out(tally, NAME, only="en")
        missing = () if parts else (NotMeasured(NAME, "No post mentions a group of the lexicon strictly."),)
        return Judgement.sum([*parts, Judgement(not_measured=(*missing, *((gap,) if gap else ())))])


def _silent(axes: Sequence[Axis], told: Sequence[Judgement | None], scope: Scope) -> list[Judgement]:
    """The axes without a word that could be compared, said of all of them at once."""
    silent = [axis_title(axis.axis) for axis, each in zip(axes, told, strict=True) if each is None]
    if not silent:
        return []
    floors = scope.plan.floors
    reason = (
        f"{sentence_case(join(silent))}: no word is used in at least {FEWEST_POSTS} posts and {max(10, floors.authors)}"
        f" {scope.voice}s, or no two groups are mentioned by {floors.authors} {scope.voice}s in {floors.posts} posts each."
    )
    return [Judgement(not_measured=(NotMeasured(NAME, reason),))]


def _judge(axis: Axis, scope: Scope, sampled: str) -> Judgement | None:
    """What is told of an axis; None if no word of it could be compared."""
    floors, title = scope.plan.floors, sentence_case(axis_title(axis.axis))
    compared, silent = list[Compared](), list[str]()
    for group in axis.groups:
        counts = axis.counts(group)
        sides = [(int(each.sum()), int(((each > 0) & axis.known).sum())) for each in (counts.posts_a, counts.posts_b)]
        if all(posts >= floors.posts and authors >= floors.authors for posts, authors in sides):
            compared += compare(axis, group, counts, scope)
            silent += [group_title(group)] if tells_of_few(axis, group, counts, scope) else []
    hidden = too_few(axis, [(each, printed_words(each)) for each in compared], floors.authors)
    told = [tell(each, words, scope, sampled) for each, words in zip(compared, hidden, strict=True)]
    if not told:
        return None
    few = f"{title}: words that describe {join(silent)} are not told: few authors mention them together with other groups."
    return Judgement(
        tuple(estimate for each in told for estimate in each.estimates),
        (*(finding for each in told for finding in each.finding), rest(axis.axis, told, scope, sampled)),
        blocks(axis.axis, told, scope),
        (NotMeasured(NAME, few),) if silent else (),
    )
