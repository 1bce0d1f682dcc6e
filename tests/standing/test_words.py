"""Sizes in words."""

from __future__ import annotations

from dataclasses import replace

from audit.finding import Estimate
from audit.standing.sides import OtherSide, outside
from audit.standing.words import both_sizes, other_size, own_size, short_sizes, whole

GAP = Estimate("m.gap", "m", "gap", {}, 0.09, 0.04, 0.14, "points", 1203, 640)
OTHERS = OtherSide("labelled posts by the others", 2411, 1002)


def test_both_sides_are_said():
    assert both_sizes(replace(GAP, other_side=OTHERS)) == (
        "1,203 posts by 640 authors, against 2,411 posts by 1,002 authors"
    )
    assert short_sizes(replace(GAP, other_side=OTHERS)) == "1,203 posts, against 2,411"


def test_authors_that_are_not_counted_are_left_out():
    assert other_size(replace(OTHERS, n_authors=None)) == "2,411 posts"


def test_a_hidden_size_is_said_to_be_hidden_and_a_number_from_elsewhere_to_have_none():
    assert other_size(OTHERS.hidden) == "hidden"
    assert both_sizes(replace(GAP, other_side=OTHERS.hidden)).endswith(", against a hidden number of posts")
    assert short_sizes(replace(GAP, other_side=OTHERS.hidden)) == "1,203 posts"  # a table says that it is hidden
    assert other_size(outside("census")) == "no posts"
    assert both_sizes(replace(GAP, other_side=outside("census"))) == "1,203 posts by 640 authors"


def test_a_share_says_how_many_of_which_posts():
    share = replace(GAP, unit="share", n_counted=87, denominator="posts that state a gender")
    assert own_size(share) == "87 of 1,203 posts by 640 authors"
    assert whole(share) == "87 of 1,203 posts by 640 authors: posts that state a gender"


def test_nothing_is_said_of_a_figure_without_its_own_counts():
    hidden = replace(GAP, n_posts=None, n_authors=None, other_side=OTHERS)
    assert both_sizes(hidden) == own_size(hidden) == short_sizes(hidden) == whole(hidden) == ""


def test_the_same_posts_read_otherwise_are_no_other_side_on_page_one():
    assert short_sizes(replace(GAP, other_side=OtherSide("the same posts", 1203))) == "1,203 posts"
