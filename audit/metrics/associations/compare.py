"""From rows of whole authors to words compared: one axis at a time, each of its groups against the others."""

from __future__ import annotations

import functools
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from audit.finding import Reading
from audit.metrics.associations.counts import NAME, ROWS
from audit.metrics.associations.items import DOMAIN, EVERY_POST, HASHTAG, MODIFIER
from audit.metrics.base import Scope
from audit.statistics.jackknife import common_grain
from audit.statistics.multiplicity import benjamini_hochberg
from audit.statistics.readings import reading
from audit.statistics.word_counts import WordCounts
from audit.statistics.word_log_odds import log_odds
from audit.statistics.word_rates import WordRates, compare_words
from audit.tally import Tally
from audit.text.codepoints import EMOJI as EMOJI_KIND
from audit.text.codepoints import KIND, REGIONAL, codepoints

Integers = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

WORDS, EMOJI = "words", "emoji"
#: Words in descriptions; of posts that mention one group of the axis only, since then it is known whom they describe.
MODIFIERS = "modifiers"
KINDS = (MODIFIERS, WORDS, EMOJI, "hashtags", "domains")
#: Posts that a word must be in, copies of a whole file not counted, and authors who must have used it.
FEWEST_POSTS = 20
FEWEST_AUTHORS = 10


@dataclass(frozen=True, eq=False)
class Compared:
    """The W words of one kind, in posts that mention one group against posts that mention others of its axis.

    Attributes
    ----------
    axis, group, kind : str
    names : tuple of str, length W
    counts : WordCounts
        Of these words; side a is the group's.
    rates : WordRates
    q_value : ndarray of float64, shape (W,)
        Benjamini-Hochberg over the words of this comparison.
    z : ndarray of float64, shape (W,)
        Log-odds with the corpus as the prior, for the order of words.
    known : ndarray of bool, shape (A,)
        Whether the author is stated.
    tolerance : float
    """

    axis: str
    group: str
    kind: str
    names: tuple[str, ...]
    counts: WordCounts
    rates: WordRates
    q_value: npt.NDArray[np.float64]
    z: npt.NDArray[np.float64]
    known: Bools
    tolerance: float

    @functools.cached_property
    def readings(self) -> tuple[Reading, ...]:
        """Three-way reading of each word's limits against the tolerance, and of its q-value."""
        rates, found = self.rates, list[Reading]()
        for low, high, q in zip(rates.low.tolist(), rates.high.tolist(), self.q_value.tolist(), strict=True):
            told = reading(low, high, self.tolerance, scale="ratio")
            found.append("inconclusive" if told == "shown" and not q <= 1 - rates.level else told)
        return tuple(found)

    @functools.cached_property
    def detectable(self) -> npt.NDArray[np.float64]:
        """Smallest ratio that each word would have been told from 1 by; NaN where it was not tested."""
        return self.rates.detectable()

    def shown(self, *, more: bool) -> list[int]:
        """Words shown to be more, or less, common around the group; those that tell the sides apart best come first."""
        there = [at for at, each in enumerate(self.readings) if each == "shown" and (self.rates.low[at] > 1) == more]
        return sorted(there, key=lambda at: (-self.z[at] if more else self.z[at], self.names[at]))

    def authors(self, word: int) -> tuple[int, int, int, int]:
        """Authors with the word on side a and on side b, and those with a post without it on side a and on side b."""
        counts, rows = self.counts, self._rows(word)
        who = counts.author[rows]
        told = []
        for posts, found in ((counts.posts_a, counts.with_a), (counts.posts_b, counts.with_b)):
            used, known = found[rows], self.known[who]
            everyone = int(((posts > 0) & self.known).sum())
            told.append(
                (int(((used > 0) & known).sum()), everyone - int(((used == posts[who]) & (used > 0) & known).sum()))
            )
        return told[0][0], told[1][0], told[0][1], told[1][1]

    def authors_of(self, word: int) -> int:
        """Different authors of a word, over both sides."""
        return int(self.known[self.counts.author[self._rows(word)]].sum())

    @functools.cached_property
    def _bounds(self) -> Integers:
        """Where the rows of each word begin; they are in order of words."""
        return np.searchsorted(self.counts.word, np.arange(self.counts.n_words + 1))

    def _rows(self, word: int) -> slice:
        return slice(int(self._bounds[word]), int(self._bounds[word + 1]))

    def posts_of(self, word: int) -> int:
        """Posts that contain a word, over both sides."""
        rows = self._rows(word)
        return int(self.counts.with_a[rows].sum() + self.counts.with_b[rows].sum())

    @functools.cached_property
    def n_authors(self) -> tuple[int, int]:
        """Stated authors of posts on side a, and on side b."""
        a, b = (int(((each > 0) & self.known).sum()) for each in (self.counts.posts_a, self.counts.posts_b))
        return a, b


