"""Corrected rates: against formulas of double sampling and an exact posterior, calibrated by drawing as the command draws."""

from __future__ import annotations

import math

import numpy as np
import pytest

from audit.coding.choosing import choose
from audit.statistics import (
    CodedStratum,
    Interval,
    coded_share,
    corrected_rate,
    corrected_ratio,
    per_author,
    rogan_gladen,
    share,
    wilson,
)
from audit.statistics.simulation import author_shares, posts_per_author

B = 128


def even(total: int) -> np.ndarray:
    """Posts by different authors, about the same in every bucket; totals that share no divisor."""
    counts = np.full(B, total // B)
    counts[: total - counts.sum()] += 1
    return counts


def stratum(posts: int, ones: float, of: int) -> CodedStratum:
    return CodedStratum(even(posts), [1.0] * round(ones) + [0.0] * (of - round(ones)), [1.0] * of)


# --- against others --------------------------------------------------------------------------------------------------


def test_two_strata_are_hit_rate_times_precision_plus_the_rest_times_misses():
    found = corrected_rate([stratum(2_000, 90, 100), stratum(18_001, 3, 100)])
    hit_rate = 2_000 / 20_001
    assert found.value == pytest.approx(hit_rate * 0.90 + (1 - hit_rate) * 0.03, rel=1e-12)


def test_it_is_rogan_and_gladens_estimate_at_the_rates_of_error_it_implies():
    """Precision and misses are sensitivity and specificity the other way round: one table, read by rows or columns."""
    hits, others = 3_000, 17_001
    p, precision, missed = hits / (hits + others), 0.8, 0.05
    found = corrected_rate([stratum(hits, 80, 100), stratum(others, 5, 100)])
    truth = p * precision + (1 - p) * missed
    whole = 10**9
    sensitivity = (round(whole * p * precision / truth), whole)
    specificity = (round(whole * (1 - p) * (1 - missed) / (1 - truth)), whole)
    classical = rogan_gladen(share(even(hits), even(hits + others)), sensitivity, specificity)
    assert found.value == pytest.approx(classical.value, rel=1e-6)


@pytest.mark.parametrize(("precision", "missed"), [(0.9, 0.1), (0.7, 0.2), (0.6, 0.3)])
def test_the_error_is_tenenbeins_where_both_samples_are_large(precision, missed):
    """Tenenbein (1970), equation 2.7: p q / n (1 - K) + p q / N K, where n of N are coded and K is the reliability."""
    posts, coded, hit_rate = 400_001, 4_000, 0.4
    p = hit_rate * precision + (1 - hit_rate) * missed
    reliability = hit_rate * (1 - hit_rate) * (precision - missed) ** 2 / (p * (1 - p))
    variance = p * (1 - p) / coded * (1 - reliability) + p * (1 - p) / posts * reliability
    hits, others = round(coded * hit_rate), coded - round(coded * hit_rate)
    found = corrected_rate(
        [
            stratum(round(posts * hit_rate), hits * precision, hits),
            stratum(posts - round(posts * hit_rate), others * missed, others),
        ]
    )
    assert found.standard_error == pytest.approx(math.sqrt(variance), rel=0.03)


def test_limits_are_those_of_an_exact_posterior():
    """Beta posteriors (Jeffreys) of the shares drawn at random; 800 coded posts, so the prior hardly shows."""
    hits, others = (40_000, 350, 400), (160_001, 20, 400)
    found = corrected_rate([stratum(*hits), stratum(*others)])
    generator, draws = np.random.default_rng(5), 400_000
    weight = generator.beta(hits[0] + 0.5, others[0] + 0.5, draws)
    precision, missed = (generator.beta(x + 0.5, n - x + 0.5, draws) for _, x, n in (hits, others))
    low, high = np.quantile(weight * precision + (1 - weight) * missed, [0.025, 0.975])
    assert (found.low, found.high) == (pytest.approx(low, abs=0.002), pytest.approx(high, abs=0.002))


def test_a_stratum_is_wilson_at_the_effective_number_of_posts():
    found = coded_share([1] * 81 + [0] * 182, [2.5] * 263)
    assert (found.low, found.high) == pytest.approx((0.2553, 0.3662), abs=5e-5)  # Newcombe (1998), table I, method 3
    uneven = coded_share([1, 0, 0, 1], [1, 1, 1, 3])
    assert uneven.value == pytest.approx(4 / 6)
    assert uneven.n_effective == pytest.approx(36 / 12)  # Kish
    assert (uneven.low, uneven.high) == pytest.approx(wilson(4 / 6, 3, 1.959964), abs=1e-6)


def test_none_found_leaves_room_for_at_least_the_rule_of_three():
    for coded in (30, 100, 1000):
        found = coded_share([0] * coded, [1] * coded)
        assert (found.value, found.low) == (0, 0)
        assert 3 / (coded + 3) <= found.high <= 3.9 / coded
        rate = corrected_rate([stratum(1_000, 100, 100), stratum(99_001, 0, coded)])
        assert rate.high - rate.value > 0.9 * found.high
        assert rate.value - rate.low < 0.002  # nothing found adds nothing to the lower limit


# --- calibration -----------------------------------------------------------------------------------------------------


def drawn(generator, authors, exponent, sizes, having, correlation, wanted):
    """Strata of a simulated dataset, coded without error, drawn as the command draws.

    Authors differ in how often they fall into each stratum and in how often they then have the property.
    """
    written = posts_per_author(generator, (authors,), exponent)
    author = np.repeat(np.arange(authors), written)
    usual = generator.dirichlet(np.array(sizes) * (1 / 0.3 - 1), authors).cumsum(axis=1)
    of = np.minimum((generator.random(len(author))[:, None] > usual[author]).sum(axis=1), len(sizes) - 1)
    own = [author_shares(generator, (authors,), p, correlation) if 0 < p < 1 else np.full(authors, p) for p in having]
    has = generator.random(len(author)) < np.stack(own)[of, author]
    bucket = generator.integers(0, B, authors)[author]
    strata = []
    for index in range(len(sizes)):
        rows = np.flatnonzero(of == index)
        met = generator.permutation(rows)[: 16 * wanted]
        chosen, weight = choose(np.arange(len(met), dtype=np.uint64), author[met].astype(np.uint64), wanted)
        coded = per_author(has[met[chosen]], weight, author[met[chosen]])
        strata.append(CodedStratum(np.bincount(bucket[rows], minlength=B), *coded))
    return strata


def covers(found: list[Interval], truth: float) -> float:
    return float(np.mean([each.low <= truth <= each.high for each in found]))


USUAL = (0.1, 0.05, 0.1, 0.75)


@pytest.mark.calibration
@pytest.mark.parametrize(
    ("exponent", "sizes", "having", "correlation", "most"),
    [
        (2.5, USUAL, (0.8, 0.4, 0.1, 0.02), 0.0, 0.98),
        (2.5, USUAL, (0.8, 0.4, 0.1, 0.02), 0.5, 0.98),
        (2.5, USUAL, (0.8, 0.4, 0.1, 0.02), 1.0, 0.98),
        (1.6, USUAL, (0.8, 0.4, 0.1, 0.05), 0.5, 0.985),
        # Where misses are so rare that most samples hold none, the upper limit holds what could have been missed and is
        # never too low: the errors that are left are those of the lower limit, half as many.
        (2.5, (0.05, 0.02, 0.05, 0.88), (0.95, 0.2, 0.01, 0.0005), 0.3, 1.0),
        (2.5, (0.02, 0.01, 0.05, 0.92), (0.9, 0.3, 0.0, 0.0), 0.3, 1.0),
    ],
)
def test_intervals_cover_the_truth(exponent, sizes, having, correlation, most):
    generator = np.random.default_rng(20261125)
    samples = [drawn(generator, 2_000, exponent, sizes, having, correlation, 100) for _ in range(500)]
    rates = [corrected_rate(each) for each in samples]
    truth = float(np.dot(sizes, having))
    assert 0.92 <= covers(rates, truth) <= most
    assert np.mean([each.value for each in rates]) == pytest.approx(truth, rel=0.05)
    precision = [coded_share(each[0].codes, each[0].weights) for each in samples]
    assert covers([each for each in precision if each.n_effective >= 30], having[0]) >= 0.92
    misses = [corrected_rate(each[1:]) for each in samples]
    assert covers(misses, float(np.dot(sizes[1:], having[1:])) / sum(sizes[1:])) >= 0.92


@pytest.mark.calibration
def test_prolific_authors_move_nothing():
    """Half of the posts are by authors who never mean the group; one of each author is read, and the rate is still right."""
    generator = np.random.default_rng(3)
    author = np.r_[np.repeat(np.arange(20), 500), np.arange(20, 10_020)].astype(np.uint64)
    has = author >= 20
    values = []
    for _ in range(400):
        met = generator.permutation(len(author))[:1600]
        rows, weight = choose(np.arange(len(met), dtype=np.uint64), author[met], 100)
        values.append(coded_share(has[met[rows]].astype(float), weight).value)
    assert np.mean(values) == pytest.approx(0.5, abs=0.015)
    # Without weights the share would be that of authors met, about 0.7 of whom mean the group.


@pytest.mark.calibration
def test_a_ratio_of_equal_rates_is_quiet_and_one_of_three_is_recovered():
    generator = np.random.default_rng(11)
    first = [drawn(generator, 2_000, 2.5, (0.1, 0.9), (0.8, 0.02), 0.3, 150) for _ in range(500)]
    second = [drawn(generator, 2_000, 2.5, (0.2, 0.8), (0.43, 0.015), 0.3, 150) for _ in range(500)]
    third = [drawn(generator, 2_000, 2.5, (0.3, 0.7), (0.95, 0.0129), 0.3, 150) for _ in range(500)]

    def same_posts(a, b):
        # The strata of two word lists divide the same posts; here their buckets are made to agree.
        whole = np.sum([each.posts for each in a], axis=0)
        part = np.minimum(b[0].posts, whole)
        return a, [CodedStratum(part, b[0].codes, b[0].weights), CodedStratum(whole - part, b[1].codes, b[1].weights)]

    equal = [corrected_ratio(*same_posts(a, b)) for a, b in zip(first, second, strict=True)]
    assert np.mean([each.p_value <= 0.05 for each in equal]) <= 0.065
    assert covers(equal, 0.098 / 0.098) >= 0.92
    threefold = [corrected_ratio(*same_posts(a, b)) for a, b in zip(third, first, strict=True)]
    assert np.median([each.value for each in threefold]) == pytest.approx(0.294 / 0.098, rel=0.1)
    assert np.mean([each.p_value <= 0.05 for each in threefold]) > 0.9


# --- laws ------------------------------------------------------------------------------------------------------------

STRATA = [stratum(2_001, 85, 100), stratum(1_000, 30, 50), stratum(17_000, 1, 100)]


def test_weights_count_in_proportion():
    scaled = [CodedStratum(each.posts, each.codes, np.asarray(each.weights) * 8) for each in STRATA]
    assert corrected_rate(scaled) == corrected_rate(STRATA)


def test_a_file_read_k_times_moves_and_narrows_nothing():
    often = [CodedStratum(np.asarray(each.posts) * 5, each.codes, each.weights) for each in STRATA]
    once, again = corrected_rate(STRATA), corrected_rate(often)
    for name in ("value", "low", "high"):
        assert getattr(again, name) == pytest.approx(getattr(once, name), rel=1e-9)


def test_an_empty_stratum_changes_nothing():
    nothing = CodedStratum(np.zeros(B, dtype=int), [], [])
    assert corrected_rate([STRATA[0], nothing, *STRATA[1:]]) == corrected_rate(STRATA)


def test_a_perfect_word_list_is_corrected_to_its_own_rate():
    perfect = [stratum(2_001, 3_000, 3_000), stratum(18_000, 0, 3_000)]
    found, counted = corrected_rate(perfect), share(even(2_001), even(2_001) + even(18_000))
    assert found.value == counted.value
    assert found.low <= counted.low
    assert found.high >= counted.high


def test_a_ratio_turned_round_is_its_inverse():
    other = [stratum(4_000, 60, 100), stratum(16_001, 2, 100)]
    there, back = corrected_ratio(STRATA, other, tolerance=1.25), corrected_ratio(other, STRATA, tolerance=1.25)
    assert there.value * back.value == pytest.approx(1)
    assert there.low * back.high == pytest.approx(1)
    assert there.p_value == pytest.approx(back.p_value)


def test_posts_of_one_author_are_one_witness():
    """Ten authors, each read ten times and always alike, tell what ten posts tell."""
    codes = np.repeat([1, 1, 1, 0, 1, 0, 1, 1, 0, 1], 10)
    pooled = coded_share(*per_author(codes, np.full(100, 3.0), np.repeat(np.arange(10), 10)))
    assert pooled == coded_share(codes[::10], np.full(10, 30.0))
    assert pooled.n_effective == 10


def test_more_coded_posts_narrow_it():
    few = corrected_rate([stratum(2_001, 45, 50), stratum(18_000, 1, 50)])
    many = corrected_rate([stratum(2_001, 450, 500), stratum(18_000, 10, 500)])
    assert many.high - many.low < (few.high - few.low) / 2


def test_what_was_not_coded_is_not_measured():
    assert math.isnan(corrected_rate([STRATA[0], CodedStratum(even(18_000), [], [])]).value)
    assert math.isnan(corrected_rate([]).value)
    assert math.isnan(coded_share([], []).value)
    nothing = [stratum(2_001, 0, 100), stratum(18_000, 0, 100)]
    ratio = corrected_ratio(STRATA, nothing)
    assert math.isnan(ratio.value)
    assert not ratio.estimable
    assert ratio.p_value is None


def test_a_side_that_may_be_nothing_leaves_the_ratio_open():
    rare = [stratum(200, 5, 100), stratum(20_001, 1, 100)]
    found = corrected_ratio(STRATA, rare)
    assert found.low < found.value < found.high


@pytest.mark.parametrize(
    ("codes", "weights", "said"),
    [
        ([0.5, 2], [1, 1], "from 0 to 1"),
        ([1, 0], [1, 0], "positive"),
        ([1, 0], [1], "one length"),
        ([math.nan], [1], "0 to 1"),
    ],
)
def test_what_is_no_code_is_refused(codes, weights, said):
    with pytest.raises(ValueError, match=said):
        coded_share(codes, weights)


def test_a_tolerance_below_one_is_refused():
    with pytest.raises(ValueError, match="at least 1"):
        corrected_ratio(STRATA, STRATA, tolerance=0.5)
