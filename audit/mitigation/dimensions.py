"""What is weighted by: an attribute, or several at once where a benchmark knows how they go together."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from audit.errors import PlanError, both_ways, did_you_mean
from audit.metrics.representation.estimates import known_margins
from audit.mitigation.stated import Integers, Stated
from audit.plan import Plan
from audit.resources import Benchmark, axis_title, group_title
from audit.wording import join, percent, plural

#: Joins attributes, and their groups, in a benchmark of several at once: ``gender*age``, ``women*18-29``.
JOINT = "*"
#: Group that short groups are put together in.
OTHERS = "other groups"


@dataclass(frozen=True)
class Dimension:
    """One margin of the population, and where each post's author stands in it.

    Attributes
    ----------
    key : str
        As in the plan's benchmarks: an attribute, or several joined by ``*``.
    groups : tuple of str
    targets : ndarray of float, shape (k,)
        Shares of the groups in the population; add up to 1.
    codes : ndarray of int64, shape (n,)
        Group of each post's author, -1 where it is unknown or none of these.
    source : str
        Title of the benchmark, and its population.
    who : str
        The same in a few words.
    """

    key: str
    groups: tuple[str, ...]
    targets: npt.NDArray[np.float64]
    codes: Integers
    source: str
    who: str

    @property
    def title(self) -> str:
        """The attributes in words."""
        return join([axis_title(each) for each in self.key.split(JOINT)])


def attributes_of(keys: Sequence[str]) -> list[str]:
    """The attributes that the keys of benchmarks are about, each once."""
    return sorted({each for key in keys for each in key.split(JOINT)})


def chosen_keys(plan: Plan, by: Sequence[str] | None) -> tuple[list[str], list[str]]:
    """Benchmarks to weight by, and those only to look at.

    Of an attribute that a benchmark of several covers, the benchmark of it alone is only looked at.

    Raises
    ------
    PlanError
        There is no benchmark, or not of what was asked for.
    """
    known = list(plan.benchmarks)
    if not known:
        raise PlanError(
            "Weights need a population: the plan names no benchmark.",
            hint="For example --group gender=COLUMN --benchmark gender=us-residents-2020 (in Python:"
            ' groups={"gender": "COLUMN"}, benchmarks={"gender": "us-residents-2020"}).',
        )
    for each in by or ():
        if each not in known:
            raise PlanError(f"There is no benchmark of {each!r} to weight by.", hint=did_you_mean(each, known))
    wanted = list(dict.fromkeys(by)) if by else known
    covered = {part for key in wanted if JOINT in key for part in key.split(JOINT)}
    used = [each for each in wanted if JOINT in each or each not in covered]
    joint = [part for key in used if JOINT in key for part in key.split(JOINT)]
    if len(joint) != len(set(joint)):
        raise PlanError(
            f"Two benchmarks of several attributes overlap: {', '.join(each for each in used if JOINT in each)}.",
            hint=f"Name the one to weight by: {both_ways('--by ATTRIBUTE', by='ATTRIBUTE')}.",
        )
    return used, [each for each in known if each not in used]


def dimension(key: str, stated: Stated, benchmark: Benchmark) -> Dimension:
    """Where the author of each post stands in a benchmark.

    Raises
    ------
    PlanError
        No stated group is one of the benchmark's.
    """
    attributes = key.split(JOINT)
    margins = {group: share for group, share in known_margins(benchmark, key).items() if share > 0}
    index = {group: number for number, group in enumerate(margins)}
    if len(attributes) == 1:
        names, codes = stated.groups[key], stated.codes[key]
    else:
        names, codes = _joined(attributes, stated)
    lookup = np.array([index.get(name, -1) for name in names] + [-1], dtype=np.int64)  # the last for code -1
    found = lookup[codes]
    if not (found >= 0).any():
        words = join([axis_title(each) for each in attributes])
        raise PlanError(
            f"No author states a {words} that is a group of the benchmark ({join(sorted(margins)[:5])}).",
            hint=f"Map the values in the plan under [groups.{attributes[0]}.values].",
        )
    shares = np.array(list(margins.values()))
    return Dimension(key, tuple(margins), shares / shares.sum(), found, benchmark.source, benchmark.who)


def _joined(attributes: Sequence[str], stated: Stated) -> tuple[list[str], Integers]:
    """Groups of several attributes at once, as benchmarks name them, and the number of each post's author."""
    names, codes = [""], np.zeros(len(stated.author), dtype=np.int64)
    for attribute in attributes:
        own, more = stated.groups[attribute], stated.codes[attribute]
        codes = np.where((codes >= 0) & (more >= 0), codes * max(len(own), 1) + more, -1)
        names = [f"{name}{JOINT}{each}" if name else each for name in names for each in own or [""]]
    return names, codes


