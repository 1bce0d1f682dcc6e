"""What a redacted copy keeps and what it replaces: chosen before it is made, and printed with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, Literal, get_args

from audit.errors import PlanError, did_you_mean
from audit.text.identifiers import KINDS, NUMBER

Links = Literal["keep", "domain", "drop"]
Moment = Literal["exact", "hour", "day", "month"]
Numbered = Literal["none", "accounts", "all"]
#: Kinds whose placeholder carries a pseudonym unless it shall not: who is spoken to is the structure of a conversation.
ACCOUNTS = frozenset({"handle", "profile_link"})


@dataclass(frozen=True)
class Settings:
    """How to redact.

    Attributes
    ----------
    keep : tuple of str
        Kinds of identifiers that stay as they are; names of :data:`audit.text.identifiers.KINDS`.
    candidates : bool
        Whether what looks like an identifier and fails its check is replaced, too.
    numbered : {"none", "accounts", "all"}
        Which placeholders carry a pseudonym, the same for the same value within the file.
    links : {"keep", "domain", "drop"}
        What is left of links. Profiles and secrets in them are replaced in any case.
    time : {"exact", "hour", "day", "month"}
        What is left of the time of a post.
    place : bool
        Whether the place that a post states is kept.
    rare : int
        Communities, countries and stated attributes of fewer authors than this are left out; 0 keeps all.
    """

    keep: tuple[str, ...] = ()
    candidates: bool = True
    numbered: Numbered = "accounts"
    links: Links = "domain"
    time: Moment = "day"
    place: bool = False
    rare: int = 0

    def __post_init__(self) -> None:
        for name in self.keep:
            if name not in NUMBER:
                raise PlanError(f"There is no kind of identifier {name!r}.", hint=did_you_mean(name, NUMBER))
        for value, choices, what in (
            (self.numbered, Numbered, "numbered"),
            (self.links, Links, "links"),
            (self.time, Moment, "time"),
        ):
            if value not in get_args(choices):
                raise PlanError(f"{what} is {value!r}.", hint=f"There is: {', '.join(get_args(choices))}.")
        if self.rare < 0:
            raise PlanError(f"rare is {self.rare}: a number of authors is expected.", hint="For example rare = 10.")

    @property
    def replaced(self) -> tuple[bool, ...]:
        """Of each kind, whether it is replaced."""
        return tuple(each.name not in self.keep for each in KINDS)

    def has_pseudonym(self, kind: str) -> bool:
        """Whether the placeholder of a kind carries a pseudonym."""
        return self.numbered == "all" or (self.numbered == "accounts" and kind in ACCOUNTS)

    def as_record(self) -> dict[str, Any]:
        """The settings as plain data."""
        return {**asdict(self), "keep": list(self.keep)}


def only(kinds: Iterable[str]) -> tuple[str, ...]:
    """What to keep so that only these kinds are replaced.

    Raises
    ------
    PlanError
        There is no such kind.
    """
    wanted = set(kinds)
    for name in sorted(wanted):
        if name not in NUMBER:
            raise PlanError(f"There is no kind of identifier {name!r}.", hint=did_you_mean(name, NUMBER))
    return tuple(each.name for each in KINDS if each.name not in wanted)
