"""Small lexicons that meet every rule."""

from __future__ import annotations

from typing import NamedTuple


class Identity(NamedTuple):
    axis: str
    group: str
    form: str
    tier: str
    number: str = ""
    part_of_speech: str = ""


class Noun(NamedTuple):
    form: str
    number: str
    axis: str = ""
    group: str = ""


class Marker(NamedTuple):
    category: str
    form: str


class Pattern(NamedTuple):
    pattern: str


IDENTITY = [
    Identity("gender", "women", "women", "strict", "plural"),
    Identity("gender", "women", "woman", "strict", "singular"),
    Identity("gender", "women", "♀", "loose"),
    Identity("gender", "women", "👩", "loose"),
    Identity("gender", "women", "kadın", "strict", "singular"),
    Identity("gender", "women", "kadınlar", "strict", "plural"),
    Identity("gender", "men", "men", "strict", "plural"),
    Identity("race", "black", "black", "adjective"),
    Identity("race", "black", "blacks", "capital", "plural"),
    Identity("race", "black", "african american", "adjective"),
    Identity("race", "black", "african americans", "strict", "plural"),
    Identity("race", "black", "✊🏿", "loose"),
    Identity("race", "white", "white", "adjective"),
    Identity("race", "chinese", "黑人", "strict", "plural"),
    Identity("nationality", "american", "american", "adjective"),
    Identity("nationality", "american", "americans", "strict", "plural"),
    Identity("nationality", "indian", "indian", "capital"),
    Identity("race", "indigenous", "indian", "adjective"),
    Identity("religion", "muslims", "muslims", "strict", "plural"),
    Identity("religion", "muslims", "muslim", "adjective"),
    Identity("religion", "muslims", "müslüman", "strict", "singular"),
    Identity("religion", "muslims", "مسلمون", "strict", "plural"),
    Identity("religion", "hindus", "हिन्दू", "strict", "plural"),
    Identity("orientation", "lgbt", "🏳️‍🌈", "loose"),
    Identity("orientation", "lgbt", "lgbt", "adjective"),
    Identity("language", "german", "weiß", "loose"),
    Identity("activism", "blm", "black lives matter", "strict"),
    Identity("activism", "blm", "blm", "strict"),
    Identity("activism", "feminists", "men of quality respect women", "strict", "plural"),
    Identity("nationality", "scots", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "loose"),
    Identity("nationality", "french", "🇫🇷", "loose"),
]
NOUNS = [
    Noun("people", "plural"),
    Noun("women", "plural", "gender", "women"),
    Noun("woman", "singular", "gender", "women"),
    Noun("men", "plural", "gender", "men"),
    Noun("guy", "singular", "gender", "men"),
    Noun("american", "singular", "nationality", "american"),
    Noun("trans women", "plural", "gender", "women"),
]
MARKERS = [
    Marker("family", "women"),
    Marker("family", "mother of two"),
    Marker("threat", "can't"),
    Marker("threat", "criminal"),
    Marker("family", "criminal"),
    Marker("us", "black lives"),
    Marker("us", "go back to your country"),
]
PATTERNS = [
    Pattern("all {plural} are"),
    Pattern("{plural} are"),
    Pattern("all {plural}"),
    Pattern("all black {plural} are"),
    Pattern("every {singular}"),
    Pattern("that's how {plural} are always"),
]
FUNCTION_WORDS = ["the", "are", "all", "don't", "of", "and"]
# A word of its own, one that also names, one that also links.
PROFANITY = ["damn", "guy", "the", "can't"]
