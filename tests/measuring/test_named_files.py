"""Files that a plan names: with them other than where a task comes from, a worker elsewhere does not measure it."""

from __future__ import annotations

import functools

import pytest

import audit
from audit.engines import remote
from audit.errors import PlanError
from audit.measuring.named_files import measured_with
from audit.measuring.part import Job
from audit.measuring.whole import Assignment, carry_out


@pytest.fixture
def named(tmp_path):
    table = tmp_path / "values.csv"
    table.write_text("value,group\nf,women\nm,men\n")
    return table


def sent(posts, files):
    """One task, as a cluster does it."""
    function = functools.partial(carry_out, job=Job(posts.plan, bytes(16), metrics=()), files=files)
    task = Assignment(tuple(posts.parts()))
    return remote.outcome(
        remote.carry_out(remote.packed(function), remote.packed(task), remote.packed(remote.installed()))
    )


def test_a_worker_that_has_another_file_under_the_same_name_says_so(named):
    rows = [{"post_id": str(n), "text": "morning", "gender": "fm"[n % 2]} for n in range(20)]
    posts = audit.load(rows, plan={"groups": {"gender": {"column": "gender", "table": str(named)}}})
    files = measured_with(posts.plan)
    assert [name for name, _ in files] == ["values.csv"]
    assert sent(posts, files).posts == 20
    named.write_text("value,group\nf,women\nm,others\n")
    with pytest.raises(PlanError, match=r"lacks 'values\.csv', or has it with another content"):
        sent(posts, files)
    named.unlink()
    with pytest.raises(PlanError, match="lacks 'values"):
        sent(posts, files)


def test_what_is_only_judged_with_need_not_be_there(tmp_path):
    shares = tmp_path / "shares.csv"
    shares.write_text("attribute,group,share\ngender,women,0.5\ngender,men,0.5\n")
    assert measured_with(audit.Plan.make({"benchmarks": {"gender": str(shares)}})) == ()
