"""How groups are described: counted by hand, calibrated on shuffled groups, and quiet about what is not said."""

from __future__ import annotations

import numpy as np
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
    saying("the beautiful women went home", 90, "wa")
    + saying("the women went home under a beautiful sky", 60, "ws")
    + saying("the women went home", 150, "w", 70)
    + saying("the men are beautiful", 30, "ma")
    + saying("the men went home", 270, "m")
    + saying("the men met the beautiful women", 20, "ba")
    + saying("if the men are beautiful then", 40, "mi")
)


def test_the_theme_must_be_said_of_the_group(judged, well_said):
    told = judged("descriptions", ROWS[:300], ROWS[300:])
    well_said(told.judgement)
    women = told.estimates["descriptions.gender.women.appearance.rate"]
    assert women.value == pytest.approx((90 + 20) / 320)
    assert women.n_posts == 320
    assert women.low < women.value < women.high
    assert told.estimates["descriptions.gender.men.appearance.rate"].value == pytest.approx(30 / 360)


def test_others_are_posts_that_do_not_mention_the_group(judged):
    """Men are met in 20 posts that describe women: those describe no others of women."""
    told = judged("descriptions", ROWS)
    women = told.estimates["descriptions.gender.women.appearance.ratio"]
    assert women.value == pytest.approx((110 / 320) / (30 / 340))
    men = told.estimates["descriptions.gender.men.appearance.ratio"]
    assert men.value == pytest.approx((30 / 360) / (90 / 300))


def test_it_is_told_and_what_was_set_aside_is_told_too(judged):
    told = judged("descriptions", ROWS)
    finding = told.findings["descriptions.gender.women.appearance"]
    assert finding.reading == "shown"
    assert finding.title == "Appearance words describe women more often than men"
    assert finding.statement.startswith(
        "In 34% of posts that mention women, appearance words stand in what is said of them"
    )
    assert "were set aside" in told.reasons
    assert "supposed" in told.reasons


def test_what_a_few_authors_deny_or_suppose_is_not_counted_out(judged):
    """Six authors suppose; with the twenty who ask, they are enough for a share of all that is set aside, not of their own."""
    few = ROWS[:300] + saying("if the men are beautiful then", 6, "mi")
    assert (
        "Some descriptions were set aside, since the sentence does not say them of the group."
        in judged("descriptions", few).reasons
    )
    more = judged("descriptions", few + saying("are the men beautiful?", 20, "mq")).reasons
    assert "of descriptions were set aside" in more
    assert "asked" in more
    assert "supposed" not in more


def test_us_and_them(judged):
    rows = saying("they steal from us, these immigrants", 60, "a") + saying("we met the immigrants", 90, "b")
    rows += saying("we met the refugees", 150, "c")
    told = judged("descriptions", rows)
    rate = told.estimates["descriptions.nationality_migration.immigrants.us_them.rate"]
    assert rate.value == pytest.approx(60 / 150)


@pytest.mark.calibration
def test_shuffled_groups_are_quiet(judged):
    """Which group a post names is drawn at random for each author: few families of tests may report anything."""
    reported = 0
    for seed in range(40):
        rng = np.random.default_rng(seed)
        rows = []
        for author in range(150):
            group = rng.choice(["women", "men"])
            word = rng.choice(["beautiful", "clever", "tall", "late"])
            rows += [
                {
                    "post_id": f"{author}-{i}",
                    "author_id": str(author),
                    "text": f"{LEAD} the {word} {group}",
                    "lang": "en",
                }
                for i in range(rng.geometric(0.4))
            ]
        told = judged("descriptions", rows)
        reported += any(each.reading == "shown" for each in told.findings.values())
    assert reported <= 5  # 5 % of 40 is 2; 6 or more happens once in 60 times by chance


def test_a_file_read_twice_says_the_same(judged):
    once = judged("descriptions", ROWS)
    twice = judged("descriptions", ROWS + [{**row, "post_id": f"{row['post_id']}-again"} for row in ROWS])
    for name, each in once.estimates.items():
        again = twice.estimates[name]
        assert (each.value, each.low, each.high) == (
            pytest.approx(again.value), pytest.approx(again.low), pytest.approx(again.high)
        )  # fmt: skip
