"""What is asked of an audit: the model of ``audit.toml``, and all defaults.

Precedence: a flag or keyword, an ``AUDIT_*`` variable, the file, the default. An unknown key is an error that names the
nearest one. The plan in force is printed in every report, so it holds no path and no secret.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError, field_validator, model_serializer, model_validator
from pydantic_core.core_schema import SerializerFunctionWrapHandler

from audit.disclosure.special_categories import is_special, special_refused
from audit.errors import PlanError, did_you_mean
from audit.plan.benchmarks import SaidBenchmark
from audit.plan.card import DatasetCard
from audit.plan.collection import Collection, MergedSource
from audit.plan.filters import Filter
from audit.plan.gate import Gate
from audit.plan.groups import Group, Inference, Section
from audit.plan.models import Models
from audit.plan.privacy import Privacy
from audit.plan.release import Release
from audit.plan.tolerances import Floors, Tolerances
from audit.plan.votes import Annotators, Votes
from audit.posts import FIELD_NAMES

__all__ = ["Group", "Inference", "Plan", "environment"]

_LISTS = frozenset({"labels", "metrics", "also", "skip"})


class Dataset(Section):
    """What the dataset is called, what language it is read in, and whether a model wrote it."""

    name: str = ""
    language: str = Field("en", description="language of posts that state none, BCP-47")
    detect_language: bool = Field(default=False, description="detect it instead, with the extra postaudit[languages]")
    generated: bool = Field(
        default=False,
        description="text of a model: clusters are prompts (conversation_id), turns of people are left out",
    )

    @field_validator("language")
    @classmethod
    def _tag(cls, language: str) -> str:
        if not re.fullmatch(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{1,8})*", language):
            raise ValueError("a language is named by its tag of two or three letters, such as en, de or pt-BR")
        return language

    @model_serializer(mode="wrap")
    def _what_was_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without what is about generated text, where it is none."""
        said: dict[str, Any] = handler(self)
        return said if self.generated else {name: value for name, value in said.items() if name != "generated"}


class Lexicons(Section):
    """Lists of your own of forms that name groups, each a CSV with card.toml beside it."""

    identity: tuple[str, ...] = Field(default=(), description="CSV files or folders, one per language")
    mode: Literal["merge", "replace"] = Field("merge", description="with the list that ships, or in its place")

    @field_validator("identity", mode="before")
    @classmethod
    def _one_file(cls, files: object) -> object:
        return (files,) if isinstance(files, str) else files


class Rhythm(Section):
    """What counts as a lot, as regular or as round the clock: nobody's choice but yours, so there is no default."""

    posts_per_active_day: float | None = Field(None, gt=0, description="share of authors above it is reported")
    daily_variation: float | None = Field(None, gt=0, description="share of authors below it is reported")
    hour_entropy: float | None = Field(None, gt=0, le=1, description="share of authors above it is reported")


class Representation(Section):
    """Attributes that are counted together, and what shares are followed over."""

    intersections: tuple[tuple[str, ...], ...] | None = Field(
        None, description="lists of 2 or 3 attributes; pairs of those in [groups] if not given, none if empty"
    )
    slices: tuple[Literal["month", "quarter", "year", "community"], ...] = Field(
        default=(), description="what shares are followed over; nothing if empty"
    )

    @field_validator("slices", mode="before")
    @classmethod
    def _one_slice(cls, slices: object) -> object:
        listed = [each.strip() for each in slices.split(",")] if isinstance(slices, str) else slices
        return tuple(dict.fromkeys(listed)) if isinstance(listed, (list, tuple)) else listed

    @field_validator("intersections")
    @classmethod
    def _two_or_three_each(cls, given: tuple[tuple[str, ...], ...] | None) -> tuple[tuple[str, ...], ...] | None:
        for names in given or ():
            if not 2 <= len(names) <= 3 or len(set(names)) < len(names):
                raise ValueError(f"{list(names)} must be two or three different attributes.")
            if any("*" in name for name in names):
                raise ValueError(f"{list(names)}: an attribute with * in its name cannot be counted with others.")
        return given


class Mentions(Section):
    """How what the word lists find is checked."""

    coding: tuple[str, ...] = Field(
        default=(), description="sheets coded by hand, as postaudit sample-for-coding writes them"
    )

    @field_validator("coding", mode="before")
    @classmethod
    def _one_sheet(cls, files: object) -> object:
        return (files,) if isinstance(files, str) else files


class Dialect(Section):
    """A model of dialects of English, as its authors published it: two files in a folder."""

    model: str = Field("", description="folder with model_vocab.txt and model_count_table.txt")


class Limits(Section):
    """Where an audit stops. Neither changes a figure, so neither is printed with the plan or part of the audit's id."""

    max_reject: float = Field(1.0, ge=0, le=1, description="share of posts that may be malformed; beyond, no report")
    max_ratio: int = Field(200, ge=1, description="times a compressed file may grow, beyond 256 MB")


