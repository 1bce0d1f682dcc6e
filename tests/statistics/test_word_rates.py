"""Ratios of the shares of posts that contain a word: published figures, other libraries, laws, planted ratios.

How often tests reject where nothing is to be found, on real datasets, is in ``test_word_calibration.py``.
"""

from __future__ import annotations

import numpy as np
import pytest

from audit.statistics.simulation import author_shares, posts_per_author
from audit.statistics.word_counts import WordCounts
from audit.statistics.word_rates import FEWEST_VOICES, compare_words

SEED = 20261125
FIELDS = ("ratio", "low", "high", "p_value", "design_effect", "voices")


def independent(found_a: int, n_a: int, found_b: int, n_b: int) -> WordCounts:
    """One word, in posts each by an author of its own."""
    who = np.r_[np.arange(found_a), n_a + np.arange(found_b)]
    side = (who >= n_a).astype(int)
    ones, zeros = np.ones, np.zeros
    posts = np.array([np.r_[ones(n_a), zeros(n_b)], np.r_[zeros(n_a), ones(n_b)]], dtype=np.int64)
    return WordCounts.of(who, side, np.zeros(len(who), int), np.ones(len(who), int), posts)


def planted(
    words: int,
    ratio: float = 1.0,
    *,
    authors: int = 1500,
    share: float = 0.02,
    correlation: float = 0.1,
    part: float = 0.5,
    common: bool = False,
    exponent: float = 2.5,
    seed: int = SEED,
) -> WordCounts:
    """Words that authors use each with an own probability, in Zipf-distributed posts; on side a ``ratio`` times as often."""
    random = np.random.default_rng(seed)
    n = posts_per_author(random, (authors,), exponent)
    on_a = random.binomial(n, part) if common else n * (random.random(authors) < part)
    posts = np.array([on_a, n - on_a])
    on_b = author_shares(random, (words, authors), share, correlation)
    if common:
        # An author's share is at most one on side a too, so that what is planted is the ratio exactly.
        on_b = np.minimum(on_b, 1 / ratio)
        shares = [on_b * ratio, on_b]
    else:
        shares = [author_shares(random, (words, authors), share * ratio, correlation), on_b]
    found = np.array([random.binomial(posts[side], shares[side]) for side in (0, 1)])
    side, word, author = np.nonzero(found)
    return WordCounts.of(author, side, word, found[side, word, author], posts, words)


def assessed(counts: WordCounts, **options):
    """What is told of words that pass the floors of a report, and which those are."""
    rates = compare_words(counts, **options)
    kept = (rates.posts_a + rates.posts_b >= 20) & (counts.authors() >= 10) & np.isfinite(rates.p_value)
    return rates, kept


def test_rate_ratio_of_the_fluoroscopy_data():
    """Breast cancer after fluoroscopy, 41 in 28,010 and 15 in 19,017 person-years, as Stata prints it: 1.855759, exact limits
    1.005684 and 3.6093, mid-p .0355 (stata.com, incidence-rate ratio calculator). Ours are close to the mid-p limits, inside.
    """
    told = compare_words(independent(41, 28_010, 15, 19_017))
    assert told.ratio[0] == pytest.approx(1.855759, abs=1e-6)
    assert told.p_value[0] == pytest.approx(0.0355, abs=0.001)
    assert 1.005684 < told.low[0] < 1.06
    assert 3.3 < told.high[0] < 3.6093


@pytest.mark.parametrize(
    "counts", [(30, 4000, 10, 4000), (15, 900, 60, 9000), (25, 600, 2, 600), (3, 5000, 40, 20_000)]
)
def test_close_to_the_conditional_test_of_statsmodels(counts):
    """Where every post has an author of its own; mid-p, which Jeffreys' tails are close to."""
    from statsmodels.stats.rates import test_poisson_2indep as conditional

    found_a, n_a, found_b, n_b = counts
    p_value = conditional(found_a, n_a, found_b, n_b, method="cond-midp").pvalue
    assert compare_words(independent(*counts)).p_value[0] == pytest.approx(p_value, rel=0.25, abs=0.008)