def without_short(
    dimensions: Sequence[Dimension], units: npt.NDArray[np.bool_], floor: int, *, collapse: bool, unit: str
) -> tuple[list[Dimension], list[str]]:
    """Dimensions in which every group has enough authors to stand for its share of the population.

    Parameters
    ----------
    dimensions : sequence of Dimension
    units : ndarray of bool, shape (n,)
        One true post per author.
    floor : int
        Authors a group needs.
    collapse : bool
        Put short groups together, or leave them out where that is not enough, instead of refusing.
    unit : str
        What is counted, for messages.

    Returns
    -------
    dimensions : list of Dimension
    notes : list of str
        What was put together or left out, a sentence each.

    Raises
    ------
    PlanError
        A group is short and may not be collapsed, or fewer than two groups are left.
    """
    result = list(dimensions)
    notes: list[str] = []
    while True:
        complete = units & np.logical_and.reduce([each.codes >= 0 for each in result])
        counts = [np.bincount(each.codes[complete], minlength=len(each.groups)) for each in result]
        short = [np.flatnonzero(each < floor) for each in counts]
        which = next((index for index, each in enumerate(short) if len(each)), None)
        if which is None:
            return result, notes
        one, few, number = result[which], short[which], int(counts[which][short[which]].sum())
        names = join([label(one.key, one.groups[each]) for each in few])
        are = "is" if len(few) == 1 else "are"
        if not collapse:
            raise PlanError(
                f"{one.key}: {names} {'has' if len(few) == 1 else 'have'} fewer than {plural(floor, unit)} each in these"
                f" posts, too few to stand for {_share(one, few)} of the population.",
                hint=f"{both_ways('--collapse', collapse=True)} puts short groups together, or leaves them out where that is not enough; or map them onto"
                f" other groups in the plan under [groups.{one.key.split(JOINT)[0]}.values] and in the benchmark.",
            )
        if len(few) > 1 and number >= floor:
            result[which] = _together(one, few)
            notes.append(
                f"{one.key}: {names} are weighted as one group, for each alone has fewer than {floor} {unit}s."
            )
        else:
            result[which] = _left_out(one, few)
            notes.append(
                f"{one.key}: {names} {are} left out and keep weight 1: fewer than"
                f" {plural(floor, unit)} cannot stand for {_share(one, few)} of the population."
            )
        if len(result[which].groups) < 2:
            raise PlanError(
                f"{one.key}: fewer than two groups have {plural(floor, unit)}, so there is nothing to weight.",
                hint=f"Weight by another attribute, {both_ways('--by ATTRIBUTE', by='ATTRIBUTE')}, or gather more posts.",
            )


def _together(one: Dimension, few: npt.NDArray[np.integer]) -> Dimension:
    kept = [index for index in range(len(one.groups)) if index not in few]
    lookup = np.full(len(one.groups) + 1, len(kept), dtype=np.int64)
    lookup[kept], lookup[-1] = np.arange(len(kept)), -1
    targets = np.append(one.targets[kept], one.targets[few].sum())
    return replace(
        one, groups=(*(one.groups[index] for index in kept), OTHERS), targets=targets, codes=lookup[one.codes]
    )


def _left_out(one: Dimension, few: npt.NDArray[np.integer]) -> Dimension:
    kept = [index for index in range(len(one.groups)) if index not in few]
    lookup = np.full(len(one.groups) + 1, -1, dtype=np.int64)
    lookup[kept] = np.arange(len(kept))
    total = math.fsum(one.targets[kept])
    targets = one.targets[kept] / total if total > 0 else one.targets[kept]
    return replace(one, groups=tuple(one.groups[index] for index in kept), targets=targets, codes=lookup[one.codes])


def _share(one: Dimension, few: npt.NDArray[np.integer]) -> str:
    return percent(float(one.targets[few].sum()))


def label(key: str, group: str) -> str:
    """A group in words, for tables and charts."""
    return " and ".join(group_title(each) for each in group.split(JOINT)) if JOINT in key else group_title(group)
