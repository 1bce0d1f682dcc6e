"""What was worked out is kept, and never given to other arguments."""

from __future__ import annotations

import numpy as np
import pytest

from audit.statistics.remembering import remembered


@pytest.fixture
def asked():
    calls = []

    @remembered(most=3)
    def total(values, *, scale=1.0, units=(None, None)):
        calls.append(scale)
        return float(values.sum()) * scale

    total.calls = calls  # type: ignore[attr-defined]
    return total


def test_the_same_totals_are_worked_out_once(asked):
    assert [asked(np.array([1, 2])), asked(np.array([1, 2]))] == [3.0, 3.0]
    assert len(asked.calls) == 1


@pytest.mark.parametrize(
    "other",
    [
        lambda asked: asked(np.array([1, 3])),
        lambda asked: asked(np.array([1.0, 2.0])),
        lambda asked: asked(np.array([[1, 2]])),
        lambda asked: asked(np.array([1, 2]), scale=2.0),
        lambda asked: asked(np.array([1, 2]), scale=1),
        lambda asked: asked(np.array([1, 2]), units=(np.array([1]), None)),
    ],
    ids=["totals", "kind", "shape", "option", "type of an option", "units"],
)
def test_anything_else_is_another_question(asked, other):
    asked(np.array([1, 2]))
    other(asked)
    assert len(asked.calls) == 2


def test_large_arrays_are_told_apart_too(asked):
    one = np.zeros(100_000)
    other = one.copy()
    other[-1] = 1.0
    assert [asked(one), asked(other), asked(one)] == [0.0, 1.0, 0.0]
    assert len(asked.calls) == 2


def test_so_many_are_kept_and_no_more(asked):
    for number in (1, 2, 3, 4, 1):
        asked(np.array([number]))
    assert len(asked.calls) == 5


def test_a_complaint_is_not_kept():
    @remembered(most=3)
    def refuses(values):
        raise ValueError("no")

    for _ in range(2):
        with pytest.raises(ValueError, match="no"):
            refuses(np.array([1]))