@dataclass(frozen=True, eq=False)
class Axis:
    """The rows of one axis: n pairs of a word and an author, with the set of groups mentioned.

    Attributes
    ----------
    axis : str
    sets : tuple of tuple of str
        The sets of groups that posts mention.
    row_set, row_author, row_item, row_posts : ndarray of int64, shape (n,)
        Item 0 is every post.
    n_items, n_authors : int
    known : ndarray of bool, shape (n_authors,)
    kinds, names : tuple of str, length n_items
        Of item 0 both are empty.
    """

    axis: str
    sets: tuple[tuple[str, ...], ...]
    row_set: Integers
    row_author: Integers
    row_item: Integers
    row_posts: Integers
    n_items: int
    n_authors: int
    known: Bools
    kinds: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def groups(self) -> list[str]:
        """Groups that are mentioned."""
        return sorted({group for each in self.sets for group in each})

    @functools.cached_property
    def _pairs(self) -> tuple[Integers, Integers, Integers]:
        """Pairs of an item and an author, and which of them each row belongs to."""
        pairs, place = np.unique(self.row_item * self.n_authors + self.row_author, return_inverse=True)
        item, author = np.divmod(pairs, max(self.n_authors, 1))
        return item, author, place

    def counts(self, group: str) -> WordCounts:
        """All items, side a being posts that mention the group and side b those that mention others and not it."""
        item, author, place = self._pairs
        inside = np.array([group in each for each in self.sets], dtype=bool)[self.row_set]
        with_a, with_b = (
            np.bincount(place[rows], weights=self.row_posts[rows], minlength=len(item)).astype(np.int64)
            for rows in (inside, ~inside)
        )
        every = item == 0
        posts = np.zeros((2, self.n_authors), dtype=np.int64)
        posts[0, author[every]], posts[1, author[every]] = with_a[every], with_b[every]
        words = ~every
        return WordCounts(
            item[words] - 1, author[words], with_a[words], with_b[words], posts[0], posts[1], self.n_items - 1
        )

    def alone(self, group: str) -> tuple[Integers, Integers]:
        """Posts of each author that mention the group and no other of the axis, and that mention one other alone."""
        every = self.row_item == 0
        single = np.array([len(each) == 1 for each in self.sets], dtype=bool)[self.row_set] & every
        own = np.array([each == (group,) for each in self.sets], dtype=bool)[self.row_set]
        a, b = (
            np.bincount(self.row_author[rows], weights=self.row_posts[rows], minlength=self.n_authors).astype(np.int64)
            for rows in (single & own, single & ~own)
        )
        return a, b


def axes_of(tally: Tally, scope: Scope) -> Iterator[Axis]:
    """The rows of each axis, of words that pass the floors on it."""
    sample = tally.samples.get(ROWS)
    if sample is None or not len(sample):
        return
    named = {int(cell[2], 16): cell[3:] for cell in tally.total_cells(NAME, "side")}
    codes, row_side = np.unique(sample.column("side"), return_inverse=True)
    axes = [named[int(code)][0] for code in codes]
    owners, row_owner = np.unique(sample.column("owner"), return_inverse=True)
    stated = np.zeros(len(owners), dtype=bool)
    stated[row_owner[sample.column("flags") == 1]] = True
    # Without an author column a text stands for its author, and floors count texts.
    known = stated if scope.has_authors else np.ones(len(owners), dtype=bool)
    item, posts = sample.column("profile"), sample.column("posts")
    for axis in sorted(set(axes)):
        of_axis = np.array([each == axis for each in axes])
        rows = np.flatnonzero(of_axis[row_side])
        kept, row_item, items = _above_floors(item[rows], row_owner[rows], posts[rows], known, scope)
        rows = rows[kept]
        kinds, names = zip(("", ""), *(_told(*sample.names[int(code)][:2]) for code in items[1:].tolist()), strict=True)
        sets, row_set = np.unique(row_side[rows], return_inverse=True)
        yield Axis(
            axis,
            tuple(named[int(codes[each])][1:] for each in sets.tolist()),
            row_set,
            row_owner[rows],
            row_item,
            posts[rows],
            len(items),
            len(owners),
            known,
            kinds,
            names,
        )


