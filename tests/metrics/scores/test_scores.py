"""Scores by group: against fairlearn and scikit-learn on the same posts, planted and null gaps, hidden cells, odd columns."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from fairlearn.metrics import MetricFrame, false_negative_rate, false_positive_rate, selection_rate
from sklearn.metrics import precision_score, roc_auc_score

from audit.metrics.scores.counts import BINS, bins, tenth_of_bin
from audit.metrics.scores.reading import OUTSIDE, UNREADABLE, as_columns, read_scores
from audit.plan import Plan

PLAIN = "it was the end of the day and we were at the market"
PLAN = {"models": {"scores": ["toxicity"], "truth": "toxic"}}


def drawn(seed=1, posts=3000, *, raised=0.0, authors=400):
    """Scores that go along with the label, and ``raised`` for posts about Muslims."""
    random = np.random.default_rng(seed)
    author, truth = random.integers(0, authors, posts), random.random(posts) < 0.35
    about = random.choice(["the women", "some Muslims", "the town"], posts)
    score = random.beta(2, 4, posts) + 0.3 * truth + raised * (about == "some Muslims")
    return [
        {
            "post_id": f"p{i}",
            "author_id": f"a{author[i]}",
            "text": f"{PLAIN} with {about[i]}",
            "lang": "en",
            "attribute:gender": ("female", "male")[author[i] % 2],
            "label:toxic": "yes" if truth[i] else "no",
            "score:toxicity": f"{min(round(score[i], 3), 1.0)}",
        }
        for i in range(posts)
    ]


@pytest.fixture(scope="module")
def rows():
    return drawn(raised=0.2)


@pytest.fixture(scope="module")
def told(judged, rows):
    return judged("scores", rows, **PLAN)


def of(told, name):
    return told.estimates[f"scores.toxicity.{name}"]


def arrays(rows):
    truth = np.array([row["label:toxic"] == "yes" for row in rows])
    return truth, np.array([float(row["score:toxicity"]) for row in rows])


def test_rates_are_those_of_fairlearn(told, rows):
    truth, score = arrays(rows)
    gender = ["women" if row["attribute:gender"] == "female" else "men" for row in rows]
    frame = MetricFrame(
        metrics={
            "selection_rate": selection_rate,
            "false_positive_rate": false_positive_rate,
            "false_negative_rate": false_negative_rate,
            "precision": precision_score,
        },
        y_true=truth.astype(int),
        y_pred=(score >= 0.5).astype(int),
        sensitive_features=gender,
    )
    for rate in frame.by_group.columns:
        assert of(told, f"everyone.{rate}").value == pytest.approx(frame.overall[rate])
        for group in ("women", "men"):
            found = of(told, f"author.gender.{group}.{rate}")
            assert found.value == pytest.approx(frame.by_group[rate][group])
            assert found.low < found.value < found.high
    for rate in ("false_positive_rate", "false_negative_rate", "selection_rate"):
        gap = frame.by_group[rate]["women"] - frame.by_group[rate]["men"]
        assert of(told, f"author.gender.women.{rate}_difference").value == pytest.approx(gap)


def test_aucs_are_those_of_scikit_learn(told, rows):
    """Of scores as they are binned: hundredths in the middle, thousandths at both ends."""
    truth, score = arrays(rows)
    binned = bins(score)
    about = np.array(["Muslims" in row["text"] for row in rows])
    pairs = {
        "subgroup_auc": about,
        "bpsn_auc": np.where(truth, ~about, about),
        "bnsp_auc": np.where(truth, about, ~about),
    }
    for measure, kept in pairs.items():
        found = of(told, f"mention.religion.muslims.{measure}")
        assert found.value == pytest.approx(roc_auc_score(truth[kept], binned[kept]))
        assert found.value == pytest.approx(roc_auc_score(truth[kept], score[kept]), abs=1e-3)
        assert found.low < found.value < found.high
    higher = roc_auc_score(about[~truth], binned[~truth]) - 0.5
    assert of(told, "mention.religion.muslims.negative_gap").value == pytest.approx(higher)


def test_the_calibration_gap_is_observed_less_predicted(told, rows):
    truth, score = arrays(rows)
    assert of(told, "everyone.calibration_gap").value == pytest.approx(truth.mean() - score.mean(), abs=1e-9)
    assert "by chance" in of(told, "everyone.calibration_gap").note
    assert of(told, "everyone.calibration_gap").p_value is None  # no comparison that was planned: it has no family


def test_a_planted_gap_is_shown_and_said(told, well_said):
    gap = told.findings["scores.toxicity.mention.religion.muslims.false_positive_rate"]
    assert gap.reading == "shown"
    assert gap.title == "Posts that mention Muslims are more often wrongly selected by the score \u201ctoxicity\u201d"
    assert any("which of them should be alike is a choice" in each for each in gap.caveats)
    well_said(told.judgement)


def test_without_a_gap_nothing_is_shown(judged):
    shown = 0
    for seed in range(2, 8):
        shown += sum(each.reading == "shown" for each in judged("scores", drawn(seed), **PLAN).judgement.findings)
    assert shown == 0


def test_a_file_read_twice_gives_the_same(judged, rows, told):
    twice = judged("scores", rows, rows, **PLAN)
    for name, each in told.estimates.items():
        if each.value is not None:
            assert twice.estimates[name].value == pytest.approx(each.value, rel=1e-9), name
            if each.low is not None and each.unit == "share":
                assert twice.estimates[name].low == pytest.approx(each.low, rel=1e-6), name


def test_without_a_truth_there_is_selection_only(judged, rows):
    told = judged("scores", rows, models={"scores": ["toxicity"]})
    assert of(told, "author.gender.women.selection_rate").status == "ok"
    assert not [each for each in told.estimates if "false" in each or "auc" in each]
    assert "no label was named" in told.reasons


@pytest.mark.parametrize(
    ("models", "reason"),
    [
        ({"truth": "toxic", "positive": "maybe"}, "no scored post has the label 'maybe'"),
        ({"truth": "absent"}, "no scored post has a label in 'absent'"),
        ({"truth": "odd"}, "name the value of 'odd'"),
        ({"truth": "many"}, "more than 12 different values"),
        ({"truth": "one"}, "one value among scored posts"),
    ],
)
def test_a_truth_that_cannot_be_read_is_named(judged, rows, models, reason, well_said):
    rows = [
        {**row, "label:odd": "ab"[i % 2], "label:many": str(i % 20), "label:one": "yes"} for i, row in enumerate(rows)
    ]
    told = judged("scores", rows, models={"scores": ["toxicity"], **models})
    assert reason in told.reasons
    assert of(told, "everyone.selection_rate").status == "ok"
    assert not [each for each in told.estimates if "false" in each]
    well_said(told.judgement)


def test_the_positive_value_may_be_chosen(judged, rows):
    told = judged("scores", rows, models={**PLAN["models"], "positive": "NO"})
    assert of(told, "everyone.auc").value < 0.5


def test_scores_outside_the_range_are_refused_not_bent(judged, rows):
    hundred = [{**row, "score:toxicity": str(100 * float(row["score:toxicity"]))} for row in rows]
    told = judged("scores", hundred, **PLAN)
    assert "do not all lie between 0 and 1" in told.reasons
    assert not told.estimates
    moved = judged("scores", hundred, models={**PLAN["models"], "range": [0, 100]})
    once = judged("scores", rows, **PLAN)
    assert {name: each.value for name, each in moved.estimates.items()} == pytest.approx(
        {name: each.value for name, each in once.estimates.items()}, rel=1e-6
    )


def test_what_is_no_number_is_missing_and_never_zero(judged, rows, well_said):
    odd = [
        {**row, "score:toxicity": ("NaN", "", None, "high", row["score:toxicity"])[i % 5]} for i, row in enumerate(rows)
    ]
    told, fifth = judged("scores", odd, **PLAN), judged("scores", rows[4::5], **PLAN)
    assert of(told, "everyone.selection_rate").value == of(fifth, "everyone.selection_rate").value
    assert of(told, "everyone.selection_rate").n_posts == 600
    assert "600 posts of 3,000 state a score in 'toxicity' that is no number" in told.reasons
    well_said(told.judgement)
    nothing = judged("scores", [{**row, "score:toxicity": "high"} for row in rows], **PLAN)
    assert "No post has a score in 'toxicity'" in nothing.reasons
    assert not nothing.estimates


def test_reading_numbers():
    column = pa.array(["0", "1", " 0.25 ", "1e-3", "nan", "inf", "-0.1", "x", None, "1_0", "0.9999999999"])
    found = read_scores(column)
    expected = [0, 1, 0.25, 0.001, np.nan, np.nan, np.nan, np.nan, np.nan, np.nan, 1]
    assert np.allclose(found.score, expected, equal_nan=True)
    assert np.flatnonzero(found.lost[OUTSIDE]).tolist() == [5, 6]
    assert np.flatnonzero(found.lost[UNREADABLE]).tolist() == [7, 9]
    flags = as_columns("s", found, 0.25)["flag:s"].to_pylist()
    assert flags[:4] == [False, True, True, False]
    assert flags[4:10] == [None] * 6


def test_bins_keep_the_order_and_the_tenths():
    score = np.arange(0, 1_000_001, 7) / 1_000_000
    found = bins(score)
    assert (np.diff(found) >= 0).all()
    assert (found[0], bins(np.array([1.0]))[0]) == (0, BINS - 1)
    assert set(found.tolist()) == set(range(BINS))
    tenths = np.minimum(np.rint(score * 1_000_000).astype(int) // 100_000, 9)
    assert (tenth_of_bin()[found] == tenths).all()


def test_a_group_with_few_errors_shows_no_error_rates(judged):
    """Nine authors of women have a false positive: from the rates every cell of the table would follow, so none is given."""
    rows = [
        {
            "post_id": f"{g}{i}",
            "author_id": f"{g}{i}",
            "text": PLAIN,
            "lang": "en",
            "attribute:gender": g,
            "label:toxic": "yes" if i % 3 == 0 else "no",
            "score:toxicity": "0.9" if (i % 3 == 0 and i % 2 == 0) or (i % 3 and i < few) else "0.1",
        }
        for g, few in (("female", 13), ("male", 160))
        for i in range(400)
    ]
    told = judged("scores", rows, **PLAN)
    assert of(told, "author.gender.women.selection_rate").status == "ok"
    for measure in ("false_positive_rate", "false_negative_rate", "subgroup_auc", "calibration_gap", "bpsn_auc"):
        assert of(told, f"author.gender.women.{measure}").status == "suppressed", measure
    # Of the men and of everyone the difference would be the women's: rounded, and without counts.
    men = of(told, "author.gender.men.false_positive_rate")
    assert men.n_posts is None
    assert round(men.value, 2) == men.value


def test_few_who_are_not_selected_do_not_follow_from_everybodys(judged):
    """Of women too few are wrongly selected, of men too few are not selected: only women's selection rate may be told."""

    def score(g, i):
        selected = i >= 5 if g == "male" else (i % 3 == 0 and i % 2 == 0) or (i % 3 and i < 13)
        return "0.9" if selected else "0.1"

    rows = [
        {
            "post_id": f"{g}{i}", "author_id": f"{g}{i}", "text": PLAIN, "lang": "en", "attribute:gender": g,
            "label:toxic": "yes" if i % 3 == 0 else "no", "score:toxicity": score(g, i),
        }
        for g in ("female", "male") for i in range(400)
    ]  # fmt: skip
    told = judged("scores", rows, **PLAN)
    assert of(told, "everyone.selection_rate").n_posts == 800
    assert of(told, "author.gender.men.selection_rate").status == "suppressed"
    assert of(told, "author.gender.women.selection_rate").n_posts is None
    assert "rounded" in of(told, "author.gender.women.selection_rate").note


