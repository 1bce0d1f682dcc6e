"""Against R's `survey` package (version 4.1-1, R 4.2.2): variance, ratios, goodness of fit and raking of clustered data.

Its own example, `data(api)`: 183 Californian schools in 15 districts. A district is to schools what an author is to posts.
Each figure is what R prints with 15 digits for the command beside it, after::

    d <- svydesign(id=~dnum, weights=~pw, data=apiclus1); r <- as.svrepdesign(d, type="JK1")
"""

from __future__ import annotations

import numpy as np
import pytest

from audit.statistics import (
    cohens_w,
    goodness_of_fit,
    hill,
    jackknife,
    kish_design_effect,
    poststratify,
    rake,
    smooth,
    total_variation,
)

#: aggregate(cbind(1, api00, enroll, api.stu, stype=="E", stype=="H", stype=="M") ~ dnum, apiclus1, sum), and award winners
#: among elementary and other schools.
SCHOOLS = np.array([13, 34, 4, 13, 16, 2, 1, 4, 12, 21, 9, 11, 37, 2, 4])
API = np.array([9372, 22508, 2077, 8593, 11369, 1116, 551, 1888, 9111, 13761, 6386, 7359, 20394, 905, 2493])
ENROLLED = np.array([6777, 15038, 1668, 6958, 9025, 683, 274, 1436, 7375, 14968, 2180, 6081, 25814, 680, 1641])
TESTED = np.array([6047, 12618, 1461, 5935, 7573, 610, 199, 1184, 6431, 12292, 1877, 4895, 22452, 532, 1373])
ELEMENTARY = np.array([10, 34, 2, 10, 13, 2, 1, 2, 9, 16, 4, 8, 30, 1, 2])
HIGH = np.array([0, 0, 1, 0, 0, 0, 0, 1, 1, 2, 4, 1, 3, 0, 1])
MIDDLE = SCHOOLS - ELEMENTARY - HIGH
AWARDED = np.array([9, 26, 2, 9, 10, 2, 1, 1, 9, 12, 2, 6, 21, 1, 0])
AWARDED_OTHERS = np.array([1, 0, 1, 0, 3, 0, 0, 2, 2, 2, 2, 3, 3, 0, 0])
KINDS = np.array([ELEMENTARY, HIGH, MIDDLE])
REFERENCE = np.array([0.71, 0.13, 0.16])

#: table(apiclus1$stype, apiclus1$sch.wide)
CROSSED = [[12, 132], [3, 11], [8, 17]]
#: The population: c(4421, 755, 1018) schools by kind, c(1072, 5122) by target met.
BY_KIND, BY_TARGET = [4421, 755, 1018], [1072, 5122]


def share_of(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    return part / whole


@pytest.mark.parametrize(
    ("part", "whole", "value", "standard_error"),
    [
        (API, SCHOOLS, 644.1693989071039, 26.5941613577106),  # svymean(~api00, r)
        (ELEMENTARY, SCHOOLS, 0.7868852459016393, 0.0519586712418233),  # svymean(~stype, r)
        (HIGH, SCHOOLS, 0.0765027322404372, 0.0280592921785150),
        (MIDDLE, SCHOOLS, 0.1366120218579235, 0.0335079420245989),
        (TESTED, ENROLLED, 0.84970874172448763, 0.00961280081051578),  # svyratio(~api.stu, ~enroll, r)
    ],
)
def test_means_shares_and_ratios(part, whole, value, standard_error) -> None:
    found = jackknife(share_of, part, whole)
    assert float(found.value) == pytest.approx(value, rel=1e-12)
    assert float(found.variance) ** 0.5 == pytest.approx(standard_error, rel=1e-12)


def test_a_difference_of_two_rates_that_share_clusters() -> None:
    """svycontrast(svyby(~I(as.numeric(awards=="Yes")), ~I(stype=="E"), r, svymean, covmat=TRUE), c(-1, 1))"""
    found = jackknife(lambda a, n, b, m: a / n - b / m, AWARDED, ELEMENTARY, AWARDED_OTHERS, SCHOOLS - ELEMENTARY)
    covariance = 0.007287818111718940 + 0.000929956012898786 - 2 * 0.000174958695352394
    assert float(found.value) == pytest.approx(0.2836538461538, rel=1e-12)
    assert float(found.variance) == pytest.approx(covariance, rel=1e-12)


def test_statistics_on_a_smoothing_scale() -> None:
    """withReplicates(r, ...) of a log ratio of rates, and of the Hill number of order 2 of the three kinds."""
    found = smooth(
        lambda a, n, b, m: (a / n) / (b / m), AWARDED, ELEMENTARY, AWARDED_OTHERS, SCHOOLS - ELEMENTARY, scale="log"
    )
    assert np.log(found.value) == pytest.approx(0.458839568699540, rel=1e-12)
    assert found.standard_error == pytest.approx(0.179413096234434, rel=1e-12)
    found = smooth(lambda kinds: kinds.sum(axis=0) ** 2 / (kinds**2).sum(axis=0), KINDS)
    assert found.value == pytest.approx(hill(KINDS.sum(axis=1), order=2)) == pytest.approx(1.553509300923134, rel=1e-12)
    assert found.standard_error == pytest.approx(0.175451241390621, rel=1e-12)


def test_goodness_of_fit() -> None:
    """V <- vcov(svymean(~stype, r)); 183*sum(diag(V)/p0)/2, Rao and Scott's mean generalised design effect; and chi-squared."""
    found = goodness_of_fit(KINDS, REFERENCE)
    assert found.rao_scott_design_effect == pytest.approx(1.5441654792911, rel=1e-12)
    assert found.chi_squared == pytest.approx(6.17801153283721, rel=1e-12)
    assert found.total_variation == pytest.approx(0.0768852459016394, rel=1e-12)
    shares = KINDS.sum(axis=1) / SCHOOLS.sum()
    assert total_variation(shares, REFERENCE) == pytest.approx(found.total_variation)
    assert 183 * cohens_w(shares, REFERENCE) ** 2 == pytest.approx(found.chi_squared)


def test_poststratification() -> None:
    """weights(postStratify(r, ~stype, data.frame(stype=c("E","H","M"), Freq=c(4421,755,1018))), "sampling")"""
    weights = poststratify(KINDS.sum(axis=1), BY_KIND) * 6194 / 183
    assert weights == pytest.approx([30.7013888888889, 53.9285714285714, 40.7200000000000], rel=1e-12)


def test_raking() -> None:
    """weights(rake(r, list(~stype,~sch.wide), ..., control=list(maxit=100, epsilon=1e-9)), "sampling"), and their design effect."""
    weights = rake(CROSSED, [BY_KIND, BY_TARGET]).weights * 6194 / 183
    printed = [
        [39.8392362446930, 29.8706754919752],
        [67.1255292420443, 50.3294011185592],
        [49.0690721671939, 36.7910248679482],
    ]
    assert weights == pytest.approx(np.array(printed), rel=1e-6)
    each = np.repeat(weights.ravel(), np.ravel(CROSSED))
    assert kish_design_effect(each) == pytest.approx(1.05165669561661, rel=1e-6)
