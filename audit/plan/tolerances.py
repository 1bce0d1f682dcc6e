"""How large a gap has to be to matter, below how many people nothing is printed, and whose choice each of them is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from audit.plan.groups import Section

Whose = Literal["default", "plan"]


class Tolerances(Section):
    """How large a gap has to be to matter: yours to set, best before you look at the data; printed with whose they are."""

    share_gap: float = Field(0.05, ge=0, lt=1, description="points between a share and its reference")
    rate_ratio: float = Field(1.25, ge=1, allow_inf_nan=False, description="times one rate may exceed another")
    sentiment_gap: float = Field(0.1, ge=0, lt=2, description="between two mean scores, which run from -1 to 1")
    label_gap: float = Field(0.05, ge=0, lt=1, description="points between two label rates")
    correlation: float = Field(0.1, ge=0, lt=1, description="a correlation, either way")
    top_share: float = Field(0.10, ge=0, lt=1, description="share of posts that the top 1 % of authors may write")
    repeated_share: float = Field(0.05, ge=0, lt=1, description="share of posts that may repeat a text already there")
    missing_share: float = Field(0.05, ge=0, lt=1, description="share of posts in which a field may be missing")


class Floors(Section):
    """Below these a figure is counted but not judged."""

    posts: int = Field(30, ge=1, description="posts a rate must stand on")
    authors: int = Field(10, ge=5, description="authors below which a cell is hidden; less than 5 is refused")


def whose(section: str, name: str, value: object) -> Whose | None:
    """Whether a value is the tool's default or another that somebody set; None if there is no default of that name.

    A plan that spells out the default says the same as one that leaves it out, and is read the same.

    Examples
    --------
    >>> whose("tolerances", "share_gap", 0.05), whose("tolerances", "share_gap", 0.1), whose("tolerances", "other", 1)
    ('default', 'plan', None)
    """
    models: dict[str, type[Section]] = {"tolerances": Tolerances, "floors": Floors}
    field = models[section].model_fields.get(name) if section in models else None
    if field is None:
        return None
    return "default" if value == field.default else "plan"


def whose_tolerances(plan: Mapping[str, Any]) -> Literal["default", "plan", "both"]:
    """Whose the tolerances of a plan are, taken together; those that it does not hold are the tool's."""
    given = plan.get("tolerances")
    found = {whose("tolerances", str(name), value) for name, value in (given or {}).items()} - {None}
    if found == {"plan"} and len(given or {}) == len(Tolerances.model_fields):
        return "plan"
    return "both" if "plan" in found else "default"
