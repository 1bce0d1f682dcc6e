"""A benchmark that is no file: shares that somebody gave with the question, with a card that says just that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType

from audit.resources.benchmark import Benchmark, population_of
from audit.resources.card import Card, digest
from audit.resources.populations import UNSTATED
from audit.wording import count

_NOT_STATED = "not stated"


def given_benchmark(
    attribute: str, shares: Mapping[str, float], *, population: str = "", counted: int = 0
) -> Benchmark:
    """The benchmark of one attribute that a caller or a plan gives in numbers.

    Parameters
    ----------
    attribute : str
    shares : mapping of str to float
        By group; they add up to 1 within rounding.
    population : str
        Whose shares they are; empty where it was not said.
    counted : int
        How many people they are shares of, where counts were given.

    Raises
    ------
    ResourceError
        There is no such population.
    """
    name = f"{attribute} given by the caller"
    table = json.dumps(
        {"attribute": attribute, "shares": dict(shares), "population": population, "counted": counted},
        sort_keys=True,
        ensure_ascii=False,
    )
    size = {"sample_size": f"the numbers given add up to {count(counted)}"} if counted else {}
    card = Card(
        name=name,
        kind="benchmarks",
        title="shares given by the caller, who states no source and no date",
        version=_NOT_STATED,
        language=_NOT_STATED,
        source=("given by the caller, no source stated",),
        licence=_NOT_STATED,
        reviewers=(),
        known_faults=("It was given in numbers, without a card: its origin, year and wording are not known.",),
        sha256=digest(table.encode()),
        summary="",
        extra=MappingProxyType(size),
    )
    return Benchmark(
        card,
        MappingProxyType({attribute: MappingProxyType(dict(shares))}),
        MappingProxyType({}),
        population_of(card, [population]) if population else UNSTATED,
        is_given=True,
    )
