"""Who is spoken about: rates per 1,000, of authors and of reach, parity, and what strict and loose forms do to it."""

from __future__ import annotations

import re

import pytest

from audit import resources

PLAIN = "it was the end of the day and we were all at the market in the town"


def saying(words, posts, authors, prefix, likes=1, **fields):
    """Posts that end in these words, by so many authors in turn."""
    return [
        {
            "post_id": f"{prefix}{i}",
            "author_id": f"{prefix}{i % authors}",
            "text": f"{PLAIN} with {words}",
            "lang": "en",
            "likes": likes,
            **fields,
        }
        for i in range(posts)
    ]


def loose_form(group):
    """A form that may mean the group and is never counted as strict."""
    strict = {row.form for row in resources.identity_terms().rows if row.tier != "loose"}
    loose = [row.form for row in resources.identity_terms().rows if row.group == group and row.tier == "loose"]
    return next(form for form in loose if form not in strict and form.isalpha())


ROWS = (
    saying("the women", 120, 40, "w", likes=5)
    + saying("the men", 60, 30, "m", likes=1)
    + saying("the women and the men", 20, 20, "b", likes=0)
    + saying("nobody else", 300, 100, "n", likes=2)
)


def naive(rows, *words):
    """Posts, authors and likes with any of these words, over those of all posts."""
    hits = [row for row in rows if {*words} & set(re.findall(r"\w+", row["text"]))]
    return {
        "posts": 1000 * len(hits) / len(rows),
        "authors": len({row["author_id"] for row in hits}) / len({row["author_id"] for row in rows}),
        "reach": sum(row["likes"] for row in hits) / sum(row["likes"] for row in rows),
    }


@pytest.mark.parametrize(("group", "word"), [("women", "women"), ("men", "men")])
def test_rates_are_counted_posts_authors_and_likes(group, word, judged, well_said):
    told = judged("mentions", ROWS[:200], ROWS[200:])
    well_said(told.judgement)
    for measure, expected in naive(ROWS, word).items():
        estimate = told.estimates[f"mentions.gender.{group}.{measure}"]
        assert estimate.value == pytest.approx(expected, rel=1e-12)
        assert estimate.low < estimate.value < estimate.high
        assert (estimate.n_posts, estimate.n_authors) == (500, 190)
    assert told.estimates[f"mentions.gender.{group}.posts"].unit == "per_1000"


def test_a_post_counts_once_however_often_it_names_a_group(judged):
    rows = saying("the women the women the ladies", 100, 50, "w") + saying("nobody", 100, 50, "n")
    told = judged("mentions", rows)
    assert told.estimates["mentions.gender.women.posts"].value == 500


def test_parity_is_posts_of_women_over_posts_of_men(judged):
    told = judged("mentions", ROWS)
    estimate = told.estimates["mentions.gender.women.ratio_to_men"]
    assert estimate.value == pytest.approx(140 / 80)
    assert estimate.family == "mentions.gender"
    assert estimate.q_value == estimate.p_value  # a family of one
    assert told.estimates["mentions.gender.women.ratio_to_men_loose"].q_value is None


@pytest.mark.parametrize(
    ("women", "men", "reading", "title"),
    [
        (900, 300, "shown", "Posts mention women more often than men"),
        (300, 900, "shown", "Posts mention women less often than men"),
        (2000, 2000, "shown_small", "Posts mention women and men about equally often"),
        (110, 90, "inconclusive", "Whether women or men are mentioned more could not be settled"),
        (700, 500, "inconclusive", "Posts mention women more often than men; whether by more than 1.25× could not"),
        (100, 8, "not_assessed", "Mentions of women and men are too few to compare"),
    ],
)
def test_every_reading(women, men, reading, title, judged, well_said):
    told = judged("mentions", saying("the women", women, women, "w") + saying("the men", men, men, "m"))
    well_said(told.judgement)
    finding = told.findings["mentions.gender.women_men"]
    assert finding.reading == reading
    assert finding.title.startswith(title)
    assert finding.confidence != "high"  # unvalidated term matches are never more than medium


