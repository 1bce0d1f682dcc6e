"""Modifiers: words of descriptions, told of the group they describe and of no other."""

from __future__ import annotations

import pytest

LEAD = "it was the end of the day and"


def saying(words, posts, prefix, authors=None):
    return [
        {
            "post_id": f"{prefix}{i}",
            "author_id": f"{prefix}{i % (authors or posts)}",
            "text": f"{LEAD} {words}",
            "lang": "en",
        }
        for i in range(posts)
    ]


ROWS = (
    saying("the beautiful women went home", 120, "wa")
    + saying("the women went home under a beautiful roof", 60, "ws")
    + saying("the tall women went home", 150, "w")
    + saying("the beautiful men went home", 20, "ma")
    + saying("the tall men went home under a beautiful roof", 300, "m")
    + saying("if the beautiful men went home", 40, "mi")
)
OWN = "associations.gender.women.modifiers.beautiful"


def test_only_what_is_said_of_the_group_counts(judged, well_said):
    told = judged("associations", ROWS)
    well_said(told.judgement)
    assert told.estimates[f"{OWN}.share"].value == pytest.approx(120 / 330)
    assert told.estimates[f"{OWN}.share_of_others"].value == pytest.approx(20 / 360)
    assert told.estimates[f"{OWN}.ratio"].value == pytest.approx((120 / 330) / (20 / 360))
    finding = told.findings["associations.gender.women.modifiers"]
    assert finding.title == "“beautiful” describes women more often than other groups"
    assert (finding.harm, finding.severity) == ("stereotyping", "high")
    assert "women" not in {each.group.get("word") for each in told.estimates.values()}


def test_posts_that_mention_several_groups_say_nothing_of_one(judged):
    both = saying("the beautiful women met the men", 100, "b")
    told = judged("associations", ROWS, both)
    assert told.estimates[f"{OWN}.share"].value == pytest.approx(120 / 330)


def test_few_such_posts_would_be_told_by_difference(judged, well_said):
    told = judged("associations", ROWS, saying("the beautiful women met the men", 4, "b"))
    well_said(told.judgement)
    assert not [name for name in told.estimates if ".modifiers." in name]
    assert "words that describe" in told.reasons


def test_a_word_of_another_axis_is_not_borrowed(judged):
    rows = saying("the beautiful women met muslims", 100, "a") + saying("the women met christians", 100, "c")
    told = judged("associations", rows)
    assert not [
        name
        for name in told.estimates
        if name.startswith("associations.religion") and "beautiful" in name and "modifiers" in name
    ]


def test_batches_agree(judged):
    one, cut = judged("associations", ROWS), judged("associations", ROWS[:100], ROWS[100:])
    assert one.judgement == cut.judgement
