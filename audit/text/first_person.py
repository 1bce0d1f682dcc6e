"""What people say of themselves: sentence frames in the first person, and listed forms in them, without a parser.

=========== ===========================================================================================
noun        "I'm a FORM", "I was a proud FORM", "as a FORM, I ..."
adjective   "I'm FORM", "I'm a FORM man", "as a FORM man, I ..."
condition   "I have FORM", "I was diagnosed with FORM", "I suffer from FORM"
event       "I had FORM", "I went through FORM"
vote        "I voted for FORM", "I'm voting FORM"
support     "I support FORM", "I campaigned for FORM"
belief      "I converted to FORM", "I left FORM"
mine        "my FORM"
phrase      FORM, whole
=========== ===========================================================================================

Between frame and form may stand articles, adverbs and a few adjectives, and no mark. What the form's list forbids behind
it, a denial in front of it in its clause ("I don't think I'm ..."), "like", "wish" or "though" right before the frame, and
a question mark at the end of the clause make it no disclosure. Suppositions, reports and quotations are for
:func:`audit.text.windows.set_aside` to tell.

English only. Diagnoses as they are stated follow the patterns of Coppersmith, Dredze and Harman (2014), CLPsych, and Cohan
et al. (2018), COLING (SMHD), which ask for the first person and for a named condition too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.text.others_words import is_quoted, own_until
from audit.text.token_table import TokenTable, read_tokens, word_hashes

_OFTEN = r"(?:\s+(?:also|just|still|really|always|actually|recently|currently|both|only|finally|now)){0,2}"
_I = "i"
_BE = rf"{_I}(?:'?m|{_OFTEN}\s+(?:am|was|became|identify\s+as)|(?:'ve|ve|\s+have|\s+had){_OFTEN}\s+been)"
_HAVE = (
    rf"{_I}(?:'?ve|'m|\s+am|\s+was|\s+have|\s+had|'ve\s+been|\s+have\s+been|\s+had\s+been|\s+got|\s+do)?{_OFTEN}\s+(?:diagnosed\s+with|"
    r"suffer(?:ed|ing)?\s+from|liv(?:e|ed|ing)\s+with|struggl(?:e|ed|ing)\s+with|deal(?:t|ing)?\s+with|tested\s+positive\s+for|"
    r"battl(?:e|ed|ing)|carry|carried|inherited|developed|have|had|got)|"
    rf"{_I}'?ve"
)
_FRAMES: Mapping[str, re.Pattern[str]] = {
    name: re.compile(rf"(?:{pattern})(?=[\s-])")
    for name, pattern in {
        "be": _BE,
        "as": r"as\s+an?",
        "condition": _HAVE,
        "event": rf"{_I}(?:'ve|\s+have)?{_OFTEN}\s+(?:had|got|did|took|done|taken|needed|suffered|survived|underwent|"
        r"(?:went|gone|going)\s+through)|"
        rf"{_I}(?:'m|\s+am){_OFTEN}\s+(?:going\s+through|recovering\s+from)",
        "vote": rf"{_I}(?:'ll|'ve|'m|\s+am|\s+have|\s+will)?(?:\s+(?:always|usually|only|still|proudly|typically|"
        r"probably|gonna|going\s+to)){0,2}\s+(?:vote|voted|voting)(?:\s+for)?",
        "support": rf"{_I}(?:'ve|\s+have)?(?:\s+(?:always|still|fully|strongly|proudly|really)){{0,2}}\s+(?:support|supported|endorse|"
        r"(?:campaigned|canvassed|volunteered|phone\s+banked)\s+for|donated\s+to)",
        "belief": rf"{_I}(?:'m|'ve|\s+am|\s+have)?(?:\s+(?:still|recently|just)){{0,2}}\s+(?:(?:converted|converting|reverted|reverting)\s+to|"
        r"left|practi[cs]e|follow|believe\s+in)",
        "mine": "my",
    }.items()
} | {"phrase": re.compile(r"(?=\w)")}
#: Where a frame may begin, and which begin so.
_BEGINNING = re.compile(r"(?<![\w'])(?:(i'?(?:m|ve)?)|(my)|(as)|(they))(?=[\s'-])")
_OF_BEGINNING = (
    ("be", "condition", "event", "vote", "support", "belief", "phrase"),
    ("mine", "phrase"),
    ("as",),
    ("phrase",),
)
#: Closed classes of words around forms, and those that may stand between a frame and a form.
CLASSES = ("article", "adverb", "adjective", "person", "denial", "not_so", "acting", "common")
_BETWEEN = CLASSES[:3]
#: Which frames' forms each pattern opens.
_OPENS: Mapping[str, tuple[str, ...]] = {
    "be": ("noun", "adjective"),
    "as": ("noun", "adjective"),
    **{name: (name,) for name in ("condition", "event", "vote", "support", "belief", "mine", "phrase")},
}
_APOSTROPHES = {"im": "i'm", "ive": "i've", "dont": "don't", "cant": "can't"}
_FIRST_PERSON = ("i", "i'm", "im", "i've", "ive", "my", "as", "they")
#: Words from the beginning of a frame to the last of a form.
_REACH = 10
#: In what is written with and without an apostrophe, or in full.
_VARIOUS = re.compile(r"'|(?:^|\s)(?:i|am|have|dont|cant)(?:\s|$)")
_WORD = re.compile(r"[\w'&+/%]+")
_CLAUSE = re.compile(r"[.!?;:,()\[\]\n\u2026\u2014|*\"\u201c\u201d]")
_ME = re.compile(r"(?<![\w'])(?:i|i'm|im|i've|ive|i'd|i'll|my|me|myself|we)(?![\w'])")
_SPEAKING = re.compile(r"(?:speaking|here|myself|me)\W*$")
#: Characters of a post that are read, and that are looked at on either side of a form.
MOST_CHARACTERS, _FAR = 20_000, 240
_MOST_MODIFIERS, _NEAR_DENIAL, _NEAR_FIRST_PERSON = 4, 5, 60


#: A folded word, and the characters it stands at.
Word = tuple[str, int, int]


class Term(Protocol):
    """A listed form: :class:`audit.resources.DisclosureTerm`."""

    @property
    def form(self) -> str:
        """Folded words."""
        ...

    @property
    def frame(self) -> str:
        """One of those above."""
        ...

    @property
    def unless(self) -> tuple[str, ...]:
        """What may not follow."""
        ...


class Said(NamedTuple):
    """A listed form in a frame of its own: characters ``start`` to ``end`` of a text, and the index of its term."""

    start: int
    end: int
    term: int


@dataclass(frozen=True, eq=False)
class FirstPerson:
    """Forms ready to be found.

    Attributes
    ----------
    by_frame : mapping of str to mapping of str to tuple
        Frame to the first words, two at most, to (words, index of the term), longest first.
    unless : tuple of (pattern or None)
        What may not follow each term.
    words : mapping of str to frozenset of str
        Words around forms by class: :data:`CLASSES`.
    keys : ndarray of uint64
        Hashes of one word of each form, or of two, ascending.
    person : ndarray of uint64
        Hashes of the words of the first person, ascending.
    """

    by_frame: Mapping[str, Mapping[tuple[str, ...], Sequence[tuple[tuple[str, ...], int]]]]
    unless: tuple[re.Pattern[str] | None, ...]
    words: Mapping[str, frozenset[str]]
    keys: npt.NDArray[np.uint64]
    person: npt.NDArray[np.uint64]

    def candidates(self, tokens: TokenTable, posts: int) -> npt.NDArray[np.bool_]:
        """Posts in which a word of the forms stands soon behind one of the first person; bool, shape (posts,)."""
        result = np.zeros(posts, bool)
        person, key = _among(tokens.word, self.person), _among(tokens.word, self.keys)
        pair = _among(_pairs(tokens.word[:-1], tokens.word[1:]), self.keys)
        key = np.union1d(key, pair)
        before = np.searchsorted(person, key, side="right") - 1
        key, before = key[before >= 0], person[before[before >= 0]]
        near = (key - before <= _REACH) & (tokens.post[key] == tokens.post[before])
        result[tokens.post[key[near]]] = True
        return result

    def find(self, text: str) -> list[Said]:
        """What a text says of who writes it, in order; of several forms that begin in one place the longest."""
        plain = lowered(text)
        found: dict[int, Said] = {}
        for beginning in _BEGINNING.finditer(plain, 0, own_until(plain)):
            for name in _OF_BEGINNING[(beginning.lastindex or 1) - 1]:
                frame = _FRAMES[name].match(plain, beginning.start())
                for said in self._behind(plain, frame, name) if frame else ():
                    if said.start not in found or said.end > found[said.start].end:
                        found[said.start] = said
        return [found[start] for start in sorted(found)]

    def _behind(self, text: str, frame: re.Match[str], name: str) -> Iterator[Said]:
        """Forms behind a frame: after modifiers, and one after the other, as in "I'm a gay Christian"."""
        words = _following(text, frame.end())
        article = name == "as"
        at = skipped = 0
        while at < len(words) and skipped <= _MOST_MODIFIERS:
            length = 0
            for term, own in self._forms(words, at, name, article=article):
                end = words[at + own - 1][2]
                if self._is_said(text, frame, name, term, end):
                    length = own
                    yield Said(words[at][1], end, term)
                    break
            if name == "phrase" or (length and name not in ("be", "as")):
                return
            if length:
                at += length
                continue
            word = words[at][0]
            article |= word in self.words["article"]
            if not (word.isdigit() or any(word in self.words[each] for each in _BETWEEN)):
                return
            at, skipped = at + 1, skipped + 1

    def _forms(self, words: Sequence[Word], at: int, name: str, *, article: bool) -> Iterator[tuple[int, int]]:
        """Terms that stand at a place and fit the frame, and their length in words."""
        two = tuple(each[0] for each in words[at : at + 2])
        for opened, begin in ((opened, begin) for opened in _OPENS[name] for begin in (two, two[:1])):
            for form, term in self.by_frame.get(opened, {}).get(begin, ()):
                after = at + len(form)
                if tuple(each[0] for each in words[at:after]) == form and self._fits(
                    opened, words[after : after + 2], article=article
                ):
                    yield term, len(form)

    def _fits(self, opened: str, following: Sequence[Word], *, article: bool) -> bool:
        """Whether an article stands before a noun, and a person behind an adjective with an article."""
        if opened == "noun":
            return article
        if opened == "adjective" and article:
            return any(each[0] in self.words["person"] for each in following)
        return True

    def _is_said(self, text: str, frame: re.Match[str], name: str, term: int, end: int) -> bool:
        rest = text[end : end + _FAR]
        forbidden = self.unless[term]
        if forbidden is not None and forbidden.match(rest):
            return False
        mark = _CLAUSE.search(rest)
        if mark is not None and mark.group() == "?":
            return False
        if is_quoted(text, frame.start()):
            return False
        before = _CLAUSE.split(text[max(frame.start() - _FAR, 0) : frame.start()])[-1]
        near = _WORD.findall(before)[-_NEAR_DENIAL:]
        if not self.words["denial"].isdisjoint(near) or (near and near[-1] in self.words["not_so"]):
            return False
        if name != "as":
            return True
        if near and near[-1] in self.words["acting"]:
            return False
        return _ME.search(rest[:_NEAR_FIRST_PERSON]) is not None or _SPEAKING.search(before) is not None


def compile_first_person(terms: Iterable[Term], words_around: Iterable[tuple[str, str]]) -> FirstPerson:
    """Make forms ready to be found.

    Parameters
    ----------
    terms : iterable of Term
    words_around : iterable of (class, form)
        Every class is one of :data:`CLASSES`.
    """
    around: dict[str, set[str]] = {each: set() for each in CLASSES}
    for name, form in words_around:
        around[name].add(form)
    by_frame: dict[str, dict[tuple[str, ...], list[tuple[tuple[str, ...], int]]]] = {}
    unless: list[re.Pattern[str] | None] = []
    texts: list[str] = []
    for index, term in enumerate(terms):
        for words in _spellings(tuple(_WORD.findall(term.form))):
            by_frame.setdefault(term.frame, {}).setdefault(words[:2], []).append((words, index))
        listed = "|".join(re.escape(each).replace(r"\ ", r"[\s-]+") for each in term.unless)
        unless.append(re.compile(rf"[\s-]*(?:{listed})(?!\w)") if listed else None)
        texts.append(term.form)
    for by_word in by_frame.values():
        for forms in by_word.values():
            forms.sort(key=lambda each: (-len(each[0]), each[1]))
    closed = {name: frozenset(each) for name, each in around.items()}
    return FirstPerson(
        by_frame, tuple(unless), closed, _keys(texts, sorted(closed["common"])), np.sort(word_hashes(_FIRST_PERSON))
    )


def _spellings(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A phrase, and with "i am" and "i'm" in each other's place."""
    for one, other in ((("i", "am"), ("i'm",)), (("i", "have"), ("i've",))):
        for own, instead in ((one, other), (other, one)):
            if words[: len(own)] == own and len(words) > len(own):
                return [words, instead + words[len(own) :]]
    return [words]


