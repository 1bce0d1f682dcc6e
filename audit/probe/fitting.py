"""Every post predicted by a learner that has seen neither its author nor its text, again and again.

A learner trained on other authors would have learned something else, and how much else is its own error, apart from that of
the posts it is asked of. So it is trained anew with the training authors drawn with replacement, whole authors at a time.

A prediction is yes for as many posts of a fold as the training posts have the label, those with the highest scores. At a
fixed threshold of one half a rare label is hardly ever predicted, for no group, and every gap shrinks for that alone; with
as many predicted as labelled, what remains is whom the predictions fall on. It is also what Zhao et al. (2017) assume.

References
----------
Efron, B. and Tibshirani, R. (1997). Improvements on cross-validation: the .632+ bootstrap method. JASA 92, 548-560. Zhao, J.
et al. (2017). Men also like shopping. EMNLP.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from .features import Texts, ngram_counts
from .folds import assign_folds
from .learners import Floats, Labels, Learner, logistic

Integers = npt.NDArray[np.int64]
#: What training posts weigh: one number per post, or a function of the rows that are trained on, so that the labels of
#: those that are predicted have no part in it.
Weights = Floats | Callable[[Integers], Floats] | None
#: Fewest posts with either value in the training posts of a fold.
FEWEST_OF_EACH = 2


@dataclass(frozen=True)
class Predictions:
    """What a learner says of n posts whose authors it has not seen.

    Attributes
    ----------
    scores : ndarray of float, shape (n,)
        Chance of the label.
    chosen : ndarray of bool, shape (n,)
        Predicted yes, as many per fold as the training posts have the label.
    again : ndarray of bool, shape (refits, n)
        The same by learners trained on authors drawn anew.
    """

    scores: Floats
    chosen: Labels
    again: npt.NDArray[np.bool_]


def fit_predict(
    tokens: Texts | sparse.csr_matrix,
    labels: npt.ArrayLike,
    clusters: npt.ArrayLike,
    *,
    sample_weight: Weights = None,
    learner: Learner = logistic,
    refits: int = 0,
    seed: int = 0,
    folds: npt.ArrayLike | None = None,
) -> Predictions:
    """Train on four fifths of the authors and predict the posts of the last, five times over.

    Parameters
    ----------
    tokens : Texts or csr_matrix
        Of n posts: words, or counts of them as :func:`audit.probe.ngram_counts` gives.
    labels : array_like of bool, shape (n,)
    clusters : array_like of int, shape (n,)
        Number, from 0, of the author of each post, or of the authors who share texts: never on both sides.
    sample_weight : ndarray of float, shape (n,), or callable, optional
        What posts weigh in training; the predicted rate stays that of the plain labels.
    learner : callable
    refits : int
        Times that authors are drawn anew.
    seed : int
    folds : array_like of int, shape (n,), optional
        Made from the clusters if not given.

    Returns
    -------
    Predictions

    Raises
    ------
    ValueError
        The training posts of a fold have fewer than two posts with the label, or without it.

    Notes
    -----
    Posts are taken in the order given. Give them in an order of their own, such as by hash, and the same posts are predicted
    alike however they were read. Columns are weighed by how few training posts have them (TF-IDF), with rows of length one.
    """
    has = np.asarray(labels, dtype=bool)
    cluster = np.asarray(clusters, dtype=np.int64)
    counts = ngram_counts(tokens, cluster) if isinstance(tokens, Texts) else tokens
    fold = assign_folds(cluster) if folds is None else np.asarray(folds)
    drawn = _drawn(int(cluster.max()) + 1 if len(cluster) else 0, refits, seed)
    scores = np.zeros(len(has))
    chosen = np.zeros((refits + 1, len(has)), dtype=bool)
    with _one_thread():
        for each in np.unique(fold):
            known, asked = np.flatnonzero(fold != each), np.flatnonzero(fold == each)
            if min(int(has[known].sum()), int((~has[known]).sum())) < FEWEST_OF_EACH:
                raise ValueError("the posts to be trained on have hardly more than one value")
            train, test = _weighed(counts[known], counts[asked])
            weights = _weights(sample_weight, known)
            share = float(has[known].mean())
            for run, times in enumerate((np.ones(len(drawn[0]) if refits else 0), *drawn)):
                own = weights if run == 0 else weights * times[cluster[known]]
                rows = np.flatnonzero(own > 0)
                if min(int(has[known[rows]].sum()), int((~has[known[rows]]).sum())) == 0:
                    rows, own = np.arange(len(known)), weights  # such a draw teaches nothing: the posts as they are
                told = learner(train[rows], has[known[rows]], own[rows], test)
                chosen[run, asked] = _highest(told, share)
                if run == 0:
                    scores[asked] = told
    return Predictions(scores, chosen[0], chosen[1:])


def _drawn(clusters: int, refits: int, seed: int) -> list[Floats]:
    """How often each cluster is drawn, per refit."""
    random = np.random.Generator(np.random.PCG64(seed))
    return [np.bincount(random.integers(0, clusters, clusters), minlength=clusters) * 1.0 for _ in range(refits)]


def _weighed(known: sparse.csr_matrix, asked: sparse.csr_matrix) -> tuple[sparse.csr_matrix, sparse.csr_matrix]:
    from sklearn.feature_extraction.text import TfidfTransformer

    tfidf = TfidfTransformer().fit(known)
    return tfidf.transform(known), tfidf.transform(asked)


def _weights(sample_weight: Weights, rows: Integers) -> Floats:
    if sample_weight is None:
        return np.ones(len(rows))
    given = sample_weight(rows) if callable(sample_weight) else np.asarray(sample_weight, dtype=np.float64)[rows]
    if given.shape != (len(rows),) or not np.isfinite(given).all() or (given < 0).any():
        raise ValueError("a weight of training posts is missing, negative or not a number")
    return given


def _highest(scores: Floats, share: float) -> Labels:
    """As many of the highest scores as the share asks for; of equal ones those that stand first."""
    chosen = np.zeros(len(scores), dtype=bool)
    # Scores are compared to nine decimals: beyond, they are rounding of this machine.
    order = np.argsort(-scores.round(9), kind="stable")
    chosen[order[: round(share * len(scores))]] = True
    return chosen


def _one_thread():  # type: ignore[no-untyped-def]
    """Sums in one order whatever the number of processors, so that the same posts give the same bytes."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(limits=1)
