"""How what authors state becomes groups: the models of ``[groups.ATTRIBUTE]`` and ``[inference.ATTRIBUTE]``."""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Mapping
from typing import Any, Literal, Self

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_serializer, model_validator
from pydantic_core.core_schema import SerializerFunctionWrapHandler

#: Lower edges in completed years where a plan gives none: the age bands of the bundled benchmarks of residents.
YEARS = (0.0, 18.0, 30.0, 50.0, 65.0)
#: The same in days, for accounts: the first month, the first year, until the fifth year.
DAYS = (0.0, 30.0, 365.0, 1826.0)


def folded(value: str) -> str:
    """A stated value as it is compared: NFC, casefolded, single blanks and none around."""
    return " ".join(unicodedata.normalize("NFC", unicodedata.normalize("NFC", value).casefold()).split())


class Section(BaseModel):
    """A table of the plan: no key that is not one, and no change once it is made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Group(Section):
    """One attribute of authors: what states it, and how its values become groups.

    ``column`` is a column of a table, or a field of a platform's record by its path, such as ``user.location``. The first
    of these that knows a value decides: ``values``, ``table``, ``patterns``, the table of usual words, ``places``. What
    none of them knows is ``otherwise``; without it, it stands as a group of its own where nothing but ``values`` is given,
    and is not stated where more is. Numbers go into ``bins``, and ``age`` makes a number of a date, but for what ``values``
    names.
    """

    column: str
    values: dict[str, tuple[str, ...]] = Field(default_factory=dict, description="group -> values, whatever their case")
    patterns: dict[str, tuple[str, ...]] = Field(
        default_factory=dict, description="group -> regular expressions (RE2), found anywhere, whatever the case"
    )
    table: str = Field("", description="CSV file with the columns value and group")
    places: Literal["", "country", "region"] = Field("", description="read as written places, by a gazetteer")
    otherwise: str = Field("", description="group of what nothing else knows")
    bins: tuple[float, ...] = Field((), description="lower edges of groups of numbers, rising")
    age: Literal["", "years", "days"] = Field(
        "", description="the column is a date or a year: completed years or days from it to the post"
    )

    @property
    def is_number(self) -> bool:
        """Whether values are read as numbers."""
        return bool(self.bins or self.age)

    @property
    def is_mapped(self) -> bool:
        """Whether what nothing knows is left unstated rather than a group of its own."""
        return bool(self.is_number or self.patterns or self.table or self.places)

    @property
    def edges(self) -> tuple[float, ...]:
        """Lower edges of the groups of numbers; the usual ones where an age has none."""
        return self.bins or (YEARS if self.age == "years" else DAYS if self.age == "days" else ())

    @field_validator("values")
    @classmethod
    def _one_group_each(cls, values: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        groups: dict[str, str] = {}
        for group, stated in values.items():
            for value in stated:
                if groups.setdefault(folded(value), group) != group:
                    first = groups[folded(value)]
                    raise ValueError(f"{value!r} is given to {first!r} and to {group!r}; a value means one group.")
        return values

    @field_validator("patterns", mode="before")
    @classmethod
    def _as_printed(cls, patterns: object) -> object:
        """A printed plan lists them in their order."""
        return dict(patterns) if isinstance(patterns, list) and all(_is_pair(each) for each in patterns) else patterns

    @field_validator("patterns")
    @classmethod
    def _regular(cls, patterns: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
        for group, each in patterns.items():
            for pattern in each:
                check_pattern(pattern, group)
        return patterns

    @field_validator("bins")
    @classmethod
    def _rising(cls, bins: tuple[float, ...]) -> tuple[float, ...]:
        for edge in bins:
            if not math.isfinite(edge):
                raise ValueError(f"{edge} is no number to begin a group at.")
        for low, high in itertools.pairwise(bins):
            if not low < high:
                raise ValueError(f"{low:g} stands before {high:g}; lower edges must rise, each once.")
        return bins

    @model_validator(mode="after")
    def _one_way_to_read(self) -> Self:
        worded = [name for name in ("patterns", "table", "places", "otherwise") if getattr(self, name)]
        if self.is_number and worded:
            numeric = "bins" if self.bins else "age"
            raise ValueError(f"{numeric} is for numbers and {worded[0]} for words; two attributes may name one column.")
        return self

    @model_serializer(mode="wrap")
    def _what_was_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Only what a plan says, so that printed plans stay short; patterns as a list, since their order decides."""
        said: Mapping[str, Any] = handler(self) | {"patterns": [list(each) for each in self.patterns.items()]}
        return {name: value for name, value in said.items() if value or name in {"column", "values"}}


