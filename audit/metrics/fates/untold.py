"""Which groups the fates of posts are not told of, and why; the same for every metric of fates."""

from __future__ import annotations

from collections.abc import Sequence

from audit.finding import NotMeasured
from audit.metrics.base import Scope
from audit.metrics.fates.fates import SPREAD
from audit.metrics.fates.groups import MOST_GROUPS, Axis
from audit.metrics.post_groups import AUTHOR
from audit.tally import Tally
from audit.wording import count, plural


def not_told(axes: Sequence[Axis], blocked: NotMeasured | None, tally: Tally, scope: Scope, name: str) -> list[str]:
    """What is not measured by group, and why.

    Parameters
    ----------
    axes : sequence of Axis
        Those that there are.
    blocked : NotMeasured or None
        Why nothing is told by mentioned group.
    tally : Tally
    scope : Scope
    name : str
        Of the metric.
    """
    reasons = []
    sample = tally.samples.get((name, SPREAD))
    if sample is not None and not sample.complete and sample.names:
        reasons.append(f"By community: there are more than {count(sample.bound)} pairs of an author and a community.")
    if blocked is not None:
        reasons.append(f"By mentioned group: {blocked.reason}")
    if not any(each.side == AUTHOR for each in axes):
        reasons.append("By author group: no attribute of authors is stated that has groups.")
    if not scope.has_authors:
        reasons.append("By posts per author: the data name no authors.")
    small = sum(each.left_out for each in axes)
    if small:
        few = f"fewer than {scope.plan.floors.authors} {scope.voice}s or {scope.plan.floors.posts} posts"
        reasons.append(
            f"{plural(small, 'group')} of {few}, or beyond the {MOST_GROUPS} largest of a kind, {'is' if small == 1 else 'are'}"
            " not told of one by one."
        )
    return reasons
