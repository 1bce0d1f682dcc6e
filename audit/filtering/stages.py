"""Filters in their order, ready to be asked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from audit.filtering.rules import Rule
from audit.filtering.whole import Active, Unique, Whole
from audit.plan.filters import Missing


@dataclass(frozen=True)
class Stage:
    """One filter.

    Attributes
    ----------
    title, slug : str
        What it is called, and in ids.
    text : str
        The rule as it was written.
    rule : Rule or Whole
    missing : str
        What becomes of posts that lack what the rule asks for.
    """

    title: str
    slug: str
    text: str
    rule: Rule | Whole
    missing: Missing

    @property
    def whole(self) -> Whole | None:
        """The rule where it asks all posts together."""
        return self.rule if isinstance(self.rule, (Unique, Active)) else None

    @property
    def alone(self) -> Rule | None:
        """The rule where it asks each post alone."""
        return None if isinstance(self.rule, (Unique, Active)) else self.rule


@dataclass(frozen=True)
class Stages:
    """All filters."""

    each: tuple[Stage, ...]

    def __len__(self) -> int:
        return len(self.each)

    def __iter__(self) -> Iterator[Stage]:
        return iter(self.each)

    @property
    def first_whole(self) -> int:
        """Position of the first that asks all posts together; how many there are if none does."""
        return next((index for index, each in enumerate(self.each) if each.whole is not None), len(self.each))

    @property
    def after(self) -> Sequence[tuple[int, Stage]]:
        """Position and filter from there on."""
        return list(enumerate(self.each))[self.first_whole :]
