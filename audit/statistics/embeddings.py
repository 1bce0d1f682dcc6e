"""Word vectors from counts: positive pointwise mutual information and a truncated decomposition.

Nothing is trained: the same counts give the same vectors, on little text as well as on much, and at the sizes that fit here
they do as well as trained ones (Levy, Goldberg and Dagan 2015). What can vary is which authors are there, so all is
worked out again from halves of them (Antoniak and Mimno 2018).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

#: Words to either side that are a word's context.
WINDOW = 5
DIMENSIONS = 50
#: Leading eigenvectors that are left out: the first holds how frequent words are more than what they mean. And contexts
#: are not smoothed to the power 0.75, as is usual: frequent words then come near each other for being frequent. Of text
#: whose words were shuffled, an association of two frequent sets against two rare ones has an effect of 1.8 with it, of 0.3
#: without, and of 0.0 without the first eigenvector too (docs/embeddings.md).
LEADING = 1
#: Words up to which all eigenvectors at once are quicker than some by iteration.
_DENSE = 400


@dataclass(frozen=True, eq=False)
class Cooccurrences:
    """Which words stand near which, by cluster of posts.

    Attributes
    ----------
    word, context : ndarray of int64, shape (p,)
        The pairs of different codes that occur, ``word <= context``, ascending.
    pair : ndarray of int64, shape (n,)
        For every occurrence of a pair, which it is.
    cluster : ndarray of int64, shape (n,)
        Whose it is.
    words, clusters : int
        Numbers of codes.
    """

    word: Integers
    context: Integers
    pair: Integers
    cluster: Integers
    words: int
    clusters: int

    def counts(self, weights: npt.ArrayLike | None = None) -> Any:
        """How often each pair occurs, each cluster counted as often as its weight says; once if not given.

        Returns
        -------
        scipy.sparse.csr_array of float64, shape (words, words)
            Symmetric.
        """
        from scipy.sparse import coo_array

        given = None if weights is None else np.asarray(weights, dtype=np.float64)[self.cluster]
        number = np.bincount(self.pair, given, minlength=len(self.word)).astype(np.float64)
        there = number > 0
        word, context, number = self.word[there], self.context[there], number[there]
        # A word beside itself is in the context of both of the two.
        number = np.where(word == context, 2 * number, number)
        off = word != context
        rows, columns = np.r_[word, context[off]], np.r_[context, word[off]]
        return coo_array((np.r_[number, number[off]], (rows, columns)), shape=(self.words, self.words)).tocsr()


def cooccurrences(
    word: npt.ArrayLike, text: npt.ArrayLike, place: npt.ArrayLike, cluster: npt.ArrayLike, *, window: int = WINDOW
) -> Cooccurrences:
    """Pairs of words at most ``window`` places apart in one text.

    Parameters
    ----------
    word : array_like of int, shape (t,)
        Code of each token's word, from 0; below 0 for a word that is left out, whose place stays taken.
    text, place : array_like of int, shape (t,)
        The text that a token stands in, and where; tokens in the order of text and place.
    cluster : array_like of int, shape (t,)
        Whose text it is, from 0.
    window : int

    Returns
    -------
    Cooccurrences
    """
    codes, texts, places, owners = (np.asarray(each, dtype=np.int64) for each in (word, text, place, cluster))
    words, clusters = (int(each.max()) + 1 if len(each) else 0 for each in (codes, owners))
    kept = codes >= 0
    codes, texts, places, owners = codes[kept], texts[kept], places[kept], owners[kept]
    flat, whose = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for step in range(1, window + 1):
        near = np.flatnonzero((texts[step:] == texts[:-step]) & (places[step:] - places[:-step] <= window))
        one, other = codes[near], codes[near + step]
        flat.append(np.minimum(one, other) * words + np.maximum(one, other))
        whose.append(owners[near])
    pairs, pair = np.unique(np.concatenate(flat), return_inverse=True)
    both = np.divmod(pairs, max(words, 1))
    return Cooccurrences(both[0], both[1], pair.reshape(-1), np.concatenate(whose), words, clusters)


def positive_pmi(counts: Any, *, smoothing: float = 1.0) -> Any:
    """Positive pointwise mutual information of words with contexts.

    Parameters
    ----------
    counts : scipy.sparse array, shape (words, contexts)
    smoothing : float
        Power of the counts of contexts; 1 for the plain definition, 0.75 is Levy et al.'s (section 3.2).

    Returns
    -------
    scipy.sparse.csr_array, shape (words, contexts)
        ``max(0, log(p(w, c) / (p(w) p(c))))``, with ``p(c)`` from the powers.

    References
    ----------
    Church, K. W. and Hanks, P. (1990). Word association norms, mutual information, and lexicography. Computational
    Linguistics 16(1), 22-29. Levy, O., Goldberg, Y. and Dagan, I. (2015). Improving distributional similarity with lessons
    learned from word embeddings. TACL 3, 211-225.
    """
    table = counts.tocoo()
    of_word = np.asarray(counts.sum(axis=1), dtype=np.float64).reshape(-1)
    of_context = np.asarray(counts.sum(axis=0), dtype=np.float64).reshape(-1) ** smoothing
    whole = of_context.sum()
    values = np.log(table.data / of_word[table.coords[0]] / (of_context[table.coords[1]] / whole))
    above = values > 0
    from scipy.sparse import coo_array

    where = (table.coords[0][above], table.coords[1][above])
    return coo_array((values[above], where), shape=counts.shape).tocsr()


def embed(matrix: Any, *, dimensions: int = DIMENSIONS, leading: int = LEADING, seed: int = 0) -> Floats:
    """Vectors of words: the sum of what a word is as a word and as a context of others.

    Of a symmetric matrix both are eigenvectors times the square root of the eigenvalue's size, and they differ in sign where
    it is below zero: the sum is twice the vectors of the eigenvalues above zero, so these are what is left. Words are near
    each other that stand near each other, and not only those that stand near the same others.

    Parameters
    ----------
    matrix : scipy.sparse array, shape (words, words)
        Symmetric, such as :func:`positive_pmi` gives of symmetric counts.
    dimensions : int
        At most; fewer where the matrix is smaller.
    leading : int
        Dimensions that are left out, of the largest eigenvalues.
    seed : int
        Of the vector that the iteration starts from; what it ends with does not depend on it but for rounding, and but for
        signs and rotations, which leave every cosine as it is.

    Returns
    -------
    ndarray of float64, shape (words, k)

    Raises
    ------
    ValueError
        The matrix is not symmetric.

    References
    ----------
    Levy, Goldberg and Dagan (2015), as above, section 3.3, for the square root and the sum. Mu, J. and Viswanath, P. (2018).
    All-but-the-top: simple and effective postprocessing for word representations. ICLR, for leaving out the first.
    """
    words = matrix.shape[0]
    most = min(dimensions + leading, words - 1)
    if most <= leading or matrix.nnz == 0:
        return np.zeros((words, 0))
    if abs(matrix - matrix.T).max() > 1e-9 * abs(matrix).max():
        raise ValueError("the matrix is not symmetric, so words as words and as contexts are not the same vectors")
    if words <= _DENSE:
        values, vectors = np.linalg.eigh(matrix.toarray())
    else:
        from scipy.sparse.linalg import eigsh

        values, vectors = eigsh(matrix, k=most, which="LA", v0=np.random.default_rng(seed).standard_normal(words))
    kept = np.argsort(-values, kind="stable")[leading:most]
    result: Floats = vectors[:, kept] * np.sqrt(np.maximum(values[kept], 0))
    return result


def author_halves(clusters: int, seed: int, run: int) -> Integers:
    """0 or 1 for each of some clusters, by chance, half of them each; shape (clusters,)."""
    order = np.random.default_rng([seed, run]).permutation(clusters)
    return (order % 2).astype(np.int64)
