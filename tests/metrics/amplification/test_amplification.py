"""A simple learner on a dataset's own labels: amplified where planted, quiet where not, alike however posts are read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fairlearn.metrics import MetricFrame, false_negative_rate, false_positive_rate, selection_rate
from sklearn.metrics import roc_auc_score

import audit
from audit import api
from audit.metrics.amplification import posts as amplification_posts
from audit.metrics.amplification import tasks as amplification_tasks
from audit.metrics.amplification.estimates import answer
from audit.metrics.amplification.posts import POSTS, read_posts
from audit.metrics.amplification.tasks import comparisons, tasks
from audit.metrics.base import Scope
from audit.plan import Plan
from audit.tally import Tally

FILLER = [f"{a}{b}{c}" for a in "bdfgk" for b in "aeiou" for c in ("zz", "rk", "mp", "nt")]
FUNCTION = ["the", "of", "and", "to", "in", "that"]
SIGNAL = ["dreadful", "rotten", "wretched"]
IMMIGRANTS = "amplification.toxic.yes.mention.nationality_migration.immigrants"


def posts(seed=0, *, n=2400, authors=160, bias=0.0, signal=0.35, base=0.15):
    """Twelve words a post, by authors of unequal activity.

    A word of one post in three tells of the label, which is ``signal`` more frequent there; it is ``bias`` more frequent
    in posts that name immigrants, for no other reason.
    """
    random = np.random.default_rng(seed)
    activity = random.pareto(2.5, authors) + 0.3
    author = random.choice(authors, n, p=activity / activity.sum())
    gender = random.choice(["female", "male"], authors)
    rows = []
    for index in range(n):
        words = [*random.choice(FILLER, 6), *random.choice(FUNCTION, 4)]
        group = random.choice(["immigrants", "women", ""], p=[0.2, 0.2, 0.6])
        tells = random.random() < 1 / 3
        words += [random.choice(SIGNAL) if tells else random.choice(FILLER)]
        random.shuffle(words)
        words += ["the", group] if group else []
        chance = base + signal * tells + bias * (group == "immigrants")
        rows.append(
            {
                "post_id": f"p{index}",
                "author_id": f"author {author[index]}",
                "text": " ".join(words),
                "lang": "en",
                "attribute:gender": gender[author[index]],
                "label:toxic": "yes" if random.random() < chance else "no",
            }
        )
    return rows


@pytest.fixture(scope="module")
def rows():
    return posts(bias=0.3)


@pytest.fixture(scope="module")
def told(rows, judged):
    return judged("amplification", rows[:1000], rows[1000:])


def test_a_planted_gap_is_amplified_and_reweighing_halves_it(told, rows, judged, well_said):
    """Found by labels, widened by the learner, and predicted less than half as wide with weights, beyond chance."""
    label = judged("labels", rows).findings["labels.toxic.yes.mention.nationality_migration.immigrants"]
    finding = told.findings[IMMIGRANTS]
    assert label.reading == finding.reading == "shown"
    assert finding.title.startswith("A simple learner widens the gap between posts that mention immigrants and others")
    assert finding.severity == "high"
    labelled, predicted, change, with_weights, effect = (
        told.estimates[f"{IMMIGRANTS}.{each}"]
        for each in ("label_gap", "predicted_gap", "amplification", "predicted_gap_reweighed", "effect_of_reweighing")
    )
    assert 0.2 < labelled.low < 0.3 < labelled.high
    assert change.low > 0.1
    assert change.value == pytest.approx(predicted.value - labelled.value)
    assert with_weights.value < predicted.value / 2
    assert effect.high < -predicted.value / 2
    assert told.estimates[f"{IMMIGRANTS}.amplification_reweighed"].value < change.value / 2
    kept = told.estimates["amplification.toxic.yes.mention.nationality_migration.effective_share_reweighed"]
    assert 0.5 < kept.value < 1
    assert "With training posts weighted" in finding.statement
    assert [each for each in finding.caveats if "simple learner" in each and "not models" in each]
    well_said(told.judgement)


def test_the_page_shows_these_figures(told):
    page = (Path(__file__).parents[3] / "docs" / "amplification.md").read_text(encoding="utf-8")
    for title, measure in (
        ("in the labels", "label_gap"),
        ("predicted", "predicted_gap"),
        ("predicted with weights", "predicted_gap_reweighed"),
        ("with weights less without", "effect_of_reweighing"),
    ):
        each = told.estimates[f"{IMMIGRANTS}.{measure}"]
        figures = f"{100 * each.value:+.0f} ({100 * each.low:.0f} to {100 * each.high:.0f})".replace(
            "-", "\N{MINUS SIGN}"
        )
        assert f"| {title} | {figures} |" in page
    skill = told.estimates["amplification.toxic.yes.auc"].value
    kept, after = (
        told.estimates[f"amplification.toxic.yes.mention.nationality_migration.{each}_reweighed"].value
        for each in ("effective_share", "auc")
    )
    assert f"worth {kept:.0%} of the posts" in page
    assert f"from {skill:.2f} to {after:.2f}" in page


def test_false_alarms_and_misses_of_the_group_are_told(told):
    alarms, misses = (
        told.findings[f"amplification.toxic.yes.mention.nationality_migration.{each}"]
        for each in ("false_alarms", "misses")
    )
    assert "more frequent in posts that mention immigrants" in alarms.title
    assert "less frequent in posts that mention immigrants" in misses.title
    assert [each for each in alarms.caveats if "cannot all hold" in each]
    assert told.estimates[f"{IMMIGRANTS}.bpsn_auc"].value < 0.4


def test_of_labels_without_bias_nothing_is_shown(judged, well_said):
    for seed in range(3):
        quiet = judged("amplification", posts(seed, n=1500))
        assert "shown" not in {each.reading for each in quiet.judgement.findings}
        assert not [each for each in quiet.estimates if each.endswith("reweighed")]
        well_said(quiet.judgement)


def permuted(rows, seed):
    """The labels of each author's posts in another order."""
    frame = pd.DataFrame(rows)
    random = np.random.default_rng(seed)
    frame["label:toxic"] = frame.groupby("author_id")["label:toxic"].transform(random.permutation)
    return frame.to_dict("records")


