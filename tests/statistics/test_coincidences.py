"""Agreement from counts that add up: against published examples, against statsmodels, and in simulation."""

from __future__ import annotations

import math

import numpy as np
import pytest
from statsmodels.stats.inter_rater import fleiss_kappa

from audit.statistics import agreement_interval, alpha_of, coincidences, fleiss_kappa_of, krippendorff_alpha

N = math.nan
#: Krippendorff (2011), Computing Krippendorff's alpha-reliability, section C: four observers, twelve units.
EXAMPLE = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, N, N, N],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, N, 3],
    [N, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, N],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, N],
]
#: Fleiss (1971), Psychological Bulletin 76, table 1: six psychiatrists, thirty patients, five diagnoses.
PSYCHIATRISTS = [
    [0, 0, 0, 6, 0], [0, 3, 0, 0, 3], [0, 1, 4, 0, 1], [0, 0, 0, 0, 6], [0, 3, 0, 3, 0], [2, 0, 4, 0, 0],
    [0, 0, 4, 0, 2], [2, 0, 3, 1, 0], [2, 0, 0, 4, 0], [0, 0, 0, 0, 6], [1, 0, 0, 5, 0], [1, 1, 0, 4, 0],
    [0, 3, 3, 0, 0], [1, 0, 0, 5, 0], [0, 2, 0, 3, 1], [0, 0, 5, 0, 1], [3, 0, 0, 1, 2], [5, 1, 0, 0, 0],
    [0, 2, 0, 4, 0], [1, 0, 2, 0, 3], [0, 0, 0, 0, 6], [0, 1, 0, 5, 0], [0, 2, 0, 1, 3], [2, 0, 0, 4, 0],
    [1, 0, 0, 4, 1], [0, 5, 0, 1, 0], [4, 0, 0, 0, 2], [1, 0, 5, 0, 0], [0, 2, 0, 4, 0], [0, 0, 0, 0, 6],
]  # fmt: skip
#: https://en.wikipedia.org/wiki/Fleiss%27_kappa, worked example: fourteen raters, ten subjects, five categories.
WIKIPEDIA = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip


def counted(ratings):
    table = np.asarray(ratings, dtype=float)
    values = np.unique(table[~np.isnan(table)])
    return (table[:, :, None] == values).sum(axis=0), values


@pytest.mark.parametrize(
    ("scale", "alpha"), [("nominal", 0.743), ("ordinal", 0.815), ("interval", 0.849), ("ratio", 0.797)]
)
def test_krippendorffs_example_of_2011(scale, alpha):
    counts, values = counted(EXAMPLE)
    assert round(float(alpha_of(coincidences(counts).sum(axis=0), values, scale=scale)), 3) == alpha


@pytest.mark.parametrize(("table", "kappa"), [(PSYCHIATRISTS, 0.430), (WIKIPEDIA, 0.210)])
def test_examples_of_fleiss_kappa(table, kappa):
    found = float(fleiss_kappa_of(coincidences(table).sum(axis=0)))
    assert round(found, 3) == kappa
    assert found == pytest.approx(fleiss_kappa(table), rel=1e-12)


def test_the_same_as_from_the_ratings_themselves():
    generator = np.random.default_rng(11)
    ratings = np.where(generator.random((5, 80)) < 0.7, generator.integers(0, 4, (5, 80)), N)
    counts, values = counted(ratings)
    for scale in ("nominal", "ordinal", "interval"):
        found = alpha_of(coincidences(counts).sum(axis=0), values, scale=scale)
        assert float(found) == pytest.approx(krippendorff_alpha(ratings, scale=scale).value, rel=1e-12)


def bucketed(counts, buckets=128):
    """A post in each bucket in turn."""
    table = np.zeros((counts.shape[1], counts.shape[1], buckets))
    posts = np.zeros(buckets, dtype=int)
    for place, each in enumerate(coincidences(counts)):
        table[:, :, place % buckets] += each
        posts[place % buckets] += counts[place].sum() >= 2
    return table, posts