def test_spread_is_that_of_a_regression_with_errors_clustered_by_author():
    """Log-link Poisson regression of statsmodels, covariance clustered by author, over 40 words of 1,500 authors."""
    import statsmodels.api as sm

    counts = planted(40, 1.5, share=0.05, exponent=3.0)
    rates = compare_words(counts)
    ratios = []
    for word in range(40):
        rows, authors, side, found = counts.word == word, [], [], []
        of_author = np.zeros((2, len(counts.posts_a)), dtype=int)
        of_author[:, counts.author[rows]] = counts.with_a[rows], counts.with_b[rows]
        for at, posts in enumerate((counts.posts_a, counts.posts_b)):
            authors.append(np.repeat(np.arange(len(posts)), posts))
            side.append(np.full(int(posts.sum()), at))
            place = np.arange(int(posts.sum())) - np.repeat(np.cumsum(posts) - posts, posts)
            found.append(place < np.repeat(of_author[at], posts))
        design = sm.add_constant((np.concatenate(side) == 0).astype(float))
        model = sm.GLM(np.concatenate(found).astype(float), design, family=sm.families.Poisson())
        fitted = model.fit(cov_type="cluster", cov_kwds={"groups": np.concatenate(authors)})
        assert rates.ratio[word] == pytest.approx(np.exp(fitted.params[1]))
        if np.isnan(rates.low[word]):
            continue
        width = np.log(rates.high[word] / rates.low[word]) / (2 * 1.96)
        ratios.append(width / fitted.bse[1])
    assert len(ratios) > 30
    assert np.median(ratios) == pytest.approx(1.0, abs=0.1)
    assert 0.6 < min(ratios) <= max(ratios) < 1.7


def naive_design_effect(x, n, few: float) -> float:
    """Author by author, as the notes of :func:`compare_words` have it; ``x`` and ``n`` of shape (2, authors)."""
    excess = scale = 0.0
    for with_word, posts in zip(x, n, strict=True):
        p, total = sum(with_word) / sum(posts), sum(posts)
        for xi, ni in zip(with_word, posts, strict=True):
            excess += (xi - p * ni) ** 2
        squares, cubes = sum(each**2 for each in posts), sum(each**3 for each in posts)
        excess -= p * (1 - p) * (total - squares / total)
        scale += (
            p * (1 - p) * (squares - total - 2 * (cubes - squares) / total + squares * (squares - total) / total**2)
        )
    correlation = min(max(excess / scale, 0), 1)
    if min(sum(posts) ** 2 / sum(each**2 for each in posts) for posts in n) < few:
        p, told, whole = sum(map(sum, x)) / sum(map(sum, n)), 0.0, 0.0
        for xi, ni in zip(map(sum, zip(*x, strict=True)), map(sum, zip(*n, strict=True)), strict=True):
            if ni > 1:
                told += ((xi - p * ni) ** 2 - p * (1 - p) * ni) / (ni - 1)
                whole += p * (1 - p) * ni
        correlation = max(correlation, min(max(told / whole, 0), 1))
    shares = [sum(with_word) / sum(posts) for with_word, posts in zip(x, n, strict=True)]
    variance = 0.0
    for p, posts in zip(shares, n, strict=True):
        crowding = sum(each**2 for each in posts) / sum(posts)
        variance += (1 - p) * (1 + correlation * (crowding - 1)) / (p * sum(posts))
    common = sum(a * b for a, b in zip(*n, strict=True)) / (sum(n[0]) * sum(n[1]))
    root = ((1 - shares[0]) * (1 - shares[1]) / (shares[0] * shares[1])) ** 0.5
    variance -= 2 * correlation * common * root
    return variance / (1 / sum(x[0]) + 1 / sum(x[1]))


@pytest.mark.parametrize("authors", [60, 400])
@pytest.mark.parametrize("common", [False, True])
def test_equal_to_the_formula_author_by_author(authors, common):
    """With few effective authors on a side, and with enough."""
    counts = planted(15, 1.5, authors=authors, share=0.2, correlation=0.2, common=common, exponent=3.0)
    posts = [counts.posts_a.tolist(), counts.posts_b.tolist()]
    few = min(sum(each) ** 2 / sum(one**2 for one in each) for each in posts) < 30
    assert few == (authors == 60)
    told = compare_words(counts).design_effect
    for word in range(15):
        rows, found = counts.word == word, np.zeros((2, authors), dtype=int)
        found[:, counts.author[rows]] = counts.with_a[rows], counts.with_b[rows]
        assert told[word] == pytest.approx(naive_design_effect(found.tolist(), posts, 30), rel=1e-9)


