"""How few voices write how much.

Question
    Do many people speak in these posts, or do a few write most of them?

Definition
    Over the posts of each author who is named: Gini coefficient with the small-sample correction n/(n-1); top_1 and
    top_10, the share of posts by the most active 1 % and 10 % of authors (rounded up to whole authors); where 1 % are too few
    to be told of, top_fewest, the share of as many as may be, judged against the tolerance times how many more they are: the
    more active write more each, so beyond that 1 % write more than the tolerance; effective
    authors, the number of equally active authors that would give the same concentration: exp(entropy) (Hill number of
    order 1) and 1 / sum of squared shares (order 2); evenness, these over the number of authors. Each figure stands beside
    the same without the most active author. By community: the same for the twenty with most posts, and the authors and
    effective authors that each would show in as many posts as the smallest of them has (rarefaction).

Inputs
    An author for each post. Deleted or missing authors are left out, and their share is printed.

Reading it
    top_1 = 0.30 means that one author in a hundred writes three posts in ten: rates per post then describe those few.
    Rates per author stand beside rates per post wherever they differ.

Not evidence of
    Automation or coordination: some people write a lot. Nor of how many people read: see reach. All of these depend on
    how many posts were collected: compare datasets at an equal number of posts (audit.statistics.rarefied_hill).

References
----------
    Gini (1912). Hill (1973), Ecology 54(2). Good (1953), Biometrika 40, for the coverage of unseen authors. Hurlbert
    (1971), Ecology 52(4), and Chao et al. (2014), Ecological Monographs 84(1), for equal numbers of posts. Interval:
    delete-a-group jackknife over author buckets on the logit scale (Kott 2001), with degrees of freedom by how few authors
    carry the spread (Satterthwaite 1946); it is about as many authors as these, not about a platform, and the figure without
    the most active author stands beside it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from audit.finding import WITHIN_AS_MORE, Block, Chart, Estimate, Finding, Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.concentration.communities import count_communities, judge_communities
from audit.metrics.concentration.figures import FEWEST, MEASURES, NAME, Sizes, fewest, figures
from audit.metrics.contrast import FEW_VOICES, Contrast, with_q_values
from audit.posts import BUCKETS, PostBatch
from audit.statistics.concentration import lorenz, top_share
from audit.statistics.quantiles import t_upper_tail
from audit.tally import Tally
from audit.wording import count, join, percent, plural, sentence_case

_FEWEST_POINTS = 4
#: Figures that stand on the curve.
_MARKED = {"gini": "Gini index", "top_1": "share of the top 1% of authors", "top_10": "share of the top 10% of authors"}


@dataclass(frozen=True)
class Concentration:
    """Gini, top shares and effective authors of the posts per author, over all and by community."""

    name: str = NAME
    title: str = "Whose voice dominates"

    def measure(self, posts: PostBatch) -> Tally:
        """Count posts with and without a named author; the author table itself is kept for every audit."""
        tally = Tally()
        tally.count((NAME, "posts"), posts.bucket)
        tally.count((NAME, "named"), posts.bucket[posts.has_author])
        count_communities(tally, posts)
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Judge the most active 1 % against the plan's tolerance."""
        table = tally.author_posts
        table.compact()
        if len(table) == 0:
            reason = "The data name no authors, so how many voices there are cannot be told."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        if len(table) < scope.plan.floors.authors:
            verb = "is" if len(table) == 1 else "are"
            reason = (
                f"There {verb} {plural(len(table), 'author')}, fewer than the floor of {scope.plan.floors.authors}."
            )
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        sizes = Sizes.of(table.posts, (table.keys & np.uint64(BUCKETS - 1)).astype(np.int64))
        estimates = {each.measure: each for each in figures(NAME, {}, MEASURES, sizes, scope)}
        judged = _judged(estimates, sizes, len(table), scope)
        of = estimates[judged.name]
        if of.status == "ok":  # of a hidden share the p-value would tell what it is
            of = replace(of, p_value=_p_value(judged, sizes, scope), family=NAME)
        [contrast] = with_q_values([Contrast(of, judged.tolerance)])
        estimates[judged.name] = contrast.estimate
        finding = _finding(contrast, judged, estimates, len(table), tally, scope)
        if finding.reading == "inconclusive" and contrast.reading == "shown_small":
            said = "; ".join(each for each in (contrast.estimate.note, WITHIN_AS_MORE) if each)
            estimates[judged.name] = replace(contrast.estimate, note=said)
        curve = Chart(
            "lorenz",
            tuple((estimates[each].id,) for each in _MARKED),
            tuple(_MARKED.values()),
            "share of authors, least active first",
            caption="Share of posts written by the least active share of authors. On the diagonal all would write alike;"
            " diamonds mark the most active authors, who wrote what is above them.",
            points=_thinned(
                lorenz(sizes.posts, sizes.authors.sum(axis=1)),
                len(table),
                max(scope.plan.floors.authors, 1),
                told=_told(estimates, judged, len(table)),
            ),
        )
        blocks: tuple[Block, ...] = (Block(NAME, NAME, "Posts per author", "", curve),)
        if len(curve.points) < _FEWEST_POINTS:  # of so few authors the curve would look like equality
            finding, blocks = replace(finding, block=""), ()
        whole = Judgement(tuple(estimates.values()), (finding,), blocks)
        return Judgement.sum([whole, judge_communities(tally, scope)])


