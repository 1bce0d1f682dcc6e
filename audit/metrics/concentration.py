"""How few voices write how much.

Question
    Do many people speak in these posts, or do a few write most of them?

Definition
    Over the posts of each author who is named: Gini coefficient with the small-sample correction n/(n-1); top_1 and
    top_10, the share of posts by the most active 1 % and 10 % of authors (rounded up to whole authors); effective
    authors, the number of equally active authors that would give the same concentration: exp(entropy) (Hill number of
    order 1) and 1 / sum of squared shares (order 2).

Inputs
    An author for each post. Deleted or missing authors are left out, and their share is printed.

Reading it
    top_1 = 0.30 means that one author in a hundred writes three posts in ten: rates per post then describe those few.
    Rates per author stand beside rates per post wherever they differ.

Not evidence of
    Automation or coordination: some people write a lot. Nor of how many people read: see reach. All of these depend on
    how many posts were collected, so compare datasets of equal size only.

References
    Gini (1912). Hill (1973), Ecology 54(2). Good (1953), Biometrika 40, for the coverage of unseen authors. Interval:
    delete-a-group jackknife over author buckets on the logit scale (Kott 2001); for a heavy tail no interval of a
    top share is reliable, so the figure without the most active author stands beside it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from audit.finding import Block, Chart, Estimate, Finding, Judgement, NotMeasured, Unit
from audit.metrics.base import Scope
from audit.metrics.contrast import FEW_VOICES, Contrast, as_estimate, with_q_values
from audit.posts import BUCKETS, PostBatch
from audit.statistics.concentration import gini, good_turing_coverage, hill_number, lorenz_points, top_share
from audit.statistics.intervals import Interval, jackknife_authors
from audit.tally import Tally
from audit.wording import count, percent, plural

NAME = "concentration"
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Concentration:
    """Gini, top shares and effective authors of the posts per author."""

    name: str = NAME
    title: str = "Whose voice dominates"

    def measure(self, posts: PostBatch) -> Tally:
        """Count posts with and without a named author; the author table itself is kept for every audit."""
        tally = Tally()
        tally.count((NAME, "posts"), posts.bucket)
        tally.count((NAME, "named"), posts.bucket[posts.has_author])
        return tally

    def judge(self, tally: Tally, scope: Scope) -> Judgement:
        """Judge the most active 1 % against the plan's tolerance."""
        table = tally.author_posts
        table.compact()
        if len(table) == 0:
            reason = "The data name no authors, so how many voices there are cannot be told."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        if len(table) < scope.plan.floors.authors:
            reason = f"There are {plural(len(table), 'author')}, fewer than the floor of {scope.plan.floors.authors}."
            return Judgement(not_measured=(NotMeasured(NAME, reason),))
        posts, bucket = table.posts, (table.keys & np.uint64(BUCKETS - 1)).astype(np.int64)
        estimates = {each.measure: each for each in _estimates(posts, bucket, scope)}
        [contrast] = with_q_values([Contrast(estimates["top_1"], scope.plan.tolerances.top_share)])
        estimates["top_1"] = contrast.estimate
        finding = _finding(contrast, estimates, posts, tally, scope)
        curve = Chart(
            "lorenz",
            ((estimates["gini"].id,),),
            ("posts by authors",),
            "share of authors, least active first",
            caption="Share of posts written by the least active share of authors. On the diagonal all would write alike.",
            points=tuple(lorenz_points(posts, points=100)),
        )
        block = Block(NAME, NAME, "Posts per author", "", curve)
        return Judgement(tuple(estimates.values()), (finding,), (block,))


def _estimates(posts: Counts, bucket: Counts, scope: Scope) -> list[Estimate]:
    n = int(posts.sum())

    def one(measure: str, interval: Interval, unit: Unit, note: str = "", family: str | None = None) -> Estimate:
        interval = replace(interval, n_effective=hill_number(posts, 2))
        return replace(
            as_estimate(
                f"{NAME}.{measure}",
                measure,
                {},
                replace(interval, n_effective=float(n)),
                unit,
                n_posts=n,
                n_authors=len(posts),
                voices=len(posts),
                scope=scope,
                family=family,
                note=note,
            ),
            n_effective=interval.n_effective,
        )

    def interval(statistic: object, transform: str, tolerance: float | None = None) -> Interval:
        return jackknife_authors(statistic, posts, bucket, transform=transform, level=scope.level, tolerance=tolerance)

    tolerance = scope.plan.tolerances.top_share
    without = np.sort(posts)[:-1]
    top_author = Interval.exact(float(posts.max() / n), level=scope.level)
    return [
        one("gini", interval(gini, "logit"), "index"),
        one("top_1", interval(lambda x: top_share(x, 0.01), "logit", tolerance), "share", family=NAME),
        one("top_10", interval(lambda x: top_share(x, 0.10), "logit"), "share"),
        one("effective_authors", interval(lambda x: hill_number(x, 1), "log"), "authors"),
        one("effective_authors_order_2", interval(lambda x: hill_number(x, 2), "log"), "authors"),
        one("top_1_without_top_author", Interval.exact(top_share(without, 0.01), level=scope.level), "share"),
        one("top_author", top_author, "share", note="share of posts by the most active author"),
        one("coverage", Interval.exact(good_turing_coverage(posts), level=scope.level), "share",
            note="chance that the next post is by an author already seen (Good-Turing)"),
    ]


def _finding(
    contrast: Contrast, estimates: dict[str, Estimate], posts: Counts, tally: Tally, scope: Scope
) -> Finding:
    top, effective = contrast.estimate, estimates["effective_authors_order_2"]
    tolerance = scope.plan.tolerances.top_share
    few = (effective.value or 0) < FEW_VOICES
    reading = contrast.reading
    # One-sided: fewer than the tolerance is the good side, so an interval wholly below it is a small concentration.
    if top.low is not None and top.high is not None:
        reading = "shown" if reading == "shown" and top.low > tolerance else reading
        reading = "shown_small" if top.high <= tolerance else reading
    titles = {
        "shown": "A few voices write much of the data",
        "shown_small": "No small circle of authors dominates the data",
        "inconclusive": "Whether a few voices dominate could not be settled",
        "not_assessed": "Whether a few voices dominate could not be judged",
    }
    unnamed = 1 - tally.posts((NAME, "named")) / max(1, tally.posts((NAME, "posts")))
    caveats = [f"{percent(unnamed)} of posts name no author and are left out here."] if unnamed > 0 else []
    if few:
        caveats.append(
            f"Few voices: the posts are as concentrated as if {count(effective.value)} authors wrote all of them alike."
            " Every rate per post leans on these few."
        )
    return Finding(
        id=NAME,
        metric=NAME,
        title=titles[reading],
        statement=(
            f"The most active 1% of {plural(len(posts), 'author')} write {percent(top.value)} of posts, the most active"
            f" 10% write {percent(estimates['top_10'].value)}. The posts are as concentrated as if"
            f" {count(effective.value)} authors wrote all of them alike."
        ),
        reading=reading,
        severity=("high" if few or contrast.gap >= 3 else contrast.severity) if reading == "shown" else "none",
        confidence="high" if len(posts) >= 1000 and unnamed <= 0.2 else "medium" if len(posts) >= 100 else "low",
        harm="validity",
        estimates=tuple(each.id for each in estimates.values()),
        headline=top.id,
        caveats=tuple(caveats),
        actions=("Report rates per author beside rates per post, or cap the posts of one author.",)
        if reading == "shown"
        else (),
        block=NAME,
    )
