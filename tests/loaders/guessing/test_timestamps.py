import datetime as dt
from collections import Counter

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.loaders.guessing.timestamps import (
    DAY_FIRST,
    LATEST,
    MONTH_FIRST,
    TIMESTAMP,
    date_order,
    epoch,
    is_naive,
    moment,
    orders,
    read_times,
)

WRITTEN = {
    "1672531200": "2023-01-01T00:00:00",
    "1672531200000": "2023-01-01T00:00:00",
    "1672531200000000": "2023-01-01T00:00:00",
    "1672531200000000000": "2023-01-01T00:00:00",
    "1351015734.0": "2012-10-23T18:08:54",
    "2023-06-30T23:59:60Z": "2023-07-01T00:00:00",
    "2023-01-01T00:00:00+14:00": "2022-12-31T10:00:00",
    "2013-11-28 13:37:46 +0000": "2013-11-28T13:37:46",
    "2023-11-05 22:56:36 EST": "2023-11-06T03:56:36",
    "2023-03-26T02:30:00": "2023-03-26T02:30:00",
    "2019-10-01T12": "2019-10-01T12:00:00",
    "2015-1-7": "2015-01-07T00:00:00",
    "Wed Oct 10 20:19:24 +0000 2018": "2018-10-10T20:19:24",
    "Wed, 10 Oct 2018 20:19:24 +0000": "2018-10-10T20:19:24",
    "Oct 10, 2018, 8:19 PM": "2018-10-10T20:19:00",
    "12/31/1999 12:00 AM": "1999-12-31T00:00:00",
    "10/26/15 23:05": "2015-10-26T23:05:00",
    "26/10/2015": "2015-10-26T00:00:00",
    "05/05/2020": "2020-05-05T00:00:00",
    "20191001": "2019-10-01T00:00:00",
    "20191001123000": "2019-10-01T12:30:00",
}
BAD = ["2023-02-30T00:00:00Z", "not a date", "", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z", "2023-13-01", "-5", "##########",
       "2023-01-01T25:00:00", "30/02/2020", "2020-01-01T00:00:00 XYZ", "1e400"]  # fmt: skip


def iso(micro):
    return (dt.datetime(1970, 1, 1) + dt.timedelta(microseconds=micro)).isoformat()


@pytest.mark.parametrize(("text", "expected"), WRITTEN.items())
def test_times_as_people_write_them(text, expected):
    assert iso(moment(text)) == expected


@pytest.mark.parametrize("text", BAD)
def test_what_is_no_time(text):
    assert moment(text) is None


def test_a_date_of_two_readings_is_not_guessed():
    assert moment("01/02/2023") is None
    assert iso(moment("01/02/2023", DAY_FIRST)) == "2023-02-01T00:00:00"
    assert iso(moment("01/02/2023", MONTH_FIRST)) == "2023-01-02T00:00:00"
    warnings = Counter()
    assert read_times(pa.array(["01/02/2023", "x", None, ""]), "", warnings).null_count == 4
    assert warnings == {"ambiguous_date": 1, "bad_timestamp": 1}


def test_one_value_above_twelve_settles_the_order():
    assert date_order(["01/02/2023", "13/02/2023"]) == DAY_FIRST
    assert date_order(["01/02/2023", "02/13/23"]) == MONTH_FIRST
    assert date_order(["01/02/2023"]) == ""
    assert date_order(["13/02/2023", "02/13/2023"]) == ""


