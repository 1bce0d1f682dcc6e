"""Description windows: the words that say something of a group that is named, found by patterns without a parser.

Around each strict mention, inside its sentence

Attributive
    Up to three words right before it that belong to no closed class and name no group: "the *lazy* Northerners".
Predicate
    After a copula: "Northerners are (really, a) *lazy lot*", over "like", "in" and "a bunch of" too: "are in
    the *lead*".
Subject
    What the group is said to do, where no copula stands between: "Northerners (always, will) *steal jobs*".
Object
    What is done to it: the word before an article before it ("*blame* the Northerners"), or the first of the words before
    it where a pronoun or an auxiliary stands in front of them ("we *fear* Northerners", "to *help* Northerners").

A window ends at a preposition, conjunction or pronoun, or after four words. It is set aside, not counted, where the
sentence denies it ("not", "no"), asks it, supposes it ("if", "imagine"), or tells what somebody else says or thinks, in
words ("people say"; "I think" is the author's own) or in quotation marks. Recall is low by design: relative clauses,
pronouns that refer back, and words further away are missed.

English only: the closed classes are those of ``window-words-en``.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audit.hashing import distinct, string_buffers
from audit.text.features import Markers, Mentions
from audit.text.token_table import TokenTable
from audit.text.window_words import BIT, CLASSES, WindowWords

Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

ATTRIBUTIVE, PREDICATE, SUBJECT, OBJECT = range(4)
SLOTS = ("attributive", "predicate", "subject", "object")
NEGATED, ASKED, SUPPOSED, REPORTED = 1, 2, 4, 8
#: Why a window is set aside, by its bit.
SET_ASIDE = {NEGATED: "negated", ASKED: "asked", SUPPOSED: "supposed", REPORTED: "reported"}

_COPULA, _AUXILIARY, _NEGATION, _DETERMINER = (BIT[name] for name in CLASSES[:3] + CLASSES[4:5])
_INTENSIFIER, _SUBJECT_WORD, _RELATIVE = BIT["intensifier"], BIT["subject"], BIT["relative"]
_REPORTING, _COMPLEMENT = BIT["reporting"], BIT["complement"]
_COLLECTIVE, _PARTITIVE = BIT["collective"], BIT["partitive"]
#: A word of a mention, or of what stands right before one: of no class, and where a window ends.
_MENTION, _TAKEN = 1 << 30, 1 << 31
_CLOSED = sum(BIT[name] for name in CLASSES[:9]) | _RELATIVE | _MENTION
#: Marks that end a clause, besides those that end a sentence.
_MARKS = np.zeros(256, bool)
_MARKS[np.frombuffer(b',;:()[]{}|"', np.uint8)] = True
#: Last bytes of the en and the em dash, U+2013 and U+2014.
_DASHES = (0x93, 0x94)
_PASSED = _COPULA | _AUXILIARY | _NEGATION | _INTENSIFIER
_MOST_MODIFIERS, _MOST_PASSED, _MOST_WORDS, _NEAR = 3, 5, 4, 8
#: Bytes between two words that are looked at for a mark.
_LONGEST_GAP = 3


class Windows(NamedTuple):
    """Windows around the mentions of a batch, w of them.

    Attributes
    ----------
    mention : ndarray of int64, shape (w,)
        Index into the mentions given.
    slot : ndarray of uint8, shape (w,)
        ATTRIBUTIVE, PREDICATE, SUBJECT or OBJECT.
    first, last : ndarray of int64, shape (w,)
        Tokens ``first`` to ``last`` of the table, the last one excluded.
    aside : ndarray of uint8, shape (w,)
        Bits of why it is set aside; 0 where it counts.
    contrast : ndarray of bool, one per mention
        Whether "we" or "our" and "they" or "those" both stand within eight words of the mention, in its sentence.
    """

    mention: Integers
    slot: npt.NDArray[np.uint8]
    first: Integers
    last: Integers
    aside: npt.NDArray[np.uint8]
    contrast: Bools


def read_windows(tokens: TokenTable, mentions: Mentions, words: WindowWords) -> Windows:
    """Find the description windows of mentions.

    Parameters
    ----------
    tokens : TokenTable
        At least of every post with a mention.
    mentions : Mentions
        In order of post and place; several groups may be named by one form.
    words : WindowWords

    Returns
    -------
    Windows
    """
    return _Reading(tokens, mentions, words).windows()


def set_aside(tokens: TokenTable, spans: Mentions, words: WindowWords) -> npt.NDArray[np.uint8]:
    """Why the sentence of each span does not say what it says by itself: bits of :data:`SET_ASIDE`, but for denials.

    Parameters
    ----------
    tokens : TokenTable
        At least of every post with a span.
    spans : Mentions
        In order of post and place.
    words : WindowWords

    Returns
    -------
    ndarray of uint8, shape (spans,)
    """
    return _Reading(tokens, spans, words)._aside()


def described(windows: Windows, tokens: TokenTable, markers: Markers) -> tuple[Integers, npt.NDArray[np.uint32]]:
    """Markers that stand in windows.

    Returns
    -------
    window : ndarray of int64
        Index into the windows, ascending; a window with several markers occurs several times.
    categories : ndarray of uint32
        Their categories as bits.

    Notes
    -----
    A marker of several words stands in a window if any of them does: the one of "Northerners are vermin" is "are vermin",
    and the window begins after the copula.
    """
    places = _places(tokens)
    begin = np.searchsorted(places, _place(markers.post, markers.start))
    # None where the post of the marker has no tokens here, as it mentions nobody.
    words = np.searchsorted(places, _place(markers.post, markers.end)) - begin
    marker = np.repeat(np.arange(len(words)), words)
    at = np.arange(len(marker)) - np.repeat(np.cumsum(words) - words, words) + begin[marker]
    size = windows.last - windows.first
    window = np.repeat(np.arange(len(size)), size)
    token = np.arange(len(window)) - np.repeat(np.cumsum(size) - size, size) + windows.first[window]
    order = np.argsort(token, kind="stable")
    token, window = token[order], window[order]
    low, high = np.searchsorted(token, at, side="left"), np.searchsorted(token, at, side="right")
    many = high - low
    hit = np.repeat(low, many) + np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
    found, which = np.divmod(distinct(window[hit] * max(len(words), 1) + np.repeat(marker, many)), max(len(words), 1))
    return found, markers.categories[which]


def _place(post: npt.NDArray[np.int32], start: npt.NDArray[np.int32]) -> Integers:
    place: Integers = post.astype(np.int64) << 32 | start
    return place


def _places(tokens: TokenTable) -> Integers:
    return _place(tokens.post, tokens.start)


class _Reading:
    """One batch while its windows are found."""

    def __init__(self, tokens: TokenTable, mentions: Mentions, words: WindowWords) -> None:
        self.tokens, self.mentions, self.first_person = tokens, mentions, words.first_person
        self.count = len(tokens)
        # One more row than there are tokens, so that looking past either end finds a word of no class in no sentence.
        self.classes = np.append(words.of(tokens.word), np.uint32(0)).astype(np.int64)
        self.data, offsets, _ = string_buffers(tokens.text)
        self.offsets = offsets - int(offsets[0])
        self.data = self.data[int(offsets[0]) : int(offsets[-1])]
        self.clause = np.append(np.cumsum(tokens.after_break | self._after_mark()), -1)
        places = _places(tokens)
        self.begin = np.searchsorted(places, _place(mentions.post, mentions.start))
        self.end = np.searchsorted(places, _place(mentions.post, mentions.end))
        for step in range(int((self.end - self.begin).max(initial=0))):
            named = self.begin + step
            self.classes[named[named < self.end]] = _MENTION
        self.own = np.append(np.cumsum(tokens.after_break), -1)[np.minimum(self.begin, self.count)]
        self.found: list[tuple[Integers, int, Integers, Integers, Bools]] = []

    def windows(self) -> Windows:
        self._before()
        self._after()
        mention = np.concatenate([each[0] for each in self.found])
        slot = np.concatenate([np.full(len(each[0]), each[1], np.uint8) for each in self.found])
        first, last = (np.concatenate([each[i] for each in self.found]) for i in (2, 3))
        negated = np.concatenate([each[4] for each in self.found])
        aside = self._aside()[mention] | negated * np.uint8(NEGATED)
        order = np.lexsort((slot, mention))
        return Windows(
            mention[order], slot[order], first[order], last[order], aside.astype(np.uint8)[order], self._contrast()
        )

    def _after_mark(self) -> Bools:
        """Whether a mark that ends a clause stands between a token and the one before it.

        A hyphen is one where there is more than it between them: "women - lazy men", not "good-looking men".
        """
        tokens = self.tokens
        posts = self.offsets[tokens.post]
        begins = posts + tokens.start
        gap = begins - np.concatenate([begins[:1], (posts + tokens.end)[:-1]])
        found = np.zeros(self.count, bool)
        rows = np.arange(self.count)
        for back in range(1, _LONGEST_GAP + 1):
            rows = rows[gap[rows] >= back]
            place = begins[rows] - np.minimum(back, begins[rows])
            octet = self.data[place]
            found[rows] |= _MARKS[octet] | ((octet == 0x2D) & (gap[rows] > 1))
            dash = np.flatnonzero((gap[rows] >= back + 2) & ((octet == _DASHES[0]) | (octet == _DASHES[1])))
            found[rows[dash]] |= (self.data[place[dash] - 1] == 0x80) & (self.data[place[dash] - 2] == 0xE2)
        return found

    def _at(self, token: Integers, alive: Bools) -> tuple[Integers, Bools]:
        """Classes of tokens, and which of them are in the clause of their mention."""
        inside = alive & (token >= 0) & (token < self.count)
        at = np.where(inside, token, self.count)
        inside &= self.clause[at] == self.clause[np.minimum(self.begin, self.count)]
        return np.where(inside, self.classes[at], 0), inside

    def _sentences(self) -> tuple[Integers, Integers]:
        """The first token of the sentence of each mention, and that of the next one."""
        starts = np.flatnonzero(self.tokens.after_break)
        if not len(starts):
            return self.begin, self.begin
        first = starts[np.clip(self.own - 1, 0, len(starts) - 1)]
        following = np.where(self.begin < self.count, self.own, len(starts))
        return first, np.append(starts, self.count)[following]

    def _add(self, which: Bools, slot: int, first: Integers, last: Integers, negated: Bools) -> None:
        rows = np.flatnonzero(which & (first < last))
        self.found.append((rows, slot, first[rows], last[rows], negated[rows]))

    def _before(self) -> None:
        everyone = np.ones(len(self.begin), bool)
        first, stop, stopped_by, ended = self._run_left(self.begin - 1, everyone, _MOST_MODIFIERS)
        some = first < self.begin
        negated = ended & (stopped_by & _NEGATION != 0)
        # "We fear Northerners", "to help poor Northerners": the word farthest off is what is done.
        farthest, _ = self._at(first, some)
        acted = some & ended & (stopped_by & (_SUBJECT_WORD | _AUXILIARY | _MENTION) != 0) & (stopped_by & _COPULA == 0)
        told = acted & (farthest & _REPORTING != 0)  # "they say Northerners": nothing is done to them
        self._add(acted & ~told, OBJECT, first, first + 1, negated)
        skipped = acted | (farthest & _REPORTING != 0)
        article = ended & (stopped_by & _DETERMINER != 0)
        beyond, in_front = self._at(stop - 1, article)
        denied = (negated & ~acted) | (in_front & (beyond & _NEGATION != 0))
        first_word = np.where(skipped, first + 1, first)
        self._add(some, ATTRIBUTIVE, first_word, self.begin, denied)
        for step in range(_MOST_MODIFIERS):
            taken = first_word + step
            self.classes[taken[taken < self.begin]] |= _TAKEN
        # "Blame (all) the Northerners", "hate the lazy Northerners": over the articles to what is done.
        at, passing = stop.copy(), article.copy()
        for _ in range(2):
            classes, inside = self._at(at, passing)
            over = inside & (classes & _DETERMINER != 0)
            at, passing = np.where(over, at - 1, at), over
        verb, inside = self._at(at, article)
        done = inside & (verb & (_CLOSED | _REPORTING) == 0)
        front, in_front = self._at(at - 1, done)
        denied_before = in_front & (front & _NEGATION != 0)
        self._add(done, OBJECT, at, at + 1, denied_before)

    def _run_left(
        self, start: Integers, alive: Bools, most: int
    ) -> tuple[Integers, Integers, npt.NDArray[np.int64], Bools]:
        """Words of no closed class before a place: the first of them, where and at which class they stop, if at any."""
        at, first, running = start.copy(), start + 1, alive.copy()
        for _ in range(most):
            classes, inside = self._at(at, running)
            running = inside & (classes & _CLOSED == 0)
            first = np.where(running, at, first)
            at = np.where(running, at - 1, at)
        classes, inside = self._at(at, alive)
        # "Really lazy Northerners": an adverb ends the words, and what stands before it is what counts.
        adverb = inside & (classes & _INTENSIFIER != 0) & (classes & (_NEGATION | _DETERMINER) == 0)
        at = np.where(adverb, at - 1, at)
        classes, inside = self._at(at, alive)
        return first, at, classes, inside & (classes & _CLOSED != 0)

    def _after(self) -> None:
        at = self.end.copy()
        passing = np.ones(len(at), bool)
        copula, negated = np.zeros(len(at), bool), self._denied()
        for step in range(_MOST_PASSED):
            classes, inside = self._at(at, passing)
            over = inside & (
                (classes & _PASSED != 0)
                | (copula & (classes & (_DETERMINER | _COMPLEMENT) != 0))
                | ((step == 0) & (classes & _RELATIVE != 0))
            )
            copula |= over & (classes & _COPULA != 0)
            negated |= over & (classes & _NEGATION != 0)
            # "Are a bunch of liars", "are kind of shy": the noun before "of" says nothing of them.
            counting = inside & copula & (classes & _COLLECTIVE != 0)
            following, beside = self._at(at + 1, counting)
            counting &= beside & (following & _PARTITIVE != 0)
            at, passing = np.where(over, at + 1, np.where(counting, at + 2, at)), over | counting
        classes, inside = self._at(at, np.ones(len(at), bool))
        begins = inside & (classes & (_CLOSED | _TAKEN) == 0)
        last, running = at + 1, begins.copy()
        for _ in range(_MOST_WORDS - 1):
            classes, inside = self._at(last, running)
            running = inside & ((classes & _CLOSED == 0) | (classes & (_DETERMINER | _INTENSIFIER) != 0))
            running &= classes & (_RELATIVE | _NEGATION | _TAKEN | _MENTION) == 0
            last = np.where(running, last + 1, last)
        self._add(begins & copula, PREDICATE, at, last, negated)
        self._add(begins & ~copula, SUBJECT, at, last, negated)

    def _denied(self) -> Bools:
        """Whether "no" or "not" stands right before the mention, or before an article or adverb there."""
        denied = np.zeros(len(self.begin), bool)
        alive = np.ones(len(self.begin), bool)
        for back in (1, 2):
            classes, inside = self._at(self.begin - back, alive)
            denied |= inside & (classes & _NEGATION != 0)
            alive = inside & (classes & (_DETERMINER | _INTENSIFIER) != 0)
        return denied

    def _aside(self) -> npt.NDArray[np.uint8]:
        """Why the sentence of each mention says nothing of the group by itself."""
        tokens, classes = self.tokens, self.classes[:-1]
        sentence_start, next_start = self._sentences()
        own_words = np.r_[False, tokens.word[:-1] == np.uint64(self.first_person)] if self.count else np.zeros(0, bool)
        reporting = (classes & _REPORTING != 0) & ~own_words
        aside = np.zeros(len(self.begin), np.uint8)
        for bit, sign in ((SUPPOSED, classes & BIT["conditional"] != 0), (REPORTED, reporting)):
            seen = np.concatenate([[0], np.cumsum(sign)])
            aside |= ((seen[self.begin] - seen[sentence_start]) > 0) * np.uint8(bit)
        octets = self.data
        post_start = self.offsets[self.mentions.post]
        place = post_start + self.mentions.start
        quotes = np.flatnonzero(octets == 0x22)
        curly = np.flatnonzero(octets[:-2] == 0xE2)
        curly = curly[octets[curly + 1] == 0x80]
        opened, closed = (curly[octets[curly + 2] == last] for last in (0x9C, 0x9D))
        straight = _between(quotes, post_start, place) % 2 == 1
        inside = _between(opened, post_start, place) > _between(closed, post_start, place)
        aside |= (straight | inside) * np.uint8(REPORTED)
        # The sentence ends where the next one begins, or the post ends; it asks if a question mark stands in that gap.
        last = np.maximum(next_start - 1, 0)
        stops = post_start + (tokens.end[last] if self.count else 0)
        post_end = self.offsets[self.mentions.post + 1]
        is_last = (next_start >= self.count) | (
            np.append(tokens.post, -1)[np.minimum(next_start, self.count)] != self.mentions.post
        )
        begins = np.where(
            is_last, post_end, post_start + np.append(tokens.start, 0)[np.minimum(next_start, self.count)]
        )
        asking = np.flatnonzero(octets == 0x3F)
        aside |= (_between(asking, stops, begins) > 0) * np.uint8(ASKED)
        return aside

    def _contrast(self) -> Bools:
        first, last = self._sentences()
        before = np.maximum(self.begin - _NEAR, first), self.begin
        after = self.end, np.minimum(self.end + _NEAR, last)
        both = np.ones(len(self.begin), bool)
        for bits in (BIT["us"], BIT["them"] | BIT["distancing"]):
            seen = np.concatenate([[0], np.cumsum(self.classes[:-1] & bits != 0)])
            both &= (seen[before[1]] > seen[before[0]]) | (seen[np.maximum(*after)] > seen[after[0]])
        return both & (self.begin < self.count)


def _between(positions: Integers, start: Integers, end: Integers) -> Integers:
    """How many of some ascending positions lie from ``start`` up to ``end``."""
    counted: Integers = np.searchsorted(positions, end) - np.searchsorted(positions, start)
    return counted
