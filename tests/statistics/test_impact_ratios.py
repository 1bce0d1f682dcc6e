"""Against the worked examples that New York City's rule prints (6 RCNY 5-301), and by their own laws."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.statistics import above_median, impact_ratios

#: Category: people, scoring rate in percent, impact ratio, as printed; counts above the median follow from both.
BY_SEX = {"Male": (92, 54.3, 1.00), "Female": (76, 44.7, 0.82)}
BY_RACE = {
    "Hispanic or Latino": (28, 64.2, 1.00),
    "White": (40, 37.5, 0.58),
    "Black or African American": (32, 50.0, 0.78),
    "Native Hawaiian or Pacific Islander": (8, 62.5, 0.97),
    "Asian": (24, 41.7, 0.65),
}


@pytest.mark.parametrize("table", [BY_SEX, BY_RACE], ids=["sex", "race"])
def test_the_tables_of_the_rule(table):
    people = [row[0] for row in table.values()]
    above = [round(row[0] * row[1] / 100) for row in table.values()]
    found = impact_ratios(above, people)
    # The rule cuts 18 of 28, which is 64.29 %, to 64.2 %.
    assert 100 * found.rates == pytest.approx([row[1] for row in table.values()], abs=0.1)
    assert np.round(found.ratios, 2).tolist() == [row[2] for row in table.values()]
    assert found.highest == 0


def test_the_table_by_sex_from_scores():
    """Eighty-four of those whose sex is known score high; so do eight of sixteen whose is not: half of everybody."""
    known = [1] * 50 + [0] * 42 + [1] * 34 + [0] * 42
    scores, of = np.array([*known, *[1] * 8, *[0] * 8]), np.array([*[0] * 92, *[1] * 76, *[-1] * 16])
    chosen, people = above_median(scores, of, 2)
    assert (chosen.tolist(), people.tolist()) == ([50, 34], [92, 76])
    assert np.round(impact_ratios(chosen, people, unknown=16).ratios, 2).tolist() == [1.0, 0.82]


def test_the_median_is_of_everybody():
    chosen, people = above_median([1, 2, 3, 10, 11, 12], [0, 0, 0, -1, -1, -1], 1)
    assert (chosen.tolist(), people.tolist()) == ([0], [3])


def test_a_small_category_is_left_out_with_a_reason_and_its_rate_is_still_there():
    found = impact_ratios([50, 30, 1], [100, 100, 1], justifications={2: "one person"})
    assert found.rates[2] == 1
    assert np.isnan(found.ratios[2])
    assert found.ratios[:2].tolist() == [1.0, 0.6]
    assert found.excluded.tolist() == [False, False, True]


@pytest.mark.parametrize(
    ("total", "unknown", "reasons", "message"),
    [
        ([100, 4], 0, {1: "few"}, "only below 2 %"),
        ([100, 4], 96, {1: "few"}, "only below 2 %"),
        ([100, 1], 0, {1: " "}, "without a justification"),
        ([100, 1], 0, {2: "few"}, "no category 2"),
    ],
)
def test_what_may_not_be_left_out(total, unknown, reasons, message):
    with pytest.raises(ValueError, match=message):
        impact_ratios([1, 1], total, unknown=unknown, justifications=reasons)


def test_unknown_people_make_a_category_smaller():
    assert impact_ratios([1, 1], [100, 4], unknown=97, justifications={1: "few"}).excluded.tolist() == [False, True]


def test_nobody_is_no_rate_and_nobody_selected_no_ratio():
    found = impact_ratios([0, 0], [0, 10])
    assert np.isnan(found.rates[0])
    assert found.rates[1] == 0
    assert np.isnan(found.ratios).all()
    assert impact_ratios([0], [0]).highest == -1


@pytest.mark.parametrize(("selected", "total"), [([2], [1]), ([-1], [1]), ([1, 1], [1]), ([[1]], [[1]])])
def test_counts_that_cannot_be(selected, total):
    with pytest.raises(ValueError, match="must"):
        impact_ratios(selected, total)


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 50)), min_size=1, max_size=6),
    st.integers(2, 9),
)
def test_laws(pairs, times):
    """Order changes nothing, a sample that is copied has the same ratios, and the highest is 1."""
    total = np.array([a + b for a, b in pairs])
    selected = np.array([a for a, _ in pairs])
    found = impact_ratios(selected, total)
    turned = impact_ratios(selected[::-1], total[::-1])
    np.testing.assert_array_equal(found.ratios, turned.ratios[::-1])
    np.testing.assert_allclose(found.ratios, impact_ratios(selected * times, total * times).ratios)
    if selected.any():
        assert found.ratios[found.highest] == 1
        assert (found.ratios <= 1).all()
