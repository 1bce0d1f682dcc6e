"""Adjusted differences: against statsmodels' logit with clusters, and in simulated posts where the truth is known."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm

from audit.statistics import adjusted_difference


def expit(logit):
    return 1 / (1 + np.exp(-logit))


def drawn(seed, *, posts=2000, authors=150, effect=0.5, confounded=1.0):
    """Posts whose label hangs on the group, on two controls that go with the group, and on who writes."""
    random = np.random.default_rng(seed)
    author = random.integers(0, authors, posts)
    group = random.random(posts) < 0.4
    controls = np.c_[random.normal(size=posts) + confounded * group, random.random(posts) < 0.3]
    own = random.normal(size=authors)[author]
    label = random.random(posts) < expit(-1 + effect * group + 0.8 * controls[:, 0] - 0.6 * controls[:, 1] + 0.7 * own)
    return label, group, controls, author


def test_equals_the_average_marginal_effect_of_statsmodels():
    label, group, controls, author = drawn(3)
    found = adjusted_difference(label, group, controls, author)
    design = sm.add_constant(np.c_[group.astype(float), controls])
    fit = sm.Logit(label.astype(float), design).fit(disp=0, cov_type="cluster", cov_kwds={"groups": author})
    known = fit.get_margeff(at="overall", dummy=True)
    assert found.value == pytest.approx(known.margeff[0], rel=1e-8)
    assert found.standard_error == pytest.approx(known.margeff_se[0], rel=1e-6)
    assert found.low < found.value < found.high


def test_posts_of_a_kind_are_fitted_as_one_row():
    random = np.random.default_rng(5)
    label, group, _, author = drawn(5)
    table = random.normal(size=(40, 3))
    kind = random.integers(0, 40, len(label))
    by_kind = adjusted_difference(label, group, table, author, kind=kind)
    by_post = adjusted_difference(label, group, table[kind], author)
    assert (by_kind.value, by_kind.standard_error) == pytest.approx((by_post.value, by_post.standard_error), rel=1e-9)


def test_without_controls_it_is_the_difference_of_the_rates():
    label, group, _, author = drawn(1)
    found = adjusted_difference(label, group, np.zeros((len(label), 0)), author)
    assert found.value == pytest.approx(label[group].mean() - label[~group].mean(), rel=1e-9)


def test_read_twice_it_stays():
    label, group, controls, author = drawn(2)
    once = adjusted_difference(label, group, controls, author)
    twice = adjusted_difference(label, group, controls, author, posts=np.full(len(label), 2))
    assert (twice.value, twice.low, twice.high) == pytest.approx((once.value, once.low, once.high), rel=1e-12)


def test_copies_that_are_rows_of_their_own_tell_no_more():
    """As where a file stands beside itself with other ids: the correction for few posts must not take them for more posts."""
    label, group, _, author = drawn(5, posts=200, authors=40)
    kind = np.random.default_rng(6).integers(0, 3, len(label))
    controls, ones = np.eye(3)[:, 1:], np.ones(len(label), dtype=np.int64)
    once = adjusted_difference(label, group, controls, author, kind=kind, posts=ones)
    twice = adjusted_difference(
        *(np.tile(each, 2) for each in (label, group)), controls, np.tile(author, 2), kind=np.tile(kind, 2),
        posts=np.tile(ones, 2),
    )  # fmt: skip
    assert (twice.value, twice.low, twice.high) == pytest.approx((once.value, once.low, once.high), rel=1e-12)


def test_order_changes_nothing_that_is_printed():
    label, group, controls, author = drawn(7)
    order = np.random.default_rng(0).permutation(len(label))
    one = adjusted_difference(label, group, controls, author)
    other = adjusted_difference(label[order], group[order], controls[order], author[order])
    assert (one.value, one.low) == pytest.approx((other.value, other.low), rel=1e-10)


def test_a_gap_that_is_all_confounding_goes():
    label, group, controls, author = drawn(9, posts=20_000, authors=2000, effect=0.0, confounded=1.5)
    raw = adjusted_difference(label, group, np.zeros((len(label), 0)), author, tolerance=0.05)
    adjusted = adjusted_difference(label, group, controls, author, tolerance=0.05)
    assert raw.low > 0.15
    assert -0.05 < adjusted.low < 0 < adjusted.high < 0.05
    assert adjusted.p_value > 0.5


@pytest.mark.parametrize("case", ["all labelled", "none labelled", "told by the controls", "one author"])
def test_what_cannot_be_told_has_no_figure(case):
    label, group, controls, author = drawn(4)
    if case == "all labelled":
        label = label | group
    elif case == "none labelled":
        label = label & ~group
    elif case == "told by the controls":
        controls = np.c_[controls, 3 - 2 * group]
    else:
        author = np.where(group, 0, author)
    found = adjusted_difference(label, group, controls, author)
    assert math.isnan(found.value)
    assert not found.estimable
    assert found.p_value is None


def test_a_control_that_alone_tells_the_label_does_not_run_away():
    label, group, controls, author = drawn(6)
    found = adjusted_difference(label, group, np.c_[controls, label], author)
    assert math.isnan(found.value) or abs(found.value) < 0.2


@pytest.mark.calibration
def test_intervals_hold_the_truth_as_often_as_they_say():
    runs, inside, false = 150, 0, 0
    for seed in range(runs):
        found = adjusted_difference(*drawn(seed, effect=0.0, posts=1500))
        inside += found.low <= 0 <= found.high
        false += found.p_value < 0.05
    assert inside >= 0.90 * runs
    assert false <= 0.10 * runs
