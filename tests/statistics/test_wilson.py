"""Wilson's interval."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import optimize, stats

from audit.statistics import rule_of_three, wilson

NORMAL = 1.959963984540054


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_newcombes_table(successes: int, n: int, low: float, high: float) -> None:
    """Newcombe (1998), Statistics in Medicine 17, 857-872, table I, method 3."""
    assert [round(each, 4) for each in wilson(successes / n, n, NORMAL)] == [low, high]


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_is_scipys_and_holds_its_share(pair: tuple[int, int]) -> None:
    successes, n = pair
    expected = stats.binomtest(successes, n).proportion_ci(0.95, method="wilson")
    low, high = wilson(successes / n, n, NORMAL)
    assert low == pytest.approx(expected.low, abs=1e-12)
    assert high == pytest.approx(expected.high, abs=1e-12)
    assert 0 <= low <= successes / n <= high <= 1
    assert low < high


def test_limits_are_where_the_score_test_stops_to_reject() -> None:
    value, n, t = 0.13, 41.7, 2.3
    low, high = wilson(value, n, t)

    def score(p: float) -> float:
        return (value - p) ** 2 - t * t * p * (1 - p) / n

    assert low == pytest.approx(optimize.brentq(score, 1e-9, value))
    assert high == pytest.approx(optimize.brentq(score, value, 1 - 1e-9))


def test_zero_and_all_reach_exactly_zero_and_one() -> None:
    assert wilson(0.0, 7.3, 2.1)[0] == 0.0
    assert wilson(1.0, 7.3, 2.1)[1] == 1.0


def test_nothing_gives_nothing() -> None:
    assert all(math.isnan(each) for each in wilson(math.nan, 10, NORMAL))
    assert all(math.isnan(each) for each in wilson(0.5, 0, NORMAL))
    assert math.isnan(rule_of_three(0))


def test_rule_of_three_is_the_one_sided_exact_limit() -> None:
    """Hanley and Lippman-Hand (1983): 3/n is within a few percent of 1 - 0.05**(1/n)."""
    for n in (30, 100, 1000):
        assert rule_of_three(n) == pytest.approx(1 - 0.05 ** (1 / n), rel=0.06)
