"""Scores of posts that name a group strictly, where posts that name it by loose forms alone are scored otherwise."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from audit.metrics.scores.counts import bins

PLAIN = "it was the end of the day and we were at the market"
STRICT, LOOSE, NOBODY = "with black people", "and it was black there", "with nobody"
PLAN = {"models": {"scores": ["toxicity"], "truth": "toxic"}}
NAME = "scores.toxicity.mention.race_ethnicity.black_people"
#: Of each 1,000 posts: with the label and selected, with it and not, without it and selected, without it and not.
QUIET = (150, 50, 160, 640)


def posts(words, prefix, counts, *, seed=0):
    """Posts of different authors, by truth and by whether they are selected; scores spread on either side of one half."""
    random = np.random.default_rng([seed, *prefix.encode()])
    kinds = [(truth, high) for (truth, high), n in zip(((1, 1), (1, 0), (0, 1), (0, 0)), counts, strict=True)
             for _ in range(n)]  # fmt: skip
    return [
        {
            "post_id": f"{prefix}{i}",
            "author_id": f"{prefix}{i}",
            "text": f"{PLAIN} {words}{' again' * (i % 4)}",
            "lang": "en",
            "label:toxic": "yes" if truth else "no",
            "score:toxicity": f"{random.uniform(0.5, 1) if high else random.uniform(0, 0.499):.4f}",
        }
        for i, (truth, high) in enumerate(kinds)
    ]


def planted(strict, loose, nobody=QUIET):
    return posts(STRICT, "s", strict) + posts(LOOSE, "l", loose) + posts(NOBODY, "n", nobody)


def estimate(told, measure):
    return told.estimates[f"{NAME}.{measure}"]


def test_loose_mentions_are_neither_the_group_nor_the_others(judged):
    told = judged("scores", planted((60, 40, 60, 240), (200, 20, 500, 80)), **PLAN)
    assert estimate(told, "selection_rate_difference").value == pytest.approx(120 / 400 - 310 / 1000)
    assert estimate(told, "false_positive_rate_difference").value == pytest.approx(60 / 300 - 160 / 800)
    assert estimate(told, "false_negative_rate_difference").value == pytest.approx(40 / 100 - 50 / 200)
    by_all = estimate(told, "selection_rate_difference_loose")
    assert (by_all.value, by_all.n_posts) == (pytest.approx(820 / 1200 - 310 / 1000), 1000)
    assert (by_all.measure, by_all.p_value) == ("selection_rate_difference_by_mention_loose", None)
    assert estimate(told, "false_positive_rate_difference_loose").value == pytest.approx(560 / 880 - 160 / 800)


def test_aucs_across_are_against_posts_that_name_the_group_in_no_form(judged):
    """By all forms they divide all posts in two, as Borkan et al. (2019) do; scikit-learn says the same."""
    rows = planted((120, 80, 60, 140), (200, 20, 500, 80))
    told = judged("scores", rows, **PLAN)
    truth = np.array([row["label:toxic"] == "yes" for row in rows])
    score = bins(np.array([float(row["score:toxicity"]) for row in rows]))
    kind = np.array([row["post_id"][0] for row in rows])
    for suffix, own in (("", kind == "s"), ("_loose", kind != "n")):
        others = kind == "n"
        kept = {
            "subgroup_auc": own,
            "bpsn_auc": np.where(truth, others, own),
            "bnsp_auc": np.where(truth, own, others),
        }
        for measure, which in kept.items():
            found = estimate(told, f"{measure}{suffix}")
            assert found.value == pytest.approx(roc_auc_score(truth[which], score[which])), found.id
        both = ~truth & (own | others)
        higher = roc_auc_score(own[both], score[both]) - 0.5
        assert estimate(told, f"negative_gap{suffix}").value == pytest.approx(higher)


def test_slurs_that_are_scored_high_do_not_make_strict_mentions_look_spared(judged, well_said):
    """Posts with loose forms alone are nearly all selected: among the others they made a gap where there is none."""
    told = judged("scores", planted(QUIET, (480, 20, 460, 40)), **PLAN)
    well_said(told.judgement)
    assert estimate(told, "selection_rate_difference").value == 0
    against_all = 310 / 1000 - (940 + 310) / 2000
    assert against_all < -0.3
    assert not [each for each in told.judgement.findings if each.reading == "shown"]
    rest = told.findings["scores.toxicity.mention.race_ethnicity"]
    assert rest.reading == "inconclusive"


def test_a_gap_that_loose_forms_turn_round_is_not_shown(judged, well_said):
    told = judged("scores", planted((75, 25, 15, 285), (200, 20, 500, 80)), **PLAN)
    well_said(told.judgement)
    assert estimate(told, "false_positive_rate_difference").high < -0.05
    assert f"{NAME}.false_positive_rate" not in told.findings
    rest = told.findings["scores.toxicity.mention.race_ethnicity"]
    assert "read as open, since strict forms and all forms disagree" in rest.statement
    assert "Black people, selected of negatives: −15 points in 300 posts by strict forms, +39 points" in rest.statement
    assert f"{NAME}.false_positive_rate_difference_loose" in rest.estimates


def test_an_open_gap_that_loose_forms_turn_round_is_named(judged):
    told = judged("scores", planted((40, 15, 15, 65), (200, 20, 500, 80)), **PLAN)
    assert estimate(told, "false_positive_rate_difference").value < 0
    rest = told.findings["scores.toxicity.mention.race_ethnicity"]
    assert "turn round where all forms count: " in rest.statement
    assert "Black people, selected of negatives: −" in rest.statement


def test_where_both_agree_the_statement_gives_both_with_their_posts(judged, well_said):
    told = judged("scores", planted((75, 25, 180, 120), (150, 50, 300, 300)), **PLAN)
    well_said(told.judgement)
    finding = told.findings[f"{NAME}.false_positive_rate"]
    assert (finding.reading, finding.headline) == ("shown", f"{NAME}.false_positive_rate_difference")
    assert finding.statement.startswith(
        "60% of posts for which the label is not true among posts that mention Black people are selected, against 20% among"
        " posts that name them in no form: a gap of +40 points."
    )
    assert finding.statement.endswith(
        " This stands on 300 scored posts that name Black people by strict forms and for which the label is not true; 900"
        " name them in any form, slurs and other loose forms included, and by all of these the gap is +33 points (29 to 38)."
    )
    assert f"{NAME}.false_positive_rate_difference_loose" in finding.estimates
    assert any("by loose forms alone" in each for each in finding.caveats)


def test_without_loose_mentions_there_is_one_figure(judged, well_said):
    told = judged("scores", planted((75, 25, 180, 120), (0, 0, 0, 0)), **PLAN)
    well_said(told.judgement)
    assert not [each for each in told.estimates if each.endswith("_loose")]
    assert "no other names them by loose forms" in told.findings[f"{NAME}.false_positive_rate"].statement


@pytest.mark.parametrize("loose", [(30, 20, 4, 60), (4, 0, 0, 0), (30, 3, 40, 60)])
def test_few_authors_who_name_loosely_do_not_follow(loose, judged, well_said):
    """Everybody less the group and the others would be the posts with loose forms alone, and how they are scored."""
    told = judged("scores", planted((75, 25, 180, 120), loose, nobody=(150, 50, 161, 640)), **PLAN)
    well_said(told.judgement)
    for measure in ("false_positive_rate_difference", "false_negative_rate_difference", "bpsn_auc", "negative_gap"):
        by_all, strict = (estimate(told, f"{measure}{each}") for each in ("_loose", ""))
        assert (by_all.status, by_all.value, by_all.n_posts) == ("suppressed", None, None), measure
        assert strict.status == "ok"
        assert round(strict.value, 2) == strict.value
    assert estimate(told, "false_positive_rate_difference").value == round(180 / 300 - 161 / 801, 2)
    assert told.findings[f"{NAME}.false_positive_rate"].statement.endswith(
        "the gap by all forms is hidden, since it would tell of a few authors."
    )


def test_where_the_others_are_fewer_their_number_does_not_tell_of_the_few(judged):
    told = judged("scores", planted((150, 150, 800, 400), (4, 0, 0, 0), nobody=(50, 50, 100, 200)), **PLAN)
    assert estimate(told, "false_positive_rate_difference").n_posts is None
    assert estimate(told, "bpsn_auc").n_posts is None


def test_a_gap_that_hidden_loose_forms_turn_round_is_not_shown(judged, well_said):
    told = judged("scores", planted((75, 25, 15, 285), (200, 20, 700, 4)), **PLAN)
    well_said(told.judgement)
    assert estimate(told, "false_positive_rate_difference_loose").status == "suppressed"
    assert f"{NAME}.false_positive_rate" not in told.findings
    rest = told.findings["scores.toxicity.mention.race_ethnicity"]
    assert "by strict forms, by any form hidden, since it would tell of a few authors" in rest.statement


def noise(seed):
    """Every third post is selected, by chance, whoever it names and however."""
    random = np.random.default_rng(seed)
    draw = lambda n: tuple(random.multinomial(n, (0.1, 0.2, 0.23, 0.47)).tolist())  # noqa: E731
    return [
        row
        for words, prefix, n in ((STRICT, "s", 600), (LOOSE, "l", 600), (NOBODY, "n", 1200))
        for row in posts(words, prefix, draw(n), seed=seed)
    ]


def test_of_chance_alone_nothing_is_shown_and_nothing_turns_round(judged):
    for seed in range(6):
        told = judged("scores", noise(seed), **PLAN)
        assert not [each for each in told.judgement.findings if each.reading == "shown"]
        assert not [
            each for each in told.judgement.findings if "turn" in each.statement or "disagree" in each.statement
        ]


def test_a_file_read_twice_gives_the_same(judged):
    rows = planted((60, 40, 60, 240), (200, 20, 500, 80))
    once, twice = judged("scores", rows, **PLAN), judged("scores", rows, rows, **PLAN)
    assert once.estimates.keys() == twice.estimates.keys()
    for name, each in once.estimates.items():
        if each.value is not None:
            assert twice.estimates[name].value == pytest.approx(each.value, rel=1e-9), name
    readings = [{each.id: each.reading for each in told.judgement.findings} for told in (once, twice)]
    assert readings[0] == readings[1]


def test_any_split_order_and_merge_says_the_same(judged):
    rows = planted((60, 40, 60, 240), (200, 20, 500, 80))
    mixed = [rows[i] for i in np.random.default_rng(1).permutation(len(rows))]
    whole, parts = judged("scores", rows, **PLAN), judged("scores", mixed[:700], [], mixed[700:], **PLAN)
    assert whole.judgement == parts.judgement


@pytest.mark.parametrize(("others", "status"), [(99, "suppressed"), (100, "ok"), (700, "ok")])
def test_how_few_loose_mentions_are_selected_changes_no_gap(others, status, judged, well_said):
    """With everybody's rate and the group's the gap gives the others', and what is left are three posts with loose forms alone."""
    made = set()
    for n in range(4):
        told = judged(
            "scores",
            planted((30, 100, 30, 100), (n, 3 - n, 0, 0), nobody=(12 - n, others // 2 - 12 + n, 11, others - others // 2 - 11)),
            **PLAN,
        )  # fmt: skip
        well_said(told.judgement)
        gap = estimate(told, "selection_rate_difference")
        made.add((gap.value, gap.status))
        if others == 99:  # fewer still lack the label, or have it
            assert {estimate(told, each).status for each in ("bpsn_auc", "negative_gap")} == {"suppressed"}
    assert [each for _, each in made] == [status]
