"""A sample is the same for any order and split, keeps its bound, and whatever it keeps is complete."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import TallyError
from audit.tally import Tally
from audit.tally.sample import Sample, levels
from audit.tally.tally_file import load, save, sealed

ROWS = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5), st.integers(0, 3)), max_size=120)


def columns_of(rows):
    key = np.array([each[0] for each in rows], dtype=np.uint64)
    uniform = key * np.uint64(0x9E3779B97F4A7C15)
    owner = np.array([each[1] for each in rows], dtype=np.uint64)
    return {
        "key": uniform,
        "level": levels(uniform),
        "posts": np.ones(len(rows), dtype=np.int64),
        "low": np.uint64(1) << owner,
        "first": owner.astype(np.int32),
        "last": owner.astype(np.int32),
        "priority": np.array([each[2] for each in rows], dtype=np.uint16),
        "profile": owner,
        "owner": owner * np.uint64(1000),
    }


def names_of(rows):
    return {each[1]: (f"owner {each[1]}",) for each in rows}


def sample_of(rows, bound):
    sample = Sample(bound)
    sample.add(columns_of(rows), names_of(rows))
    return sample


def state(sample):
    sample.compact()
    return (
        sample.level,
        {name: each.tolist() for name, each in sample.columns.items()} if len(sample) else {},
        sample.names,
    )


@settings(max_examples=200)
@given(ROWS, ROWS, ROWS, st.integers(1, 50))
def test_merge_law(a, b, c, bound):
    whole = state(sample_of(a + b + c, bound))
    for order in ((a, b, c), (c, a, b), (b, c, a, a[:0])):
        merged = Sample(bound)
        for rows in order:
            merged.merge(sample_of(rows, bound))
        assert state(merged) == whole
    one_by_one = Sample(bound)
    for row in reversed(a + b + c):
        one_by_one.add(columns_of([row]), names_of([row]))
    assert state(one_by_one) == whole


@given(ROWS, st.integers(1, 50))
def test_what_is_kept_is_complete(rows, bound):
    sample = sample_of(rows, bound)
    assert len(sample) <= bound
    written = columns_of(rows)
    for position, key in enumerate(sample.column("key").tolist()):
        mine = written["key"] == key
        assert sample.column("posts")[position] == mine.sum()
        assert sample.column("low")[position] == np.bitwise_or.reduce(written["low"][mine])
        assert sample.column("first")[position] == written["first"][mine].min()
        assert sample.column("last")[position] == written["last"][mine].max()
        # The row with the least priority stands for all; of equal ones that with the least profile.
        chosen = min(zip(written["priority"][mine], written["profile"][mine], strict=True))
        assert (sample.column("priority")[position], sample.column("profile")[position]) == chosen
        assert sample.column("owner")[position] == chosen[1] * 1000
    assert set(sample.names) == set(sample.column("profile").tolist())


def test_rate_is_known_and_the_estimate_of_all_rows_unbiased():
    ratios = []
    for seed in range(60):
        uniform = np.random.default_rng(seed).integers(0, 2**64, 5000, dtype=np.uint64)
        sample = Sample(700)
        for piece in np.array_split(uniform, 3):
            sample.add({"key": piece, "level": levels(piece), "posts": np.ones(len(piece), np.int64)})
        assert 150 < len(sample) <= 700
        assert sample.rate == 2.0**-sample.level
        ratios.append(len(sample) / sample.rate / 5000)
    assert np.mean(ratios) == pytest.approx(1, abs=4 * np.std(ratios) / np.sqrt(60))


def test_rows_of_one_level_that_exceed_the_bound_are_all_dropped():
    """A level is kept whole or not at all, even if nothing is left."""
    key = np.arange(1, 101, dtype=np.uint64) << np.uint64(40)
    sample = Sample(50)
    sample.add({"key": key, "level": np.full(100, 3, np.uint8), "posts": np.ones(100, np.int64)})
    assert len(sample) == 0
    assert sample.level == 4


def test_levels_count_leading_zeros():
    values = np.array([0, 1, 2**63, 2**63 - 1, 2**62, 2**32, 12345], dtype=np.uint64)
    assert levels(values).tolist() == [64 - int(each).bit_length() for each in values.tolist()]


# --- on disk ---------------------------------------------------------------------------------------------------------

KEY = bytes(range(16))


def tally_with(rows, bound=1000, seed=0):
    tally = Tally()
    columns = columns_of(rows)
    columns["signature"] = np.random.default_rng(seed).integers(0, 2**16, (len(rows), 128)).astype(np.uint16)
    tally.add_rows(("demo", "rows"), columns, bound, names_of(rows))
    return tally


def test_on_disk_a_sample_keeps_all_but_its_keys(tmp_path):
    tally = tally_with([(i, i % 6, i % 4) for i in range(300)], bound=200)
    path = tmp_path / "t.arrow"
    path.write_bytes(save(tally, {}, KEY))
    assert path.read_bytes() == save(tally, {}, KEY)
    before, after = tally.samples["demo", "rows"], load(path)[0].samples["demo", "rows"]
    assert (after.level, after.bound, len(after)) == (before.level, before.bound, len(before))
    assert after.names == before.names
    for name in ("posts", "level", "low", "first", "last", "priority", "profile"):
        assert sorted(after.column(name).tolist()) == sorted(before.column(name).tolist())
        assert after.column(name).dtype == before.column(name).dtype
    assert not set(after.column("key").tolist()) & set(before.column("key").tolist())
    assert (np.diff(after.column("key").astype(float)) > 0).all()
    assert sorted((after.column("owner") & np.uint64(127)).tolist()) == sorted(
        (before.column("owner") & np.uint64(127)).tolist()
    )


def test_hidden_minima_say_the_same_of_likeness(tmp_path):
    generator = np.random.default_rng(5)
    tally = tally_with([(i, 0, 0) for i in range(40)])
    sample = tally.samples["demo", "rows"]
    sample.compact()
    like = sample.columns["signature"]
    like[1:] = np.where(generator.random((39, 128)) < 0.6, like[:1], like[1:])
    agreeing = (like[:, None] == like[None]).sum(axis=2)
    path = tmp_path / "t.arrow"
    path.write_bytes(save(tally, {}, KEY))
    hidden = load(path)[0].samples["demo", "rows"].column("signature")
    again = (hidden[:, None] == hidden[None]).sum(axis=2)
    assert sorted(agreeing.ravel().tolist()) == sorted(again.ravel().tolist())
    assert (hidden[:, None] == like[None]).mean() < 0.01


def test_tallies_of_one_key_join_their_rows(tmp_path):
    rows = [(i % 70, i % 6, i % 4) for i in range(400)]
    paths = []
    for index, piece in enumerate((rows[:150], rows[150:])):
        paths.append(tmp_path / f"{index}")
        paths[-1].write_bytes(save(tally_without_signature(piece), {}, KEY))
    whole = tmp_path / "whole"
    whole.write_bytes(save(tally_without_signature(rows), {}, KEY))
    merged = load(paths[1])[0] + load(paths[0])[0]
    assert state(merged.samples["demo", "rows"]) == state(load(whole)[0].samples["demo", "rows"])


def tally_without_signature(rows):
    tally = Tally()
    tally.add_rows(("demo", "rows"), columns_of(rows), 50, names_of(rows))
    return tally


def test_another_key_and_another_sample_hide_differently(tmp_path):
    tally = tally_with([(i, i, i) for i in range(5)])
    tally.add_rows(("demo", "other"), columns_of([(i, i, i) for i in range(5)]), 50)
    keys = []
    for secret in (KEY, bytes(16)):
        path = tmp_path / "t"
        path.write_bytes(save(tally, {}, secret))
        loaded = load(path)[0]
        keys += [set(each.column("key").tolist()) for each in loaded.samples.values()]
    assert len(set().union(*keys)) == 20


def test_a_damaged_sample_is_refused(tmp_path):
    import pyarrow as pa

    tally = tally_with([(1, 1, 1), (2, 1, 1)])
    table = pa.ipc.open_file(save(tally, {}, KEY)).read_all()
    path = tmp_path / "bad.arrow"
    kinds = table["kind"].to_pylist()
    for drop in ([kinds.index("sample")], []):
        rows = [i for i in range(len(kinds)) if i not in drop]
        changed = table.take(rows)
        if not drop:
            changed = changed.set_column(0, "kind", pa.array(["strange", *kinds[1:]]))
        changed = sealed(changed)
        with pa.ipc.new_file(str(path), changed.schema) as writer:
            writer.write_table(changed)
        with pytest.raises(TallyError, match=r"bad\.arrow"):
            load(path)
