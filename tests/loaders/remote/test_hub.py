"""Folders of datasets as ``datasets`` and the Hub lay them out, made here with Arrow alone."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import audit
from audit.loaders.remote.hub import class_names, split_of, why_ignored, with_class_names

FEATURES = {
    "text": {"dtype": "string", "_type": "Value"},
    "label": {"names": ["kind", "unkind"], "_type": "ClassLabel"},
    "fine": {"names": ["a", "b", "c"], "_type": "ClassLabel"},
}


def table(*, features: bool = True, first: int = 0) -> pa.Table:
    schema = pa.schema([("text", pa.string()), ("label", pa.int64()), ("fine", pa.int64())])
    if features:
        schema = schema.with_metadata({b"huggingface": json.dumps({"info": {"features": FEATURES}}).encode()})
    texts = [f"Good morning number {number}" for number in range(first, first + 3)]
    return pa.table({"text": texts, "label": [0, 1, -1], "fine": [2, 0, 7]}, schema=schema)


def saved(folder: Path, split: str, rows: pa.Table, *, info: bool = True) -> None:
    """What ``Dataset.save_to_disk`` writes, in two shards."""
    folder.mkdir(parents=True)
    for number, part in enumerate([rows.slice(0, 2), rows.slice(2)]):
        with pa.ipc.new_stream(str(folder / f"data-{number:05}-of-00002.arrow"), rows.schema) as out:
            out.write_table(part)
    described: dict[str, Any] = {
        "builder_name": "x",
        "description": "A dataset of three posts and more words than one.",
    }
    (folder / "dataset_info.json").write_text(json.dumps(described | ({"features": FEATURES} if info else {})))
    files = [{"filename": f"data-{number:05}-of-00002.arrow"} for number in range(2)]
    (folder / "state.json").write_text(json.dumps({"_data_files": files, "_fingerprint": "0", "_split": split}))


def of(posts: Any, *names: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(row[name] for name in names) for row in posts.to_table().to_pylist())


EXPECTED = [
    ("Good morning number 0", [("fine", "c"), ("label", "kind")]),
    ("Good morning number 1", [("fine", "a"), ("label", "unkind")]),
    ("Good morning number 2", None),
]


@pytest.mark.parametrize("features", [True, False])
def test_saved_dataset(tmp_path, features):
    """The names of classes come from the schema, or else from the description beside it."""
    saved(tmp_path / "mine", "train", table(features=features))
    posts = audit.load(tmp_path / "mine")
    assert of(posts, "text", "labels") == EXPECTED
    assert {row["split"] for row in posts.to_table().to_pylist()} == {"train"}
    assert sorted(posts.left_out) == [
        "not read: mine/dataset_info.json: describes a dataset",
        "not read: mine/state.json: describes a dataset",
    ]


def test_saved_dataset_with_splits(tmp_path):
    saved(tmp_path / "mine/train", "train", table())
    saved(tmp_path / "mine/unseen", "unseen", table(first=3))
    (tmp_path / "mine/dataset_dict.json").write_text(json.dumps({"splits": ["train", "unseen"]}))
    posts = audit.load(tmp_path / "mine")
    assert [row[0] for row in of(posts, "split", "text")] == ["train"] * 3 + ["unseen"] * 3
    # Older versions did not write the split into the folder's own state.
    (tmp_path / "mine/unseen/state.json").write_text("{}")
    assert [row[0] for row in of(audit.load(tmp_path / "mine"), "split")] == ["train"] * 3 + ["unseen"] * 3


def test_archive_of_a_saved_dataset(tmp_path):
    saved(tmp_path / "mine/train", "train", table())
    saved(tmp_path / "mine/test", "test", table(first=3))
    (tmp_path / "mine/dataset_dict.json").write_text(json.dumps({"splits": ["train", "test"]}))
    folder = audit.load(tmp_path / "mine")
    packed = audit.load(shutil.make_archive(str(tmp_path / "packed"), "zip", tmp_path / "mine"))
    assert of(packed, "text", "split") == of(folder, "text", "split")
    assert of(packed, "text", "labels") == of(folder, "text", "labels")


def test_cached_copies_are_not_read(tmp_path):
    saved(tmp_path / "mine", "train", table())
    shutil.copy(tmp_path / "mine/data-00000-of-00002.arrow", tmp_path / "mine/cache-0123456789abcdef.arrow")
    posts = audit.load(tmp_path / "mine")
    assert posts.to_table().num_rows == 3
    assert any("cached copy" in line for line in posts.left_out)


def test_snapshot_of_the_hub(tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "README.md").write_text("---\nlicense: cc0-1.0\n---\n# Three posts\n")
    pq.write_table(table(), tmp_path / "data/train-00000-of-00001.parquet")
    pq.write_table(table(first=3), tmp_path / "data/validation-00000-of-00001.parquet")
    (tmp_path / "dataset_infos.json").write_text(json.dumps({"default": {"description": "words", "features": {}}}))
    posts = audit.load(tmp_path)
    assert of(posts, "text", "labels")[:3] == EXPECTED
    assert [row[0] for row in of(posts, "split")] == ["train"] * 3 + ["validation"] * 3


def test_cache_of_the_hub_holds_each_file_once(tmp_path):
    """``blobs`` holds the files, ``snapshots`` links to them."""
    repository = tmp_path / "datasets--someone--mine"
    for name in ("blobs", "refs", "snapshots/abc/data"):
        (repository / name).mkdir(parents=True)
    (repository / "refs/main").write_text("abc")
    pq.write_table(table(), repository / "blobs/0123")
    (repository / "snapshots/abc/data/test-00000-of-00001.parquet").symlink_to("../../../blobs/0123")
    posts = audit.load(repository)
    assert of(posts, "text", "split") == [(text, "test") for text, _ in EXPECTED]


def test_column_of_splits_wins(tmp_path):
    rows = table().append_column("split", pa.array(["train", "test", "test"]))
    pq.write_table(rows, tmp_path / "train-00000-of-00001.parquet")
    assert [row[0] for row in of(audit.load(tmp_path), "split")] == ["test", "test", "train"]


def test_labels_of_the_plan_win(tmp_path):
    pq.write_table(table(), tmp_path / "posts.parquet")
    posts = audit.load(tmp_path / "posts.parquet", labels=["label"])
    assert [row[1] for row in of(posts, "text", "labels")] == [[("label", "kind")], [("label", "unkind")], None]


@pytest.mark.parametrize(
    ("name", "split"),
    [
        ("mine/data/train-00000-of-00002.parquet", "train"),
        ("mine/mine-test-00000-of-00001.arrow", "test"),
        ("mine/en/validation/0000.parquet", "validation"),
        ("mine/dev/data-00000-of-00001.arrow", "validation"),
        ("mine/data-00000-of-00001.arrow", ""),
        ("train_delays.csv", ""),
        ("test.csv", ""),
        ("posts.parquet", ""),
        ("", ""),
    ],
)
def test_split_by_name_alone(name, split):
    assert split_of(name) == split


def test_lone_file_called_test_is_no_split(tmp_path):
    (tmp_path / "test.csv").write_text("text\nGood morning\n")
    assert split_of("test.csv", str(tmp_path / "test.csv")) == ""
    (tmp_path / "train.csv").write_text("text\nGood evening\n")
    assert of(audit.load(tmp_path), "split", "text") == [("test", "Good morning"), ("train", "Good evening")]


def test_states_of_people_are_data(tmp_path):
    assert why_ignored("state.json", {"state.json", "posts.json"}) == ""
    assert why_ignored("state.json", {"state.json", "dataset_info.json"})
    (tmp_path / "state.json").write_text('{"text": "Good morning from Ohio"}\n{"text": "Good evening from Ohio"}\n')
    assert audit.load(tmp_path).to_table().num_rows == 2


@pytest.mark.parametrize(
    "metadata", [b"", b"[", b"[]", b'{"info": 5}', b'{"info": {"features": {"label": {"names": 3}}}}', b"\xff"]
)
def test_odd_descriptions_are_none(metadata, tmp_path):
    schema = pa.schema([("label", pa.int64())]).with_metadata({b"huggingface": metadata})
    assert class_names(schema) == {}
    (tmp_path / "dataset_info.json").write_bytes(metadata)
    (tmp_path / "state.json").write_bytes(metadata)
    assert class_names(pa.schema([("label", pa.int64())]), str(tmp_path / "data-00000-of-00001.arrow")) == {}
    assert split_of("x.arrow", str(tmp_path / "x.arrow")) == ""


@pytest.mark.parametrize("kind", ["Sequence", "List", "plain"])
def test_lists_of_classes(kind):
    label = {"names": ["a", "b"], "_type": "ClassLabel"}
    feature = [label] if kind == "plain" else {"feature": label, "_type": kind}
    schema = pa.schema([("labels", pa.list_(pa.int64()))])
    schema = schema.with_metadata({b"huggingface": json.dumps({"info": {"features": {"labels": feature}}}).encode()})
    batch = pa.record_batch({"labels": [[9, 9], [0, 1], None, [], [1, 5]]}, schema=schema)[1:]
    named = with_class_names(batch, class_names(schema))
    assert named.column(0).to_pylist() == [["a", "b"], None, [], ["b", None]]


def test_classes_that_are_no_numbers_stay():
    batch = pa.record_batch({"label": ["kind", "unkind"]})
    assert with_class_names(batch, {"label": ["a", "b"], "other": ["c"]}).column(0).to_pylist() == ["kind", "unkind"]
