"""The presentation standard for proportions (Parker et al. 2017, figure 1)."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from audit.statistics import Interval, share, unreliable

GOOD = Interval(0.4, 0.35, 0.45, 0.95, 0.025, 300, 100)


def test_a_good_share_has_no_reasons() -> None:
    assert unreliable(GOOD, 1000) == ()


@pytest.mark.parametrize(
    ("change", "n", "words"),
    [
        ({}, 29, "fewer than 30 posts"),
        ({"n_effective": 29.9}, 1000, "fewer than 30 independent"),
        ({"low": 0.2, "high": 0.5}, 1000, "30 points wide"),
        ({"value": 0.04, "low": 0.01, "high": 0.08}, 1000, "130 % of the share"),
        ({"value": 0.0, "low": 0.0, "high": 0.08}, 1000, "130 % of the share"),
        ({"low": math.nan, "high": math.nan}, 1000, "no interval"),
    ],
)
def test_each_reason(change: dict[str, float], n: int, words: str) -> None:
    reasons = unreliable(replace(GOOD, **change), n)
    assert len(reasons) == 1
    assert words in reasons[0]


def test_a_narrow_interval_may_be_wide_for_its_share() -> None:
    """Absolute width of .05 or less is presented whatever the relative width."""
    assert unreliable(replace(GOOD, value=0.01, low=0.002, high=0.052), 1000) == ()
    assert unreliable(replace(GOOD, value=0.01, low=0.002, high=0.0521), 1000) != ()


def test_on_real_intervals() -> None:
    n = np.full(128, 50)
    assert unreliable(share(n // 5, n), int(n.sum())) == ()
    n = np.zeros(128, dtype=int)
    n[:3] = 1000
    x = np.zeros(128, dtype=int)
    x[0] = 1000
    assert unreliable(share(x, n), 3000)
