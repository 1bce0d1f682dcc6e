import datetime as dt

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import pytest

from audit.errors import NoPostsError, SourceError
from audit.loaders import reading
from audit.loaders.base import Ledger
from audit.loaders.guessing.shape import to_schema
from audit.loaders.reading import parts, prepare, prepare_frame, read
from audit.loaders.source import expand
from audit.plan import Plan

TABLE = pa.table(
    {
        "id": pa.array([1, 2, 3], pa.uint64()),
        "text": pa.array(["a", "", None]).dictionary_encode(),
        "user": pa.array([{"name": "x", "gender": "w"}, {"name": "y", "gender": None}, None]),
        "created_at": pa.array([dt.datetime(2020, 1, 1)] * 3, pa.timestamp("ns")),
        "label": pa.array([0.0, 1.0, 0.5]),
        "hashtags": pa.array([["#a"], [], None]),
        "likes": pa.array([1.0, None, 3.0]),
    }
)
EXPECTED = {
    "post_id": ["1", "2", "3"],
    "text": ["a", None, None],
    "likes": [1, None, 3],
    "attribute:gender": ["w", None, None],
    "label:label": ["0", "1", "0.5"],
    "hashtags": [["a"], [], None],
}
PLAN = Plan.make({"labels": ["label"]})


def posts(prepared):
    ledger, batches = Ledger(), []
    for part in parts(prepared):
        piece = Ledger()
        batches += read(part, piece)
        assert piece.balances()
        ledger.merge(piece)
    return pa.Table.from_batches(batches), ledger


def write(path, form):
    if form == "parquet":
        pq.write_table(TABLE, path, row_group_size=1)
    elif form == "stream":
        with pa.ipc.new_stream(path, TABLE.schema) as out:
            out.write_table(TABLE)
    else:
        feather.write_feather(TABLE, path, compression="lz4")


@pytest.mark.parametrize("form", ["parquet", "stream", "feather"])
def test_typed_files(tmp_path, form, monkeypatch):
    monkeypatch.setattr(reading, "PART", 1)
    write(tmp_path / "posts", form)
    prepared = prepare(expand([tmp_path / "posts"])[0], PLAN)
    assert len(parts(prepared)) == (3 if form == "parquet" else 1)
    found, ledger = posts(prepared)
    for name, values in EXPECTED.items():
        assert found.column(name).to_pylist() == values, name
    assert ledger.records == 3
    assert ledger.warnings == {"empty_text": 1, "assumed_utc": 3}


def test_frames_of_all_kinds():
    frame = TABLE.drop_columns(["user"]).to_pandas()
    for each in (TABLE, frame, frame.to_dict("records"), TABLE.to_pylist(), TABLE.to_batches()[0]):
        found, _ = posts(prepare_frame(each, PLAN))
        for name in ("post_id", "text", "likes", "label:label"):
            assert found.column(name).to_pylist() == EXPECTED[name], (type(each), name)


def test_nineteen_digits_and_words_that_look_missing_survive_pandas():
    frame = pd.DataFrame(
        {"post_id": pd.array([2**62 + 1, None], dtype="Int64"), "text": ["NA", "null"], "author_id": ["None", np.nan]}
    )
    found, _ = posts(prepare_frame(frame))
    assert found.column("post_id").to_pylist() == [str(2**62 + 1), None]
    assert found.column("text").to_pylist() == ["NA", "null"]
    assert found.column("author_id").to_pylist() == ["None", None]


def test_a_column_of_several_types():
    found, _ = posts(prepare_frame(pd.DataFrame({"text": ["a", "b"], "author": ["x", 7]})))
    assert found.column("author_id").to_pylist() == ["x", "7"]


def test_our_own_schema_is_read_as_it_is(tmp_path):
    found, _ = posts(prepare_frame(TABLE, PLAN))
    stored = pa.Table.from_batches([to_schema(batch) for batch in found.to_batches()])
    pq.write_table(stored, tmp_path / "own.parquet", row_group_size=2)
    prepared = prepare(expand([tmp_path / "own.parquet"])[0])
    assert prepared.own
    again, ledger = posts(prepared)
    assert ledger.posts == 3
    assert pa.Table.from_batches([to_schema(batch) for batch in again.to_batches()]).to_pylist() == stored.to_pylist()
    assert {len(batch.schema.names) for batch in again.to_batches()} == {len(again.schema.names)}
    framed, _ = posts(prepare_frame(stored))
    assert [to_schema(batch).to_pylist() for batch in framed.to_batches()] == [stored.to_pylist()]


@pytest.mark.parametrize("frame", [3, [1], [[1]], "text"])
def test_what_is_no_table(frame):
    with pytest.raises(SourceError):
        prepare_frame(frame)


def test_a_table_without_rows_or_without_posts():
    with pytest.raises(NoPostsError):
        prepare_frame(TABLE.slice(0, 0))
    with pytest.raises(SourceError, match="no column looks like"):
        prepare_frame(pd.DataFrame({"x": [1, 2]}))


@pytest.mark.parametrize("size", [4, 20, 200])
def test_a_damaged_file(tmp_path, size):
    write(tmp_path / "whole", "parquet")
    (tmp_path / "cut").write_bytes((tmp_path / "whole").read_bytes()[:size])
    with pytest.raises(SourceError):
        prepare(expand([tmp_path / "cut"])[0])
