"""Copies of a post are kept once, the latest, however the parts are cut and wherever their ids wait."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.loaders import copies as module
from audit.loaders.base import Ledger
from audit.loaders.copies import Copies, Lost, PostKeys, lost_copies


def arrays(parts):
    keys = [np.array([key for key, _ in part], dtype=np.uint64) for part in parts]
    versions = [np.array([version for _, version in part], dtype=np.uint64) for part in parts]
    return keys, versions


def found(parts, in_memory=module.IN_MEMORY) -> dict[int, Lost]:
    with Copies(in_memory) as copies:
        for key, version in zip(*arrays(parts), strict=True):
            copies.add(PostKeys.of([key], [version]))
        return copies.lost()


# Ids of a few values, some at the very ends of the ranges that are looked through one by one.
KEYS = st.sampled_from([0, 1, 2, 2**54 - 1, 2**54, 2**63, 2**64 - 2**54, 2**64 - 1])
PARTS = st.lists(st.lists(st.tuples(KEYS, st.integers(0, 2**64 - 1) | st.integers(0, 2))), min_size=1, max_size=4)


@given(PARTS)
def test_what_stays_is_one_latest_version_of_each(parts):
    lost = lost_copies(*arrays(parts))
    kept = [
        each
        for index, part in enumerate(parts)
        for position, each in enumerate(part)
        if position not in set(lost.get(index, np.array([])).tolist())
    ]
    everything = [each for part in parts for each in part]
    named = [each for each in kept if each[0] != 0]
    assert len({key for key, _ in named}) == len(named)
    assert {key for key, _ in named} == {key for key, _ in everything} - {0}
    assert all(version == max(v for k, v in everything if k == key) for key, version in named)
    assert sum(key == 0 for key, _ in kept) == sum(key == 0 for key, _ in everything)


@given(PARTS)
def test_those_that_say_the_same_as_the_one_that_stays_are_exact(parts):
    lost = found(parts)
    everything = [each for part in parts for each in part]
    latest = {key: max(v for k, v in everything if k == key) for key, _ in everything}
    for index, each in lost.items():
        here = [parts[index][place] for place in each.positions.tolist()]
        assert each.exact.tolist() == [version == latest[key] for key, version in here]


@pytest.mark.parametrize("at_once", [1, 3, 1 << 21])
def test_where_ids_wait_and_how_many_are_looked_at_changes_nothing(at_once, monkeypatch):
    draw = np.random.default_rng(4)
    parts = [
        [
            (int(key), int(version))
            for key, version in zip(draw.choice(keys, 500), draw.integers(0, 3, 500), strict=True)
        ]
        for keys in [draw.integers(0, 2**64, 400, dtype=np.uint64)]
        for _ in range(5)
    ]
    expected = found(parts)
    assert sum(len(each.positions) for each in expected.values()) > 1000
    monkeypatch.setattr(module, "_AT_ONCE", at_once)
    again = found(parts, in_memory=1000)
    assert [(part, each.positions.tolist(), each.exact.tolist()) for part, each in again.items()] == [
        (part, each.positions.tolist(), each.exact.tolist()) for part, each in expected.items()
    ]


def test_no_copies_no_work():
    assert lost_copies(*arrays([[(1, 5), (2, 5)], [(3, 1)]])) == {}
    assert lost_copies([], []) == {}


def test_of_equal_versions_the_first_stays():
    lost = lost_copies(*arrays([[(9, 4)], [(9, 4), (8, 1)]]))
    assert list(lost) == [1]
    assert lost[1].tolist() == [0]


def test_a_source_without_copies_says_nothing_of_copies():
    """A task of several sources is measured again for one of them: how parts are put together is not to be seen."""
    ledger = Ledger("a")
    ledger.post(3)
    ledger.drop_duplicates(0)
    assert dict(ledger.skipped) == {}
    ledger.drop_duplicates(2)
    assert (ledger.posts, dict(ledger.skipped)) == (1, {"duplicate id": 2})
    ledger.check()
