"""Two collections of one topic: what is in both, what is in neither, and whether they are alike.

Question
    How far do two collections of one topic hold the same posts, use the same words, and come from the same places?

Definition
    in_the_other(A) = posts of A that are in B / posts of A, over all and by time of posting. Posts are the same if they have the
    same id; where one collection has no ids, if they have the same text, each text counted once. population = (n1 + 1)(n2 + 1) /
    (m + 1) - 1, where n1 and n2 are the posts of each and m those in both (Chapman). tau(k) = Kendall's tau-b over the terms
    that are among the k most frequent of either side, between a half of A and a half of B (between), and between two halves of
    one collection (within), authors being divided at random and as many on each side; difference = within - between. Terms are
    words, without function words, and hashtags, that the floor of authors or more use; posts that have a term are counted.
    divergence = Jensen-Shannon divergence of stated languages, and of communities, held against that of two halves of one
    collection; difference(g) = share of g in A - share of g in B. Intervals cluster by author. Benjamini-Hochberg over the k of
    one kind of term, and over languages, and communities.

Inputs
    Two collections, read as they would be alone. Authors, for halves; ids or texts, for what is in both.

Reading it
    A tau of 0.6 between the two says little alone: two halves of one collection may reach no more. A difference of 0.2 says that
    the two agree less than samples of one population would.

Not evidence of
    Which of the two is right. Nor of the size of a population, unless both caught posts independently of each other and each post
    as likely as any other: two searches for similar words, or two draws from one stream, do not, and the estimate is then too
    small.

References
----------
    Morstatter et al. (2013), ICWSM, Is the sample good enough?, for tau of top hashtags against that of random samples. Chapman
    (1951), University of California Publications in Statistics 1; Seber (1982), The Estimation of Animal Abundance; Sadinle
    (2009), Communications in Statistics 38(9), for the size of a population. Kendall (1945), Biometrika 33. Lin (1991), IEEE
    Transactions on Information Theory 37(1).
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.finding import Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.overlap.counts import NAME, SIDES, By, count_collection
from audit.metrics.overlap.ids import judge_ids, otherwise_named
from audit.metrics.overlap.places import judge_places
from audit.metrics.overlap.terms import judge_terms
from audit.posts import PostBatch
from audit.tally import Tally


@dataclass(frozen=True)
class Overlap:
    """What two collections have in common.

    Attributes
    ----------
    names : (str, str)
        What the collections are called.
    side : str
        The one that is being measured, of :data:`audit.metrics.overlap.counts.SIDES`.
    by : str
        What makes two posts the same: ``id`` or ``text``.
    """

    names: tuple[str, str] = ("the first collection", "the second collection")
    side: str = SIDES[0]
    by: By = "id"
    name: str = NAME
    title: str = "What two collections have in common"

    def measure(self, posts: PostBatch) -> Tally:
        """Count one batch of one collection."""
        return count_collection(posts, self.side, self.by)

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Hold one collection against the other."""
        lacking = [name for name, side in zip(self.names, SIDES, strict=True) if not tally.posts((NAME, side, "posts"))]
        if lacking:
            return Judgement(not_measured=(NotMeasured(NAME, f"There are no posts of {lacking[0]}."),))
        return Judgement.sum(
            [
                judge_ids(tally, scope, self.names, self.by),
                judge_terms(tally, scope, otherwise_named(tally)),
                judge_places(tally, scope, self.names),
            ]
        )
