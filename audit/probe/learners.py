"""The learners: a straight line through the words, and for contrast one that only counts them.

Each is a plain function, so that another can stand in its place.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from scipy import sparse

Floats = npt.NDArray[np.float64]
Labels = npt.NDArray[np.bool_]
#: From training posts, their labels, what each weighs, and posts to be predicted, to the chance of each of the latter.
Learner = Callable[["sparse.csr_matrix", Labels, Floats, "sparse.csr_matrix"], Floats]
#: One that is told the group of each training post too.
GroupLearner = Callable[["sparse.csr_matrix", Labels, Floats, "sparse.csr_matrix", npt.NDArray[np.int64]], Floats]


def logistic(known: sparse.csr_matrix, labels: Labels, weights: Floats, asked: sparse.csr_matrix) -> Floats:
    """Logistic regression with the usual penalty (C = 1).

    Parameters
    ----------
    known : csr_matrix of float, shape (n, d)
    labels : ndarray of bool, shape (n,)
        Both values must occur.
    weights : ndarray of float, shape (n,)
    asked : csr_matrix of float, shape (m, d)

    Returns
    -------
    ndarray of float, shape (m,)
        Chance that each has the label.
    """
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0, solver="lbfgs", tol=1e-3, max_iter=1000)
    model.fit(known, labels, sample_weight=weights)
    chances: Floats = model.predict_proba(asked)[:, 1]
    return chances


def naive_bayes(known: sparse.csr_matrix, labels: Labels, weights: Floats, asked: sparse.csr_matrix) -> Floats:
    """Complement naive Bayes (Rennie et al. 2003, ICML); parameters as for :func:`logistic`."""
    from sklearn.naive_bayes import ComplementNB

    model = ComplementNB()
    model.fit(known, labels, sample_weight=weights)
    chances: Floats = model.predict_proba(asked)[:, 1]
    return chances
