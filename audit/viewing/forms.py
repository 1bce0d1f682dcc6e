"""The form above a list, its pages and its columns, as plain values: a template only prints them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.report.visible import clipped
from audit.viewing.asked import LONGEST_SEARCH, AuditsAsked, EstimatesAsked, FindingsAsked, address
from audit.viewing.choices import Choice, Option
from audit.viewing.lists import Listed


@dataclass(frozen=True)
class Field:
    """One thing to choose; ``chosen`` is the value that is in force."""

    name: str
    title: str
    options: tuple[tuple[str, tuple[Option, ...]], ...]
    chosen: str


@dataclass(frozen=True)
class Form:
    """A form: what is searched, what can be chosen, and what goes along unseen."""

    title: str
    hint: str
    search: str
    longest: int
    fields: tuple[Field, ...]
    hidden: tuple[tuple[str, str], ...]
    asks: bool


@dataclass(frozen=True)
class Turn:
    """Addresses of the pages before and after; empty where there is none."""

    before: str
    after: str
    place: str


@dataclass(frozen=True)
class Column:
    """The head of a column: a link that sorts by it, and how it is sorted now."""

    title: str
    address: str
    direction: str


def form(
    asked: FindingsAsked | EstimatesAsked,
    choices: Sequence[Choice],
    sorts: Mapping[str, str],
    title: str,
    hint: str,
) -> Form:
    """The form that shows what was asked, and asks anew."""
    fields = [_field(each, str(getattr(asked, each.name))) for each in choices if any(own for _, own in each.options)]
    order = tuple(Option(value, words) for value, words in sorts.items())
    finding = getattr(asked, "finding", "")
    return Form(
        title=title,
        hint=hint,
        search=asked.q,
        longest=LONGEST_SEARCH,
        fields=(*fields, Field("sort", "Order", (("", order),), asked.sort)),
        hidden=(("finding", finding),) if finding else (),
        asks=address(asked) != "",
    )


def turn(asked: FindingsAsked | EstimatesAsked | AuditsAsked, listed: Listed[Any]) -> Turn:
    """The pages before and after this one."""
    page = listed.page
    return Turn(
        before=_page(asked, page - 1) if page > 1 else "",
        after=_page(asked, page + 1) if page < listed.pages else "",
        place=f"Page {page} of {listed.pages}",
    )


def column(title: str, name: str, asked: EstimatesAsked) -> Column:
    """A column that can be sorted by: the largest first, and at the second time the smallest."""
    down = asked.sort == f"-{name}"
    direction = "descending" if down else "ascending" if asked.sort == name else ""
    return Column(title, address(asked, sort=name if down else f"-{name}") or "?", direction)


def _page(asked: FindingsAsked | EstimatesAsked | AuditsAsked, page: int) -> str:
    # An address of nothing but "" would be that of this page.
    return address(asked, page=page) or "?"


def _field(choice: Choice, chosen: str) -> Field:
    """A list with the value in force among its options, also where a list of the most frequent leaves it out."""
    options = tuple((clipped(title, 80), own) for title, own in choice.options)
    if chosen and all(chosen != option.value for _, own in options for option in own):
        options = (*options, ("", (Option(chosen, clipped(chosen, 60)),)))
    return Field(choice.name, choice.title, (("", (Option("", "any"),)), *options), chosen)
