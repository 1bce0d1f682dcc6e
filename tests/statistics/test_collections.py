"""Outages, daily windows, caps, covers by words and orders: against brute force, calibrated where nothing is, found where planted."""

from __future__ import annotations

import importlib.util
import itertools
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from audit.statistics.daily_window import LEAST_DAYS, find_daily_window, find_hour_spike
from audit.statistics.hour_gaps import (
    LEAST_HOURS,
    chance_of_so_few,
    find_outages,
    lower_spread,
    missing_ends,
    week_profile,
)
from audit.statistics.ordering import out_of_order
from audit.statistics.plateaus import plateau
from audit.statistics.word_cover import word_cover

_PATH = Path(__file__).parents[2] / "benchmarks" / "sampling_null.py"
_SPEC = importlib.util.spec_from_file_location("sampling_null", _PATH)
null = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(null)
FIRST = null.FIRST_HOUR


def inside(hours):
    present = np.flatnonzero(hours)
    return hours[present[0] : present[-1] + 1], FIRST + int(present[0]), int(present[0])


@pytest.mark.parametrize("size", null.SIZES)
def test_clean_years_raise_nothing(size):
    """A part of benchmarks/sampling_null.py, which goes through 100 years at each size."""
    for seed in range(100, 106):
        assert not any(null.false_findings(null.clean_year(size, seed)).values()), seed


@pytest.mark.parametrize(("size", "length", "least"), [(2_000, 720, 4), (50_000, 48, 8), (1_000_000, 6, 9)])
def test_planted_outages_are_found_where_they_are(size, length, least):
    found = 0
    for seed in range(10):
        hours = null.clean_year(size, seed).reshape(-1, 4).sum(axis=1)
        start = 4000 + 97 * seed
        hours[start : start + length] = 0
        counts, first, offset = inside(hours)
        outages = find_outages(counts, first)
        assert len(outages) <= 1  # nothing else is
        for each in outages:
            assert each.start + offset <= start
            assert each.end + offset >= start + length
            assert each.hours <= length * 1.5 + 8
            assert each.seen == 0
            assert each.expected > 18  # fewer than that have no chance of 1 in 10,000 over a year
        found += len(outages)
    assert found >= least


def test_growth_is_no_outage_and_the_lower_rate_counts():
    random = np.random.default_rng(1)
    rate = np.r_[np.full(2000, 0.02), np.full(2000, 30.0)]
    assert find_outages(inside(random.poisson(rate))[0], FIRST) == []


def test_fewer_than_two_weeks_are_not_judged():
    posts = np.random.default_rng(12).poisson(50, LEAST_HOURS - 1)
    posts[100:200] = 0
    assert find_outages(posts, FIRST) == []
    assert missing_ends(posts, FIRST) == (None, None)
    assert find_outages(np.r_[posts, 50], FIRST)


def test_ends_of_days_are_told_by_hours():
    random = np.random.default_rng(2)
    posts = random.poisson(40, 24 * 40)
    head, tail = missing_ends(posts[9:-5], FIRST + 9)
    assert (head.start, head.end, head.seen) == (-9, 0, 0)
    assert (tail.hours, tail.start) == (5, 24 * 40 - 14)
    assert head.expected == pytest.approx(9 * 40, rel=0.1)
    assert missing_ends(posts, FIRST) == (None, None)


def test_a_profile_is_posts_per_hour_of_the_week_over_the_mean():
    weekly = 100 + 80 * np.sin(np.arange(168) / 168 * 2 * np.pi)
    posts = np.tile(weekly, 20).round().astype(int)
    profile = week_profile(posts, FIRST)
    naive = (
        np.array([posts[(FIRST + np.arange(len(posts))) % 168 == hour].mean() for hour in range(168)]) / posts.mean()
    )
    assert profile == pytest.approx(naive, rel=0.02)
    assert week_profile(posts * 3, FIRST) == pytest.approx(profile, rel=0.02)


def test_the_chance_of_few_is_that_of_a_rate_that_varies():
    """Against drawing the rate from a gamma distribution and the posts from a Poisson one, and Poisson where nothing varies."""
    random = np.random.default_rng(3)
    mean, spread = 30.0, 0.2
    drawn = random.poisson(random.gamma(1 / spread, spread * mean, 400_000))
    for few in (0, 5, 12):
        assert chance_of_so_few(few, mean, spread) == pytest.approx((drawn <= few).mean(), rel=0.05, abs=2e-4)
        assert chance_of_so_few(few, mean, 0.0) == pytest.approx(stats.poisson.cdf(few, mean))
    assert chance_of_so_few(0, mean, np.inf) == 1.0


def test_the_spread_is_that_below_the_median_at_its_limit():
    random = np.random.default_rng(4)
    over = []
    for _ in range(300):
        posts = random.poisson(random.gamma(1 / 0.1, 0.1 * 200, 40)).astype(float)
        posts[:3] *= 20  # bursts say nothing of how quiet it gets
        over.append(lower_spread(posts, np.full(40, np.median(posts))))
    assert np.mean(np.array(over) > 0.07) > 0.9  # half of a gamma is nearer to the median than its variance says
    assert np.median(over) < 0.25
    assert lower_spread(np.array([1.0, 2.0]), np.array([3.0, 3.0])) == np.inf