forms = st.sampled_from(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d", "%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%S+05:30",
                         "%Y-%m-%dT%H:%MZ", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%dT%H"])  # fmt: skip


@given(times=st.lists(st.datetimes(dt.datetime(1960, 1, 1), dt.datetime(2110, 1, 1)), min_size=1), form=forms)
def test_arrows_parser_and_ours_agree(times, form):
    """The column goes to Arrow if all of it is ISO 8601, else value by value: both must give the same."""
    texts = [time.strftime(form).rjust(len(dt.date.today().isoformat()), "0") for time in times]
    warnings = Counter()
    found = read_times(pa.array(texts), "", warnings)
    expected = [moment(text) for text in texts]
    assert found.cast(pa.int64()).to_pylist() == expected
    assert warnings["bad_timestamp"] == expected.count(None)


@given(st.lists(st.one_of(st.none(), st.integers(-10, 2**62), st.floats(allow_nan=True))))
def test_numbers_in_a_column_agree_with_their_texts(values):
    floats = [None if value is None else float(value) for value in values]
    warnings = Counter()
    found = read_times(pa.array(floats, pa.float64(), from_pandas=False), "", warnings).cast(pa.int64()).to_pylist()
    for value, micro in zip(floats, found, strict=True):
        assert micro is None or 0 <= micro < LATEST
        if value is not None and 1e9 < value < 2e9:
            assert micro == round(value * 1e6)


def test_typed_columns():
    times = pa.array([dt.datetime(2020, 1, 1, 12), None])
    for column in (
        times.cast(pa.timestamp("ns")),
        times.cast(pa.timestamp("s", "Asia/Kathmandu")),
        times.dictionary_encode(),
    ):
        found = read_times(column, "", Counter())
        assert found.type == TIMESTAMP
        assert found[0].as_py() == dt.datetime(2020, 1, 1, 12, tzinfo=dt.UTC)
    assert read_times(pa.array([dt.date(2020, 1, 1)]), "", Counter())[0].as_py().year == 2020
    warnings = Counter()
    assert read_times(pa.array([[1]]), "", warnings).null_count == 1
    assert warnings["bad_timestamp"] == 1
    assert np.array_equal(read_times(pa.array([True]), "", Counter()).null_count, 1)


NAIVE = {
    "2019-10-01T12:00:00Z": False, "2019-10-01 12:00": True, "2019-10-01": True, "01-10-2019": True, "2013-11-28 13:37:46 +0000": False,
    "2023-11-05 22:56:36 EST": False, "Wed Oct 10 20:19:24 +0000 2018": False, "Mon Apr 06 22:19:45 PDT 2009": False,
    "Oct 10, 2018, 8:19 PM": True, "1672531200": False, "20191001": True, "2019-10-01T12:00:00-05": False, "12/05/2020 15:04": True,
    "2019-10-01T12:00:00.123+05:30": False, "10/26/15 11:05 pm EST": False,
}  # fmt: skip


@pytest.mark.parametrize(("text", "naive"), NAIVE.items())
def test_times_without_a_zone_are_told(text, naive):
    assert moment(text, DAY_FIRST if "26/15" not in text else MONTH_FIRST) is not None
    assert is_naive(text) is naive


@given(times=st.lists(st.datetimes(dt.datetime(1975, 1, 1), dt.datetime(2090, 1, 1)), min_size=1), form=forms)
def test_what_is_assumed_is_counted_whoever_parses(times, form):
    texts = [time.strftime(form) for time in times]
    warnings = Counter()
    read_times(pa.array(texts), "", warnings)
    assert warnings["assumed_utc"] == sum(map(is_naive, texts))
    one_by_one = Counter()
    read_times(pa.array([*texts, "no time"]), "", one_by_one)
    assert one_by_one["assumed_utc"] == warnings["assumed_utc"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1.351015734E+09", "2012-10-23T18:08:54"), ("1.35E+09", None), ("1.6725312E+12", None), ("1.672531200123E+12", "2023-01-01T00:00:00.123000")],
)  # fmt: skip
def test_a_count_that_a_spreadsheet_has_rounded_is_no_time(text, expected):
    found = moment(text)
    assert (None if found is None else iso(found)) == expected


@pytest.mark.parametrize(
    "value", [1672531200, 1672531200.0, "1672531200", 1672531200000, 1672531200000000, "1672531200000000"]
)
def test_epochs_of_every_unit_and_type(value):
    found = read_times(pa.array([value]), "", warnings := Counter())
    assert iso(found.cast(pa.int64())[0].as_py()) == "2023-01-01T00:00:00"
    assert not warnings


@pytest.mark.parametrize("value", [5, 5.0, 20000])
def test_small_numbers_are_no_times(value):
    warnings = Counter()
    assert read_times(pa.array([value]), "", warnings).null_count == 1
    assert warnings == {"bad_timestamp": 1}
    assert moment(str(value)) is None


@pytest.mark.parametrize("value", [202009131226, 199912312359, 209912312359, 315_532_799, 315_532_799_999])
def test_digits_of_a_day_and_minute_are_no_count_of_the_seventies(value):
    """Nobody posted before Usenet; people were born before it."""
    warnings = Counter()
    assert read_times(pa.array([value]), "", warnings).null_count == 1
    assert warnings == {"bad_timestamp": 1}
    assert moment(str(value)) is None
    assert epoch(value) is None
    assert (
        dt.datetime(1973, 3, 1)
        < dt.datetime.fromisoformat(iso(moment(str(value), earliest=-1)))
        < dt.datetime(1980, 1, 1)
    )


def test_posts_of_1980_are_counted():
    assert iso(epoch(315_532_800)) == iso(moment("315532800")) == "1980-01-01T00:00:00"


def test_orders_are_counted():
    counted = orders({"13/02/2023": 2, "02/13/2023": 1, "1/2/23": 5, "5/5/2023": 7, "2023-01-02": 9})
    assert counted == (2, 1, 5)
