"""Posts that name a group by loose forms alone are not among the others it is held against, whomever else they mention."""

from __future__ import annotations

import numpy as np
import pytest

pytest.importorskip("vaderSentiment.vaderSentiment")
LEAD = "it was the end of the day and"
#: The group strictly, another strictly, and the other strictly where the group is named loosely too.
OWN, OTHER, BOTH = "the black people", "the white people", "where it was black the white people"
METRICS = ("markers", "descriptions", "sentiment")


def saying(words, posts, marked, prefix):
    """Posts by different authors; so many call the people lazy, which is a theme and a sad word."""
    return [
        {
            "post_id": f"{prefix}{i}",
            "author_id": f"{prefix}{i}",
            "text": f"{LEAD} {words} are {'lazy' if i < marked else 'here'}",
            "lang": "en",
        }
        for i in range(posts)
    ]


def planted(own, other, both):
    """Posts and how many of them are marked: of the group, of another, of the other with a loose form of the group."""
    return saying(OWN, *own, "o") + saying(OTHER, *other, "w") + saying(BOTH, *both, "b")


def gap(told, name):
    measure = "gap_to_others" if name == "sentiment" else "competence.ratio"
    return told.estimates[f"{name}.race_ethnicity.black_people.{measure}"]


def shown(told):
    return [each.id for each in told.judgement.findings if each.reading == "shown"]


@pytest.mark.parametrize("name", METRICS)
def test_loose_mentions_beside_another_group_are_not_among_the_others(judged, name, well_said):
    """As they are not in the data at all: whatever is said of them changes nothing for the group."""
    own, other = (300, 90), (400, 80)
    without = judged(name, planted(own, other, (0, 0)))
    for both in ((200, 200), (200, 0)):
        told = judged(name, planted(own, other, both))
        well_said(told.judgement)
        assert gap(told, name).value == gap(without, name).value
        assert gap(told, name).low == gap(without, name).low
    if name != "sentiment":
        assert gap(without, name).value == pytest.approx((90 / 300) / (80 / 400))


@pytest.mark.parametrize("name", METRICS)
def test_what_slurs_carry_is_no_gap_of_strict_mentions(judged, name):
    """The group is described as the other is; posts that name it loosely too, and the other, are all marked."""
    told = judged(name, planted((400, 80), (400, 80), (400, 400)))
    assert gap(told, name).value == pytest.approx(0 if name == "sentiment" else 1, abs=1e-9)
    assert not [each for each in shown(told) if "black_people" in each]
    quiet = judged(name, planted((400, 80), (400, 80), (400, 80)))
    assert not shown(quiet)


@pytest.mark.parametrize("name", METRICS)
def test_the_other_group_keeps_these_posts(judged, name):
    """They mention it strictly, so they are of it."""
    told = judged(name, planted((300, 90), (400, 80), (200, 200)))
    measure = "mean" if name == "sentiment" else "competence.rate"
    of_whites = told.estimates[f"{name}.race_ethnicity.white_people.{measure}"]
    assert of_whites.n_posts == 600
    if name != "sentiment":
        assert of_whites.value == pytest.approx(280 / 600)


@pytest.mark.parametrize("name", METRICS)
def test_split_order_and_copies_change_nothing(judged, name):
    rows = planted((300, 90), (400, 80), (200, 150))
    mixed = [rows[i] for i in np.random.default_rng(1).permutation(len(rows))]
    once, parts, twice = judged(name, rows), judged(name, mixed[:333], [], mixed[333:]), judged(name, rows, rows)
    assert once.judgement == parts.judgement
    assert gap(twice, name).value == pytest.approx(gap(once, name).value)
    assert shown(twice) == shown(once)


def test_generics_of_posts_that_are_set_aside_are_not_of_the_others(judged):
    """An essentialising sentence counts once for the axis, so what is set aside is set aside there too."""
    generic, plain = "all white people are here", "the white people are here"

    def posts(words, number, prefix):
        return [{**row, "text": f"{LEAD} {words}"} for row in saying("", number, 0, prefix)]

    rows = (
        posts("all black people are here", 40, "og")
        + posts("the black people are here", 160, "op")
        + posts(generic, 40, "wg")
        + posts(plain, 160, "wp")
    )
    beside = posts(f"where it was black and {generic}", 100, "bg")
    ratios = [
        judged("markers", each).estimates["markers.race_ethnicity.black_people.essentialising.ratio"].value
        for each in (rows, rows + beside)
    ]
    assert ratios == pytest.approx([1, 1])
