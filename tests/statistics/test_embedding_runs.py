"""Association tests on vectors of simulated authors: nothing planted, something planted, words of unequal frequency."""

from __future__ import annotations

import numpy as np
import pytest

from audit.statistics import WordSetTest, cooccurrences, positive_pmi, set_associations
from audit.statistics.embedding_association import associations
from audit.statistics.embedding_runs import RUNS
from audit.statistics.simulated_words import authors_words

X, Y, A, B = (np.arange(start, start + 8) for start in (0, 8, 16, 24))
SETS = WordSetTest(X, Y, A, B)
#: X and A among the most frequent words, Y and B among the rarest.
UNEVEN = (*range(5, 13), *range(100, 108), *range(13, 21), *range(108, 116))


def told(seed, *, tolerance=0.0, planted=0.0, **options):
    random = np.random.default_rng([seed, 1])
    plant = [(X, A, planted), (Y, B, planted)] if planted else []
    words = authors_words(random, 120, vocabulary=150, planted=plant, **options)
    pairs = cooccurrences(*words)
    return set_associations(pairs, [SETS], tolerance=tolerance, dimensions=20)[0]


@pytest.fixture(scope="module")
def nothing_planted():
    return [told(seed) for seed in range(60)]


def test_intervals_of_nothing_hold_zero_as_often_as_they_say(nothing_planted):
    """No more than the level allows miss, within three standard errors; and the error is that over datasets."""
    missed = np.mean([each.effect.low > 0 or each.effect.high < 0 for each in nothing_planted])
    assert missed <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 60)
    effects = np.array([each.effect.value for each in nothing_planted])
    assert abs(effects.mean()) < 4 * effects.std(ddof=1) / np.sqrt(60)
    error = np.sqrt(np.mean([each.effect.standard_error**2 for each in nothing_planted]))
    assert 0.75 < error / effects.std(ddof=1) < 1.6


def test_tests_of_nothing_are_seldom_positive(nothing_planted):
    for p in ([each.effect.p_value for each in nothing_planted], [each.words.p_two_sided for each in nothing_planted]):
        assert np.mean(np.array(p) <= 0.05) <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 60)


def test_what_is_planted_is_found():
    found = [told(seed, planted=0.6, tolerance=0.2) for seed in range(6)]
    assert all(each.effect.value > 0.8 for each in found)
    assert sum(each.effect.low > 0.2 and each.words.p_two_sided < 0.05 for each in found) >= 5
    assert all(each.distance.value > 0 for each in found)
    assert all(each.first.value > each.second.value for each in found)
    # The other way round, with the same figures.
    back = set_associations(
        cooccurrences(
            *authors_words(np.random.default_rng([0, 1]), 120, vocabulary=150, planted=[(X, A, 0.6), (Y, B, 0.6)])
        ),
        [WordSetTest(Y, X, A, B)],
        dimensions=20,
    )[0]
    assert back.effect.value == pytest.approx(-found[0].effect.value)
    assert back.effect.low == pytest.approx(-found[0].effect.high)


def test_frequency_alone_makes_no_association():
    """Frequent words lie near each other in usual vectors (Valentini et al. 2022); in these they do not."""
    effects = np.array([told(seed, ranks=UNEVEN).effect.value for seed in range(12)])
    assert abs(effects.mean()) < 3 * effects.std(ddof=1) / np.sqrt(12) + 0.05

    def usual(seed):
        pairs = cooccurrences(*authors_words(np.random.default_rng([seed, 1]), 120, vocabulary=150, ranks=UNEVEN))
        left, values, _ = np.linalg.svd(positive_pmi(pairs.counts(), smoothing=0.75).toarray())
        vectors = left[:, :20] * np.sqrt(values[:20])
        s = [associations(vectors[each], vectors[A], vectors[B]) for each in (X, Y)]
        return (s[0].mean() - s[1].mean()) / np.std(np.concatenate(s), ddof=1)

    assert np.mean([usual(seed) for seed in range(3)]) > 1.5


def test_the_effect_and_its_difference_have_one_scale():
    each = told(3, planted=0.3)
    assert each.effect.value == pytest.approx(each.words.effect)
    assert each.first.value - each.second.value == pytest.approx(each.words.difference)
    assert each.effect.degrees_of_freedom == RUNS
    assert told(3, planted=0.3) == each


def test_authors_are_what_is_halved():
    """What one loud author says alone is in one half and not in the other: the same effect, and a wide interval."""
    random = np.random.default_rng(9)
    quiet = authors_words(random, 120, vocabulary=150)
    loud = authors_words(random, 60, vocabulary=150, planted=[(X, A, 0.8), (Y, B, 0.8)])

    def together(author):
        texts = loud.text + quiet.text.max() + 1
        both = (quiet.word, loud.word), (quiet.text, texts), (quiet.place, loud.place), (quiet.author, 120 + author)
        pairs = cooccurrences(*(np.concatenate(each) for each in both))
        return set_associations(pairs, [SETS], dimensions=20)[0].effect

    by_many, by_one = together(loud.author), together(0 * loud.author)
    assert by_one.value == pytest.approx(by_many.value)
    assert by_one.standard_error > 1.3 * by_many.standard_error


def test_nothing_to_test():
    words = authors_words(np.random.default_rng(0), 30, vocabulary=60)
    assert set_associations(cooccurrences(*words), []) == []
    with pytest.raises(ValueError, match="two runs"):
        set_associations(cooccurrences(*words), [SETS], runs=1)
