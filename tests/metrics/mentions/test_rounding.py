"""Gaps by strict forms on a grid: as coarse as the others are few, never surer than they were, and hidden where nothing is left."""

from __future__ import annotations

import numpy as np
import pytest

from audit.finding import Estimate
from audit.metrics.mentions.rounding import HIDDEN, ROUNDED, Others, rounded, step_of
from audit.metrics.telling import share_of_others
from audit.statistics.contrasts import difference

FLOOR, TOLERANCE, OWN = 10, 0.05, (60, 260)


def spread_over(posts):
    return np.bincount(np.arange(posts) % 128, minlength=128).astype(np.int64)


def gap(labelled, posts, **changed):
    """The gap of 60 of 260 posts to so many of the others."""
    made = difference(*(spread_over(each) for each in (*OWN, labelled, posts)), tolerance=TOLERANCE)
    figures = {name: getattr(made, name) for name in ("value", "low", "high", "n_effective", "p_value", "level")}
    return Estimate(
        id="labels.toxic.yes.mention.gender.women.difference",
        metric="labels",
        measure="difference_by_mention",
        group={"gender": "women"},
        n_posts=OWN[1],
        n_authors=OWN[1],
        degrees_of_freedom=made.degrees_of_freedom,
        detectable=0.1234567,
        **{**figures, "unit": "points", **changed},
    )


def told(labelled, posts, alone, counted):
    others = Others.of(*(np.array([each]) for each in (posts, alone, counted)))
    return rounded(gap(labelled, posts), others, FLOOR, TOLERANCE)


@pytest.mark.parametrize(
    ("others", "step"),
    [(10, 0.5), (99, 0.1), (100, 0.05), (249, 0.05), (250, 0.02), (499, 0.02), (500, 0.01), (10**6, 0.01), (0, 5)],
)
def test_a_step_is_worth_half_a_floor_of_posts_of_the_others(others, step):
    assert step_of(others, FLOOR) == pytest.approx(step)
    assert step_of(others, FLOOR) * max(others, 1) >= FLOOR / 2 - 1e-9


@pytest.mark.parametrize("posts", [100, 120, 250, 300, 600, 2000])
@pytest.mark.parametrize("alone", [1, 3, 9, 15])
def test_it_is_the_same_however_few_of_them_are_labelled(posts, alone):
    """Everybody, the group and the posts with loose forms alone stay: only who of these is labelled changes."""
    for everybody in range(posts // 5, posts // 5 + 12):
        made = {(each.value, each.status) for each in (told(everybody - n, posts, alone, n) for n in range(alone + 1))}
        assert len(made) == 1


@pytest.mark.parametrize("n", range(4))
def test_where_the_others_are_few_nothing_is_left(n):
    made = told(22 - n, 99, 3, n)
    assert (made.status, made.note) == ("suppressed", HIDDEN)
    assert [made.value, made.low, made.high, made.p_value, made.detectable, made.n_posts, made.n_authors] == [None] * 7


@pytest.mark.parametrize("posts", [120, 300, 600, 20_000])
@pytest.mark.parametrize("share", [0.02, 0.21, 0.24, 0.5, 0.97])
def test_it_is_never_surer_than_it_was(posts, share):
    for alone, counted in ((0, 0), (3, 0), (9, 9), (300, 4), (300, 298), (300, 150)):
        exact = gap(round(share * posts), posts)
        made = told(round(share * posts), posts, alone, counted)
        if made.status == "suppressed":
            continue
        step = step_of(posts, FLOOR)
        assert ROUNDED in made.note
        assert made.low <= exact.low + 1e-12
        assert made.high >= exact.high - 1e-12
        assert made.p_value >= exact.p_value
        for each in (made.value, made.low, made.high):
            assert each / step == pytest.approx(round(each / step)) or abs(each) == 1
        assert (made.n_effective, made.degrees_of_freedom) == (None, None)


def test_where_the_others_are_many_it_is_the_gap_to_a_hundredth():
    made = told(4000, 20_000, 3, 2)
    assert made.status == "ok"
    assert made.value == round(60 / 260 - 0.2, 2)
    assert made.n_posts == OWN[1]
    exact = gap(4000, 20_000)
    assert exact.low - made.low < 0.02
    assert made.high - exact.high < 0.02


def test_q_values_and_what_has_no_interval():
    made = rounded(gap(200, 1000, q_value=0.0123), Others(1000), FLOOR, TOLERANCE)
    assert made.q_value >= max(made.p_value, 0.0123)
    bare = rounded(gap(200, 1000, low=None, high=None, p_value=None), Others(1000), FLOOR, TOLERANCE)
    assert (bare.value, bare.low, bare.high, bare.p_value) == (0.03, None, None, None)
    index = rounded(gap(200, 1000, value=0.98, low=0.9, high=1.0, unit="index"), Others(1000), FLOOR, TOLERANCE)
    assert index.high == 1


def test_what_is_hidden_stays_so():
    hidden = gap(200, 1000, value=None, low=None, high=None, p_value=None, status="suppressed")
    assert rounded(hidden, Others(1000), FLOOR, TOLERANCE) is hidden


def test_the_share_of_the_others_is_not_told_beside_a_gap_that_is_hidden():
    own, hidden = gap(22, 99, unit="share", note=""), told(22, 99, 3, 1)
    assert share_of_others(own, hidden, 0.2222) == "a share that is not printed"
    assert share_of_others(own, gap(22, 99), 0.2222) == "22%"
