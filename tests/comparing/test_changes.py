"""A change per estimate: its scale, its interval, its reading, and why there is none."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from audit.comparing import compare
from audit.statistics import benjamini_hochberg, mover

OTHER = "b" * 32


@pytest.fixture
def changed(findings):
    """The one change between two estimates of one id."""

    def made(before, after, **more):
        if before and after and before.n_authors == after.n_authors:  # not so close that figures are rounded
            after = replace(after, n_authors=after.n_authors + 100)
        old = findings(*([before] if before else []), **more.get("old", {}))
        new = findings(*([after] if after else []), **{"fingerprint": OTHER, **more.get("new", {})})
        [change] = compare(old, new).changes
        return change

    return made


def test_a_share_is_compared_as_a_difference_by_mover(changed, estimate):
    name = "representation.gender.women.share_of_posts"
    change = changed(estimate(name, 0.3, 0.26, 0.35), estimate(name, 0.45, 0.41, 0.5))
    assert change.scale == "difference"
    assert (change.value, change.low, change.high) == pytest.approx(
        (0.15, *mover((0.45, 0.41, 0.5), (0.3, 0.26, 0.35))), rel=1e-6
    )
    assert (change.tolerance, change.reading, change.risen) == (0.05, "shown", True)
    assert change.family == "representation.share_of_posts"


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("markers.gender.women.appearance.ratio", "ratio"),
        ("mentions.gender.women.posts", "per_1000"),
        ("markers.gender.women.appearance.rate", "share"),
        ("descriptions.gender.women.threat.ratio", "ratio"),
        ("descriptions.gender.women.threat.rate", "share"),
    ],
)
def test_ratios_and_rates_are_compared_on_the_logarithm(changed, estimate, name, unit):
    change = changed(estimate(name, 0.2, 0.15, 0.26, unit=unit), estimate(name, 0.5, 0.42, 0.6, unit=unit))
    logs = [tuple(map(math.log, each)) for each in ((0.5, 0.42, 0.6), (0.2, 0.15, 0.26))]
    assert change.scale == "ratio"
    assert (change.low, change.high) == pytest.approx(tuple(map(math.exp, mover(*logs))))
    assert (change.value, change.tolerance, change.reading) == (pytest.approx(2.5), 1.25, "shown")


def test_labels_are_read_against_the_tolerance_for_labels(changed, estimate):
    name = "labels.toxic.yes.author.gender.women.rate"
    sides = estimate(name, 0.10, 0.09, 0.11), estimate(name, 0.24, 0.22, 0.26)
    plan = {"plan": {"tolerances": {"label_gap": 0.2}}}
    assert changed(*sides).reading == "shown"
    assert changed(*sides, old=plan, new=plan).reading == "shown_small"


def test_small_and_unsettled_changes_are_told_apart(changed, estimate):
    name = "representation.gender.women.share_of_posts"
    sure, vague = estimate(name, 0.3, 0.29, 0.31), estimate(name, 0.31, 0.2, 0.42)
    assert changed(sure, estimate(name, 0.305, 0.295, 0.315)).reading == "shown_small"
    unsettled = changed(sure, vague)
    assert unsettled.reading == "inconclusive"
    assert unsettled.detectable > 0.11


def test_what_one_side_lacks_is_never_zero(changed, estimate):
    name = "representation.gender.agender.share_of_posts"
    known = estimate(name, 0.3, 0.26, 0.35)
    hidden = replace(known, value=None, low=None, high=None, status="suppressed", note="hidden: fewer than 10 authors")
    exact = replace(known, low=None, high=None, note="counted over all posts")
    for before, after, reason in (
        (hidden, known, "earlier side: hidden: fewer than 10 authors"),
        (known, hidden, "later side: hidden: fewer than 10 authors"),
        (known, exact, "later side: no interval (counted over all posts)"),
        (None, known, "earlier side: not measured: representation was not asked for"),
        (known, None, "later side: not measured: representation was not asked for"),
    ):
        change = changed(before, after)
        assert (change.reading, change.reason) == ("not_assessed", reason)
        assert (change.value, change.low, change.high, change.p_value) == (None,) * 4


def test_a_rate_that_was_none_has_a_lower_limit(changed, estimate):
    name = "mentions.gender.women.posts"
    none = estimate(name, 0.0, 0.0, 1.0, unit="per_1000")
    change = changed(none, estimate(name, 40.0, 32.0, 50.0, unit="per_1000"))
    assert (change.value, change.high) == (None, None)
    assert change.low == pytest.approx(math.sqrt(32 * (80 - 32)) / 1.0)
    assert (change.reading, change.risen) == ("shown", True)
    both = changed(none, none)
    assert (both.reason, both.reading) == ("none on either side", "not_assessed")


def test_what_depends_on_the_size_is_not_compared(changed, estimate):
    old, new = (estimate("concentration.gini", 0.5, 0.4, 0.6, unit="index", n_posts=n) for n in (1000, 2000))
    assert "depends on how many posts" in changed(old, new).reason
    same = changed(old, replace(new, n_posts=1000, value=0.7, low=0.6, high=0.8))
    assert (same.reason, same.value) == ("the plan sets no tolerance for it", pytest.approx(0.2))
    thinned = [replace(each, measure="authors_at_equal_posts", note="in 377 posts") for each in (old, new)]
    assert changed(*thinned).compared
    assert not changed(thinned[0], replace(thinned[1], note="in 200 posts")).compared


def test_statistics_bounds_and_other_references_are_not_compared(changed, estimate):
    fit = estimate("representation.gender.goodness_of_fit", 22.0, 20.0, 24.0, unit="statistic")
    assert "grows with the data" in changed(fit, fit).reason
    bounds = estimate("representation.gender.men.bounds", 0.5, 0.5, 0.6)
    assert "worst cases" in changed(bounds, bounds).reason
    gap = estimate("representation.gender.men.difference", 0.1, 0.05, 0.15, unit="points")
    from audit.finding import Reference

    moved = replace(gap, reference=Reference(0.5, "another census"))
    assert "different references" in changed(gap, moved).reason
    assert "different levels" in changed(gap, replace(gap, level=0.9)).reason


def test_loose_forms_are_compared_and_not_judged(changed, estimate):
    name = "mentions.gender.women.posts_loose"
    change = changed(
        estimate(name, 10.0, 9.0, 11.0, unit="per_1000"), estimate(name, 50.0, 45.0, 55.0, unit="per_1000")
    )
    assert (change.value, change.reading, change.p_value) == (pytest.approx(5), "not_assessed", None)


def test_families_are_one_metric_and_measure(findings, estimate):
    def side(shift, **more):
        names = [f"mentions.gender.g{number}.{measure}" for number in range(6) for measure in ("posts", "reach")]
        values = [20 + number * shift for number in range(len(names))]
        figures = zip(names, values, strict=True)
        voices = 1200 + 100 * shift
        made = (estimate(n, v, v * 0.85, v * 1.2, unit="per_1000", n_authors=voices) for n, v in figures)
        return findings(*made, **more)

    comparison = compare(side(0), side(1, fingerprint=OTHER))
    for measure in ("posts", "reach"):
        family = [each for each in comparison.changes if each.family == f"mentions.{measure}"]
        assert len(family) == 6
        expected = benjamini_hochberg([each.p_value for each in family])
        assert [each.q_value for each in family] == pytest.approx(list(expected))


def test_an_interval_beyond_the_tolerance_may_be_chance_among_many(findings, estimate):
    def side(value, **more):
        one = estimate(
            "mentions.gender.women.posts", value, value * 0.9, value * 1.11, unit="per_1000", n_authors=int(value * 50)
        )
        flat = [
            estimate(f"mentions.x.g{number}.posts", 30.0, 27.0, 33.3, unit="per_1000")
            for number in range(more.pop("n"))
        ]
        return findings(one, *flat, **more)

    alone = compare(side(20.0, n=0), side(30.0, n=0, fingerprint=OTHER)).changes[0]
    [among] = [
        each
        for each in compare(side(20.0, n=60), side(30.0, n=60, fingerprint=OTHER)).changes
        if each.id == "mentions.gender.women.posts"
    ]
    assert alone.low == among.low > 1.25
    assert (alone.reading, among.reading) == ("shown", "inconclusive")


def test_findings_of_an_older_schema_have_the_degrees_their_authors_allow(changed, estimate):
    name = "representation.gender.women.share_of_posts"
    old, new = estimate(name, 0.3, 0.26, 0.35), estimate(name, 0.5, 0.45, 0.55)
    told = changed(old, new)
    few = changed(*(replace(each, degrees_of_freedom=None, n_authors=12) for each in (old, replace(new, n_authors=40))))
    many = changed(*(replace(each, degrees_of_freedom=None, n_authors=n) for each, n in ((old, 5000), (new, 9000))))
    assert (told.low, told.high) == (few.low, few.high) == (many.low, many.high)
    assert few.p_value > told.p_value >= many.p_value
