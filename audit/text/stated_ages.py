"""Ages below 18 that people state of themselves: "I'm 15", "I (15f)", "as a 14 year old, I ...", "I'm in 8th grade".

An age is what the sentence says now: "I turn 16 in May" is 15, "I was 12" is nothing. A grade of the school of the United
States stands for the age at its end, six more than its number, so that what is called under 13 is under 13. Numbers behind
"I'm" are ages only where nothing follows that makes them something else: "I'm 15 minutes late", "I'm 5'4", "I'm 12 and 0".
Ages below eight, which nobody who writes posts is, are left out as jokes or measures.

English only, and for the first person: ages of others ("my brother (15M)") are not counted. After Klein, Magge and
Gonzalez-Hernandez (2022), ReportAGE, PLOS ONE 17(1), who find posts by patterns of the same kind.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.text.first_person import lowered
from audit.text.others_words import is_quoted, own_until

YOUNGEST, ADULT = 8, 18
_NUMBERS = {
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15,
    "sixteen": 16, "seventeen": 17, "eighteen": 18, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
    "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11,
}  # fmt: skip
_AGE = r"(?:1[0-8]|[89]|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen)"
_I_AM = r"(?<![\w'])i(?:'?m| am)(?:\s+(?:only|just|still|actually|currently|literally|a|an|not even|about|around|almost|now|like))*"
_OLD = r"(?:\s*-?\s*(?:years?|yrs?)\s*-?\s*old\b|\s*-?\s*y[/.]?o\b\.?)"
#: What may stand behind "I'm 15": nothing more in the sentence, or a word that goes on from an age.
_GOES_ON = (
    r"(?=\s*(?:$|[.!?;)\]\n\u2026]+(?!\d)|,(?!\d)|/?\s?[mf]\b(?!\s*(?:in|long|tall|away|deep)\b)|(?:\s(?:and|but|so|now|rn|lol|"
    r"male|female|boy|girl|guy|turning|too|btw|going on|already|almost|because|cuz|if|with no|in (?:a|one|two|three|four|five|six|\d) "
    r"(?:days?|weeks?|months?)|this year|today|tomorrow|haha|lmao)\b)|[\U0001f300-\U0001faff\u2600-\u27bf]))"
)
_NOT_AND = r"(?!\s+and\s+(?:\d|a half\s+(?:feet|foot|inch|hours?|miles?|months?)))"
_PERIODS = (
    r"(?!\s*(?:min|hour|hr|day|week|wk|month|sec|mile|km|pound|lb|kg|inch|feet|foot|ft|cm|point|level|percent|%|th\b))"
)
#: (pattern, what to add to its number)
_PATTERNS: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(pattern), added)
    for pattern, added in (
        (rf"{_I_AM}\s+(?P<n>{_AGE}){_PERIODS}(?:{_OLD}(?!\s+(?:veteran|member|of age at)\b)|{_NOT_AND}{_GOES_ON})", 0),
        (rf"(?<![\w'])(?:i|i'm|im|me|myself)\s*[,\-]?\s*[(\[]\s*(?:[mf]\s?/?\s?(?P<n>{_AGE})|(?P<m>{_AGE})\s*/?\s?[mf]?)\s*[)\],/]", 0),
        (rf"(?:^|\n)\W{{0,5}}(?P<n>{_AGE})\s?/?\s?[mf]\s*(?:here\b|from\b|looking\b|[,.!/)\]-])", 0),
        (rf"(?<![\w'])(?P<n>{_AGE})\s?/?\s?(?:[mf]|year old|yo|y/o)\s+here\b", 0),
        (rf"(?<![\w'])as an?\s+(?P<n>{_AGE})\s*-?\s*(?:years?\s*-?\s*old|y/?o)\b(?=[^.!?\n]{{0,60}}(?<![\w'])(?:i|i'm|im|my|me)(?![\w']))", 0),
        (r"(?<![\w'])i(?: just| recently| finally) turned (?P<n>" + _AGE + r")(?!\s*(?:into|on|to|off|of|around|min|degrees|days|hours)\b)", 0),
        (rf"(?<![\w'])i(?:'?m| am)\s+(?:turning|about to turn|going to be|gonna be|gonna turn)\s+(?P<n>{_AGE})(?!\s*(?:min|hour|day|week|month))", -1),
        (rf"(?<![\w'])i(?:'ll be| will be)\s+(?P<n>{_AGE})(?=\s*(?:$|[.!,;\n]|in (?:a|\d|january|february|march|april|may|june|july|august|september|"
         r"october|november|december|two|three|few)\b|next (?:month|week|year)\b|this (?:month|week|year)\b|soon\b|years? old\b))", -1),
        (rf"(?<![\w'])i turn\s+(?P<n>{_AGE})(?=\s*(?:$|[.!,;\n]|in\b|next\b|this\b|on\b|tomorrow\b|soon\b))", -1),
        (r"(?<![\w'])i(?:'?m| am)(?: only| just| still| currently)?(?: going into)?(?: in)?(?: the)? (?P<n>[1-9]|1[01]|first|second|third|fourth|fifth|"
         r"sixth|seventh|eighth|ninth|tenth|eleventh)(?:st|nd|rd|th)? ?-?grade(?:r)?(?!\s*(?:teacher|class\s+teacher|math teacher))", 6),
        (r"(?<![\w'])i(?:'?m| am) an? (?P<n>[1-9]|1[01]|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh)(?:st|nd|rd|th)?"
         r"[ -]?grader\b", 6),
    )
)  # fmt: skip
#: Words without a number, and the oldest that who says so is.
_WORDS: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(pattern), age)
    for pattern, age in (
        (r"(?<![\w'])i(?:'?m| am)(?: still| only| just| currently)? in (?:elementary|primary) school", 12),
        (r"(?<![\w'])i(?:'?m| am)(?: still| only| just| currently)? in (?:middle school|junior high)", 15),
        (r"(?<![\w'])i(?:'?m| am)(?: still| only| just| currently)? a (?:freshman|sophomore|junior) in (?:high ?school|hs)", 17),
        (r"(?<![\w'])i(?:'?m| am)(?: still| only| technically)? (?:underage|under age|a minor)(?=\s*(?:$|[.,!;)\n]|and\b|so\b|but\b|in (?:the|my)\b))", 17),
    )
)  # fmt: skip
#: What must be in a post for any of these to be; RE2, for the whole column at once.
_ANY = (
    rf"(?i)\b(?:i['\x{{2019}}]?m|i am|me|myself|i|as an?|turn(?:ed|ing)?|be)\b[^\w\n]{{0,3}}(?:[a-z]+[ -]){{0,3}}[(\[]?\s?(?:[mf]\s?/?\s?)?{_AGE}"
    rf"|(?:^|\n)\W*{_AGE}\s?/?\s?[mf]\b|\b{_AGE}\s?/?\s?(?:[mf]|year old|yo|y/o) here\b|\bgrade(?:r)?\b|elementary school|primary school|middle school|"
    r"junior high|high ?school|\bhs\b|underage|under age|a minor"
)
_DENIED = re.compile(
    r"(?<![\w'])(?:back then|time|if|like|wish|when|until|till|before|since|think|thinks|thought|says|said|act as|not|than|pretend|as though|imagine)\s*$"
)


class StatedAge(NamedTuple):
    """Characters ``start`` to ``end`` of a text, and the age that they state or, at most, mean."""

    start: int
    end: int
    age: int


def may_state_age(text: pa.Array) -> npt.NDArray[np.bool_]:
    """Posts that may state an age of this kind; shape (n,)."""
    found: npt.NDArray[np.bool_] = pc.fill_null(pc.match_substring_regex(text, _ANY), fill_value=False).to_numpy(
        zero_copy_only=False
    )
    return found


def stated_ages(text: str) -> list[StatedAge]:
    """The ages below 18 that a text states of who writes it, in order."""
    plain = lowered(text)
    until = own_until(plain)
    found: dict[int, StatedAge] = {}
    for pattern, added in _PATTERNS:
        for match in pattern.finditer(plain, 0, until):
            groups = match.groupdict()
            written = groups["n"] or groups.get("m") or ""
            _add(found, plain, match, int(_NUMBERS.get(written, 0) or written) + added)
    for pattern, age in _WORDS:
        for match in pattern.finditer(plain, 0, until):
            _add(found, plain, match, age)
    return [found[start] for start in sorted(found)]


def _add(found: dict[int, StatedAge], text: str, match: re.Match[str], age: int) -> None:
    before = text[max(match.start() - 40, 0) : match.start()]
    if not YOUNGEST <= age < ADULT or _DENIED.search(before.rstrip(" ,")) or is_quoted(text, match.start()):
        return
    place = match.start() + len(match.group()) - len(match.group().lstrip())
    own = found.get(place)
    if own is None or age > own.age:
        found[place] = StatedAge(place, match.end(), age)
