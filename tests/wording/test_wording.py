"""Numbers as words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.wording import wording


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.351, "35%"),
        (0.0542, "5.4%"),
        (0.00542, "0.54%"),
        (0.0996, "10%"),
        (0.00996, "1.0%"),
        (0.05, "5%"),
        (0.0501, "5.0%"),
        (0.0, "0%"),
        (1.0, "100%"),
        (0.997, "99.7%"),
        (0.999999, "99.99%"),
        (0.0000001, "<0.01%"),
        (-0.16, "−16%"),
        (None, "not measured"),
        (float("nan"), "not measured"),
    ],
)
def test_percent_has_two_figures(share, words):
    assert wording.percent(share) == words


@pytest.mark.parametrize(
    ("difference", "words"),
    [
        (-0.16, "−16 points"),
        (0.05, "5 points"),
        (0.01, "1 point"),
        (0.0102, "1.0 points"),
        (0.032, "3.2 points"),
        (0.0, "0 points"),
        (None, "not measured"),
    ],
)
def test_points(difference, words):
    assert wording.points(difference) == words


def test_points_signed():
    assert wording.points(0.16, signed=True) == "+16 points"
    assert wording.points(-0.16, signed=True) == "−16 points"
    assert wording.points(0.0, signed=True) == "0 points"


def test_times_counts_rates():
    assert wording.times(2.61) == "2.6×"
    assert wording.times(0.4912) == "0.49×"
    assert wording.times(134.2) == "134×"
    assert wording.count(28708) == "28,708"
    assert wording.count(None) == "not measured"
    assert wording.per_thousand(3.21) == "3.2 per 1,000"
    assert wording.number(-0.424) == "−0.42"


def test_intervals_as_the_report_prints_them():
    """The figures of the reference picture of the report."""
    assert wording.interval(0.312, 0.391, "share") == "95% 31% to 39%"
    assert wording.interval(-0.192, -0.118, "points") == "95% −19 to −12"
    assert wording.interval(2.02, 2.64, "ratio") == "95% 2.0 to 2.6"
    assert wording.interval(0.441, 0.682, "ratio") == "95% 0.44 to 0.68"
    assert (
        wording.interval(1.35, 4.9, "ratio") == "95% 1.4 to 4.9"
    )  # not "1 to 5", which would reach down to no difference
    assert wording.interval(0.312, 0.391, "share", level=0.9) == "90% 31% to 39%"
    assert wording.interval(None, None, "share") == "not measured"
    assert wording.interval(2.0, None, "ratio") == "95% at least 2.0"
    assert wording.interval(1100, 2300, "count") == "95% 1,100 to 2,300"


def test_figure_beside_a_title():
    assert wording.figure(-0.16, "points") == "−16 pts"
    assert wording.figure(0.16, "points") == "+16 pts"
    assert wording.figure(2.61, "ratio", 2.0, 2.6) == "2.6×"
    assert wording.figure(41, "count") == "41"
    assert wording.figure(0.35123, "share", 0.3502, 0.3522) == "35.12%"
    assert wording.figure(0.421, "index") == "0.42"
    assert wording.figure(3.2, "per_1000") == "3.2 per 1,000"
    assert wording.figure(None, "share") == "not measured"


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_figure_is_printed_inside_its_printed_interval(one, two, three):
    low, value, high = sorted((one, two, three))
    shown = re.sub("[%<>]", "", wording.bounds(low, high, "share")).split(" to ")
    printed = float(wording.figure(value, "share", low, high).strip("%<>"))
    assert float(shown[0]) <= printed <= float(shown[1])


@given(st.floats(1e-7, 1), st.floats(0, 1))
def test_what_is_not_nothing_is_never_printed_as_0(value, above):
    assert wording.figure(value, "share", 0.0, min(1, value + above)) != "0%"
    assert wording.figure(value, "per_1000", 0.0, value + 100 * above) != "0 per 1,000"
    assert wording.figure(1 - value, "share", 0.0, 1.0) != "100%"


def test_a_small_figure_is_told_from_none():
    assert wording.figure(0.056, "per_1000", 0.0, 52) == "0.056 per 1,000"
    assert wording.figure(0.0012, "share", 0.0, 0.07) == "0.12%"
    assert wording.figure(0.0, "share", 0.0, 0.0105) == "0%"
    assert wording.figure(1.0, "share", 0.9771, 1.0) == "100%"
    assert wording.bounds(0.0, 0.0105, "share") == "0% to 1.1%"


def test_an_end_beside_a_tolerance_is_not_printed_as_the_tolerance():
    assert wording.bounds(0.0509, 0.29, "points", [-0.05, 0.05]) == "5.1 to 29"
    assert wording.bounds(-0.17, -0.0498, "points", [-0.05, 0.05]) == "−17 to −4.98"
    assert wording.bounds(0.05, 0.29, "points", [-0.05, 0.05]) == "5 to 29"
    assert wording.interval(1.2501, 3.1, "ratio", edges=[1.25]) == "95% 1.3 to 3.1"


@given(st.floats(allow_nan=True, allow_infinity=True))
def test_no_number_breaks_the_words_or_prints_a_hyphen_for_minus(value):
    for words in (
        wording.percent(value),
        wording.points(value),
        wording.times(value),
        wording.number(value),
        wording.figure(value, "share"),
        wording.interval(value, value, "ratio"),
    ):
        assert words
        assert "-" not in words
        assert "nan" not in words.lower()


def test_plural_join_case():
    assert wording.plural(1, "author") == "1 author"
    assert wording.plural(12000, "author") == "12,000 authors"
    assert wording.plural(2, "category") == "2 categories"
    assert wording.plural(2, "day") == "2 days"
    assert wording.plural(3, "match") == "3 matches"
    assert wording.plural(0, "person", "people") == "0 people"
    assert wording.join([]) == ""
    assert wording.join(["a"]) == "a"
    assert wording.join(["a", "b"]) == "a and b"
    assert wording.join(["a", "b", "c"], "or") == "a, b or c"
    assert wording.sentence_case("iPhone users") == "IPhone users"
    assert wording.sentence_case("") == ""


def test_spelled_and_ticks():
    assert [wording.spelled(n) for n in (0, 1, 9, 10, 1200)] == ["no", "one", "nine", "10", "1,200"]
    assert wording.tick(0.30000000000000004, "share") == "30%"
    assert wording.tick(-0.05, "points") == "−5"
    assert wording.tick(0.5, "ratio") == "0.5×"
    assert wording.tick(1000.0, "count") == "1,000"
    assert wording.tick(0.0, "share") == "0%"


def test_dates():
    assert wording.date("2026-11-23T10:00:00+00:00") == "23 November 2026"
    assert wording.date("soon") == "soon"
    assert wording.date(None) == "not measured"
    assert wording.span("2024-01-03", "2026-06-01") == "January 2024 to June 2026"
    assert wording.span("2024-01-03", "2024-01-09") == "3 to 9 January 2024"
    assert wording.span("2024-01-03", "2024-01-03") == "3 January 2024"
    assert wording.span(None, "2024-01-03") == ""


def test_tolerances_are_printed_as_they_were_set():
    assert [wording.exactly(each) for each in (1.25, 2.0, 1.333, 1)] == ["1.25×", "2×", "1.333×", "1×"]


@pytest.mark.parametrize(
    ("noun", "said"), [("gender", "a gender"), ("age", "an age"), ("Ethnicity", "an Ethnicity"), ("", "a ")]
)
def test_the_article_fits_the_noun(noun, said):
    assert wording.with_article(noun) == said


def test_a_tiny_number_is_not_nothing():
    assert wording.number(2.9e-7) == "less than 0.000001"
    assert wording.number(5.1e-7) == "0.000001"
    assert wording.number(0.0) == "0"


def test_a_figure_that_was_rounded_is_printed_with_the_decimals_it_has():
    assert wording.figure(-0.41, "index", -0.42, -0.4) == f"{wording.MINUS}0.41"
    assert wording.bounds(-0.42, -0.4, "index") == f"{wording.MINUS}0.42 to {wording.MINUS}0.40"
    assert wording.figure(0.11, "points", 0.105, 0.115) == "+11.0 pts"
    assert wording.figure(0.11, "points", 0.11, 0.11) == "+11 pts"
    assert wording.figure(0.4132, "index", 0.4, 0.42) == "0.413"


@pytest.mark.parametrize(
    ("n", "parts", "said"),
    [
        (3, ["2 within 5 points", "1 not settled"], "Of 3 comparisons: 2 within 5 points and 1 not settled."),
        (1, ["1 not settled"], "One comparison: not settled."),
        (2, ["2 not settled"], "Both comparisons: not settled."),
        (1_200, ["1,200 within 5 points"], "All 1,200 comparisons: within 5 points."),
    ],
)
def test_what_several_things_came_to_is_said_once(n, parts, said):
    assert wording.tallied(n, "comparison", parts) == said


@pytest.mark.parametrize(
    ("low", "high", "unit", "edges", "said"),
    [
        (0.050004, 0.29, "points", [0.05], ">5 to 29"),
        (-0.29, -0.050004, "points", [-0.05, 0.05], "−29 to <−5"),
        (0.01, 0.049996, "points", [0.05], "1 to <5"),
        (1.2501, 3.1, "ratio", [1.25], "1.3 to 3.1"),
        (1.21, 1.2499999, "ratio", [1.25], "1.21 to <1.25"),
        (0.050004, None, "points", [0.05], "at least >5"),
        (-0.000001, 0.3, "score", [], "−<0.001 to 0.30"),
        (0.000001, 0.3, "points", [], "<0.001 to 30"),
        (0.00001, 2.0, "ratio", [], "<0.001 to 2.000"),
    ],
)
def test_where_decimals_run_out_the_side_is_told(low, high, unit, edges, said):
    assert wording.bounds(low, high, unit, edges) == said


def test_the_smallest_keep_their_sign():
    assert wording.percent(-1e-5) == "−<0.01%"
    assert wording.points(1e-9) == "<0.000001 points"
    assert wording.number(-1e-8) == "−<0.000001"
    assert wording.times(1e-8) == "<0.000001×"
    assert wording.figure(1e-6, "points", 1e-7, 0.1) == "+<0.001 pts"
    assert wording.figure(-1e-6, "score", -0.1, -1e-7) == "−<0.001"


def test_a_gap_on_neither_side_is_nothing():
    """A gap of which nobody knows the side has the digits of its interval, and no sign that it does not deserve."""
    assert wording.figure(1e-6, "points", -0.04, 0.04) == "0 pts"
    assert wording.figure(-0.0004, "points", -0.04, 0.04) == "0 pts"
    assert wording.figure(-0.012, "points", -0.04, 0.04) == "−1 pt"
