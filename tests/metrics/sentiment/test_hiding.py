"""How a few posts score does not follow from the gaps."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from audit.metrics.sentiment.hiding import coarse, tells
from audit.metrics.sentiment.sums import Sums
from audit.plan import Plan
from audit.posts import BUCKETS

pytest.importorskip("vaderSentiment.vaderSentiment")
NAME = "sentiment"
LEAD = "it was the end of the day and"
WHITE, BLACK, BESIDE = "the white people", "the black people", "where it was black the white people"


def saying(words, ending, posts, prefix, also="", of=0):
    """Posts by authors of their own; the first ``of`` of them are in other words, and by the same authors."""
    return [
        {
            "post_id": f"{prefix}{i}",
            "author_id": f"{prefix}{i}",
            "lang": "en",
            "text": f"{LEAD} {also if i < of else words} are {ending}",
        }
        for i in range(posts)
    ]


def with_aside(sad, aside=3, white=60):
    """The same means of both groups, whichever posts of the white group name the black one loosely."""
    return (
        saying(WHITE, "lazy", white, "wl", BESIDE, sad)
        + saying(WHITE, "here", 200, "wh", BESIDE, aside - sad)
        + saying(BLACK, "lazy", 50, "bl")
        + saying(BLACK, "nice", 50, "bn")
        + saying(BLACK, "here", 100, "bh")
    )


def of_two(sad, both=4, women=60):
    """The same number of posts of both groups that are sad and that are not, of which a few mention both."""
    return (
        saying("women", "lazy", women, "wl", "women and men", sad)
        + saying("women", "here", 140, "wh", "women and men", both - sad)
        + saying("men", "lazy", 40 - sad, "ml")
        + saying("men", "here", 160 - (both - sad), "mh")
    )


def gaps(told):
    """The gaps to others, as they are printed."""
    return [each for each in told.judgement.estimates if each.measure == "gap_to_others"]


def sad_of(told, group):
    """Mean and posts of a group: what whoever subtracts has besides."""
    mean = told.estimates[f"{NAME}.{group}.mean"]
    return mean.value, mean.n_posts


def test_the_few_on_neither_side_cannot_be_worked_out(judged):
    every = [judged(NAME, with_aside(sad)) for sad in range(4)]
    for group in ("white_people", "black_people"):
        assert len({sad_of(told, f"race_ethnicity.{group}") for told in every}) == 1
    assert [gaps(told) for told in every] == [gaps(every[0])] * 4
    name = f"{NAME}.race_ethnicity.black_people.gap_to_others"
    gap, exact = every[0].estimates[name], judged(NAME, with_aside(0, 0)).estimates[name]
    assert "rounded" in gap.note
    assert (gap.n_effective, gap.degrees_of_freedom) == (None, None)
    assert "rounded" not in exact.note
    assert gap.low <= exact.low <= exact.high <= gap.high


def test_the_few_of_two_groups_cannot_be_worked_out(judged):
    every = [judged(NAME, of_two(sad)) for sad in range(5)]
    for group in ("women", "men"):
        assert len({sad_of(told, f"gender.{group}") for told in every}) == 1
    assert all("rounded" in each.note for told in every for each in gaps(told))
    assert "rounded" not in every[0].estimates[f"{NAME}.gender.women.mean"].note


def test_few_numbers_stand_alone_on_an_edge_of_the_grid(judged):
    """A grid has edges: most numbers that could be hidden are printed as another one is, where exact gaps tell each."""
    alone, numbers = 0, 0
    for size in (30, 45, 60, 75, 90):
        for sets in ([with_aside(sad, white=size) for sad in range(4)], [of_two(sad, women=size) for sad in range(5)]):
            every = [gaps(judged(NAME, rows)) for rows in sets]
            alone += sum(every.count(told) == 1 for told in every)
            numbers += len(every)
    assert alone <= numbers / 4


def test_enough_on_both_sides_or_neither_leave_the_gap_exact(judged):
    for rows in (with_aside(20, 60, 80), of_two(20, 40)):
        found = gaps(judged(NAME, rows))
        assert found
        assert not any("rounded" in each.note for each in found)


def of(voices, knowing=None):
    posts, known = np.zeros((2, BUCKETS), dtype=np.int64)
    posts[:voices] = 1
    known[: voices if knowing is None else knowing] = 1
    return Sums(posts, known, -300 * known)


def test_what_is_little_is_told_from_what_is_enough():
    groups = [of(100), of(100)]
    nothing = of(0)
    everyone = groups[0] - (nothing - groups[1])
    assert not tells(groups, everyone, [nothing, nothing], 10)
    assert not tells(groups, everyone, [of(10), nothing], 10)
    assert not tells(groups, everyone, [of(10), of(10)], 10)
    assert tells(groups, everyone, [of(9), nothing], 10)
    assert tells(groups, everyone, [of(50, knowing=9), nothing], 10)
    assert tells(groups, everyone, [of(50), of(59)], 10)  # nine more are set aside for one than for the other
    assert tells(groups, everyone - of(9), [nothing, nothing], 10)  # nine mention both
    assert not tells(groups, everyone - of(10), [nothing, nothing], 10)


def test_the_grid_is_no_finer_than_a_hundredth_and_holds_the_exact_limits(judged):
    gap = judged(NAME, with_aside(0, 0)).estimates[f"{NAME}.race_ethnicity.black_people.gap_to_others"]
    for times in (1, 1000):
        posts = np.full(BUCKETS, times, dtype=np.int64)
        found = coarse(gap, Sums(posts, posts, -100 * posts), 10, Plan.make({}).tolerances.sentiment_gap, "rounded")
        assert found.value == pytest.approx(round(found.value, 2), abs=1e-12)
        assert found.low <= gap.low <= gap.high <= found.high
        assert found.p_value >= gap.p_value
    hidden = dataclasses.replace(gap, status="suppressed", value=None, low=None, high=None)
    assert coarse(hidden, of(20), 10, 0.05, "rounded") == hidden