class Inference(Section):
    """That an attribute was inferred, not stated, and how often the inference errs.

    ``sensitivity`` has, for a group, ``[186, 200]``: of 200 people of the group 186 were taken for it. ``specificity`` has
    the same of people who are not of the group: how many were not taken for it. ``confusion`` is a CSV file with the
    columns ``predicted, true, count`` in place of both. Without any, shares are bounded and not judged.

    With ``names`` the audit infers it itself, from the first names in the column that ``[groups.ATTRIBUTE]`` gives: a CSV
    file with the columns ``name, group, share``, or ``nomquamgender``. A name is classified as the group that has a share
    of at least ``threshold`` of it.
    """

    source: Literal["inferred"]
    method: str = Field("", description="what inferred it, in words, such as: list of first names, 2019")
    sensitivity: dict[str, tuple[int, int]] = Field(default_factory=dict)
    specificity: dict[str, tuple[int, int]] = Field(default_factory=dict)
    confusion: str = ""
    at_least: float = Field(
        0.5, ge=0.5, le=1, description="least share classified right, where errors were not counted"
    )
    names: str = Field("", description="infer it from first names: CSV file with name, group, share; or nomquamgender")
    threshold: float = Field(
        0.9,
        gt=0.5,
        le=1,
        description="share of a first name that a group needs for the name to be classified as its own",
    )
    special_category: bool = Field(
        default=False,
        description="that inferring origin, belief, politics, health or orientation from names is allowed",
    )

    @model_validator(mode="after")
    def _of_names(self) -> Inference:
        if not self.names and self.model_fields_set & {"threshold", "special_category"}:
            raise ValueError("threshold and special_category are about names, and no list of names is given")
        return self

    @model_validator(mode="after")
    def _counted_whole(self) -> Inference:
        if self.sensitivity.keys() != self.specificity.keys():
            raise ValueError("sensitivity and specificity must name the same groups")
        if self.confusion and self.sensitivity:
            raise ValueError("give a confusion file, or sensitivity and specificity, not both")
        for right, of in (*self.sensitivity.values(), *self.specificity.values()):
            if not 0 <= right <= of or of < 1:
                raise ValueError(f"[{right}, {of}] must be [right, of], with 0 <= right <= of and of at least 1")
        return self

    @model_serializer(mode="wrap")
    def _what_was_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without what is about names, where nothing is inferred from them."""
        said: dict[str, Any] = handler(self)
        about_names = {"names", "threshold", "special_category"}
        return said if self.names else {name: value for name, value in said.items() if name not in about_names}


def _is_pair(value: object) -> bool:
    return isinstance(value, list | tuple) and len(value) == 2 and isinstance(value[0], str)


def check_pattern(pattern: str, group: str) -> None:
    """Refuse what is no regular expression of RE2, whose time grows with the text alone.

    Raises
    ------
    ValueError
        Names the pattern and what RE2 says of it.

    References
    ----------
    https://github.com/google/re2/wiki/Syntax
    """
    if not pattern:
        raise ValueError(f"a pattern of {group!r} is empty, which every value matches; use otherwise.")
    try:
        pc.match_substring_regex(pa.array(["a"]), pattern, ignore_case=True)
    except (pa.ArrowInvalid, UnicodeEncodeError) as error:
        said = str(error).removeprefix("Invalid regular expression: ").splitlines()[0]
        raise ValueError(
            f"{pattern!r} (group {group!r}) is no regular expression of RE2: {said}. RE2 has no look-ahead, look-behind"
            " or back-references."
        ) from None
