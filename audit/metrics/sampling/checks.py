"""What one check of a collection says, and how its figures are made and read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.finding import Block, Estimate, Finding, Reading, Severity, Unit, Weakens
from audit.metrics.base import Scope
from audit.metrics.contrast import as_estimate
from audit.metrics.sampling.ids_counts import NAME, ROWS
from audit.ranking import graded, margin
from audit.statistics.intervals import Interval, share
from audit.tally import Tally

__all__ = [
    "NAME",
    "OF_TIME",
    "OF_VOICES",
    "OF_WORDS",
    "Check",
    "census",
    "fact",
    "of_share",
    "reading_above",
    "severity_above",
]

#: Metrics whose figures are rates of words, by what is weakened: words, voices, time.
OF_WORDS = (
    "mentions",
    "descriptions",
    "markers",
    "associations",
    "embeddings",
    "sentiment",
    "labels",
    "artefacts",
    "amplification",
    "scores",
)
_EXACT = "counted over all posts of these files: exact, no interval"
OF_VOICES = ("representation", "concentration", "repetition", "rhythm")
OF_TIME = ("representation", "concentration", "rhythm", "mentions", "descriptions", "markers", "labels", "sentiment")

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Check:
    """What one check comes to.

    Attributes
    ----------
    estimates : tuple of Estimate
    findings : tuple of Finding
        What stands for itself.
    clear : str
        What was looked for and not found; empty if something was found, or nothing could be looked for.
    reasons : tuple of str
        What could not be looked for, and why: clauses.
    weakens : tuple of Weakens
    tells : tuple of str
        Ids of findings of other metrics that say less of the same.
    blocks : tuple of Block
    """

    estimates: tuple[Estimate, ...] = ()
    findings: tuple[Finding, ...] = ()
    clear: str = ""
    reasons: tuple[str, ...] = ()
    weakens: tuple[Weakens, ...] = ()
    tells: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()


def of_share(
    identifier: str,
    measure: str,
    group: dict[str, str],
    part: Counts,
    whole: Counts,
    scope: Scope,
    *,
    interval: Interval | None = None,
    note: str = "",
) -> Estimate:
    """A share of posts, its interval clustered by author; how wide that is says all of how few authors there are."""
    return as_estimate(
        identifier,
        measure,
        group,
        share(part, whole, level=scope.level) if interval is None else interval,
        "share",
        n_posts=int(whole.sum()),
        n_authors=scope.authors if scope.has_authors else None,
        voices=int(np.count_nonzero(part)),
        scope=scope,
        note=note,
        effective_floor=False,
        denominator="posts that could be looked at",
    )


def census(
    identifier: str, measure: str, group: dict[str, str], part: Counts, whole: Counts, scope: Scope, *, note: str = ""
) -> Estimate:
    """A share of posts that is a plain fact about the files: exact, with nothing sampled and nobody described."""
    return Estimate(
        identifier,
        NAME,
        measure,
        group,
        int(part.sum()) / int(whole.sum()),
        None,
        None,
        "share",
        int(whole.sum()),
        scope.authors if scope.has_authors else None,
        level=scope.level,
        note=f"{note}; {_EXACT}" if note else _EXACT,
        denominator="posts that could be looked at",
    )


def fact(measure: str, value: float, unit: Unit, scope: Scope, *, n_posts: int, note: str = "") -> Estimate:
    """A plain fact about the collection, in which nothing is sampled: hence no interval."""
    return Estimate(
        f"{NAME}.{measure}",
        NAME,
        measure,
        {},
        value,
        None,
        None,
        unit,
        n_posts,
        scope.authors if scope.has_authors else None,
        level=scope.level,
        note=note or _EXACT,
    )


def grain(tally: Tally) -> int:
    """How many times over every post was read, which no unit of the collection is evidence of: 1, unless files were given twice.

    Authors who all have fifty posts are no posts that were read fifty times; then hours and single posts have other counts.
    """
    tally.author_posts.compact()
    counts = [tally.author_posts.posts, tally.per_bucket((NAME, "posts"))]
    counts += [
        each.column("posts") for cell, each in sorted(tally.samples.items()) if cell[0] in (NAME, ROWS) and len(each)
    ]
    divisor = 0
    for each in counts:
        divisor = int(np.gcd(divisor, int(np.gcd.reduce(each, initial=0))))
    return max(divisor, 1)


def reading_above(estimate: Estimate, tolerance: float) -> Reading:
    """Reading of a share that may only be too large."""
    if estimate.status == "ok" and estimate.value is not None and estimate.note.endswith(_EXACT):
        return "shown" if estimate.value > tolerance else "shown_small"
    if estimate.status != "ok" or estimate.low is None or estimate.high is None:
        return "not_assessed"
    if estimate.low > tolerance:
        return "shown"
    return "shown_small" if estimate.high <= tolerance else "inconclusive"


def severity_above(estimate: Estimate, tolerance: float, reading: Reading) -> Severity:
    """How many tolerances a share comes to at least."""
    if reading != "shown" or estimate.value is None:
        return "none"
    exact = estimate.note.endswith(_EXACT)
    low, high = (None, None) if exact else (estimate.low, estimate.high)
    return graded(margin(estimate.value, low, high, tolerance, is_ratio=False))
