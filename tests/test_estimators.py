"""The features and weights that scikit-learn is given: its own checks where they fit, and what they leave out."""

from __future__ import annotations

import doctest
import pickle
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.compose import ColumnTransformer
from sklearn.exceptions import SkipTestWarning
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.utils import estimator_checks

import audit
from audit import estimators
from audit.errors import PlanError
from audit.estimators import MentionFeatures, sample_weight
from audit.mitigation.writing import write_weights

NORTHTOWN = Path(__file__).parents[1] / "data_samples" / "northtown.csv"
TEXTS = [
    "The women led the team.",
    "Two Muslims walked home",
    "nothing here",
    None,
    "beautiful women, and men",
    float("nan"),
]


def dense(**parameters) -> pd.DataFrame:
    made = MentionFeatures(sparse_output=False, **parameters).set_output(transform="pandas")
    return made.fit_transform(TEXTS)


#: scikit-learn's ``check_estimator`` gives tables of numbers to an estimator, and stops at the first check where its tags say that
#: it takes texts. Those that need no table are run here; those of fitting, of the number of features, of dtypes and of missing
#: numbers have nothing to ask of what takes texts and learns nothing. What they would ask of a transformer is below, of texts.
CHECKS = (
    "check_estimator_cloneable",
    "check_estimator_repr",
    "check_estimator_tags_renamed",
    "check_get_params_invariance",
    "check_mixin_order",
    "check_no_attributes_set_in_init",
    "check_parameters_default_constructible",
    "check_set_params",
    "check_valid_tag_types",
)


@pytest.mark.parametrize("name", CHECKS)
def test_the_checks_of_scikit_learn_that_need_no_numbers(name):
    check = getattr(estimator_checks, name, None)
    if check is None:
        pytest.skip(f"this version of scikit-learn has no {name}")
    check("MentionFeatures", MentionFeatures())


def test_the_others_are_left_out_by_scikit_learn_itself():
    with pytest.warns(SkipTestWarning, match="input"):
        list(estimator_checks.estimator_checks_generator(MentionFeatures()))


def test_features_are_those_of_the_audit():
    """Posts that an audit counts as mentioning a group are those whose column is 1."""
    posts = audit.load(NORTHTOWN, metrics=["mentions"])
    findings = audit.run(posts, metrics=["mentions"], workers=1)
    frame = posts.to_frame()
    made = MentionFeatures(themes=False)
    counts = dict(
        zip(made.get_feature_names_out(), np.asarray(made.transform(frame["text"]).sum(axis=0)).ravel(), strict=True)
    )
    for group in ("women", "men"):
        rate = findings.estimate(f"mentions.gender.{group}.posts")
        assert counts[f"mention.gender.{group}"] == pytest.approx(rate.value / 1000 * rate.n_posts)


def test_columns_are_groups_and_themes():
    found = dense(axes=["gender", "religion"])
    assert list(found.columns) == sorted(found.columns)
    assert found["mention.gender.women"].tolist() == [1, 0, 0, 0, 1, 0]
    assert found["mention.religion.muslims"].tolist() == [0, 1, 0, 0, 0, 0]
    assert found["theme.appearance"].tolist() == [0, 0, 0, 0, 1, 0]
    assert not found.loc[[3, 5]].any(axis=None)


def test_it_remembers_nothing():
    made = MentionFeatures(axes=["gender"])
    before = dict(vars(made))
    fitted = made.fit(TEXTS)
    assert fitted is made
    assert vars(made) == before
    unfitted = clone(made).transform(TEXTS)
    assert (unfitted != made.fit_transform(TEXTS)).nnz == 0
    one_by_one = [made.transform([each]).toarray()[0] for each in TEXTS]
    assert np.array_equal(np.array(one_by_one), unfitted.toarray())


def test_it_can_be_pickled_and_cloned_with_its_parameters():
    made = MentionFeatures(language="en", axes=("gender",), tier="loose", themes=False)
    for again in (pickle.loads(pickle.dumps(made)), clone(made)):
        assert again.get_params() == made.get_params()
        assert (again.transform(["the women"]) != made.transform(["the women"])).nnz == 0
        assert again.transform(["the women"]).nnz == 1


def test_in_a_pipeline_and_beside_other_columns():
    frame = pd.DataFrame({"text": TEXTS[:3] * 4, "likes": range(12)})
    columns = ColumnTransformer(
        [("mentions", MentionFeatures(axes=["gender"]), "text"), ("rest", "passthrough", ["likes"])]
    )
    learner = make_pipeline(columns, LogisticRegression()).fit(frame, [1, 0, 0] * 4)
    assert learner.predict(frame).tolist() == [1, 0, 0] * 4
    assert "mentions__mention.gender.women" in columns.fit(frame).get_feature_names_out()


def test_sparse_output_is_no_frame():
    with pytest.raises(ValueError, match="sparse"):
        MentionFeatures().set_output(transform="pandas").fit_transform(TEXTS)


@pytest.mark.parametrize("wrong", ["one text", np.zeros((2, 2)), [1, 2], [["a"], ["b"]]])
def test_what_is_no_texts_is_refused(wrong):
    with pytest.raises(ValueError, match="Texts are expected"):
        MentionFeatures().fit(wrong)


@pytest.mark.parametrize("wrong", [{"axes": ["gendre"]}, {"language": "xx"}, {"tier": "certain"}, {"mode": "both"}])
def test_parameters_that_there_are_not(wrong):
    with pytest.raises(PlanError):
        MentionFeatures(**wrong).fit(TEXTS)


def test_weights_go_to_a_learner_in_its_own_order(tmp_path):
    """Of northtown: those of a file, a frame and the result are one, aligned by id, and 1 on average."""
    plan = NORTHTOWN.with_name("audit.toml")
    made = audit.weights(NORTHTOWN, plan=plan)
    frame = made.to_frame().sample(frac=1, random_state=3)
    ids = frame["post_id"].tolist()
    found = sample_weight(made, ids)
    write_weights(made.made, tmp_path / "weights.csv")
    assert np.array_equal(found, sample_weight(frame, ids))
    assert np.array_equal(found, sample_weight(tmp_path / "weights.csv", ids))
    assert found == pytest.approx(frame["weight"].to_numpy() / frame["weight"].mean(), rel=1e-5)
    assert found.mean() == pytest.approx(1, abs=1e-6)
    with pytest.raises(PlanError, match="have no weight"):
        sample_weight(made, [*ids, "nobody's"])


def test_equal_weights_are_all_one():
    assert sample_weight(pd.DataFrame({"post_id": ["a", "b"], "weight": [2.0, 2.0]}), ["b"]).tolist() == [1.0]


def test_the_examples_answer_as_printed():
    assert doctest.testmod(estimators) == (0, 7)
