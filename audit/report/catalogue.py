"""The fixed words of the page, by name and language; what metrics say of the data stays in the language they say it in."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from audit.errors import OutputError, did_you_mean
from audit.wording import count

#: Languages that the page has; figures are written as in English in all of them.
LANGUAGES = ("en", "de")
_WORDS = "words"


@dataclass(frozen=True)
class Word:
    """A word of the report and what it means.

    Attributes
    ----------
    name, term, means : str
    forms : tuple of str
        How the word is written in running text, in any of the languages a page may hold.
    """

    name: str
    term: str
    means: str
    forms: tuple[str, ...]


@dataclass(frozen=True)
class Catalogue:
    """The messages of one language; calling it fills one in.

    Examples
    --------
    >>> say = catalogue("en")
    >>> say("say.more", n=3)
    'and 3 more'
    >>> say.several("conclusion.unsettled", 1, n="one")
    'one question could not be settled'
    """

    language: str
    messages: Mapping[str, str]
    words: tuple[Word, ...]

    def __call__(self, name: str, /, **values: object) -> str:
        """The message of a name with its braces filled; KeyError if there is none."""
        return self.messages[name].format(**values)

    def several(self, name: str, n: int, /, **values: object) -> str:
        """The message for one or for many."""
        return self(f"{name}_{'one' if n == 1 else 'many'}", **values)

    def spelled(self, n: int, numbers: str = "conclusion.numbers") -> str:
        """A count in running text: up to nine as a word, of those that a message lists."""
        words = self.messages[numbers].split()
        return words[n] if 0 <= n < len(words) else count(n)

    @property
    def foreign(self) -> str:
        """The language to mark what metrics say with, where it is not that of the page; empty otherwise."""
        return "" if self.language == "en" else "en"


@cache
def catalogue(language: str = "en") -> Catalogue:
    """The messages of a language.

    Raises
    ------
    OutputError
        The page has no such language.
    """
    if language not in LANGUAGES:
        raise OutputError(f"There is no page in the language {language!r}.", hint=did_you_mean(language, LANGUAGES))
    content = _read(language)
    words = content.pop(_WORDS)
    messages = {f"{part}.{name}": text for part, said in content.items() for name, text in said.items()}
    english = _read("en")[_WORDS]
    return Catalogue(language, messages, tuple(_word(name, each, english[name]) for name, each in words.items()))


def _read(language: str) -> dict[str, Any]:
    source = files("audit.report").joinpath("strings", f"{language}.toml")
    return tomllib.loads(source.read_text(encoding="utf-8"))


def _word(name: str, said: Mapping[str, str], english: Mapping[str, str]) -> Word:
    forms = dict.fromkeys(re.split(r"\|", f"{said['forms']}|{english['forms']}"))
    return Word(name, said["term"], said["means"], tuple(forms))