@pytest.mark.calibration
def test_labels_permuted_within_authors_are_covered(judged):
    """Of 20 datasets with two mentioned groups each, intervals miss zero in a tenth at most (5 % and chance)."""
    covered = []
    for seed in range(20):
        quiet = judged("amplification", permuted(posts(seed, n=500, authors=80, signal=0.0, base=0.3), seed))
        figures = [
            each for name, each in quiet.estimates.items() if name.endswith(".amplification") and ".mention." in name
        ]
        covered += [each.low <= 0 <= each.high for each in figures if each.low is not None]
    assert len(covered) > 30
    assert np.mean(covered) >= 0.9


def learned(rows, batch_of):
    """One label learned: the task, the comparisons and the answer."""
    posts_ = batch_of(rows)
    tally = amplification_posts.count_posts(posts_)
    scope = Scope(Plan(), len(rows), 160, has_authors=True)
    read = read_posts(tally.samples[POSTS])
    [task], reasons = tasks(read, tally, scope)
    assert not reasons
    compared = comparisons(task, read, tally, scope, read=True)
    return task, compared, answer(task, compared, ["no", "yes"], scope, 1)


def test_figures_are_those_of_fairlearn_and_scikit_learn(rows, batch_of):
    task, compared, made = learned(rows, batch_of)
    chosen, scores = made.learned.made.chosen, made.learned.made.scores
    each = next(one for one in made.compared if one.comparison.group == "immigrants")
    own, values = each.comparison.own, {one.id.rsplit(".", 1)[1]: one.value for one in each.estimates}
    frame = MetricFrame(
        metrics={"rate": selection_rate, "alarm": false_positive_rate, "miss": false_negative_rate},
        y_true=task.has,
        y_pred=chosen,
        sensitive_features=own,
    )
    apart = frame.by_group.loc[True] - frame.by_group.loc[False]
    assert values["predicted_gap"] == pytest.approx(apart["rate"])
    assert values["false_alarm_gap"] == pytest.approx(apart["alarm"])
    assert values["miss_gap"] == pytest.approx(apart["miss"])
    assert values["predicted_rate"] == pytest.approx(frame.by_group["rate"][True])
    rounded = (scores * 1000).round()
    assert made.skill.value == pytest.approx(roc_auc_score(task.has, rounded))
    assert values["subgroup_auc"] == pytest.approx(roc_auc_score(task.has[own], rounded[own]))
    mixed = (own & ~task.has) | (~own & task.has)
    assert values["bpsn_auc"] == pytest.approx(roc_auc_score(task.has[mixed], rounded[mixed]))
    assert {one.group for one in compared} >= {"immigrants", "women", "men"}


def test_leakage_is_that_of_as_many_posts_of_either_group(rows, batch_of):
    """With one label of two values the best guess of the group is right in half of (1 + gap): worked out by hand."""
    task, _, made = learned(rows, batch_of)
    chosen = made.learned.made.chosen
    each = next(one for one in made.compared if one.comparison.group == "immigrants")
    values = {one.id.rsplit(".", 1)[1]: one.value for one in each.estimates}
    accuracy = (chosen == task.has).mean()
    expected = (values["predicted_gap"] - values["label_gap"] * (2 * accuracy - 1)) / 2
    assert values["leakage"] == pytest.approx(expected)


def test_order_split_and_copies_change_nothing(rows, judged):
    some = rows[:900]
    whole = judged("amplification", some)
    mixed = [some[index] for index in np.random.default_rng(3).permutation(len(some))]
    assert judged("amplification", mixed[:77], mixed[77:]).judgement == whole.judgement
    assert judged("amplification", some, some).judgement == whole.judgement
    assert whole.findings[IMMIGRANTS].reading == "shown"


