"""Which posts the English lexicons are read against; a language that cannot be read is not measured, which is not 0."""

from __future__ import annotations

import pytest

from audit.metrics.language import LEAST_OF_RUNNING, left_out, unread
from audit.resources import running_share
from audit.tally import Tally

FLOOR = LEAST_OF_RUNNING * running_share("en")

ENGLISH = "it was the end of the day and we were at the market with the women of the town"
SPANISH = "ayer por la tarde las mujeres del pueblo fueron juntas al mercado y compraron mucha fruta fresca"
RUSSIAN = "вчера женщины города пошли на рынок и купили много свежих фруктов"


def posts(text, number, **fields):
    return [{"post_id": f"{text[:5]}{i}", "author_id": f"{text[:5]}{i}", "text": text, **fields} for i in range(number)]


def told(english, everything, tokens, function_words):
    tally = Tally()
    tally.add_counts(("m", "all"), _bucket(everything))
    tally.add_counts(("m", "read", "en"), _bucket(english))
    tally.add_total(("m", "tokens", "en"), tokens)
    tally.add_total(("m", "function words", "en"), function_words)
    return tally


def _bucket(number):
    import numpy as np

    return np.eye(1, 128, dtype=np.int64)[0] * number


def test_the_floor_itself_is_english_and_just_below_is_not():
    assert unread(told(50, 50, 1000, round(1000 * FLOOR)), "m") is None
    reason = unread(told(50, 50, 1000, round(1000 * FLOOR) - 1), "m").reason
    assert "15% of its words" in reason.replace("14.9%", "15%")


def test_reasons_are_told_apart():
    assert unread(told(0, 0, 0, 0), "m").reason == "There is no text."
    assert "No post is in a language that there is a lexicon for" in unread(told(0, 9, 0, 0), "m").reason
    assert "none of its words" in unread(told(9, 9, 0, 0), "m").reason
    assert left_out(told(9, 9, 1, 1), "m") is None
    assert left_out(told(3, 4, 1, 1), "m").reason.startswith("25% of posts with text are not in English")


@pytest.mark.parametrize("metric", ["descriptions", "markers"])
def test_what_has_words_for_english_alone_names_no_other_language(metric, judged):
    told = judged(metric, posts(SPANISH, 200, lang="es"))
    assert (
        told.reasons
        == "No post is in English, and this has words for no other language: not measured, which is not zero."
    )


@pytest.mark.parametrize("metric", ["mentions", "descriptions", "markers"])
def test_posts_that_state_no_language_are_doubted_where_they_look_like_another(metric, judged, well_said):
    """English posts that say so make the whole look English; the others would thin out every rate unseen."""
    stated = posts(ENGLISH, 100, lang="en")

    def said(silent):
        told = judged(metric, stated, [{**row, "author_id": f"s{row['author_id']}"} for row in silent])
        well_said(told.judgement)
        return told.reasons

    doubt = "Whether posts that state no language are in English: 38% of the posts"
    assert doubt in said(posts(SPANISH, 60, lang=None))
    assert "Whether" not in said(posts(ENGLISH, 60, lang=None))
    assert "Whether" not in said(posts(SPANISH, 6, lang=None))  # of six authors nothing is told
    assert "Whether" not in said(posts(SPANISH, 60, lang="es"))


@pytest.mark.parametrize("metric", ["mentions", "descriptions", "markers"])
def test_where_no_post_states_a_language_it_is_said_that_all_were_taken_for_one(metric, judged, well_said):
    told = judged(metric, posts(ENGLISH, 100, lang=None) + posts("привет всем на рынке", 20, lang=None))
    well_said(told.judgement)
    assert "Whether each post is in English: none states its language" in told.reasons
    assert "function words, where running text has about 40%" in told.reasons
    assert "not in English (as stated, detected or by their script)" in told.reasons
    stated = judged(metric, posts(ENGLISH, 100, lang="en"))
    assert "Whether each post" not in stated.reasons


def test_how_many_posts_are_left_out_is_not_told_of_a_few_authors(judged):
    few, many = (posts(ENGLISH, 100, lang="en") + posts(SPANISH, number, lang="fi") for number in (6, 60))
    assert "Some posts with text are not in English" in judged("mentions", few).reasons
    assert "38% of posts with text are not in English" in judged("mentions", many).reasons


