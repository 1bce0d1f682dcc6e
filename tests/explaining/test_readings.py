"""A comparison is read again from its printed figures, and is given its own reason and nobody else's."""

from __future__ import annotations

from dataclasses import replace

import pytest

from audit.explaining.readings import comparison, comparisons, why_it_reads_so
from audit.finding import Estimate, Finding, Findings
from audit.metrics.contrast import Contrast, roll_up

PLAN = {"plan": {"tolerances": {"share_gap": 0.05, "label_gap": 0.05, "rate_ratio": 1.5}}}


def figure(name, low, high, q=0.001, unit="points", tolerance=0.05, **changes):
    value = None if low is None else (low + high) / 2
    made = Estimate(
        f"attrition.{name}",
        "attrition",
        "difference",
        {},
        value,
        low,
        high,
        unit,
        90,
        40,
        q_value=q,
        tolerance=tolerance,
    )
    return replace(made, **changes)


MADE = (
    figure("beyond", 0.061, 0.11),
    figure("chance", 0.062, 0.12, q=0.071),
    figure("within", -0.013, 0.014, q=1.0),
    figure("across", -0.015, 0.063, q=1.0),
    figure("hidden", None, None, q=None, status="suppressed", note="hidden: fewer than 10 authors"),
)


def findings(*estimates, reading="inconclusive", headline=None):
    claim = Finding(
        "attrition.month", "attrition", "title", "statement", reading, "none", "high", "validity",
        tuple(each.id for each in estimates), headline,
    )  # fmt: skip
    return claim, Findings(PLAN, {}, estimates, (claim,))


@pytest.mark.parametrize(
    ("name", "reading", "reason"),
    [
        (
            "beyond",
            "shown",
            "the whole interval lies beyond 5 points, and q is at most 0.05 within its family (q < 0.001)",
        ),
        (
            "chance",
            "inconclusive",
            "beyond 5 points by itself, but not after allowing for the comparisons made together",
        ),
        ("within", "shown_small", "the whole interval lies within 5 points"),
        ("across", "inconclusive", "the interval reaches over 5 points"),
        ("hidden", "not_assessed", "hidden: fewer than 10 authors"),
    ],
)
def test_each_comparison_has_its_own_reading_and_reason(name, reading, reason):
    [made] = [each for each in MADE if each.id.endswith(name)]
    read = comparison(replace(made, q_value=0.0001) if name == "beyond" else made)
    assert read.reading == reading
    assert reason in read.reason
    assert read.reading == Contrast(made, 0.05).reading


@pytest.mark.parametrize(
    ("low", "high", "reading"), [(1.6, 3.0, "shown"), (0.3, 0.6, "shown"), (0.7, 1.4, "shown_small")]
)
def test_ratios_are_read_either_way(low, high, reading):
    made = figure("ratio", low, high, unit="ratio", tolerance=1.5)
    assert comparison(made).reading == Contrast(made, 1.5, null=1.0).reading == reading


def test_a_finding_of_several_names_each_of_them_under_its_own_reason_alone():
    claim, whole = findings(*MADE)
    said = why_it_reads_so(claim, whole)
    for each in MADE:
        assert sum(each.id in line for line in said) == 1
    [across] = [line for line in said if "attrition.across" in line]
    assert across.startswith("1 inconclusive: the interval reaches over 5 points")
    [chance] = [line for line in said if "attrition.chance" in line]
    assert "q = 0.071" in chance
    assert roll_up(each.reading for each in comparisons(claim, whole)) == claim.reading
    assert "It stands on" not in " ".join(said)


def test_the_tolerance_is_named_once_with_whose_it_is():
    claim, whole = findings(MADE[0], reading="shown", headline=MADE[0].id)
    [said] = [each for each in why_it_reads_so(claim, whole) if "share_gap" in each]
    assert said == "The tolerance is share_gap = 0.05 of [tolerances]: the tool's default, and the plan sets no other."
    ratio = figure("ratio", 1.6, 3.0, unit="ratio", tolerance=1.5)
    claim, whole = findings(ratio, reading="shown", headline=ratio.id)
    assert any("rate_ratio = 1.5 of [tolerances]: set in the plan" in each for each in why_it_reads_so(claim, whole))


def test_what_has_no_tolerance_is_given_neither_interval_nor_tolerance_as_a_reason():
    days = figure("days", None, None, unit="days", tolerance=None, value=12.0)
    claim, whole = findings(days, reading="shown", headline=days.id)
    [said] = why_it_reads_so(claim, whole)
    assert said.startswith("No tolerance is recorded with its figures")


def test_an_interval_with_one_end_shows_nothing():
    read = comparison(replace(figure("open", 0.061, 0.11), high=None))
    assert (read.reading, read.why) == ("not_assessed", "no interval")
    assert read.reason.startswith("an end of the interval is missing")


def test_what_was_not_tested_is_not_said_to_have_failed_a_test():
    read = comparison(figure("untested", 0.061, 0.11, q=None))
    assert read.reading == "inconclusive"
    assert "nothing was tested" in read.reason
    assert "allowing for" not in read.reason
    assert read.words.endswith("beyond the tolerance by itself but not tested")


@pytest.mark.parametrize(
    ("detectable", "said"),
    [
        ((0.05, 0.05), "Each of those 2 took a true gap of 10 points to be shown"),
        ((0.05, 0.10, 0.10), "Each of those 3 took a true gap of at most 15 points to be shown"),
        ((0.05, 0.05, 0.10), "2 of those 3 took a true gap of at most 10 points to be shown"),
        ((0.05, 0.05, 0.05, 0.20), "3 of those 4 took a true gap of at most 10 points"),
        ((0.97,), "No gap, however large, would have been shown to lie beyond 5 points four times in five."),
        ((0.10, 0.97, 0.98), "four times in five, in more than half of those 3."),
    ],
)
def test_what_would_have_been_shown_is_true_of_as_many_as_it_says(detectable, said):
    those = [figure(f"n{at}", -0.015, 0.063, q=1.0, detectable=each) for at, each in enumerate(detectable)]
    claim, whole = findings(*those)
    [told] = [each for each in why_it_reads_so(claim, whole) if "four times in five" in each]
    assert said in told
    assert ("the others took more" in told) == (detectable in {(0.05, 0.05, 0.10), (0.05, 0.05, 0.05, 0.20)})
