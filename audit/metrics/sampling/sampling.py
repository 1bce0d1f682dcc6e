"""How the posts were collected, from the traces that it left.

Question
    By what were these posts found, and what did the collection lose: hours, the ends of ids and texts, what lay beyond a cap?

Definition
    ids: share of posts whose time agrees with that in their id, within 2 seconds (a minute for TikTok and Instagram), as a whole
    number of quarter-hours off, or not at all; ids of 16 digits or more that end in 000; ids given one after the other that do not
    rise with time. stream: s = (w - c) / (1 - c), w the share of posts of Twitter in milliseconds 657 to
    666, c that in 667 to 676, at least 0.01; limit: share of the rest in the half second from 657 on. words: share of
    different short texts that have one of k content words chosen, greedily, in texts of the other half of the authors; and posts
    without any of 20 over those there would be if words were independent. outages: runs of hours with a trickle at most, where at the lower of
    the rates before and after, by the rhythm of the week, so few posts have a chance below 1 in 10,000 over all hours. daily window:
    quarters of an hour that are empty on all days, with full hours beside; spike: an hour with twice the posts of both neighbours, day after
    day. caps: more authors, communities, hours, quarters or days at the
    very highest count than counts that grow rarer the higher they are can have, by the same chance. cut: texts at a limit of length.

Inputs
    Whatever of ids, times, authors, communities and text there is; what is lacking is named. Hours are kept for 30 years, quarters of an
    hour for seven. Words are looked for in posts of at most 30 content words, in languages whose function words are known, of texts
    drawn by a hash where pairs of text and word are more than 65,536. Words and orders of ids are not written to tally files.

Reading it
    Shares of words, of the stream and of ids out of order have intervals clustered by author; what is said of hours is clustered by
    time; shares of ids, times and lengths are exact, with no interval. What is found stands beside the findings that it weakens as well. Nothing found
    is not proof of a fair sample.

Not evidence of
    Who collected the posts, or why: a gap may be a pause of the platform, a plateau a schedule, and words that all posts share one event.

References
----------
    Pfeffer, Mayer and Morstatter (2018), EPJ Data Science 7:50, for the sample stream. Wu, Rizoiu and Xie (2020),
    ICWSM, for streams at their limit. Morstatter et al. (2013), ICWSM, for what
    collections miss. Steel et al. (2025), arXiv:2504.13279, for ids of TikTok. Hilbe (2011), Negative Binomial Regression, for counts.
    Nemhauser, Wolsey and Fisher (1978), Mathematical Programming 14, for the cover by words.
"""

from __future__ import annotations

from dataclasses import dataclass

from audit.finding import Finding, Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.sampling.checks import NAME, Check
from audit.metrics.sampling.frame import judge_frame
from audit.metrics.sampling.ids import judge_clocks, judge_damage, judge_limit, judge_order, judge_stream
from audit.metrics.sampling.ids_counts import count_ids
from audit.metrics.sampling.lengths import count_lengths, judge_lengths
from audit.metrics.sampling.times import judge_times
from audit.metrics.sampling.times_counts import count_communities, count_times
from audit.metrics.sampling.words import judge_words
from audit.metrics.sampling.words_counts import count_words
from audit.posts import PostBatch
from audit.tally import Tally
from audit.wording import plural

#: Posts below which most faults do not show. ``docs/sampling.md``: of 2,000 posts a year, not one outage of three days was found.
LEAST_POSTS = 2000


@dataclass(frozen=True)
class Sampling:
    """Wrong clocks, rounded ids, sample streams, lists of words, outages, caps, cut texts."""

    name: str = NAME
    title: str = "How the posts were collected"

    def measure(self, posts: PostBatch) -> Tally:
        """Count what ids, times, texts and names of communities tell."""
        tally = Tally()
        tally.count((NAME, "posts"), posts.bucket)
        count_ids(tally, posts)
        count_times(tally, posts)
        count_communities(tally, posts)
        count_lengths(tally, posts)
        count_words(tally, posts)
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Hold every trace against what a collection without the fault would leave."""
        if not tally.posts((NAME, "posts")):
            return Judgement(not_measured=(NotMeasured(NAME, "There are no posts."),))
        checks = [
            *judge_clocks(tally, scope),
            judge_damage(tally, scope),
            judge_stream(tally, scope),
            judge_limit(tally, scope),
            *judge_order(tally, scope),
            judge_words(tally, scope),
            *judge_frame(tally, scope),
            *judge_times(tally, scope),
            judge_lengths(tally, scope),
        ]
        return Judgement(
            tuple(each for check in checks for each in check.estimates),
            (*(each for check in checks for each in check.findings), *_clear(checks, tally.posts((NAME, "posts")))),
            tuple(each for check in checks for each in check.blocks),
            _reasons(checks),
            tuple(each for check in checks for each in check.weakens),
            tuple(each for check in checks for each in check.tells),
        )


def _clear(checks: list[Check], posts: int) -> tuple[Finding, ...]:
    """What was looked for and not found, as one finding; of few posts, in which faults do not show, that settles nothing."""
    clear = [check for check in checks if check.clear]
    if not clear:
        return ()
    return (
        Finding(
            id=f"{NAME}.clear",
            metric=NAME,
            title=f"{plural(len(clear), 'trace')} of faulty collection {'was' if len(clear) == 1 else 'were'} looked for and not found",
            statement=f"Looked for and not found: {'; '.join(check.clear for check in clear)}.",
            reading="shown_small" if posts >= LEAST_POSTS else "inconclusive",
            severity="none",
            confidence="medium" if posts >= LEAST_POSTS else "low",
            harm="validity",
            estimates=tuple(each.id for check in clear for each in check.estimates),
            caveats=()
            if posts >= LEAST_POSTS
            else (f"In {plural(posts, 'post')} most faults would not show: that none was found settles nothing.",),
        ),
    )


def _reasons(checks: list[Check]) -> tuple[NotMeasured, ...]:
    reasons = list(dict.fromkeys(reason for check in checks for reason in check.reasons))
    if not reasons:
        return ()
    return (NotMeasured(NAME, f"Not looked at: {'; '.join(reasons)}."),)
