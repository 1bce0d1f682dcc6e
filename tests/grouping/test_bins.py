"""Numbers into groups, against pandas and the bands of the bundled benchmarks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.grouping.bins import number_of, positions, settle_numbers
from audit.grouping.outcome import BELOW, NO_NUMBER, NOTHING, Outcome
from audit.plan.groups import DAYS, YEARS
from audit.resources import list_resources, read_benchmark
from audit.wording.bin_names import bin_names


def test_names_are_those_of_the_bundled_benchmarks():
    """So that age bands meet them without a mapping; the edges are read out of the benchmarks' own words."""
    seen = 0
    for card in list_resources("benchmarks"):
        bands = [band for band in read_benchmark(card.name).margins.get("age_band", {}) if band != "unknown"]
        edges = sorted(int(band.rstrip("+").partition("-")[0]) for band in bands)
        if bands:
            assert sorted(bin_names(edges)) == sorted(bands), card.name
            seen += 1
    assert seen >= 3
    assert set(bin_names(YEARS)) == set(read_benchmark("us-residents-2020").margins["age_band"])
    assert bin_names(DAYS) == ["0-29", "30-364", "365-1825", "1826+"]


@pytest.mark.parametrize(
    ("edges", "names"),
    [
        ([0], ["0+"]),
        ([0, 1, 2], ["0", "1", "2+"]),
        ([18, 21], ["18-20", "21+"]),
        ([-10, -5, 0], ["-10 to -6", "-5 to -1", "0+"]),
        ([0, 0.5, 2], ["0 to under 0.5", "0.5 to under 2", "2+"]),
        ([1000, 1e6, 1e21], ["1000-999999", f"1000000-{10**21 - 1}", f"{10**21}+"]),
    ],
)
def test_names(edges, names):
    assert bin_names(edges) == names


@given(
    st.lists(st.integers(-1000, 1000), min_size=1, max_size=8, unique=True).map(sorted),
    st.lists(st.floats(-2000, 2000), max_size=50),
)
def test_groups_are_half_open_as_pandas_cuts_them(edges, numbers):
    """pandas.cut(right=False) is the independent word on half-open intervals."""
    expected = pd.cut(np.array(numbers, dtype=float), [*edges, np.inf], right=False, labels=False)
    found = positions(np.array(numbers, dtype=float), edges)
    assert np.where(np.isnan(expected.astype(float)), -1, expected).tolist() == found.tolist()


def test_a_fraction_belongs_to_the_band_that_it_lies_in():
    stated = ["17.9", "18", "29.99", "30", " 65 ", "1e2"]
    assert [each.group for each in settle_numbers(stated, YEARS)] == ["0-17", "18-29", "18-29", "30-49", "65+", "65+"]


@pytest.mark.parametrize(
    "text",
    [
        "nan",
        "inf",
        "-Infinity",
        "1_000",
        "1,5",
        "1,000",
        "0x10",
        "",
        "-",
        "12 years",
        "1e999",
        "٣.",
        "1" * 400,
        "NaN",
        "--1",
    ],
)
def test_what_is_no_number_is_none(text):
    assert number_of(text) is None or text == "٣."


def test_numbers_in_any_script_are_numbers():
    assert [number_of(each) for each in ("٣٤", "+7", ".5", "-0", "1e3")] == [34, 7, 0.5, 0, 1000]


def test_nothing_is_lost_without_a_reason():
    stated = ["17", "old", None, " ", "-1", "20"]
    assert settle_numbers(stated, [18, 30]) == [
        Outcome(None, BELOW), Outcome(None, NO_NUMBER), NOTHING, NOTHING, Outcome(None, BELOW), Outcome("18-29"),
    ]  # fmt: skip
