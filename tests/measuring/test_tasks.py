"""Which parts are put into one task, and which sources are cut by reading them."""

from __future__ import annotations

import gzip
import json

import pytest

import audit
from audit import api
from audit.loaders import feeding
from audit.measuring import tasks as module
from audit.measuring.tasks import Tasks

PLAN = {"dataset": {"name": "x"}}


@pytest.fixture
def packed(tmp_path, monkeypatch):
    """Compressed files of so many lines each, any of them worth cutting."""
    monkeypatch.setattr(feeding, "FEED_ABOVE", 0)

    def write(*lines: int):
        paths = []
        for number, count in enumerate(lines):
            paths.append(tmp_path / f"{number:03d}.jsonl.gz")
            rows = (
                {"id": f"{number}-{each}", "author": f"a{each % 7}", "text": f"post {each * each}"}
                for each in range(count)
            )
            paths[-1].write_bytes(gzip.compress("".join(json.dumps(row) + "\n" for row in rows).encode()))
        return audit.load(paths, plan=PLAN)

    return write


def test_a_few_large_sources_are_cut_by_reading_them(packed):
    parts = packed(300, 300, 300).parts()
    assert all(part.block is not None for task in Tasks(parts) for part in task)


def test_many_of_like_size_are_tasks_as_they_are(packed):
    parts = packed(*[100] * 20).parts()
    tasks = list(Tasks(parts))
    assert [len(task) for task in tasks] == [1] * 20 == [1] * Tasks(parts).expected
    assert [task[0] for task in tasks] == parts


def test_one_that_is_most_of_all_is_cut_however_many_are_small(packed):
    parts = packed(*[10] * 30, 3000).parts()
    assert any(part.block is not None for task in Tasks(parts) for part in task)


def test_beyond_so_many_parts_are_put_together_in_order(packed, monkeypatch):
    parts = packed(*[20] * 23).parts()
    monkeypatch.setattr(module, "MOST", 5)
    tasks = list(Tasks(parts))
    assert [len(task) for task in tasks] == [5, 5, 5, 5, 3]
    assert [part for task in tasks for part in task] == parts


def test_how_tasks_are_made_changes_no_byte(packed, monkeypatch):
    posts = packed(*[40] * 20)
    alone = api.run_audit(posts, plan=PLAN, workers=1).findings.as_dict()
    assert api.run_audit(posts, plan=PLAN, workers=2).findings.as_dict() == alone
    monkeypatch.setattr(module, "_MANY", 1000)
    assert api.run_audit(posts, plan=PLAN, workers=2).findings.as_dict() == alone
    monkeypatch.setattr(module, "MOST", 3)
    assert api.run_audit(posts, plan=PLAN, workers=1).findings.as_dict() == alone
