"""From intervals to estimates and readings: floors, families, confidence, rounding."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from audit.finding import Estimate
from audit.metrics.base import Scope
from audit.metrics.blurring import blurred, rounded_up
from audit.metrics.contrast import Contrast, as_estimate, confidence, could_have_shown, roll_up, with_q_values
from audit.plan import Plan
from audit.statistics.intervals import Interval, not_estimable

SCOPE = Scope(Plan(), 1000, 300, has_authors=True, effective_authors=200.0)


def estimate(name="m.a", value=0.2, low=0.1, high=0.3, p=None, **more):
    return Estimate(name, "m", "measure", {}, value, low, high, "points", 1000, 300, p_value=p, **more)


def contrast(low, high, q=0.001, tolerance=0.05, null=0.0):
    return Contrast(estimate(value=(low + high) / 2, low=low, high=high, q_value=q), tolerance, null)


@pytest.mark.parametrize(
    ("given", "reading"),
    [
        (contrast(0.06, 0.10), "shown"),
        (contrast(-0.10, -0.06), "shown"),
        (contrast(0.06, 0.10, q=0.06), "inconclusive"),  # beyond the tolerance, and not significant in its family
        (contrast(0.06, 0.10, q=0.05), "shown"),
        (contrast(0.06, 0.10, q=None), "inconclusive"),
        (contrast(0.05, 0.10), "inconclusive"),  # touching the tolerance is not beyond it
        (contrast(-0.05, 0.05), "shown_small"),
        (contrast(-0.06, 0.04), "inconclusive"),
        (contrast(-0.04, 0.06), "inconclusive"),
        (contrast(1.3, 1.5, tolerance=1.25, null=1.0), "shown"),
        (contrast(0.5, 0.79, tolerance=1.25, null=1.0), "shown"),
        (contrast(0.8, 1.25, tolerance=1.25, null=1.0), "shown_small"),
        (contrast(0.7, 1.25, tolerance=1.25, null=1.0), "inconclusive"),
    ],
)
def test_every_reading_and_its_edges(given, reading):
    assert given.reading == reading


def test_without_value_or_limits_nothing_is_read():
    bare = estimate()
    for lacking in (
        replace(bare, low=None), replace(bare, high=None), replace(bare, value=None), replace(bare, status="suppressed")
    ):  # fmt: skip
        assert Contrast(lacking, 0.05).reading == "not_assessed"
        assert Contrast(lacking, 0.05).severity == "none"


@pytest.mark.parametrize(
    ("low", "high", "severity"),
    [
        (0.051, 0.099, "low"),
        (0.074, 0.9, "low"),  # the middle is ten tolerances out, what is shown is not one and a half
        (0.075, 0.08, "medium"),
        (0.099, 0.11, "medium"),
        (0.10, 0.12, "high"),
        (-0.12, -0.10, "high"),
        (-0.9, -0.08, "medium"),
    ],
)
def test_severity_counts_tolerances_to_the_nearer_bound(low, high, severity):
    assert contrast(low, high, q=0.0).severity == severity


@pytest.mark.parametrize(("ratio", "severity"), [(1.5, "medium"), (1 / 1.5, "medium"), (1.6, "high"), (1.38, "low")])
def test_severity_of_ratios_is_the_same_both_ways_up(ratio, severity):
    shown = Contrast(estimate(value=ratio, low=ratio * 0.999, high=ratio * 1.001, q_value=0.0), 1.25, null=1.0)
    assert shown.severity == severity


def test_severity_of_a_ratio_with_a_wide_interval_is_of_its_nearer_bound():
    assert contrast(1.3, 9.0, tolerance=1.25, null=1.0).severity == "low"
    assert contrast(0.1, 0.7, tolerance=1.25, null=1.0).severity == "medium"


def test_what_is_not_shown_has_no_severity_however_far_its_bounds():
    assert contrast(0.3, 0.4, q=0.5).severity == "none"
    assert contrast(-0.04, 0.9).severity == "none"


def test_q_values_are_benjamini_hochbergs_within_each_family():
    """By hand: q of the k-th smallest of m is the smallest p_j * m / j at or above it."""
    first = {"m.1": 0.01, "m.2": 0.04, "m.3": 0.03, "m.4": None}
    second = {"m.5": 0.04}
    alone = {"m.6": 0.001}
    given = [Contrast(estimate(n, p=p, family="one"), 0.05) for n, p in first.items()]
    given += [Contrast(estimate(n, p=p, family="two"), 0.05) for n, p in second.items()]
    given += [Contrast(estimate(n, p=p), 0.05) for n, p in alone.items()]
    q = {each.estimate.id: each.estimate.q_value for each in with_q_values(given)}
    assert q == {
        "m.1": pytest.approx(0.01 * 3 / 1),
        "m.2": pytest.approx(0.04 * 3 / 3),
        "m.3": pytest.approx(min(0.03 * 3 / 2, 0.04)),
        "m.4": None,
        "m.5": 0.04,
        "m.6": None,
    }


def made(interval, unit="share", *, n_posts=1000, n_authors=300, voices=300, **more):
    return as_estimate("m.a.b", "b", {}, interval, unit, n_posts=n_posts, n_authors=n_authors, voices=voices,
                       scope=SCOPE, **more)  # fmt: skip


FULL = Interval(0.2, 0.15, 0.26, 0.95, 0.02, 400.0, 100.0, 0.01)


def test_an_interval_becomes_an_estimate_unchanged():
    told = made(FULL, family="f", note="n")
    assert (told.value, told.low, told.high, told.n_effective, told.p_value) == (0.2, 0.15, 0.26, 400.0, 0.01)
    assert (told.metric, told.status, told.family, told.note, told.n_posts, told.n_authors) == (
        "m", "ok", "f", "n", 1000, 300,
    )  # fmt: skip
    thousandth = made(FULL, "per_1000")
    assert (thousandth.value, thousandth.low, thousandth.high) == (200, 150, 260)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"voices": 10}, "ok"),
        ({"voices": 9}, "suppressed"),
        ({"voices": 0}, "ok"),  # nobody is in the cell, so nobody can be told
        ({"n_authors": 10}, "ok"),
        ({"n_authors": 9}, "suppressed"),
        ({"n_authors": None}, "ok"),
        ({"n_posts": 30}, "ok"),
        ({"n_posts": 29}, "not_estimable"),
    ],
)
def test_floors_at_their_edges(changes, status):
    told = made(FULL, **changes)
    assert told.status == status
    if status != "ok":
        assert (told.value, told.low, told.high, told.p_value) == (None,) * 4
        assert told.note
    if status == "suppressed":
        assert (told.n_posts, told.n_authors) == (None, None)


def test_effective_posts_and_nothing_to_divide_by():
    few = replace(FULL, n_effective=29.9)
    assert made(few).status == "not_estimable"
    assert made(few, effective_floor=False).status == "ok"
    assert made(not_estimable(math.nan, 0.95)).note == "there is nothing to divide by"
    without = made(not_estimable(0.4, 0.95), "index")
    assert (without.value, without.low, without.high, without.n_effective) == (0.4, None, None, None)


@pytest.mark.parametrize(
    ("readings", "together"),
    [
        ([], "not_assessed"),
        (["not_assessed"] * 2, "not_assessed"),
        (["shown_small"] * 3, "shown_small"),
        (["shown_small", "not_assessed"], "inconclusive"),  # what was not seen is not small
        (["shown_small", "inconclusive"], "inconclusive"),
        (["inconclusive", "not_assessed"], "inconclusive"),
    ],
)
def test_readings_of_a_rest_roll_up_to_the_least_sure(readings, together):
    assert roll_up(readings) == together


def test_confidence_is_about_voices_missing_values_and_the_source():
    many, some, few = (replace(estimate(), n_authors=n) for n in (200, 199, 29))
    assert confidence([many], SCOPE) == "high"
    assert confidence([some], SCOPE) == "medium"
    assert confidence([many, few], SCOPE) == "low"
    assert confidence([many], SCOPE, stated=False) == "medium"
    assert confidence([many], SCOPE, missing=0.2) == "high"
    assert confidence([many], SCOPE, missing=0.21) == "medium"
    assert confidence([many], SCOPE, missing=0.51) == "low"
    assert confidence([many], replace(SCOPE, effective_authors=29.0)) == "low"
    assert confidence([many], replace(SCOPE, has_authors=False)) == "low"
    assert confidence([], SCOPE) == "low"


def test_blurring_keeps_two_figures_and_no_count():
    told = blurred(replace(estimate(value=0.98765, low=0.95432, high=0.99543), n_effective=1234.0, note="a"))
    assert (told.value, told.low, told.high, told.n_effective) == (0.99, 0.95, 1.0, 1200.0)
    assert (told.n_posts, told.n_authors) == (None, None)
    assert told.note.startswith("a; rounded")


def test_a_p_value_of_what_is_rounded_is_rounded_up():
    assert [rounded_up(each, 2) for each in (0.0496, 0.0504, 0.05, 0.25, 1.0, 0.999, 3.21e-12)] == [
        0.05, 0.051, 0.05, 0.25, 1.0, 1.0, 3.3e-12,
    ]  # fmt: skip
    assert [rounded_up(each, 1) for each in (0.041, 0.05, 0.96, 0.0, None)] == [0.05, 0.05, 1.0, 0.0, None]
    told = blurred(replace(estimate(value=0.98765, low=0.95432, high=0.99543), p_value=0.0123456, q_value=0.0456789))
    assert (told.p_value, told.q_value) == (0.013, 0.046)


def test_what_was_not_settled_says_which_chance_alone_kept_back_and_what_the_middle_one_would_have_shown():
    def made(low, high, q, detectable):
        estimate = Estimate(
            "m.x", "m", "x", {}, (low + high) / 2, low, high, "points", 90, 40, q_value=q, detectable=detectable
        )
        return Contrast(estimate, 0.05)

    across = [made(-0.02, 0.07, 1.0, each) for each in (0.02, 0.06, 0.6)]
    said = could_have_shown([*across, made(0.06, 0.1, 0.071, 0.03), made(0.06, 0.1, 0.0001, 0.03)])
    assert said.startswith(" 1 lies beyond the tolerance by itself, but not after allowing for all")
    assert "its q-value is 0.071, which may be 0.05 at most." in said
    assert "At least half of the 3 that reach over the tolerance would have shown a gap of 11 points or more" in said
    assert could_have_shown([made(0.06, 0.1, 0.0001, 0.03)]) == ""


def test_a_ratio_of_none_without_limits_is_no_figure():
    none = as_estimate(
        "m.g.ratio", "ratio", {}, not_estimable(0.0, 0.95), "ratio", n_posts=33, n_authors=30, voices=0, scope=SCOPE
    )
    assert (none.status, none.value, none.n_posts) == ("not_estimable", None, 33)
    assert none.note == "in none of these posts, so a ratio has no limits"
