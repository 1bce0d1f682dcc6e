"""Gaps that would tell how a few posts score, which are printed on a grid.

A gap and the mean of a group give the mean of its others. What all groups but the others come to beyond these are posts of two
groups, posts that are on neither side, and groups that are hidden.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace

from audit.finding import Estimate
from audit.metrics.blurring import bare, with_note
from audit.metrics.sentiment.sums import Sums
from audit.metrics.steps import down, round_step, up
from audit.statistics.means import mean
from audit.statistics.quantiles import two_sided_quantile
from audit.statistics.readings import smallest_detectable, tolerance_p_value

HIDDEN_GROUP = "rounded: the others hold a hidden group"
FEW_POSTS = "rounded: from exact gaps it would follow how a few posts score"
#: No gap is printed more finely where it tells anything.
_FINEST = 0.01
#: Nor its error, as a part of it.
_FINEST_ERROR = 0.05


def is_of_few(sums: Sums, floor: int) -> bool:
    """Whether there are posts, and of these, or of those with a known word, too few authors."""
    return any(0 < each < floor for each in (sums.voices, sums.knowing))


def tells(groups: Sequence[Sums], everyone: Sums, aside: Iterable[Sums], floor: int) -> bool:
    """Whether posts of two groups, or posts on neither side, are so few that their scores may not be worked out.

    Parameters
    ----------
    groups : sequence of Sums
        Of all groups of the axis.
    everyone : Sums
        Of posts that mention any of them, each counted once.
    aside : iterable of Sums
        Of each group, the posts that are on neither side: of two groups, what one has more of than the other follows too.
    floor : int
        Fewest authors that may be shown.
    """
    nothing, beyond = everyone - everyone, everyone
    for each in groups:
        beyond = beyond - each
    some = [nothing, *(each for each in aside if each.posts.any())]
    apart = (one - other for one, other in itertools.combinations(some, 2))
    return any(is_of_few(each, floor) for each in (beyond, *apart))


def coarse(estimate: Estimate, others: Sums, floor: int, tolerance: float, note: str) -> Estimate:
    """The gap on a grid whose step is worth half ``floor`` authors of the others, so that the scores of few do not follow.

    All that is printed is made of three coarse figures, as in :mod:`audit.metrics.themes.hiding`, since rounded limits by
    themselves give away which exact ones they are of.

    Parameters
    ----------
    estimate : Estimate
        A gap that has a value.
    others : Sums
        What it is held against.
    floor : int
    tolerance : float
        Gap that the p-value allows, either way.
    note : str
        Why.
    """
    if estimate.status != "ok" or estimate.value is None:
        return estimate
    worth = mean(others.scores, others.posts, level=estimate.level).n_effective
    step = round_step(max(floor / 2 / max(worth, 1.0), _FINEST))
    steps = round(estimate.value / step)
    stripped = bare(estimate, float(f"{steps * step:.6g}"), with_note(estimate, note))
    if estimate.low is None or estimate.high is None or not estimate.degrees_of_freedom:
        return stripped
    reach = max(estimate.value - estimate.low, estimate.high - estimate.value)
    if not reach > 0:
        return stripped
    error = reach / two_sided_quantile(estimate.level, estimate.degrees_of_freedom)
    # The error goes with the number of posts that score: its steps are worth twice as many of them.
    scoring = worth * float(others.known.sum() / others.posts.sum())
    error = up(error, math.log1p(max(round_step(floor / max(scoring, 1.0)), _FINEST_ERROR)))
    freedom = down(estimate.degrees_of_freedom, 1)
    reach = two_sided_quantile(estimate.level, freedom) * error
    # The gap may lie anywhere in its cell of the grid, so the limits are those of its ends.
    least, most = ((steps + half) * step for half in (-0.5, 0.5))
    nearest = min(max(0.0, least), most)
    return replace(
        stripped,
        low=least - reach,
        high=most + reach,
        p_value=None if estimate.p_value is None else tolerance_p_value(nearest, error, freedom, tolerance),
        detectable=None if estimate.detectable is None else smallest_detectable(error, freedom, estimate.level),
    )
