"""A hidden group must not follow from the ratios of the others: the subtraction is tried."""

from __future__ import annotations

import numpy as np
import pytest

from audit.metrics.themes.hiding import coarse, tells
from audit.metrics.weighed import Counted
from audit.posts import BUCKETS

LEAD = "it was the end of the day and in the town"


def saying(group, posts, marked, prefix):
    """Posts of a group, each by an author of its own, of which so many call it lazy."""
    return [
        {
            "post_id": f"{prefix}{i}",
            "author_id": f"{prefix}{i}",
            "text": f"{LEAD} the {group} are {'lazy' if i < marked else 'here'}",
            "lang": "en",
        }
        for i in range(posts)
    ]


def rows(of_the_third, posts=80):
    third = saying("nonbinary people", posts, of_the_third, "n")
    return saying("women", 300, 90, "w") + saying("men", 260, 60, "m") + third


def printed(told, name):
    """Every number that is printed of the ratios of the first two groups."""
    estimates = (told.estimates[f"{name}.gender.{group}.competence.ratio"] for group in ("women", "men"))
    return [
        (e.value, e.low, e.high, e.p_value, e.q_value, e.detectable, e.n_effective, e.degrees_of_freedom, e.n_posts)
        for e in estimates
    ]


@pytest.mark.parametrize("name", ["markers", "descriptions"])
def test_who_is_hidden_does_not_follow_from_the_ratios(judged, name):
    told = judged(name, rows(4))
    assert told.estimates[f"{name}.gender.nonbinary_people.competence.rate"].status == "suppressed"
    for group in ("women", "men"):
        estimate = told.estimates[f"{name}.gender.{group}.competence.ratio"]
        assert "hidden group" in estimate.note
        assert estimate.n_effective is None
        assert estimate.low < estimate.value < estimate.high
    # Whoever knows all other posts and works out the ratios for each number that could be hidden finds several that fit.
    assert sum(printed(judged(name, rows(other)), name) == printed(told, name) for other in range(1, 10)) >= 3


@pytest.mark.parametrize("name", ["markers", "descriptions"])
def test_ratios_are_exact_where_nobody_is_hidden(judged, name):
    for third in (0, 20):  # of nobody there is nothing to hide, and twenty are printed
        told = judged(name, rows(third))
        women = told.estimates[f"{name}.gender.women.competence.ratio"]
        assert women.value == pytest.approx(0.3 / ((60 + third) / 340), rel=1e-12)
        assert "hidden" not in women.note


def test_a_group_of_a_few_is_hidden_with_and_without_the_theme(judged):
    told = judged("markers", rows(0, posts=6))
    assert "hidden group" in told.estimates["markers.gender.women.competence.ratio"].note


def test_the_sentence_says_no_more_than_the_ratio(judged):
    small = saying("women", 300, 150, "w") + saying("men", 260, 20, "m") + saying("nonbinary people", 80, 3, "n")
    told = judged("markers", small)
    finding = told.findings["markers.gender.women.competence"]
    ratio = told.estimates["markers.gender.women.competence.ratio"].value
    assert f"against ≈{100 * 0.5 / ratio:.2g}% of posts" in finding.statement


def buckets(*numbers):
    return Counted(np.array([*numbers, *[0] * (BUCKETS - len(numbers))], dtype=np.int64))


def test_what_is_little_is_told_from_what_is_enough():
    few, many = buckets(*[1] * 9), buckets(*[1] * 10)
    assert not tells([], 10)
    assert not tells([(buckets(), many)], 10)
    assert tells([(few, buckets(*[9] * 60))], 10)  # a few have the theme
    assert tells([(buckets(*[9] * 60), buckets(*[10] * 9, *[9] * 51))], 10)  # a few lack it
    assert tells([(buckets(), few)], 10)  # a few are all there are
    assert not tells([(few, buckets(*[9] * 60)), (buckets(*[0] * 9, 1), many)], 10)  # together they are enough


def test_the_grid_grows_finer_with_what_the_others_are_worth(judged):
    exact = judged("markers", rows(20)).estimates["markers.gender.women.competence.ratio"]
    widths = []
    for times in (1, 10, 100):
        posts = np.full(BUCKETS, 10 * times, dtype=np.int64)
        marked = np.random.default_rng(1).binomial(posts, 0.2).astype(np.int64)
        found = coarse(exact, Counted(marked), Counted(posts), 10, 1.25)
        assert found.low <= exact.low <= exact.high <= found.high
        assert found.p_value >= exact.p_value
        widths.append(found.high - found.low)
    assert widths[0] > widths[1] > widths[2] > exact.high - exact.low
