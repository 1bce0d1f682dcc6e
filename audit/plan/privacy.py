"""What is asked of privacy: which facts about authors are counted together, and how much of what is tolerable."""

from __future__ import annotations

from pydantic import Field, field_validator

from audit.plan.groups import Section

#: Facts about an author that posts themselves tell; any other name is an attribute.
OF_POSTS = ("community", "hour", "country", "place", "lang")
#: Those that are counted together unless the plan says otherwise, as far as the source has them.
USUAL = ("community", "hour", "country", "lang")


class Privacy(Section):
    """Which facts about authors are counted together, and how much may be found, told apart or disclosed."""

    quasi_identifiers: tuple[str, ...] | None = Field(
        None,
        description="of community, hour, country, place, lang and attributes; community, hour, country and lang, as far as"
        " the source has them, if not given; none if empty",
    )
    unique_share: float = Field(0.05, ge=0, lt=1, description="share of authors that these facts may single out")
    searchable_share: float = Field(0.05, ge=0, lt=1, description="share of posts that six words of them may find")
    disclosed_share: float = Field(0.01, ge=0, lt=1, description="share of authors that may disclose what law protects")

    @field_validator("quasi_identifiers", mode="before")
    @classmethod
    def _each_once(cls, given: object) -> object:
        listed = [each.strip() for each in given.split(",")] if isinstance(given, str) else given
        return tuple(dict.fromkeys(listed)) if isinstance(listed, (list, tuple)) else listed
