from __future__ import annotations

import calendar
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.wording.day_span import DaySpan


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_day_a_month_and_a_year_are_what_the_calendar_says(day):
    assert DaySpan.of(f"{day}") == DaySpan(day, day)
    length = calendar.monthrange(day.year, day.month)[1]
    assert DaySpan.of(f"{day:%Y-%m}") == DaySpan(day.replace(day=1), day.replace(day=length))
    assert DaySpan.of(f"{day:%Y}") == DaySpan(date(day.year, 1, 1), date(day.year, 12, 31))


@pytest.mark.parametrize(
    "text", ["", "2025-6", "2025-13", "2025-02-29", "25-01-01", "2025/01/01", "yesterday", "0000", "２０２５"]
)
def test_what_is_no_date_is_said(text):
    with pytest.raises(ValueError, match="is no date"):
        DaySpan.of(text)


def test_spans_meet_where_they_share_a_day():
    may = DaySpan.of("2025-05")
    assert may.meets(date(2025, 5, 31), date.max)
    assert not may.meets(date(2025, 6, 1), date.max)
    assert may.meets(date.min, date(2025, 5, 1))
    assert not may.meets(date(2025, 5, 20), date(2025, 5, 10))  # from after until: never


def test_until_reaches_to_the_later_end():
    assert DaySpan.of("2024").until(DaySpan.of("2025-05")) == DaySpan(date(2024, 1, 1), date(2025, 5, 31))
    assert str(DaySpan.of("2025-05-01")) == "2025-05-01"
    assert str(DaySpan.of("2025-05")) == "2025-05-01 to 2025-05-31"
