"""Chapman's estimate gives published numbers, and its intervals hold a population that is known."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import hypergeom

from audit.statistics.capture_recapture import chapman, chapman_limits, chapman_variance, population_size
from audit.statistics.simulation import per_bucket, posts_per_author


@pytest.mark.parametrize(
    ("first", "second", "both", "size"),
    [
        # Ten turtles marked, fifteen caught later, five of them marked: 28 (the example of Wikipedia's "Mark and recapture").
        (10, 15, 5, 28.3),
        # 109 carp marked, 177 caught later, 57 of them marked: 337 (Krebs, Ecological Methodology, chapter 2).
        (109, 177, 57, 337),
    ],
)
def test_published_estimates(first, second, both, size):
    assert chapman(first, second, both) == pytest.approx(size, abs=0.5)


def test_published_limits():
    """Sadinle (2009) on the turtles: 22 to 65, as Wikipedia prints it."""
    low, high = chapman_limits(10, 15, 5)
    assert (round(low), round(high)) == (22, 65)


def test_published_variance():
    """Seber (1970): 50 marked, 60 caught later, 10 of them marked have the standard error 65.5."""
    assert chapman_variance(50, 60, 10) ** 0.5 == pytest.approx(65.46, abs=0.01)


@pytest.mark.parametrize(("size", "first", "second"), [(80, 30, 55), (200, 90, 120)])
def test_it_has_no_bias_where_the_samples_cover_enough(size, first, second):
    """Exactly, over the hypergeometric distribution (scipy): Chapman (1951) shows it for n1 + n2 >= N."""
    both = np.arange(max(0, first + second - size), min(first, second) + 1)
    chances = hypergeom.pmf(both, size, first, second)
    mean = sum(chance * chapman(first, second, int(m)) for m, chance in zip(both, chances, strict=True))
    assert mean == pytest.approx(size)
    spread = sum(chance * (chapman(first, second, int(m)) - size) ** 2 for m, chance in zip(both, chances, strict=True))
    estimated = sum(chance * chapman_variance(first, second, int(m)) for m, chance in zip(both, chances, strict=True))
    assert estimated == pytest.approx(spread, rel=0.02)


def drawn(random, authors, how, p=0.3, q=0.2, exponent=2.5):
    """A population of posts, and two collections: post by post, or author by author."""
    written = posts_per_author(random, (1, authors), exponent)
    bucket = random.integers(0, 128, (1, authors))
    if how == "posts":
        both = random.binomial(written, p * q)
        first = both + random.binomial(written - both, p * (1 - q) / (1 - p * q))
        second = both + random.binomial(written - first, q * (1 - p) / (1 - p))
    else:
        in_first, in_second = random.random((1, authors)) < p, random.random((1, authors)) < q
        first, second, both = written * in_first, written * in_second, written * (in_first & in_second)
    return int(written.sum()), [per_bucket(each, bucket, 128)[0] for each in (first, second, both)]


@pytest.mark.parametrize(("how", "authors"), [("posts", 2000), ("posts", 300), ("authors", 2000), ("authors", 300)])
def test_intervals_hold_a_population_that_is_known(how, authors):
    random = np.random.default_rng(11)
    held, widths, values = 0, [], []
    for _ in range(300):
        size, counts = drawn(random, authors, how)
        found = population_size(*counts)
        held += found.low <= size <= found.high
        widths.append((found.high - found.low) / size)
        values.append(found.value / size)
    assert held / 300 >= 0.92
    assert np.median(values) == pytest.approx(1, abs=0.06)
    if how == "posts":
        assert np.median(widths) < 0.8


def test_limits_of_posts_by_posts_would_be_far_too_narrow_for_authors():
    """What the design effect is for: without it, intervals of collections made by account hold the truth rarely."""
    random = np.random.default_rng(12)
    held = 0
    for _ in range(200):
        size, counts = drawn(random, 2000, "authors")
        low, high = chapman_limits(*(int(each.sum()) for each in counts))
        held += low <= size <= high
    assert held / 200 < 0.6


def test_where_nothing_is_in_both_nothing_is_known():
    ones, none = np.ones(128, dtype=np.int64), np.zeros(128, dtype=np.int64)
    found = population_size(ones, ones, none)
    assert np.isnan(found.value)
    assert not found.estimable


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="7 in both"):
        chapman(5, 9, 7)
    with pytest.raises(ValueError, match="in both"):
        chapman_limits(5, 9, -1)


def test_a_file_that_was_read_twice_tells_no_more():
    _, counts = drawn(np.random.default_rng(13), 1000, "posts")
    once, twice = population_size(*counts), population_size(*(2 * each for each in counts))
    assert twice.value == pytest.approx(2 * once.value, rel=0.01)
    assert (twice.high - twice.low) / twice.value > 0.95 * (once.high - once.low) / once.value
