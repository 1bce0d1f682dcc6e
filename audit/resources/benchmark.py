"""Benchmarks: the shares of groups in a named population, to hold a dataset against.

Residents, platform users, active posters and people who discuss a topic are four different populations
(:mod:`audit.resources.populations`). A benchmark that ships with the package says which one it describes; a table of the
user's own must say it too, for nobody else can know.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from audit.errors import ResourceError, did_you_mean
from audit.resources.benchmark_errors import BASES, standard_errors
from audit.resources.card import Card
from audit.resources.folders import find
from audit.resources.populations import POPULATIONS, UNSTATED, Population
from audit.resources.tables import Row, rows
from audit.rounding import ROUNDING


@dataclass(frozen=True)
class Benchmark:
    """Shares by attribute and group, as the source gives them (not rescaled), with the card.

    Attributes
    ----------
    card : Card
    margins : mapping of str to mapping of str to float
        Share by attribute and group; several attributes at once are joined by ``*``, and so are their groups.
    notes : mapping of (str, str) to str
        How the source defines a group, by attribute and group.
    population : Population
        Whose shares they are.
    basis : str
        ``census``, ``estimate`` or ``survey``; empty if it is not stated.
    errors : mapping of str to mapping of str to float
        Standard error of each share; an attribute whose errors are not known is not there.
    is_given : bool
        Whether it was given in numbers, so that nobody knows its source.
    """

    card: Card
    margins: Mapping[str, Mapping[str, float]]
    notes: Mapping[tuple[str, str], str]
    population: Population
    basis: str = ""
    errors: Mapping[str, Mapping[str, float]] = field(default_factory=lambda: MappingProxyType({}))
    is_given: bool = False

    @property
    def source(self) -> str:
        """Title and population, as findings print them beside the reference."""
        return f"{self.card.title}; population: {self.population.title}"

    @property
    def whole(self) -> str:
        """What the shares are of, in a claim: nobody may call a population what was not said to be one."""
        return "the reference" if self.population == UNSTATED else "the population"

    @property
    def who(self) -> str:
        """Whose shares they are in a few words, with where they are from: ``residents (us-adults-2020)``."""
        if not self.is_given:
            return f"{self.population.title} ({self.card.name})"
        stated = "" if self.population == UNSTATED else f" of {self.population.title}"
        return f"the shares{stated} given by the caller"

    def uncertainty(self, attribute: str) -> str:
        """How sure the shares of an attribute are, in words, and whether intervals allow for it."""
        origin, without_error = BASES[self.basis]
        if any(self.errors.get(attribute, {}).values()):
            return f"{origin}, with a standard error that is allowed for"
        return f"{origin}, {without_error}"

    def facts(self) -> dict[str, str]:
        """Whose shares, from where, how many were asked, what, and how sure: for the report and the lists."""
        sure = {attribute: self.uncertainty(attribute) for attribute in sorted(self.margins)}
        same = set(sure.values())
        words = same.pop() if len(same) == 1 else "; ".join(f"{attribute}: {said}" for attribute, said in sure.items())
        stated = {key: self.card.extra.get(key, "not stated") for key in ("place", "year", "sample_size", "wording")}
        return {"population": self.population.title, **stated, "uncertainty": words}

    def errors_among(self, attribute: str, groups: Iterable[str]) -> dict[str, float]:
        """Standard errors of shares among some of the groups.

        Parameters
        ----------
        attribute : str
        groups : iterable of str
            Their shares are rescaled to add up to 1.

        Returns
        -------
        dict of str to float
            0 where the benchmark is a count or its error is not known.

        Notes
        -----
        A share q with standard error s is worth n = q (1 - q) / s² answers, of which those of the groups are a part; the
        variance of the rescaled share is that of so many answers.
        """
        shares, errors = self.margins[attribute], self.errors.get(attribute, {})
        chosen = list(groups)
        whole = math.fsum(shares[group] for group in chosen)
        return {group: _rescaled(shares[group], errors.get(group, 0.0), whole) for group in chosen}


def _rescaled(share: float, error: float, whole: float) -> float:
    if error == 0.0 or whole <= 0.0:
        return 0.0
    if not 0.0 < share < 1.0:
        return error / whole
    answers = share * (1 - share) / error**2
    among = min(share / whole, 1.0)
    return math.sqrt(among * (1 - among) / (answers * whole))


def read_benchmark(name_or_path: str | os.PathLike[str]) -> Benchmark:
    """Read a benchmark by name, or a user's own table.

    Parameters
    ----------
    name_or_path : str or path
        A name that ships with the package, a ``.csv`` file with the columns ``attribute, group, share`` (a
        ``card.toml`` beside it is read too), or a folder with ``margins.csv`` and ``card.toml``. As a string it may end
        with a colon and the population, such as ``my.csv:residents``.

    Returns
    -------
    Benchmark
        Shares from 0 to 1; those of one attribute add up to 1 within rounding (:data:`audit.plan.benchmarks.ROUNDING`).

    Raises
    ------
    ResourceError
        No such benchmark, a share that is not a number from 0 to 1, a group twice, shares that do not add up, errors
        that cannot be, or a population that is not said, not known or said in two ways.
    """
    where, said = split_population(name_or_path)
    card, table = find("benchmarks", where)
    margins: dict[str, dict[str, float]] = {}
    notes: dict[tuple[str, str], str] = {}
    lines: list[tuple[int, Row]] = list(rows(card.name, table, ("attribute", "group", "share")))
    for line, row in lines:
        attribute, group = row["attribute"], row["group"]
        if not attribute or not group:
            raise ResourceError(
                f"{card.name!r}, line {line}: attribute or group is empty.",
                hint="People whose group the source does not state go into a group called 'unknown'.",
            )
        shares = margins.setdefault(attribute, {})
        if group in shares:
            raise ResourceError(
                f"{card.name!r}, line {line}: {attribute} {group!r} is there twice.", hint="Keep one of the two."
            )
        shares[group] = _share(card.name, line, row["share"])
        if row.get("note"):
            notes[attribute, group] = row["note"]
    _check_sums(card.name, margins)
    basis = card.extra.get("basis", "")
    if basis not in BASES:
        raise ResourceError(
            f"The card of {card.name!r} has the basis {basis!r}.",
            hint=f"It is one of: {', '.join(filter(None, BASES))}.",
        )
    return Benchmark(
        card,
        _frozen(margins),
        MappingProxyType(notes),
        population_of(card, [said, *(row.get("population", "") for _, row in lines)]),
        basis,
        _frozen(standard_errors(card, lines, margins)),
    )


def split_population(name_or_path: str | os.PathLike[str]) -> tuple[str | os.PathLike[str], str]:
    """The benchmark and the population after the colon, empty without one: ``my.csv:residents``.

    Raises
    ------
    ResourceError
        What follows the colon is no population.
    """
    if not isinstance(name_or_path, str):
        return name_or_path, ""
    where, _, kind = name_or_path.rpartition(":")
    if kind in POPULATIONS and where:
        return where, kind
    # Anything else before a colon belongs to the path: a drive, or a folder of an odd name.
    if not where.casefold().endswith(".csv") or "/" in kind or "\\" in kind:
        return name_or_path, ""
    raise ResourceError(f"{kind!r} is no population.", hint=f"{did_you_mean(kind, POPULATIONS)} {_four()}")


def population_of(card: Card, said: Iterable[str]) -> Population:
    """Whose shares they are, as the file, the plan and the card have it; an error where they do not agree, or none says."""
    kinds = [each for each in dict.fromkeys([*said, card.extra.get("population", "")]) if each]
    for each in kinds:
        if each not in POPULATIONS:
            raise ResourceError(
                f"{card.name!r}: {each!r} is no population.", hint=f"{did_you_mean(each, POPULATIONS)} {_four()}"
            )
    if not kinds:
        raise ResourceError(
            f"{card.name!r} does not say which people its shares are of.",
            hint=f"Say it after a colon, such as {card.name}.csv:residents, or in the file: in a column called population, or"
            f" in a card.toml beside it. {_four()} They answer different questions, and every finding prints the choice.",
        )
    if len(kinds) > 1:
        raise ResourceError(
            f"{card.name!r} is said to be of {kinds[0]} and of {kinds[1]}.",
            hint="A benchmark is of one population: correct the card, the column or what follows the colon.",
        )
    return POPULATIONS[kinds[0]]


def _four() -> str:
    """The choice, for messages."""
    return f"There are four: {'; '.join(f'{each.kind} ({each.who})' for each in POPULATIONS.values())}."


def _check_sums(name: str, margins: Mapping[str, Mapping[str, float]]) -> None:
    if not margins:
        raise ResourceError(f"{name!r} has no rows.", hint="A benchmark needs at least one attribute.")
    for attribute, shares in margins.items():
        total = math.fsum(shares.values())
        if abs(total - 1.0) > ROUNDING:
            raise ResourceError(
                f"{name!r}: the shares of {attribute} add up to {total:.3f}, not to 1.",
                hint="Put the remainder into a group called 'other' or 'unknown'; a benchmark may not leave it out.",
            )


def _frozen(tables: Mapping[str, Mapping[str, float]]) -> Mapping[str, Mapping[str, float]]:
    return MappingProxyType({attribute: MappingProxyType(dict(of)) for attribute, of in tables.items()})


def _share(name: str, line: int, cell: str) -> float:
    try:
        share = float(cell)
    except ValueError:
        share = math.nan
    if not 0.0 <= share <= 1.0:
        raise ResourceError(
            f"{name!r}, line {line}: the share is {cell!r}.",
            hint="Shares are numbers from 0 to 1 with a point: 51 % is 0.51.",
        )
    return share
