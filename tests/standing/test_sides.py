"""Sizes of other sides: what a floor holds back by itself."""

from __future__ import annotations

from audit.standing.sides import OtherSide, outside

FLOORS = {"posts": 30, "authors": 10}


def test_a_size_of_enough_is_told():
    side = OtherSide("others", 400, 90)
    assert side.guarded(500, 1000, **FLOORS) == side


def test_too_few_posts_or_authors_are_hidden_with_what_they_are():
    few = OtherSide("others", 400, 9)
    assert few.guarded(500, 1000, **FLOORS) == OtherSide("others", None, None, "suppressed")
    assert OtherSide("others", 29).guarded(500, 1000, **FLOORS).status == "suppressed"


def test_what_both_sides_leave_of_all_posts_may_not_be_few():
    side = OtherSide("others", 495)
    assert side.guarded(500, 995, **FLOORS) == side
    assert side.guarded(500, 1004, **FLOORS).n_posts is None
    assert side.guarded(500, 1005, **FLOORS) == side


def test_nearly_all_posts_leave_few():
    assert OtherSide("all that state it", 996).guarded(500, 1000, **FLOORS).n_posts is None
    assert OtherSide("all", 1000, 90).guarded(500, 1000, **FLOORS).n_posts == 1000


def test_a_number_from_elsewhere_has_no_size_to_hide():
    census = outside("census")
    assert census.hidden == census == census.guarded(500, 1000, **FLOORS)
    assert (census.status, census.n_posts) == ("outside", None)
