"""Shares that a plan states itself: ``[benchmarks.gender]`` with a number for each group, instead of a name or a file."""

from __future__ import annotations

import math
from collections.abc import Mapping
from numbers import Real
from pathlib import Path
from typing import Annotated, Any

from pydantic import BeforeValidator

from audit.rounding import ROUNDING

#: The one key that is no group: whose shares they are.
POPULATION = "population"
#: Beyond, a float does not hold every whole number; nobody counted so many people.
_EXACT = 2**53

_SHARES = (
    "Shares are from 0 to 1 and add up to 1 (51 % is 0.51; what is left is the group 'other'), counts are whole numbers"
)


def _checked(said: object) -> Any:
    """A name or file as it is, or what a mapping says of each group, its numbers plain and in their order."""
    if isinstance(said, Path):
        return str(said)
    if isinstance(said, str):
        return said
    if not isinstance(said, Mapping):
        raise ValueError(  # noqa: TRY004 - a validator tells by ValueError
            "is neither the name of a benchmark, nor a CSV file, nor a mapping from groups to shares or counts, such as"
            " {'women': 0.51, 'men': 0.49}. A column of pandas has to_dict()."
        )
    given: dict[str, int | float | str] = {}
    for group, value in said.items():
        if not isinstance(group, str) or not group.strip():
            raise ValueError(f"{group!r} is no name of a group; a name is a word.")
        if group == POPULATION and isinstance(value, str):
            given[group] = value
        else:
            given[group] = _number(group, value)
    shares_of(given)
    return given


#: What a plan may say of one attribute.
SaidBenchmark = Annotated[str | dict[str, int | float | str], BeforeValidator(_checked)]


def numbers_of(given: Mapping[str, int | float | str]) -> dict[str, int | float]:
    """The numbers of the groups, as they were given."""
    return {group: value for group, value in given.items() if not isinstance(value, str)}


def is_counts(given: Mapping[str, int | float | str]) -> bool:
    """Whether the numbers are counts and no shares: whole, and not 1 in all."""
    numbers = numbers_of(given).values()
    return all(isinstance(value, int) for value in numbers) and sum(numbers) > 1


def shares_of(given: Mapping[str, int | float | str]) -> dict[str, float]:
    """The share of each group: as it was given, or of all that were counted.

    Raises
    ------
    ValueError
        There is no group, nothing was counted, or the numbers are neither shares nor counts.
    """
    numbers = numbers_of(given)
    total = math.fsum(numbers.values())
    if not numbers:
        raise ValueError(f"has no group. {_SHARES}.")
    if total == 0:
        raise ValueError(f"is 0 for every group. {_SHARES}.")
    if is_counts(given):
        return {group: value / total for group, value in numbers.items()}
    if abs(total - 1) > ROUNDING:
        raise ValueError(f"adds up to {total:g}. {_SHARES}.")
    return {group: float(value) for group, value in numbers.items()}


def _number(group: str, value: object) -> int | float:
    if isinstance(value, Real) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if 0 <= number < math.inf:
            # So that 5100 and 5100.0, which pandas makes of it, are one plan.
            return int(number) if number.is_integer() and number <= _EXACT else number
    raise ValueError(f"{group!r} is {value!r}, which is no share and no count. {_SHARES}.")
