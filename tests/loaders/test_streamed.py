"""Tables that come in batches: datasets of Hugging Face, frames of Polars, Arrow streams."""

from __future__ import annotations

import importlib.util

import pyarrow as pa
import pytest

import audit
from audit.errors import NoPostsError
from audit.loaders import streamed


def rows(number: int) -> list[dict]:
    return [
        {"id": str(n), "author": f"a{n % 60}", "text": f"Good morning {n}, women and men", "label": n % 3 - 1}
        for n in range(number)
    ]


def named(number: int) -> list[dict]:
    """The same with classes by their names."""
    return [row | {"label": [None, "kind", "unkind"][row["label"] + 1]} for row in rows(number)]


def findings(posts) -> bytes:
    return audit.run(posts, dataset={"name": "posts"}, labels=["label"], workers=1).to_json().encode()


class Reader:
    """Something with Arrow's stream and nothing else, which can be read once."""

    def __init__(self, table: pa.Table) -> None:
        self.reader = table.to_reader(max_chunksize=100)

    def __arrow_c_stream__(self, requested_schema=None):
        return self.reader.__arrow_c_stream__(requested_schema)


@pytest.mark.parametrize("make", [Reader, lambda table: table.to_reader(max_chunksize=100)])
def test_an_arrow_stream_is_read_once_and_can_be_planned_again(make):
    posts = audit.load(make(pa.Table.from_pylist(named(1_000))))
    assert posts.to_table().num_rows == 1_000
    assert posts.name == "stream"
    assert posts.replanned(posts.plan).to_table().num_rows == 1_000
    assert findings(posts) == findings(pa.Table.from_pylist(named(1_000)))


def test_what_a_stream_without_rows_says():
    with pytest.raises(NoPostsError, match="has no rows"):
        audit.load(Reader(pa.table({"text": pa.array([], pa.string())})))


# --- Polars ----------------------------------------------------------------------------------------------------------

polars = importlib.util.find_spec("polars") and importlib.import_module("polars")
with_polars = pytest.mark.skipif(not polars, reason="polars is not installed")


@with_polars
def test_a_lazy_frame_is_that_frame():
    frame = polars.DataFrame(named(1_000))
    lazy = frame.lazy().filter(polars.col("author") != "a1")
    assert audit.load(lazy).to_table().num_rows == lazy.collect().height
    assert findings(frame.lazy()) == findings(frame) == findings(named(1_000))


# --- datasets --------------------------------------------------------------------------------------------------------

datasets = None
if importlib.util.find_spec("datasets"):
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what it imports
        import datasets
with_datasets = pytest.mark.skipif(datasets is None, reason="datasets is not installed")


@pytest.fixture
def dataset():
    values = {name: datasets.Value("string") for name in ("id", "author", "text")}
    features = datasets.Features(values | {"label": datasets.ClassLabel(names=["kind", "unkind"])})
    return datasets.Dataset.from_list(rows(1_000), features=features)


@with_datasets
@pytest.mark.parametrize("make", [lambda each: each, lambda each: each.to_iterable_dataset(3)])
def test_a_dataset_is_its_rows_with_classes_by_name(dataset, make):
    posts = audit.load(make(dataset))
    assert [(row["text"], dict(row["labels"] or [])) for row in posts.to_table().to_pylist()] == [
        (row["text"], {"label": row["label"]} if row["label"] else {}) for row in named(1_000)
    ]
    assert findings(posts) == findings(named(1_000))
    assert posts.name == "dataset"
    assert posts.left_out[0].endswith("describes a dataset")


@with_datasets
def test_a_dataset_as_the_user_sees_it(dataset, monkeypatch):
    monkeypatch.setattr(streamed, "_ROWS", 64)
    seen = dataset.shuffle(seed=1).select(range(0, 1_000, 3)).rename_column("text", "body").with_format("numpy")
    read = audit.load(seen, columns={"text": "body"})
    assert read.to_table().column("text").to_pylist() == seen["body"][:].tolist()
    kept = dataset.to_iterable_dataset().filter(lambda row: row["author"] == "a1").map(lambda row: row)
    assert audit.load(kept).to_table().num_rows == sum(row["author"] == "a1" for row in rows(1_000))


@with_datasets
@pytest.mark.parametrize("iterable", [False, True])
def test_splits_of_a_dictionary_of_datasets(dataset, iterable):
    parts = {"train": dataset.select(range(700)), "a/b c": dataset.select(range(700, 1_000))}
    if iterable:
        parts = {name: each.to_iterable_dataset() for name, each in parts.items()}
    made = (datasets.IterableDatasetDict if iterable else datasets.DatasetDict)(parts)
    table = audit.load(made).to_table()
    counted = {each["values"]: each["counts"] for each in table.column("split").value_counts().to_pylist()}
    assert counted == {"train": 700, "a/b c": 300}


@with_datasets
def test_a_stream_whose_columns_change_loses_no_row():
    def make():
        yield from ({"id": str(n), "text": f"Good morning {n}", "lang": None if n < 50 else "en"} for n in range(100))

    made = datasets.IterableDataset.from_generator(make)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(streamed, "_ROWS", 50)
        posts = audit.load(made)
    table = posts.to_table()
    assert table.num_rows == 100
    assert table.column("lang").null_count == 50


@with_datasets
def test_no_more_than_a_batch_is_held(dataset, monkeypatch):
    held = []
    whole = streamed.pq.ParquetWriter.write_table
    monkeypatch.setattr(streamed, "_ROWS", 64)
    monkeypatch.setattr(
        streamed.pq.ParquetWriter, "write_table", lambda self, table: held.append(table.num_rows) or whole(self, table)
    )
    audit.load(dataset)
    assert max(held) == 64
    assert sum(held) == 1_000
