"""Tables against the product of their margins: published tables, scipy, Rao and Scott's own formula, simulation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from audit.statistics import departures, independence, share


def spread(table, buckets=128):
    """Counts laid out over buckets as evenly as whole numbers allow: as if every post were another author's."""
    table = np.asarray(table)
    flat = table.reshape(-1, 1)
    result = flat // buckets + (np.arange(buckets) < flat % buckets)
    return result.reshape(*table.shape, buckets)


def drawn(random, authors, margins, *, heavy=50):
    """Authors of independent attributes who post Zipf-many times each; counts per cell and bucket."""
    codes = [random.choice(len(each), authors, p=each) for each in margins]
    posts = np.minimum(random.zipf(2.2, authors), heavy)
    result = np.zeros((*map(len, margins), 128), dtype=np.int64)
    np.add.at(result, (*codes, random.integers(0, 128, authors)), posts)
    return result


#: Agresti (2007), An Introduction to Categorical Data Analysis, table 2.5: party identification by gender, 1991.
PARTY = [[762, 327, 468], [484, 239, 477]]
#: Agresti (2002), Categorical Data Analysis, table 8.3: alcohol, cigarette and marijuana use of high school seniors.
DRUGS = [[[911, 538], [44, 456]], [[3, 43], [2, 279]]]


def test_agrestis_party_identification():
    """Pearson's X² = 30.1 with 2 degrees of freedom (page 37), and scipy's."""
    told = independence(spread(PARTY))
    assert (round(told.chi_squared, 1), told.degrees_of_freedom) == (30.1, 2)
    assert told.chi_squared == pytest.approx(stats.chi2_contingency(PARTY, correction=False).statistic)
    assert told.cramers_v == pytest.approx(stats.contingency.association(PARTY, method="cramer"))


def test_agrestis_model_of_mutual_independence_of_three():
    """X² = 1411.4 with 4 degrees of freedom (table 8.5)."""
    told = independence(spread(DRUGS))
    assert (round(told.chi_squared, 1), told.degrees_of_freedom) == (1411.4, 4)
    expected = stats.contingency.expected_freq(DRUGS) / np.sum(DRUGS)
    assert [each.expected.value for each in departures(spread(DRUGS))] == pytest.approx(expected.ravel())


def test_the_design_effect_is_rao_and_scotts():
    """Their formula from the design effects of cells and margins (1984, section 3), on a table that is independent.

    ``(r - 1)(c - 1) δ = Σ (1 - p_ij) d_ij - Σ (1 - p_i) d_i - Σ (1 - p_j) d_j``.
    """
    random = np.random.default_rng(8)
    told, direct = [], []
    for _ in range(40):
        table = drawn(random, 4000, [[0.3, 0.7], [0.5, 0.3, 0.2]], heavy=8)
        n, whole = table.sum(), table.sum(axis=(0, 1))

        def effect(part, n=n, whole=whole):
            p = part.sum() / n
            residual = part - p * whole
            return 128 / 127 * np.sum(residual**2) / n**2 / (p * (1 - p) / n), p

        parts = [(table[i, j], 1) for i in range(2) for j in range(3)]
        parts += [(table[i].sum(axis=0), -1) for i in range(2)] + [(table[:, j].sum(axis=0), -1) for j in range(3)]
        direct.append(sum(sign * (1 - effect(part)[1]) * effect(part)[0] for part, sign in parts) / 2)
        told.append(independence(table).design_effect)
    assert np.mean(told) == pytest.approx(np.mean(direct), rel=0.03)
    assert np.mean(told) > 1.8


@pytest.mark.parametrize("margins", [[[0.4, 0.6], [0.5, 0.3, 0.2]], [[0.4, 0.6], [0.5, 0.5], [0.7, 0.3]]])
@pytest.mark.calibration
def test_independent_attributes_are_rejected_as_often_as_the_level_says(margins):
    random = np.random.default_rng(3)
    p_values = [independence(drawn(random, 1500, margins)).p_value for _ in range(600)]
    rejected = np.mean(np.array(p_values) < 0.05)
    naive = np.mean(
        [
            stats.chi2.sf(told.chi_squared, told.degrees_of_freedom) < 0.05
            for told in (independence(drawn(random, 1500, margins)) for _ in range(200))
        ]
    )
    assert 0.02 < rejected < 0.08
    assert naive > 0.4  # what taking posts for independent does


