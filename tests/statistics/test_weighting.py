"""Weights: post-stratification, raking, their cost, and how far composition is off."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from audit.statistics import (
    difference,
    effective_sample_size,
    kish_design_effect,
    poststratify,
    rake,
    ratio,
    share,
    share_deviation,
    standardised_difference,
)
from audit.statistics.simulation import clustered_posts
from audit.statistics.weighting import CLOSE_ENOUGH

#: British men by age (15-19 to 50 and over) and marital status (single, married, widowed or divorced), the example of
#: Bishop, Fienberg and Holland (1975), Discrete Multivariate Analysis, section 3.6, which the documentation of SAS/IML
#: prints as example 9.14: last year's table, this year's margins, and the fitted table.
MARRIED = [
    [1306, 83, 0], [619, 765, 3], [263, 1194, 9], [173, 1372, 28],
    [171, 1393, 51], [159, 1372, 81], [208, 1350, 108], [1116, 4100, 2329],
]  # fmt: skip
BY_AGE, BY_STATUS = [1412, 1402, 1450, 1541, 1681, 1532, 1662, 7644], [3988, 11702, 2634]
FITTED = [
    [1325.27, 86.73, 0.00], [615.56, 783.39, 3.05], [253.94, 1187.18, 8.88], [165.13, 1348.55, 27.32],
    [173.41, 1454.71, 52.87], [147.21, 1308.12, 76.67], [202.33, 1352.28, 107.40], [1105.16, 4181.04, 2357.81],
]  # fmt: skip

#: The tutorial data of balance 0.23.0 (Meta, MIT licence), counted: gender (women, men, not stated) by age (18-24,
#: 25-34, 35-44, 45 and over), 1,000 sampled and 10,000 of the target, and the figures balance gives.
BALANCE_SAMPLE = [[123, 86, 50, 9], [321, 187, 95, 41], [47, 27, 11, 3]]
BALANCE_TARGET = [[876, 1360, 1370, 945], [905, 1355, 1347, 944], [190, 259, 275, 174]]
#: Sums of happiness in the cells of the sample, the outcome of that tutorial.
BALANCE_HAPPINESS = [
    [7767.300336, 5065.243857, 3313.334554, 625.545494], [12835.726037, 7638.858077, 4533.929061, 2474.525593],
    [2265.181043, 1275.044189, 546.604180, 217.522005],
]  # fmt: skip

tables = hnp.arrays(np.int64, st.tuples(st.integers(2, 4), st.integers(2, 4)), elements=st.integers(1, 60))


def test_raking_of_bishop_fienberg_and_holland() -> None:
    raked = rake(MARRIED, [BY_AGE, BY_STATUS])
    population = np.nan_to_num(raked.weights) * MARRIED * (sum(BY_AGE) / np.sum(MARRIED))
    assert raked.converged
    # Printed to two decimals, and fitted there to a tolerance of 0.01.
    assert population == pytest.approx(np.array(FITTED), abs=0.015)
    assert np.isnan(raked.weights[0, 2])


def test_poststratification_of_schools() -> None:
    """R survey, example of postStratify: mean api00 642.31 with 144, 14, 25 schools in the sample, 4,421, 755, 1,018 in all."""
    counts = np.array([144, 14, 25])
    means = np.array([648.8681, 618.5714, 631.4400])  # svyby(~api00, ~stype, dclus1, svymean)
    weighted = poststratify(counts, [4421, 755, 1018]) * counts
    assert round(float((weighted * means).sum() / weighted.sum()), 2) == 642.31


def test_design_effects_of_balance() -> None:
    weights = poststratify(BALANCE_SAMPLE, BALANCE_TARGET)
    assert kish_design_effect(weights, BALANCE_SAMPLE) == pytest.approx(2.3793223435465047, abs=1e-9)
    target = np.array(BALANCE_TARGET)
    raked = rake(BALANCE_SAMPLE, [target.sum(axis=1), target.sum(axis=0)])
    # balance stops at a gap of about 1e-5.
    assert kish_design_effect(raked.weights, BALANCE_SAMPLE) == pytest.approx(2.102682502741273, abs=1e-4)


def test_outcomes_of_balance() -> None:
    """The tutorial's weighted means of happiness: 55.236 post-stratified and 55.484 raked, 48.559 without weights."""
    target, sample, happiness = (np.array(each) for each in (BALANCE_TARGET, BALANCE_SAMPLE, BALANCE_HAPPINESS))
    stratified = poststratify(sample, target)
    raked = rake(sample, [target.sum(axis=1), target.sum(axis=0)]).weights
    means = [float((each * happiness).sum() / (each * sample).sum()) for each in (stratified, raked)]
    assert round(means[0], 3) == 55.236
    assert means[1] == pytest.approx(55.4844, abs=3e-4)  # balance stops at a gap of about 1e-5
    assert round(float(happiness.sum() / sample.sum()), 3) == 48.559


