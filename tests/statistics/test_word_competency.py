"""Competency of single words: Gardner et al.'s z against statsmodels, authors in place of posts, and words that say nothing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.proportion import proportions_ztest

from audit.statistics import benjamini_hochberg, competency


@pytest.mark.parametrize(
    ("labelled", "posts", "base"), [(65, 100, 0.5), (12, 80, 0.058), (700, 900, 0.77), (0, 40, 0.2)]
)
def test_z_is_that_of_a_test_of_one_proportion(labelled, posts, base):
    """Gardner et al. (2021), section 3: standard errors of a proportion under the label's own rate, as statsmodels has it."""
    found = competency(np.zeros(posts, int), np.ones(posts, int), np.arange(posts) < labelled, base)
    known, _ = proportions_ztest(labelled, posts, value=base, prop_var=base)
    assert found.z[0] == pytest.approx(known, rel=1e-12)
    assert found.n_effective[0] == posts
    assert found.low[0] <= labelled / posts <= found.high[0]


@pytest.mark.parametrize(
    ("labelled", "posts", "base"),
    [(20, 50, 0.2), (4, 30, 0.02), (50, 60, 0.5), (0, 40, 0.3), (12, 12, 0.6), (6, 30, 0.2)],
)
def test_p_is_that_of_the_binomial_distribution_mid_p(labelled, posts, base):
    """From scipy's binomial distribution."""
    found = competency(np.zeros(posts, int), np.ones(posts, int), np.arange(posts) < labelled, base)
    upper = stats.binom.sf(labelled - 1, posts, base)
    mid = upper - stats.binom.pmf(labelled, posts, base) / 2
    assert found.p_value[0] == pytest.approx(min(2 * min(mid, 1 - mid), 1.0), rel=1e-9)


def test_an_author_who_says_it_all_the_time_is_one_voice():
    alone = competency([0], [500], [500], 0.2)
    assert alone.n_effective[0] == 1
    assert abs(alone.z[0]) == pytest.approx(2.0)
    many = competency(np.zeros(50, int), np.full(50, 10), np.full(50, 4), 0.2)
    assert many.n_effective[0] == 50
    assert many.z[0] == pytest.approx(0.2 / (0.16 / 50) ** 0.5)


def test_read_twice_it_stays():
    random = np.random.default_rng(1)
    word, posts = random.integers(0, 5, 300), random.integers(1, 4, 300)
    labelled = random.binomial(posts, 0.3)
    once, twice = (competency(word, k * posts, k * labelled, 0.3) for k in (1, 2))
    assert np.allclose(once.z, twice.z, rtol=1e-12)
    assert np.allclose(once.p_value, twice.p_value, rtol=1e-12)


def test_a_word_that_nobody_used_has_no_figure():
    found = competency([0, 2], [3, 3], [1, 1], 0.3, n_words=3)
    assert np.isnan(found.z[1])
    assert np.isnan(found.p_value[1])
    assert np.isnan(found.low[1])


@pytest.mark.parametrize(("posts", "labelled", "base"), [([1], [2], 0.5), ([1], [1], 0.0), ([1], [1], 1.0)])
def test_what_cannot_be_is_refused(posts, labelled, base):
    with pytest.raises(ValueError, match=r"must be|have the label"):
        competency([0], posts, labelled, base)


@pytest.mark.calibration
@pytest.mark.parametrize("base", [0.05, 0.3])
def test_words_that_say_nothing_are_left_alone(base):
    """Authors lean to a label or not, and draw words whatever it is: of 300 words a run few have a q-value of 5%."""
    random = np.random.default_rng(3)
    false, small = 0, []
    for _ in range(40):
        leaning = random.beta(2 * base, 2 * (1 - base), 400)
        author = random.integers(0, 400, 12_000)
        labelled = random.random(12_000) < leaning[author]
        word = random.integers(0, 300, 12_000)
        pairs, row = np.unique(word * 400 + author, return_inverse=True)
        posts, with_label = np.bincount(row), np.bincount(row, weights=labelled).astype(int)
        found = competency(pairs // 400, posts, with_label, labelled.mean(), n_words=300)
        false += bool((benjamini_hochberg(found.p_value) < 0.05).any())
        small.append(np.mean(found.p_value < 0.05))
    assert false <= 6
    assert np.mean(small) < 0.08


def test_a_planted_word_is_found():
    random = np.random.default_rng(4)
    labelled = random.random(5000) < 0.2
    word = np.where(labelled & (random.random(5000) < 0.3), 0, random.integers(1, 50, 5000))
    found = competency(word, np.ones(5000, int), labelled, 0.2)
    assert int(np.argmax(found.z)) == 0
    assert benjamini_hochberg(found.p_value)[0] < 1e-6