def _keys(forms: Sequence[str], common: Sequence[str]) -> npt.NDArray[np.uint64]:
    """What to look for of each form: its last two words as a pair, or its longest word where it is short or spelled variously.

    Words are cut by the tokeniser of the posts. A pair is in far fewer posts than either word.
    """
    tokens = read_tokens(pa.array(forms, pa.large_string()))
    length = (tokens.end - tokens.start) * ~np.isin(tokens.word, word_hashes(common))
    order = np.lexsort((np.arange(len(length)), length, tokens.post))
    last = np.r_[tokens.post[order][1:] != tokens.post[order][:-1], True]
    longest = tokens.word[order[last]]
    ends = np.flatnonzero(np.r_[tokens.post[1:] != tokens.post[:-1], True])
    pairs = _pairs(tokens.word[ends - 1], tokens.word[ends])
    words = np.bincount(tokens.post)
    plain = np.array([not _VARIOUS.search(" ".join(each.split()[-2:])) for each in forms])
    return np.unique(np.where((words > 1) & plain, pairs, longest))


def _pairs(first: npt.NDArray[np.uint64], second: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint64]:
    return (first * np.uint64(0x9FB21C651E98DF25)) ^ second


def _among(words: npt.NDArray[np.uint64], wanted: npt.NDArray[np.uint64]) -> npt.NDArray[np.int64]:
    """Positions of words that are among some; most are ruled out by their low 16 bits."""
    low = np.uint64(0xFFFF)
    possible = np.zeros(1 << 16, bool)
    possible[wanted & low] = True
    at = np.flatnonzero(possible[words & low])
    return at[np.isin(words[at], wanted)]


def lowered(text: str) -> str:
    """The beginning of a post in small letters, at the same places: what gets longer or shorter by it stays."""
    text = text[:MOST_CHARACTERS].replace("\u2019", "'")
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def _following(text: str, start: int) -> list[Word]:
    """Folded words behind a place, with where they stand, up to the first mark; twelve at most."""
    words: list[Word] = []
    at = start
    for each in _words_from(text, start):
        if text[at : each.start()].strip(" \t-_~"):
            break
        word = each.group().strip("'")
        words.append((_APOSTROPHES.get(word, word), each.start(), each.end()))
        at = each.end()
        if len(words) == 12:
            break
    return words


def _words_from(text: str, start: int) -> Iterator[re.Match[str]]:
    return _WORD.finditer(text, start, min(start + 160, len(text)))
