"""Krippendorff's alpha against its author's example and against Fleiss' kappa by statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

from audit.statistics import krippendorff_alpha

N = math.nan
#: Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: four observers, twelve units.
EXAMPLE = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]


@pytest.mark.parametrize(
    ("scale", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_the_example_of_2011(scale, alpha):
    found = krippendorff_alpha(EXAMPLE, scale=scale)
    assert round(found.value, 3) == alpha
    assert found.n_effective == 11  # one of the twelve units has a single rating
    assert found.low < found.value < found.high <= 1


def test_two_observers_binary_example_of_2011():
    """Section A: ten units, α = 0.095."""
    ratings = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
    assert round(krippendorff_alpha(ratings).value, 3) == 0.095


@pytest.mark.parametrize("seed", range(5))
def test_it_is_fleiss_kappa_corrected_for_size(seed):
    """With m ratings of each of n units, 1 - alpha = (1 - kappa) (nm - 1) / nm."""
    ratings = np.random.default_rng(seed).integers(0, 3, (4, 30))
    kappa = fleiss_kappa(aggregate_raters(ratings.T)[0])
    assert 1 - krippendorff_alpha(ratings).value == pytest.approx((1 - kappa) * 119 / 120, rel=1e-12)


def test_coders_and_units_in_any_order_agree_as_much():
    table = np.array(EXAMPLE)
    shuffled = table[[2, 0, 3, 1]][:, np.random.default_rng(1).permutation(12)]
    assert krippendorff_alpha(shuffled).value == pytest.approx(krippendorff_alpha(table).value, rel=1e-12)


@pytest.mark.calibration
def test_coders_who_guess_agree_at_zero_and_the_interval_says_so():
    generator = np.random.default_rng(20261125)
    found = [krippendorff_alpha(generator.random((2, 120)) < 0.3) for _ in range(600)]
    assert abs(np.mean([each.value for each in found])) < 0.01
    assert 0.92 <= np.mean([each.low <= 0 <= each.high for each in found]) <= 0.98


@pytest.mark.calibration
def test_a_planted_agreement_is_recovered():
    """Each rating is a guess with probability 1 - a, for two coders: alpha is a² in expectation for balanced codes."""
    generator = np.random.default_rng(7)
    covered, values = [], []
    for _ in range(600):
        truth = generator.random(150) < 0.5
        ratings = np.where(generator.random((2, 150)) < 0.8, truth, generator.random((2, 150)) < 0.5)
        found = krippendorff_alpha(ratings)
        values.append(found.value)
        covered.append(found.low <= 0.64 <= found.high)
    assert np.mean(values) == pytest.approx(0.64, abs=0.01)
    assert 0.92 <= np.mean(covered) <= 0.98


def test_nothing_to_compare_is_not_measured():
    for ratings in ([[1, N, N], [N, 0, N]], [[1, 1, 1], [1, 1, 1]]):
        found = krippendorff_alpha(ratings)
        assert math.isnan(found.value)
        assert not found.estimable
    whole = krippendorff_alpha([[1, 0, 1, 0], [1, 0, 1, 0]])
    assert whole.value == 1
    assert not whole.estimable
    with pytest.raises(ValueError, match="coders by units"):
        krippendorff_alpha([1, 0])
