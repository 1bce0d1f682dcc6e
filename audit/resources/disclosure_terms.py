"""What people say of themselves that law protects specially: forms, and the sentence frame each stands in."""

from __future__ import annotations

from dataclasses import dataclass

from audit.errors import ResourceError
from audit.resources.folders import find
from audit.resources.lexicon import Lexicon, NameOrPath
from audit.resources.tables import one_of, rows, surface_form

#: Article 9(1) of the General Data Protection Regulation, health in four parts; and what Article 10 is about.
DISCLOSURE_CATEGORIES = (
    "racial_ethnic_origin",
    "political_opinions",
    "religion_philosophy",
    "trade_union",
    "genetic",
    "biometric",
    "health_physical",
    "health_mental",
    "health_reproductive",
    "health_addiction",
    "sex_life_orientation",
    "convictions",
)
#: Criminal convictions and offences have an article of their own.
CONVICTIONS = "convictions"
#: The frames, which :mod:`audit.text.first_person` knows.
FRAMES = ("noun", "adjective", "condition", "event", "vote", "support", "belief", "mine", "phrase")
DISCLOSURE_TIERS = ("explicit", "implied")


@dataclass(frozen=True, slots=True)
class DisclosureTerm:
    """A form that says something of who writes it, in one frame.

    ``tier``: ``explicit`` where the sentence states it, ``implied`` where it only suggests it. ``unless``: words that
    make something else of it when they follow ("black" before "belt").
    """

    category: str
    form: str
    frame: str
    tier: str
    unless: tuple[str, ...]


def disclosure_terms(name_or_path: NameOrPath = "self-disclosure-en") -> Lexicon[DisclosureTerm]:
    """Forms by category; columns ``category, form, frame, tier, unless``.

    Raises
    ------
    ResourceError
        No such lexicon, a value outside the closed lists, an empty form, or a form twice in one frame of a category.
    """
    card, table = find("lexicons", name_or_path)
    found: dict[tuple[str, str, str], DisclosureTerm] = {}
    for line, row in rows(card.name, table, ("category", "form", "frame", "tier", "unless")):
        made = DisclosureTerm(
            one_of(card.name, line, "category", row["category"], DISCLOSURE_CATEGORIES),
            surface_form(row["form"]),
            one_of(card.name, line, "frame", row["frame"], FRAMES),
            one_of(card.name, line, "tier", row["tier"], DISCLOSURE_TIERS),
            tuple(surface_form(each) for each in row["unless"].split("|") if each),
        )
        if not made.form:
            raise ResourceError(f"{card.name!r}, line {line}: form is empty.", hint="Fill it or remove the line.")
        key = (made.category, made.form, made.frame)
        if key in found:
            raise ResourceError(
                f"{card.name!r}, line {line}: {made.form!r} is listed already as {made.frame} of {made.category}.",
                hint="Keep one of the two.",
            )
        found[key] = made
    return Lexicon(card, tuple(found.values()))