def _thinned(
    curve: npt.NDArray[np.float64], authors: int, fewest: int, points: int = 100, *, told: Sequence[int] = ()
) -> tuple[tuple[float, float], ...]:
    """At most about a hundred points of the Lorenz curve, evenly along the authors, ends kept.

    Between two points lie at least ``fewest`` authors: the last corner of the whole curve is the most active author alone, and
    would tell how much that author wrote. What so many of the most active write as ``told`` has is printed beside the curve, so
    that no point lies between a few authors more than these and a few less.
    """
    if len(curve) > points:
        at = np.searchsorted(curve[:, 0], np.linspace(0, 1, points))
        curve = curve[np.unique(np.r_[0, np.minimum(at, len(curve) - 1), len(curve) - 1])]
    kept = [curve[0]] if len(curve) else []
    for corner in curve[1:-1]:
        beside = any(0.5 < abs((1 - corner[0]) * authors - each) < fewest - 0.5 for each in told)
        if min(corner[0] - kept[-1][0], 1 - corner[0]) * authors >= fewest - 0.5 and not beside:
            kept.append(corner)
    return tuple((float(x), float(y)) for x, y in (*kept, *curve[1:][-1:]))


def _told(estimates: Mapping[str, Estimate], judged: Judged, voices: int) -> list[int]:
    """How many are the most active authors whose share of posts is printed."""
    of_all = {each.name: math.ceil(round(each.top * voices, 9)) for each in MEASURES if each.top < 1}
    printed = {**of_all, judged.name: judged.authors}
    return sorted(each for name, each in printed.items() if estimates[name].status == "ok")


@dataclass(frozen=True)
class Judged:
    """Which of the most active authors are judged: 1 % of them, or as many as may be told of where these are fewer.

    Attributes
    ----------
    name : str
        Of the measure.
    share : float
        Share of authors that are most active.
    authors, of_one : int
        How many they are, and how many 1 % are.
    tolerance : float
        What they may write. The more active write more each, so whoever are 7 of 10 write at least seven tenths of what the
        ten write: where the ten write more than 10/7 of the tolerance, the seven surely write more than it.
    """

    name: str
    share: float
    authors: int
    of_one: int
    tolerance: float


def _judged(estimates: dict[str, Estimate], sizes: Sizes, voices: int, scope: Scope) -> Judged:
    floor, tolerance = scope.plan.floors.authors, scope.plan.tolerances.top_share
    one = math.ceil(round(0.01 * voices, 9))
    whole = Judged("top_1", 0.01, one, one, tolerance)
    if estimates["top_1"].status != "suppressed":
        return whole
    measure, scaled = fewest(voices, floor), tolerance * floor / one
    if measure is None or scaled >= 1:
        return whole
    estimates.update({each.measure: each for each in figures(NAME, {}, [measure], sizes, scope)})
    return Judged(FEWEST, measure.top, floor, one, scaled)


def _p_value(judged: Judged, sizes: Sizes, scope: Scope) -> float | None:
    """Against the null that they write no more than the tolerance; on the logit scale, one-sided."""
    top, tolerance = sizes.interval(partial(top_share, share=judged.share), "logit", scope), judged.tolerance
    if not (0 < top.value < 1 and top.estimable and 0 < tolerance < 1):
        return None
    distance = math.log(top.value / (1 - top.value)) - math.log(tolerance / (1 - tolerance))
    return t_upper_tail(distance / top.standard_error, top.degrees_of_freedom)