def test_the_test_agrees_with_the_limits():
    rates, kept = assessed(planted(400, 1.3, part=0.2, common=True))
    outside = (rates.low > 1) | (rates.high < 1)
    assert kept.sum() > 250
    assert 20 < outside[kept].sum() < 380
    assert np.array_equal(rates.p_value[kept] <= 0.05, outside[kept])


def test_a_tolerance_makes_the_test_stricter_and_swapping_sides_turns_ratios_over():
    counts = planted(200, 2.0)
    turned = WordCounts(
        counts.word, counts.author, counts.with_b, counts.with_a, counts.posts_b, counts.posts_a, counts.n_words
    )
    plain, strict, other = compare_words(counts), compare_words(counts, tolerance=1.25), compare_words(turned)
    told = np.isfinite(plain.p_value)
    assert (strict.p_value[told] >= plain.p_value[told] - 1e-12).all()
    assert (strict.p_value[told] > plain.p_value[told] + 1e-6).any()
    for of, again in ((plain.ratio, 1 / other.ratio), (plain.low, 1 / other.high), (plain.p_value, other.p_value)):
        assert of[told] == pytest.approx(again[told], rel=1e-6)
    assert compare_words(turned, tolerance=1.25).p_value[told] == pytest.approx(strict.p_value[told], rel=1e-6)


@pytest.mark.parametrize("times", [2, 7])
def test_a_file_read_several_times_over_tells_no_more(times):
    counts = planted(100, 2.0, common=True)
    again = WordCounts(
        counts.word,
        counts.author,
        *(each * times for each in (counts.with_a, counts.with_b, counts.posts_a, counts.posts_b)),
        counts.n_words,
    )
    one, other = compare_words(counts), compare_words(again)
    assert np.array_equal(one.share_a, other.share_a, equal_nan=True)
    for name in FIELDS:
        assert np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)


def test_words_dealt_out_to_other_authors_lose_their_side():
    """Ratio 2 in every word, gone once whole authors are dealt to sides anew."""
    counts = planted(300, 2.0, share=0.05)
    rates, kept = assessed(counts)
    assert (rates.p_value[kept] <= 0.05).mean() > 0.8
    side = np.random.default_rng(2).random(len(counts.posts_a)) < 0.5
    posts, found = counts.posts_a + counts.posts_b, counts.with_a + counts.with_b
    on = side[counts.author]
    dealt = WordCounts(counts.word, counts.author, found * on, found * ~on, posts * side, posts * ~side, counts.n_words)
    rates, kept = assessed(dealt)
    assert (rates.p_value[kept] <= 0.05).mean() < 0.1


def test_one_author_is_no_association():
    """A hundred posts of one author among a thousand authors: no limits, no test, whatever the ratio."""
    authors = 1000
    posts = np.array([np.r_[200, np.ones(499), np.zeros(500)], np.r_[0, np.zeros(499), np.ones(500)]], dtype=np.int64)
    who, found = np.arange(12), np.r_[100, np.ones(11, int)]
    told = compare_words(WordCounts.of(who, np.zeros(12, int), np.zeros(12, int), found, posts))
    assert len(posts[0]) == authors
    assert told.voices[0] < FEWEST_VOICES
    assert np.isnan([told.low[0], told.high[0], told.p_value[0]]).all()


def test_a_side_of_few_authors_is_not_tested():
    """Of the posts on side a nine in ten are by two authors, and every word on that side is tested on their account."""
    posts = np.array([np.r_[90, 90, np.ones(20), np.zeros(400)], np.r_[np.zeros(22), np.ones(400)]], dtype=np.int64)
    who = np.arange(22, 62)
    told = compare_words(WordCounts.of(who, np.ones(40, int), np.zeros(40, int), np.ones(40, int), posts))
    assert told.voices[0] == pytest.approx(200**2 / (2 * 90**2 + 20))
    assert np.isnan(told.p_value[0])


