"""How often posts mention one of two groups that are of about equal size in most populations, as a ratio to the other."""

from __future__ import annotations

from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, as_estimate
from audit.metrics.language import read_cell
from audit.metrics.mentions.coded import NAME
from audit.metrics.mentions.untold import names_few_loosely, voices_of
from audit.metrics.weighed import counted, ratio
from audit.resources import group_title
from audit.standing.sides import OtherSide
from audit.tally import Tally

#: Groups of about equal size wherever people live, so that parity is a reference that needs no choice.
PARITY = (("gender", "women", "men"),)


def pair_of(parity: Contrast) -> tuple[str, str]:
    """The two groups of a ratio by strict forms."""
    (first,) = parity.estimate.group.values()
    return first, parity.estimate.measure.removeprefix("ratio_to_")


def parity(
    first: str, second: str, tally: Tally, scope: Scope, tier: str = "strict", *, tells: bool = False
) -> Contrast:
    """How often posts mention one group, as a ratio to how often they mention another.

    Parameters
    ----------
    first, second : str
        A pair of :data:`PARITY`.
    tally : Tally
    scope : Scope
    tier : str
        ``strict`` or ``loose``.
    tells : bool
        Whether a ratio by loose forms is given although it would tell of a few authors: to be read, not to be printed.
    """
    axis = next(each[0] for each in PARITY if each[1:] == (first, second))
    whole = read_cell(tally, NAME, axis, first)
    read = counted(tally, whole)
    a, b = (counted(tally, (NAME, tier, axis, group)) for group in (first, second))
    suffix = "" if tier == "strict" else "_loose"
    tolerance = scope.plan.tolerances.rate_ratio
    voices = min(voices_of(tally, NAME, ("strict", axis, group), scope) for group in (first, second))
    if (
        tier != "strict"
        and not tells
        and names_few_loosely(tally, NAME, axis, (first, second), scope.plan.floors.authors)
    ):
        voices = 1
    n_authors = tally.n_authors(whole) if scope.has_authors else None
    estimate = as_estimate(
        f"{NAME}.{axis}.{first}.ratio_to_{second}{suffix}",
        f"ratio_to_{second}{suffix}",
        {axis: first},
        ratio(a, read, b, read, level=scope.level, tolerance=tolerance),
        "ratio",
        n_posts=int(read.sum()),
        n_authors=n_authors,
        voices=voices,
        scope=scope,
        family=f"{NAME}.{axis}" if tier == "strict" else None,
        other_side=OtherSide(
            f"the same posts: those of them that mention {group_title(second)}", int(read.sum()), n_authors
        ),
    )
    return Contrast(estimate, tolerance, null=1.0)
