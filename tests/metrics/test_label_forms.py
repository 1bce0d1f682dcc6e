"""Labels of posts that name a group strictly, where posts that name it by loose forms alone are labelled otherwise."""

from __future__ import annotations

import numpy as np
import pytest

from audit.metrics.label_adjustment import caveat

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
    assert "too few authors to be told" in told.findings[NAME].statement


def test_any_split_and_order_says_the_same(judged):
    rows = planted((120, 280), (720, 80))
    mixed = [rows[i] for i in np.random.default_rng(1).permutation(len(rows))]
    assert judged("labels", rows).judgement == judged("labels", mixed[:700], mixed[700:]).judgement


def test_votes_are_compared_alike(judged, well_said):
    told = judged("labels", planted((120, 280), (720, 80)))
    well_said(told.judgement)
    name = "labels.votes.yes.mention.race_ethnicity.black_people.vote_share_difference"
    strict, loose = told.estimates[name], told.estimates[f"{name}_loose"]
    assert strict.value == pytest.approx((0.3 - 0.4) / 3, abs=1e-3)
    assert loose.value == pytest.approx((840 / 1200 - 0.4) / 3, abs=1e-3)
    assert loose.measure == "vote_share_difference_by_mention_loose"
    assert told.findings["labels.votes.mention.race_ethnicity.votes"].reading == "inconclusive"