def test_groups_of_few_authors_are_hidden_and_cannot_be_worked_out(judged, rows):
    few = [
        {**row, "post_id": f"f{i}", "author_id": f"few{i % 5}", "attribute:gender": "nonbinary"}
        for i, row in enumerate(rows[:60])
    ]
    told = judged("scores", [*rows, *few], **PLAN)
    assert not [name for name in told.estimates if "nonbinary" in name]
    women = of(told, "author.gender.women.selection_rate")
    assert women.n_posts is None
    assert "rounded" in women.note


def test_languages_are_held_against_each_other(judged, rows):
    mixed = [{**row, "lang": ("en", "de")[i % 2]} for i, row in enumerate(rows)]
    told = judged("scores", mixed, **PLAN)
    assert of(told, "language.language.de.false_positive_rate").status == "ok"
    assert "scores.toxicity.language.language" in told.findings


def test_dialects_are_held_against_each_other(rows):
    """The batch says which dialect a post reads as, wherever that was worked out."""
    from audit.metrics.base import Scope
    from audit.metrics.scores.reading import as_columns, in_range
    from audit.metrics.scores.scores import ModelScores
    from audit.posts import PostBatch

    truth, score = arrays(rows)
    raised = np.clip(score + 0.25 * (np.arange(len(score)) % 2 == 0), 0, 1)
    dialect = pa.array([("african_american", "white")[i % 2] for i in range(len(rows))])
    values = {
        **as_columns("toxicity", in_range(raised, np.ones(len(raised), bool), (0.0, 1.0)), 0.5),
        "truth:toxic": pa.array(np.where(truth, "yes", "no")),
        "dialect:group": dialect,
    }
    keys = np.array([int(row["author_id"][1:]) * 2_654_435_761 for row in rows], dtype=np.uint64)
    table = pa.RecordBatch.from_arrays([pa.array([row["post_id"] for row in rows])], names=["post_id"])
    tally = ModelScores().measure(PostBatch(table, keys, np.ones(len(rows), bool), values))
    tally.author_posts.add(keys)
    said = ModelScores().judge(tally, Scope(Plan.make(PLAN), len(rows), 400, has_authors=True))
    found = {each.id: each for each in said.findings}
    gap = found["scores.toxicity.dialect.dialect.african_american.false_positive_rate"]
    assert (
        gap.title
        == "Posts that read as African-American English are more often wrongly selected by the score \u201ctoxicity\u201d"
    )


def test_a_group_whose_rate_is_hidden_is_not_among_the_others(judged):
    """Five authors of a third group are selected: with it among the others, two printed gaps would give its rate."""
    of_ten = {"female": 4, "male": 3}

    def selected(group, i):
        return i < 5 if group == "nonbinary" else i % 10 < of_ten[group]

    rows = [
        {
            "post_id": f"{g}{i}", "author_id": f"{g}{i}", "text": PLAIN, "lang": "en", "attribute:gender": g,
            "score:toxicity": "0.9" if selected(g, i) else "0.1",
        }
        for g, posts in (("female", 400), ("male", 400), ("nonbinary", 60)) for i in range(posts)
    ]  # fmt: skip
    told = judged("scores", rows, models={"scores": ["toxicity"]})
    assert of(told, "author.gender.nonbinary_people.selection_rate").status == "suppressed"
    assert of(told, "author.gender.nonbinary_people.selection_rate_difference").status == "suppressed"
    assert of(told, "author.gender.women.selection_rate_difference").value == pytest.approx(0.4 - 0.3, abs=0.005)