def _slices(estimates: dict[str, Estimate], judged: Judged, tolerance: float) -> str:
    """What the most active 1 % and 10 % write, where they are enough people to be printed."""
    words = {"top_1": "1%", FEWEST: f"{count(judged.authors)} authors", "top_10": "10%"}
    known = {name: estimates[name] for name in words if name in estimates}
    parts = [f"the most active {words[name]} write {each.told}" for name, each in known.items() if each.value]
    if not parts:
        return "The most active authors are too few to print their share."
    hidden = estimates["top_1"].status == "suppressed"
    few = " The most active 1% are too few people to print or judge what they write." if hidden else ""
    if hidden and judged.name == FEWEST:
        part = f"{count(judged.of_one)} of {count(judged.authors)}"
        least = (estimates[FEWEST].value or 0.0) * judged.of_one / judged.authors
        few = (
            " The most active 1% are too few people to print what they write; being among these, they write no more than these do,"
            f" where {percent(tolerance)} is tolerated."
            if (estimates[FEWEST].value or 0.0) <= tolerance
            else f" The most active 1% are too few people to print what they write; being the most active {part}, they write at least"
            f" their even part of it, {percent(least)} of posts, where {percent(tolerance)} is tolerated."
        )
    return sentence_case(f"{join(parts)} of posts.{few}")


def _range(estimate: Estimate) -> str:
    if estimate.low is None or estimate.high is None:
        return ""
    return f" ({estimate.limits})"


def _finding(
    contrast: Contrast, judged: Judged, estimates: dict[str, Estimate], voices: int, tally: Tally, scope: Scope
) -> Finding:
    top, effective = contrast.estimate, estimates["effective_authors_order_2"]
    tolerance, limit = judged.tolerance, scope.plan.tolerances.top_share
    few = effective.value is not None and effective.value < FEW_VOICES
    reading = contrast.reading
    # One-sided: fewer than the tolerance is the good side, so an interval wholly below it is a small concentration.
    if top.low is not None and top.high is not None:
        reading = "shown" if reading == "shown" and top.low > tolerance else reading
        reading = "inconclusive" if reading == "shown_small" else reading
        # Fewer than these write no more than these do: within the tolerance itself, so do 1 %.
        reading = "shown_small" if top.high <= limit else reading
    titles = {
        "shown": "A few accounts wrote much of the data",
        "shown_small": "No small circle of accounts dominates the data",
        "inconclusive": "Whether a few accounts dominate could not be settled",
        "not_assessed": "Whether a few accounts dominate could not be judged",
    }
    unnamed = 1 - tally.posts((NAME, "named")) / max(1, tally.posts((NAME, "posts")))
    caveats = [f"{percent(unnamed)} of posts name no author and are left out here."] if unnamed > 0 else []
    if reading != "not_assessed":
        caveats.append(
            "Intervals say how much hangs on which of these authors are in the data. Where few write much, the next dataset"
            " may hold somebody more active than all of these: concentration is rather understated."
        )
    if few:
        caveats.append(
            f"Few voices: the posts are as concentrated as if {effective.told} authors wrote all of them alike."
            " Every rate per post leans on these few."
        )
    return Finding(
        id=NAME,
        metric=NAME,
        title=titles[reading],
        statement=(
            f"{_slices(estimates, judged, limit)} The posts of {plural(voices, 'author')} are as concentrated as if"
            f" {effective.told} authors{_range(effective)} wrote all of them alike."
            if effective.value is not None
            else f"The posts of {plural(voices, 'author')} are too few to say how concentrated they are."
        ),
        reading=reading,
        severity=("high" if few else contrast.severity) if reading == "shown" else "none",
        confidence="high" if voices >= 1000 and unnamed <= 0.2 else "medium" if voices >= 100 else "low",
        harm="validity",
        estimates=tuple(each.id for each in estimates.values()),
        headline=top.id,
        caveats=tuple(caveats),
        actions=("Report rates per author beside rates per post, or cap the posts of one author.",)
        if reading == "shown"
        else (),
        block=NAME,
    )
