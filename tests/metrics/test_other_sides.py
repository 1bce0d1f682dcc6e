"""Sizes that metrics tell of the other side: what follows from them is of enough authors."""

from __future__ import annotations

import numpy as np

import audit
from audit.metrics.blurring import blurred
from audit.metrics.other_sides import authors_apart, enough, told_if
from audit.standing.sides import OtherSide
from audit.tally.author_sets import AuthorSet

FLOOR = 10


def authors(*keys):
    made = AuthorSet()
    made.add(np.array(keys, dtype=np.uint64))
    return made


def by(n):
    posts = np.zeros(128, dtype=np.int64)
    posts[:n] = 7
    return posts


def test_authors_of_several_groups_are_counted_where_nobody_is_in_two():
    assert authors_apart([authors(1, 2, 3), authors(4, 5), None]) == 5
    assert authors_apart([authors(1, 2, 3), authors(3, 5)]) is None
    assert authors_apart([]) == 0


def test_nobody_and_the_floor_are_enough():
    assert [enough(by(n), FLOOR) for n in (0, 1, 9, 10)] == [True, False, False, True]


def test_a_side_that_leaves_few_is_hidden():
    side = OtherSide("others", 500)
    assert told_if(side, [by(0), by(10)], FLOOR) == side
    assert told_if(side, [by(20), by(3)], FLOOR).n_posts is None


def themed(both):
    """Posts that mention women or men, some with a word of appearance; of so many authors some mention both."""
    rows = []
    for author in range(60):
        for at in range(6):
            named = ("women", "men")[(author + at) % 2]
            theme = "so beautiful" if at % 3 == 0 else "in town"
            rows.append({"author_id": f"a{author}", "post_id": f"{author}-{at}", "text": f"the {named} sat {theme}"})
    for author in range(both):
        text = "the women and the men sat so beautiful" if author % 2 else "the women and the men sat in town"
        rows += [{"author_id": f"b{author}", "post_id": f"b{author}-{at}", "text": text} for at in range(2)]
    return rows


def ratios(rows):
    findings = audit.run(rows, metrics=["markers"], workers=1)
    return [each for each in findings.estimates if each.measure == "ratio" and each.status == "ok"]


def test_who_mentions_two_groups_is_not_told_by_how_many_mention_another():
    none, few, many = (ratios(themed(both)) for both in (0, 4, 60))
    assert none
    assert few
    assert many
    women = next(each for each in none if each.group["gender"] == "women")
    assert women.other_side.n_posts == 180
    assert {each.other_side.n_posts for each in few} == {None}
    assert {each.other_side.status for each in few} == {"suppressed"}
    assert all(each.other_side.n_posts == 180 for each in many)


def gap(rows):
    findings = audit.run(rows, groups={"gender": "gender"}, labels=["label"], metrics=["labels"], workers=1)
    return next(each for each in findings.estimates if each.measure == "difference_by_author" and each.status == "ok")


def labelled():
    return [
        {"author_id": f"{gender}{at % 40}", "post_id": f"{gender}{at}", "text": f"rain {at}", "gender": gender,
         "label": ("yes", "no")[(at // 40) % 2]}
        for gender, posts in (("woman", 240), ("man", 320))
        for at in range(posts)
    ]  # fmt: skip


def test_a_gap_of_labels_carries_the_others_as_they_are_in_the_data():
    women = gap(labelled())
    others = {"women": (320, 40), "men": (240, 40)}[women.group["gender"]]
    assert (women.other_side.n_posts, women.other_side.n_authors) == others
    assert women.other_side.what == "labelled posts by authors of the other groups"


def test_rounding_a_figure_takes_its_sizes():
    hidden = blurred(gap(labelled()))
    assert hidden.n_counted is None
    assert hidden.other_side.status == "suppressed"
    assert hidden.other_side.n_posts is None


def test_a_rate_says_how_many_of_which_posts():
    findings = audit.run(labelled(), groups={"gender": "gender"}, labels=["label"], metrics=["labels"], workers=1)
    rate = findings.estimate("labels.label.yes.author.gender.women.rate")
    assert (rate.n_counted, rate.n_posts) == (120, 240)
    assert rate.denominator == "labelled posts by authors of the group"
    assert rate.n_counted == round(rate.value * rate.n_posts)
