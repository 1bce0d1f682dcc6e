"""Round steps are no narrower than asked, and figures go one way."""

from __future__ import annotations

import math

import pytest

from audit.metrics.steps import down, round_step, up


@pytest.mark.parametrize(
    ("least", "step"), [(0.011, 0.02), (0.02, 0.02), (0.021, 0.05), (0.051, 0.1), (1.0, 1.0), (7.0, 10.0)]
)
def test_a_step_is_the_next_round_one(least, step):
    assert round_step(least) == pytest.approx(step)


@pytest.mark.parametrize(("value", "figures", "below"), [(0.02341, 2, 0.023), (0.023, 2, 0.023), (127.0, 1, 100.0)])
def test_figures_are_cut(value, figures, below):
    assert down(value, figures) == pytest.approx(below)


@pytest.mark.parametrize("step", [0.01, 0.1, 1.0])
@pytest.mark.parametrize("value", [0.0234, 1.0, 127.0])
def test_what_is_filled_up_is_larger_by_less_than_a_step_and_stays(value, step):
    found = up(value, step)
    assert value * (1 - 1e-8) <= found < value * math.exp(step)
    assert up(found, step) == pytest.approx(found)
