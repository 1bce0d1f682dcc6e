"""What each way of getting posts can settle, what it cannot, and what it costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from audit.planning.comparisons import Needs, Target, smallest_gap
from audit.resources import Tier


@dataclass(frozen=True)
class Reach:
    """One tier against the comparisons of a plan.

    Attributes
    ----------
    tier : Tier
    months : float
        How long it is used.
    posts : float or None
        The most posts it gives in that time; None if its quota is unknown.
    price : float or None
        Of those posts; None if unknown.
    settled, open : tuple of str
        Ids of comparisons that so many posts settle either way, and that they do not.
    smallest : tuple of (str, float)
        Id, and the smallest true gap that would be shown.
    months_for_all, price_for_all : float or None
        To settle every comparison that any number of posts can settle; None if unknown.
    """

    tier: Tier
    months: float
    posts: float | None
    price: float | None
    settled: tuple[str, ...]
    open: tuple[str, ...]
    smallest: tuple[tuple[str, float], ...]
    months_for_all: int | None
    price_for_all: float | None


def reach_of(tier: Tier, needs: Sequence[Needs], target: Target, months: float) -> Reach:
    """What a tier can settle in so many months.

    Parameters
    ----------
    tier : Tier
    needs : sequence of Needs
    target : Target
    months : float
        Months of 30 days.
    """
    posts = tier.posts_in(months)
    finite = [each.settle for each in needs if math.isfinite(each.settle)]
    most = max(finite, default=math.inf)
    # Paid by the post, nobody reads more than the plan needs.
    read = None if posts is None else min(posts, most) if tier.price_per == "post" else posts
    enough = {each.comparison.id: posts is not None and each.settle <= posts for each in needs}
    return Reach(
        tier=tier,
        months=months,
        posts=posts,
        price=None if read is None else tier.price_for(read),
        settled=tuple(name for name, is_enough in enough.items() if is_enough),
        open=tuple(name for name, is_enough in enough.items() if not is_enough),
        smallest=()
        if posts is None
        else tuple((each.comparison.id, smallest_gap(each.comparison, posts, target)) for each in needs),
        months_for_all=tier.months_for(most),
        price_for_all=tier.price_for(most),
    )
