"""Written variants of a form: words glued to its front, and letters that are often written otherwise.

Arabic writes conjunctions, prepositions and the article in one word with what follows ("and the women" is one word).
Words are cut at spaces, so every form is listed once and its glued forms are made when the tables are compiled. After
the description of Arabic orthography in Habash (2010), Introduction to Arabic Natural Language Processing, chapters 2
to 4, https://doi.org/10.2200/S00277ED1V01Y201008HLT010.

All functions take and give folded words: decomposed, so that alef with hamza is alef and a combining hamza.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

Form = tuple[str, ...]
_Value = TypeVar("_Value")

#: Most spellings of one form: four habits of writing, each followed or not; of a phrase only the two most frequent.
MOST_SPELLINGS, _SPELLINGS_OF_PHRASES = 16, 4
#: Words of fewer letters take no preposition: with one they are mostly other words.
_SHORTEST = 3
#: Before a phrase only these: longer chains are rare there, and phrases are many.
_BEFORE_PHRASES = frozenset({"و", "ل", "ال", "وال", "بال", "لل"})
_CONJUNCTIONS = frozenset({"و", "ف"})

_ARTICLE, _LAM, _ALEF, _YA, _WAW, _HAMZA = "ال", "ل", "ا", "ي", "و", "ء"
_TA_MARBUTA, _HA, _ALEF_MAQSURA, _TATWEEL = "ة", "ه", "ى", "ـ"
_MADDA, _HAMZA_ABOVE, _HAMZA_BELOW, _NUKTA = "\u0653", "\u0654", "\u0655", "\u093c"
#: Vowels, doubling and their absence, and the small alef; hamza and madda tell letters apart and are not among them.
_VOWELS = frozenset(map(chr, range(0x064B, 0x0653))) | {"\u0670"}


def with_clitics(form: Form, proclitics: Sequence[str]) -> list[Form]:
    """A form as it stands, and with each proclitic glued to its first word.

    Parameters
    ----------
    form : tuple of str
        Folded words.
    proclitics : sequence of str
        What can be glued, such as ``("و", "ال", "لل")``. One that ends in the article (``ال``, or ``لل`` after the
        preposition) is an article: a phrase takes the article on all of its words if none has it, adverbs in alef
        excepted ("the black woman" is written "the-woman the-black"), and none if its last word has it already.

    Returns
    -------
    list of tuple of str
        Without duplicates, the form itself first.

    Notes
    -----
    A form whose first word has the article takes proclitics in front of it, with ``لل`` for the preposition; it takes no
    second article.
    """
    if not form:
        return []
    first, rest = form[0], form[1:]
    if not _is_arabic(first):
        return [form]
    made = [form]
    has_article = first.startswith(_ARTICLE) and len(first) > len(_ARTICLE)
    for proclitic in proclitics:
        if rest and proclitic not in _BEFORE_PHRASES:
            continue
        brings_article = proclitic.endswith((_ARTICLE, _LAM + _LAM))
        if has_article:
            if brings_article:
                made.append((_glue(proclitic, first[len(_ARTICLE) :]), *rest))
            elif not proclitic.endswith(_LAM):
                made.append((proclitic + first, *rest))
        elif brings_article:
            if not (rest and rest[-1].startswith(_ARTICLE)):
                made.append((_glue(proclitic, first), *map(_definite, rest)))
        elif proclitic in _CONJUNCTIONS or len(first) >= _SHORTEST:
            made.append((proclitic + first, *rest))
    return list(dict.fromkeys(made))


def spelling_variants(form: Form) -> list[Form]:
    """A form in the spellings of informal writing; at most :data:`MOST_SPELLINGS`.

    Vowel signs and tatweel are taken off. Habits are then followed or not, each through the whole form: alef without
    hamza or madda (in Devanagari, letters without nukta); ta marbuta as ha; of single words also alef maqsura for a last
    ya, and ya for alef maqsura; and other hamzas left out.

    Parameters
    ----------
    form : tuple of str
        Folded words.

    Returns
    -------
    list of tuple of str
        Without duplicates; first the form as it stands, without vowel signs and tatweel.
    """
    words = [_spellings(word) for word in form]
    habits = MOST_SPELLINGS if len(form) == 1 else _SPELLINGS_OF_PHRASES
    return list(dict.fromkeys(tuple(word[habit] for word in words) for habit in range(habits)))


def variants_with(proclitics: Sequence[str]) -> tuple[Callable[[Form], list[Form]], Callable[[Form], list[Form]]]:
    """The steps that make all variants of a form: each proclitic is glued to it, then what came of it is respelt.

    In this order, as "albanian" without its hamza would begin like the article.

    Parameters
    ----------
    proclitics : sequence of str
        Of the card of the lexicon; empty for a language that glues nothing.

    Returns
    -------
    tuple of two callables
        Each from a form to its variants, the form among them.
    """
    return functools.partial(with_clitics, proclitics=proclitics), spelling_variants


def spread(entries: Mapping[Form, _Value], step: Callable[[Form], Iterable[Form]]) -> dict[Form, _Value]:
    """Give each variant of a form what the form has.

    A form that is listed keeps what it has. A variant of several forms takes it from the one with the most letters,
    which is the one that least was glued to, and of equals from the first.

    Parameters
    ----------
    entries : mapping of form
    step : callable
        From a form to its variants, such as those of :func:`variants_with`.

    Returns
    -------
    dict of form
        The entries in their order, then the variants.
    """
    made = dict(entries)
    for form in sorted(entries, key=lambda form: -sum(map(len, form))):
        for variant in step(form):
            made.setdefault(variant, entries[form])
    return made


def _glue(proclitic: str, word: str) -> str:
    """Three lams in a row are written as two."""
    return proclitic[:-1] + word if proclitic.endswith(_LAM + _LAM) and word.startswith(_LAM) else proclitic + word


def _definite(word: str) -> str:
    is_adverb = word.endswith(_ALEF)
    return word if is_adverb or word.startswith(_ARTICLE) or not _is_arabic(word) else _ARTICLE + word


def _is_arabic(word: str) -> bool:
    return "\u0620" <= word[:1] <= "\u06ff"


def _without(word: str, signs: Iterable[str]) -> str:
    return "".join(letter for letter in word if letter not in signs)


@functools.lru_cache(maxsize=1 << 16)
def _spellings(word: str) -> tuple[str, ...]:
    """The word by what habits are followed: bit i for the i-th."""
    spellings = [_without(word, _VOWELS | {_TATWEEL}) or word]
    for habit in (_without_signs, _ha_for_ta_marbuta, _other_last_ya, _without_hamza):
        spellings += [habit(spelling) for spelling in spellings]
    return tuple(spellings)


def _without_signs(word: str) -> str:
    for sign in (_MADDA, _HAMZA_ABOVE, _HAMZA_BELOW):
        word = word.replace(_ALEF + sign, _ALEF)
    return word.replace(_NUKTA, "")


def _ha_for_ta_marbuta(word: str) -> str:
    return word[:-1] + _HA if word.endswith(_TA_MARBUTA) else word


def _other_last_ya(word: str) -> str:
    if word.endswith(_YA):
        return word[:-1] + _ALEF_MAQSURA
    return word[:-1] + _YA if word.endswith(_ALEF_MAQSURA) else word


def _without_hamza(word: str) -> str:
    for seat in (_YA, _WAW):
        word = word.replace(seat + _HAMZA_ABOVE, seat)
    return word[:-1] if word.endswith(_HAMZA) and len(word) > _SHORTEST else word
