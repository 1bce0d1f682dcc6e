"""The part of a plan that says which filters a dataset is to go through."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import Field, model_serializer
from pydantic_core.core_schema import SerializerFunctionWrapHandler

from audit.plan.groups import Section

#: Rules whose value is a file.
FILE_RULES = ("keep-ids", "after", "no-words")
Missing = Literal["refuse", "keep", "drop"]


class Filter(Section):
    """One filter of a sequence: ``[[filter]]`` in ``audit.toml``; ``docs/filter-impact.md`` lists the rules."""

    rule: str = Field(description="such as min-length=20, score:toxicity<0.5 or no-words=list.txt")
    name: str = Field("", description="what it is called in reports; the rule if not given")
    missing: Missing = Field("refuse", description="what becomes of posts that lack what the rule asks for")

    @property
    def file(self) -> str:
        """The file that the rule names; empty if it names none."""
        key, _, value = self.rule.partition("=")
        return value.strip() if key.strip() in FILE_RULES else ""

    @property
    def title(self) -> str:
        """What it is called: its name, or its rule without the folders of a file."""
        return self.name or self.with_file(Path(self.file).name).rule

    def with_file(self, path: str) -> Filter:
        """The same with its file at another place; as it is where it names none."""
        return self.model_copy(update={"rule": f"{self.rule.partition('=')[0].strip()}={path}"}) if self.file else self

    @model_serializer(mode="wrap")
    def _what_was_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without a name that was not given."""
        said: dict[str, Any] = handler(self)
        return {key: value for key, value in said.items() if value}
