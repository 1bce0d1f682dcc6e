"""Rates per reach against a naive count of likes: whom people read, beside what is written."""

from __future__ import annotations

import pytest

from audit.metrics.base import Scope
from audit.metrics.labels.labels import Labels
from audit.metrics.themes.markers import Markers
from audit.plan import Plan
from audit.tally import Tally


def estimates_of(metric, batch):
    tally = Tally()
    tally.count(("dataset", "posts"), batch.bucket)
    tally.author_posts.add(batch.author_key[batch.has_author])
    tally.merge(metric.measure(batch))
    scope = Scope(
        plan=Plan(),
        posts=len(batch),
        authors=len(tally.author_posts),
        has_authors=len(tally.author_posts) > 0,
        benchmarks={},
    )
    return {each.id: each for each in metric.judge(tally, scope).estimates}


@pytest.fixture(scope="module")
def liked(rows):
    """Posts that look beautiful are liked a lot, so reach and posts say different things."""
    return [{**row, "likes": row["likes"] + (20 if "beautiful" in row["text"] else 0)} for row in rows]


def test_markers_per_reach(liked, batch_of):
    found = estimates_of(Markers(), batch_of(liked))["markers.gender.women.appearance.rate_of_reach"]
    women = [row for row in liked if "the women" in row["text"]]
    marked = sum(row["likes"] for row in women if "beautiful" in row["text"])
    assert found.value == pytest.approx(marked / sum(row["likes"] for row in women))
    assert found.value > 0.5 > estimates_of(Markers(), batch_of(liked))["markers.gender.women.appearance.rate"].value
    assert found.low < found.value < found.high


def test_labels_per_reach(liked, batch_of):
    found = estimates_of(Labels(), batch_of(liked))
    for side, rows_of in {
        "author.gender.women": lambda row: row["attribute:gender"] == "female",
        "mention.gender.women": lambda row: "the women" in row["text"],
    }.items():
        mine = [row for row in liked if rows_of(row)]
        labelled = sum(row["likes"] for row in mine if row["label:toxic"] == "yes")
        estimate = found[f"labels.toxic.yes.{side}.rate_of_reach"]
        assert estimate.value == pytest.approx(labelled / sum(row["likes"] for row in mine)), side
        assert estimate.low < estimate.value < estimate.high


def test_likes_are_worth_what_the_authors_behind_them_are(liked, batch_of):
    """Ten times the likes are the same evidence; and a share of likes that is nothing has an upper limit, as one of posts has."""
    once = estimates_of(Markers(), batch_of(liked))
    often = estimates_of(Markers(), batch_of([{**row, "likes": 10 * row["likes"]} for row in liked]))
    reached = [name for name in once if name.endswith("rate_of_reach") and once[name].value is not None]
    assert reached
    for name in reached:
        assert (often[name].low, often[name].high) == pytest.approx((once[name].low, once[name].high)), name
        assert once[name].n_effective < sum(row["likes"] for row in liked)
        assert once[name].high > once[name].value


@pytest.mark.parametrize("metric", [Markers(), Labels()], ids=["markers", "labels"])
def test_without_likes_there_is_no_reach(metric, rows, batch_of):
    none = estimates_of(metric, batch_of([{**row, "likes": 0} for row in rows]))
    absent = estimates_of(metric, batch_of(rows, without=["likes"]))
    assert none.keys() == absent.keys()
    assert not [name for name in none if "reach" in name]
