"""Every post predicted by a learner that has seen neither its author nor its text, again and again.

Other authors would have been learned from, and other authors asked. How far figures then lie apart is seen by halving the
authors at random, again and again, training in either half and asking the posts of that same half. Posts teach in four folds
and are asked in the fifth, so the errors of training and of asking go together and cannot simply be added: with the trained
models as they are and trainings on authors drawn with replacement beside, intervals of nothing cover zero in all of 100 sets
of posts instead of in 95 (``docs/amplification.md``).

A prediction is yes for as many posts of a fold as the training posts have the label, those with the highest scores. At a
fixed threshold of one half a rare label is hardly ever predicted, for no group, and every gap shrinks for that alone; with
as many predicted as labelled, what remains is whom the predictions fall on. It is also what Zhao et al. (2017) assume.

References
----------
McCarthy, P. J. (1969). Pseudo-replication: half samples. Review of the International Statistical Institute 37, 239-264. Zhao,
J. et al. (2017). Men also like shopping. EMNLP.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .features import Texts, ngram_counts
from .folds import assign_folds
from .learners import Floats, GroupLearner, Labels, Learner, logistic

if TYPE_CHECKING:
    from scipy import sparse

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
    half : ndarray of int8, shape (divisions, n)
        Which half the post's author is in, 0 or 1.
    again : ndarray of bool, shape (divisions, n)
        Predicted by a learner that was trained on authors of that half alone.
    """

    scores: Floats
    chosen: Labels
    half: npt.NDArray[np.int8]
    again: npt.NDArray[np.bool_]


def fit_predict(
    tokens: Texts | sparse.csr_matrix,
    labels: npt.ArrayLike,
    clusters: npt.ArrayLike,
    *,
    sample_weight: Weights = None,
    learner: Learner | GroupLearner = logistic,
    groups: npt.ArrayLike | None = None,
    divisions: int = 0,
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
    groups : array_like of int, shape (n,), optional
        Group of each post, for a learner that is told those of its training posts; of the posts asked it is told none.
    divisions : int
        Times that clusters are divided into halves.
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
    half = _halves(cluster, divisions, seed)
    teach = _taught(learner, None if groups is None else np.asarray(groups))
    scores, chosen = np.zeros(len(has)), np.zeros(len(has), dtype=bool)
    again = np.zeros(half.shape, dtype=bool)
    with _one_thread():
        for each in np.unique(fold):
            known, asked = np.flatnonzero(fold != each), np.flatnonzero(fold == each)
            if _fewest(has[known]) < FEWEST_OF_EACH:
                raise ValueError("the posts to be trained on have hardly more than one value")
            train, test = _weighed(counts[known], counts[asked])
            scores[asked] = teach(train, known, has[known], _weights(sample_weight, known), test)
            chosen[asked] = _highest(scores[asked], float(has[known].mean()))
            for division, of in enumerate(half):
                for side in (0, 1):
                    taught, told = np.flatnonzero(of[known] == side), np.flatnonzero(of[asked] == side)
                    own = known[taught]
                    if _fewest(has[own]) and len(told):
                        guessed = teach(train[taught], own, has[own], _weights(sample_weight, own), test[told])
                        again[division, asked[told]] = _highest(guessed, float(has[own].mean()))
                    elif len(own):  # one value alone was taught, and is what is predicted
                        again[division, asked[told]] = has[own].any()
    return Predictions(scores, chosen, half, again)


def _taught(learner: Any, groups: npt.NDArray[Any] | None) -> Callable[..., Floats]:
    """The learner, told which rows it is trained on, and so of their groups, if it is to know them."""
    if groups is None:
        return lambda known, _, labels, weights, asked: learner(known, labels, weights, asked)
    return lambda known, rows, labels, weights, asked: learner(known, labels, weights, asked, groups[rows])


def _fewest(labels: Labels) -> int:
    """Posts of the rarer value."""
    yes = int(np.count_nonzero(labels))
    return min(yes, len(labels) - yes)


def _halves(cluster: Integers, divisions: int, seed: int) -> npt.NDArray[np.int8]:
    """Which half each post's cluster is in, per division."""
    random = np.random.Generator(np.random.PCG64(seed))
    clusters = int(cluster.max()) + 1 if len(cluster) else 0
    drawn = [random.permutation(clusters) % 2 for _ in range(divisions)]
    return np.array([each[cluster] for each in drawn], dtype=np.int8).reshape(divisions, len(cluster))


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


def _one_thread() -> AbstractContextManager[object]:
    """Sums in one order whatever the number of processors, so that the same posts give the same bytes."""
    from threadpoolctl import threadpool_limits

    limited: AbstractContextManager[object] = threadpool_limits(limits=1)
    return limited
