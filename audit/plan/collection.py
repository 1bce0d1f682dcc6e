"""How the posts came here and what they are to be used for: the tables ``[collection]`` and ``[[collection.sources]]``."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, field_validator, model_serializer, model_validator
from pydantic_core.core_schema import SerializerFunctionWrapHandler

from audit.plan.groups import Section
from audit.wording.day_span import DaySpan

Access = Literal["api", "scrape", "export", "archive", "donation", "purchase", "unknown"]
Purpose = Literal["research", "commercial", "model-training", "redistribution"]


class MergedSource(Section):
    """One of the sets that a dataset was merged from."""

    name: str = Field(min_length=1, description="what it is called")
    licence: str = Field("", description="such as CC-BY-SA-4.0, or: platform terms")
    platform: str = Field("", description="where its posts were posted, if not where the others were")


class Collection(Section):
    """What the people who collected the posts say of it, so that it can be held against dated rules.

    Dates are ``2025-06-04``, or ``2025-06`` or ``2025`` where no more is known. ``as_of`` is the day of use; nothing is
    ever judged at the day on which the audit happens to run, since the same input has to give the same answer.
    """

    platform: str = Field("", description="where the posts were posted, such as X, Reddit or mastodon.social")
    access: Access = Field("unknown", description="how they were got")
    tier: str = Field("", description="kind of access, such as academic or pay per use")
    collected_from: str = Field("", description="first day of the collection")
    collected_to: str = Field("", description="last day of the collection")
    as_of: str = Field("", description="day of use, for which rules are looked up")
    query: str = Field("", description="what was asked for; names of accounts in it are not printed")
    consent: str = Field("", description="what people agreed to, in words")
    licence: str = Field("", description="under which the dataset is or will be passed on")
    purpose: tuple[Purpose, ...] = Field(default=(), description="what it is for")
    sources: tuple[MergedSource, ...] = Field(default=(), description="sets that it was merged from")
    last_deletion_check: str = Field("", description="day on which posts deleted since were last looked for")
    deleted_ids: str = Field("", description="file with the ids of posts that are deleted by now")
    rules: str = Field("", description="rules of your own beside ours: a CSV with card.toml beside it")

    @property
    def is_said(self) -> bool:
        """Whether anything is said."""
        return self != Collection()

    @property
    def collected(self) -> DaySpan | None:
        """The days of the collection; its last ones where no first is said, None where no last is."""
        if not self.collected_to:
            return None
        last = DaySpan.of(self.collected_to)
        return DaySpan.of(self.collected_from).until(last) if self.collected_from else last

    @property
    def used(self) -> DaySpan | None:
        """The day of use, None where it is not said."""
        return DaySpan.of(self.as_of) if self.as_of else None

    @property
    def platforms(self) -> tuple[str, ...]:
        """Every platform that is named, the dataset's own first."""
        named = (self.platform, *(each.platform for each in self.sources))
        return tuple(dict.fromkeys(each for each in named if each))

    def found_beside(self, folder: Path) -> dict[str, str]:
        """Names of files that lie beside a plan file, as paths."""
        named = {name: getattr(self, name) for name in ("deleted_ids", "rules")}
        return {
            name: str(folder / value)
            for name, value in named.items()
            if value and not Path(value).is_absolute() and (folder / value).exists()
        }

    @field_validator("purpose", mode="before")
    @classmethod
    def _one_purpose(cls, given: object) -> object:
        listed = [each.strip() for each in given.split(",")] if isinstance(given, str) else given
        return tuple(dict.fromkeys(listed)) if isinstance(listed, (list, tuple)) else listed

    @field_validator("collected_from", "collected_to", "as_of", "last_deletion_check", mode="before")
    @classmethod
    def _written(cls, day: object) -> object:
        # TOML has dates of its own: collected_to = 2025-06-04 needs no quotes.
        text = str(day) if hasattr(day, "isoformat") or isinstance(day, int) else day
        if isinstance(text, str) and text:
            DaySpan.of(text)
        return text

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        days = list(self._days())
        for (first, before), (second, after) in ((a, b) for i, a in enumerate(days) for b in days[i + 1 :]):
            if before.first > after.last:
                raise ValueError(f"{first} ({getattr(self, first)}) lies after {second} ({getattr(self, second)})")
        checked = DaySpan.of(self.last_deletion_check) if self.last_deletion_check else None
        if checked and self.used and checked.first > self.used.last:
            raise ValueError(f"last_deletion_check ({self.last_deletion_check}) lies after as_of ({self.as_of})")
        return self

    def _days(self) -> Iterator[tuple[str, DaySpan]]:
        for name in ("collected_from", "collected_to", "as_of"):
            if written := getattr(self, name):
                yield name, DaySpan.of(written)

    @model_serializer(mode="wrap")
    def _what_was_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Only what a plan says."""
        said: dict[str, Any] = handler(self)
        return {name: value for name, value in said.items() if value and (name, value) != ("access", "unknown")}