class ReportOptions(Section):
    """What may be shown."""

    quotes: Literal["none", "masked", "verbatim"] = "none"
    level: float = Field(0.95, gt=0.5, lt=1, description="confidence level of intervals")
    sections: tuple[str, ...] = Field(default=(), description="sections that plug-ins add to the report, by name")

    @field_validator("sections", mode="before")
    @classmethod
    def _one_section(cls, names: object) -> object:
        return (names,) if isinstance(names, str) else names

    @model_serializer(mode="wrap")
    def _what_was_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without sections of plug-ins, where none is asked for."""
        said: dict[str, Any] = handler(self)
        return said if self.sections else {name: value for name, value in said.items() if name != "sections"}


class Plan(Section):
    """The whole plan; also the schema of ``audit.toml`` (``postaudit schema plan``)."""

    dataset: Dataset = Dataset()
    card: DatasetCard = DatasetCard()
    columns: dict[str, str] = Field(default_factory=dict, description="schema field -> column of the source")
    groups: dict[str, Group] = Field(default_factory=dict, description="attribute -> where authors state it")
    benchmarks: dict[str, SaidBenchmark] = Field(
        default_factory=dict,
        description="attribute -> benchmark name, CSV file:population, or group -> share or count (and population)",
    )
    inference: dict[str, Inference] = Field(default_factory=dict, description="attributes that were inferred")
    lexicons: Lexicons = Lexicons()
    labels: tuple[str, ...] = Field(default=(), description="label columns")
    votes: Votes = Votes()
    annotators: Annotators = Annotators()
    metrics: tuple[str, ...] = Field(default=(), description="only these; the usual ones if empty")
    also: tuple[str, ...] = Field(
        default=(),
        description="metrics beside the usual ones: amplification, artefacts, associations, embeddings, label_conflicts,"
        " privacy, repetition, rhythm, sampling, sentiment",
    )
    skip: tuple[str, ...] = Field(default=(), description="all but these")
    loader: str = Field("", description="loader by name; by content if empty")
    encoding: str = Field("", description="declared encoding; by evidence if empty")
    dates: Literal["", "day first", "month first", "leave out"] = Field(
        "", description="which number is the day, or that dates with two readings are missing; by evidence if empty"
    )
    tolerances: Tolerances = Tolerances()
    floors: Floors = Floors()
    rhythm: Rhythm = Rhythm()
    privacy: Privacy = Privacy()
    representation: Representation = Representation()
    mentions: Mentions = Mentions()
    models: Models = Models()
    dialect: Dialect = Dialect()
    collection: Collection = Collection()
    filter: tuple[Filter, ...] = Field(default=(), description="filters in their order, for postaudit filter-impact")
    limits: Limits = Limits()
    report: ReportOptions = ReportOptions()
    release: Release = Release()
    gate: Gate = Gate()

    def is_mapped(self, attribute: str) -> bool:
        """Whether the plan maps what is stated of an attribute, so that its groups are those meant, however many."""
        return attribute in self.groups and self.groups[attribute].is_mapped

    @property
    def date_order(self) -> str:
        """``day first``, ``month first``, or empty where the plan does not say, or leaves out what can be read two ways."""
        return self.dates.removeprefix("leave out")

    @property
    def label_columns(self) -> tuple[str, ...]:
        """Label columns that are named, the one that scores should predict among them."""
        truth = self.models.truth
        return (*self.labels, *((truth,) if truth and truth not in self.labels else ()))

    @model_serializer(mode="wrap")
    def _what_was_said(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without what nothing is said of, where such sections came later: an audit that does without them keeps its id."""
        said: dict[str, Any] = handler(self)
        unsaid = {
            "filter": not self.filter,
            "collection": not said.get("collection"),
            "privacy": self.privacy == Privacy(),
        }
        return {name: value for name, value in said.items() if not unsaid.get(name)}

    @model_validator(mode="after")
    def _stated_alone_is_crossed(self) -> Plan:
        for names in self.representation.intersections or ():
            if inferred := sorted(set(names) & set(self.inference)):
                raise ValueError(
                    f"representation.intersections: {inferred[0]!r} is inferred; intersections are of stated attributes."
                )
        return self

    @field_validator("labels", "metrics", "also", "skip", mode="before")
    @classmethod
    def _one_name(cls, names: object) -> object:
        return (names,) if isinstance(names, str) else names

    @field_validator("dates", mode="before")
    @classmethod
    def _with_a_space(cls, dates: object) -> object:
        return dates.replace("-", " ").lower() if isinstance(dates, str) else dates

    @field_validator("groups", mode="before")
    @classmethod
    def _columns_of_groups(cls, groups: object) -> object:
        return _spelled_out(groups)

    @field_validator("inference")
    @classmethod
    def _special_if_said(cls, inference: dict[str, Inference]) -> dict[str, Inference]:
        for name, each in inference.items():
            if each.names and is_special(name) and not each.special_category:
                raise ValueError(special_refused(name))
        return inference

    @field_validator("columns")
    @classmethod
    def _known_fields(cls, columns: dict[str, str]) -> dict[str, str]:
        for name in columns:
            if name not in FIELD_NAMES:
                raise ValueError(f"{name!r} is not a field of a post. {did_you_mean(name, FIELD_NAMES)}")
        return columns

    @classmethod
    def from_toml(cls, path: str | Path) -> Plan:
        """Read ``audit.toml``, or the table ``[tool.audit]`` of a ``pyproject.toml``.

        Raises
        ------
        PlanError
            The file is missing, is not TOML, or has a key or value that a plan cannot have.
        """
        path = Path(path)
        try:
            content = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise PlanError(
                f"{path}: there is no such plan file.", hint="postaudit init SOURCE writes one to start from."
            ) from None
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise PlanError(
                f"{path}: not TOML: {error}",
                hint="Mend that line; postaudit init SOURCE -o - prints a plan to compare with.",
            ) from None
        except OSError as error:
            raise PlanError(
                f"{path}: cannot be read: {error.strerror}", hint="Check its permissions, or give another file with -c."
            ) from None
        if path.name == "pyproject.toml":
            tools = content.get("tool")
            table = tools.get("audit") if isinstance(tools, dict) else None
            if not isinstance(table, dict):
                raise PlanError(f"{path}: has no table [tool.audit].", hint="It holds what audit.toml would hold.")
            content = table
        return cls.make(content, where=str(path))

    @classmethod
    def make(cls, content: Mapping[str, Any], *, where: str = "plan") -> Plan:
        """Check plain data and make a plan of it.

        Raises
        ------
        PlanError
            A key or value that a plan cannot have; names it, and the nearest that exists.
        """
        try:
            return cls.model_validate(content)
        except ValidationError as error:
            raise PlanError(
                _explain(error, where), hint="postaudit schema plan lists every key, what it holds and what it means."
            ) from None

    def override(self, changes: Mapping[str, Any], *, where: str = "flags") -> Plan:
        """The plan with these changes laid over it, nested tables merged."""
        laid = {name: _spelled_out(value) if name == "groups" else value for name, value in changes.items()}
        base = self.model_dump()
        if isinstance(anew := laid.get("benchmarks"), Mapping):
            # Shares of one benchmark are no table to add to: those of another attribute name stay.
            base["benchmarks"].update({name: None for name in anew if name in base["benchmarks"]})
        return Plan.make(_merged(base, laid), where=where)


