"""Log-odds ratios of words with a Dirichlet prior: an order of words by how much they tell two sides apart.

For ranking alone. Posts count as if independent, so under a true null far more than 5 % of these z lie beyond 1.96 where few
authors write much: what is claimed of a word is tested by :func:`audit.statistics.compare_words`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class WordLogOdds:
    """W words; arrays of shape (W,).

    Attributes
    ----------
    delta : ndarray of float64
        Log-odds ratio, side a over side b.
    variance : ndarray of float64
    """

    delta: Floats
    variance: Floats

    @property
    def z(self) -> Floats:
        """Delta over its standard deviation."""
        z: Floats = self.delta / np.sqrt(self.variance)
        return z


def log_odds(a: npt.ArrayLike, b: npt.ArrayLike, *, prior: npt.ArrayLike | None = None) -> WordLogOdds:
    """Log-odds ratio of each word between two sides.

    Parameters
    ----------
    a, b : array_like of int, shape (W,)
        Occurrences of each word on either side; of all words, since their sum is what odds are against.
    prior : float or array_like, shape (W,), optional
        Occurrences that are added to each word on both sides, above 0. If not given, as many as both sides together have:
        the whole corpus as the prior, under which rare words come last.

    Returns
    -------
    WordLogOdds
        ``delta = log[(a + prior) / (n_a + Σ prior - a - prior)] - log[the same of b]``; the variance is
        ``1 / (a + prior) + 1 / (b + prior)``.

    Raises
    ------
    ValueError
        A prior that is not above 0 for a word that occurs.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. and Quinn, K. M. (2008). Fightin' Words. Political Analysis 16(4), 372-403, equations 15
    to 20. Cheng, M., Durmus, E. and Jurafsky, D. (2023). Marked Personas. ACL, for the corpus as the prior.

    Examples
    --------
    >>> found = log_odds([12, 2, 4], [3, 10, 1], prior=1.0)
    >>> [round(float(each), 4) for each in found.delta]
    [1.6642, -2.3979, 0.8518]
    """
    one, other = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
    added = one + other if prior is None else np.broadcast_to(np.asarray(prior, dtype=np.float64), one.shape)
    if prior is not None and not (added > 0).all():
        raise ValueError("a prior must be above 0 for every word")
    with np.errstate(divide="ignore", invalid="ignore"):
        odds = [np.log(each + added) - np.log(each.sum() + added.sum() - each - added) for each in (one, other)]
        return WordLogOdds(odds[0] - odds[1], 1 / (one + added) + 1 / (other + added))
