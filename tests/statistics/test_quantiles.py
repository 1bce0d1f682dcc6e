"""Quantiles and tails against scipy.stats, which the package itself does not import."""

from __future__ import annotations

import math
import subprocess
import sys

import pytest
from scipy import stats

from audit.statistics.quantiles import f_upper_tail, t_quantile, t_upper_tail, two_sided_quantile


@pytest.mark.parametrize("freedom", [1, 2.5, 14, 127, math.inf])
@pytest.mark.parametrize("probability", [0.001, 0.4, 0.5, 0.975])
def test_t_quantile_is_scipys(probability: float, freedom: float) -> None:
    expected = stats.norm.ppf(probability) if math.isinf(freedom) else stats.t.ppf(probability, freedom)
    assert t_quantile(probability, freedom) == pytest.approx(expected, rel=1e-9, abs=1e-12)


def test_t_quantile_of_the_printed_tables() -> None:
    """Student's table: 12.706 at one degree of freedom, 2.228 at ten, 1.960 at infinity."""
    assert [round(two_sided_quantile(0.95, df), 3) for df in (1, 10, math.inf)] == [12.706, 2.228, 1.960]


@pytest.mark.parametrize("freedom", [1, 6.5, 127, math.inf])
@pytest.mark.parametrize("statistic", [-3.0, 0.0, 1.7, 30.0])
def test_t_tail_is_scipys(statistic: float, freedom: float) -> None:
    expected = stats.norm.sf(statistic) if math.isinf(freedom) else stats.t.sf(statistic, freedom)
    assert t_upper_tail(statistic, freedom) == pytest.approx(expected, rel=1e-9)


def test_f_tail_is_scipys_and_chi_squareds_in_the_limit() -> None:
    assert f_upper_tail(2.5, 3, 60) == pytest.approx(stats.f.sf(2.5, 3, 60))
    assert f_upper_tail(2.5, 3, math.inf) == pytest.approx(stats.chi2.sf(7.5, 3))


def test_not_a_number_stays_not_a_number() -> None:
    assert math.isnan(t_quantile(0.975, math.nan))
    assert math.isnan(t_quantile(0.975, 0))
    assert math.isnan(t_upper_tail(math.nan, 5))
    assert math.isnan(f_upper_tail(math.nan, 2, 5))


@pytest.mark.parametrize("level", [0, 1, 95])
def test_a_level_that_is_no_level_is_refused(level: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        two_sided_quantile(level, 10)


def test_importing_the_room_imports_no_scipy() -> None:
    code = "import sys, audit.statistics; sys.exit('scipy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
