"""A tally on disk comes back whole, hides its authors, and refuses what is no tally."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from audit.errors import TallyError
from audit.tally import Tally
from audit.tally.tally_file import load, save, sealed

KEY = bytes(range(16))


@pytest.fixture
def tally() -> Tally:
    random = np.random.default_rng(2)
    keys = random.integers(0, 2**64, 500, dtype=np.uint64)
    result = Tally()
    result.count(("demo", "ünïcode", "\x00"), (keys & np.uint64(127)).astype(np.int64))
    result.add_total(("day", "2024-01-01"), 7)
    result.add_authors(("demo",), keys)
    result.author_posts.add(np.concatenate([keys, keys[:100]]))
    return result


def test_round_trip_keeps_every_count(tally, tmp_path):
    path = tmp_path / "t.arrow"
    path.write_bytes(save(tally, {"plan": {"a": 1}}, KEY))
    back, about, _ = load(path)
    assert about == {"plan": {"a": 1}}
    assert back.totals == tally.totals
    assert {cell: counts.tolist() for cell, counts in back.counts.items()} == {
        cell: counts.tolist() for cell, counts in tally.counts.items()
    }
    assert len(back.authors[("demo",)]) == 500
    assert (back.authors[("demo",)].per_bucket() == tally.authors[("demo",)].per_bucket()).all()
    assert sorted(back.author_posts.posts.tolist()) == sorted(tally.author_posts.posts.tolist())


def test_same_key_same_bytes_and_another_key_hides_differently(tally, tmp_path):
    assert save(tally, {}, KEY) == save(tally, {}, KEY)
    first, second = tmp_path / "1", tmp_path / "2"
    first.write_bytes(save(tally, {}, KEY))
    second.write_bytes(save(tally, {}, b"another key here"))
    (one, _, name), (two, _, other) = load(first), load(second)
    assert name != other
    shared = set(one.author_posts.keys.tolist()) & set(two.author_posts.keys.tolist())
    original = set(tally.author_posts.keys.tolist())
    assert not shared
    assert not original & set(one.author_posts.keys.tolist())


def test_a_sampled_set_of_authors_says_the_same_after_the_file_and_adds_up_there(tmp_path):
    """Hidden keys keep what sets are sampled by: 300,000 authors once came back from a file as 65,536."""
    keys = np.random.default_rng(4).integers(0, 2**64, 300_000, dtype=np.uint64)
    path = tmp_path / "t"
    loaded, whole = [], Tally()
    for part in (keys[:200_000], keys[100_000:]):
        tally = Tally()
        tally.add_authors(("demo",), part)
        whole.merge(tally)
        path.write_bytes(save(tally, {}, KEY))
        loaded.append(load(path)[0])
        assert len(loaded[-1].authors[("demo",)]) == len(tally.authors[("demo",)])
        assert abs(len(loaded[-1].authors[("demo",)]) / 200_000 - 1) < 0.02
    together, expected = (loaded[0] + loaded[1]).authors[("demo",)], whole.authors[("demo",)]
    assert together.level == expected.level
    assert len(together) == len(expected)
    assert (together.per_bucket() == expected.per_bucket()).all()


def test_two_tallies_with_one_key_recognise_a_shared_author(tally, tmp_path):
    path = tmp_path / "t"
    path.write_bytes(save(tally, {}, KEY))
    twice = load(path)[0] + load(path)[0]
    assert len(twice.author_posts) == len(tally.author_posts)


@pytest.mark.parametrize("content", [b"", b"not arrow", b"ARROW1\x00\x00" + b"\x00" * 64])
def test_what_is_no_tally_is_refused(content, tmp_path):
    path = tmp_path / "bad.arrow"
    path.write_bytes(content)
    with pytest.raises(TallyError, match=r"bad\.arrow"):
        load(path)


def test_missing_file_is_named(tmp_path):
    with pytest.raises(TallyError, match=r"none\.arrow"):
        load(tmp_path / "none.arrow")


@pytest.fixture
def saved(tally, tmp_path):
    path = tmp_path / "t.arrow"
    path.write_bytes(save(tally, {"plan": {"a": 1}}, KEY))
    return path


def rewritten(path, change):
    """The same file with its table or metadata changed by hand, and a checksum that fits."""
    with pa.ipc.open_file(pa.BufferReader(path.read_bytes())) as reader:
        table = reader.read_all()
    table = sealed(change(table))
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table)
    return path


def test_a_truncated_file_is_refused_wherever_it_ends(saved):
    content = saved.read_bytes()
    for length in sorted({*range(0, len(content), 997), *range(len(content) - 40, len(content))}):
        saved.write_bytes(content[:length])
        with pytest.raises(TallyError, match=r"t\.arrow: not a tally") as told:
            load(saved)
        assert "None" not in str(told.value)


def test_a_garbled_file_is_refused_or_says_what_it_said(saved, tally):
    """A flip that the checksum does not see is in padding, and changes nothing; none comes out as another error."""
    content = saved.read_bytes()
    random = np.random.default_rng(1)
    refused = 0
    for _ in range(300):
        broken = bytearray(content)
        for at in random.integers(0, len(content), 3):
            broken[at] ^= int(random.integers(1, 256))
        saved.write_bytes(bytes(broken))
        try:
            back, about, _ = load(saved)
        except TallyError:
            refused += 1
        else:
            assert about == {"plan": {"a": 1}}
            assert back.totals == tally.totals
            assert all((back.counts[cell] == counts).all() for cell, counts in tally.counts.items())
    assert refused > 200


def without(name):
    def change(table):
        metadata = {key: value for key, value in table.schema.metadata.items() if key != name}
        return table.replace_schema_metadata(metadata)

    return change


def with_metadata(**changes):
    def change(table):
        given = {name.encode(): value for name, value in changes.items()}
        return table.replace_schema_metadata({**table.schema.metadata, **given})

    return change


def with_rows(**columns):
    """One row more, of these columns; the others null."""

    def change(table):
        row = pa.Table.from_pylist([columns], schema=table.schema)
        return pa.concat_tables([table, row]).replace_schema_metadata(table.schema.metadata)

    return change


@pytest.mark.parametrize(
    "change",
    [
        without(b"format"),
        without(b"about"),
        without(b"key"),
        with_metadata(format="postaudit tally 1"),
        with_metadata(about="{"),
        with_metadata(about="[]"),
        lambda table: table.drop_columns(["counts"]),
        lambda table: table.select(["kind"]),
        with_rows(kind="counts", cell=["x"], counts=[1, 2, 3]),
        with_rows(kind="counts", cell=["x"], counts=[-1] * 128),
        with_rows(kind="counts", cell=["x"]),
        with_rows(kind="counts", counts=[0] * 128),
        with_rows(kind="totals", cell=["x"], counts=[]),
        with_rows(kind="authors", cell=["x"], counts=[0]),
        with_rows(kind="author posts", cell=[], counts=[1], keys=[1, 2]),
        with_rows(kind="author posts", cell=[], counts=[1, 2], keys=[1]),
        with_rows(kind="unheard of", cell=["x"], counts=[1]),
    ],
    ids=range(17),
)
def test_a_file_that_was_made_otherwise_is_refused(change, saved):
    with pytest.raises(TallyError, match=r"t\.arrow: not a tally"):
        load(rewritten(saved, change))


def test_a_folder_is_refused_with_the_reason(tmp_path):
    with pytest.raises(TallyError, match="cannot be read: Is a directory"):
        load(tmp_path)


def test_authors_keep_their_buckets_and_nothing_else(tally, tmp_path, saved):
    back, _, _ = load(saved)
    before = np.bincount((tally.author_posts.keys & np.uint64(127)).astype(int), minlength=128)
    after = np.bincount((back.author_posts.keys & np.uint64(127)).astype(int), minlength=128)
    assert (before == after).all()
    assert (np.sort(back.author_posts.keys) == back.author_posts.keys).all()


def test_saving_what_was_loaded_is_stable_and_an_empty_tally_survives(saved, tmp_path):
    once = save(load(saved)[0], {}, KEY)
    assert once == save(load(saved)[0], {}, KEY)
    empty = tmp_path / "empty.arrow"
    empty.write_bytes(save(Tally(), {}, KEY))
    back, about, _ = load(empty)
    assert back.is_empty()
    assert len(back.author_posts) == 0
    assert about == {}