def test_over_posts_it_is_the_jackknife_of_units():
    """A unit in a bucket of its own: the interval is that of the function that sees all ratings."""
    ratings = np.random.default_rng(3).integers(0, 2, (3, 100))
    counts, _ = counted(ratings)
    found, whole = agreement_interval(*bucketed(counts, 100)), krippendorff_alpha(ratings)
    assert found.standard_error == pytest.approx(whole.standard_error, rel=1e-12)
    assert (found.low, found.high) == pytest.approx((whole.low, whole.high), rel=1e-12)


def crossed(generator, posts=400, annotators=40, m=3, spread=1.0):
    """Ratings of which some annotators say yes more than others, whatever the post; and what a census of such gives."""
    leaning = generator.normal(0, spread, annotators)
    heat = generator.normal(0, 1, posts)
    who = np.array([generator.choice(annotators, m, replace=False) for _ in range(posts)])
    return who, (heat[:, None] + leaning[who] + generator.normal(0, 0.5, (posts, m)) > 0).astype(int)


def two_way(who, said, buckets=64):
    counts = np.stack([(said == c).sum(axis=1) for c in (0, 1)], axis=1)
    ratings = np.arange(said.size).reshape(said.shape) * 2654435761 % 2**32 % 127
    return *bucketed(counts), sides(who % buckets, said, buckets), sides(ratings, said, 127)


def sides(bucket, said, buckets):
    first, both = np.zeros((2, 2, buckets)), np.zeros((2, 2, buckets))
    m = said.shape[1]
    for i in range(m):
        for j in range(m):
            if i != j:
                place = (said[:, i], said[:, j], bucket[:, i])
                np.add.at(first, place, 1 / (m - 1))
                same = bucket[:, i] == bucket[:, j]
                np.add.at(both, tuple(each[same] for each in place), 1 / (m - 1))
    return first, both


def test_without_an_annotator_it_is_alpha_of_what_the_others_said():
    """With two ratings each, leaving out a bucket leaves the posts that nobody of it judged."""
    who, said = crossed(np.random.default_rng(5), m=2, annotators=12)
    table, posts, annotators, _ = two_way(who, said, buckets=8)
    without = []
    for bucket in range(8):
        kept = (who % 8 != bucket).all(axis=1)
        without.append(krippendorff_alpha(said[kept].T).value)
    over_posts = agreement_interval(table, posts).standard_error ** 2
    spread = 7 / 8 * np.sum((np.array(without) - np.mean(without)) ** 2)
    found = agreement_interval(table, posts, by_annotator=annotators).standard_error ** 2
    assert found == pytest.approx(over_posts + spread, rel=1e-9)


@pytest.mark.calibration
@pytest.mark.parametrize("spread", [0.0, 1.0])
def test_coverage_over_other_posts_and_other_annotators(spread):
    generator = np.random.default_rng(20261126)
    truth = np.mean(
        [krippendorff_alpha(crossed(generator, 2000, 2000, spread=spread)[1].T[:, :600]).value for _ in range(40)]
    )
    two, one = [], []
    for _ in range(250):
        table, posts, annotators, ratings = two_way(*crossed(generator, spread=spread))
        found = agreement_interval(table, posts, by_annotator=annotators, by_rating=ratings)
        plain = agreement_interval(table, posts)
        two.append(found.low <= truth <= found.high)
        one.append(plain.low <= truth <= plain.high)
    assert 0.92 <= np.mean(two) <= 0.99
    if spread:
        assert np.mean(one) < np.mean(two) - 0.05  # who judged matters, and an interval over posts alone does not know


def test_nothing_to_disagree_about_has_no_value():
    assert math.isnan(float(alpha_of([[12.0, 0.0], [0.0, 0.0]])))
    assert math.isnan(float(fleiss_kappa_of([[12.0, 0.0], [0.0, 0.0]])))
    table = np.zeros((2, 2, 4))
    table[0, 0, :2] = table[1, 1, 2:] = 3
    found = agreement_interval(table, np.ones(4, dtype=int))
    assert found.value == 1
    assert not found.estimable
    with pytest.raises(ValueError, match="needs the values"):
        alpha_of([[1.0, 1.0], [1.0, 1.0]], scale="interval")
