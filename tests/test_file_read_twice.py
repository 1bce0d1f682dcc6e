"""A file that holds every post k times, without ids that would tell, gives the same figures and no narrower interval."""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest

import audit

SAMPLES = Path(__file__).parents[1] / "data_samples"
#: Authors in so many posts: a count, which grows with the posts of the smallest community.
COUNTS = ("_at_equal_posts", "_at_equal_posts_without_top_author")
#: Their n_effective is the number of posts.
BOUNDS = "bounds"


def figures(folder: Path, times: int) -> dict[str, audit.Estimate]:
    with (SAMPLES / "northtown.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert header[0] == "post_id"
    path = folder / f"posts-{times}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header[1:], *(row[1:] for _ in range(times) for row in rows)])
    findings = audit.run(str(path), plan=str(SAMPLES / "audit.toml"))
    return {each.id: each for each in findings.estimates}


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> dict[str, audit.Estimate]:
    return figures(tmp_path_factory.mktemp("once"), 1)


def exempt(estimate: audit.Estimate) -> bool:
    return estimate.unit == "count" or estimate.measure.endswith(COUNTS)


def close(a: float | None, b: float | None) -> bool:
    if a is None or b is None:
        return a is b
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


@pytest.mark.parametrize("times", [2, 3])
def test_every_estimate_stays(once: dict[str, audit.Estimate], times: int, tmp_path: Path) -> None:
    often = figures(tmp_path, times)
    assert set(often) == set(once)
    told = [each for each in once.values() if each.status == "ok" and each.low is not None and not exempt(each)]
    assert len(told) > 300
    assert {each.metric for each in told} >= {"representation", "concentration", "mentions", "labels"}
    for before in once.values():
        after = often[before.id]
        if exempt(before):
            continue
        assert after.status == before.status, before.id
        for name in ("value", "low", "high", "p_value", "q_value"):
            assert close(getattr(before, name), getattr(after, name)), (before.id, name)
        if before.measure != BOUNDS:
            assert close(before.n_effective, after.n_effective), before.id
