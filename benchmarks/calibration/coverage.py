"""Coverage and width of every interval of shares, contrasts, means and inferred groups."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping

import numpy as np
import numpy.typing as npt

from audit.statistics import (
    Corrected,
    GroupedOutcomes,
    Interval,
    adjusted_shares,
    against,
    difference,
    disparity,
    effective_clusters,
    goodness_of_fit,
    mean_ratio,
    ratio,
    ratio_of_means,
    rogan_gladen,
    share,
)

from .draws import LIKES_SPREAD, draw
from .grid import Cell
from .rows import Row, share_error

Totals = Mapping[str, npt.NDArray[np.int64]]
#: As in a plan by default, and as ``audit/metrics/contrast.py`` has it.
FEW_VOICES = 30
#: People on whom each error rate of the classifier was counted, and the rates.
CALIBRATED, SENSITIVITY, SPECIFICITY = 200, 0.9, 0.95

Limits = tuple[float, float]


def _limits(found: Interval | Corrected) -> Limits:
    return found.low, found.high


def _logged(found: Interval) -> Limits:
    return (math.log(found.low), math.log(found.high)) if found.estimable and found.low > 0 else (math.nan, math.nan)


def by_test(p_value: float | None) -> Limits:
    """Around 0 unless the test rejects: its coverage is one less its false positives."""
    if p_value is None or math.isnan(p_value):
        return math.nan, math.nan
    return (1.0, 1.0) if p_value <= 0.05 else (-1.0, 1.0)


def _corrected(t: Totals, generator: np.random.Generator) -> Limits:
    seen = generator.binomial(t["x"], SENSITIVITY) + generator.binomial(t["n"] - t["x"], 1 - SPECIFICITY)
    right = [(int(generator.binomial(CALIBRATED, each)), CALIBRATED) for each in (SENSITIVITY, SPECIFICITY)]
    return _limits(rogan_gladen(share(seen, t["n"]), *right))


def _disparity(t: Totals) -> Limits:
    """Two groups that a classifier tells with probability .9: with an outcome that has nothing to do with the group."""
    y = np.stack([t["xg"], t["x"] - t["xg"]]).astype(np.float64)
    n = np.stack([t["ng"], t["n"] - t["ng"]]).astype(np.float64)
    mixed = np.array([[0.9, 0.1], [0.1, 0.9]])
    return _limits(disparity(GroupedOutcomes(y, n, mixed @ y, mixed @ n, 0.0)).weighted)


def _weighted(t: Totals) -> Limits:
    """A random half of the authors weighs three times as much as the other."""
    return _limits(share(t["x"] + 2 * t["xg"], t["n"] + 2 * t["ng"], units=t["n"]))


def _two_groups(t: Totals) -> tuple[npt.NDArray[np.int64], ...]:
    return t["xg"], t["ng"], t["x"] - t["xg"], t["n"] - t["ng"]


def _two_topics(t: Totals) -> tuple[npt.NDArray[np.int64], ...]:
    return t["xa"], t["na"], t["x"] - t["xa"], t["n"] - t["na"]


def _reach(t: Totals) -> Limits:
    return _limits(share(t["liked"], t["likes"]))


#: Each interval type: the truth as a function of the cell's share, and the limits from totals.
Method = Callable[[Totals, np.random.Generator, float], Limits]
METHODS: Mapping[str, tuple[Callable[[float], float], Method]] = {
    "share": (lambda p: p, lambda t, _g, _p: _limits(share(t["x"], t["n"]))),
    "share, weighted": (lambda p: p, lambda t, _g, _p: _weighted(t)),
    "share against a reference (test)": (
        lambda _: 0.0,
        lambda t, _g, p: by_test(against(share(t["x"], t["n"]), p).p_value),
    ),
    "share, corrected for errors (Rogan-Gladen)": (lambda p: p, lambda t, g, _p: _corrected(t, g)),
    "share of reach": (lambda p: p, lambda t, _g, _p: _reach(t)),
    "difference, own authors": (lambda _: 0.0, lambda t, _g, _p: _limits(difference(*_two_groups(t)))),
    "difference, common authors": (lambda _: 0.0, lambda t, _g, _p: _limits(difference(*_two_topics(t)))),
    "difference, inferred groups": (lambda _: 0.0, lambda t, _g, _p: _disparity(t)),
    "ratio of shares, own authors": (lambda _: 0.0, lambda t, _g, _p: _logged(ratio(*_two_groups(t)))),
    "ratio of shares, common authors": (lambda _: 0.0, lambda t, _g, _p: _logged(ratio(*_two_topics(t)))),
    "rate (mean per post)": (math.log, lambda t, _g, _p: _logged(mean_ratio(t["x"], t["n"]))),
    # Likes per post of the typical author are lognormal with 0 and LIKES_SPREAD, and have nothing to do with their posts.
    "mean of likes per post": (
        lambda _: LIKES_SPREAD**2 / 2,
        lambda t, _g, _p: _logged(mean_ratio(t["likes"], t["n"])),
    ),
    "ratio of means": (lambda _: 0.0, lambda t, _g, _p: _logged(ratio_of_means(*_two_groups(t)))),
    "goodness of fit (test)": (
        lambda _: 0.0,
        lambda t, _g, p: by_test(goodness_of_fit(np.stack([t["x"], t["n"] - t["x"]]), [p, 1 - p]).p_value),
    ),
}
_HALVES = ("own authors", "ratio of means", "inferred groups")


def measure(cell: Cell) -> list[Row]:
    """Every method in one cell."""
    generator = np.random.default_rng(cell.seed)
    totals, effective = draw(cell, generator, cell.datasets)
    datasets = [{name: each[i] for name, each in totals.items()} for i in range(cell.datasets)]
    halves = np.minimum(_effective(totals["ng"]), _effective(totals["n"] - totals["ng"]))
    rows = []
    for name, (truth, method) in METHODS.items():
        authors = halves if any(each in name for each in _HALVES) else effective
        limits = np.array([method(each, generator, cell.share) for each in datasets])
        rows.append(row_of(name, cell, limits, truth(cell.share), authors))
    return rows


def adjusted(cell: Cell, datasets: int = 300) -> Row:
    """Adjusted counts of three groups: limits are drawn, which takes long, so of few cells."""
    generator = np.random.default_rng([*cell.seed, 1])
    totals, effective = draw(cell, generator, datasets)
    errors = np.array([[0.9, 0.05, 0.05], [0.05, 0.85, 0.1], [0.05, 0.1, 0.85]])
    limits = []
    for x, n in zip(totals["x"], totals["n"], strict=True):
        second = generator.binomial(n - x, 0.5)
        truly = (x, second, n - x - second)
        seen = sum(generator.multinomial(each, errors[:, j]).T for j, each in enumerate(truly))
        calibration = np.stack([generator.multinomial(CALIBRATED, errors[:, j]) for j in range(3)], axis=1)
        found = adjusted_shares(seen, calibration)
        limits.append((found.low[0], found.high[0]))
    return row_of("shares of three groups, adjusted counts", cell, np.array(limits), cell.share, effective)


def row_of(
    name: str, cell: Cell, limits: npt.NDArray[np.float64], truth: float, authors: npt.NDArray[np.float64]
) -> Row:
    """The row of an interval, or of a test, from its limits in each dataset: shape (datasets, 2)."""
    there = ~np.isnan(limits).any(axis=1)
    low, high = limits[there].T
    n = int(there.sum())
    value = float(np.mean((low <= truth) & (truth <= high))) if n else math.nan
    return Row(
        "coverage", name, cell.authors, cell.exponent, cell.share, cell.correlation, n, value, share_error(value, n),
        float(np.mean(high < truth)) if n else math.nan,
        math.nan if name.endswith("(test)") or not n else float(np.mean(high - low)),
        float(np.median(authors)),
        float(np.mean(~there | (authors < FEW_VOICES))),
    )  # fmt: skip


def _effective(totals: npt.NDArray[np.int64]) -> npt.NDArray[np.float64]:
    return np.array([effective_clusters(each) for each in totals])


def cells_of_adjusted(grid: tuple[Cell, ...]) -> Iterator[Cell]:
    """Those where adjusted counts are measured."""
    return (
        each for each in grid if each.share in {0.1, 0.5} and each.correlation == 0.3 and 200 <= each.authors <= 5000
    )
