"""Who is learned from and who is predicted: folds that no author, and no text, is on both sides of."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .features import Integers, Texts
from .near import same_texts

#: Parts that posts are divided into; each is predicted from the others.
FOLDS = 5


def author_clusters(texts: Texts, authors: npt.ArrayLike) -> Integers:
    """Authors who share a text, or nearly share one, put together.

    Parameters
    ----------
    texts : Texts
        Of n posts.
    authors : array_like of uint64, shape (n,)
        Key of the author of each post.

    Returns
    -------
    ndarray of int64, shape (n,)
        Number of the cluster of each post's author, from 0, in the order of the least key of each.
    """
    from scipy import sparse
    from scipy.sparse.csgraph import connected_components

    keys, author = np.unique(np.asarray(authors), return_inverse=True)
    one, other = same_texts(texts)
    links = sparse.coo_matrix((np.ones(len(one)), (author[one], author[other])), shape=(len(keys), len(keys)))
    _, component = connected_components(links, directed=False)
    # Numbered by the least key, which no order of the posts changes.
    _, first, code = np.unique(component, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    return rank[code][author].astype(np.int64)


def assign_folds(clusters: npt.ArrayLike, *, folds: int = FOLDS) -> Integers:
    """The fold of each post: whole clusters, the largest first, each to the fold with the fewest posts.

    Parameters
    ----------
    clusters : array_like of int, shape (n,)
        As :func:`author_clusters` numbers them; of two with as many posts the one with the lower number is first.
    folds : int

    Returns
    -------
    ndarray of int64, shape (n,)
    """
    cluster = np.asarray(clusters)
    sizes = np.bincount(cluster) if len(cluster) else np.zeros(0, dtype=np.int64)
    filled = np.zeros(folds, dtype=np.int64)
    fold = np.zeros(len(sizes), dtype=np.int64)
    for each in np.argsort(-sizes, kind="stable"):
        fold[each] = int(np.argmin(filled))
        filled[fold[each]] += sizes[each]
    result: Integers = fold[cluster]
    return result
