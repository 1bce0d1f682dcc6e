"""Association of words in an embedding: WEAT, its single-category form, and relative norm distance.

Of target words X and Y and attribute words A and B, ``s(w) = mean over A of cos(w, a) - mean over B of cos(w, b)`` says
which of the two attributes a word is nearer to, and WEAT asks whether X and Y differ in it (Caliskan et al. 2017). Its
permutation test is about the choice of words: would another division of the same words differ as much? It says nothing
of another sample of authors, and it overstates (Ethayarajh et al. 2019).
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

#: Divisions of the words that are gone through one by one; beyond, as many as the second are drawn.
MOST_DIVISIONS, DRAWN_DIVISIONS = 200_000, 100_000
#: Words that each set must have, and how often each must occur, for its vector to mean anything.
FEWEST_WORDS, FEWEST_USES = 4, 50


@dataclass(frozen=True)
class WordTest:
    """One association test.

    Attributes
    ----------
    effect : float
        ``(mean_X s - mean_Y s) / SD(s)``, the standard deviation over all words of X and Y with n - 1 (ddof 1): the
        published effects come out with it and not with n. NaN where s is the same for every word.
    difference : float
        ``mean_X s - mean_Y s``, in cosines.
    p_value, p_two_sided : float
        Share of divisions of the words whose difference is at least as large; at least as far from zero.
    divisions : int
        Divisions that were looked at, the one that was observed among them.
    exact : bool
        Whether these are all there are.
    """

    effect: float
    difference: float
    p_value: float
    p_two_sided: float
    divisions: int
    exact: bool


def unit_vectors(vectors: npt.ArrayLike) -> Floats:
    """Vectors at length 1, shape (n, dimensions); one of length 0 stays 0, and is at a right angle to all."""
    given = np.atleast_2d(np.asarray(vectors, dtype=np.float64))
    length = np.linalg.norm(given, axis=1, keepdims=True)
    result: Floats = np.divide(given, length, out=np.zeros_like(given), where=length > 0)
    return result


def associations(words: npt.ArrayLike, first: npt.ArrayLike, second: npt.ArrayLike) -> Floats:
    """How much nearer each word is to the first attribute than to the second.

    Parameters
    ----------
    words : array_like, shape (n, dimensions)
    first, second : array_like, shapes (a, dimensions) and (b, dimensions)
        Vectors of the attribute words A and B.

    Returns
    -------
    ndarray of float64, shape (n,)
        ``s(w, A, B)``, from -2 to 2.
    """
    # The mean of cosines is the cosine's numerator with the mean of the unit vectors.
    towards = unit_vectors(first).mean(axis=0) - unit_vectors(second).mean(axis=0)
    result: Floats = unit_vectors(words) @ towards
    return result


def effect_size(first: npt.ArrayLike, second: npt.ArrayLike) -> float:
    """``(mean of the first - mean of the second) / SD of all``, ddof 1; NaN where there is no spread or no value."""
    x, y = (np.asarray(each, dtype=np.float64) for each in (first, second))
    if not len(x) or not len(y):
        return math.nan
    spread = float(np.std(np.r_[x, y], ddof=1))
    return (float(x.mean()) - float(y.mean())) / spread if spread > 0 else math.nan


def weat(
    targets: tuple[npt.ArrayLike, npt.ArrayLike], attributes: tuple[npt.ArrayLike, npt.ArrayLike], *, seed: int = 0
) -> WordTest:
    """Word embedding association test.

    Parameters
    ----------
    targets : pair of array_like, shapes (x, dimensions) and (y, dimensions)
        Vectors of X and Y.
    attributes : pair of array_like, shapes (a, dimensions) and (b, dimensions)
        Vectors of A and B.
    seed : int
        Of the divisions that are drawn where there are more than :data:`MOST_DIVISIONS`.

    Returns
    -------
    WordTest

    References
    ----------
    Caliskan, A., Bryson, J. J. and Narayanan, A. (2017). Semantics derived automatically from language corpora contain
    human-like biases. Science 356, 183-186.
    """
    first, second = (associations(each, *attributes) for each in targets)
    return _tested(first, second, seed)


def single_category(word: npt.ArrayLike, attributes: tuple[npt.ArrayLike, npt.ArrayLike], *, seed: int = 0) -> WordTest:
    """Test of one word, SC-WEAT; the effect is that of the word embedding factual association test, WEFAT.

    Parameters
    ----------
    word : array_like, shape (dimensions,)
    attributes : pair of array_like
        As for :func:`weat`.

    Returns
    -------
    WordTest
        ``effect`` is ``(mean_A cos(w, a) - mean_B cos(w, b)) / SD over A and B of cos(w, .)``; what is divided anew are
        the attribute words.

    References
    ----------
    Caliskan et al. (2017), as above, equation of WEFAT.
    """
    own = unit_vectors(word)[0]
    first, second = (unit_vectors(each) @ own for each in attributes)
    return _tested(first, second, seed)


def relative_norm_distance(words: npt.ArrayLike, first: npt.ArrayLike, second: npt.ArrayLike) -> float:
    """Mean over words of ``|w - mean of B| - |w - mean of A|``, all at length 1: above zero where words are nearer to A.

    Parameters
    ----------
    words : array_like, shape (n, dimensions)
        Vectors of neutral words, such as occupations.
    first, second : array_like
        Vectors of the words for the two groups, A and B.

    Returns
    -------
    float
        A mean, where the source has a sum, so that sets of different size can be compared; and the sign such that, as in
        WEAT, above zero is nearer to the first.

    References
    ----------
    Garg, N., Schiebinger, L., Jurafsky, D. and Zou, J. (2018). Word embeddings quantify 100 years of gender and ethnic
    stereotypes. PNAS 115(16), E3635-E3644.
    """
    neutral = unit_vectors(words)
    to_first, to_second = (
        np.linalg.norm(neutral - unit_vectors(each).mean(axis=0), axis=1) for each in (first, second)
    )
    return float(np.mean(to_second - to_first))


def too_few_words(uses: Sequence[npt.ArrayLike]) -> tuple[int, ...]:
    """Which sets of words cannot be tested: fewer than four of their words occur fifty times.

    Parameters
    ----------
    uses : sequence of array_like of int
        For each set, how often each of its words occurs in the text that vectors are made of.

    Returns
    -------
    tuple of int
        Indices of the sets, none if all can be tested.
    """
    enough = [int(np.count_nonzero(np.asarray(each) >= FEWEST_USES)) for each in uses]
    return tuple(index for index, words in enumerate(enough) if words < FEWEST_WORDS)


def _tested(first: Floats, second: Floats, seed: int) -> WordTest:
    together = np.r_[first, second]
    n, k = len(together), len(first)
    if k in {0, n}:
        return WordTest(math.nan, math.nan, math.nan, math.nan, 0, exact=True)
    observed = float(first.mean() - second.mean())
    all_divisions = math.comb(n, k)
    exact = all_divisions <= MOST_DIVISIONS
    if exact:
        chosen = itertools.chain.from_iterable(itertools.combinations(range(n), k))
        picked = np.fromiter(chosen, dtype=np.int64, count=all_divisions * k).reshape(-1, k)
        sums = together[picked].sum(axis=1)
    else:
        sums = _drawn_sums(together, k, seed)
    differences = sums / k - (together.sum() - sums) / (n - k)
    # Divisions that are equal but for rounding are equal: sums in another order differ in the last bits.
    close = 1e-12 * max(float(np.abs(together).max()), 1e-300)
    larger = int(np.count_nonzero(differences >= observed - close))
    farther = int(np.count_nonzero(np.abs(differences) >= abs(observed) - close))
    # A division that was observed is one of those there are: drawn ones are counted with it (Phipson and Smyth 2010).
    seen, divisions = (0, all_divisions) if exact else (1, DRAWN_DIVISIONS + 1)
    return WordTest(
        effect_size(first, second),
        observed,
        (larger + seen) / divisions,
        (farther + seen) / divisions,
        divisions,
        exact,
    )


def _drawn_sums(values: Floats, k: int, seed: int) -> Floats:
    """Sums of k values drawn without replacement, many times."""
    generator = np.random.default_rng(seed)
    sums = np.empty(DRAWN_DIVISIONS)
    step = 10_000
    for start in range(0, DRAWN_DIVISIONS, step):
        order = np.argsort(generator.random((step, len(values))), axis=1)[:, :k]
        sums[start : start + step] = values[order].sum(axis=1)
    return sums
