"""Predictions are those of scikit-learn's own pipeline on the same folds, and nobody is predicted by what saw them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.feature_extraction.text import TfidfTransformer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import PredefinedSplit, cross_val_predict
from sklearn.naive_bayes import ComplementNB
from sklearn.pipeline import make_pipeline

from audit.probe import assign_folds, fit_predict, logistic, naive_bayes


@pytest.fixture(scope="module")
def world():
    random = np.random.default_rng(0)
    counts = sparse.csr_matrix(random.poisson(0.15, (900, 60)).astype(float))
    labels = random.random(900) < 1 / (1 + np.exp(1.5 - 2 * counts.toarray()[:, 0] - counts.toarray()[:, 1]))
    return counts, labels, random.integers(0, 150, 900)


@pytest.mark.parametrize(("learner", "model"), [
    (logistic, LogisticRegression(tol=1e-3, max_iter=1000)),
    (naive_bayes, ComplementNB()),
])  # fmt: skip
def test_scores_are_those_of_scikit_learn(world, learner, model):
    counts, labels, clusters = world
    theirs = cross_val_predict(
        make_pipeline(TfidfTransformer(), model),
        counts,
        labels,
        cv=PredefinedSplit(assign_folds(clusters)),
        method="predict_proba",
    )[:, 1]
    np.testing.assert_allclose(fit_predict(counts, labels, clusters, learner=learner).scores, theirs, atol=1e-9)


def test_as_many_are_predicted_as_are_labelled(world):
    counts, labels, clusters = world
    made, fold = fit_predict(counts, labels, clusters, divisions=5), assign_folds(clusters)
    for each in range(5):
        asked = fold == each
        assert made.chosen[asked].sum() == round(labels[~asked].mean() * asked.sum())
        assert made.scores[asked][made.chosen[asked]].min() >= made.scores[asked][~made.chosen[asked]].max()
    assert made.again.mean() == pytest.approx(labels.mean(), abs=0.03)


def test_nobody_is_predicted_by_what_saw_them(world):
    """A word that is the label itself, for each author another: no use to those who do not know the author."""
    _, _, clusters = world
    labels = np.random.default_rng(1).random(len(clusters)) < 0.4
    column = 2 * clusters + labels
    counts = sparse.csr_matrix((np.ones(len(labels)), (np.arange(len(labels)), column)))
    made = fit_predict(counts, labels, clusters, divisions=3)
    assert (made.chosen == labels).mean() < 0.62
    assert all((each == labels).mean() < 0.62 for each in made.again)


def test_halves_are_of_whole_clusters_and_learn_on_their_own(world):
    counts, labels, clusters = world
    made = fit_predict(counts, labels, clusters, divisions=4)
    for index, (half, again) in enumerate(zip(made.half, made.again, strict=True)):
        assert all(len(set(half[clusters == each])) == 1 for each in np.unique(clusters))
        assert 0.3 < half.mean() < 0.7
        # What the other half is labelled has no part in it.
        other = np.where(half == 0, labels, np.random.default_rng(0).permutation(labels))
        assert (fit_predict(counts, other, clusters, divisions=4).again[index][half == 0] == again[half == 0]).all()


def test_weights_are_of_training_posts_and_count_as_copies(world):
    counts, labels, clusters = world
    times = np.random.default_rng(3).integers(1, 4, len(labels))
    asked, fold = [], assign_folds(clusters)

    def weigh(rows):
        asked.append(rows)
        return times[rows].astype(float)

    made = fit_predict(counts, labels, clusters, sample_weight=weigh)
    assert [sorted(set(fold[rows])) for rows in asked] == [[e for e in range(5) if e != k] for k in range(5)]
    np.testing.assert_array_equal(fit_predict(counts, labels, clusters, sample_weight=times * 1.0).scores, made.scores)
    known, told = fold != 0, fold == 0
    tfidf = TfidfTransformer().fit(counts[known])
    copies = np.repeat(np.flatnonzero(known), times[known])
    theirs = LogisticRegression(tol=1e-3, max_iter=1000).fit(tfidf.transform(counts[copies]), labels[copies])
    np.testing.assert_allclose(made.scores[told], theirs.predict_proba(tfidf.transform(counts[told]))[:, 1], atol=2e-3)


@pytest.mark.parametrize("weights", [np.full(900, np.nan), np.full(900, -1.0)])
def test_weights_that_are_none_are_refused(world, weights):
    with pytest.raises(ValueError, match="weight of training posts"):
        fit_predict(*world, sample_weight=weights)


def test_one_value_alone_is_refused(world):
    counts, labels, clusters = world
    with pytest.raises(ValueError, match="hardly more than one value"):
        fit_predict(counts, np.zeros_like(labels), clusters)
