"""A threshold for each group instead of one for all, chosen on posts of other authors.

The learner stays as it is, and whom its scores select changes. Whoever uses it has to know the group of each post it is asked
of: of mentions the text tells, of authors they would have to state it. What is gained in one figure is paid in another, so
accuracy has to be told beside it.
"""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.bool_]
Constraint = Literal["demographic_parity", "equalized_odds", "false_positive_rate_parity", "false_negative_rate_parity"]


def group_thresholds(
    scores: npt.ArrayLike,
    labels: npt.ArrayLike,
    groups: npt.ArrayLike,
    folds: npt.ArrayLike,
    *,
    constraint: Constraint = "demographic_parity",
    seed: int = 0,
) -> Labels:
    """Predictions under thresholds by group, those of each fold chosen on the scores of the others.

    Parameters
    ----------
    scores : array_like of float, shape (n,)
        Of a learner that has not seen the post's author, as :func:`audit.probe.fit_predict` gives.
    labels : array_like of bool, shape (n,)
    groups : array_like of int, shape (n,)
        Each post is in one.
    folds : array_like of int, shape (n,)
    constraint : str
        What is made alike in the groups: rates of prediction, both kinds of error, or one of them.
    seed : int
        Thresholds lie between two, of which one is drawn for each post.

    Returns
    -------
    ndarray of bool, shape (n,)

    Raises
    ------
    ValueError
        A group has one label alone in the posts that thresholds are chosen on.

    Notes
    -----
    Accuracy is the larger of the two that a predictor under the constraint can have: thresholds maximise it. Fairlearn's
    ThresholdOptimizer finds them.

    References
    ----------
    Hardt, M., Price, E. and Srebro, N. (2016). Equality of opportunity in supervised learning. NeurIPS 29.
    """
    from fairlearn.postprocessing import ThresholdOptimizer

    score, has = np.asarray(scores, dtype=np.float64)[:, None], np.asarray(labels, dtype=bool).astype(int)
    group, fold = np.asarray(groups), np.asarray(folds)
    chosen = np.zeros(len(has), dtype=bool)
    for each in np.unique(fold):
        known, asked = fold != each, fold == each
        for one in np.unique(group):
            if len(np.unique(has[known & (group == one)])) < 2:
                raise ValueError(f"group {one} has one label alone among the posts that thresholds are chosen on")
        optimiser = ThresholdOptimizer(
            estimator=_given(),
            constraints=constraint,
            objective="accuracy_score",
            predict_method="predict",
        )
        optimiser.fit(score[known], has[known], sensitive_features=group[known])
        told = optimiser.predict(score[asked], sensitive_features=group[asked], random_state=seed)
        chosen[asked] = np.asarray(told) > 0
    return chosen


def _given() -> Any:
    """What scikit-learn calls an estimator: of the score that it is given it predicts that score."""
    from sklearn.base import BaseEstimator

    class Given(BaseEstimator):  # type: ignore[misc]
        def fit(self, _: Any, __: Any = None) -> Any:
            self.fitted_ = True  # an attribute that ends so says that it was fitted
            return self

        def predict(self, scores: Floats) -> Floats:
            return scores[:, 0]

    return Given()
