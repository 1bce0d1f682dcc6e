"""Concentration of posts on authors."""

from __future__ import annotations

import itertools
import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audit.statistics import (
    concentration_interval,
    evenness,
    gini,
    good_turing_coverage,
    herfindahl,
    hill,
    histogram,
    lorenz,
    top_share,
    without_top,
)

#: The example of the R package ineq (help page of ineq and Lc): municipal incomes.
INEQ = [541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261]
authors = st.lists(st.integers(1, 30), min_size=1, max_size=60)
MEASURES = [gini, top_share, herfindahl, partial(hill, order=0), partial(hill, order=1), good_turing_coverage]


def test_gini_of_the_ineq_example() -> None:
    """R ineq: Gini(x) = 0.4620911, with corr = TRUE 0.5134345."""
    assert round(gini(INEQ), 7) == 0.4620911
    assert round(gini(INEQ, corrected=True), 7) == 0.5134346


@given(authors)
def test_gini_is_half_the_relative_mean_difference(posts: list[int]) -> None:
    x = np.array(posts)
    assert gini(posts) == pytest.approx(np.abs(x[:, None] - x).mean() / (2 * x.mean()), abs=1e-12)


@given(authors)
def test_gini_is_twice_the_area_over_the_lorenz_curve(posts: list[int]) -> None:
    people, written = lorenz(posts).T
    assert gini(posts) == pytest.approx(1 - 2 * np.trapezoid(written, people), abs=1e-12)
    assert (written <= people + 1e-12).all()


@given(authors)
def test_a_histogram_says_the_same_as_its_authors(posts: list[int]) -> None:
    values, weights = histogram(posts)
    for measure in MEASURES:
        assert measure(values, weights) == measure(posts)
    assert lorenz(values, weights).tolist() == lorenz(posts).tolist()


@given(authors)
def test_hill_numbers_fall_with_their_order(posts: list[int]) -> None:
    numbers = [hill(posts, order=order) for order in (0, 0.5, 1, 2, 3)]
    assert numbers[0] == pytest.approx(len(posts))
    assert all(more >= fewer - 1e-9 for more, fewer in itertools.pairwise(numbers))
    assert hill(posts, order=1) == pytest.approx(math.exp(stats.entropy(posts)))
    assert hill(posts, order=2) == pytest.approx(1 / herfindahl(posts))
    assert herfindahl(posts) == pytest.approx(np.sum((np.array(posts) / sum(posts)) ** 2))


@given(authors, st.floats(0.001, 1))
def test_top_share_takes_the_most_active(posts: list[int], share: float) -> None:
    top = math.ceil(round(share * len(posts), 9))
    assert top_share(posts, share=share) == sum(sorted(posts, reverse=True)[:top]) / sum(posts)


def test_top_share_rounds_up_and_not_twice() -> None:
    assert top_share([1] * 39 + [61], share=0.01) == 0.61
    # 0.07 * 100 in floats is above 7.
    assert top_share([1] * 100, share=0.07) == 0.07


def test_equal_authors_and_one_author() -> None:
    assert gini([4] * 9) == 0
    assert hill([4] * 9, order=2) == pytest.approx(9)
    assert gini([1000] + [0] * 3) == 0  # authors without posts are not seen
    assert herfindahl([7]) == 1
    assert math.isnan(gini([7], corrected=True))


def test_good_turing_coverage() -> None:
    """Good (1953): 2 of 8 posts are by authors seen once, so the next is by a new one with chance 2/8."""
    assert good_turing_coverage([1, 1, 2, 4]) == 0.75


def test_without_top_leaves_out_one_author() -> None:
    values, weights = without_top([3, 9, 9, 1])
    assert (values.tolist(), weights.tolist()) == ([1, 3, 9], [1, 1, 1])
    values, weights = without_top([3, 9, 1])
    assert (values.tolist(), weights.tolist()) == ([1, 3], [1, 1])
    assert len(without_top([])[0]) == 0


@pytest.mark.parametrize("measure", MEASURES)
def test_no_posts_is_no_number(measure: object) -> None:
    assert math.isnan(measure([]))
    assert math.isnan(measure([0, 0]))
    assert lorenz([]).shape == (0, 2)


def test_ten_million_authors_do_not_overflow() -> None:
    """Half write one post, half a thousand: closed form G = p (1 - p) (b - a) / mean."""
    values, weights = [1, 1_000_000_000], [5_000_000, 5_000_000]
    assert gini(values, weights) == pytest.approx(0.25 * (1e9 - 1) / ((1e9 + 1) / 2))


def test_interval_is_the_naive_jackknife_over_buckets() -> None:
    generator = np.random.default_rng(3)
    written = np.minimum(generator.zipf(2.5, 600), 100)
    bucket = generator.integers(0, 128, 600)
    values = np.unique(written)
    table = np.zeros((len(values), 128), dtype=int)
    np.add.at(table, (np.searchsorted(values, written), bucket), 1)
    interval = concentration_interval(gini, values, table)
    kept = np.unique(bucket)
    logits = [np.log(g / (1 - g)) for g in (gini(written[bucket != b]) for b in kept)]
    error = math.sqrt((len(kept) - 1) * np.var(logits))
    assert interval.value == gini(written)
    assert interval.standard_error == pytest.approx(error)
    assert interval.low < interval.value < interval.high
    # One row of the histogram holds one author; the effective authors are those of all posts.
    assert interval.n_effective > 10
    off = (np.array(logits) - np.mean(logits)) ** 2
    assert interval.degrees_of_freedom == pytest.approx(off.sum() ** 2 / (off**2).sum() - 1)


@pytest.mark.parametrize("order", [1, 2])
def test_a_hill_number_is_as_uncertain_as_its_share_of_the_authors(order: int) -> None:
    generator = np.random.default_rng(4)
    written = np.minimum(generator.zipf(2.5, 600), 100)
    values, where = np.unique(written, return_inverse=True)
    table = np.zeros((len(values), 128), dtype=int)
    np.add.at(table, (where, generator.integers(0, 128, 600)), 1)
    number = concentration_interval(partial(hill, order=order), values, table, of_authors=True)
    even = concentration_interval(partial(evenness, order=order), values, table)
    assert number.value == hill(written, order=order)
    assert (number.low, number.high) == pytest.approx((600 * even.low, 600 * even.high))
    assert (number.standard_error, number.degrees_of_freedom) == (even.standard_error, even.degrees_of_freedom)
    assert number.high <= 600  # never more voices than there are authors
    twice = concentration_interval(partial(hill, order=order), 2 * values, table, of_authors=True)
    assert (twice.low, twice.high) == pytest.approx((number.low, number.high))


@pytest.mark.parametrize(("posts", "weights"), [([1, -1], None), ([1, 2], [1, -1]), ([1, 2], [1])])
def test_what_cannot_be_counted_is_refused(posts: list[int], weights: list[int] | None) -> None:
    with pytest.raises(ValueError, match="posts"):
        gini(posts, weights)


def test_options_that_cannot_be_are_refused() -> None:
    with pytest.raises(ValueError, match="share"):
        top_share([1], share=0)
    with pytest.raises(ValueError, match="order"):
        hill([1], order=-1)
