"""Forms that can stand in each other's place, and sentences with a place for them."""

from __future__ import annotations

from dataclasses import dataclass

from audit.errors import ResourceError
from audit.resources.folders import find
from audit.resources.lexicon import Lexicon, NameOrPath
from audit.resources.tables import one_of, rows

TONES = ("neutral", "positive", "negative")
#: Places of a sentence: one person with the article, or people; with a capital where the sentence begins with it.
PLACES = ("{a person}", "{A person}", "{people}", "{People}")


@dataclass(frozen=True, slots=True)
class SwapForm:
    """A form that names a group, and the slot that it shares with forms of other groups of the axis."""

    axis: str
    slot: str
    group: str
    form: str


@dataclass(frozen=True, slots=True)
class SwapSentence:
    """A sentence with one place for a group."""

    tone: str
    sentence: str


def swap_forms(name_or_path: NameOrPath = "swaps-en") -> Lexicon[SwapForm]:
    """Forms by slot; columns ``axis, slot, group, form``.

    Raises
    ------
    ResourceError
        No such lexicon, an empty cell, or two forms of one group in one slot.
    """
    card, table = find("lexicons", name_or_path)
    found: dict[tuple[str, str, str], SwapForm] = {}
    for line, row in rows(card.name, table, ("axis", "slot", "group", "form")):
        made = SwapForm(row["axis"], row["slot"], row["group"], row["form"])
        if empty := next((name for name in ("axis", "slot", "group", "form") if not row[name]), ""):
            raise ResourceError(f"{card.name!r}, line {line}: {empty} is empty.", hint="Fill it or remove the line.")
        if (made.axis, made.slot, made.group) in found:
            raise ResourceError(
                f"{card.name!r}, line {line}: {made.group!r} has a form in the slot {made.slot!r} already.",
                hint="A slot has one form for each group, so that a swap is the same both ways.",
            )
        found[made.axis, made.slot, made.group] = made
    return Lexicon(card, tuple(found.values()))


def swap_sentences(name_or_path: NameOrPath = "swap-sentences-en") -> Lexicon[SwapSentence]:
    """Sentences with one place each; columns ``tone, sentence``.

    Raises
    ------
    ResourceError
        No such lexicon, a tone that is none, or a sentence that has not exactly one place.
    """
    card, table = find("lexicons", name_or_path)
    found = []
    for line, row in rows(card.name, table, ("tone", "sentence")):
        if sum(row["sentence"].count(place) for place in PLACES) != 1:
            raise ResourceError(
                f"{card.name!r}, line {line}: the sentence has not exactly one place for a group.",
                hint=f"Write one of {', '.join(PLACES)} once.",
            )
        found.append(SwapSentence(one_of(card.name, line, "tone", row["tone"], TONES), row["sentence"]))
    return Lexicon(card, tuple(found))
