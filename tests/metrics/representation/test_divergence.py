"""All groups against a benchmark at once, what could have been seen, and equivalence against statsmodels."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from audit.finding import Estimate
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, as_estimate, could_have_shown
from audit.plan import Plan
from audit.statistics import against, cohens_w, difference, goodness_of_fit, jensen_shannon, share

THIRDS = {"gender": {"women": 0.5, "men": 0.4, "nonbinary_people": 0.1}}


def by(gender, authors, each=4):
    return [
        {"post_id": f"{gender}{a}-{i}", "author_id": f"{gender}{a}", "attribute:gender": gender}
        for a in range(authors)
        for i in range(each)
    ]


ROWS = by("female", 60, 3) + by("male", 120, 5) + by("nonbinary", 20, 2)


def test_distances_are_those_of_the_shares_beside_what_chance_gives(judged):
    told = judged("representation", ROWS, shares=THIRDS)
    p, q = np.array([600, 40, 180]) / 820, np.array([0.4, 0.1, 0.5])
    found = {
        name: told.estimates[f"representation.gender.{name}"]
        for name in ("jensen_shannon", "cohens_w", "goodness_of_fit")
    }
    assert found["jensen_shannon"].value == pytest.approx(jensen_shannon(p, q))
    assert found["cohens_w"].value == pytest.approx(cohens_w(p, q))
    counts = np.array(
        [told.tally.per_bucket(("representation", "gender", "posts", g)) for g in ("men", "nonbinary_people", "women")]
    )
    fit = goodness_of_fit(counts, q)
    assert found["goodness_of_fit"].value == pytest.approx(fit.chi_squared / fit.design_effect)
    assert found["goodness_of_fit"].p_value == pytest.approx(fit.p_value)
    assert "2 degrees of freedom, design effect" in found["goodness_of_fit"].note
    n = fit.n_effective
    assert found["jensen_shannon"].reference.value == pytest.approx(2 / (8 * n * math.log(2)))
    assert found["cohens_w"].reference.value == pytest.approx(stats.chi(2).mean() / math.sqrt(n))
    assert all(each.low is None and each.high is None for each in found.values())
    assert all(each.reference is None or "null expectation" in each.reference.source for each in found.values())


def test_no_verdict_follows_from_a_distance(judged):
    told = judged("representation", ROWS, shares=THIRDS)
    of_findings = {each for finding in told.findings.values() for each in finding.estimates}
    assert not of_findings & {f"representation.gender.{each}" for each in ("total_variation", "jensen_shannon", "cohens_w", "goodness_of_fit")}  # fmt: skip
    [block] = told.judgement.blocks
    assert "Jensen-Shannon divergence" in block.text
    assert "expected by chance" in block.text
    assert "Rao and Scott's corrected chi-squared" in block.text


@pytest.mark.calibration
def test_expectations_hold_for_authors_who_write_unequally(judged):
    """Drawn from the benchmark itself: distances average what stands beside them, and 5 % of tests reject."""
    seen, expected, rejected = [], [], 0
    for seed in range(150):
        draw = np.random.default_rng(seed)
        groups = draw.choice(["female", "male", "nonbinary"], 300, p=[0.5, 0.4, 0.1])
        writes = np.minimum(draw.zipf(2.5, 300), 20)
        rows = [
            {"post_id": f"{a}-{i}", "author_id": f"{seed}-{a}", "attribute:gender": groups[a]}
            for a in range(300)
            for i in range(writes[a])
        ]
        told = judged("representation", rows, shares=THIRDS)
        both = [told.estimates[f"representation.gender.{name}"] for name in ("jensen_shannon", "cohens_w")]
        seen.append([each.value for each in both])
        expected.append([each.reference.value for each in both])
        rejected += told.estimates["representation.gender.goodness_of_fit"].p_value < 0.05
    assert np.mean(seen, axis=0) == pytest.approx(np.mean(expected, axis=0), rel=0.15)
    assert rejected <= 16  # of 150 at 5 %: more has a chance of 0.2 %


def test_tests_of_fit_are_one_family_over_attributes(judged):
    rows = [{**row, "attribute:age": "old" if index % 3 else "young"} for index, row in enumerate(ROWS)]
    told = judged("representation", rows, shares={**THIRDS, "age": {"old": 0.6, "young": 0.4}})
    tests = sorted(
        (e for e in told.estimates.values() if e.measure == "goodness_of_fit"), key=lambda each: each.p_value
    )
    assert len(tests) == 2
    assert {each.family for each in tests} == {"representation.goodness_of_fit"}
    assert tests[1].q_value == pytest.approx(tests[1].p_value)
    assert tests[0].q_value == pytest.approx(min(2 * tests[0].p_value, tests[1].p_value))


def test_a_group_that_the_benchmark_says_is_nobody(judged):
    told = judged("representation", ROWS, shares={"gender": {"women": 0.5, "men": 0.5, "nonbinary_people": 0}})
    assert told.estimates["representation.gender.jensen_shannon"].value > 0
    assert "representation.gender.cohens_w" not in told.estimates


# --- what could have been seen ---------------------------------------------------------------------------------------


def test_an_unsettled_gap_says_what_it_could_have_shown(judged, well_said):
    told = judged("representation", by("female", 50) + by("male", 60), shares={"gender": {"women": 0.5, "men": 0.5}})
    well_said(told.judgement)
    gap = told.estimates["representation.gender.women.difference"]
    share_ = told.estimates["representation.gender.women.share_of_posts"]
    quantile = stats.t.ppf([0.975, 0.8], 109)  # 110 authors who write equally
    error = (share_.high - share_.low) / (2 * quantile[0])
    assert gap.detectable == pytest.approx(quantile.sum() * error, rel=0.02)
    [finding] = told.findings.values()
    assert finding.reading == "inconclusive"
    size = f"{100 * (gap.detectable + 0.05):.0f}"
    assert (
        f"A gap of {size} points or more would have been shown to lie beyond 5 points with a power of 80%"
        in finding.statement
    )


@pytest.mark.calibration
def test_a_gap_of_that_size_is_shown_four_times_in_five():
    """Bloom (1995): the true gap is what a first sample said would just be shown; new samples show it in 80 %."""
    draw = np.random.default_rng(7)
    posts = np.full(128, 5)

    def sample(p):
        return against(share(draw.binomial(posts, p), posts), 0.5, tolerance=0.05)

    contrast = Contrast(_estimate(sample(0.5)), 0.05)
    true = 0.5 + contrast.smallest_shown
    shown = np.mean([sample(true).low > 0.05 for _ in range(2000)])
    assert 0.74 < shown < 0.86


def _estimate(interval, unit="points"):
    scope = Scope(Plan(), 10_000, 5_000, has_authors=True)
    return as_estimate("m.a.b", "b", {}, interval, unit, n_posts=10_000, n_authors=5_000, voices=100, scope=scope)


def test_ratios_say_it_in_times():
    made = Estimate("m.x", "m", "x", {}, 1.2, 0.9, 1.6, "ratio", 100, 50, p_value=0.3, detectable=1.5)
    assert Contrast(made, 1.25, null=1.0).smallest_shown == pytest.approx(1.875)
    assert "A ratio of 1.9\N{MULTIPLICATION SIGN} or more" in could_have_shown([Contrast(made, 1.25, null=1.0)])
    assert could_have_shown([]) == ""


# --- shown to be small is equivalence by two one-sided tests ---------------------------------------------------------

#: ``statsmodels.stats.proportion.proportions_ztost(x, 4000, .45, .55, prop_var=.45)[0]`` of statsmodels 0.15.0: the larger p
#: of the two one-sided tests that a share is at least 45 % and at most 55 %.
ZTOST = {2000: 1.0325679569697129e-10, 2100: 0.000740940387360187, 2130: 0.013049145770653222, 2145: 0.04023073694008769, 2260: 0.9717348614162971}  # fmt: skip


@pytest.mark.parametrize(("successes", "p_value"), ZTOST.items())
def test_shown_small_is_what_two_one_sided_tests_at_a_fortieth_say(successes, p_value):
    """The whole 95 % interval within the tolerance: each of Schuirmann's (1987) tests rejects at 2.5 %."""
    posts = np.full(128, 4000) // 128 + (np.arange(128) < 4000 % 128)
    own = successes // 128 + (np.arange(128) < successes % 128)
    contrast = Contrast(_estimate(against(share(own, posts), 0.5, tolerance=0.05)), 0.05)
    assert (contrast.reading == "shown_small") == (p_value <= 0.025)


#: ``statsmodels.stats.proportion.confint_proportions_2indep(1200, 4000, x, 4000, method="newcomb")`` of statsmodels 0.15.0.
NEWCOMBE = {1200: (-0.020077685790519027, 0.020077685790519027), 1260: (-0.03520652771705424, 0.005223339900858239), 1380: (-0.0654289704517295, -0.024518801528333082), 1440: (-0.08052303305535463, -0.039406257783737186)}  # fmt: skip


@pytest.mark.parametrize(("other", "limits"), NEWCOMBE.items())
def test_two_groups_are_read_as_newcombes_interval_says(other, limits):
    def even(number, order):
        return (number // 128 + (np.arange(128) < number % 128))[order]

    one, two = (np.random.default_rng(seed).permutation(128) for seed in (0, 2))
    found = difference(even(1200, one), even(4000, one), even(other, two), even(4000, two), tolerance=0.05)
    assert (found.low, found.high) == pytest.approx(limits, abs=2e-3)
    small = limits[0] >= -0.05 and limits[1] <= 0.05
    assert (Contrast(_estimate(found), 0.05).reading == "shown_small") == small
