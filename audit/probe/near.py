"""Which posts say nearly the same, so that none is learned from while the other is predicted.

Of the runs of three words of each post 64 minima are taken, one for each of as many permutations of all runs: two posts
agree in each with a chance equal to the share of runs they have in common (Broder 1997). Posts that agree in four minima in
a row are looked at, and are near if three in four of all minima agree. Short posts are too often the same by chance.

References
----------
Broder, A. Z. (1997). On the resemblance and containment of documents. Compression and Complexity of Sequences. Leskovec, J.,
Rajaraman, A. and Ullman, J. (2014). Mining of Massive Datasets, chapter 3, for bands.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .features import Integers, Texts

#: Minima, and how many make a band: pairs with half their runs in common are looked at in 64 % of cases, with four in
#: five in all but one in 5,000.
MINIMA, BAND = 64, 4
#: Share of minima that near texts agree in.
NEAR = 0.75
#: Words below which texts are said by many people independently.
FEWEST_WORDS = 6
_RUN = 3


def same_texts(texts: Texts) -> tuple[Integers, Integers]:
    """Pairs of posts that say the same or nearly so; posts of fewer than six words are in none.

    Returns
    -------
    first, second : ndarray of int64, shape (p,)
        Enough pairs to link every post to all that are near it, not each pair of a family.
    """
    long = np.flatnonzero(texts.lengths >= FEWEST_WORDS)
    none = np.zeros(0, dtype=np.int64)
    if len(long) < 2:
        return none, none
    signatures = _signatures(texts.take(long))
    found = []
    for start in range(0, MINIMA, BAND):
        band = np.ascontiguousarray(signatures[:, start : start + BAND]).view([("", np.uint32)] * BAND).ravel()
        _, code = np.unique(band, return_inverse=True)
        order = np.argsort(code, kind="stable")
        same = np.flatnonzero(code[order[1:]] == code[order[:-1]])
        begins = np.r_[0, np.flatnonzero(np.diff(code[order])) + 1]
        leader = order[begins[code[order]]]
        # Each with the one before it, and with the first of its band: a chain holds where one link fails.
        found += [(order[same], order[same + 1]), (leader[same], order[same + 1])]
    one, other = (np.concatenate(each) for each in zip(*found, strict=True))
    pairs = np.unique(np.stack([one, other], axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    agree = np.mean(signatures[pairs[:, 0]] == signatures[pairs[:, 1]], axis=1)
    near = pairs[agree >= NEAR]
    return long[near[:, 0]], long[near[:, 1]]


def _signatures(texts: Texts) -> npt.NDArray[np.uint32]:
    """Minima of the runs of each post; every post has runs; uint32, shape (n, 64)."""
    post, run = texts.runs(_RUN)
    begins = np.searchsorted(post, np.arange(len(texts)))
    short = (run >> np.uint64(32)).astype(np.uint32)
    result = np.empty((len(texts), MINIMA), np.uint32)
    # Odd multipliers and increments: x -> a x + b modulo 2**32 permutes the hashes of runs.
    drawn = np.random.Generator(np.random.PCG64(0)).integers(0, 2**32, (2, MINIMA), dtype=np.uint32)
    for index in range(MINIMA):
        result[:, index] = np.minimum.reduceat(short * (drawn[0, index] | np.uint32(1)) + drawn[1, index], begins)
    return result
