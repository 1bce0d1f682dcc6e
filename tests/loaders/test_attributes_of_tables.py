"""Columns of tables as attributes: nested ones by the same paths as a platform's, dates of any type."""

from __future__ import annotations

import datetime as dt
import json

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import audit
from audit.errors import ColumnError


def test_nested_fields_of_tables_have_the_same_paths(tmp_path):
    """A list of records, a frame, an Arrow table, JSON lines and Parquet say one thing, as a platform's records do."""
    records = [
        {"text": f"hello there {i}", "author_id": f"a{i}", "created_at": "2020-07-02T00:00:00Z", "user": {"of": {"born": 1950 + i % 50}}}
        for i in range(100)
    ]  # fmt: skip
    (tmp_path / "x.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records), encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(records), tmp_path / "x.parquet")
    forms = [records, pd.DataFrame(records), pa.Table.from_pylist(records), tmp_path / "x.jsonl", tmp_path / "x.parquet"]  # fmt: skip
    groups = {"age_band": {"column": "user.of.born", "age": "years"}}
    for form in forms:
        found = audit.run(form, groups=groups, workers=1, metrics=["representation"])
        shares = {
            each.group["age_band"]: each.value for each in found.estimates
            if each.measure == "share_of_posts" and each.group["age_band"] != "unstated"
        }  # fmt: skip
        assert shares == pytest.approx({"18-29": 0.18, "30-49": 0.4, "50-64": 0.3, "65+": 0.12})
        with pytest.raises(ColumnError, match=r"(?s)no column 'user.of.bron'.*'user.of.born'"):
            audit.load(form, groups={"age": "user.of.bron"})


def test_dates_of_any_type_are_dates():
    born = {"date": dt.date(1980, 6, 1), "time": pd.Timestamp("1980-06-01"), "zoned": pd.Timestamp("1980-06-01", tz="UTC"),
            "number": 1980.0, "text": "1 June 1980"}  # fmt: skip
    posts = pd.DataFrame({"text": [f"a post {i}" for i in range(40)], "author_id": [f"a{i}" for i in range(40)]})
    posts = posts.assign(created_at=pd.Timestamp("2020-07-02", tz="UTC"), **born)
    groups = {name: {"column": name, "age": "years", "bins": [0, 40, 41]} for name in born}
    found = audit.run(posts, groups=groups, workers=1, metrics=["representation"])
    for name in born:
        assert found.estimate(f"representation.{name}.40.share_of_posts").value == 1
