"""Completed years and days, against dateutil's calendar."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pyarrow as pa
import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from audit.grouping.ages import REASONS, ages
from audit.grouping.outcome import NEGATIVE, NO_DATE, NO_TIME, TOO_OLD, YEAR_ALONE


def told(stated, posted, unit="years", order=""):
    """Ages and reasons of a few posts."""
    created = None if posted is None else pa.array([each and f"{each}T00:00:00Z" for each in posted]).cast(
        pa.timestamp("us", "UTC")
    )  # fmt: skip
    encoded = pa.array(stated, pa.string()).dictionary_encode()
    age, reason = ages(encoded, created, unit, attribute="age", order=order)
    return [None if np.isnan(each) else int(each) for each in age], [REASONS[each] for each in reason]


DATES = st.dates(dt.date(1920, 1, 1), dt.date(2030, 12, 31))


@given(DATES, DATES)
def test_years_are_those_of_the_calendar(born, posted):
    """dateutil.relativedelta is the independent word on completed years."""
    if posted < born:
        born, posted = posted, born
    if relativedelta(posted, born).years <= 120 and posted >= dt.date(1970, 1, 1):
        assert told([str(born)], [str(posted)]) == ([relativedelta(posted, born).years], [""])
        assert told([str(born)], [str(posted)], "days")[0] == [
            (posted - born).days if (posted - born).days <= 43_830 else None
        ]


@pytest.mark.parametrize(
    ("born", "posted", "years"),
    [
        ("2000-02-29", "2018-02-28", 17),
        ("2000-02-29", "2018-03-01", 18),
        ("2000-05-17", "2018-05-16", 17),
        ("2000-05-17", "2018-05-17", 18),
        ("1950-01-01", "2020-06-01", 70),
        ("1896-12-31", "2016-12-31", 120),
        # A year alone is its middle.
        ("1985", "2020-06-30", 34),
        ("1985", "2020-07-01", 35),
        ("1985.0", "2020-12-31", 35),
        ("2020", "2020-01-01", 0),
        # Forms that platforms write.
        ("Wed Oct 10 20:19:24 +0000 2018", "2020-10-11", 2),
        ("1134365188", "2020-01-01", 14),
        ("2018-10-10T20:19:24.000Z", "2018-10-11", 0),
        ("17 May 1961", "2020-05-17", 59),
    ],
)
def test_known_ages(born, posted, years):
    assert told([born], [posted]) == ([years], [""])


def test_a_date_before_the_epoch_is_a_birthday_and_no_time_of_a_post():
    from audit.loaders.guessing.timestamps import moment

    assert moment("1950-01-01") is None
    assert told(["1950-01-01"], ["1970-01-01"]) == ([20], [""])


def test_what_gives_no_age_says_why():
    posted = ["2020-01-01"] * 7
    assert told(["2021-01-01", "1898-12-31", "young", "", None, "n/a", "3/4/1980"], posted) == (
        [None] * 7,
        [NEGATIVE, TOO_OLD, NO_DATE, "", "", "", NO_DATE],
    )
    assert told(["1980-01-01", "1980-01-01"], ["2020-01-01", None]) == ([40, None], ["", NO_TIME])
    assert told(["1980-01-01", None], None) == ([None, None], [NO_TIME, ""])
    assert told(["1980", "1980-01-01", "2020-01-02"], posted[:3], "days") == (
        [None, 14610, None], [YEAR_ALONE, "", NEGATIVE],
    )  # fmt: skip
    assert told(["34"], ["2020-01-01"])[1] == [NO_DATE]  # an age is no date


def test_the_plan_says_which_number_is_the_day():
    assert told(["3/4/1980"], ["2020-03-20"], order="day first")[0] == [39]
    assert told(["3/4/1980"], ["2020-03-20"], order="month first")[0] == [40]
