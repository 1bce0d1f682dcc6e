"""Times of the post schema that are numbers: one rule for every form, and what was taken is said."""

import datetime as dt
import itertools
import json
from collections import Counter

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

import audit
from audit.loaders import reading
from audit.loaders.base import Ledger
from audit.loaders.guessing.epoch_units import read_own_times, unit_warning
from audit.loaders.guessing.timestamps import FIRST_COUNTED, LATEST, TIMESTAMP
from audit.loaders.reading import parts, read
from audit.report.catalogue import LANGUAGES, catalogue

WHEN = dt.datetime(2020, 9, 13, 12, 26, 40, tzinfo=dt.UTC)
SECONDS = 1_600_000_000
UNITS = {
    "epoch_seconds": 1,
    "epoch_milliseconds": 1_000,
    "epoch_microseconds": 1_000_000,
    "epoch_nanoseconds": 1_000_000_000,
}


def rows(times):
    return [
        {"post_id": str(number), "author_id": f"a{number % 7}", "text": f"Good morning {number}", "created_at": time,
         "attributes": {"gender": "women" if number % 2 else "men"}}
        for number, time in enumerate(times)
    ]  # fmt: skip


def forms(posts, folder):
    """The same posts as everything that can hold them in the post schema."""
    table = pa.Table.from_pylist(posts)
    pq.write_table(table, folder / "posts.parquet", row_group_size=3)
    (folder / "posts.jsonl").write_text("".join(json.dumps(post) + "\n" for post in posts), encoding="utf-8")
    yield from (posts, pd.DataFrame(posts), table, folder / "posts.parquet", folder / "posts.jsonl")


def times_of(origin, plan=None):
    """Times and warnings of every post of what is loaded, part by part."""
    found, ledger = [], Ledger()
    for part in audit.load(origin, **(plan or {})).parts():
        piece = Ledger()
        for batch in read(part, piece):
            found += batch.column("created_at").to_pylist()
        ledger.merge(piece)
    return found, +ledger.warnings


@pytest.mark.parametrize(("warning", "per_second"), UNITS.items())
@pytest.mark.parametrize("kind", [int, str])
def test_the_unit_is_told_by_size_and_said_in_every_form(warning, per_second, kind, tmp_path):
    for origin in forms(rows([kind(SECONDS * per_second)] * 12), tmp_path):
        assert times_of(origin) == ([WHEN] * 12, {warning: 12}), type(origin)


@pytest.mark.parametrize("value", [0, 5, 2020, 20200913, 202009131226, 20200913122640, -SECONDS, 2**62, True])
def test_a_number_that_is_no_time_is_missing_and_counted(value, tmp_path):
    """No post becomes one of January 1970."""
    for origin in forms(rows([value] * 12), tmp_path):
        assert times_of(origin) == ([None] * 12, {"bad_timestamp": 12}), type(origin)


def test_missing_times_make_a_column_of_floats_and_are_not_counted(tmp_path):
    frame = pd.DataFrame(rows([SECONDS, None] * 6))
    assert frame["created_at"].dtype == np.float64
    assert times_of(frame) == ([WHEN, None] * 6, {"epoch_seconds": 6})
    for origin in forms(rows([SECONDS, None] * 6), tmp_path):
        assert times_of(origin) == ([WHEN, None] * 6, {"epoch_seconds": 6}), type(origin)


def test_units_that_are_mixed_are_each_counted(tmp_path):
    mixed = [SECONDS, SECONDS * 1_000, 7] * 4
    expected = ([WHEN, WHEN, None] * 4, {"epoch_seconds": 4, "epoch_milliseconds": 4, "bad_timestamp": 4})
    for origin in forms(rows(mixed), tmp_path):
        assert times_of(origin) == expected, type(origin)


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
def test_a_typed_time_carries_its_unit(unit, tmp_path):
    table = pa.Table.from_pylist(rows([WHEN] * 12))
    typed = table.set_column(3, "created_at", table["created_at"].cast(pa.timestamp(unit, "UTC")))
    pq.write_table(typed, tmp_path / "posts.parquet")
    for origin in (typed, typed.to_pandas(), tmp_path / "posts.parquet"):
        assert times_of(origin) == ([WHEN] * 12, {})
    naive = typed.set_column(3, "created_at", typed["created_at"].cast(pa.timestamp(unit)))
    assert times_of(naive) == ([WHEN] * 12, {"assumed_utc": 12})