def test_any_number_of_workers(tmp_path):
    frame = pd.DataFrame(posts(4, n=900, bias=0.3)).rename(
        columns={"label:toxic": "toxic", "attribute:gender": "gender"}
    )
    for index, start in enumerate(range(0, 900, 300)):
        frame.iloc[start : start + 300].to_csv(tmp_path / f"{index}.csv", index=False)
    paths = sorted(tmp_path.glob("*.csv"))
    one, two = (audit.run(paths, metrics=["amplification"], labels=["toxic"], workers=each) for each in (1, 2))
    assert one.as_dict() == two.as_dict()
    assert one.findings


def test_posts_are_never_written(tmp_path):
    frame = pd.DataFrame(posts(n=300)).rename(columns={"label:toxic": "toxic"})
    result = api.run_audit(frame, metrics=["amplification"], labels=["toxic"])
    assert POSTS in result.tally.samples
    path = tmp_path / "posts.tally"
    path.write_bytes(api.save_tally(result, secret=bytes(range(16))))
    [untold] = audit.merge([path]).not_measured
    assert "Tally files hold no posts to learn from" in untold.reason


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda rows: rows[:150], "a learner needs 200 labelled posts by 30 authors at least"),
        (
            lambda rows: [{**row, "author_id": row["author_id"][:8]} for row in rows],
            "a learner needs 200 labelled posts",
        ),
        (lambda rows: [{**row, "label:toxic": "yes"} for row in rows], "has one value"),
        (lambda rows: [{**row, "label:toxic": str(index)} for index, row in enumerate(rows)], "more than 12 values"),
        (
            lambda rows: [{**row, "label:toxic": "yes" if i < 15 else "no"} for i, row in enumerate(rows)],
            "20 posts and 10",
        ),
        (lambda rows: [{**row, "label:toxic": None} for row in rows], "no posts with both text and a label"),
        (
            lambda rows: [{**row, "text": "the same words are in all of these"} for row in rows],
            "texts that authors share",
        ),
    ],
)
def test_what_cannot_be_learned_says_why(rows, judged, change, reason, well_said):
    quiet = judged("amplification", change(rows[:600]))
    assert reason in quiet.reasons
    assert not quiet.estimates
    well_said(quiet.judgement)


def test_a_group_of_few_authors_is_hidden(rows, judged):
    """Nine authors write of a group: nothing is told of it, and of the rest nothing that would tell."""
    few = {f"author {index}" for index in range(9)}
    changed = [
        {**row, "text": row["text"].replace("women", "people" if row["author_id"] not in few else "women")}
        for row in rows[:1500]
    ]
    quiet = judged("amplification", changed)
    assert not [each for each in quiet.estimates if "mention.gender" in each]
    stated = [
        {**row, "attribute:gender": "nonbinary" if row["author_id"] in few else row["attribute:gender"]} for row in rows
    ]
    quiet = judged("amplification", stated)
    own = [each for name, each in quiet.estimates.items() if ".author.gender." in name and each.status == "ok"]
    assert own
    assert all(each.n_posts is None for each in own if each.group.get("gender"))
    assert not [each for each in own if each.group.get("gender") == "nonbinary people"]


def test_of_more_posts_than_can_be_kept_whole_authors_are(rows, judged, monkeypatch):
    monkeypatch.setattr(amplification_posts, "MOST_POSTS", 900)
    part = judged("amplification", rows[:700], rows[700:1400])
    sample = part.tally.samples[POSTS]
    assert 200 < len(sample) <= 900
    assert not sample.complete
    owners, kept = np.unique(sample.column("owner"), return_counts=True)
    written = dict(zip(part.tally.author_posts.keys.tolist(), part.tally.author_posts.posts.tolist(), strict=True))
    assert all(written[owner] == number for owner, number in zip(owners.tolist(), kept.tolist(), strict=True))
    assert "of a sample of 1 in" in part.estimates["amplification.toxic.yes.auc"].note


def test_without_authors_texts_are_voices(rows, judged, well_said):
    quiet = judged("amplification", rows[:1500], without=["author_id"])
    finding = quiet.findings[IMMIGRANTS]
    assert finding.confidence == "low"
    assert "texts that were not learned from" in finding.statement
    well_said(quiet.judgement)


def test_at_most_six_values_are_learned(rows, judged, monkeypatch):
    monkeypatch.setattr(amplification_tasks, "MOST_TASKS", 1)
    random = np.random.default_rng(0)
    three = [{**row, "label:kind": str(random.choice(["a", "b", "c"]))} for row in rows[:800]]
    some = judged("amplification", three)
    assert "Only the first 1 values" in some.reasons
    assert {each.group["label"] for each in some.estimates.values()} == {"kind"}


def test_nothing_of_nothing():
    from audit.metrics.amplification.amplification import AmplificationProbe

    judgement = AmplificationProbe().judge(Tally(), Scope(Plan(), 0, 0, has_authors=False))
    assert "no label column was named" in judgement.not_measured[0].reason
