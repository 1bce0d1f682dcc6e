"""Weights of posts by what their authors state, the composition they give, and what they cost.

An author's weight is the share of the author's cell in the population over its share among the authors here. Where the
benchmark knows several attributes at once the cells are those (post-stratification); where only the shares of each
attribute alone are known, the margins are met in turn (raking). Authors whose cell is unknown keep weight 1: nothing is
known of what they should weigh.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.errors import PlanError, both_ways
from audit.grouping.given_shares import benchmark_of
from audit.loaders.dataset import Posts
from audit.mitigation.dimensions import (
    Dimension,
    attributes_of,
    chosen_keys,
    dimension,
    without_short,
)
from audit.mitigation.stated import Stated, read_stated
from audit.plan import Plan
from audit.statistics.concentration import hill
from audit.statistics.weighting import kish_design_effect, rake, share_deviation, standardised_difference

Per = Literal["author", "post"]
#: Weights are written with so many decimals, and composition is then exact to about as many.
DECIMALS = 6
#: Most that a weight may be, in medians, unless the user says otherwise (methods 1.3).
CAP = 5.0
_BY = both_ways("--by ATTRIBUTE", by="ATTRIBUTE")
#: A cross table of more cells than this is a mistake, not a design.
_MOST_CELLS = 100_000
#: Shares that no weights can meet are refused when further off than this; less is rounding of the benchmark.
_FAR = 5e-4


@dataclass(frozen=True)
class Balance:
    """Composition of one group before and after weighting; shares are None where too few authors stand behind them.

    ``used`` says whether it was weighted by. ASMD is the gap to the target over the target's standard deviation,
    ``sqrt(q (1 - q))``.
    """

    key: str
    group: str
    target: float
    before: float | None
    after: float | None
    asmd_before: float | None
    asmd_after: float | None
    used: bool


@dataclass(frozen=True)
class Weighing:
    """Weights and their cost.

    Attributes
    ----------
    post_id : pyarrow.Array of string, length n
    weight : ndarray of float, shape (n,)
        Mean 1 over the units whose cell is known; 1 where it is not.
    per : {"author", "post"}
        Whether authors or posts are made to resemble the population.
    dimensions : tuple of Dimension
        What was weighted by.
    balance : tuple of Balance
    posts, authors : int
        ``authors`` is None where the data name none.
    units, unknown : int
        Authors (or posts) in all, and of unknown cell.
    conflicting : int
        Authors who state different groups in different posts; their cell is unknown.
    design_effect : float
        Kish's, over all units.
    clustering : float
        Posts over the effective number of authors: the design effect of posts if all posts of an author agree.
    cap, trimmed, gap : float
        The cap in medians, the share of units cut to it, the largest difference left to a target.
    notes : tuple of str
        What was put together or left out.
    targets : tuple of str
        What is held against in ``balance``, each in a few words.
    """

    post_id: pa.Array
    weight: npt.NDArray[np.float64]
    per: Per
    dimensions: tuple[Dimension, ...]
    balance: tuple[Balance, ...]
    posts: int
    authors: int | None
    units: int
    unknown: int
    conflicting: int
    floor: int
    design_effect: float
    clustering: float
    cap: float
    trimmed: float
    gap: float
    notes: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()

    @property
    def effective(self) -> float:
        """Equally weighted units that would tell as much."""
        return self.units / self.design_effect

    @property
    def total_design_effect(self) -> float:
        """Of posts: weights times clustering, the most it can be."""
        return self.design_effect * self.clustering

    @property
    def method(self) -> str:
        """Post-stratification, or raking where several margins had to be met."""
        return "post-stratification" if len(self.dimensions) == 1 else "raking"


def weigh(
    posts: Posts,
    plan: Plan,
    *,
    by: Sequence[str] | None = None,
    per: Per = "author",
    cap: float = CAP,
    collapse: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Weighing:
    """Weights that make the composition of authors (or posts) that of the plan's benchmarks.

    Parameters
    ----------
    posts : Posts
    plan : Plan
        Names groups and benchmarks.
    by : sequence of str, optional
        Keys of benchmarks to weight by; all of the plan's if not given.
    per : {"author", "post"}
        Whether authors count once each, or each post.
    cap : float
        Most that a weight may be, in medians; infinite for none.
    collapse : bool
        Put groups of too few authors together or leave them out, instead of refusing.
    progress : callable, optional
        Told of the posts of each batch read.

    Raises
    ------
    PlanError
        No benchmark, groups of too few authors, or margins that contradict each other.
    SourceError, NoPostsError
        Posts without ids, or no posts.
    """
    used, looked_at = chosen_keys(plan, by)
    if not cap >= 1:
        raise PlanError(f"The cap of weights is {cap:g} medians; it must be 1 or more.", hint="5 is usual.")
    read = {key: benchmark_of(plan, key) for key in (*used, *looked_at)}
    stated = read_stated(posts, plan, attributes_of((*used, *looked_at)), progress)
    if per == "author" and not stated.has_authors:
        raise PlanError(
            "The data name no authors, so authors cannot be weighted.",
            hint=f"{both_ways('--per post', per='post')} weights posts instead.",
        )
    first = _first_posts(stated)
    wanted = [dimension(key, stated, read[key]) for key in used]
    dimensions, notes = without_short(
        wanted, first, plan.floors.authors, collapse=collapse, unit="author" if stated.has_authors else "post"
    )
    units = first if per == "author" else np.ones(len(first), dtype=bool)
    known = np.logical_and.reduce([each.codes >= 0 for each in dimensions])
    shape = tuple(len(each.groups) for each in dimensions)
    if math.prod(shape) > _MOST_CELLS:
        raise PlanError(f"{math.prod(shape):,} cells are too many to weight by.", hint=f"Weight by fewer: {_BY}.")
    cell = np.where(known, np.ravel_multi_index([np.maximum(each.codes, 0) for each in dimensions], shape), 0)
    counts = np.bincount(cell[known & units], minlength=math.prod(shape)).reshape(shape)
    raked = rake(counts, [each.targets for each in dimensions], cap=cap)
    if raked.gap > _FAR and not raked.trimmed:
        raise PlanError(
            f"No weights meet the margins of {', '.join(used)} together: too many combinations of groups have no author.",
            hint=f"Weight by fewer attributes, {_BY}, or merge groups in the plan.",
        )
    weight = np.where(known, np.nan_to_num(raked.weights, nan=1.0).ravel()[cell], 1.0).round(DECIMALS)
    looked = [dimension(key, stated, read[key]) for key in looked_at if key in read[key].margins and _any(key, stated)]
    return Weighing(
        post_id=stated.post_id,
        weight=weight,
        per=per,
        dimensions=tuple(dimensions),
        balance=(
            *(row for each in dimensions for row in _balance(each, known & units, first, weight, plan, used=True)),
            *(row for each in looked for row in _balance(each, units, first, weight, plan, used=False)),
        ),
        posts=len(weight),
        authors=int(first.sum()) if stated.has_authors else None,
        units=int(units.sum()),
        unknown=int((units & ~known).sum()),
        conflicting=sum(stated.conflicting[each] for each in attributes_of(used)),
        floor=plan.floors.authors,
        design_effect=kish_design_effect(weight[units]),
        clustering=len(weight) / hill(np.bincount(stated.author), order=2),
        cap=cap,
        trimmed=raked.trimmed * float((known & units).sum()) / float(units.sum()),
        gap=raked.gap,
        notes=tuple(notes),
        targets=tuple(dict.fromkeys(each.who for each in (*dimensions, *looked))),
    )


def _first_posts(stated: Stated) -> npt.NDArray[np.bool_]:
    """One post of each author: of those who are named, or of distinct texts where nobody is."""
    rows = np.flatnonzero(stated.named) if stated.has_authors else np.arange(len(stated.author))
    first = np.zeros(len(stated.author), dtype=bool)
    first[rows[np.unique(stated.author[rows], return_index=True)[1]]] = True
    return first


def _any(key: str, stated: Stated) -> bool:
    """Whether anybody states what a benchmark that is only looked at asks for; silence about it is no error."""
    return all((stated.codes[each] >= 0).any() for each in attributes_of([key]))


def _balance(
    one: Dimension,
    rows: npt.NDArray[np.bool_],
    first: npt.NDArray[np.bool_],
    weight: npt.NDArray[np.float64],
    plan: Plan,
    *,
    used: bool,
) -> list[Balance]:
    """Shares of each group among the rows whose group is known; groups of too few authors are hidden."""
    size = len(one.groups)
    authors = np.bincount(one.codes[first & (one.codes >= 0)], minlength=size)
    large = authors >= plan.floors.authors
    # A hidden group is no part of the total either: what is left over would give it away.
    inside = rows & (one.codes >= 0) & large[one.codes]
    before = np.bincount(one.codes[inside], minlength=size)
    after = np.bincount(one.codes[inside], weights=weight[inside], minlength=size)
    goal = float(one.targets[large].sum())
    result = []
    for index, group in enumerate(one.groups):
        target = float(one.targets[index])
        if not large[index] or before.sum() == 0 or goal == 0:
            result.append(Balance(one.key, group, target, None, None, None, None, used))
            continue
        target /= goal
        first_share, share = float(before[index] / before.sum()), float(after[index] / after.sum())
        deviation = share_deviation(target)
        asmd_before, asmd_after = (
            standardised_difference(each, target, target_deviation=deviation) for each in (first_share, share)
        )
        result.append(Balance(one.key, group, target, first_share, share, asmd_before, asmd_after, used))
    return result
