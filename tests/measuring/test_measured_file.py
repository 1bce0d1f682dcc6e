"""What a task came to is the same after it was written and read, and damage is noticed."""

from __future__ import annotations

import hashlib
import random
from dataclasses import replace

import numpy as np
import pytest

import audit
from audit.loaders.base import Ledger
from audit.loaders.copies import PostKeys
from audit.measuring import measured_file
from audit.measuring.measured import Measured
from audit.measuring.measured_file import from_bytes, to_bytes
from audit.measuring.part import Job, measure_task
from audit.measuring.shelf import Shelf
from audit.tally import tally_file

KEY = bytes(range(16))


@pytest.fixture(scope="module")
def measured() -> Measured:
    draw = random.Random(3)
    rows = [
        {
            "post_id": f"p{i % 500}",
            "author_id": f"a{draw.randrange(60)}",
            "text": f"the {draw.choice(['women', 'men'])} were \udc80 {draw.choice(['kind', 'loud'])} {i}",
            "toxic": draw.choice(["yes", "no"]),
            "created_at": f"2024-01-{1 + i % 28:02d}T10:00:00Z",
        }
        for i in range(600)
    ]
    rows = [{**each, "text": each["text"].encode("utf-8", "replace").decode()} for each in rows]
    posts = audit.load(rows, labels=["toxic"], also=["repetition", "associations", "privacy"])
    made = measure_task(tuple(posts.parts()), Job(posts.plan, KEY))
    made.ledgers[0].reject("malformed", "detail", byte=7)
    made.ledgers[0].warn("bad_timestamp", 2)
    made.ledgers[0].notes.append("said once")
    assert made.tally.samples
    assert made.tally.authors
    assert made.tally.totals
    return made


def same(one: Measured, other: Measured) -> bool:
    """Every part of both, samples with words too."""
    for side in (one, other):
        for sample in side.tally.samples.values():
            sample.compact()
    samples = [
        [
            (cell, each.bound, each.level, each.names, {name: column.tolist() for name, column in each.columns.items()})
            for cell, each in sorted(side.tally.samples.items())
        ]
        for side in (one, other)
    ]
    sides = [
        (
            tally_file.save(replace(each.tally, samples={}), {}, KEY),
            each.ledgers,
            each.fingerprint,
            each.fields,
            (each.first, each.last),
            [getattr(each.keys, name).tolist() for name in ("key", "version", "position")],
        )
        for each in (one, other)
    ]
    return samples[0] == samples[1] and sides[0] == sides[1]


def test_what_was_written_is_read(measured):
    data = to_bytes(measured)
    assert to_bytes(from_bytes(data)) == data
    assert same(from_bytes(data), from_bytes(to_bytes(measured)))
    assert same(from_bytes(data), measured_copy(measured))


def measured_copy(measured: Measured) -> Measured:
    """Another of the same, by adding it to nothing; adding keeps no keys."""
    whole = Measured()
    whole.add(measured)
    whole.keys = measured.keys
    return whole


def test_nothing_is_measured_of_nothing():
    assert same(from_bytes(to_bytes(Measured())), Measured())


@pytest.mark.parametrize("change", ["cut", "flip", "other", "empty"])
def test_damage_is_noticed(change, measured):
    data = to_bytes(measured)
    changed = {
        "cut": data[:-100],
        "flip": data[:5000] + bytes([data[5000] ^ 1]) + data[5001:],
        "other": b"something else" * 100,
        "empty": b"",
    }[change]
    with pytest.raises(ValueError, match="not what was written"):
        from_bytes(changed)


@pytest.mark.parametrize(
    "head",
    [b"[]", b"null", b"{}", b"\xff", b"[" * 100_000 + b"]" * 100_000, b'{"arrays": [["|O", [4]]]}',
     b'{"arrays": [["<i8", [-1]]]}', b'{"arrays": [["<i8", [1180591620717411303424]]]}'],
    ids=["list", "null", "empty", "no text", "deep", "objects", "negative", "huge"],
)  # fmt: skip
def test_a_file_with_the_right_checksum_that_somebody_else_made(head):
    body = measured_file._MAGIC + len(head).to_bytes(8, "little") + head
    with pytest.raises(ValueError):
        from_bytes(body + hashlib.sha256(body).digest())


def test_what_waits_on_disk_is_what_waits_in_memory(measured, tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with Shelf() as memory, Shelf(in_memory=0) as disk:
        for shelf in (memory, disk):
            for _ in range(3):
                shelf.add(measured)
            shelf.put(1, Measured(ledgers={0: Ledger("other", records=1, posts=1)}))
        assert len(list(tmp_path.rglob("*.part"))) == 3
        found = [list(shelf) for shelf in (memory, disk)]
        assert [len(each.tally.counts) for each in found[1]] == [
            len(measured.tally.counts),
            0,
            len(measured.tally.counts),
        ]
        assert all(same(one, other) for one, other in zip(*found, strict=True))
        assert all(len(each.keys) == 0 for side in found for each in side)
        assert same(memory.total(), disk.total())
    assert list(tmp_path.iterdir()) == []


def test_a_result_that_is_put_in_place_of_another_counts_alone(measured):
    with Shelf() as shelf:
        shelf.add(measured)
        shelf.add(measured)
        assert shelf.total().posts == 2 * measured.posts
        shelf.put(1, Measured())
        assert same(shelf.total(), measured_copy(replace(measured, keys=PostKeys())))


def test_keys_keep_their_order():
    keys = PostKeys.of([np.array([9, 0, 3, 9], dtype=np.uint64)], [np.array([1, 2, 3, 4], dtype=np.uint64)])
    again = from_bytes(to_bytes(Measured(keys=keys))).keys
    assert (again.key.tolist(), again.version.tolist(), again.position.tolist()) == ([3, 9, 9], [3, 1, 4], [2, 0, 3])