def test_a_language_of_a_few_authors_does_not_follow_from_the_denominators(judged):
    """Of a group that Spanish has no forms for, posts in English are the denominator: 6 fewer than of all the others."""
    own = "mentions.race_ethnicity.north_east_indian_people.posts"

    def printed(number):
        rows = posts(ENGLISH, 97, lang="en") + posts(SPANISH, number, lang="es")
        rows += [
            {**row, "author_id": f"n{i}", "post_id": f"n{i}", "text": f"{ENGLISH} and the north east indian people"}
            for i, row in enumerate(rows[:40])
        ]
        return judged("mentions", rows)

    exact, few = printed(60), printed(6)
    assert (exact.estimates[own].n_posts, few.estimates[own].n_posts) == (137, None)
    assert few.estimates[own].value == float(f"{few.estimates[own].value:.2g}") > 0
    assert "language" in few.estimates[own].note
    # The six authors who write Spanish name women too, which English counts of themes would tell.
    assert few.estimates["mentions.gender.women.posts"].n_posts is None
    caveats = [" ".join(each.findings["mentions.gender"].caveats) for each in (exact, few)]
    assert "Spanish (30%)" in caveats[0]
    assert "Spanish" not in caveats[1]
    assert "English and other languages of fewer than 10 authors each" in caveats[1]


@pytest.mark.parametrize("metric", ["mentions", "markers", "labels"])
@pytest.mark.parametrize(
    ("rows", "read"),
    [
        (posts(ENGLISH, 200), True),
        (posts(ENGLISH, 200, lang="en-GB"), True),
        (posts(SPANISH, 200), False),
        (posts(SPANISH, 200, lang="fi"), False),
        (posts(RUSSIAN, 200), False),
        (posts(ENGLISH, 200, lang="fi"), False),  # what is stated decides
    ],
    ids=["english", "stated", "spanish", "finnish stated", "russian", "english stated finnish"],
)
def test_only_english_is_read(metric, rows, read, judged, well_said):
    both = [{**row, "label:toxic": "yes" if i % 2 else "no"} for i, row in enumerate(rows)]
    both += [{**row, "author_id": f"m{i}", "text": row["text"].replace("women", "men")} for i, row in enumerate(both)]
    result = judged(metric, both)
    well_said(result.judgement)
    lexical = [each for each in result.judgement.estimates if ".gender.women" in each.id and each.status == "ok"]
    assert bool(lexical) == read
    if not read:
        assert "English" in result.reasons


def test_posts_in_another_language_leave_the_denominator(judged):
    both = judged("mentions", posts(ENGLISH, 100, lang="en") + posts(SPANISH, 300, lang="fi"))
    assert both.estimates["mentions.gender.women.posts"].n_posts == 100
    assert both.estimates["mentions.gender.women.posts"].value == 1000
    assert "75% of posts with text are not in English" in both.reasons


def test_posts_without_text_are_neither_english_nor_left_out(judged):
    empty = [{"post_id": f"e{i}", "author_id": f"e{i}", "text": None} for i in range(50)]
    result = judged("mentions", posts(ENGLISH, 100) + empty)
    assert result.estimates["mentions.gender.women.posts"].n_posts == 100
    assert "not in English" not in result.reasons


def test_mentions_in_another_language_by_a_few_authors_do_not_follow_from_english_counts(judged):
    """Themes are of English posts alone: 104 mentions in all less 100 in English would tell of 4."""
    english = posts(ENGLISH, 100, lang="en") + posts(ENGLISH.replace("women", "people"), 200, lang="en")
    neutral = posts("ayer por la tarde fueron al mercado y compraron mucha fruta fresca de la tierra", 40, lang="es")
    few, many = posts(SPANISH, 4, lang="es"), posts(SPANISH, 30, lang="es")
    told = judged("mentions", english + neutral + few).estimates["mentions.gender.women.posts"]
    assert (told.n_posts, told.n_authors) == (None, None)
    assert told.value == round(1000 * 104 / 344, -1)
    exact = judged("mentions", english + neutral + many).estimates["mentions.gender.women.posts"]
    assert exact.n_posts == 370
