"""What people know of a dataset and no audit of it can tell: the model of ``[card]``.

It fills the forms of documentation, changes no figure, and is not part of the audit's id.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pydantic import Field, field_validator

from audit.plan.groups import Section


class DatasetCard(Section):
    """Facts of a dataset that its keepers state; what is empty stays an open question in every form."""

    name: str = Field("", description="of the dataset, if it differs from dataset.name")
    description: str = ""
    license: str = Field("", description="its address, such as https://creativecommons.org/licenses/by/4.0/")
    url: str = Field("", description="the dataset's page")
    files_url: str = Field("", description="folder on the web in which its files are")
    creator: tuple[str, ...] = Field(default=(), description="people or organisations that made it")
    creators_are: str = Field("Organization", description="Organization or Person")
    publisher: str = ""
    date_published: str = Field("", description="YYYY-MM-DD")
    version: str = ""
    citation: str = Field("", description="BibTeX if possible")
    contact: str = ""
    purpose: str = Field("", description="why it was made")
    funding: str = ""
    answers: dict[str, str] = Field(
        default_factory=dict, description="key of a question of a form -> its answer, such as composition.confidential"
    )
    excluded_categories: dict[str, str] = Field(
        default_factory=dict, description="attribute.group of less than 2 % -> why it is left out of impact ratios"
    )

    @field_validator("creator", mode="before")
    @classmethod
    def _one_creator(cls, given: object) -> object:
        return (given,) if isinstance(given, str) and given else given or ()

    @field_validator("creators_are")
    @classmethod
    def _kind(cls, given: str) -> str:
        if given not in ("Organization", "Person"):
            raise ValueError("creators are Organization or Person")
        return given

    @field_validator("url", "files_url")
    @classmethod
    def _address(cls, given: str) -> str:
        if given and not re.fullmatch(r"https?://[^\s<>\"]+", given):
            raise ValueError("an address starts with https:// and has no blanks")
        return given

    @field_validator("date_published", mode="before")
    @classmethod
    def _day(cls, given: object) -> str:
        text = str(given)  # TOML has dates of its own
        if text and not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", text):
            raise ValueError("a date is written YYYY-MM-DD")
        return text

    @field_validator("answers", "excluded_categories", mode="before")
    @classmethod
    def _flat_keys(cls, given: object) -> object:
        return dict(_flat(given)) if isinstance(given, Mapping) else given


def _flat(given: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, object]]:
    """Dotted keys, also where TOML took their dots for tables."""
    for key, value in given.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
