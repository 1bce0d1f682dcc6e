"""Which words go together in vectors made of the dataset's own text.

Question
    Do sets of words for groups of people stand nearer to one idea than to another, as word vectors of this text see it?

Definition
    s(w) = mean cosine of a word with the words of A - mean cosine with those of B. effect (WEAT's d) = (mean of s over the
    words of X - mean over those of Y) / standard deviation of s over both, n - 1. first_association, second_association =
    mean s of X, of Y: which of the two carries the effect. distance (RND) = mean over the words of A of (distance to the
    mean vector of Y - distance to that of X), less the same over B. Vectors: positive mutual information of the 2,000 most
    frequent words and those of the sets, five words to either side; of its eigenvectors those of the 50 largest eigenvalues
    but the first, each word's vector being the sum of what it is as a word and as a context. Intervals: authors are divided
    into halves ten times, vectors made of either half, and t with ten degrees of freedom times how far halves lie apart
    (root of the mean square over the root of two) laid around the effect of all the text. p: the larger of that
    over authors against an effect of 0.2, and that over all divisions of the words of X and Y, or 100,000 of them;
    Benjamini-Hochberg over all sets.

Inputs
    English text, and authors. Up to 2,097,152 words are kept, of whole authors drawn by hash; above that the figures say
    which share of authors they stand on. A word counts if it occurs 50 times and as many authors use it as the floor asks
    for; a set needs four such words. Less than 50,000 words of text, or 30 authors, are not measured. What words there are
    is never written to a tally file, so files that are added cannot be measured.

Reading it
    Above zero, X goes with A and Y with B. Shown: the interval over authors lies beyond 0.2 either way and the p-value, of
    authors and of words, holds for all sets together. Flowers and insects, instruments and weapons are there to see whether
    the vectors know what nobody doubts; where they do not, nothing else they say is worth much.

Not evidence of
    What anybody thinks, or what is said of a group: counts of what stands beside mentions come first. Vectors of a few
    million words are unstable, and association tests overstate. Frequent words lie near each other whatever they mean, so
    sets that differ in how often they are used can differ for no other reason. Names stand for groups only roughly. Nor is
    it known that bias of vectors becomes bias of what is built with them.

References
----------
    Caliskan, Bryson, Narayanan (2017), Science 356, for the test. Garg, Schiebinger, Jurafsky, Zou (2018), PNAS 115(16), for
    the distance. Levy, Goldberg, Dagan (2015), TACL 3, for the vectors. Antoniak and Mimno (2018), TACL 6, for their
    stability. Ethayarajh, Duvenaud, Hirst (2019), ACL, for what the test overstates. Valentini, Rosati, Slezak, Altszyler
    (2022), Findings of EMNLP, for frequency. Goldfarb-Tarrant et al. (2021), ACL, for what does not follow.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.finding import Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.embeddings.estimates import FEWEST_AUTHORS, FEWEST_TOKENS, answers, read_text
from audit.metrics.embeddings.tokens import LANGUAGE, NAME, WORDS, count_words
from audit.metrics.embeddings.words import block, findings, not_asked
from audit.metrics.language import READ, left_out, unread
from audit.metrics.withheld import are_withheld
from audit.posts import PostBatch
from audit.tally import Tally
from audit.wording import count


@dataclass(frozen=True)
class Embeddings:
    """Association tests on vectors of the dataset's own words."""

    name: str = NAME
    title: str = "Which words go together"

    def measure(self, posts: PostBatch) -> Tally:
        """Keep the words of whole authors, within a bound."""
        return count_words(posts)

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Make vectors, over and over, and test the sets that the text has words of."""
        if reason := _why_not(tally):
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        sample = tally.samples[WORDS]
        text = read_text(sample)
        if text.tokens < FEWEST_TOKENS or (scope.has_authors and text.authors < FEWEST_AUTHORS):
            reason = (
                f"Vectors need {count(FEWEST_TOKENS)} words of text and {FEWEST_AUTHORS} authors at least, and there are"
                " fewer."
            )
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        made, unasked = answers(text, sample, scope)
        untold = tuple(
            each
            for each in (
                not_asked(unasked, scope),
                left_out(tally, NAME, only=LANGUAGE, floor=scope.plan.floors.authors),
            )
            if each is not None
        )
        if not made:
            return Judgement(not_measured=untold)
        estimates = tuple(estimate for each in made for estimate in each.estimates)
        return Judgement(estimates, findings(made, unasked, text, scope), (block(made, scope),), untold)


def _why_not(tally: Tally) -> str:
    if are_withheld(tally, NAME):
        return "Tally files hold no words, so vectors can only be made where the posts are read."
    if tally.posts((NAME, "all")) and not tally.posts((NAME, READ, LANGUAGE)):
        return "No post is in English, and the sets of words are: not measured, which is not zero."
    if foreign := unread(tally, NAME):
        return foreign.reason
    if WORDS not in tally.samples or not len(tally.samples[WORDS]):
        return "Authors have more words than can be kept, so none of them could be."
    return ""
