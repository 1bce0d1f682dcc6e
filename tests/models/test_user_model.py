"""A user's model: each way to answer, each way to go wrong, and that the rest of the audit stands whatever it does."""

from __future__ import annotations

import re
import time

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.pipeline import make_pipeline
from sklearn.svm import LinearSVC

import audit
from audit.errors import PlanError
from audit.models.user_model import CHUNK, UserModel
from audit.plan.models import Models
from audit.report import json_file

TEXTS = [f"the women were at the market {i}" for i in range(30)] + [f"a harsh remark on the day {i}" for i in range(30)]
LABELS = np.array(["fine"] * 30 + ["toxic"] * 30)


def fitted(estimator):
    return make_pipeline(CountVectorizer(), estimator).fit(TEXTS, LABELS)


def scored(model, texts=TEXTS, **models):
    held = UserModel(model, Models(**models))
    return held, held(texts)


def test_probabilities_of_the_positive_class():
    pipeline = fitted(LogisticRegression())
    held, scores = scored(pipeline)
    assert scores == pytest.approx(pipeline.predict_proba(TEXTS)[:, 1])
    assert held.is_probability
    assert held.name == "Pipeline"
    _, other = scored(pipeline, truth="label", positive="fine")
    assert other == pytest.approx(1 - scores)


def test_a_decision_function_is_ranks_and_its_zero_is_one_half():
    pipeline = fitted(LinearSVC())
    held, scores = scored(pipeline)
    margins = pipeline.decision_function(TEXTS)
    assert not held.is_probability
    assert ((scores >= 0.5) == (margins >= 0)).all()
    assert (np.argsort(scores) == np.argsort(1 / (1 + np.exp(-margins)))).all()


def test_plain_predictions_are_none_or_all():
    class Predicts:
        classes_ = ("fine", "toxic")

        def predict(self, texts):
            return np.array(["toxic" if "harsh" in each else "fine" for each in texts])

    held, scores = scored(Predicts())
    assert set(scores) == {0.0, 1.0}
    assert scores[-1] == 1
    assert not held.is_probability
    assert scored(Predicts(), truth="label", positive="fine")[1][0] == 1


def test_any_function_of_texts():
    _, scores = scored(lambda texts: [0.25] * len(texts))
    assert set(scores) == {0.25}
    _, moved = scored(lambda texts: np.full((len(texts), 1), 25), range=(0, 100))
    assert set(moved) == {0.25}
    held, nothing = scored(lambda texts: [1 / 0], texts=[])
    assert len(nothing) == 0
    assert not held.reason


def test_texts_come_in_chunks():
    sizes = []

    def counting(texts):
        sizes.append(len(texts))
        return np.zeros(len(texts))

    scored(counting, texts=["a"] * (2 * CHUNK + 1))
    assert sizes == [CHUNK, 10, CHUNK, 1]  # ten are asked again


def raising(texts):
    raise ValueError(f"could not read {texts[0]!r} of shape (3, 4)")


def leaving(texts):
    raise SystemExit(3)


class Unprintable(Exception):
    def __str__(self):
        raise RuntimeError


def unprintable(texts):
    raise Unprintable


