"""Posts that cluster in authors, simulated: what intervals are calibrated on.

The model, in one place for tests, benchmarks and planning:

- each author writes a number of posts drawn from the zeta (discrete Pareto) distribution, ``P(n) ∝ n**-exponent``; who
  would write more than ``longest`` writes exactly that many. The default, 3,200, is the longest timeline that the
  Twitter API gave out, and so the most that one author has in datasets collected by account;
- each author has an own probability of the property, drawn from a beta distribution with the given mean and with
  ``correlation`` as the correlation of two posts of one author; each post has it or not with that probability;
- each author falls into one of the buckets at random, as by a hash.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]

LONGEST_TIMELINE = 3200


def posts_per_author(
    generator: np.random.Generator, shape: tuple[int, ...], exponent: float, longest: int = LONGEST_TIMELINE
) -> Integers:
    """Posts of authors, from a zeta distribution with this tail exponent (greater than 1), capped at ``longest``."""
    return np.minimum(generator.zipf(exponent, shape), longest)


def author_shares(
    generator: np.random.Generator, shape: tuple[int, ...], share: float, correlation: float
) -> npt.NDArray[np.float64]:
    """Probability of the property for each author: beta with mean ``share``; constant at correlation 0, 0 or 1 at 1."""
    if not (0 < share < 1 and 0 <= correlation <= 1):
        raise ValueError(f"share must be in (0, 1) and correlation in [0, 1], got {share!r} and {correlation!r}")
    if correlation == 0:
        return np.full(shape, share)
    if correlation == 1:
        return (generator.random(shape) < share).astype(np.float64)
    # The correlation of two draws with a common beta(a, b) probability is 1 / (a + b + 1).
    strength = 1 / correlation - 1
    return generator.beta(share * strength, (1 - share) * strength, shape)


def per_bucket(values: Integers, bucket: Integers, n_buckets: int) -> Integers:
    """Sum values by bucket along the last axis: shape (repetitions, authors) to (repetitions, n_buckets)."""
    repetitions = values.shape[0]
    flat = (bucket + n_buckets * np.arange(repetitions)[:, None]).ravel()
    # Sums in float64 are exact below 2**53.
    summed = np.bincount(flat, weights=values.ravel(), minlength=repetitions * n_buckets)
    return summed.astype(np.int64).reshape(repetitions, n_buckets)


def clustered_posts(
    generator: np.random.Generator,
    repetitions: int,
    *,
    authors: int,
    exponent: float,
    share: float = 0.1,
    correlation: float = 0.3,
    longest: int = LONGEST_TIMELINE,
    n_buckets: int = 128,
) -> tuple[Integers, Integers]:
    """Datasets of posts as totals per author bucket.

    Parameters
    ----------
    generator : numpy.random.Generator
    repetitions : int
        Datasets to draw.
    authors, exponent, share, correlation, longest, n_buckets
        See the module's description.

    Returns
    -------
    successes, posts : ndarray of int64, shape (repetitions, n_buckets)
    """
    successes, posts = [], []
    # About two million authors at a time: 50 MB.
    at_once = max(2_000_000 // authors, 1)
    for start in range(0, repetitions, at_once):
        shape = (min(at_once, repetitions - start), authors)
        written = posts_per_author(generator, shape, exponent, longest)
        having = generator.binomial(written, author_shares(generator, shape, share, correlation))
        bucket = generator.integers(0, n_buckets, shape)
        successes.append(per_bucket(having, bucket, n_buckets))
        posts.append(per_bucket(written, bucket, n_buckets))
    return np.concatenate(successes), np.concatenate(posts)
