"""Scores that a model gave posts, and what they should predict: the table ``[models]`` of a plan."""

from __future__ import annotations

import math
from typing import Self

from pydantic import Field, field_validator, model_validator

from audit.plan.groups import Section


class Models(Section):
    """Columns of scores, the label they should predict, and how a score is read."""

    scores: tuple[str, ...] = Field(default=(), description="columns of scores that a model gave posts")
    truth: str = Field("", description="label column that the scores should predict")
    positive: str = Field("", description="its value that a high score stands for; of yes and no, yes")
    threshold: float = Field(0.5, ge=0, le=1, description="a score from here on is a prediction of the positive value")
    range: tuple[float, float] = Field(
        (0.0, 1.0), description="what scores run from and to; 0 to 100 is divided by 100"
    )
    seconds: float = Field(60.0, gt=0, description="that a model given in Python may take for 1,000 posts")
    given: str = Field("", description="kind of the model given in Python, set by audit.run(model=...)")

    @property
    def asked(self) -> bool:
        """Whether there is anything to score with."""
        return bool(self.scores or self.given)

    @field_validator("scores", mode="before")
    @classmethod
    def _one_column(cls, scores: object) -> object:
        return (scores,) if isinstance(scores, str) else scores

    @field_validator("range")
    @classmethod
    def _rising(cls, ends: tuple[float, float]) -> tuple[float, float]:
        if not (math.isfinite(ends[0]) and math.isfinite(ends[1]) and ends[0] < ends[1]):
            raise ValueError("a range is two numbers, the smaller first, such as [0, 100]")
        return ends

    @model_validator(mode="after")
    def _truth_is_no_score(self) -> Self:
        if self.truth and self.truth in self.scores:
            raise ValueError(f"{self.truth!r} is named as a score and as the label that scores should predict")
        if self.positive and not self.truth:
            raise ValueError(f"positive = {self.positive!r} is a value of a label, and no label is named (truth)")
        return self
