"""Association tests on vectors of one's own text, with intervals from halves of its authors.

Vectors of little text change with the texts that happen to be there (Antoniak and Mimno 2018). So authors are divided into
halves by chance, again and again, vectors are made of either half, and how far the two lie apart is the error. It is taken as
that of the whole text, and not divided by the square root of two as it would be for a mean: where vectors are mostly noise
their cosines do not get smaller with more text. Drawing authors with replacement would not do: it keeps the noise of the text
and adds to it, and its intervals of nothing miss zero in up to 18 % of cases instead of 5 % (docs/embeddings.md).

What is halved is the difference of mean cosines. Both limits and the effect are divided by one standard deviation of words,
that of all the text.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .embedding_association import WordTest, associations, relative_norm_distance, weat
from .embeddings import DIMENSIONS, Cooccurrences, author_halves, embed, positive_pmi
from .intervals import Interval
from .quantiles import two_sided_quantile
from .readings import tolerance_p_value

Floats = npt.NDArray[np.float64]
Words = npt.NDArray[np.int64]

#: Times that authors are divided into halves; each makes vectors twice, which takes seconds.
RUNS = 10


@dataclass(frozen=True)
class WordSetTest:
    """Codes of the words of one test: targets X and Y, attributes A and B."""

    first_targets: Words
    second_targets: Words
    first_attributes: Words
    second_attributes: Words


@dataclass(frozen=True)
class SetAssociation:
    """What one test came to.

    Attributes
    ----------
    effect : Interval
        WEAT's d; the p-value is against an effect no larger than the tolerance.
    first, second : Interval
        Mean association of X, and of Y, with A rather than B, in cosines: which of the two carries the effect.
    distance : Interval
        By distance instead of angle: relative norm distance of A to X rather than Y, less that of B.
    words : WordTest
        The division of the words anew.
    """

    effect: Interval
    first: Interval
    second: Interval
    distance: Interval
    words: WordTest


def set_associations(
    pairs: Cooccurrences,
    tests: Sequence[WordSetTest],
    *,
    runs: int = RUNS,
    seed: int = 0,
    level: float = 0.95,
    tolerance: float = 0.0,
    dimensions: int = DIMENSIONS,
) -> list[SetAssociation]:
    """Make vectors of all the text, and of halves of its authors, and test each.

    Parameters
    ----------
    pairs : Cooccurrences
        By author.
    tests : sequence of WordSetTest
    runs : int
        Divisions into halves, at least 2.
    seed : int
    level : float
        Confidence level.
    tolerance : float
        Largest effect, either way, that does not matter.
    dimensions : int

    Returns
    -------
    list of SetAssociation
        In the order of the tests.

    Raises
    ------
    ValueError
        Fewer than two runs.

    References
    ----------
    Antoniak, M. and Mimno, D. (2018). Evaluating the stability of embedding-based word similarities. TACL 6, 107-119.
    McCarthy, P. J. (1969). Pseudo-replication: half samples. Review of the International Statistical Institute 37, 239-264.
    """
    if runs < 2:
        raise ValueError(f"an interval needs two runs at least, got {runs!r}")
    if not tests:
        return []
    whole = embed(positive_pmi(pairs.counts()), dimensions=dimensions, seed=seed)
    apart = np.empty((runs, len(tests), 4))
    for run in range(runs):
        half = author_halves(pairs.clusters, seed, run)
        one, other = (
            embed(positive_pmi(pairs.counts(weights)), dimensions=dimensions, seed=seed + 1 + run)
            for weights in (half, 1 - half)
        )
        apart[run] = [np.subtract(_figures(one, each), _figures(other, each)) for each in tests]
    # Each division is a contrast of its own, nearly at a right angle to the others: as many degrees of freedom.
    errors = np.sqrt(np.mean(apart**2, axis=0) / 2)
    return [_told(whole, test, errors[index], runs, seed, level, tolerance) for index, test in enumerate(tests)]


def _figures(vectors: Floats, test: WordSetTest) -> tuple[float, float, float, float]:
    """Difference of mean associations, the two means, and the difference of distances."""
    x, y, a, b = _vectors(vectors, test)
    first, second = (float(associations(each, a, b).mean()) for each in (x, y))
    distance = relative_norm_distance(a, x, y) - relative_norm_distance(b, x, y)
    return first - second, first, second, distance


def _vectors(vectors: Floats, test: WordSetTest) -> tuple[Floats, Floats, Floats, Floats]:
    sets = (test.first_targets, test.second_targets, test.first_attributes, test.second_attributes)
    x, y, a, b = (vectors[each] for each in sets)
    return x, y, a, b


def _told(
    vectors: Floats, test: WordSetTest, errors: Floats, freedom: int, seed: int, level: float, tolerance: float
) -> SetAssociation:
    x, y, a, b = _vectors(vectors, test)
    figures = _figures(vectors, test)
    words = weat((x, y), (a, b), seed=seed)
    # The difference over the effect is the standard deviation that one is divided by to give the other.
    spread = float(np.std(np.r_[associations(x, a, b), associations(y, a, b)], ddof=1))
    scale = 1 / spread if spread > 0 else math.nan
    effect = _interval(figures[0] * scale, float(errors[0]) * scale, freedom, level, tolerance)
    first, second, distance = (
        _interval(figure, float(error), freedom, level, None)
        for figure, error in zip(figures[1:], errors[1:], strict=True)
    )
    return SetAssociation(effect, first, second, distance, words)


def _interval(value: float, error: float, freedom: int, level: float, tolerance: float | None) -> Interval:
    half = two_sided_quantile(level, freedom) * error
    p_value = None if tolerance is None else tolerance_p_value(value, error, freedom, tolerance)
    return Interval(value, value - half, value + half, level, error, math.nan, float(freedom), p_value)
