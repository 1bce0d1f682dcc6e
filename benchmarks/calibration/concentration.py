"""Coverage of Gini, top shares, Hill numbers, evenness, author coverage, and of quantiles over authors.

Measured against two truths: what so many authors of this distribution typically come to (the median over datasets), which is
what an interval of these figures is about; and what infinitely many would come to, which no figure of a heavy tail knows.
"""

from __future__ import annotations

import math
from functools import partial

import numpy as np
import numpy.typing as npt

from audit.statistics import (
    concentration_interval,
    evenness,
    gini,
    good_turing_coverage,
    hill,
    quantile_interval,
    top_share,
)
from audit.statistics.simulation import LONGEST_TIMELINE, posts_per_author

from .coverage import FEW_VOICES
from .draws import BUCKETS
from .grid import SEED
from .rows import Row, share_error

Floats = npt.NDArray[np.float64]
#: As ``audit/metrics/concentration/figures.py`` has them: function, and whether it counts authors.
MEASURES = {
    "Gini": (partial(gini, corrected=True), False),
    "share of the most active 1 %": (partial(top_share, share=0.01), False),
    "share of the most active 10 %": (partial(top_share, share=0.10), False),
    "Hill number of order 1": (partial(hill, order=1), True),
    "Hill number of order 2": (partial(hill, order=2), True),
    "evenness of order 1": (partial(evenness, order=1), False),
    "evenness of order 2": (partial(evenness, order=2), False),
    "author coverage (Good-Turing)": (good_turing_coverage, False),
}
DATASETS = 500
#: Share of authors that a figure describes. It is printed where these are as many people as a plan asks for by default.
DESCRIBES = {"share of the most active 1 %": 0.01, "share of the most active 10 %": 0.10}
FLOOR_AUTHORS = 10
IN_THE_LIMIT = " of infinitely many authors"


def described(name: str, authors: int) -> int:
    """How many of so many authors a figure describes."""
    return math.ceil(round(DESCRIBES.get(name, 1.0) * authors, 9))


def truths(authors: int, exponent: float) -> dict[str, float]:
    """Of the distribution itself."""
    k = np.arange(1, LONGEST_TIMELINE + 1, dtype=np.float64)
    pmf = _zeta(exponent)
    mean, second = float(pmf @ k), float(pmf @ k**2)
    entropy = math.log(mean) - float(pmf @ (k * np.log(k))) / mean
    below = np.cumsum(pmf) - pmf
    mean_difference = 2 * float(np.sum(pmf * k * (2 * below + pmf - 1)))
    order_1 = math.exp(entropy)
    return {
        "Gini": mean_difference / (2 * mean),
        "share of the most active 1 %": _top(pmf, k, 0.01) / mean,
        "share of the most active 10 %": _top(pmf, k, 0.10) / mean,
        "Hill number of order 1": authors * order_1,
        "Hill number of order 2": authors * mean**2 / second,
        "evenness of order 1": order_1,
        "evenness of order 2": mean**2 / second,
        "author coverage (Good-Turing)": 1 - float(pmf[0]) / mean,
    }


def measure(authors: int, exponent: float, datasets: int = DATASETS) -> list[Row]:
    """All of them, at so many authors with this tail exponent."""
    generator = np.random.default_rng([SEED, authors, round(exponent * 10)])
    truth = truths(authors, exponent)
    limits: dict[str, list[tuple[float, float]]] = {name: [] for name in MEASURES}
    seen: dict[str, list[float]] = {name: [] for name in MEASURES}
    effective = []
    for _ in range(datasets):
        posts = posts_per_author(generator, (authors,), exponent)
        bucket = generator.integers(0, BUCKETS, authors)
        values, index = np.unique(posts, return_inverse=True)
        table = np.bincount(index * BUCKETS + bucket, minlength=len(values) * BUCKETS).reshape(-1, BUCKETS)
        effective.append(float(posts.sum() ** 2 / (posts * posts).sum()))
        for name, (function, of_authors) in MEASURES.items():
            found = concentration_interval(function, values, table, of_authors=of_authors)
            limits[name].append((found.low, found.high))
            seen[name].append(found.value)
    few = float(np.mean(np.array(effective) < FEW_VOICES))
    typical = {name: float(np.median(each)) for name, each in seen.items()}
    rows = []
    cases = [
        (f"{name}{suffix}", name, what[name])
        for name in limits
        for suffix, what in (("", typical), (IN_THE_LIMIT, truth))
    ]
    for title, name, true in cases:
        array = np.array(limits[name])
        there = ~np.isnan(array).any(axis=1)
        low, high = array[there].T
        n = int(there.sum())
        value = float(np.mean((low <= true) & (true <= high))) if n else math.nan
        width = np.log(high / low) if MEASURES[name][1] else high - low
        rows.append(
            Row(
                "coverage",
                title,
                authors,
                exponent,
                math.nan,
                math.nan,
                n,
                value,
                share_error(value, n),
                float(np.mean(high < true)) if n else math.nan,
                float(np.mean(width)) if n else math.nan,
                float(np.median(effective)),
                1.0 if described(name, authors) < FLOOR_AUTHORS else max(few, float(np.mean(~there))),
            )
        )
    return rows


def quantiles(authors: int, datasets: int = 300) -> list[Row]:
    """Of one value per author; distribution-free, so one distribution is as good as any."""
    from scipy.special import ndtri

    generator = np.random.default_rng([SEED, authors])
    rows = []
    for quantile in (0.5, 0.9):
        truth = float(ndtri(quantile))
        found = [quantile_interval(generator.standard_normal(authors), quantile) for _ in range(datasets)]
        # A limit that no value reaches leaves that side open.
        low = np.array([-math.inf if math.isnan(each.low) else each.low for each in found])
        high = np.array([math.inf if math.isnan(each.high) else each.high for each in found])
        closed = np.isfinite(low) & np.isfinite(high)
        value = float(np.mean((low <= truth) & (truth <= high)))
        rows.append(
            Row(
                "coverage",
                f"quantile over authors, {quantile:.0%}",
                authors,
                math.nan,
                math.nan,
                math.nan,
                datasets,
                value,
                share_error(value, datasets),
                float(np.mean(high < truth)),
                float(np.mean((high - low)[closed])) if closed.any() else math.nan,
                float(authors),
                0.0,
            )
        )
    return rows


def _zeta(exponent: float) -> Floats:
    from scipy.special import zeta

    k = np.arange(1, LONGEST_TIMELINE + 1, dtype=np.float64)
    pmf = k**-exponent / zeta(exponent)
    # Who would write more than the cap writes exactly that many.
    pmf[-1] = 1 - pmf[:-1].sum()
    return np.asarray(pmf)


def _top(pmf: Floats, k: Floats, share: float) -> float:
    """Posts, per author of all, by the most active share of authors."""
    taken = np.clip(share - (np.cumsum(pmf[::-1]) - pmf[::-1]), 0, pmf[::-1])
    return float(taken @ k[::-1])
