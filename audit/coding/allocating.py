"""How many posts to read of each stratum of posts that name the group by no strict form.

The error of a stratum counts as much as its posts, and is the larger the nearer its share of mentions is to a half. So posts
are read in proportion to the size times the spread to be expected (Neyman), after each stratum got its least. The shares
expected are rough guesses and decide only how well the reading is spent.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

from audit.resources.coded_sheet import LOOSE, NEAR, REST

#: Shares of mentions that are guessed, for the allocation alone.
EXPECTED: Mapping[str, float] = {LOOSE: 0.3, NEAR: 0.1, REST: 0.01}
#: Part of the posts to read that each stratum gets before the rest is shared out.
LEAST = 0.1


def allocate(wanted: int, sizes: Mapping[str, int]) -> dict[str, int]:
    """Posts to read of each stratum.

    Parameters
    ----------
    wanted : int
        In all; fewer only where there are no more posts.
    sizes : mapping of str to int
        Posts of each of the strata of :data:`EXPECTED`.

    References
    ----------
    Neyman, J. (1934). On the two different aspects of the representative method. Journal of the Royal Statistical Society 97,
    558-625. Cochran, W. G. (1977). Sampling Techniques, 3rd edition, section 5.5.

    Examples
    --------
    >>> allocate(100, {"loose only": 254, "near": 180, "rest": 18_864})
    {'loose only': 14, 'near': 11, 'rest': 75}
    """
    there = [name for name in EXPECTED if sizes[name] > 0]
    spread = {name: sizes[name] * math.sqrt(EXPECTED[name] * (1 - EXPECTED[name])) for name in there}
    least = math.floor(LEAST * wanted)
    left = wanted - least * len(there)
    total = sum(spread.values()) or 1.0
    result = dict.fromkeys(EXPECTED, 0)
    for name in there:
        result[name] = min(least + math.floor(left * spread[name] / total), sizes[name])
    # What rounding left over, and what small strata could not give, is read where there are posts: most of all in the rest.
    for name in (REST, LOOSE, NEAR):
        result[name] += min(wanted - sum(result.values()), sizes[name] - result[name])
    return result
