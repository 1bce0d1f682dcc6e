"""How much of the data is the same text again.

Question
    How many posts repeat a text that is already there, who shares these texts, and do the headline figures hang on them?

Definition
    Two posts are exact copies if nothing differs but case, punctuation, links, handles, zero-width characters and a
    leading "RT @name". Two texts are near if at least 103 of 128 minima over their shingles agree, an estimated Jaccard
    similarity of 0.8 with a standard error of 0.035; shingles are runs of three words, or of five characters in texts of
    fewer than eight words. Families are the connected components of near texts. repeated_exact = (posts - texts) / posts;
    repeated_near = (posts - families) / posts; copypasta = posts in families with three authors or more / posts; all among
    posts that have words. one_per_text: the headline figures over one post per text, drawn by its hash; change: from all
    posts to these.

Inputs
    Text; authors for copypasta; times for how long a family lasted. At most 262,144 texts are kept for exact copies and
    32,768 for near ones; above that whole texts are drawn by hash, with all their copies, and the figures say so. Near
    texts of similarity J are drawn together with the chance J. With more texts than that, the largest families are sought
    among 8,192 to 16,384 posts drawn by hash.

Reading it
    repeated_exact = 0.2 means that one post in five would be left out if each text counted once. A change beyond the
    tolerance means that the figure describes who copies more than what is said.

Not evidence of
    Coordination, automation or bad faith: people share slogans, songs, prayers, headlines and forms. Reposts count as
    copies. A family chained from many small changes may have ends that differ. Nor of how much was copied from elsewhere.

References
----------
    Broder (1997), On the resemblance and containment of documents. Leskovec, Rajaraman, Ullman (2014), Mining of Massive
    Datasets, ch. 3. Lee et al. (2022), ACL, for what duplicates do to models. Wegman's adaptive sampling: Flajolet (1990),
    Computing 43.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.finding import Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.repetition.copies import figures
from audit.metrics.repetition.counts import ALIKE, NAME, TEXTS, count_copies
from audit.metrics.repetition.estimates import largest_families, near_families, share_estimates
from audit.metrics.repetition.words import blocks, copies_finding, not_told, shared_finding, shares_finding
from audit.posts import PostBatch
from audit.tally import Tally


@dataclass(frozen=True)
class Repetition:
    """Exact and near copies, families of texts, and the headline figures without copies."""

    name: str = NAME
    title: str = "What repeats"

    def measure(self, posts: PostBatch) -> Tally:
        """Keep one row per text, within bounds."""
        return count_copies(posts)

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Judge the share of posts that repeat a text, and what leaving copies out changes."""
        if tally.posts((NAME, "worded")) == 0:
            return Judgement(not_measured=(NotMeasured(NAME, "There is no text with words in it."),))
        if len(tally.samples[TEXTS]) == 0 or len(tally.samples[ALIKE]) == 0:
            reason = "More texts are alike than can be kept together, so none of them could be."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        near = near_families(tally.samples[ALIKE])
        shares = share_estimates(tally, scope, near)
        largest, hidden = largest_families(tally, scope, near)
        # The posts that one per text leaves out are as many as repeat one: hidden with them.
        few_copies = shares["repeated_exact"].estimate.status == "suppressed"
        compared = [] if few_copies else figures(tally, scope)
        findings = [
            shares_finding(shares, tally, scope),
            *shared_finding(shares, largest, hidden, scope),
            *copies_finding(compared, scope),
        ]
        estimates = [
            *(each.estimate for each in shares.values()),
            *largest,
            *(part for each in compared for part in (each.all_posts, each.without, each.change.estimate)),
        ]
        untold = not_told(tally, scope)
        if few_copies:
            floor = scope.plan.floors.authors
            reason = f"With and without copies: fewer than {floor} authors repeat a text, and every such figure would tell of them."
            untold = (*untold, NotMeasured(NAME, reason))
        return Judgement(tuple(estimates), tuple(findings), blocks(shares, compared), untold)