@pytest.mark.calibration
def test_departures_cover_what_is_true():
    """Of a planted departure of 6 points, and of none."""
    random = np.random.default_rng(4)
    joint = np.array([[0.26, 0.14, 0.10], [0.14, 0.16, 0.20]])
    truth = joint - joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    inside = np.zeros(joint.size)
    for _ in range(1000):
        table = np.zeros((2, 3, 128), dtype=np.int64)
        cell = random.choice(6, 1500, p=joint.ravel())
        place = (cell // 3, cell % 3, random.integers(0, 128, 1500))
        np.add.at(table, place, np.minimum(random.zipf(2.2, 1500), 50))
        for at, each in enumerate(departures(table)):
            inside[at] += each.difference.low <= truth.ravel()[at] <= each.difference.high
    assert (inside / 1000 > 0.915).all()
    assert (inside / 1000 < 0.98).all()


def test_a_planted_association_is_found_and_cells_sum_to_nothing():
    random = np.random.default_rng(5)
    table = drawn(random, 2000, [[0.5, 0.5], [0.5, 0.5]])
    planted = table.copy()
    planted[0, 0] *= 4
    assert independence(table).p_value > 0.01
    assert independence(planted).p_value < 1e-4
    found = departures(planted)
    assert sum(each.difference.value for each in found) == pytest.approx(0, abs=1e-12)
    assert all(each.difference.value == pytest.approx(each.observed.value - each.expected.value) for each in found)
    assert found[0].observed == share(planted[0, 0], planted.sum(axis=(0, 1)))


def test_the_same_posts_twice_change_nothing():
    table = drawn(np.random.default_rng(6), 800, [[0.4, 0.6], [0.3, 0.3, 0.4]])
    once, twice = independence(table), independence(3 * table)
    assert twice.statistic == pytest.approx(once.statistic)
    assert twice.p_value == pytest.approx(once.p_value)
    for one, other in zip(departures(table), departures(3 * table), strict=True):
        assert other.difference.value == pytest.approx(one.difference.value)
        assert other.difference.high - other.difference.low >= (one.difference.high - one.difference.low) * 0.999


def test_posts_are_never_worth_more_than_independent_ones():
    """Spread evenly over buckets, which chance would not do: the jackknife sees next to nothing."""
    table = np.tile(np.array([[6, 4], [3, 7]])[:, :, None], 128)
    table[0, 0, 0] += 1
    told = independence(table)
    assert told.rao_scott_design_effect < 0.1
    assert told.design_effect == 1
    assert independence(5 * table).design_effect == pytest.approx(5)
    assert independence(5 * table).p_value == pytest.approx(told.p_value)


def test_weights_that_are_all_alike_change_nothing():
    table = drawn(np.random.default_rng(9), 800, [[0.4, 0.6], [0.3, 0.3, 0.4]])
    plain = independence(table)
    weighed = independence(table * 1_000_003, units=table.sum(axis=(0, 1)))
    assert (weighed.p_value, weighed.chi_squared) == pytest.approx((plain.p_value, plain.chi_squared))


def test_order_of_attributes_does_not_matter():
    table = drawn(np.random.default_rng(7), 500, [[0.4, 0.6], [0.3, 0.3, 0.4]])
    turned = table.transpose(1, 0, 2)
    assert independence(turned).p_value == pytest.approx(independence(table).p_value)


def test_what_cannot_be_tested_is_nan():
    assert np.isnan(independence(np.zeros((2, 2, 128), dtype=int)).p_value)
    one_group = np.zeros((2, 2, 128), dtype=int)
    one_group[0] = 1
    assert np.isnan(independence(one_group).p_value)
    with pytest.raises(ValueError, match="groups, groups"):
        independence(np.ones((3, 128)))
    assert all(np.isnan(each.difference.value) for each in departures(np.zeros((2, 2, 128), dtype=int)))


def test_groups_without_posts_are_left_out():
    table = spread(PARTY)
    empty = np.concatenate([table, np.zeros((1, 3, 128), dtype=int)])
    assert independence(empty) == independence(table)
