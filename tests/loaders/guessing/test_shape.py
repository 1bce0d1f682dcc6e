import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given
from hypothesis import strategies as st

from audit.loaders.base import Ledger
from audit.loaders.guessing.shape import from_schema, is_own, to_schema
from audit.loaders.rows import to_batch
from audit.posts import SCHEMA

word = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=5)
pairs = st.none() | st.dictionaries(st.sampled_from(["gender", "age", "a:b"]), word, min_size=1, max_size=3)
votes = st.none() | st.lists(
    st.fixed_dictionaries({"annotator": st.none() | word, "label": word, "value": st.none() | st.floats(0, 1)}),
    min_size=1,
    max_size=2,
)
posts = st.lists(
    st.fixed_dictionaries(
        {"text": st.none() | word, "attributes": pairs, "labels": pairs, "votes": votes, "likes": st.none() | st.integers(0, 9),
         "kind": st.sampled_from(["reply", None]), "hashtags": st.none() | st.lists(word, max_size=2), "created_at": st.none() | st.just(1e9)}
    ),
    min_size=1,
    max_size=8,
)  # fmt: skip


@given(posts)
def test_there_and_back(rows):
    stored = to_schema(to_batch(rows, Ledger()))
    stored.validate(full=True)
    assert stored.schema.equals(SCHEMA)
    for row, post in zip(rows, stored.to_pylist(), strict=True):
        assert dict(post["attributes"] or {}) == (row["attributes"] or {})
        assert dict(post["labels"] or {}) == (row["labels"] or {})
        assert post["votes"] == row["votes"]
    read = from_schema(stored)
    assert not any(name in {"attributes", "labels"} for name in read.schema.names)
    assert to_schema(read).equals(stored)


@given(posts, st.data())
def test_slices_are_no_different(rows, data):
    stored = to_schema(to_batch(rows, Ledger()))
    start = data.draw(st.integers(0, len(rows) - 1))
    assert to_schema(from_schema(stored.slice(start))).to_pylist() == stored.slice(start).to_pylist()


def test_through_a_parquet_file(tmp_path):
    rows = [{"text": "a", "attributes": {"gender": "woman"}, "kind": "reply"}, {"text": "b", "labels": {"class": "1"}}]
    stored = to_schema(to_batch(rows, Ledger(), source="x.csv", numbers=[1, 2]))
    pq.write_table(pa.Table.from_batches([stored]), tmp_path / "p.parquet")
    (batch,) = pq.ParquetFile(tmp_path / "p.parquet").iter_batches()
    assert is_own(batch.schema)
    read = from_schema(batch, ["label:other"])
    assert read.schema.names == ["text", "kind", "attribute:gender", "label:class", "label:other", "source", "row"]
    assert to_schema(read).drop_columns(["labels"]).equals(stored.drop_columns(["labels"]))


def test_a_table_of_somebody_else_is_not_ours():
    assert not is_own(pa.schema([("text", pa.string()), ("label", pa.string())]))
    assert is_own(SCHEMA)
