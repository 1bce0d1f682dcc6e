"""Helpers of these tests stand beside them: ``named_posts``."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def names(tmp_path_factory):
    from named_posts import write_list

    return write_list(tmp_path_factory.mktemp("list"))


@pytest.fixture(scope="session")
def posts():
    from named_posts import posts_of

    return posts_of()


@pytest.fixture(scope="session")
def bounded(posts, names):
    from named_posts import run

    return run(posts, names)
