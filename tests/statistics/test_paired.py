"""Two figures of datasets that share authors, against each other."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audit.statistics import (
    Interval,
    Pairs,
    independent_difference,
    independent_ratio,
    jackknife,
    paired_difference,
    paired_ratio,
    pairs_of,
    replicate_error,
    share,
)

GROUPS, BUCKETS = 32, 128


def mean_of(values: np.ndarray) -> tuple[Interval, np.ndarray]:
    """A mean with Student's interval, and the mean without each value in turn."""
    n, error = len(values), stats.sem(values)
    reach = stats.t.ppf(0.975, n - 1) * error
    value = float(values.mean())
    return Interval(value, value - reach, value + reach, 0.95, error, n, n - 1), (values.sum() - values) / (n - 1)


def test_pairs_of_means_are_the_paired_t_test():
    """scipy.stats.ttest_rel on the same numbers: interval and p-value, to the last digits."""
    random = np.random.default_rng(3)
    for correlation in (-0.6, 0.0, 0.9, 0.99):
        mixed = random.multivariate_normal([0.2, 0.5], [[1, correlation], [correlation, 1]], size=GROUPS)
        (a, a_left), (b, b_left) = mean_of(mixed[:, 0]), mean_of(mixed[:, 1])
        pairs = pairs_of(a_left, b_left)
        known = stats.ttest_rel(mixed[:, 0], mixed[:, 1])
        assert pairs.correlation == pytest.approx(np.corrcoef(mixed.T)[0, 1], abs=1e-6)
        found = paired_difference(a, b, pairs)
        assert (found.low, found.high) == pytest.approx(tuple(known.confidence_interval(0.95)), rel=1e-4)
        assert found.p_value == pytest.approx(known.pvalue, rel=1e-3)
        assert found.degrees_of_freedom == GROUPS - 1


def test_of_nobody_in_common_it_is_the_independent_difference():
    a, b = share([3, 4, 5, 9] * 8, [20] * 32), share([2, 2, 3, 4] * 8, [20] * 32)
    assert paired_difference(a, b, Pairs()) == independent_difference(a, b)
    assert paired_ratio(a, b, Pairs(), tolerance=1.25) == independent_ratio(a, b, tolerance=1.25)


@given(st.floats(-1, 1), st.floats(0.05, 0.9), st.floats(0.05, 0.9))
def test_more_in_common_is_never_wider_and_sides_may_be_swapped(correlation, one, other):
    a, b = (Interval(each, each * 0.8, each * 1.15, 0.95, math.nan, 100.0, 40.0) for each in (one, other))
    pairs = Pairs(correlation, GROUPS)
    found, swapped = paired_difference(a, b, pairs), paired_difference(b, a, pairs)
    assert (found.low, found.high) == pytest.approx((-swapped.high, -swapped.low))
    assert found.low <= found.value <= found.high
    less = paired_difference(a, b, Pairs(-1.0, GROUPS))
    assert found.high - found.low <= less.high - less.low + 1e-12
    ratio = paired_ratio(a, b, pairs)
    assert ratio.low <= ratio.value <= ratio.high


def test_what_does_not_vary_has_no_pair():
    vary = np.linspace(0.1, 0.2, GROUPS)
    assert pairs_of(np.full(GROUPS, 0.3), vary) is None
    assert pairs_of(np.full(GROUPS, 0.3) + np.linspace(0, 1e-16, GROUPS), vary) is None
    assert pairs_of(np.r_[vary[:-1], np.nan], vary) is None
    assert pairs_of([0.1], [0.2]) is None


def test_the_error_of_replicates_is_the_jackknifes():
    """As ``jackknife`` gives it, whose own test names Kott (2001)."""
    known = jackknife(lambda x, n: x / n, [1, 0, 2, 1, 4], [4, 3, 5, 4, 9])
    assert replicate_error(known.replicates) == pytest.approx(math.sqrt(known.variance))