def test_the_statement_prints_the_figures_in_the_direction_of_the_claim(judged):
    more = judged("mentions", saying("the women", 900, 300, "w") + saying("the men", 300, 300, "m"))
    fewer = judged("mentions", saying("the women", 300, 300, "w") + saying("the men", 900, 300, "m"))
    for told, factor in ((more, "3.0×"), (fewer, "0.33×")):
        statement = told.findings["mentions.gender.women_men"].statement
        assert f"Posts that mention women are {factor} as frequent as posts that mention men" in statement
        assert f"{factor} with loose forms" in statement


def test_loose_forms_that_point_the_other_way_are_printed_the_other_way(judged, well_said):
    """Strict: women 400, men 100. With loose forms: women 400, men 1,000. The loose factor is 0.40, not 2.5."""
    loose = saying(f"the {loose_form('men')}", 900, 300, "l")
    told = judged("mentions", saying("the women", 400, 300, "w") + saying("the men", 100, 100, "m") + loose)
    well_said(told.judgement)
    assert told.estimates["mentions.gender.women.ratio_to_men"].value == pytest.approx(4)
    assert told.estimates["mentions.gender.women.ratio_to_men_loose"].value == pytest.approx(0.4)
    finding = told.findings["mentions.gender.women_men"]
    assert finding.reading == "inconclusive"
    assert "4.0× as frequent" in finding.statement
    assert "0.40× with loose forms" in finding.statement


def test_loose_forms_that_fall_short_of_the_tolerance_leave_it_inconclusive(judged):
    loose = saying(f"the {loose_form('men')}", 280, 280, "l")
    told = judged("mentions", saying("the women", 400, 300, "w") + saying("the men", 100, 100, "m") + loose)
    assert told.findings["mentions.gender.women_men"].reading == "inconclusive"
    assert told.findings["mentions.gender.women_men"].severity == "none"


def test_ten_authors_are_the_fewest_that_are_printed(judged, well_said):
    for authors, status in ((9, "suppressed"), (10, "ok")):
        told = judged("mentions", saying("the women", 40, authors, "w") + saying("nobody", 400, 400, "n"))
        well_said(told.judgement)
        for measure in ("posts", "authors", "reach"):
            assert told.estimates[f"mentions.gender.women.{measure}"].status == status


def test_authors_nobody_names_are_one_voice(judged):
    told = judged("mentions", saying("the women", 40, 1, "w", author_id=None) + saying("nobody", 400, 400, "n"))
    assert told.estimates["mentions.gender.women.posts"].status == "suppressed"


def test_a_group_that_nobody_mentions_has_a_rate_of_none_with_an_upper_bound(judged, well_said):
    told = judged("mentions", ROWS)
    well_said(told.judgement)
    absent = told.estimates["mentions.gender.nonbinary_people.posts"]
    assert (absent.value, absent.low, absent.status) == (0, 0, "ok")
    assert 0 < absent.high < 50
    assert "nonbinary" not in told.findings["mentions.gender"].statement  # 500 posts do not show 1 in 10,000
    assert "Looked for, and none met" in told.reasons


def test_hardly_ever_mentioned_needs_an_upper_bound_below_one_in_ten_thousand(judged, well_said):
    rows = saying("the women", 2000, 2000, "w") + saying("the men", 2000, 2000, "m")
    one = judged("mentions", rows)
    ten = judged("mentions", *[[{**row, "author_id": f"{k}{row['author_id']}"} for row in rows] for k in range(16)])
    for told in (one, ten):
        well_said(told.judgement)
    assert "Hardly ever" not in one.findings["mentions.gender"].statement
    assert "fewer than one post in 10,000: nonbinary people" in ten.findings["mentions.gender"].statement


def test_one_author_who_writes_everything_is_not_printed(judged, well_said):
    told = judged("mentions", saying("the women and the men", 400, 1, "w"))
    well_said(told.judgement)
    assert not [each for each in told.estimates.values() if each.value is not None]
    assert not [each for each in told.findings.values() if each.reading != "not_assessed"]


