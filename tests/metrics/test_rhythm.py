"""Distributions of posting rates, days and hours against plain loops, and what is never kept."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import pytest

from audit.metrics import rhythm
from audit.metrics.base import Scope
from audit.metrics.rhythm import DAYS, HOURS, Rhythm, rhythms_of
from audit.plan import Plan
from audit.tally import Tally
from audit.tally.tally_file import load, save

DAY = 86_400_000_000


def rows_of(authors: int = 300, seed: int = 2, clocks: int = 0) -> list[dict]:
    """Authors who post at random times of their waking hours; ``clocks`` of them to the minute, day and night."""
    generator = np.random.default_rng(seed)
    rows = []
    for author in range(authors):
        n, days = int(generator.integers(1, 120)), int(generator.choice([25, 200]))
        if author < clocks:
            moments = 1_600_000_000_000_000 + np.arange(160) * 3 * 3_600_000_000
        else:
            moments = (
                1_600_000_000_000_000
                + generator.integers(0, days, n) * DAY
                + generator.integers(8, 20, n) * 3_600_000_000
            )
            moments += generator.integers(0, 3_600_000_000, n)
        rows += [
            {"post_id": f"{author}/{i}", "author_id": f"author {author}", "text": "text", "created_at": int(moment)}
            for i, moment in enumerate(moments)
        ]
    return rows


def tally_of(batches) -> Tally:
    tally = Tally()
    for batch in batches:
        tally.author_posts.add(batch.author_key[batch.has_author])
        tally.merge(Rhythm().measure(batch))
    return tally


def judged(tally: Tally, **plan):
    authors = len(tally.author_posts)
    return Rhythm().judge(tally, Scope(Plan.make(plan), tally.posts(("rhythm", "posts")), authors, authors > 0))


def naive(rows) -> dict[str, list[float]]:
    by_author = defaultdict(list)
    for row in rows:
        by_author[row["author_id"]].append(row["created_at"])
    result = defaultdict(list)
    for moments in by_author.values():
        moments.sort()
        result["posts_per_active_day"].append(len(moments) / len({each // DAY for each in moments}))
        days = np.unique([each // DAY for each in moments], return_counts=True)[1]
        if len(days) >= 20 and np.mean(days) >= 2:
            result["daily_variation"].append(np.std(days, ddof=1) / np.mean(days))
        if len(moments) >= 20:
            hours = np.bincount([each // 3_600_000_000 % 24 for each in moments])
            result["hour_entropy"].append(-sum(p * math.log(p) for p in hours / hours.sum() if p) / math.log(24))
    return result


def test_values_are_those_of_plain_loops(batch_of):
    rows = rows_of()
    samples = tally_of([batch_of(rows[:999]), batch_of(rows[999:])]).samples
    expected = naive(rows)
    for name, (owner, values, _) in rhythms_of(samples[DAYS], samples[HOURS]):
        assert len(values) > 50
        assert sorted(values) == pytest.approx(sorted(expected[name])), name
        assert len(owner) == len(values)


def test_quantiles_over_authors(batch_of):
    rows = rows_of(authors=1500)
    by_id = {each.id: each for each in judged(tally_of([batch_of(rows)])).estimates}
    for name, values in naive(rows).items():
        for quantile, words in ((0.5, "median"), (0.9, "percentile_90")):
            estimate = by_id[f"rhythm.{name}.{words}"]
            assert estimate.value == pytest.approx(np.quantile(values, quantile))
            assert estimate.low <= estimate.value <= estimate.high
            assert estimate.n_authors == len(values)
    # 15 of 1,500 authors lie beyond the 99th percentile, and fewer of those with 20 posts or more.
    assert by_id["rhythm.posts_per_active_day.percentile_99"].status == "ok"
    few = by_id["rhythm.posts_per_active_day.percentile_99"].n_authors
    assert few == 1500
    smaller = {each.id: each for each in judged(tally_of([batch_of(rows_of(authors=300))])).estimates}
    assert smaller["rhythm.posts_per_active_day.percentile_99"].status == "suppressed"
    assert smaller["rhythm.posts_per_active_day.percentile_99"].n_authors is None


def test_thresholds_are_the_readers_own(batch_of):
    rows = rows_of(authors=400, clocks=30)
    tally = tally_of([batch_of(rows)])
    assert not [each for each in judged(tally).estimates if "threshold" in each.id]
    told = judged(tally, rhythm={"daily_variation": 0.2, "hour_entropy": 0.9, "posts_per_active_day": 3})
    by_id = {each.id: each for each in told.estimates}
    values = naive(rows)
    for name, beyond in (
        ("daily_variation", lambda x: x < 0.2),
        ("posts_per_active_day", lambda x: x > 3),
    ):
        estimate = by_id[f"rhythm.{name}.beyond_threshold"]
        assert estimate.value == pytest.approx(np.mean([beyond(each) for each in values[name]]))
        assert estimate.low < estimate.value < estimate.high
    assert "threshold of the plan" in told.findings[0].statement
    assert told.findings[0].reading == "not_assessed"


def test_few_beyond_a_threshold_are_hidden(batch_of):
    told = judged(tally_of([batch_of(rows_of(clocks=5))]), rhythm={"daily_variation": 0.2})
    [beyond] = [each for each in told.estimates if "threshold" in each.id]
    assert beyond.status == "suppressed"


def test_beyond_the_bound_whole_authors_are_drawn(batch_of, monkeypatch):
    monkeypatch.setattr(rhythm, "MOST_PAIRS", 2000)
    rows = rows_of(authors=400)
    parts = [batch_of(rows[start : start + 1500]) for start in range(0, len(rows), 1500)]
    sample, backwards = (tally_of(order).samples[DAYS] for order in (parts, parts[::-1]))
    assert 0 < len(sample) <= 2000
    assert sample.level > 0
    assert sample.column("key").tolist() == backwards.column("key").tolist()
    keys, posts = np.unique(batch_of(rows).author_key, return_counts=True)
    per_author = dict(zip(keys.tolist(), posts.tolist(), strict=True))
    kept = defaultdict(int)
    for owner, number in zip(sample.column("owner").tolist(), sample.column("posts").tolist(), strict=True):
        kept[owner] += number
    assert all(per_author[owner] == number for owner, number in kept.items())
    told = judged(tally_of(parts))
    assert "sample of 1 in" in told.estimates[0].note
    assert "sample of 1 in" in " ".join(told.findings[0].caveats)


def test_a_tally_says_the_same_and_tells_no_day_and_no_hour(batch_of, tmp_path):
    tally = tally_of([batch_of(rows_of())])
    path = tmp_path / "t.arrow"
    path.write_bytes(save(tally, {}, bytes(16)))
    back = load(path)[0]
    assert judged(back) == judged(tally)
    for cell in (DAYS, HOURS):
        columns = back.samples[cell].columns
        assert set(columns) == {"key", "level", "owner", "posts"}
        for name in ("key", "owner"):
            assert not set(columns[name].tolist()) & set(tally.samples[cell].columns[name].tolist())
    shared = set(back.samples[DAYS].columns["owner"].tolist()) & set(back.samples[HOURS].columns["owner"].tolist())
    assert not shared
    assert not shared & set(back.author_posts.keys.tolist())


@pytest.mark.parametrize("missing", ["author_id", "created_at"])
def test_without_authors_or_times_there_is_no_rhythm(missing, batch_of):
    told = judged(tally_of([batch_of(rows_of(), without=[missing])]))
    assert not told.estimates
    assert told.not_measured
