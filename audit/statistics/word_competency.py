"""Whether a word alone tells of a label: competency of single words, with authors in place of posts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .wilson import wilson

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Competency:
    """Of each of W words.

    Attributes
    ----------
    rate : ndarray of float64
        Share of the posts with the word that have the label.
    low, high : ndarray of float64
        Its limits.
    n_effective : ndarray of float64
        Effective number of authors who used the word: ``(Σ n_i)² / Σ n_i²`` over the posts with it of each.
    z : ndarray of float64
        Standard errors that the rate lies from the rate of all posts.
    p_value : ndarray of float64
        Two-sided, against the rate of all posts.
    base : float
        The rate of all posts.
    level : float
    """

    rate: Floats
    low: Floats
    high: Floats
    n_effective: Floats
    z: Floats
    p_value: Floats
    base: float
    level: float


def competency(
    word: npt.ArrayLike,
    posts: npt.ArrayLike,
    labelled: npt.ArrayLike,
    base: float,
    *,
    n_words: int | None = None,
    level: float = 0.95,
) -> Competency:
    """How far the label rate of posts with a word lies from that of all posts.

    Parameters
    ----------
    word : array_like of int, shape (R,)
        Index of the word of each pair of a word and an author who used it, 0 to W - 1.
    posts, labelled : array_like of int, shape (R,)
        Posts with the word of that author, and those of them that have the label.
    base : float
        The rate of all posts, between 0 and 1, neither included.
    n_words : int, optional
        W; one more than the largest index if not given.
    level : float

    Returns
    -------
    Competency
        NaN for a word that nobody used.

    Raises
    ------
    ValueError
        The base rate is 0 or 1, or more posts have the label than there are.

    Notes
    -----
    ``z = (p - p0) / sqrt(p0 (1 - p0) / n)``, where n would be the posts with the word if each were by an author of its own.
    Posts of one author share what they are labelled for, so n is the effective number of authors; a word that one author
    uses all the time counts once. The p-value is that of a binomial count of ``p n`` in n, mid-p (half of the probability of
    the count itself), by the beta function where they are no whole numbers; it holds for rare labels too, where z is far from normal. Limits are Wilson's at n. Of words that all the language uses, n is
    large and every small difference tells: that is what the test asks, and it is no proof of an artefact, for words that
    rightly tell of a label fail it as well.

    References
    ----------
    Lancaster, H. O. (1961). Significance tests in discrete distributions. JASA 56, 223-234, for mid-p. Gardner, M., Merrill, W., Dodge, J., Peters, M., Ross, A., Singh, S. and Smith, N. A. (2021). Competency problems: on
    finding and removing artifacts in language data. EMNLP, section 3.

    Examples
    --------
    A hundred posts by as many authors, 65 with the label, where half would be expected:

    >>> found = competency(np.zeros(100, int), np.ones(100, int), np.arange(100) < 65, 0.5)
    >>> round(float(found.z[0]), 6)
    3.0
    """
    from scipy.special import betainc, ndtri

    if not 0 < base < 1:
        raise ValueError(f"the base rate must be between 0 and 1, got {base!r}")
    which, n, y = (np.asarray(each, dtype=np.int64) for each in (word, posts, labelled))
    if (y > n).any() or (y < 0).any():
        raise ValueError("of the posts of a word and an author none to all have the label")
    size = int(which.max(initial=-1)) + 1 if n_words is None else n_words

    def total(values: npt.NDArray[np.int64]) -> Floats:
        return np.bincount(which, weights=values, minlength=size).astype(np.float64)

    with np.errstate(divide="ignore", invalid="ignore"):
        whole = total(n)
        rate = total(y) / whole
        effective = whole**2 / total(n * n)
        z = (rate - base) / np.sqrt(base * (1 - base) / effective)
        x = rate * effective
        rest = effective - x
        at_least = np.where(x > 0, betainc(x, rest + 1, base), 1.0)
        more = np.where(rest > 0, betainc(x + 1, rest, base), 0.0)
        upper = (at_least + more) / 2
        p_value = np.where(whole > 0, np.minimum(2 * np.minimum(upper, 1 - upper), 1.0), np.nan)
    quantile = float(ndtri(0.5 + level / 2))
    limits = np.array([wilson(p, m, quantile) for p, m in zip(rate.tolist(), effective.tolist(), strict=True)])
    low, high = limits.reshape(-1, 2).T
    return Competency(rate, low, high, effective, z, p_value, base, level)
