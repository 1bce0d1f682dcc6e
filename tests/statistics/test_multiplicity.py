"""Benjamini and Hochberg's false discovery rate."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from audit.statistics import benjamini_hochberg

P_1995 = (
    0.0001,
    0.0004,
    0.0019,
    0.0095,
    0.0201,
    0.0278,
    0.0298,
    0.0344,
    0.0459,
    0.3240,
    0.4262,
    0.5719,
    0.6528,
    0.7590,
    1.0,
)


def test_the_example_of_1995() -> None:
    """Benjamini and Hochberg (1995), section 3.2: 15 hypotheses, 4 rejected at .05 (Bonferroni rejects 3)."""
    q = benjamini_hochberg(P_1995)
    assert (q <= 0.05).sum() == 4
    assert (q <= 0.05)[:4].all()


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_is_scipys(p_values: list[float]) -> None:
    assert benjamini_hochberg(p_values) == pytest.approx(stats.false_discovery_control(p_values), abs=1e-15)


@given(st.lists(st.floats(0, 1) | st.just(math.nan), max_size=40))
def test_what_was_not_tested_does_not_count(p_values: list[float]) -> None:
    p = np.array(p_values, dtype=float)
    q = benjamini_hochberg(p)
    assert (np.isnan(q) == np.isnan(p)).all()
    assert q[~np.isnan(p)].tolist() == benjamini_hochberg(p[~np.isnan(p)]).tolist()


@given(st.lists(st.floats(0, 1), min_size=2, max_size=20), st.randoms())
def test_order_does_not_matter(p_values: list[float], random: object) -> None:
    order = list(range(len(p_values)))
    random.shuffle(order)
    q = benjamini_hochberg(p_values)
    assert benjamini_hochberg([p_values[i] for i in order]).tolist() == q[order].tolist()
    assert (q >= np.array(p_values) * (1 - 1e-12)).all()


def test_what_is_no_probability_is_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([0.2, 1.2])