@pytest.mark.parametrize(
    ("axis", "group", "printed"),
    [(1, 0, 0.375699), (1, 1, 0.379314), (1, 2, 0.006296), (0, 1, 0.005688), (0, 2, 0.312711), (0, 3, 0.378828)],
)
def test_standardised_differences_of_balance(axis: int, group: int, printed: float) -> None:
    sample, target = (np.sum(each, axis=axis)[group] for each in (BALANCE_SAMPLE, BALANCE_TARGET))
    deviation = share_deviation(target / 10_000) * math.sqrt(10_000 / 9_999)  # balance divides by n - 1
    found = standardised_difference(sample / 1_000, target / 10_000, target_deviation=deviation)
    assert found == pytest.approx(printed, abs=1e-6)


def test_whose_deviation_is_stated() -> None:
    given = {"target_deviation": 3.0, "sample_deviation": 1.0}
    assert standardised_difference(2, 5, **given) == 1
    assert standardised_difference(2, 5, **given, deviation="sample") == 3
    assert standardised_difference(2, 5, **given, deviation="pooled") == pytest.approx(3 / math.sqrt(5))
    assert math.isnan(standardised_difference(2, 5, target_deviation=3, deviation="pooled"))
    assert standardised_difference(2, 2, target_deviation=0) == 0
    assert standardised_difference(2, 3, target_deviation=0) == math.inf


def test_kish() -> None:
    """Textbook values; what one enormous weight leaves of three units is one."""
    assert kish_design_effect([0, 1, 2, 3]) == pytest.approx(14 / 9)
    assert round(kish_design_effect([1, 1, 1000]), 3) == 2.988
    assert effective_sample_size([1, 1, 1000]) == pytest.approx(1.004, abs=1e-3)
    assert kish_design_effect([2, 1], [10, 20]) == pytest.approx(kish_design_effect([2] * 10 + [1] * 20))
    assert effective_sample_size([2, 1], [10, 20]) == pytest.approx(30 / kish_design_effect([2, 1], [10, 20]))
    assert math.isnan(kish_design_effect([0, 0]))
    assert math.isnan(effective_sample_size([0, 0]))
    assert kish_design_effect([2, math.nan], [10, 0]) == 1


@given(st.lists(st.floats(0.01, 100), min_size=1, max_size=30), st.floats(0.001, 1000))
def test_design_effect_is_at_least_1_and_has_no_unit(weights: list[float], factor: float) -> None:
    effect = kish_design_effect(weights)
    assert 1 - 1e-12 <= effect <= len(weights) + 1e-9
    assert kish_design_effect(np.multiply(weights, factor)) == pytest.approx(effect)
    assert kish_design_effect(weights * 2) == pytest.approx(effect)


@given(tables, st.data())
def test_raking_reaches_the_margins_and_keeps_the_odds_ratios(table: np.ndarray, data: st.DataObject) -> None:
    margins = [np.array(data.draw(st.lists(st.integers(5, 50), min_size=k, max_size=k))) for k in table.shape]
    raked = rake(table, margins)
    fitted = raked.weights * table
    assert raked.converged
    assert fitted.sum() == pytest.approx(table.sum())
    for axis, margin in enumerate(margins):
        assert fitted.sum(axis=1 - axis) / fitted.sum() == pytest.approx(margin / margin.sum(), abs=1e-8)
    odds = [(each[0, 0] * each[1, 1]) / (each[0, 1] * each[1, 0]) for each in (table, fitted)]
    assert odds[1] == pytest.approx(odds[0], rel=1e-6)


@given(tables, st.data())
def test_raking_laws(table: np.ndarray, data: st.DataObject) -> None:
    """A duplicated file, numbers in place of shares, or attributes in another order change nothing."""
    margins = [np.array(data.draw(st.lists(st.integers(5, 50), min_size=k, max_size=k))) for k in table.shape]
    weights = rake(table, margins).weights
    assert rake(3 * table, [7 * each for each in margins]).weights == pytest.approx(weights, rel=1e-6)
    turned = rake(table.T, margins[::-1]).weights.T
    assert turned == pytest.approx(weights, rel=1e-5)


