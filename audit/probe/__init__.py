"""A simple learner, trained on posts and asked of posts by other authors: what is to be learned from these labels.

Words in, predictions out. Nothing here knows of tallies, plans or reports; what is learned is never written anywhere.

Texts
    :class:`Texts`, :func:`ngram_counts`, :func:`same_texts`
Folds
    :func:`author_clusters`, :func:`assign_folds`
Learning
    :func:`fit_predict`, :func:`logistic`, :func:`naive_bayes`
"""

from __future__ import annotations

from .features import Texts, ngram_counts
from .fitting import Predictions, fit_predict
from .folds import FOLDS, assign_folds, author_clusters
from .learners import Learner, logistic, naive_bayes
from .near import same_texts

__all__ = [
    "FOLDS",
    "Learner",
    "Predictions",
    "Texts",
    "assign_folds",
    "author_clusters",
    "fit_predict",
    "logistic",
    "naive_bayes",
    "ngram_counts",
    "same_texts",
]