class Two:
    """Two datasets of authors with their own rates; a part of the authors, and of their posts, is in both."""

    def __init__(self, seed: int, authors: int, overlap: float, rates: tuple[float, float]) -> None:
        random = np.random.default_rng(seed)
        both = int(authors * overlap)
        everyone = 2 * authors - both
        who = np.arange(everyone)
        size = np.minimum(random.zipf(2.5, everyone), 200)
        luck = random.random(everyone)
        own = [stats.beta.ppf(luck, rate * 2.3, (1 - rate) * 2.3) for rate in rates]
        hits = random.binomial(size, own[0])
        kept = random.binomial(hits, 0.8), random.binomial(size - hits, 0.8)
        fresh = random.poisson(0.3 * size)
        bucket = random.integers(0, BUCKETS, everyone)
        self.truth = rates[0], (0.8 * rates[0] + 0.3 * rates[1]) / 1.1

        def counted(values: np.ndarray, mine: np.ndarray) -> np.ndarray:
            return np.bincount(bucket[mine], values[mine], BUCKETS).astype(np.int64)

        first, second = who < authors, who >= authors - both
        later = kept[0] + random.binomial(fresh, own[1])
        self.before = counted(hits, first), counted(size, first)
        self.after = counted(later, second), counted(sum(kept) + fresh, second)

    def figures(self) -> tuple[Interval, Interval, Pairs]:
        def left(successes: np.ndarray, posts: np.ndarray) -> np.ndarray:
            x, n = (each.reshape(-1, GROUPS).sum(0) for each in (successes, posts))
            return (x.sum() - x) / (n.sum() - n)

        return share(*self.after), share(*self.before), pairs_of(left(*self.after), left(*self.before)) or Pairs()


@pytest.mark.calibration
@pytest.mark.parametrize(
    ("authors", "overlap", "rates", "narrower"),
    [(1000, 1.0, (0.1, 0.1), 2.5), (300, 0.5, (0.3, 0.3), 1.15), (1000, 0.5, (0.1, 0.2), 1.1), (300, 0.0, (0.3, 0.3), 0.9)],
)  # fmt: skip
def test_intervals_hold_the_truth_however_many_authors_are_in_both(authors, overlap, rates, narrower):
    """Nominal 95 %, 300 pairs of datasets each; taken as independent they are wider by the factor named."""
    runs, held, ratios, widths = 300, 0, 0, []
    for seed in range(runs):
        two = Two(seed, authors, overlap, rates)
        after, before, pairs = two.figures()
        found, alone = paired_difference(after, before, pairs), independent_difference(after, before)
        held += found.low <= two.truth[1] - two.truth[0] <= found.high
        ratio = paired_ratio(after, before, pairs)
        ratios += ratio.low <= two.truth[1] / two.truth[0] <= ratio.high
        widths.append((alone.high - alone.low) / (found.high - found.low))
    # Three standard errors of 300 throws at 95 % are 3.8 points.
    assert held / runs > 0.912
    assert ratios / runs > 0.912
    assert np.median(widths) > narrower


@pytest.mark.calibration
def test_nothing_is_found_where_nothing_changed():
    """p-values at tolerance 0 under the null: at most 5 %, give or take three standard errors."""
    low = 0
    for seed in range(300):
        after, before, pairs = Two(seed + 9000, 400, 0.8, (0.2, 0.2)).figures()
        low += paired_difference(after, before, pairs).p_value <= 0.05
    assert low / 300 < 0.088


@pytest.mark.calibration
def test_a_change_that_pairs_show_is_missed_without_them():
    shown = {"paired": 0, "alone": 0}
    for seed in range(60):
        after, before, pairs = Two(seed, 500, 1.0, (0.2, 0.4)).figures()
        shown["paired"] += paired_difference(after, before, pairs).low > 0
        shown["alone"] += independent_difference(after, before).low > 0
    assert shown["paired"] > 2 * shown["alone"]
    assert shown["paired"] > 30
