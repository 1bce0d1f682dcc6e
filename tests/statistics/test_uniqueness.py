"""Records that are alone by what is known of them: class sizes, intervals, and what a sample tells."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest

from audit.statistics.uniqueness import class_sizes, match_probability, share_in_small_classes
from audit.statistics.wilson import wilson


def drawn(random, chances, n):
    return random.choice(len(chances), n, p=chances / chances.sum())


def test_class_sizes_are_those_of_a_plain_count():
    keys = np.random.default_rng(1).integers(0, 50, 200)
    counted = Counter(keys.tolist())
    assert class_sizes(keys).tolist() == [counted[each] for each in keys.tolist()]
    assert class_sizes([]).tolist() == []


def test_a_table_of_sweeney_has_the_k_that_she_gives():
    """Sweeney (2002), figure 2: eleven records of a table that adheres to k-anonymity with k = 2."""
    rows = [
        ("black", 1965, "m"), ("black", 1965, "m"), ("black", 1965, "f"), ("black", 1965, "f"), ("black", 1964, "f"),
        ("black", 1964, "f"), ("white", 1964, "m"), ("white", 1964, "m"), ("white", 1964, "m"), ("white", 1967, "m"),
        ("white", 1967, "m"),
    ]  # fmt: skip
    names = {each: index for index, each in enumerate(sorted(set(rows)))}
    sizes = class_sizes([names[each] for each in rows])
    assert sizes.min() == 2
    assert sorted(sizes.tolist()) == [2] * 8 + [3] * 3
    assert share_in_small_classes(sizes, 2).value == 0
    assert share_in_small_classes(sizes, 3).value == pytest.approx(8 / 11)


def test_nobody_alone_is_the_rule_of_three():
    """Classes of one record arise apart from each other: seeing none bounds how many are to be expected by three."""
    sizes = class_sizes(np.repeat(np.arange(20), 50))
    interval = share_in_small_classes(sizes, 2)
    assert interval.value == interval.low == 0
    assert 3 / 1000 < interval.high < 5 / 1000
    # In classes below ten there might have been nine at once.
    assert share_in_small_classes(sizes, 10).high == pytest.approx(9 * interval.high, rel=0.1)


def test_everybody_alone_is_wilson():
    interval = share_in_small_classes(np.ones(400, dtype=int), 2)
    assert (interval.value, interval.high) == (1, 1)
    assert interval.low == pytest.approx(wilson(1.0, 400, 1.96)[0], abs=1e-4)


def test_no_records_give_no_figure():
    assert math.isnan(share_in_small_classes([], 2).value)
    assert not share_in_small_classes([], 2).estimable


@pytest.mark.parametrize("below", [2, 5, 10])
@pytest.mark.parametrize(
    ("chances", "n"),
    [
        (np.ones(1000), 1000),
        (np.ones(5000), 1000),
        (np.ones(200), 1000),
        (1 / np.arange(1.0, 5001), 1000),
        (1 / np.arange(1.0, 5001) ** 2, 1000),
        (np.r_[np.full(20, 50.0), np.ones(300)], 1000),
        (1 / np.arange(1.0, 301), 150),
    ],
    ids=["one each", "sparse", "dense", "zipf 1", "zipf 2", "mixed", "small"],
)
def test_intervals_hold_the_expected_share(chances, n, below):
    """Planted classes: the interval covers the mean over samples of the same size at least about as often as it says."""
    random = np.random.default_rng(7)
    intervals = [share_in_small_classes(class_sizes(drawn(random, chances, n)), below) for _ in range(300)]
    truth = np.mean([each.value for each in intervals])
    covered = np.mean([each.low <= truth <= each.high for each in intervals])
    assert covered >= 0.93
    if below == 2:  # and is not much wider than it need be
        spread = np.std([each.value for each in intervals])
        assert np.mean([each.high - each.low for each in intervals]) < 1.5 * 2 * 1.96 * spread


def test_binomial_interval_would_be_too_narrow():
    """Why the interval has a variance of its own: authors in pairs stand or fall together."""
    random = np.random.default_rng(3)
    values = [share_in_small_classes(class_sizes(drawn(random, np.ones(5000), 1000)), 2) for _ in range(300)]
    truth = np.mean([each.value for each in values])
    naive = [wilson(each.value, 1000, 1.96) for each in values]
    assert np.mean([low <= truth <= high for low, high in naive]) < 0.9


def test_chance_of_a_right_match_is_that_of_a_known_population():
    """Skinner and Elliot (2002): alone in the sample over all of the population who share a key with such records."""
    random = np.random.default_rng(11)
    population = drawn(random, 1 / np.arange(1.0, 20001), 50_000)
    whole = Counter(population.tolist())
    for rate in (0.5, 0.1):
        told, true = [], []
        for _ in range(40):
            sample = population[random.random(len(population)) < rate]
            sizes = class_sizes(sample)
            alone = sample[sizes == 1]
            told.append(match_probability(sizes, rate))
            true.append(len(alone) / sum(whole[each] for each in alone.tolist()))
        assert np.mean(told) == pytest.approx(np.mean(true), rel=0.03)


def test_chance_of_a_right_match_has_its_ends():
    assert match_probability([1, 1, 2, 2], 1.0) == 1
    assert math.isnan(match_probability([2, 2], 0.5))
    # n1 = 4, n2 = 1, a rate of one half: 0.5 * 4 / (0.5 * 4 + 2 * 0.5 * 1).
    assert match_probability([1, 1, 1, 1, 2, 2], 0.5) == pytest.approx(2 / 3)
