"""The lines that were asked for: filtered, sorted, and cut into pages. What has no value comes last in every order."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from audit.finding import Estimate
from audit.ranking import CONFIDENCES
from audit.viewing.asked import EstimatesAsked, FindingsAsked
from audit.viewing.lines import EstimateLine, FindingLine
from audit.wording import count, plural

PAGE = 100

Line = TypeVar("Line")


@dataclass(frozen=True)
class Listed(Generic[Line]):
    """One page of a list: ``matching`` lines of ``of`` were asked for, and ``shown`` are those of page ``page`` of ``pages``."""

    shown: tuple[Line, ...]
    matching: int
    of: int
    page: int
    pages: int

    def told(self, noun: str) -> str:
        """How much is shown of how much: "41 of 230 findings, 1 to 41 on this page"."""
        if not self.of:
            return f"There are no {noun}s."
        whole = plural(self.of, noun)
        what = f"All {whole}" if self.matching == self.of > 1 else f"{count(self.matching)} of {whole}"
        if self.pages < 2:
            return f"{what}."
        first = (self.page - 1) * PAGE
        return f"{what}; {count(first + 1)} to {count(first + len(self.shown))} on this page."


def paged(lines: Sequence[Line], of: int, page: int, size: int = PAGE) -> Listed[Line]:
    """One page of the lines; the last if there are not so many."""
    pages = max(1, -(-len(lines) // size))
    at = min(page, pages)
    return Listed(tuple(lines[(at - 1) * size : at * size]), len(lines), of, at, pages)


def chosen_findings(lines: Sequence[FindingLine], asked: FindingsAsked) -> list[FindingLine]:
    """The findings that were asked for, in order; lines come the gravest first, and equals stay so."""
    found = [each for each in _with_words(lines, asked.q) if _fits(each, asked)]
    orders: Mapping[str, Callable[[FindingLine], tuple[object, ...]]] = {
        "title": lambda each: (each.finding.title.casefold(),),
        "metric": lambda each: (each.metric,),
        "confidence": lambda each: (CONFIDENCES.index(each.finding.confidence),),
        "id": lambda each: (each.key,),
    }
    order = orders.get(asked.sort)
    return sorted(found, key=order) if order else found


def chosen_estimates(lines: Sequence[EstimateLine], asked: EstimatesAsked) -> list[EstimateLine]:
    """The figures that were asked for, in order.

    Values and widths of different units are no larger or smaller than one another: they are sorted unit by unit.
    """
    found = [
        each
        for each in _with_words(lines, asked.q)
        if (not asked.metric or each.metric == asked.metric)
        and (not asked.measure or each.measure == asked.measure)
        and (not asked.group or asked.group in each.groups)
        and (not asked.status or each.estimate.status == asked.status)
        and (not asked.finding or asked.finding in each.claims)
    ]
    if asked.sort == "id":
        return sorted(found, key=lambda each: each.key)
    number = _NUMBERS.get(asked.sort.removeprefix("-"))
    if number is None:
        return found
    by_unit = asked.sort.removeprefix("-") in ("value", "width")
    sign = -1 if asked.sort.startswith("-") else 1

    def order(each: EstimateLine) -> tuple[str, bool, float, int]:
        value = number(each.estimate) if each.estimate.status == "ok" else None
        return (each.estimate.unit if by_unit else "", value is None, sign * (value or 0), each.place)

    return sorted(found, key=order)


def units_of(lines: Iterable[EstimateLine]) -> int:
    """How many units these figures have."""
    return len({each.estimate.unit for each in lines})


def _fits(each: FindingLine, asked: FindingsAsked) -> bool:
    finding = each.finding
    return (
        (not asked.reading or finding.reading == asked.reading)
        and (not asked.severity or finding.severity == asked.severity)
        and (not asked.confidence or finding.confidence == asked.confidence)
        and (not asked.harm or finding.harm == asked.harm)
        and (not asked.metric or each.metric == asked.metric)
        and (not asked.group or asked.group in each.groups)
    )


Searched = TypeVar("Searched", FindingLine, EstimateLine)


def _with_words(lines: Sequence[Searched], search: str) -> Sequence[Searched]:
    """Lines that hold every word of the search, whatever its case."""
    words = search.casefold().split()
    return [each for each in lines if all(word in each.words for word in words)] if words else lines


def _width(estimate: Estimate) -> float | None:
    return None if estimate.low is None or estimate.high is None else estimate.high - estimate.low


_NUMBERS: Mapping[str, Callable[[Estimate], float | None]] = {
    "value": lambda each: each.value,
    "width": _width,
    "posts": lambda each: each.n_posts,
    "authors": lambda each: each.n_authors,
}
