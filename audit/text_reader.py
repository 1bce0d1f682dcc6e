"""The lexicons that a plan asks for, compiled: those that ship, by language, and the user's own."""

from __future__ import annotations

import functools
from dataclasses import replace
from pathlib import Path

from audit import resources
from audit.errors import PlanError
from audit.models.language_detection import detector
from audit.plan import Plan
from audit.resources import Card, IdentityTerm
from audit.text.clitics import variants_with
from audit.text.features import TextPass
from audit.text.languages import LanguageReader, is_latin, primary
from audit.text.lexicon import compile_lexicon
from audit.text.shelf import shelved_lexicon

#: Marker words and generic statements are there for this language only.
MARKED = "en"
#: Of a lexicon, to see its script.
_FORMS_LOOKED_AT = 1000
#: Of each lexicon of one's own, what tells that it has changed.
States = tuple[tuple[tuple[str, int, int], ...], ...]


def text_reader(plan: Plan) -> LanguageReader:
    """The text pass of a plan, once a process for each state of the lexicons of its own.

    Raises
    ------
    PlanError
        A lexicon of the plan's own has no card, or its card no language; or languages are to be detected, and nothing that
        does is installed.
    ResourceError
        It cannot be read, or is malformed.
    """
    own = plan.lexicons.identity
    return _reader(own, _states(own), plan.lexicons.mode, plan.dataset.language, plan.dataset.detect_language)


def identity_forms(plan: Plan) -> dict[str, list[IdentityTerm]]:
    """The forms that name groups, by language."""
    own, mode = plan.lexicons.identity, plan.lexicons.mode
    return _forms(own, _states(own), mode, text_reader(plan).languages)


def lexicon_cards(plan: Plan, languages: tuple[str, ...]) -> list[Card]:
    """The cards of everything that posts of these languages were read against."""
    own = _own(plan.lexicons.identity)
    result = [card for card, _ in own.values() if primary(card.language) in languages]
    for language in sorted(set(languages) & set(resources.lexicon_languages())):
        replaced = plan.lexicons.mode == "replace" and language in own
        result += [] if replaced else [resources.lexicon_card(f"identity-{language}")]
        result.append(resources.lexicon_card(f"person-nouns-{language}"))
        if language == MARKED:
            result += [resources.lexicon_card("markers-en"), resources.lexicon_card("generics-en")]
    return result


def mention_cards(plan: Plan, languages: tuple[str, ...]) -> list[Card]:
    """Those of the lists that decide what is a mention."""
    return [each for each in lexicon_cards(plan, languages) if not each.name.startswith(("markers-", "generics-"))]


def mention_lists(plan: Plan, languages: tuple[str, ...]) -> dict[str, str]:
    """Name and SHA-256 of the lists that decide what is a mention in these languages."""
    return {each.name: each.sha256 for each in mention_cards(plan, languages)}


@functools.lru_cache(maxsize=16)
def _reader(own: tuple[str, ...], _states: States, mode: str, assumed: str, detecting: bool) -> LanguageReader:  # noqa: FBT001
    languages = dict.fromkeys([*resources.lexicon_languages(), *_own(own)])

    @functools.cache
    def text_pass(language: str) -> TextPass:
        return _text_pass(language, own, mode)

    @functools.cache
    def latin(language: str) -> bool | None:
        forms = text_pass(language).lexicon.identity
        return is_latin(forms[:: len(forms) // _FORMS_LOOKED_AT + 1])

    return LanguageReader(tuple(languages), text_pass, assumed, latin, detector() if detecting else None)


@functools.lru_cache(maxsize=1)
def _forms(
    own: tuple[str, ...], _states: States, mode: str, languages: tuple[str, ...]
) -> dict[str, list[IdentityTerm]]:
    """All 87,000, which take a second to read: once for all the samples of a process."""
    return {language: _terms(language, own, mode) for language in languages}


def _states(paths: tuple[str, ...]) -> States:
    return tuple(resources.state_of(each) for each in paths)


def _own(paths: tuple[str, ...]) -> dict[str, tuple[Card, tuple[IdentityTerm, ...]]]:
    """The user's lexicons by language."""
    return _read_own(paths, _states(paths))


@functools.lru_cache(maxsize=16)
def _read_own(paths: tuple[str, ...], _states: States) -> dict[str, tuple[Card, tuple[IdentityTerm, ...]]]:
    result: dict[str, tuple[Card, tuple[IdentityTerm, ...]]] = {}
    for path in paths:
        lexicon = resources.identity_terms(Path(path))
        language = primary(lexicon.card.language)
        if language is None or language == "not stated":
            raise PlanError(
                f"The lexicon {Path(path).name!r} has no card, or its card no language.",
                hint="Put card.toml beside it, with title, language and source: a count is only as good as the list, and a"
                " report names the list.",
            )
        if language in result:
            raise PlanError(f"The plan names two lexicons of its own in {language!r}.", hint="Make one file of them.")
        result[language] = (lexicon.card, lexicon.rows)
    return result


def _ships(language: str, own: tuple[str, ...], mode: str) -> bool:
    """Whether the list that ships is read, beside or without one of the user's own."""
    return language in resources.lexicon_languages() and not (mode == "replace" and language in _own(own))


def _terms(language: str, own: tuple[str, ...], mode: str) -> list[IdentityTerm]:
    """The forms of a language: a form of the user's own says what it says alone."""
    rows = _own(own)[language][1] if language in _own(own) else ()
    said = {(each.axis, each.form) for each in rows}
    shipped = resources.identity_terms(f"identity-{language}").rows if _ships(language, own, mode) else ()
    return [*rows, *(each for each in shipped if (each.axis, each.form) not in said)]


def _digests(language: str, own: tuple[str, ...], mode: str) -> list[str]:
    """Of the tables that these forms are in; the rows of what ships are only read where they are to be compiled."""
    mine = [_own(own)[language][0].sha256] if language in _own(own) else []
    return [*mine, *([resources.lexicon_card(f"identity-{language}").sha256] if _ships(language, own, mode) else [])]


def _text_pass(language: str, own: tuple[str, ...], mode: str) -> TextPass:
    ships = language in resources.lexicon_languages()
    nouns = resources.person_nouns(f"person-nouns-{language}") if ships else None
    words = sorted(resources.function_words(f"function-words-{language}")) if ships else []
    profanity = resources.profane_words() if language == MARKED else None
    markers = resources.marker_terms() if language == MARKED else None
    generics = resources.generic_patterns() if language == MARKED else None
    extra = resources.lexicon_card(f"identity-{language}").extra if ships else {}
    place, proclitics = extra.get("adjectives", "before"), extra.get("proclitics", "")
    # Where the user's list stands alone, nouns that name groups themselves ("girls") only make adjectives mentions.
    alone = mode == "replace" and language in _own(own)
    people = [replace(each, axis="", group="") if alone else each for each in (nouns.rows if nouns else ())]
    tables = [each for each in (nouns, markers, generics, profanity) if each is not None]
    digests = [
        *_digests(language, own, mode),
        *(each.card.sha256 for each in tables),
        ",".join(words),
        place,
        proclitics,
        str(alone),
    ]
    return TextPass(
        shelved_lexicon(
            digests,
            lambda: compile_lexicon(
                _terms(language, own, mode),
                people,
                markers.rows if markers else (),
                generics.rows if generics else (),
                words,
                adjectives=place,
                variants=variants_with(proclitics.split()) if proclitics else (),
                profanity=[each.form for each in profanity.rows if each.kind == "profanity"] if profanity else (),
            ),
        )
    )
