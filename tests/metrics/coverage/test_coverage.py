"""What is missing, against counting by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

DAY = 86_400_000_000
START = 19_000  # days since 1970: 2022-01-08


def post(index, day=0, **fields):
    base = {
        "post_id": f"p{index}",
        "author_id": f"a{index % 97 if isinstance(index, int) else index}",
        "text": "it was a day",
        "created_at": None if day is None else (START + day) * DAY + 1,
        "likes": 1,
        "lang": "en",
        "status": "present",
    }
    return {**base, **fields}


def every_day(days, number=20, **fields):
    return [post(f"{day}-{i}", day, author_id=f"a{i}", **fields) for day in days for i in range(number)]


def test_missing_shares_are_posts_without_a_value_over_posts(judged, well_said):
    rows = [post(i, lang=None if i % 4 == 0 else "en", likes=None if i < 30 else 1, text=None if i == 7 else "x")
            for i in range(200)]  # fmt: skip
    told = judged("coverage", rows[:90], rows[90:])
    well_said(told.judgement)
    for field in ("text", "author_id", "post_id", "created_at", "lang", "likes"):
        naive = sum(row[field] is None for row in rows) / len(rows)
        estimate = told.estimates[f"coverage.missing.{field}"]
        assert (estimate.value, estimate.n_posts, estimate.low, estimate.p_value) == (naive, 200, None, None)
    assert {each for each in told.findings if each.startswith("coverage.missing.")} == {
        "coverage.missing.lang",
        "coverage.missing.likes",
    }
    assert "25% of 200 posts have no language" in told.findings["coverage.missing.lang"].statement
    assert told.findings["coverage.missing.lang"].severity == "high"  # five times the tolerance
    assert told.findings["coverage.missing"].reading == "shown_small"


@pytest.mark.parametrize(("gone", "severity"), [(10, None), (11, "low"), (15, "medium"), (20, "high")])
def test_the_tolerance_itself_is_tolerated(gone, severity, judged):
    told = judged("coverage", [post(i, lang=None if i < gone else "en") for i in range(200)])
    finding = told.findings.get("coverage.missing.lang")
    assert (finding.severity if finding else None) == severity


def test_a_field_the_source_lacks_is_named_and_has_no_figure(judged, well_said):
    told = judged("coverage", [post(i) for i in range(50)], without=["likes", "lang"])
    well_said(told.judgement)
    assert "coverage.missing.likes" not in told.estimates
    assert "The source has no field for language and likes." in told.reasons


def test_a_field_that_one_of_two_sources_lacks_is_missing_there(judged):
    """The same 100 posts, half of them from a file without the column: half have no value, however they were cut."""
    from audit.metrics import all_metrics
    from audit.metrics.base import Scope
    from audit.plan import Plan

    rows = [post(i, likes=3 if i < 50 else None) for i in range(100)]
    whole = judged("coverage", rows)
    first, second = judged("coverage", rows[:50]), judged("coverage", rows[50:], without=["likes"])
    tally = first.tally + second.tally
    [coverage] = [each for each in all_metrics() if each.name == "coverage"]
    split = coverage.judge(tally, Scope(Plan(), 100, len(tally.author_posts), has_authors=True))
    assert whole.estimates["coverage.missing.likes"].value == 0.5
    assert {each.id: each.value for each in split.estimates} == {i: e.value for i, e in whole.estimates.items()}


def test_days_are_utc_days_and_the_span_counts_both_ends(judged):
    late = datetime(2024, 2, 29, 18, 59, tzinfo=timezone(timedelta(hours=-5)))  # 23:59 in UTC
    last = datetime(2024, 3, 2, 0, 0, tzinfo=UTC)
    rows = [post(i, created_at=moment) for i, moment in enumerate([late, last] * 20)]
    told = judged("coverage", rows)
    assert told.estimates["coverage.span_days"].value == 3
    assert told.estimates["coverage.span_days"].note == "2024-02-29 to 2024-03-02"
    assert told.estimates["coverage.days_without_posts"].value == 1
    assert told.estimates["coverage.longest_gap_days"].value == 1


@pytest.mark.parametrize(("silent", "shown"), [(range(0), False), (range(40, 41), True), (range(40, 47), True)])
def test_gaps_at_a_steady_rate(silent, shown, judged, well_said):
    """At 20 posts a day an empty day has a chance of exp(-20), 2 in a thousand million."""
    told = judged("coverage", every_day(day for day in range(90) if day not in silent))
    well_said(told.judgement)
    finding = told.findings["coverage.gap"]
    assert finding.reading == ("shown" if shown else "shown_small")
    assert told.estimates["coverage.days_without_posts"].value == len(silent)
    assert told.estimates["coverage.longest_gap_days"].value == len(silent)
    if silent:
        before = date(1970, 1, 1) + timedelta(days=START + 39)
        assert f"between {before} and {before + timedelta(days=len(silent) + 1)}" in finding.statement


def test_a_quiet_dataset_has_gaps_and_none_stands_out(judged, well_said):
    """One post every third day: two empty days in a row are what such a rate gives."""
    told = judged("coverage", [post(i, 3 * i) for i in range(60)])
    well_said(told.judgement)
    finding = told.findings["coverage.gap"]
    assert (finding.reading, finding.title) == (
        "not_assessed",
        "A run of 2 days without posts is not beyond what so thin a posting makes likely",
    )
    assert "more likely than not" in finding.statement
    assert told.estimates["coverage.longest_gap_days"].value == 2


@pytest.mark.parametrize(
    "days",
    [
        # Five a day: an empty day has a chance of exp(-5), 7 in a thousand, which is no proof of anything.
        {day: 5 for day in range(90) if day != 40},
        # A few early stragglers, then a crowd: before the crowd came, empty days were the rule.
        {**dict.fromkeys(range(0, 60, 6), 1), **dict.fromkeys(range(64, 90), 50)},
        # Bursts: days of one post and of sixty in turn vary thirty times as much as a steady rate would.
        {day: 60 if day % 4 == 0 else 1 for day in range(90) if day not in (41, 42)},
    ],
    ids=["low rate", "growth", "bursts"],
)
def test_gaps_that_such_posting_gives_do_not_stand_out(days, judged, well_said):
    told = judged("coverage", [post(f"{day}-{i}", day, author_id=f"a{i}") for day, n in days.items() for i in range(n)])
    well_said(told.judgement)
    assert told.findings["coverage.gap"].reading == "not_assessed"


def test_a_collection_that_thins_out_is_said_to_though_no_gap_stands_out(judged, well_said):
    """Ten posts a day till the end of October, then one every second day: no pause is unlikely at that rate."""
    days = [day for day in range(122) for _ in range(10)] + list(range(122, 214, 2))
    told = judged(
        "coverage",
        [
            post(i, day + (date(2017, 7, 1) - date(1970, 1, 1)).days - START, author_id=f"a{i}")
            for i, day in enumerate(days)
        ],
    )
    well_said(told.judgement)
    finding = told.findings["coverage.gap"]
    assert finding.reading == "not_assessed"
    assert "The steepest fall from one month to the next is by 95%, from 2017-10 to 2017-11." in finding.statement
    assert "does not stand out" in finding.caveats[1]


def test_one_day_has_a_span_of_one_day(judged, well_said):
    told = judged("coverage", every_day([0]))
    well_said(told.judgement)
    assert told.estimates["coverage.span_days"].value == 1
    assert "The posts span 1 day" in told.findings["coverage.gap"].statement


def test_implausible_times_stay_out_of_the_span_and_are_said(judged, well_said):
    rows = [*every_day(range(10)), post("old", -19000)]
    told = judged("coverage", rows)
    well_said(told.judgement)
    assert told.estimates["coverage.span_days"].value == 10
    assert "1 post carries a time before 1990-01-01 or after 2100-01-01" in told.reasons
    two = judged("coverage", [*rows, post("new", 60_000)])
    assert "2 posts carry a time" in two.reasons


def test_languages_are_shares_of_all_posts_by_primary_tag(judged, well_said):
    tags = ["en", "en-US", "EN_gb", "de", "de", "pt-BR", None, "<script>", "x" * 99, "en"]
    rows = [post(i, lang=tags[i % 10]) for i in range(1000)]
    told = judged("coverage", rows)
    well_said(told.judgement)
    values = {each.group["lang"]: each.value for each in told.estimates.values() if each.measure == "language_share"}
    assert values == {"en": 0.4, "de": 0.2, "pt": 0.1, "other": 0.2}
    assert told.findings["coverage.lang"].title == "4 languages are stated"
    assert "40% en" in told.findings["coverage.lang"].statement


def test_one_language_of_too_few_authors_is_said_in_a_sentence(judged, well_said):
    told = judged("coverage", [post(i, author_id=f"a{i % 4}") for i in range(60)])
    well_said(told.judgement)
    assert told.findings["coverage.lang"].title == "1 language is stated"
    assert "%" not in told.findings["coverage.lang"].statement


def test_a_language_of_few_authors_cannot_be_worked_out_from_the_other(judged):
    """All posts are English but five by three authors: neither a count nor an exact share may give them away."""
    rows = [post(i, lang="en") for i in range(995)] + [
        post(f"d{i}", author_id=f"d{i % 3}", lang="da") for i in range(5)
    ]
    told = judged("coverage", rows)
    assert told.estimates["coverage.lang.da"].status == "suppressed"
    english = told.estimates["coverage.lang.en"]
    assert english.n_posts is None or english.value is None
    assert english.value != 0.995


@pytest.mark.parametrize(
    ("gone", "reading"), [(0, "shown_small"), (14, "shown_small"), (50, "inconclusive"), (200, "shown")]
)
def test_posts_that_are_gone(gone, reading, judged, well_said):
    rows = [post(i, author_id=f"a{i}", status=("deleted", "removed", "withheld")[i % 3] if i < gone else "present")
            for i in range(900)]  # fmt: skip
    told = judged("coverage", rows)
    well_said(told.judgement)
    estimate, finding = told.estimates["coverage.gone.posts"], told.findings["coverage.gone"]
    assert estimate.value == gone / 900
    assert finding.reading == reading
    assert finding.severity == ("none" if reading != "shown" else "high")


def test_posts_gone_of_too_few_authors_are_hidden_in_a_whole_sentence(judged, well_said):
    rows = [post(i, author_id=f"a{i}", status="deleted" if i < 5 else "present") for i in range(300)]
    told = judged("coverage", rows)
    well_said(told.judgement)
    assert told.estimates["coverage.gone.posts"].status == "suppressed"
    assert told.findings["coverage.gone"].reading == "not_assessed"


def test_without_status_nothing_is_said_of_posts_that_are_gone(judged):
    told = judged("coverage", [post(i) for i in range(50)], without=["status"])
    assert "coverage.gone" not in told.findings


def test_the_calendar_has_orders_of_magnitude_and_no_number(judged, well_said):
    rows = [*every_day([0, 1, 3]), *every_day([2], 120), *every_day([9], 4)]
    told = judged("coverage", rows[:50], rows[50:])
    well_said(told.judgement)
    [block] = [each for each in told.judgement.blocks if each.id == "coverage.gap"]
    first = date(2022, 1, 8).toordinal()
    assert block.chart.kind == "days"
    assert block.chart.points == ((first, 1), (first + 1, 1), (first + 2, 2), (first + 3, 1), (first + 9, 0))
    assert block.chart.series[:3] == ("fewer than 10", "10 to 99", "100 to 999")
    assert told.findings["coverage.gap"].block == "coverage.gap"


def test_a_long_span_is_a_calendar_of_months_and_its_last_years(judged):
    told = judged("coverage", every_day([*range(5), 40, 400], 20))
    [block] = [each for each in told.judgement.blocks if each.id == "coverage.gap"]
    assert block.chart.kind == "months"
    january = 12 * 2022
    assert block.chart.points == ((january, 2), (january + 1, 1), (january + 13, 1))
    told = judged("coverage", every_day([0, 30 * 366], 20))
    [block] = [each for each in told.judgement.blocks if each.id == "coverage.gap"]
    assert len(block.chart.points) == 1
    assert "Years before 2029 are not drawn." in block.chart.caption


def test_of_too_few_authors_there_is_no_calendar(judged):
    told = judged("coverage", every_day([0, 1, 3], 9))
    assert "coverage.gap" in told.findings
    assert not [each for each in told.judgement.blocks if each.id == "coverage.gap"]
    assert not told.findings["coverage.gap"].block
