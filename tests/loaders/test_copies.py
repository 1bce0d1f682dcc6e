"""Copies of a post are kept once, the latest, however the parts are cut."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from audit.loaders.copies import exact_copies, lost_copies


def arrays(parts):
    keys = [np.array([key for key, _ in part], dtype=np.uint64) for part in parts]
    versions = [np.array([version for _, version in part], dtype=np.uint64) for part in parts]
    return keys, versions


PARTS = st.lists(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2**63))), min_size=1, max_size=4)


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
    keys, versions = arrays(parts)
    lost = lost_copies(keys, versions)
    everything = [each for part in parts for each in part]
    latest = {key: max(v for k, v in everything if k == key) for key, _ in everything}
    expected = {
        index: sum(parts[index][place][1] == latest[parts[index][place][0]] for place in places.tolist())
        for index, places in lost.items()
    }
    assert exact_copies(keys, versions, lost) == expected


def test_no_copies_no_work():
    assert lost_copies(*arrays([[(1, 5), (2, 5)], [(3, 1)]])) == {}
    assert lost_copies([], []) == {}


def test_of_equal_versions_the_first_stays():
    lost = lost_copies(*arrays([[(9, 4)], [(9, 4), (8, 1)]]))
    assert list(lost) == [1]
    assert lost[1].tolist() == [0]
