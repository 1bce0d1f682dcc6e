"""Where single judgements of posts are, and who the annotators are: the models of ``[votes]`` and ``[annotators]``."""

from __future__ import annotations

from typing import Self

from pydantic import Field, field_validator, model_validator

from audit.plan.groups import Section


class Votes(Section):
    """Judgements of single annotators, in one of three shapes.

    ``columns`` (and ``total``): a column for each label holds how many chose it. ``each``: a column for each annotator holds
    what that one chose. ``annotator``, ``item`` and ``label``: each row is one judgement, and rows of one item are one post.
    """

    columns: dict[str, str] = Field(default_factory=dict, description="label -> column of how many chose it")
    total: str = Field("", description="column of how many judged; posts whose counts do not add up to it are told")
    each: tuple[str, ...] = Field(default=(), description="a column per annotator; rater_* means all that begin so")
    item: str = Field("", description="rows are judgements: column of what was judged; the id of the post if empty")
    annotator: str = Field("", description="rows are judgements: column of who judged")
    label: tuple[str, ...] = Field(default=(), description="rows are judgements: columns of what was said")

    @field_validator("each", "label", mode="before")
    @classmethod
    def _one_column(cls, names: object) -> object:
        return tuple(part.strip() for part in names.split(",")) if isinstance(names, str) else names

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        rows = bool(self.item or self.annotator or self.label)
        if self.total and not self.columns:
            raise ValueError("total is what the counts in columns add up to, and no columns are given.")
        if bool(self.columns) + bool(self.each) + rows > 1:
            raise ValueError("columns, each, and annotator with label are three shapes of votes: give one.")
        if rows and not self.label:
            raise ValueError("each row is a judgement, and label does not say in which column.")
        return self


class Annotators(Section):
    """What is known of the people who judged."""

    file: str = Field("", description="CSV file: the column annotator, and a column for each attribute")