def environment(variables: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Changes that ``AUDIT_*`` variables ask for.

    ``AUDIT_TOLERANCES__SHARE_GAP=0.1`` sets ``tolerances.share_gap``, ``AUDIT_GROUPS__GENDER=sex`` the column of an
    attribute, ``AUDIT_METRICS=mentions,labels`` a list. Variables whose first word is no key of the plan are not ours, and
    an empty one is as good as unset: workflow files set one so where nothing was chosen.
    """
    variables = os.environ if variables is None else variables
    changes: dict[str, Any] = {}
    for name, value in sorted(variables.items()):
        first, *rest = name.removeprefix("AUDIT_").lower().split("__")
        listed = [each.strip() for each in value.split(",") if each.strip()]
        if not name.startswith("AUDIT_") or first not in Plan.model_fields or not listed:
            continue
        target = changes
        for key in [first, *rest][:-1]:
            target = target.setdefault(key, {})
            if not isinstance(target, dict):
                raise PlanError(
                    f"environment: {name}: part of it is set by another variable already.",
                    hint="Unset one of the two; AUDIT_SECTION__KEY sets one key.",
                )
        target[[first, *rest][-1]] = listed if first in _LISTS else value
    return changes


def _spelled_out(groups: object) -> object:
    """``gender = "sex"`` is short for ``gender = {column = "sex"}``."""
    if not isinstance(groups, Mapping):
        return groups
    return {name: {"column": value} if isinstance(value, str) else value for name, value in groups.items()}


def _merged(old: dict[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(old)
    for key, value in new.items():
        both = isinstance(result.get(key), dict) and isinstance(value, Mapping)
        result[key] = _merged(result[key], value) if both else value
    return result


def _explain(error: ValidationError, where: str) -> str:
    lines = []
    for problem in error.errors():
        path = ".".join(str(part) for part in problem["loc"])
        if problem["type"] == "extra_forbidden":
            lines.append(
                f"{where}: unknown key {path!r}. {did_you_mean(str(problem['loc'][-1]), _keys(problem['loc']))}"
            )
        else:
            said = problem["msg"].removeprefix("Value error, ")
            got = "" if problem["type"] == "value_error" else f" (got {problem['input']!r})"
            lines.append(": ".join(each for each in (where, path, f"{said}{got}") if each))
    return "\n".join(lines)


def _keys(location: tuple[int | str, ...]) -> list[str]:
    model: Any = Plan
    named = {"inference": Inference, "collection": MergedSource}.get(str(location[0]), Group)
    for part in location[:-1]:
        annotation = model.model_fields[part].annotation if part in getattr(model, "model_fields", {}) else named
        model = annotation if isinstance(annotation, type) and issubclass(annotation, BaseModel) else named
    return list(model.model_fields)
