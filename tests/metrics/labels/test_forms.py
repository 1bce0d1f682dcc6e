"""Labels of posts that name a group strictly, where posts that name it by loose forms alone are labelled otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from audit.metrics.labels.adjustment import caveat

PLAIN = "it was the end of the day and we were at the market"
STRICT, LOOSE, NOBODY = "with black people", "and it was black there", "with nobody"
NAME = "labels.toxic.yes.mention.race_ethnicity.black_people"


def posts(words, prefix, yes, no, **fields):
    """Posts of different authors, so many labelled yes and no, or with two votes of three for either."""
    return [
        {
            "post_id": f"{prefix}{i}",
            "author_id": f"{prefix}{i}",
            "text": f"{PLAIN} {words}{' again' * (i % 4)}",
            "lang": "en",
            "label:toxic": "yes" if i < yes else "no",
            "votes": [
                {"annotator": None, "label": "yes", "value": 2.0 if i < yes else 1.0},
                {"annotator": None, "label": "no", "value": 1.0 if i < yes else 2.0},
            ],
            **fields,
        }
        for i in range(yes + no)
    ]


def planted(strict, loose, nobody=(400, 600)):
    """Posts with and without the label: naming strictly, by loose forms alone, and not at all."""
    return posts(STRICT, "s", *strict) + posts(LOOSE, "l", *loose) + posts(NOBODY, "n", *nobody)


def test_loose_mentions_are_neither_the_group_nor_the_others(judged):
    told = judged("labels", planted((120, 280), (720, 80)))
    assert told.estimates[f"{NAME}.difference"].value == pytest.approx(0.3 - 0.4)  # not 0.3 - (720 + 400) / 1800
    loose = told.estimates[f"{NAME}.difference_loose"]
    assert (loose.value, loose.n_posts) == (pytest.approx(840 / 1200 - 0.4), 1200)
    adjusted = told.estimates[f"{NAME}.adjusted_difference"]
    assert adjusted.value == pytest.approx(-0.1, abs=0.01)


def test_a_gap_that_loose_forms_turn_round_is_not_shown(judged, well_said):
    told = judged("labels", planted((60, 340), (720, 80)))
    well_said(told.judgement)
    assert NAME not in told.findings
    rest = told.findings["labels.toxic.mention.race_ethnicity"]
    assert rest.reading == "inconclusive"
    assert f"{NAME}.difference_loose" in rest.estimates
    assert (
        "1 comparison is read as open, since strict forms and all forms disagree: Black people, “yes”" in rest.statement
    )
    assert "−25 points in 400 posts by strict forms, +25 points in 1,200 posts by any form" in rest.statement


@pytest.mark.parametrize(("strict", "reading"), [((36, 64), "inconclusive"), ((140, 260), "inconclusive")])
def test_an_open_gap_that_loose_forms_turn_round_is_named(strict, reading, judged, well_said):
    told = judged("labels", planted(strict, (720, 80)))
    well_said(told.judgement)
    assert told.estimates[f"{NAME}.difference"].high > -0.05  # by itself not beyond the tolerance
    rest = told.findings["labels.toxic.mention.race_ethnicity"]
    assert rest.reading == reading
    assert "read as open" not in rest.statement
    assert "1 comparison turns round where all forms count: Black people, “yes”: " in rest.statement
    assert f"{NAME}.difference_loose" in rest.estimates
    assert "The votes behind the label read the same." in rest.statement


def test_an_open_gap_that_hidden_loose_forms_turn_round_is_named_without_them(judged):
    rest = judged("labels", planted((36, 64), (800, 4))).findings["labels.toxic.mention.race_ethnicity"]
    assert "1 comparison turns round where all forms count" in rest.statement
    assert "by any form hidden" in rest.statement


@pytest.mark.parametrize("loose", [(300, 500), (340, 460), (0, 0)])
def test_an_open_gap_that_loose_forms_leave_where_it_is_is_not(loose, judged):
    """On the same side, or on the other by less than is sure to be beyond the tolerance."""
    rest = judged("labels", planted((36, 64), loose)).findings["labels.toxic.mention.race_ethnicity"]
    assert "turns round" not in rest.statement


def test_a_gap_that_only_loose_forms_have_is_not_said_to_be_small(judged):
    told = judged("labels", planted((1600, 2400), (2700, 300), nobody=(2000, 3000)))
    strict = told.estimates[f"{NAME}.difference"]
    assert -0.05 < strict.low < strict.high < 0.05
    assert told.findings["labels.toxic.mention.race_ethnicity"].reading == "inconclusive"


def test_where_both_agree_the_statement_gives_both_with_their_posts(judged, well_said):
    told = judged("labels", planted((320, 80), (480, 320)))
    well_said(told.judgement)
    finding = told.findings[NAME]
    assert (finding.reading, finding.headline) == ("shown", f"{NAME}.difference")
    assert finding.statement.startswith(
        "80% of posts that mention Black people are labelled “yes” (toxic), against 40% of labelled posts that name them in no"
        " form: a gap of +40 points."
    )
    assert finding.statement.endswith(
        " This stands on 400 labelled posts that name Black people by strict forms; 1,200 name them in any form, slurs and other"
        " loose forms included, and by all of these the gap is +27 points (23 to 31)."
    )
    assert finding.caveats[-1] == caveat(by_community=False)
    assert any("by loose forms alone" in each for each in finding.caveats)
    (block,) = [each for each in told.judgement.blocks if each.id == finding.block]
    assert block.table.estimates[0][-1] == f"{NAME}.difference_loose"


def test_without_loose_mentions_there_is_one_figure(judged, well_said):
    told = judged("labels", planted((320, 80), (0, 0)))
    well_said(told.judgement)
    assert f"{NAME}.difference_loose" not in told.estimates
    assert "no other names them by loose forms" in told.findings[NAME].statement


@pytest.mark.parametrize("loose", [(4, 0), (0, 7), (4, 200)])
def test_few_authors_who_name_loosely_do_not_follow(loose, judged, well_said):
    """Everybody less the group and the others would be the posts with loose forms alone, and how they are labelled."""
    told = judged("labels", planted((320, 80), loose, nobody=(401, 600)))
    well_said(told.judgement)
    strict, by_all = (told.estimates[f"{NAME}.difference{each}"] for each in ("", "_loose"))
    assert (by_all.status, by_all.value, by_all.n_posts) == ("suppressed", None, None)
    assert strict.value == round(0.8 - 401 / 1001, 2)
    assert strict.n_posts == 400
    assert told.findings[NAME].statement.endswith(
        "the gap by all forms is hidden, since it would tell of a few authors."
    )
    adjusted = told.estimates[f"{NAME}.adjusted_difference"]  # of all these posts: exactly, it would be the strict gap
    assert (adjusted.status, adjusted.n_posts) == ("ok", None)
    assert adjusted.value == round(adjusted.value, 2)


def test_a_gap_that_hidden_loose_forms_turn_round_is_not_shown(judged, well_said):
    """Four authors who name the group loosely lack the label: the gap by all forms is hidden, and is read all the same."""
    told = judged("labels", planted((60, 340), (800, 4)))
    well_said(told.judgement)
    assert told.estimates[f"{NAME}.difference_loose"].status == "suppressed"
    assert NAME not in told.findings
    rest = told.findings["labels.toxic.mention.race_ethnicity"]
    assert rest.reading == "inconclusive"
    assert "by strict forms, by any form hidden, since it would tell of a few authors" in rest.statement


def test_what_hidden_loose_forms_bear_out_barely_is_little_trusted(judged):
    told = judged("labels", planted((160, 240), (4, 500), nobody=(200, 800)))
    assert told.estimates[f"{NAME}.difference_loose"].status == "suppressed"
    assert NAME not in told.findings  # 18 % of all are less than 20 % of the others
    told = judged("labels", planted((320, 80), (4, 600), nobody=(240, 760)))
    assert told.findings[NAME].confidence == "low"  # 32 % of all, 24 % of the others: 8 points, and perhaps 4


def test_the_gap_by_all_forms_is_rounded_where_the_strict_one_is(judged):
    """Four of the others have the third label: exact gaps of the first two would tell so."""
    counts = {STRICT: (200, 211, 200), LOOSE: (101, 100, 100), NOBODY: (300, 501, 4)}
    rows = [
        row
        for words, each in counts.items()
        for value, number in zip("abc", each, strict=True)
        for row in posts(words, f"{words}{value}", number, 0, **{"label:toxic": value})
    ]
    told = judged("labels", rows)
    name = NAME.replace(".yes.", ".a.")
    for each in ("", "_loose"):
        made = told.estimates[f"{name}.difference{each}"]
        assert (made.status, made.n_posts) == ("ok", None)
        assert made.value == round(made.value, 2)


def test_votes_for_an_answer_that_is_hidden_do_not_follow_from_all_forms(judged, well_said):
    both = [{"annotator": None, "label": each, "value": 1.0} for each in ("yes", "no")]
    rows = [
        row
        for words, some, none in ((STRICT, 3, 397), (LOOSE, 100, 100), (NOBODY, 200, 200))
        for row in posts(words, f"{words}+", some, 0, votes=both) + posts(words, f"{words}-", 0, none, votes=both[1:])
    ]
    told = judged("labels", rows)
    well_said(told.judgement)
    name = "labels.votes.yes.mention.race_ethnicity.black_people.vote_share_difference"
    assert told.estimates[name].status == "suppressed"
    assert f"{name}_loose" not in told.estimates or told.estimates[f"{name}_loose"].status == "suppressed"


def test_votes_that_few_gave_to_loose_forms_do_not_follow_from_the_other_answers(judged, well_said):
    """Four authors of posts with loose forms alone were given a third answer: gaps of the first two would tell so."""
    counts = {STRICT: (200, 211, 200), LOOSE: (101, 300, 4), NOBODY: (300, 501, 150)}
    rows = [
        row
        for words, each in counts.items()
        for answer, number in zip("abc", each, strict=True)
        for row in posts(
            words, f"{words}{answer}", number, 0, votes=[{"annotator": None, "label": answer, "value": 1.0}]
        )
    ]
    told = judged("labels", rows)
    well_said(told.judgement)
    name = "labels.votes.{}.mention.race_ethnicity.black_people.vote_share_difference"
    loose = [told.estimates[f"{name.format(each)}_loose"].status for each in "abc"]
    assert loose == ["suppressed", "ok", "suppressed"]
    assert "rounded" in told.estimates[name.format("a")].note


def test_any_split_and_order_says_the_same(judged):
    rows = planted((120, 280), (720, 80))
    mixed = [rows[i] for i in np.random.default_rng(1).permutation(len(rows))]
    assert judged("labels", rows).judgement == judged("labels", mixed[:700], mixed[700:]).judgement


def test_votes_are_compared_alike(judged, well_said):
    rows = planted((120, 280), (720, 80))
    told = judged("labels", [{name: each for name, each in row.items() if name != "label:toxic"} for row in rows])
    well_said(told.judgement)
    name = "labels.votes.yes.mention.race_ethnicity.black_people.vote_share_difference"
    strict, loose = told.estimates[name], told.estimates[f"{name}_loose"]
    assert strict.value == pytest.approx((0.3 - 0.4) / 3, abs=1e-3)
    assert loose.value == pytest.approx((840 / 1200 - 0.4) / 3, abs=1e-3)
    assert loose.measure == "vote_share_difference_by_mention_loose"
    assert told.findings["labels.votes.mention.race_ethnicity.votes"].reading == "inconclusive"


@pytest.mark.parametrize(("others", "status"), [(99, "suppressed"), (130, "ok"), (700, "ok")])
def test_how_few_loose_mentions_are_labelled_changes_no_gap(others, status, judged, well_said):
    """With everybody's rate and the group's the gap gives the others', and what is left are three posts with loose forms alone."""
    made, votes = set(), set()
    for labelled in range(4):
        rows = planted((60, 200), (labelled, 3 - labelled), nobody=(22 - labelled, others - 22 + labelled))
        told = judged("labels", rows)
        well_said(told.judgement)
        gap = told.estimates[f"{NAME}.difference"]
        made.add((gap.value, gap.status))
        by_votes = told.estimates["labels.votes.yes.mention.race_ethnicity.black_people.vote_share_difference"]
        votes.add((by_votes.value, by_votes.status))
        adjusted = told.estimates.get(f"{NAME}.adjusted_difference")
        assert status == "ok" or adjusted is None or adjusted.value is None
    assert len(made) == 1
    assert len(votes) == 1
    assert {each for _, each in (*made, *votes)} == {status}
