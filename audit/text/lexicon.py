"""Lexicon tables compiled to arrays: what each form says of which group.

Tiers
    ``strict`` names people of the group wherever it stands. ``capital`` does if its first letter is a capital in the
    text, otherwise it may. ``adjective`` does right beside a person noun, otherwise it may. ``loose`` may.
Person nouns
    Every adjective is joined to every person noun when the tables are compiled ("black" + "women", "mujeres" +
    "negras"). The phrase names the adjective's group, and the noun's too if it has one. A ``capital`` form that is an
    adjective is joined as well: German writes "Blinde" for people and "blinde Menschen". What the tables list themselves
    they place themselves: "african" + "american" makes nothing where "african american" is listed. An adjective whose
    number is given is joined to nouns of that number alone: "negras" to "mujeres".
Longest match
    A longer form hides the shorter ones in it: "african american" is no mention of Americans. What it hides is still
    counted if it is strict by itself and on an axis that the longer form says nothing of: "african americans" are
    Americans too. A form with the note ``whole`` names nothing but itself: "latin americans" are not.
Two groups of one axis
    A noun keeps its group beside that of what it is joined to: "mexican immigrants" counts for both. A form with the note
    ``after`` is no mention by itself and is joined behind person nouns: "immigrants" + "from mexico".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.errors import ResourceError
from audit.text.arrays import PLURAL, SINGULAR, Forms, Words
from audit.text.clitics import spread
from audit.text.form_texts import FormTexts
from audit.text.tokens import tokenise
from audit.text.trie import Form, Frame, build

#: Words of a form; also of a pattern, its slot not counted.
LONGEST_FORM = 8
#: Categories are bits of a uint32.
MOST_CATEGORIES = 32
STRICT, CAPITAL, LOOSE = range(3)
_TIERS = {"strict": STRICT, "capital": CAPITAL, "adjective": LOOSE, "loose": LOOSE}
_NUMBERS = {"plural": 1 << PLURAL, "singular": 1 << SINGULAR}
#: Where adjectives stand beside the person noun they are joined to.
BEFORE, AFTER, BOTH = _PLACES = ("before", "after", "both")
_SLOT = re.compile(r"\{(plural|singular)\}")


class IdentityTerm(Protocol):
    """A form that names people of a group."""

    @property
    def axis(self) -> str: ...
    @property
    def group(self) -> str: ...
    @property
    def form(self) -> str: ...
    @property
    def tier(self) -> str: ...
    @property
    def part_of_speech(self) -> str: ...
    @property
    def number(self) -> str: ...


class PersonNoun(Protocol):
    """A noun for people; ``axis`` and ``group`` are empty unless it names a group."""

    @property
    def form(self) -> str: ...
    @property
    def number(self) -> str: ...
    @property
    def axis(self) -> str: ...
    @property
    def group(self) -> str: ...


class MarkerTerm(Protocol):
    """A form that belongs to a category of markers."""

    @property
    def category(self) -> str: ...
    @property
    def form(self) -> str: ...


class GenericPattern(Protocol):
    """A frame with one slot, ``{plural}`` or ``{singular}``, for a form that names a group."""

    @property
    def pattern(self) -> str: ...


@dataclass(frozen=True, eq=False)
class CompiledLexicon:
    """Lexicons as arrays; pickles.

    Attributes
    ----------
    words, forms : Words, Forms
        What the kernel reads.
    groups : tuple of (axis, group)
        In order of first appearance; pairs of a batch count from here.
    categories : tuple of str
        Bit i of a marker mask is category i.
    identity, markers, patterns : sequence of str
        The form of each term of layers 0, 1 and 2.
    cell_start : ndarray of int32, shape (len(identity) + 1,)
        Cells of term i are ``cell_start[i]`` to ``cell_start[i + 1]``.
    cell_group, cell_tier : ndarray of int32, of uint8
        Group, and STRICT, CAPITAL or LOOSE, of each cell.
    marker_bits : ndarray of uint32, shape (len(markers),)
        Categories of each marker.
    pattern_counts : ndarray of bool, shape (len(patterns),)
        False for guards: patterns such as "not all {plural}" that match so that nothing inside them does.
    """

    words: Words
    forms: Forms
    groups: tuple[tuple[str, str], ...]
    categories: tuple[str, ...]
    identity: FormTexts
    markers: tuple[str, ...]
    patterns: tuple[str, ...]
    cell_start: npt.NDArray[np.int32]
    cell_group: npt.NDArray[np.int32]
    cell_tier: npt.NDArray[np.uint8]
    marker_bits: npt.NDArray[np.uint32]
    pattern_counts: npt.NDArray[np.bool_]

    @property
    def longest_word(self) -> int:
        """Code points of the longest word."""
        return int(np.diff(self.words.start).max(initial=1))


def compile_lexicon(
    identity: Iterable[IdentityTerm] = (),
    person_nouns: Iterable[PersonNoun] = (),
    markers: Iterable[MarkerTerm] = (),
    generics: Iterable[GenericPattern] = (),
    function_words: Iterable[str] = (),
    adjectives: str = BEFORE,
    variants: Sequence[Callable[[Form], Iterable[Form]]] = (),
    profanity: Iterable[str] = (),
) -> CompiledLexicon:
    """Compile lexicon tables.

    Parameters
    ----------
    identity : iterable of IdentityTerm
    person_nouns : iterable of PersonNoun
        A noun with a group is also a strict term of its own, unless ``identity`` places it.
    markers : iterable of MarkerTerm
    generics : iterable of GenericPattern
        Slots take forms that are ``strict`` or ``capital`` and of the slot's number, phrases included.
    function_words : iterable of str
        Single words.
    adjectives : str
        Where an adjective stands beside a person noun: ``before``, ``after`` or ``both``.
    variants : sequence of callable
        Steps that write a form that names people in other ways, from :func:`audit.text.clitics.variants_with`.
    profanity : iterable of str
        Single words.

    Returns
    -------
    CompiledLexicon

    Raises
    ------
    ResourceError
        If a form has no word, more than eight, or a sentence end or link inside; if a pattern has not one slot; if a
        function word or profanity is several words; if a tier or the place of adjectives is unknown; or if there are more than 32
        categories.
    """
    if adjectives not in _PLACES:
        raise ResourceError(f"adjectives stand {adjectives!r}", hint=f"There is: {', '.join(_PLACES)}.")
    identity, nouns, generics = list(identity), list(person_nouns), list(generics)
    cells, numbers, groups = _identity_cells(identity, nouns, adjectives)
    for step in variants:
        numbers = spread({form: numbers.get(form, 0) for form in cells}, step)
        cells = spread(cells, step)

    categories: dict[str, int] = {}
    bits: dict[Form, int] = {}
    marker_rows = list(markers)
    for row, form in zip(marker_rows, _forms([row.form for row in marker_rows]), strict=True):
        bits[form] = bits.get(form, 0) | 1 << categories.setdefault(row.category, len(categories))
    if len(categories) > MOST_CATEGORIES:
        raise ResourceError(
            f"the markers have {len(categories)} categories, {MOST_CATEGORIES} at most can be told apart",
            hint="Put categories together, or give two lists.",
        )

    frames: dict[Frame, str] = {}
    counted: list[bool] = []
    for frame, generic in zip(_frames([row.pattern for row in generics]), generics, strict=True):
        if frame not in frames:
            frames[frame] = generic.pattern
            counted.append(getattr(generic, "generic_class", "") != "guard")
    singles, profane = ([_single(form) for form in _forms(list(each))] for each in (function_words, profanity))

    counts = [len(cell) for cell in cells.values()]
    flat = [pair for cell in cells.values() for pair in sorted(cell.items())]
    words, forms = build({form: numbers.get(form, 0) for form in cells}, list(bits), list(frames), singles, profane)
    return CompiledLexicon(
        words=words,
        forms=forms,
        groups=tuple(groups),
        categories=tuple(categories),
        identity=FormTexts.of(map(" ".join, cells)),
        markers=tuple(map(" ".join, bits)),
        patterns=tuple(frames.values()),
        cell_start=np.concatenate([[0], np.cumsum(counts, dtype=np.int32)]).astype(np.int32),
        cell_group=np.array([group for group, _ in flat], np.int32),
        cell_tier=np.array([tier for _, tier in flat], np.uint8),
        marker_bits=np.array(list(bits.values()), np.uint32),
        pattern_counts=np.array(counted, bool),
    )


Cells = dict[Form, dict[int, int]]


def _identity_cells(
    identity: Sequence[IdentityTerm], nouns: Sequence[PersonNoun], place: str
) -> tuple[Cells, dict[Form, int], dict[tuple[str, str], int]]:
    """Group and tier of every form, listed and joined; the slots each may fill; and the groups by number."""
    groups: dict[tuple[str, str], int] = {}
    cells: Cells = {}
    numbers: dict[Form, int] = {}
    adjectives: dict[Form, dict[int, int]] = {}
    inflected: dict[Form, str] = {}
    whole: set[Form] = set()
    behind: dict[Form, dict[int, int]] = {}

    def say(form: Form, group: int, tier: int) -> None:
        cell = cells.setdefault(form, {})
        cell[group] = min(tier, cell.get(group, LOOSE))

    for row, form in zip(identity, _forms([row.form for row in identity]), strict=True):
        if row.tier not in _TIERS:
            raise ResourceError(f"{row.form!r} has the tier {row.tier!r}", hint=f"There is: {', '.join(_TIERS)}.")
        group, tier = groups.setdefault((row.axis, row.group), len(groups)), _TIERS[row.tier]
        note = getattr(row, "note", ())
        if "after" in note:
            behind.setdefault(form, {})[group] = STRICT
            continue
        say(form, group, tier)
        if tier != LOOSE:
            numbers[form] = numbers.get(form, 0) | _NUMBERS.get(row.number, 0)
        if row.tier == "adjective" or (row.tier == "capital" and row.part_of_speech == "adjective"):
            adjectives.setdefault(form, {})[group] = STRICT
            number = row.number if row.tier == "adjective" else ""  # "Blinde" the noun has one, "blinde" stands by any
            inflected[form] = number if inflected.get(form, number) == number else ""
        if "whole" in note:
            whole.add(form)
    noun_forms = _forms([row.form for row in nouns])
    for noun, form in zip(nouns, noun_forms, strict=True):
        if noun.group:
            group = groups.setdefault((noun.axis, noun.group), len(groups))
            if group not in cells.get(form, {}):
                say(form, group, STRICT)
                numbers[form] = numbers.get(form, 0) | _NUMBERS.get(noun.number, 0)

    listed = set(cells)
    joined = [(form, own, place) for form, own in adjectives.items()] + [
        (form, own, AFTER) for form, own in behind.items()
    ]
    for adjective, groups_of_adjective, stands in joined:
        # On another axis the adjective may be listed in another tier; that holds for the phrase as it did for the word.
        named = cells.get(adjective, {}) | groups_of_adjective
        for noun, noun_form in zip(nouns, noun_forms, strict=True):
            if {inflected.get(adjective, ""), noun.number} == {"singular", "plural"}:
                continue
            before, after = adjective + noun_form, noun_form + adjective
            for phrase in {BEFORE: (before,), AFTER: (after,), BOTH: (before, after)}[stands]:
                if len(phrase) > LONGEST_FORM or phrase in listed:
                    continue
                for group, tier in named.items():
                    say(phrase, group, tier)
                if noun.group:
                    say(phrase, groups[noun.axis, noun.group], STRICT)
                numbers[phrase] = numbers.get(phrase, 0) | _NUMBERS.get(noun.number, 0)

    axis_of = [axis for axis, _ in groups]
    for form in sorted((form for form in cells if len(form) > 1 and form not in whole), key=len):
        own = {axis_of[group] for group in cells[form]}
        for part in _parts(form, cells):
            for group, tier in cells[part].items():
                if tier == STRICT and axis_of[group] not in own:
                    say(form, group, STRICT)
    return cells, numbers, groups


def _parts(form: Form, cells: Cells) -> list[Form]:
    """The shorter forms in a form: leftmost, longest, not overlapping, as they would be found in text."""
    parts, i = [], 0
    while i < len(form):
        for j in range(len(form), i, -1):
            if j - i < len(form) and form[i:j] in cells:
                parts.append(form[i:j])
                i = j
                break
        else:
            i += 1
    return parts


def _forms(texts: Sequence[str], *, may_be_empty: bool = False) -> list[Form]:
    """Cut forms by the tokeniser of the posts."""
    tokens = tokenise(pa.array(texts, pa.large_string()))
    forms: list[list[str]] = [[] for _ in texts]
    for post, word, broken in zip(tokens.post.tolist(), tokens.word, tokens.after_break.tolist(), strict=True):
        if broken and forms[post]:
            raise ResourceError(
                f"the form {texts[post]!r} has a sentence end, link or handle inside, across which no phrase is found",
                hint="Write it without.",
            )
        forms[post].append(word)
    for text, form in zip(texts, forms, strict=True):
        if not form and not may_be_empty:
            raise ResourceError(f"the form {text!r} has no word in it", hint="Write a word.")
        if len(form) > LONGEST_FORM:
            raise ResourceError(
                f"the form {text!r} has {len(form)} words, {LONGEST_FORM} at most are matched", hint="Shorten it."
            )
    return [tuple(form) for form in forms]


def _frames(patterns: Sequence[str]) -> list[Frame]:
    pieces = [_SLOT.split(pattern) for pattern in patterns]
    for pattern, piece in zip(patterns, pieces, strict=True):
        if len(piece) != 3:
            raise ResourceError(
                f"the pattern {pattern!r} needs one slot, {{plural}} or {{singular}}", hint="For example: all {plural}."
            )
    before = _forms([piece[0] for piece in pieces], may_be_empty=True)
    after = _forms([piece[2] for piece in pieces], may_be_empty=True)
    frames = []
    for pattern, left, piece, right in zip(patterns, before, pieces, after, strict=True):
        if not 1 <= len(left) + len(right) <= LONGEST_FORM:
            raise ResourceError(
                f"the pattern {pattern!r} needs 1 to {LONGEST_FORM} words around its slot",
                hint="Add or leave out words.",
            )
        frames.append((left, PLURAL if piece[1] == "plural" else SINGULAR, right))
    return frames


def _single(form: Form) -> str:
    if len(form) != 1:
        raise ResourceError(f"the function word {' '.join(form)!r} is {len(form)} words", hint="Give one word a row.")
    return form[0]