@pytest.mark.parametrize("k", [2, 5])
def test_a_file_read_k_times_moves_nothing_and_narrows_nothing(k, judged):
    rows = [{**row, "post_id": None} for row in ROWS]
    once, often = (judged("mentions", *[rows] * times) for times in (1, k))
    compared = 0
    for name, estimate in once.estimates.items():
        again = often.estimates[name]
        assert again.value == pytest.approx(estimate.value, rel=1e-12), name
        if estimate.low is not None and estimate.high is not None and estimate.value:
            assert again.high - again.low >= (estimate.high - estimate.low) * (1 - 1e-9), name
            compared += 1
    assert compared > 8


def test_without_likes_nothing_is_said_of_reach_and_without_text_of_anything(judged, well_said):
    bare = judged("mentions", ROWS, without=["likes"])
    assert not [each for each in bare.estimates.values() if each.measure == "reach"]
    silent = judged("mentions", ROWS, without=["text"])
    well_said(silent.judgement)
    assert not silent.estimates
    assert "There is no text." in silent.reasons


def test_disguised_spellings_are_a_rate_of_their_own(judged, well_said):
    plain, disguised = saying("the women", 100, 100, "w"), saying("the w0m3n", 60, 60, "d")
    told = judged("mentions", plain + disguised + saying("nobody", 340, 340, "n"))
    well_said(told.judgement)
    assert told.estimates["mentions.gender.women.posts"].value == 200
    assert told.estimates["mentions.gender.women.posts_evaded"].value == 120
    assert "mentions.gender.men.posts_evaded" not in told.estimates


@pytest.mark.parametrize("few", [1, 9])
def test_posts_in_any_form_do_not_tell_of_a_few_with_loose_forms_alone(few, judged, well_said):
    """Less the posts with strict forms, which are printed, they would be these."""
    rows = saying("the women", 900, 300, "w") + saying("the men", 300, 300, "m")
    alone = saying(loose_form("women"), 2 * few, few, "l")
    told, without = judged("mentions", rows + alone), judged("mentions", rows)
    well_said(told.judgement)
    loose, strict = (told.estimates[f"mentions.gender.women.{each}"] for each in ("posts_loose", "posts"))
    assert (loose.status, loose.value, loose.n_counted, loose.n_posts) == ("suppressed", None, None, None)
    assert (strict.status, strict.n_counted) == ("ok", 900)
    ratio = told.estimates["mentions.gender.women.ratio_to_men_loose"]
    assert (ratio.status, ratio.value) == ("suppressed", None)
    finding = told.findings["mentions.gender.women_men"]
    # It is read all the same: that the two disagree is not kept back.
    assert (finding.reading, finding.title) == ("shown", without.findings[finding.id].title)
    assert "loose forms counted" in without.findings[finding.id].statement
    assert "loose" not in finding.statement
    said = " ".join(each.statement for each in told.findings.values())
    assert str(900 + 2 * few) not in said
    assert told.estimates["mentions.gender.men.posts_loose"].n_counted == 300


def test_a_ratio_that_hidden_loose_forms_do_not_bear_out_is_not_shown(judged, well_said):
    """Nine authors with 700 posts: women are mentioned twice as often by strict forms, and less often by all."""
    rows = saying("the women", 600, 300, "w") + saying("the men", 300, 300, "m")
    told = judged("mentions", rows + saying(loose_form("men"), 700, 9, "l"))
    well_said(told.judgement)
    assert told.estimates["mentions.gender.women.ratio_to_men_loose"].status == "suppressed"
    assert told.findings["mentions.gender.women_men"].reading == "inconclusive"


def test_posts_in_any_form_are_told_where_enough_authors_use_loose_forms_alone(judged):
    rows = saying("the women", 900, 300, "w") + saying("the men", 300, 300, "m")
    told = judged("mentions", rows + saying(loose_form("women"), 40, 20, "l"))
    assert told.estimates["mentions.gender.women.posts_loose"].n_counted == 940
    assert told.estimates["mentions.gender.women.ratio_to_men_loose"].value == pytest.approx(940 / 300)
