"""Correction for errors of inference: published examples, laws, recovery and coverage."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from audit.statistics import Interval, adjusted_shares, bounds_for_errors, rogan_gladen, share
from audit.statistics.simulation import per_bucket, posts_per_author


def independent(p: float, n: float) -> Interval:
    """A share of so many independent posts, at the normal quantile, as published examples have it."""
    return Interval(p, 0.0, 1.0, 0.95, math.nan, n, math.inf)


@pytest.mark.parametrize(
    ("p", "n", "sensitivity", "specificity", "low", "high", "digits"),
    [
        (4060 / 11284, 11284, (178, 179), (358, 359), 0.349, 0.372, 3),
        (51 / 2971, 2971, (32, 33), (20, 20), 0.0, 0.053, 3),
        (0.06, 11862, (8, 10), (12, 12), 0.0, 0.147, 3),
        (259 / 509, 509, (84, 127), (96, 109), 0.58, 0.87, 2),
        (51 / 509, 509, (23, 41), (187, 195), 0.037, 0.195, 3),
    ],
)
def test_the_four_examples_of_lang_and_reiczigel(p, n, sensitivity, specificity, low, high, digits) -> None:
    """Lang and Reiczigel (2014), examples 1 to 4, as the manual of the R package asht prints them."""
    found = rogan_gladen(independent(p, n), sensitivity, specificity)
    assert (round(found.low, digits), round(found.high, digits)) == (low, high)


def test_the_brucellosis_example_of_epir() -> None:
    """Manual of the R package epiR, epi.prev: 23 of 150 positive at Se .96, Sp .89 is a prevalence of 5.1 percent."""
    found = rogan_gladen(independent(23 / 150, 150), (96, 100), (89, 100))
    assert round(found.value, 3) == 0.051
    assert not found.clipped


def test_the_helicobacter_example_of_epir_is_clipped_and_says_so() -> None:
    """epi.prev: 6 of 151 positive at Se .964, Sp .927 is 0, as fewer were positive than false positives alone would be."""
    found = rogan_gladen(independent(6 / 151, 151), (964, 1000), (927, 1000))
    assert found.value == 0
    assert found.clipped
    assert found.unclipped == pytest.approx((6 / 151 - 0.073) / 0.891)


def test_the_variance_is_rogan_and_gladens() -> None:
    """Rogan and Gladen (1978), with each term by hand."""
    found = rogan_gladen(independent(0.3, 400), (90, 100), (190, 200))
    pi, j = 0.25 / 0.85, 0.85
    by_hand = 0.3 * 0.7 / 400 / j**2 + 0.9 * 0.1 * pi**2 / 100 / j**2 + 0.95 * 0.05 * (1 - pi) ** 2 / 200 / j**2
    assert found.standard_error**2 == pytest.approx(by_hand)


def test_without_errors_nothing_is_corrected() -> None:
    measured = share([20, 30, 25, 25], [100, 100, 100, 100])
    found = rogan_gladen(measured, (100_000, 100_000), (100_000, 100_000))
    assert found.value == measured.value
    assert found.low == pytest.approx(measured.low, abs=0.01)
    assert found.high == pytest.approx(measured.high, abs=0.01)


RATES = st.tuples(st.integers(0, 50), st.integers(1, 50)).map(lambda each: (min(each), max(each)))


@given(st.floats(0, 1), st.floats(2, 1e5), RATES, RATES)
def test_laws(p: float, n: float, sensitivity: tuple[int, int], specificity: tuple[int, int]) -> None:
    found = rogan_gladen(independent(p, n), sensitivity, specificity)
    if math.isnan(found.value):
        assert (found.low, found.high) == (0, 1), "a coin says nothing"
        assert sensitivity[0] / sensitivity[1] + specificity[0] / specificity[1] <= 1
        return
    assert 0 <= found.low <= found.value <= found.high <= 1
    # The other group is seen with the two rates changed over.
    mirror = rogan_gladen(independent(1 - p, n), specificity, sensitivity)
    assert mirror.value == pytest.approx(1 - found.value, abs=1e-9)
    assert mirror.low == pytest.approx(1 - found.high, abs=1e-9)


def test_a_calibration_that_cannot_rule_out_chance_leaves_everything_open() -> None:
    found = rogan_gladen(independent(0.4, 10_000), (6, 10), (6, 10))
    assert (found.low, found.high) == (0, 1)
    assert found.value == pytest.approx(0.0, abs=1e-9)


def test_no_posts_and_no_calibration() -> None:
    assert math.isnan(rogan_gladen(share([0, 0], [0, 0]), (9, 10), (9, 10)).value)
    for wrong in ((0, 0), (11, 10), (-1, 10)):
        with pytest.raises(ValueError, match="sensitivity"):
            rogan_gladen(independent(0.5, 10), wrong, (9, 10))


# --- bounds ---------------------------------------------------------------------------------------------------------


@given(st.floats(0, 1), st.floats(0.5, 1), st.floats(0.5, 1), st.floats(0.5, 1), st.floats(0.5, 1))
def test_bounds_hold_the_truth_whatever_the_errors(truth, sensitivity, specificity, least_se, least_sp) -> None:
    assume(sensitivity >= least_se)
    assume(specificity >= least_sp)
    seen = truth * sensitivity + (1 - truth) * (1 - specificity)
    low, high = bounds_for_errors(seen, seen, sensitivity=least_se, specificity=least_sp)
    assert low - 1e-9 <= truth <= high + 1e-9


def test_bounds_are_sharp() -> None:
    """Each end is made by errors that are allowed."""
    low, high = bounds_for_errors(0.3, 0.3, sensitivity=0.8, specificity=0.9)
    assert low * 1.0 + (1 - low) * 0.1 == pytest.approx(0.3)
    assert high * 0.8 == pytest.approx(0.3)
    assert bounds_for_errors(0.3, 0.3, sensitivity=1, specificity=1) == (0.3, 0.3)
    assert bounds_for_errors(0.3, 0.4, sensitivity=0.5, specificity=0.5) == (0, 0.8)
    with pytest.raises(ValueError, match="least"):
        bounds_for_errors(0.3, 0.3, sensitivity=0, specificity=0.5)


# --- several groups ---------------------------------------------------------------------------------------------------

MATRIX = np.array([[85, 10, 15], [10, 80, 15], [5, 10, 70]])


def in_buckets(totals: list[int]) -> np.ndarray:
    """The totals spread evenly over 100 buckets."""
    return np.outer(totals, np.ones(100, dtype=int))


def test_quapy_solves_to_the_same_shares() -> None:
    """QuaPy 0.2.3, ACC.solve_adjustment by inversion: exact where it is a set of shares, by SLSQP where it is not."""
    found = adjusted_shares(in_buckets([50, 30, 20]), MATRIX, draws=50)
    assert found.value == pytest.approx([0.5193370165745856, 0.27071823204419887, 0.2099447513812155], abs=1e-6)
    assert not found.constrained
    held = adjusted_shares(in_buckets([12, 80, 8]), MATRIX, draws=50)
    assert held.unconstrained == pytest.approx([0.02872928176795581, 1.002209944751381, -0.030939226519337], abs=1e-9)
    assert held.value == pytest.approx([0.015297240301646059, 0.9847027596983537, 0.0], abs=5e-4)
    assert held.constrained
    columns, seen = MATRIX / MATRIX.sum(axis=0), np.array([0.12, 0.8, 0.08])
    theirs = np.array([0.015297240301646059, 0.9847027596983537, 0.0])
    assert np.linalg.norm(columns @ held.value - seen) <= np.linalg.norm(columns @ theirs - seen) + 1e-9


@given(st.integers(1, 99), st.integers(55, 100), st.integers(55, 100))
def test_two_groups_are_rogan_and_gladens(seen: int, right: int, right_not: int) -> None:
    counts = in_buckets([seen, 100 - seen])
    matrix = [[right, 100 - right_not], [100 - right, right_not]]
    found = adjusted_shares(counts, matrix, draws=2)
    expected = rogan_gladen(share(counts[0], counts.sum(axis=0)), (right, 100), (right_not, 100))
    assert found.value[0] == pytest.approx(expected.value, abs=1e-6)
    assert found.unconstrained[0] == pytest.approx(expected.unclipped, abs=1e-6)


def test_order_of_groups_and_repetition_change_nothing() -> None:
    counts, order = in_buckets([50, 30, 20]), [2, 0, 1]
    one, again = adjusted_shares(counts, MATRIX), adjusted_shares(counts, MATRIX)
    moved = adjusted_shares(counts[order], MATRIX[np.ix_(order, order)])
    assert one.low.tolist() == again.low.tolist()
    assert moved.value == pytest.approx(one.value[order], abs=1e-9)
    assert moved.high == pytest.approx(one.high[order], abs=0.02), "limits are drawn, so they move a little"


def test_a_duplicated_file_keeps_value_and_width() -> None:
    generator = np.random.default_rng(5)
    counts = generator.poisson(20, (3, 128))
    once, twice = adjusted_shares(counts, MATRIX), adjusted_shares(2 * counts, MATRIX)
    assert twice.value == pytest.approx(once.value, abs=1e-9)
    assert (twice.high - twice.low >= 0.95 * (once.high - once.low)).all()


def test_groups_that_cannot_be_told_apart_stay_open() -> None:
    found = adjusted_shares(in_buckets([50, 50]), [[50, 50], [50, 50]])
    assert np.isnan(found.value).all()
    assert (found.low.tolist(), found.high.tolist()) == ([0, 0], [1, 1])
    assert np.isnan(adjusted_shares(in_buckets([0, 0]), [[9, 1], [1, 9]]).value).all()


@pytest.mark.parametrize(
    ("counts", "matrix"),
    [
        ([[1, 2], [3, 4]], [[1, 2, 3]] * 3),
        ([[1, 2]], [[1]]),
        ([[1, 2], [3, 4]], [[9, 0], [1, 0]]),
        ([[1, -2], [3, 4]], [[9, 1], [1, 9]]),
    ],
)
def test_what_cannot_be_is_refused(counts, matrix) -> None:
    with pytest.raises(ValueError, match=r"shapes|column|negative"):
        adjusted_shares(counts, matrix)


# --- recovery and coverage --------------------------------------------------------------------------------------------


def classified(seed: int, datasets: int, truth: tuple[float, ...], errors: np.ndarray, authors: int) -> np.ndarray:
    """Posts by predicted group and bucket: each author of one group, misread as the errors have it."""
    generator = np.random.default_rng(seed)
    shape, k = (datasets, authors), len(truth)
    posts = posts_per_author(generator, shape, 3.0, longest=50)
    group = generator.choice(k, shape, p=truth)
    read_as = (generator.random(shape)[..., None] > np.cumsum(errors, axis=0).T[group]).sum(axis=-1)
    bucket = generator.integers(0, 128, shape)
    return np.stack([per_bucket(posts * (read_as == each), bucket, 128) for each in range(k)], axis=1)


SETTINGS = [
    ((0.3, 0.7), np.array([[0.9, 0.05], [0.1, 0.95]]), (200, 200), 1000),
    ((0.05, 0.95), np.array([[0.8, 0.03], [0.2, 0.97]]), (60, 100), 1000),
    ((0.5, 0.5), np.array([[0.75, 0.3], [0.25, 0.7]]), (100, 100), 500),
    ((0.0, 1.0), np.array([[0.9, 0.1], [0.1, 0.9]]), (100, 100), 500),
]


@pytest.mark.calibration
@pytest.mark.parametrize(("truth", "errors", "calibrated", "authors"), SETTINGS)
def test_corrected_intervals_cover_where_raw_ones_do_not(truth, errors, calibrated, authors) -> None:
    generator = np.random.default_rng(7)
    covered, raw = [], []
    for counts in classified(8, 800, truth, errors, authors):
        rates = [(int(generator.binomial(n, errors[i, i])), n) for i, n in enumerate(calibrated)]
        measured = share(counts[0], counts.sum(axis=0))
        found = rogan_gladen(measured, *rates)
        covered.append(found.low <= truth[0] <= found.high)
        raw.append(measured.low <= truth[0] <= measured.high)
    assert np.mean(covered) >= 0.93
    if abs(errors[0] @ truth - truth[0]) > 0.05:
        assert np.mean(raw) < 0.5


@pytest.mark.calibration
def test_three_groups_are_recovered_and_covered() -> None:
    truth, errors = (0.5, 0.35, 0.15), MATRIX / MATRIX.sum(axis=0)
    generator = np.random.default_rng(9)
    covered, values = [], []
    for counts in classified(10, 300, truth, errors, 1000):
        matrix = np.stack([generator.multinomial(150, errors[:, j]) for j in range(3)], axis=1)
        found = adjusted_shares(counts, matrix, draws=600)
        covered.append((found.low <= truth) & (truth <= found.high))
        values.append(found.value)
    assert np.mean(values, axis=0) == pytest.approx(truth, abs=0.01)
    assert (np.mean(covered, axis=0) >= 0.91).all(), "95 % less three standard errors of 300 datasets"


@pytest.mark.calibration
def test_correction_makes_things_worse_where_errors_do_not_carry_over() -> None:
    """The caveat is true: counted on others, at other rates, the corrected share is further off than the raw one."""
    truth, here = (0.3, 0.7), np.array([[0.98, 0.02], [0.02, 0.98]])
    counts = classified(11, 200, truth, here, 1000)
    shares = [share(each[0], each.sum(axis=0)) for each in counts]
    corrected = [rogan_gladen(each, (150, 200), (150, 200)).value for each in shares]
    assert abs(np.mean(corrected) - 0.3) > 3 * abs(np.mean([each.value for each in shares]) - 0.3)
