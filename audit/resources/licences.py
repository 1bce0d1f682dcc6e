"""What licences of datasets ask for, which of them go together, and under what a merged set can be passed on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from audit.resources.card import Card
from audit.resources.folders import find
from audit.resources.tables import Row, one_of, rows

#: What a source is under where nobody licensed it.
PLATFORM_TERMS = "platform terms"
_VERSION = re.compile(r"(.+?)-?V?(\d+(?:\.\d+)?)(?:-[A-Z-]+)?")
_COLUMNS = ("licence", "name", "attribution", "share_alike", "non_commercial", "no_derivatives")


@dataclass(frozen=True)
class Licence:
    """A licence and its conditions.

    Attributes
    ----------
    family : str
        Such as ``CC-BY-SA``, whatever the version.
    name : str
        As it is printed, with its version.
    version : str
        Empty if none was given.
    attribution, share_alike, non_commercial, no_derivatives : bool
    """

    family: str
    name: str
    version: str
    attribution: bool
    share_alike: bool
    non_commercial: bool
    no_derivatives: bool


@dataclass(frozen=True)
class LicenceTerms:
    """The licences that are known, by family, with the card of the table."""

    card: Card
    by_family: Mapping[str, Licence]

    def licence(self, written: str) -> Licence | None:
        """The licence that people name, such as ``CC BY-SA 4.0`` or ``cc-by-sa-4.0``; None if it is not known."""
        plain = re.sub(r"[\s_-]+", "-", written.strip()).upper()
        plain = re.sub(r"-(?:LICEN[SC]E|INTERNATIONAL|UNPORTED)(?=-|$)", "", plain)
        for family, version in _read(plain):
            if found := self.by_family.get(family):
                name = f"{found.name} {version}" if version else found.name
                return Licence(
                    family,
                    name,
                    version,
                    found.attribution,
                    found.share_alike,
                    found.non_commercial,
                    found.no_derivatives,
                )
        return None


def read_licence_terms() -> LicenceTerms:
    """The licences that are known.

    Raises
    ------
    ResourceError
        The table is malformed.
    """
    card, table = find("rules", "licence-terms")
    known = {row["licence"]: _licence(card.name, line, row) for line, row in rows(card.name, table, _COLUMNS)}
    return LicenceTerms(card, MappingProxyType(known))


def clash(first: Licence, second: Licence) -> str:
    """Why two works cannot be adapted into one, as half a sentence; empty if they can.

    References
    ----------
    Creative Commons, license compatibility chart. ODbL 1.0, section 4.4.
    """
    for one in (first, second):
        if one.no_derivatives:
            return f"{one.name} allows no adapted version"
    if first.share_alike and second.share_alike and first.family != second.family:
        return f"{first.name} and {second.name} each want the whole under themselves"
    for one, other in ((first, second), (second, first)):
        if one.share_alike and not one.non_commercial and other.non_commercial:
            return f"{one.name} wants the whole under itself, with the commercial use that {other.name} excludes"
    return ""


def hindrance(source: Licence, target: Licence) -> str:
    """Why what is adapted from a source cannot be passed on under a licence, as half a sentence; empty if it can."""
    if source.no_derivatives:
        return f"{source.name} allows no adapted version"
    if source.share_alike and (source.family != target.family or _earlier(target, source)):
        return f"{source.name} wants the whole under itself or a later version"
    if source.non_commercial and not target.non_commercial:
        return f"{source.name} excludes the commercial use that {target.name} allows"
    if source.attribution and not target.attribution:
        return f"{source.name} asks for the names of the authors, and {target.name} does not keep them"
    return ""


def conditions(licence: Licence) -> tuple[str, ...]:
    """What a licence asks for, in words."""
    asked = (
        (licence.attribution, "name the authors"),
        (licence.share_alike, f"share what is adapted under {licence.name} alone"),
        (licence.non_commercial, "no commercial use"),
        (licence.no_derivatives, "no adapted versions"),
    )
    return tuple(words for is_asked, words in asked if is_asked)


def _earlier(one: Licence, other: Licence) -> bool:
    return bool(one.version and other.version) and _number(one.version) < _number(other.version)


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _read(plain: str) -> list[tuple[str, str]]:
    """Family and version as they may be meant: the whole first, then without what looks like a version."""
    read = [(plain, "")]
    if found := _VERSION.fullmatch(plain):
        read.append((found[1], found[2]))
    return read


def _licence(name: str, line: int, row: Row) -> Licence:
    asked = [one_of(name, line, column, row[column], ("yes", "no")) == "yes" for column in _COLUMNS[2:]]
    return Licence(row["licence"], row["name"], "", *asked)