def _above_floors(
    item: npt.NDArray[np.uint64], owner: Integers, posts: Integers, known: Bools, scope: Scope
) -> tuple[Bools, Integers, npt.NDArray[np.uint64]]:
    """Rows of items that enough posts contain and enough authors used; the item of each, every post first; the items."""
    items, at = np.unique(item, return_inverse=True)
    grain = common_grain(posts)
    total = np.bincount(at, weights=posts, minlength=len(items))
    seen = known[owner]
    pairs = np.unique(at[seen] * np.int64(len(known)) + owner[seen])
    authors = np.bincount(pairs // len(known), minlength=len(items))
    fewest = max(FEWEST_AUTHORS, scope.plan.floors.authors)
    enough = (total >= FEWEST_POSTS * grain) & (authors >= fewest)
    every = items == EVERY_POST
    enough |= every
    # Every post comes first, being hash 0; where it is not there is nothing.
    index = np.cumsum(enough) - 1
    kept: Bools = enough[at]
    return kept, index[at[kept]].astype(np.int64), items[enough]


def _told(kind: str, name: str) -> tuple[str, str]:
    """Kind and name of an item, emoji told apart from words."""
    if kind == HASHTAG:
        return "hashtags", name
    if kind == DOMAIN:
        return "domains", name
    if kind == MODIFIER:
        return MODIFIERS, name
    kinds, first = codepoints()[0], ord(name[0])
    return (EMOJI if first < len(kinds) and int(kinds[first]) & KIND in (EMOJI_KIND, REGIONAL) else WORDS), name


def compare(axis: Axis, group: str, every: WordCounts, scope: Scope) -> Iterator[Compared]:
    """The words of each kind, compared between the sides of :meth:`Axis.counts`."""
    tolerance = scope.plan.tolerances.rate_ratio
    for kind in KINDS:
        chosen = np.array([each == kind for each in axis.kinds[1:]], dtype=bool)
        if not chosen.any():
            continue
        index = np.cumsum(chosen) - 1
        rows = chosen[every.word]
        posts_a, posts_b = axis.alone(group) if kind == MODIFIERS else (every.posts_a, every.posts_b)
        if not (posts_a.any() and posts_b.any()) or (kind == MODIFIERS and tells_of_few(axis, group, every, scope)):
            continue
        counts = WordCounts(
            index[every.word[rows]],
            every.author[rows],
            every.with_a[rows],
            every.with_b[rows],
            posts_a,
            posts_b,
            int(chosen.sum()),
        )
        rates = compare_words(counts, level=scope.level, tolerance=tolerance)
        q_value = benjamini_hochberg(rates.p_value)
        z = log_odds(rates.posts_a, rates.posts_b).z
        names = tuple(name for name, own in zip(axis.names[1:], chosen.tolist(), strict=True) if own)
        yield Compared(axis.axis, group, kind, names, counts, rates, q_value, z, axis.known, tolerance)


def tells_of_few(axis: Axis, group: str, every: WordCounts, scope: Scope) -> bool:
    """Whether posts that mention a group alone, held against all that mention it, would tell of too few authors."""
    alone = axis.alone(group)
    several = [
        int(((whole - one > 0) & axis.known).sum())
        for whole, one in zip((every.posts_a, every.posts_b), alone, strict=True)
    ]
    return any(0 < each < scope.plan.floors.authors for each in several)