@settings(max_examples=40)
@given(tables, st.data())
def test_capped_weights_stay_under_the_cap_and_are_never_nothing(table: np.ndarray, data: st.DataObject) -> None:
    margins = [np.array(data.draw(st.lists(st.integers(1, 500), min_size=k, max_size=k))) for k in table.shape]
    cap = data.draw(st.floats(1, 8))
    free, capped = rake(table, margins), rake(table, margins, cap=cap)
    assert (capped.weights > 0).all()
    assert (capped.weights * table).sum() == pytest.approx(table.sum())
    assert (
        capped.weights.max() / capped.weights.min()
        <= max(cap**2, cap * free.weights.max() / free.weights.min()) * 1.001
    )
    # The cap is in medians of the weights without one; scaling to mean 1 afterwards scales both.
    order = np.argsort(free.weights, axis=None, kind="stable")
    running = np.cumsum(table.ravel()[order])
    median = free.weights.ravel()[order][np.searchsorted(running, running[-1] / 2)]
    if free.weights.max() <= cap * median:
        assert capped.trimmed == 0
        assert capped.weights == pytest.approx(free.weights)
    else:
        assert 0 < capped.trimmed <= 1
    if capped.converged:
        assert capped.weights.max() <= max(cap * median, 1) * (1 + 1e-6)
        for axis, margin in enumerate(margins):
            weighted = (capped.weights * table).sum(axis=1 - axis) / table.sum()
            assert weighted == pytest.approx(margin / margin.sum(), abs=1e-8)
    else:
        assert capped.gap > CLOSE_ENOUGH


def test_cap_that_others_can_make_up_for() -> None:
    table, margins = [[90, 5, 5], [50, 45, 5]], [[0.7, 0.3], [0.6, 0.2, 0.2]]
    free, capped = rake(table, margins), rake(table, margins, cap=4)
    assert free.converged
    assert capped.converged
    assert capped.trimmed > 0
    assert np.nanmax(capped.weights) < np.nanmax(free.weights)


def test_cap_that_forbids_the_margins_says_how_far_off_it_stays() -> None:
    """One group in a hundred for half of the population: at five medians it stands for one in twenty."""
    capped = rake([99, 1], [[0.5, 0.5]], cap=5)
    assert not capped.converged
    assert capped.weights[1] / capped.weights[0] == pytest.approx(5)
    assert capped.gap == pytest.approx(0.5 - 5 / 104)
    assert capped.trimmed == pytest.approx(0.01)


def test_margins_that_empty_cells_forbid_do_not_converge() -> None:
    """With nobody off the diagonal both attributes are one, and cannot have two distributions."""
    raked = rake([[10, 0], [0, 10]], [[0.5, 0.5], [0.8, 0.2]])
    assert not raked.converged
    assert raked.gap > 0.1
    assert raked.weights[[0, 1], [0, 1]].tolist() == pytest.approx([1.6, 0.4])


def test_one_margin_is_poststratification() -> None:
    assert rake([60, 30, 10], [[1, 1, 1]]).weights == pytest.approx(poststratify([60, 30, 10], [1, 1, 1]))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: poststratify([1, 0], [1, 1]),
        lambda: poststratify([1, 1], [1, 0]),
        lambda: poststratify([1, 1], [1, 1, 1]),
        lambda: poststratify([0, 0], [0, 0]),
        lambda: poststratify([1, -1], [1, 1]),
        lambda: poststratify([], []),
        lambda: rake([[1, 1], [0, 0]], [[1, 1], [1, 1]]),
        lambda: rake([[1, 1], [1, 1]], [[1, 1]]),
        lambda: rake([[1, 1], [1, 1]], [[1, 1], [1, 1, 1]]),
        lambda: rake([1, 1], [[1, 1]], cap=0.5),
        lambda: rake([1, 1], [[1, 1]], cap=math.nan),
        lambda: kish_design_effect([-1, 1]),
        lambda: kish_design_effect([1, 1], [1]),
    ],
)
def test_refusals(wrong) -> None:
    with pytest.raises(ValueError):
        wrong()


