"""What the beginning of a source leaves open: order of day and month, labels in one cell, ids that number rows."""

from __future__ import annotations

import json
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import audit
from audit.errors import AuditError, SourceError
from audit.loaders import preparing
from audit.loaders.base import Ledger


def write(path, header, rows):
    path.write_text("\n".join([",".join(header), *(",".join(row) for row in rows)]) + "\n", encoding="utf-8")
    return path


def load(path, **plan):
    ledgers: list[Ledger] = []
    posts = audit.load(path, **plan)
    rows = [row for batch in posts.batches(keep_ids=True, ledgers=ledgers) for row in batch.to_pylist()]
    return rows, sum((each.warnings for each in ledgers), Counter()), posts


def dated(path, dates):
    return write(path, ["text", "date"], [[f"words of post {n}", date] for n, date in enumerate(dates)])


OPEN = ["1/2/2020", "3/4/2020", "5/6/2020", "7/8/2020"] * 10


@pytest.fixture
def small_head(monkeypatch):
    """The first bytes only are looked at, so that what settles a column comes later."""
    monkeypatch.setattr(preparing, "HEAD", 700)


def test_one_date_far_down_settles_all(tmp_path, small_head):
    rows, warnings, posts = load(dated(tmp_path / "posts.csv", [*OPEN, "31/12/2020"]))
    assert [row["created_at"].month for row in rows[:4]] == [2, 4, 6, 8]
    assert warnings == {"assumed_utc": 41}
    assert any("day first" in line for line in posts.describe())
    rows, _, _ = load(dated(tmp_path / "posts.csv", [*OPEN, "12/31/2020"]))
    assert [row["created_at"].month for row in rows[:4]] == [1, 3, 5, 7]


def test_dates_that_nothing_settles_are_refused_with_the_flag_to_set(tmp_path):
    path = dated(tmp_path / "posts.csv", OPEN)
    with pytest.raises(SourceError, match=r"posts\.csv: column 'date' has 40 dates.*none of its dates") as error:
        audit.load(path)
    assert "--dates day-first" in str(error.value)


def test_dates_with_dots_are_day_first(tmp_path):
    rows, warnings, _ = load(dated(tmp_path / "posts.csv", [each.replace("/", ".") for each in OPEN]))
    assert [row["created_at"].month for row in rows[:2]] == [2, 4]
    assert warnings == {"assumed_utc": 40}


def test_dates_written_both_ways_are_refused(tmp_path):
    with pytest.raises(SourceError, match="1 of its dates can only be day first and 1 only month first"):
        audit.load(dated(tmp_path / "posts.csv", [*OPEN, "31/12/2020", "12/31/2020"]))


def test_a_slip_does_not_stop_a_whole_file(tmp_path):
    rows, warnings, _ = load(dated(tmp_path / "posts.csv", [*OPEN, *["31/12/2020"] * 1000, "12/31/2020"]))
    assert rows[0]["created_at"].month == 2
    assert warnings == {"assumed_utc": 1040, "bad_timestamp": 1}


@pytest.mark.parametrize(
    ("order", "months"), [("day-first", [2, 4]), ("month-first", [1, 3]), ("leave-out", [None, None])]
)
def test_the_plan_says_which(tmp_path, order, months):
    rows, warnings, _ = load(dated(tmp_path / "posts.csv", OPEN), dates=order)
    assert [row["created_at"] and row["created_at"].month for row in rows[:2]] == months
    assert warnings == ({"ambiguous_date": 40} if order == "leave-out" else {"assumed_utc": 40})
    with pytest.raises(AuditError, match="dates"):
        audit.load(tmp_path / "posts.csv", dates="day first please")


def test_few_open_dates_among_clear_ones_are_missing_and_counted(tmp_path):
    dates = ["2020-01-02T03:04:05Z"] * 60 + ["1/2/2020"]
    rows, warnings, posts = load(dated(tmp_path / "posts.csv", dates))
    assert rows[-1]["created_at"] is None
    assert warnings == {"ambiguous_date": 1}
    assert any("are missing" in line for line in posts.describe())


def test_json_lines_parquet_and_frames_are_settled_alike(tmp_path, small_head):
    table = pa.table({"text": [f"words {n}" for n in range(41)], "date": [*OPEN, "31/12/2020"]})
    (tmp_path / "posts.jsonl").write_text("".join(json.dumps(row) + "\n" for row in table.to_pylist()))
    pq.write_table(table, tmp_path / "posts.parquet", row_group_size=5)
    for source in (tmp_path / "posts.jsonl", tmp_path / "posts.parquet", table):
        assert [row["created_at"].month for row in load(source)[0][:2]] == [2, 4]


def test_dates_that_are_the_same_either_way_need_no_order(tmp_path):
    rows, warnings, _ = load(dated(tmp_path / "posts.csv", ["5/5/2020", "6/6/2020"] * 5))
    assert rows[0]["created_at"].month == 5
    assert warnings == {"assumed_utc": 10}


def labelled(path, cells):
    return write(path, ["text", "sentiment"], [[f"words of post {n}", cell] for n, cell in enumerate(cells)])


def test_labels_in_one_cell_come_apart(tmp_path, small_head):
    cells = ["anger", "fear", "anger_fear", "fear_anger", ""] * 20 + ["joy_anger"]
    rows, _, _ = load(labelled(tmp_path / "posts.csv", cells))
    for row, cell in zip(rows, cells, strict=True):
        labels = dict(row["labels"] or [])
        assert {name.removeprefix("sentiment=") for name, said in labels.items() if said == "yes"} == set(
            cell.split("_")
        ) - {""}
        assert len(labels) == (3 if cell else 0), "joy comes far down and is a label of all"


@pytest.mark.parametrize(
    "cells",
    [["sexual_orientation", "origin", "other"], ["not sexist", "sexist"], ["idk/skip", "hate", "noHate"], ["2. derogation", "none"]],
)  # fmt: skip
def test_labels_of_several_words_stay_whole(tmp_path, cells):
    rows, _, _ = load(labelled(tmp_path / "posts.csv", cells * 20))
    assert {value for row in rows for _, value in row["labels"]} == set(cells)


def test_files_of_one_set_have_the_same_labels(tmp_path):
    labelled(tmp_path / "a.csv", ["anger", "fear", "anger_fear"] * 5)
    labelled(tmp_path / "b.csv", ["joy", "fear", "joy_fear"] * 5)
    rows, _, _ = load(tmp_path)
    assert {tuple(name for name, _ in row["labels"]) for row in rows} == {
        ("sentiment=anger", "sentiment=fear", "sentiment=joy")
    }


def numbered(path, words, first=1):
    return write(path, ["id", "text"], [[str(n), f"{words} {n}"] for n in range(first, first + 30)])


def test_ids_that_number_the_rows_of_each_file_make_no_copies(tmp_path):
    numbered(tmp_path / "a.csv", "one text")
    numbered(tmp_path / "b.csv", "another text")
    assert {row["post_id"] for row in load(tmp_path)[0]} == {None}
    found = audit.run(tmp_path, metrics=["coverage"])
    assert found.dataset["posts"] == 60


def test_numbers_that_go_on_or_stand_with_the_same_text_are_ids(tmp_path):
    numbered(tmp_path / "a.csv", "one text")
    numbered(tmp_path / "b.csv", "one text")
    assert audit.run(tmp_path, metrics=["coverage"]).dataset["posts"] == 30, "copies of the same posts"
    numbered(tmp_path / "b.csv", "another text", first=31)
    assert all(row["post_id"] for row in load(tmp_path)[0])
    assert all(row["post_id"] for row in load(tmp_path / "a.csv")[0])