def test_none_on_one_side_has_one_limit_and_none_at_all_has_nothing():
    told = compare_words(independent(30, 500, 0, 500))
    assert 1 < told.low[0] < told.ratio[0] < told.high[0] == np.inf
    told = compare_words(WordCounts.of([], [], [], [], [[5, 0], [0, 5]], 1))
    assert np.isnan([told.ratio[0], told.low[0], told.p_value[0]]).all()
    told = compare_words(WordCounts.of([0, 1], [0, 0], [0, 0], [1, 1], [[5, 5], [0, 0]]))
    assert np.isnan([told.low[0], told.p_value[0]]).all()


def test_nonsense_is_refused():
    counts = independent(3, 10, 3, 10)
    with pytest.raises(ValueError, match="at least 1"):
        compare_words(counts, tolerance=0.8)
    with pytest.raises(ValueError, match="between 0 and 1"):
        compare_words(counts, level=95)


@pytest.mark.calibration
@pytest.mark.parametrize("ratio", [1.0, 1.3, 2.0, 4.0])
@pytest.mark.parametrize("part", [0.5, 0.1])
@pytest.mark.parametrize("common", [False, True])
def test_limits_cover_planted_ratios(ratio, part, common):
    """Coverage between 92 and 98 % at three base rates, as on the page of the docs; two errors of simulation allowed."""
    covered = []
    for share in (0.01, 0.03, 0.1):
        for repetition in range(6):
            counts = planted(
                60, ratio, share=share, part=part, common=common, authors=1000, correlation=0.05, seed=SEED + repetition
            )
            rates, kept = assessed(counts)
            covered += ((rates.low <= ratio) & (ratio <= rates.high))[kept].tolist()
    assert len(covered) > 500
    assert 0.92 <= np.mean(covered) <= 0.985


def test_shares_are_those_of_the_sides_with_limits_of_posts_that_are_worth_less():
    """Of independent posts Jeffreys' interval, by scipy's quantiles of beta; t with many degrees of freedom is normal."""
    from scipy.stats import beta

    told = compare_words(independent(70, 200, 20, 400))
    for share, x, n in ((told.share_a, 70, 200), (told.share_b, 20, 400)):
        assert share.value[0] == x / n
        assert share.low[0] == pytest.approx(beta.ppf(0.025, x + 0.5, n - x + 0.5), rel=0.01)
        assert share.high[0] == pytest.approx(beta.ppf(0.975, x + 0.5, n - x + 0.5), rel=0.01)
    assert (told.share_a.value / told.share_b.value)[0] == pytest.approx(told.ratio[0])


@pytest.mark.calibration
@pytest.mark.parametrize("share", [0.01, 0.1])
def test_limits_cover_planted_shares(share):
    covered = []
    for repetition in range(8):
        rates, kept = assessed(planted(60, 1.0, share=share, correlation=0.1, part=0.3, seed=SEED + repetition))
        for side in (rates.share_a, rates.share_b):
            covered += ((side.low <= share) & (share <= side.high))[kept].tolist()
    assert len(covered) > 200
    assert 0.92 <= np.mean(covered) <= 0.985


@pytest.mark.calibration
def test_planted_ratios_are_found():
    rates, kept = assessed(planted(300, 2.0, share=0.05))
    assert (rates.p_value[kept] <= 0.05).mean() > 0.8
    assert np.median(rates.ratio[kept]) == pytest.approx(2.0, abs=0.1)


@pytest.mark.calibration
def test_the_simulation_tells_posts_as_if_independent_apart():
    """The same words with every post an author of its own are called different far too often, so the tests above have teeth."""
    counts = planted(600, 1.0, share=0.1, correlation=0.3)
    rejected = []
    for word in range(600):
        a, b = (int(counts.total(each)[word]) for each in (counts.with_a, counts.with_b))
        told = compare_words(independent(a, int(counts.posts_a.sum()), b, int(counts.posts_b.sum())))
        rejected.append(told.p_value[0] <= 0.05)
    rates, kept = assessed(counts)
    assert np.mean(rejected) > 0.2
    assert (rates.p_value[kept] <= 0.05).mean() < 0.07