def test_weighted_share_is_unbiased_where_the_sample_is_skewed() -> None:
    """People answer by group at different rates; within groups at random. Weights take the skew out, and only that."""
    rng = np.random.default_rng(11)
    population, yes = np.array([0.5, 0.3, 0.2]), np.array([0.1, 0.5, 0.9])
    truth, skewed = float(population @ yes), np.array([0.2, 0.3, 0.5])
    found, plain, predicted = [], [], []
    for _ in range(800):
        counts = rng.multinomial(900, skewed)
        hits = rng.binomial(counts, yes)
        weights = poststratify(counts, population)
        found.append((weights * hits).sum() / counts.sum())
        plain.append(hits.sum() / counts.sum())
        predicted.append(kish_design_effect(weights, counts))
    assert np.mean(found) == pytest.approx(truth, abs=4 * np.std(found) / math.sqrt(800))
    assert abs(np.mean(plain) - truth) > 0.2
    # Kish's effect is of weights that have nothing to do with the answer; here they have, so it errs towards caution.
    assert np.var(found) < np.mean(predicted) * truth * (1 - truth) / 900


@pytest.mark.calibration
@pytest.mark.parametrize("scale", [1, 1_000_000])
@pytest.mark.parametrize(("correlation", "exponent"), [(0.0, 3.5), (0.3, 2.5), (0.3, 2.0)])
def test_intervals_of_weighted_shares_cover_the_truth(correlation: float, exponent: float, scale: int) -> None:
    """Three groups, collected at different rates, with different shares of the property; weights by author's group.

    1,000 datasets: two standard errors are 1.4 points. The scale is what weight 1 is as an integer.
    """
    rng = np.random.default_rng(20261125)
    population, property_, sampled = [0.5, 0.3, 0.2], [0.05, 0.10, 0.20], [120, 240, 440]
    weights = np.rint(poststratify(sampled, population) * 1000).astype(np.int64) * scale
    # Groups write alike, so a group's share of posts, authors weighted, is its share of the population.
    truth = float(np.dot(population, property_))
    drawn = [
        clustered_posts(rng, 1000, authors=n, exponent=exponent, share=p, correlation=correlation)
        for n, p in zip(sampled, property_, strict=True)
    ]
    hits = [each for each, _ in drawn]
    posts = [each for _, each in drawn]
    x = sum(w * each for w, each in zip(weights, hits, strict=True))
    n = sum(w * each for w, each in zip(weights, posts, strict=True))
    plain = sum(posts).sum(axis=1)
    found = [share(a, b, units=float(c)) for a, b, c in zip(x, n, plain, strict=True)]
    covered = np.mean([each.low <= truth <= each.high for each in found])
    # At exponent 2.0 one author may hold half of the posts, and unweighted shares are covered in 92 % there too.
    assert covered >= (0.90 if exponent == 2.0 else 0.935)
    assert all(each.n_effective <= c + 1e-6 for each, c in zip(found, plain, strict=True))
    unweighted = [share(a, b) for a, b in zip(sum(hits), sum(posts), strict=True)]
    assert np.mean([each.low <= truth <= each.high for each in unweighted]) < 0.75


def test_equal_weights_change_no_interval() -> None:
    x, n = clustered_posts(np.random.default_rng(3), 50, authors=300, exponent=2.5)
    for a, b in zip(x, n, strict=True):
        plain, weighted = share(a, b), share(a * 10**6, b * 10**6, units=float(b.sum()))
        assert [weighted.value, weighted.low, weighted.high, weighted.n_effective] == pytest.approx(
            [plain.value, plain.low, plain.high, plain.n_effective], rel=1e-9
        )
        assert difference(a, b, b - a, b).low == pytest.approx(
            difference(a * 7, b * 7, (b - a) * 7, b * 7, units=(b.sum(), b.sum())).low, rel=1e-9
        )
        assert ratio(a, b, b - a, b).high == pytest.approx(
            ratio(a * 7, b * 7, (b - a) * 7, b * 7, units=(b.sum(), b.sum())).high, rel=1e-9
        )


def test_a_duplicated_file_makes_no_weighted_interval_narrower() -> None:
    x, n = clustered_posts(np.random.default_rng(5), 50, authors=300, exponent=2.5)
    for a, b in zip(x, n, strict=True):
        heavy = np.arange(1, len(b) + 1)
        once = share(a * heavy, b * heavy, units=float(b.sum()))
        twice = share(2 * a * heavy, 2 * b * heavy, units=2 * float(b.sum()))
        assert twice.value == once.value
        assert twice.high - twice.low >= (once.high - once.low) * (1 - 1e-9)
