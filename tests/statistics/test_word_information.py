"""Pointwise mutual information, bounded as it must be, against a textbook's table."""

from __future__ import annotations

import math

import numpy as np
import pytest

from audit.statistics.word_counts import WordCounts
from audit.statistics.word_information import pointwise_information
from audit.statistics.word_rates import compare_words


def test_perfect_company_is_exactly_one():
    assert pointwise_information([1, 20, 333], [1, 20, 333], [1, 20, 333], 1000).tolist() == [1.0, 1.0, 1.0]
    assert pointwise_information(7, 7, 7, 7) == 1.0


def test_independence_is_zero_and_never_meeting_is_minus_one():
    assert pointwise_information(2, 20, 100, 1000) == pytest.approx(0, abs=1e-12)
    assert pointwise_information(0, 20, 100, 1000) == -1.0
    assert pointwise_information(0, 20, 100, 1000, normalised=False) == -math.inf
    assert math.isnan(pointwise_information(0, 0, 100, 1000))


def test_a_collocation_of_the_textbook():
    """Manning and Schütze (1999), table 5.14: "Ayatollah Ruhollah", 42 and 20 of 14,307,668, together 20: 18.38 bits."""
    bits = pointwise_information(20, 42, 20, 14_307_668, normalised=False) / math.log(2)
    assert bits == pytest.approx(18.38, abs=0.005)


def test_bounded_whatever_the_counts():
    random = np.random.default_rng(8)
    both, only_word, only_group, neither = random.integers(0, 30, (4, 5000))
    value = pointwise_information(both, both + only_word, both + only_group, both + only_word + only_group + neither)
    told = ~np.isnan(value)
    assert told.sum() > 4500
    assert (np.abs(value[told]) <= 1).all()


def test_the_gap_of_two_groups_is_the_logarithm_of_the_ratio():
    posts = np.array([[1] * 40 + [0] * 60, [0] * 40 + [1] * 60])
    a, b = (20, 30, 40, 100), (10, 30, 60, 100)
    gap = pointwise_information(*a, normalised=False) - pointwise_information(*b, normalised=False)
    who = np.r_[np.arange(20), 40 + np.arange(10)]
    ratio = compare_words(WordCounts.of(who, (who >= 40).astype(int), np.zeros(30, int), np.ones(30, int), posts)).ratio
    assert gap == pytest.approx(math.log(float(ratio[0])))


def test_counts_that_cannot_be_are_refused():
    for impossible in ((5, 4, 9, 20), (1, 12, 12, 20), (-1, 2, 2, 9)):
        with pytest.raises(ValueError, match="part of"):
            pointwise_information(*impossible)
