"""A label and the votes behind it: one finding where they read alike, two where they do not, and none of either is lost."""

from __future__ import annotations

import pytest

PLAIN = "it was the end of the day and we were at the market"
ANSWER = {"1": "rude", "0": "kind"}
FINDING = "labels.class.1.mention.gender.women"
VOTES = "labels.votes.rude.mention.gender.women"


def posts(prefix, words, yes, no, *, votes_yes=(2, 1), votes_no=(1, 2), value=ANSWER, **fields):
    """Posts of different authors, so many of class 1 and of class 0, each with so many votes for rude and for kind."""
    rows = []
    for index in range(yes + no):
        rude, kind = votes_yes if index < yes else votes_no
        rows.append(
            {
                "post_id": f"{prefix}{index}",
                "author_id": f"{prefix}{index}",
                "text": f"{PLAIN} {words}{' again' * (index % 4)}",
                "lang": "en",
                "label:class": "1" if index < yes else "0",
                "votes": [
                    {"annotator": None, "label": label, "value": float(n)}
                    for label, n in ((value["1"], rude), (value["0"], kind))
                    if n
                ],
                **fields,
            }
        )
    return rows


def about_votes(told):
    return sorted(each.id for each in told.findings.values() if each.id.startswith("labels.votes."))


def test_where_both_show_the_same_there_is_one_finding_that_holds_the_votes(judged, well_said):
    told = judged("labels", posts("n", "with nobody", 200, 600), posts("w", "with the women", 320, 80))
    well_said(told.judgement)
    assert about_votes(told) == []
    finding, gap = told.findings[FINDING], told.estimates[f"{VOTES}.vote_share_difference"]
    assert gap.value == pytest.approx((0.8 * 2 + 0.2) / 3 - (0.25 * 2 + 0.75) / 3, abs=1e-4)
    assert gap.id in finding.estimates
    assert finding.headline == f"{FINDING}.difference"
    assert (
        f" The votes behind this label say the same: in the mean share of votes for “rude” the gap is +18 points ({gap.limits})."
        in finding.statement
    )


def test_where_votes_show_to_be_small_what_the_label_shows_there_are_two_and_both_say_so(judged, well_said):
    # The label of every post is what 51 of 100 chose, or 49: a gap of the label, hardly one of the votes.
    close = {"votes_yes": (51, 49), "votes_no": (49, 51)}
    told = judged(
        "labels", posts("n", "with nobody", 200, 600, **close), posts("w", "with the women", 320, 80, **close)
    )
    well_said(told.judgement)
    assert about_votes(told) == ["labels.votes.mention.gender.votes"]
    assert "The votes behind this label disagree: in the mean share of votes for “rude” the gap is +1" in (
        told.findings[FINDING].statement
    )
    votes = told.findings["labels.votes.mention.gender.votes"]
    assert votes.reading == "shown_small"
    assert votes.statement.endswith("Votes and label disagree: it is shown to be beyond the tolerance by “class”.")
    assert f"{FINDING}.difference" in votes.estimates


def test_where_votes_show_what_the_label_does_not_they_have_a_finding_of_their_own(judged, well_said):
    # As many posts have the label, and it was all but agreed on where they mention women.
    told = judged(
        "labels",
        posts("n", "with nobody", 400, 400),
        posts("w", "with the women", 200, 200, votes_yes=(9, 0), votes_no=(4, 5)),
    )
    well_said(told.judgement)
    assert about_votes(told) == [f"{VOTES}.votes"]
    assert told.findings["labels.class.mention.gender"].statement.endswith(
        "The votes behind the label: 1 shown, told apart."
    )
    assert (
        "The label “1” (class) does not settle it: its gap is 0 points (−6 to 6)."
        in told.findings[f"{VOTES}.votes"].statement
    )


def test_what_neither_shows_is_told_once(judged, well_said):
    told = judged("labels", posts("n", "with nobody", 1500, 1500), posts("w", "with the women", 1500, 1500))
    well_said(told.judgement)
    assert about_votes(told) == []
    small = told.findings["labels.class.mention.gender"]
    assert small.reading == "shown_small"
    assert small.statement.endswith("The votes behind the label read the same.")
    assert f"{VOTES}.vote_share_difference" in small.estimates


def test_votes_on_something_else_are_not_behind_the_label(judged):
    rows = posts("n", "with nobody", 200, 600) + posts("w", "with the women", 320, 80)
    for index, row in enumerate(rows):  # one in five annotated against the label
        if index % 5 == 0:
            row["label:class"] = {"1": "0", "0": "1"}[row["label:class"]]
    told = judged("labels", rows)
    assert about_votes(told) == [f"{VOTES}.votes"]
    assert "votes behind" not in told.findings[FINDING].statement


def test_of_two_answers_the_one_behind_the_value_that_is_compared_is_compared(judged):
    """Alone, "zesty" would be, the last of two that are neither good nor bad."""
    rows = posts("n", "with nobody", 200, 600, value={"1": "mild", "0": "zesty"})
    rows += posts("w", "with the women", 320, 80, value={"1": "mild", "0": "zesty"})
    alone = judged("labels", [{name: each for name, each in row.items() if name != "label:class"} for row in rows])
    told = judged("labels", rows)
    name = "labels.votes.{}.mention.gender.women.vote_share_difference"
    assert name.format("zesty") in alone.estimates
    assert name.format("zesty") not in told.estimates
    assert told.estimates[name.format("mild")].value == pytest.approx(-alone.estimates[name.format("zesty")].value)
    assert about_votes(told) == []


def test_two_groups_of_authors_are_told_once_with_their_votes(judged):
    rows = posts("m", "", 100, 500, **{"attribute:gender": "male"})
    rows += posts("w", "", 400, 200, **{"attribute:gender": "female"})
    told = judged("labels", rows)
    shown = [each.id for each in told.findings.values() if each.reading == "shown"]
    assert shown == ["labels.class.1.author.gender.women"]
    assert about_votes(told) == []


def test_batches_in_any_order_say_the_same(judged):
    rows = posts("n", "with nobody", 200, 600) + posts("w", "with the women", 320, 80)
    whole, parts = judged("labels", rows), judged("labels", rows[900:], rows[:300], rows[300:900])
    assert whole.judgement == parts.judgement
