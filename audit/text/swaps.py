"""Putting one group in another's place in a sentence, where the grammar allows it and nothing is left to guess.

A swap needs a form of the same syntax for the other group: plural nouns for plural nouns, adjectives for adjectives before a
noun for people. What has no single counterpart is refused rather than guessed: "her" may be "him" or "his".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

#: Slot of adjectives, which stand right before a noun for people.
ADJECTIVE = "adjective"
PEOPLE, PERSON = "people", "person"
#: Pronouns that may stand for either of two, by the group they go with; and the one way each that is not ambiguous.
_AMBIGUOUS = {"women": ("her",), "men": ("his",)}
_ONE_WAY = {"women": {"hers": "his"}, "men": {"him": "her"}}
_VOWELS = tuple("aeiou")

NO_FORM = "no form that can be swapped"
NO_COUNTERPART = "a form without a counterpart"
AMBIGUOUS = "a pronoun that may stand for either of two"
BOTH = "names both groups"


class SwapForm(Protocol):
    """A form that names a group, and the slot that it shares with forms of other groups of its axis."""

    @property
    def axis(self) -> str: ...
    @property
    def slot(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def form(self) -> str: ...


@dataclass(frozen=True)
class Swapped:
    """A text with a group in another's place; or none, and why.

    Attributes
    ----------
    text : str or None
    reason : str
        Why there is none: one of the module's constants; empty where there is one.
    forms : int
        Forms that were swapped.
    """

    text: str | None
    reason: str = ""
    forms: int = 0


class Swaps:
    """All swaps of one language.

    Parameters
    ----------
    forms : iterable of SwapForm
        One form per axis, slot and group, written as in the middle of a sentence.
    person_nouns : iterable of str
        Nouns for people, before which an adjective names a group.

    Examples
    --------
    >>> from audit.resources import person_nouns, swap_forms
    >>> swaps = Swaps(swap_forms().rows, [each.form for each in person_nouns().rows])
    >>> swaps.swap("She is a woman, an Asian person lives here", "women", "men").text
    'He is a man, an Asian person lives here'
    >>> swaps.swap("An Asian person lives here", "asian_people", "black_people").text
    'A Black person lives here'
    >>> swaps.swap("I saw her, a woman", "women", "men").reason
    'a pronoun that may stand for either of two'
    """

    def __init__(self, forms: Iterable[SwapForm], person_nouns: Iterable[str]) -> None:
        self._forms: dict[str, dict[str, str]] = {}
        self._axis: dict[str, str] = {}
        for each in forms:
            self._forms.setdefault(each.group, {})[each.slot] = each.form
            self._axis[each.group] = each.axis
        self._nouns = frozenset(each.casefold() for each in person_nouns)
        self._patterns = {group: self._pattern(slots) for group, slots in self._forms.items()}

    @property
    def groups(self) -> tuple[str, ...]:
        """Groups that have forms, sorted."""
        return tuple(sorted(self._forms))

    def axis(self, group: str) -> str:
        """The axis of a group; KeyError where it has no forms."""
        return self._axis[group]

    def counterparts(self, group: str) -> tuple[str, ...]:
        """The other groups of the group's axis that share a slot with it, sorted; none where it has no forms."""
        own = self._forms.get(group, {})
        return tuple(
            sorted(
                other
                for other, slots in self._forms.items()
                if other != group and self._axis[other] == self._axis.get(group) and own.keys() & slots.keys()
            )
        )

    def form(self, group: str, slot: str) -> str | None:
        """The form of a group in a slot; of ``people`` and ``person`` also the adjective with that noun."""
        slots = self._forms.get(group, {})
        if slot in slots:
            return slots[slot]
        return f"{slots[ADJECTIVE]} {slot}" if slot in (PEOPLE, PERSON) and ADJECTIVE in slots else None

    def swap(self, text: str, from_group: str, to_group: str) -> Swapped:
        """The text with every form of one group replaced by that of another.

        Parameters
        ----------
        text : str
        from_group, to_group : str
            Groups of one axis.

        Returns
        -------
        Swapped
            Without a text where no form can be swapped, where one has no counterpart, where the other group is named too,
            or where a pronoun is ambiguous. A form that the table does not hold stays: whoever needs to know that all were
            swapped counts the mentions and compares with ``forms``.
        """
        own, other = self._forms.get(from_group, {}), self._forms.get(to_group, {})
        if not own or not other or self._axis[from_group] != self._axis[to_group]:
            return Swapped(None, NO_FORM)
        found = self._found(from_group, text)
        if not found:
            return Swapped(None, NO_FORM)
        if self._found(to_group, text):
            return Swapped(None, BOTH)
        if any(_has(text, word) for word in _AMBIGUOUS.get(from_group, ())):
            return Swapped(None, AMBIGUOUS)
        names = 0
        pieces, end = [], 0
        for match in found:
            slot = match.lastgroup or ""
            written = match.group()
            if slot not in other:
                return Swapped(None, NO_COUNTERPART)
            names += not slot.startswith("pronoun")
            pieces += [
                _article(text[end : match.start()], other[slot]),
                _cased(written, own[slot], other[slot], first=_begins(text, match.start())),
            ]
            end = match.end()
        if not names:
            return Swapped(None, NO_FORM)
        swapped = "".join([*pieces, text[end:]])
        for pronoun, counterpart in _ONE_WAY.get(from_group, {}).items():
            if _has(swapped, pronoun):
                if to_group not in _ONE_WAY:
                    return Swapped(None, NO_COUNTERPART)
                swapped = re.sub(
                    rf"(?<!\w){pronoun}(?!\w)",
                    lambda match, form=counterpart: _cased(match.group(), form, form),  # type: ignore[misc]
                    swapped,
                    flags=re.IGNORECASE,
                )
        return Swapped(swapped, forms=names)

    def filled(self, sentence: str, group: str) -> str | None:
        """A sentence with one place, ``{people}`` or ``{a person}``, filled with a group; None where it has no such form."""
        people, person = self.form(group, PEOPLE), self.form(group, PERSON)
        if people is None or person is None:
            return None
        a_person = f"{'an' if person.lower().startswith(_VOWELS) else 'a'} {person}"
        filled = sentence.replace("{people}", people).replace("{a person}", a_person)
        return filled.replace("{People}", _capital(people)).replace("{A person}", _capital(a_person))

    def _found(self, group: str, text: str) -> list[re.Match[str]]:
        """Where the text names the group by forms of the table; by an adjective only right before a noun for people."""

        def names(match: re.Match[str]) -> bool:
            if match.lastgroup != ADJECTIVE:
                return True
            after = re.match(r"\s+(\w+)(?:[\s-]+(\w+))?", text[match.end() :])
            words = [each.casefold() for each in after.groups() if each] if after else []
            return bool(words) and (words[0] in self._nouns or " ".join(words) in self._nouns)

        return [match for match in self._patterns[group].finditer(text) if names(match)]

    def _pattern(self, slots: dict[str, str]) -> re.Pattern[str]:
        parts = []
        for slot, form in sorted(slots.items(), key=lambda each: (-len(each[1]), each[0])):
            words = r"[\s-]+".join(map(re.escape, form.split()))
            parts.append(rf"(?P<{slot}>{words})")
        return re.compile(rf"(?<![\w@#])(?:{'|'.join(parts)})(?![\w])", re.IGNORECASE)


def _has(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){word}(?!\w)", text, re.IGNORECASE) is not None


def _begins(text: str, at: int) -> bool:
    """Whether a sentence begins there."""
    before = text[:at].rstrip(" \t\"'\u201c\u2018(")
    return not before or before[-1] in ".!?\n:"


def _cased(written: str, usual: str, form: str, *, first: bool = False) -> str:
    """The new form in the case the old one was written in; a capital where it begins a sentence that has one."""
    if first and written[:1].isupper() and not written.isupper():
        return _capital(form)
    if written == usual:
        return form
    if len(written) > 1 and written.isupper():
        return form.upper()
    if written.islower():
        return form.lower()
    return _capital(form) if written[:1].isupper() else form


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _article(before: str, form: str) -> str:
    """The text before a form, its indefinite article as the form needs it."""
    match = re.search(r"(?<!\w)(an?)(\s+)$", before, re.IGNORECASE)
    if match is None:
        return before
    said = match.group(1)
    if form.lower().startswith(_VOWELS):
        article = (
            said if len(said) == 2 else said + ("N" if said.isupper() and before.isupper() and len(before) > 2 else "n")
        )
    else:
        article = said[0]
    return before[: match.start(1)] + article + match.group(2)