BAD = {
    "raises": (raising, "it raised ValueError"),
    "leaves": (leaving, "it raised SystemExit"),
    "unprintable": (unprintable, "it raised Unprintable"),
    "too few": (lambda texts: [0.5], r"shape \(1,\) for 60 texts"),
    "two columns": (lambda texts: np.full((len(texts), 2), 0.5), "of two columns choose the positive one"),
    "one number": (lambda texts: 0.5, r"shape \(\) for 60 texts"),
    "NaN": (lambda texts: [np.nan] * len(texts), r"no number \(NaN\) for 60 of 60"),
    "nothing": (lambda texts: None, r"shape \(\) for 60 texts"),
    "words": (lambda texts: ["toxic"] * len(texts), "no numbers but an object of type list"),
    "dicts": (lambda texts: [{"label": "toxic", "score": 0.9}] * len(texts), "no numbers"),
    "out of range": (lambda texts: [7.0] * len(texts), r"outside 0 to 1.*range = \[0, 100\]"),
    "infinite": (lambda texts: [np.inf] * len(texts), "outside 0 to 1"),
    "slow": (lambda texts: time.sleep(5), r"took more than 0\.2 seconds for 60 texts"),
    "by place": (lambda texts: np.linspace(0, 1, len(texts)), "another score when it was asked again"),
    "three classes": (
        make_pipeline(CountVectorizer(), DummyClassifier()).fit(TEXTS, ["a", "b", "c"] * 20),
        "knows 3 classes",
    ),
    "not fitted": (make_pipeline(CountVectorizer(), LogisticRegression()), "it raised NotFittedError"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_model_gives_up_with_a_reason(name):
    model, reason = BAD[name]
    held, scores = scored(model, seconds=0.2 if name == "slow" else 60)
    assert scores is None
    assert re.search(reason, held.reason), held.reason
    assert held(TEXTS) is None  # and is not asked again


@pytest.mark.parametrize("model", [None, 3, "model", LogisticRegression, object()])
def test_what_cannot_score_is_refused_at_once(model):
    with pytest.raises(PlanError, match="cannot score a text"):
        UserModel(model, Models())


def test_a_positive_class_that_is_none_is_named():
    held, _ = scored(fitted(LogisticRegression()), truth="label", positive="hate")
    assert held.reason == "its classes are fine, toxic, and 'hate' (positive) is none of them"
    assert scored(fitted(RidgeClassifier()))[1] is not None


def test_no_word_of_a_post_is_in_a_reason():
    secret = ["call me on 555-0199, said Zebulon", "the blue heron flies"]

    def telling(texts):
        raise RuntimeError(f"Zebulon! heron:flies {texts[0]} (tokens=blue) Unrelated trouble 555")

    held, _ = scored(telling, texts=secret)
    assert held.reason.startswith("it raised RuntimeError")
    assert "trouble" in held.reason
    for word in ("Zebulon", "heron", "flies", "blue", "555", "0199", "call"):
        assert word.casefold() not in held.reason.casefold()


def table(posts=1500, seed=1):
    random = np.random.default_rng(seed)
    author = random.integers(0, 300, posts)
    about = random.choice(["the women", "the men", "some Muslims", "the town"], posts)
    harsh = random.random(posts) < 0.3
    return pd.DataFrame(
        {
            "post_id": [f"p{i}" for i in range(posts)],
            "author_id": [f"a{each}" for each in author],
            "text": [
                f"at the end of the day {'a harsh remark on' if bad else 'we met'} {who} and it was over {i}"
                for i, (bad, who) in enumerate(zip(harsh, about, strict=True))
            ],
            "gender": np.where(author % 2 == 0, "female", "male"),
            "label": np.where(harsh, "toxic", "fine"),
        }
    )


def sensitive(texts):
    """Errs for Muslims: their name alone is enough."""
    return [0.1 + 0.6 * ("harsh" in each) + 0.3 * ("Muslim" in each) + 0.1 * ("Sikh" in each) for each in texts]


PLAN = {"groups": {"gender": "gender"}, "models": {"truth": "label", "positive": "toxic", "threshold": 0.4}}


@pytest.fixture(scope="module")
def found():
    return audit.run(table(), model=sensitive, **PLAN)


def test_a_model_is_held_against_the_posts(found):
    estimates = {each.id: each for each in found.estimates}
    rate = estimates["scores.the_given_model.mention.religion.muslims.false_positive_rate"]
    assert rate.value == 1
    shown = {each.id for each in found.findings if each.reading == "shown"}
    assert "scores.the_given_model.mention.religion.muslims.false_positive_rate" in shown
    assert not [each for each in shown if each.startswith("scores.the_given_model.author")]
    [used] = [each for each in found.resources if each["kind"] == "models"]
    assert "sensitive" in used["title"]
    assert found.audit["plan"]["models"]["given"] == "sensitive"


def test_the_same_model_gives_the_same_bytes_and_another_one_another_audit(found):
    again = audit.run(table(), model=sensitive, workers=4, **PLAN)
    assert json_file.encode(again) == json_file.encode(found)
    other = audit.run(table(), model=lambda texts: [0.5 for _ in texts], **PLAN)
    assert other.audit["id"] != found.audit["id"]


def test_order_and_split_change_nothing(found, tmp_path):
    posts = table().sample(frac=1, random_state=3)
    posts.iloc[:400].to_csv(tmp_path / "frame-1.csv", index=False)
    posts.iloc[400:].to_csv(tmp_path / "frame-2.csv", index=False)
    split = audit.run([tmp_path / "frame-1.csv", tmp_path / "frame-2.csv"], model=sensitive, **PLAN)
    ours = {each.id: each for each in found.estimates if each.metric == "scores"}
    assert {each.id: each for each in split.estimates if each.metric == "scores"} == ours


@pytest.mark.parametrize("name", [name for name in BAD if name != "slow"])
def test_whatever_a_model_does_the_rest_of_the_audit_stands(name):
    posts = table(400)
    without = audit.run(posts, groups={"gender": "gender"}, labels=["label"])
    bad = audit.run(posts, groups={"gender": "gender"}, labels=["label"], model=BAD[name][0])
    others = [each for each in bad.estimates if each.metric != "scores"]
    assert others == list(without.estimates)
    assert [each for each in bad.findings if each.metric != "scores"] == list(without.findings)
    assert not [each for each in bad.estimates if each.metric == "scores"]
    [reason] = [each.reason for each in bad.not_measured if each.metric == "scores"]
    assert reason.startswith("The model could not be used: it")
    assert not [text for text in posts["text"] if text in reason]


def test_a_model_that_breaks_off_half_way_leaves_no_half_figures():
    calls = []

    def tiring(texts):
        calls.append(1)
        if len(calls) > 2:
            raise RuntimeError("tired")
        return np.full(len(texts), 0.5)

    found = audit.run(table(1500), model=tiring, **PLAN)
    assert not [each for each in found.estimates if each.metric == "scores"]
    assert "it raised RuntimeError: tired" in " ".join(each.reason for each in found.not_measured)


def test_a_pipeline_that_learnt_the_posts():
    posts = table()
    pipeline = make_pipeline(CountVectorizer(), LogisticRegression()).fit(posts["text"], posts["label"])
    found = audit.run(
        posts, model=pipeline, groups={"gender": "gender"}, models={"truth": "label", "positive": "toxic"}
    )
    assert found.estimate("scores.the_given_model.everyone.auc").value > 0.95


def test_a_plan_that_names_a_model_and_none_is_given():
    found = audit.run(table(200), models={"given": "Pipeline"})
    assert "none was there" in " ".join(each.reason for each in found.not_measured if each.metric == "scores")


def test_without_scores_nothing_is_said_of_them():
    found = audit.run(table(200))
    assert not [each for each in found.not_measured if each.metric == "scores"]
    assert "scores" not in [each["name"] for each in found.methods]
    assert "models" not in found.audit["plan"]
