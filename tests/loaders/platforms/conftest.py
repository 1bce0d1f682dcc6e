"""Records of which any field may be anything, for the loaders' tests."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


def paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to every value inside of a record."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for key, inner in items for found in paths(inner, (*path, key)))]


def damaged(data: Any, record: Any) -> Any:
    """A copy of a record with one to three values replaced by any other."""
    record = copy.deepcopy(record)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(paths(record)[1:]))
        inner = record
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = data.draw(JSON)
    return record


@pytest.fixture(scope="session")
def damage() -> Callable[[Any, Any], Any]:
    """From the draws of a hypothesis test and a record to a damaged copy of it."""
    return damaged
