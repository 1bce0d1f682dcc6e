"""A model that learnt from one corpus, held against another: rates against fairlearn, and a bias of a kind that is known.

Where the name of a group stands mostly in offensive posts of what a model learns from, it errs on harmless posts with that name
(Dixon et al. 2018). In the corpus of Davidson et al. (2017) "gay" does, and the sentences of HateCheck (Röttger et al. 2021) are
in good part harmless.
"""

from __future__ import annotations

import os
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from fairlearn.metrics import MetricFrame, false_negative_rate, false_positive_rate, selection_rate
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline

import audit
from audit.metrics.scores.counts import bins
from audit.plan import Plan
from audit.text_reader import text_reader

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("POSTAUDIT_SHARED_DATA", ROOT.parent / "shared" / "data")) / "datasets"
LEARNT, HELD = DATA / "davidson2017" / "labeled_data.csv.gz", DATA / "hatecheck" / "test_suite_cases.csv.gz"
GROUPS = ("gay_people", "muslims", "immigrants", "black_people", "disabled_people")
RATES = {
    "false_positive_rate": false_positive_rate,
    "false_negative_rate": false_negative_rate,
    "selection_rate": selection_rate,
}


@pytest.fixture(scope="module")
def model():
    if not HELD.exists():
        pytest.skip("the shared datasets are not here")
    posts = pd.read_csv(LEARNT)
    learner = LogisticRegression(class_weight="balanced", max_iter=400)
    return make_pipeline(TfidfVectorizer(min_df=2), learner).fit(
        posts.tweet, (posts["class"] != 2).map(["ok", "hateful"].__getitem__)
    )


@pytest.fixture(scope="module")
def found(model):
    return audit.run(
        HELD,
        model=model,
        columns={"text": "test_case"},
        models={"truth": "label_gold", "positive": "hateful"},
        metrics=["scores"],
    )


@pytest.fixture(scope="module")
def rows(model):
    held = pd.read_csv(HELD).drop_duplicates("case_id")
    features = text_reader(Plan()).run(pa.array(held.test_case, pa.large_string()))
    for group in GROUPS:
        index = [each for _, each in features.groups].index(group)
        named = features.strict_pairs[0][features.strict_pairs[1] == index]
        held[group] = held.index.isin(held.index[named])
    held["truth"] = held.label_gold == "hateful"
    held["score"] = model.predict_proba(held.test_case)[:, list(model.classes_).index("hateful")]
    return held


def of(found, group, measure):
    axis = {"muslims": "religion", "immigrants": "nationality_migration", "black_people": "race_ethnicity"}.get(
        group, "disability" if group == "disabled_people" else "sexual_orientation_gender_identity"
    )
    return found.estimate(f"scores.the_given_model.mention.{axis}.{group}.{measure}")


@pytest.mark.parametrize("group", GROUPS)
def test_rates_by_mentioned_group_are_those_of_fairlearn(found, rows, group):
    frame = MetricFrame(
        metrics=RATES,
        y_true=rows.truth.astype(int),
        y_pred=(rows.score >= 0.5).astype(int),
        sensitive_features=rows[group],
    )
    for rate in RATES:
        estimate = of(found, group, rate)
        rounded = 0.0051 if estimate.note.startswith("rounded") or "; rounded" in estimate.note else 1e-12
        assert estimate.value == pytest.approx(frame.by_group[rate][True], abs=rounded)
    own = rows[rows[group]]
    auc = of(found, group, "subgroup_auc")
    assert auc.value == pytest.approx(roc_auc_score(own.truth, bins(own.score.to_numpy())), abs=0.0051)
    assert auc.low < auc.value < auc.high


def test_a_name_that_was_learnt_as_an_insult_is_shown(found):
    shown = {each.id for each in found.findings if each.reading == "shown" and each.metric == "scores"}
    stem = "scores.the_given_model.{}.sexual_orientation_gender_identity.gay_people"
    assert {stem.format("sentences"), stem.format("swapped")} <= shown
    rates = {group: of(found, group, "false_positive_rate").value for group in GROUPS}
    assert max(rates, key=rates.get) == "gay_people"
    assert rates["gay_people"] > 2 * rates["muslims"]
