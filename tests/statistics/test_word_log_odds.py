"""Log-odds with a Dirichlet prior: equal to what others print, and to the formula written out word by word."""

from __future__ import annotations

import math

import numpy as np
import pytest

from audit.statistics.word_log_odds import log_odds


def test_the_example_of_tidylo():
    """Documentation of the R package tidylo 0.1.0.9000: gears of cars by engine shape, one of each added.

    It prints each side against the whole, whose log-odds cancel in the difference: .6968169 + .9673459, -1.2527630 - 1.1451323
    and .3249262 + .5268260.
    """
    found = log_odds([12, 2, 4], [3, 10, 1], prior=1.0)
    assert found.delta == pytest.approx([1.6641628, -2.3978953, 0.8517522], abs=2e-7)


def test_equal_to_the_formula_word_by_word():
    """Equations 16 and 19 of Monroe, Colaresi and Quinn (2008)."""
    random = np.random.default_rng(3)
    a, b = random.poisson(3, 500), random.poisson(4, 500)
    for prior in (0.01, random.gamma(1.0, 1.0, 500)):
        added = [prior] * 500 if isinstance(prior, float) else prior.tolist()
        found = log_odds(a, b, prior=prior)
        n_a, n_b, n_0 = sum(a.tolist()), sum(b.tolist()), math.fsum(added)
        for at in range(500):
            y_a, y_b, y_0 = int(a[at]), int(b[at]), added[at]
            delta = math.log((y_a + y_0) / (n_a + n_0 - y_a - y_0)) - math.log((y_b + y_0) / (n_b + n_0 - y_b - y_0))
            variance = 1 / (y_a + y_0) + 1 / (y_b + y_0)
            assert found.delta[at] == pytest.approx(delta, abs=1e-9)
            assert found.z[at] == pytest.approx(delta / math.sqrt(variance), abs=1e-9)


def test_the_corpus_is_the_prior_unless_one_is_given():
    a, b = np.array([5, 1, 9]), np.array([2, 2, 9])
    assert log_odds(a, b).z == pytest.approx(log_odds(a, b, prior=a + b).z)
    assert abs(log_odds(a, b).z[0]) < abs(log_odds(a, b, prior=0.01).z[0])


def test_swapping_sides_swaps_signs():
    a, b = np.array([5, 1, 9]), np.array([2, 2, 9])
    assert log_odds(a, b).z == pytest.approx(-log_odds(b, a).z)


def test_a_prior_of_nothing_is_refused():
    with pytest.raises(ValueError, match="above 0"):
        log_odds([1, 2], [2, 1], prior=[0.0, 1.0])