def test_a_nanosecond_too_many_is_cut_off_and_no_error():
    table = pa.Table.from_pylist(rows([WHEN]))
    fine = pa.array([SECONDS * 10**9 + 1], pa.int64()).cast(pa.timestamp("ns", "UTC"))
    assert times_of(table.set_column(3, "created_at", fine)) == ([WHEN], {})


def test_texts_are_read_as_in_any_table_and_the_plan_says_the_order():
    texts = rows(["2020-09-13T12:26:40Z", "13/09/2020", "01/02/2020", "yesterday"])
    found, warnings = times_of(texts)
    assert found == [WHEN, dt.datetime(2020, 9, 13, tzinfo=dt.UTC), None, None]
    assert warnings == {"assumed_utc": 1, "ambiguous_date": 1, "bad_timestamp": 1}
    found, warnings = times_of(texts, {"dates": "day first"})
    assert found[2] == dt.datetime(2020, 2, 1, tzinfo=dt.UTC)
    assert warnings == {"assumed_utc": 2, "bad_timestamp": 1}


counts = st.none() | st.integers(-10, 2**62) | st.sampled_from([SECONDS * each for each in UNITS.values()])


@given(st.lists(counts, min_size=1, max_size=30), st.data())
def test_cut_anywhere_it_is_the_same(values, data):
    column = pa.array(values, pa.int64())
    cuts = sorted({0, len(values), *data.draw(st.lists(st.integers(0, len(values)), max_size=4))})
    whole, pieces = Counter(), Counter()
    expected = read_own_times(column, "", whole)
    found = [read_own_times(column[a:b], "", pieces) for a, b in itertools.pairwise(cuts)]
    assert pa.concat_arrays(found).equals(expected)
    assert +pieces == +whole


@given(st.lists(counts, min_size=1, max_size=30))
def test_every_number_is_a_time_of_one_unit_or_is_counted_as_none(values):
    warnings = Counter()
    times = read_own_times(pa.array(values, pa.int64()), "", warnings)
    assert times.type == TIMESTAMP
    stated = [value for value in values if value is not None]
    assert warnings["bad_timestamp"] + sum(warnings[unit] for unit in UNITS) == len(stated)
    assert +warnings == Counter(unit_warning(value) or "bad_timestamp" for value in stated)
    for value, micro in zip(values, times.cast(pa.int64()).to_pylist(), strict=True):
        assert micro is None or FIRST_COUNTED <= micro < LATEST, value


def test_parts_of_a_file_agree_with_the_whole(tmp_path, monkeypatch):
    posts = rows([SECONDS + number if number % 3 else (SECONDS + number) * 1_000 for number in range(300)])
    (tmp_path / "posts.jsonl").write_text("".join(json.dumps(post) + "\n" for post in posts), encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(posts), tmp_path / "posts.parquet", row_group_size=7)
    whole = [times_of(tmp_path / name) for name in ("posts.jsonl", "posts.parquet")]
    monkeypatch.setattr(reading, "PART", 1)
    monkeypatch.setattr(reading, "PART_BYTES", 512)
    for name, expected in zip(("posts.jsonl", "posts.parquet"), whole, strict=True):
        assert len(parts(audit.load(tmp_path / name).prepared[0])) > 10
        assert times_of(tmp_path / name) == expected
    assert whole[0] == whole[1]


def test_the_report_says_which_unit_was_taken():
    findings = audit.run(
        rows([SECONDS + number for number in range(60)]), metrics=["representation"], groups={"gender": "gender"}
    )
    assert findings.dataset["sources"][0]["warnings"]["epoch_seconds"] == 60
    assert str(findings.dataset["first"]).startswith("2020-09-13")
    assert "by their size taken for seconds since 1970: 60." in audit.Report(findings).markdown()


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_unit_has_words(language):
    assert {f"loading.{unit}" for unit in UNITS} <= set(catalogue(language).messages)