@pytest.mark.parametrize(("start", "length"), [(10, 6), (90, 20), (40, 40)])
def test_a_planted_window_of_the_day_is_found(start, length):
    random = np.random.default_rng(5)
    shape = 1 + 0.5 * np.cos(2 * np.pi * (np.arange(96) - 70) / 96)
    table = random.poisson(np.tile(shape * 3, (60, 1)))
    assert find_daily_window(table) is None
    table[:, (start + np.arange(length)) % 96] = 0
    found = find_daily_window(table)
    assert (found.start % 96, found.end - found.start) == (start, length)
    assert find_daily_window(table[: LEAST_DAYS - 1]) is None


def test_a_night_is_no_window():
    """Nobody posts in the small hours, and few in the hour before."""
    random = np.random.default_rng(6)
    hour = np.arange(96) / 4
    shape = np.clip(np.cos(2 * np.pi * (hour - 15) / 24) + 0.6, 0, None) ** 2
    assert (shape == 0).sum() > 20
    assert find_daily_window(random.poisson(np.tile(shape * 20, (200, 1)))) is None


def test_an_hour_that_stands_out_every_day_is_found_and_one_event_is_not():
    random = np.random.default_rng(13)
    shape = 1 + 0.5 * np.cos(2 * np.pi * (np.arange(96) - 70) / 96)
    table = random.poisson(np.tile(shape, (60, 1)))
    assert find_hour_spike(table) is None
    event = table.copy()
    event[30, 48:52] += 5000
    assert find_hour_spike(event) is None
    table[:, 48] += random.poisson(12, 60)
    found = find_hour_spike(table)
    assert (found.hour, found.seen) == (12, table[:, 48:52].sum())
    assert found.expected == (table[:, 44:48].sum() + table[:, 52:56].sum()) / 2
    assert find_hour_spike(table[: LEAST_DAYS - 1]) is None


@pytest.mark.parametrize("tail", [0.7, 1.2, 2.5])
def test_tails_without_a_cap_have_none(tail):
    """The chance is one: below any level it falls no more often than that."""
    random = np.random.default_rng(7)
    chances = [plateau(np.ceil(random.pareto(tail, 500) * 5)).chance for _ in range(400)]
    for level in (0.1, 0.01):
        assert np.mean(np.array(chances) <= level) <= level + 3 * np.sqrt(level / 400)
    assert min(plateau(random.poisson(random.gamma(3, 20, 5000))).chance for _ in range(50)) > 1e-4


def test_a_cap_is_found_exactly_or_within_a_hundredth():
    random = np.random.default_rng(8)
    sizes = np.ceil(random.pareto(0.7, 2000) * 20).astype(int)
    exact = plateau(np.minimum(sizes, 1000))
    assert (exact.top, exact.at_top) == (1000, (sizes >= 1000).sum())
    assert exact.chance < 1e-12
    gone = np.minimum(sizes, 1000) - np.where(sizes >= 1000, random.integers(0, 10, 2000), 0)
    assert plateau(gone).chance < 1e-6
    assert plateau([50] * 100).chance < 1e-12
    assert plateau([]).chance == plateau([3, 3, 3]).chance == 1.0


def test_a_cover_is_greedy_and_counted_in_the_other_half():
    random = np.random.default_rng(9)
    n, words, buckets = 400, 30, 8
    table = random.random((n, words)) < 1 / (3 + np.arange(words))
    bucket = random.integers(0, buckets, n)
    post, word = np.nonzero(table)
    cover = word_cover(post, word, bucket, most=4, buckets=buckets)
    covered = np.zeros((4, buckets), dtype=int)
    expected = left = 0.0
    for half in range(2):
        learn, count = table[bucket % 2 == half], bucket % 2 != half
        chosen, open_ = [], np.ones(len(learn), dtype=bool)
        for _ in range(4):
            chosen.append(int(learn[open_].sum(axis=0).argmax()))
            open_ &= ~learn[:, chosen[-1]]
        for k in range(4):
            inside_ = table[:, chosen[: k + 1]].any(axis=1) & count
            covered[k] += np.bincount(bucket[inside_], minlength=buckets)
        left += (~table[:, chosen].any(axis=1) & count).sum()
        expected += count.sum() * np.prod(1 - table[count][:, chosen].mean(axis=0))
    assert (cover.covered == covered).all()
    assert (cover.posts == np.bincount(bucket, minlength=buckets)).all()
    assert cover.left_out == pytest.approx(left / expected)


def test_posts_without_the_words_are_as_many_as_chance_leaves_unless_words_found_them():
    random = np.random.default_rng(10)
    table = random.random((20_000, 40)) < 0.12
    bucket = random.integers(0, 128, len(table))

    def left_out(kept):
        post, word = np.nonzero(table[kept])
        return word_cover(post, word, bucket[kept], most=5, buckets=128).left_out

    assert left_out(np.ones(len(table), dtype=bool)) == pytest.approx(1, abs=0.05)
    found = table[:, :5].any(axis=1)
    assert left_out(found) == 0


def test_the_fewest_are_out_of_order():
    random = np.random.default_rng(11)
    for _ in range(60):
        values = random.integers(0, 9, 8)
        longest = max(
            len(each)
            for size in range(9)
            for each in itertools.combinations(values, size)
            if all(a <= b for a, b in itertools.pairwise(each))
        )
        wrong = out_of_order(values)
        assert (~wrong).sum() == longest
        assert (np.diff(values[~wrong]) >= 0).all()
    assert out_of_order([]).tolist() == []
