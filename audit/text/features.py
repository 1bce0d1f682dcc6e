"""What metrics read of the text of a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.hashing import distinct, string_buffers
from audit.text.arrays import END, FILLER, GENERICS, IDENTITY, IS_CAPITAL, LAYER, MARKERS, POST, START, TERM, Counts
from audit.text.codepoints import codepoints
from audit.text.disguises import plainly
from audit.text.lexicon import CAPITAL, STRICT, CompiledLexicon
from audit.text.tokens import counters, no_log, room

Pairs = tuple[npt.NDArray[np.int32], npt.NDArray[np.int32]]
Counted = npt.NDArray[np.int32]
_LAYERS = ("identity", "marker", "generic")


class Mentions(NamedTuple):
    """Where groups are named, one entry per form and group, in order of post and place.

    Attributes
    ----------
    post, group : ndarray of int32
        Index into the batch, and into ``groups``.
    start, end : ndarray of int32
        Bytes from the start of the post's text.
    """

    post: Counted
    group: Counted
    start: Counted
    end: Counted


class Markers(NamedTuple):
    """Where markers stand that are no part of a mention, in order of post and place.

    Attributes
    ----------
    post : ndarray of int32
    categories : ndarray of uint32
        Bit i: ``categories[i]``.
    start, end : ndarray of int32
        Bytes from the start of the post's text.
    """

    post: Counted
    categories: npt.NDArray[np.uint32]
    start: Counted
    end: Counted


@dataclass(slots=True)
class TextFeatures:
    """Features of n posts. A post without text has none and counts 0.

    Attributes
    ----------
    groups : tuple of (axis, group)
    categories : tuple of str
    strict_pairs, loose_pairs, generic_pairs : pair of ndarray of int32
        Post and index into ``groups``, sorted, each pair once. Strict: the post certainly names people of the group by
        the lexicon's own rules. Loose: any form of the group, strict ones included. Generic: a sentence frame about all
        or typical members, around a strict form.
    evaded_pairs : pair of ndarray of int32
        Groups that a post names strictly in a disguised spelling, and in no plain form of any tier.
    strict_spans, named_spans : Mentions
        Where the strict pairs stand, and where the loose ones do.
    marker_spans : Markers
    marker_mask : ndarray of uint32, shape (n,)
        Bit i: a marker of ``categories[i]`` occurs.
    tokens, letters, latin_letters, function_words, profanity : ndarray of int32, shape (n,)
        Words and emoji, their letters, those of the Latin script, and words of the lists of function words and of
        profanity. Links, handles and addresses are not counted.
    readable : ndarray of bool, shape (n,)
        There are letters, and at least half are Latin.
    languages : tuple of str
        Languages that posts were read in; of one pass alone, none is told.
    language : ndarray of int8, shape (n,)
        Index into ``languages``, or -1 where no lexicon was read.
    groups_of : mapping of str to tuple of (axis, group)
        The groups that the lexicon of each language names.
    """

    groups: tuple[tuple[str, str], ...]
    categories: tuple[str, ...]
    strict_pairs: Pairs
    loose_pairs: Pairs
    generic_pairs: Pairs
    evaded_pairs: Pairs
    strict_spans: Mentions
    named_spans: Mentions
    marker_spans: Markers
    marker_mask: npt.NDArray[np.uint32]
    tokens: Counted
    letters: Counted
    latin_letters: Counted
    function_words: Counted
    profanity: Counted
    readable: npt.NDArray[np.bool_]
    languages: tuple[str, ...] = ()
    language: npt.NDArray[np.int8] = field(default_factory=lambda: np.zeros(0, np.int8))
    groups_of: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)


class Span(NamedTuple):
    """A match in one text, for debugging and for coding by hand.

    Attributes
    ----------
    layer : str
        ``identity``, ``marker`` or ``generic``.
    start, end : int
        Characters: ``text[start:end]``.
    form : str
        The form or pattern that was found, folded.
    filler : str
        The identity form in the slot of a generic pattern; else empty.
    says : tuple of (str, str, str)
        Axis, group and ``strict`` or ``loose`` of each group named; of a marker ``("", category, "")``.
    """

    layer: str
    start: int
    end: int
    form: str
    filler: str
    says: tuple[tuple[str, str, str], ...]


class TextPass:
    """The pass over the text of a batch, with its lexicons. Pickles; holds no posts; may be shared by threads.

    Parameters
    ----------
    lexicon : CompiledLexicon
        From :func:`audit.text.lexicon.compile_lexicon`.
    """

    def __init__(self, lexicon: CompiledLexicon) -> None:
        self.lexicon = lexicon

    @property
    def groups(self) -> tuple[tuple[str, str], ...]:
        """Axis and group of every group index."""
        return self.lexicon.groups

    @property
    def categories(self) -> tuple[str, ...]:
        """Marker category of every bit."""
        return self.lexicon.categories

    def __call__(self, text: pa.Array | pa.ChunkedArray) -> TextFeatures:
        """The same as :meth:`run`."""
        return self.run(text)

    def run(self, text: pa.Array | pa.ChunkedArray) -> TextFeatures:
        """Read a column of posts.

        Parameters
        ----------
        text : pyarrow.LargeStringArray, shape (n,)
            Any other string type costs a copy of its offsets.

        Returns
        -------
        TextFeatures
        """
        if isinstance(text, pa.ChunkedArray):
            text = text.cast(pa.large_string()).combine_chunks()
        found, counts = self._scan(text)
        return self._features(found, counts, text)

    def spans(self, text: str) -> list[Span]:
        """Every match in one text.

        Parameters
        ----------
        text : str

        Returns
        -------
        list of Span
            Identity terms, markers and generics, each in order of the text.
        """
        found, _ = self._scan(pa.array([text], pa.large_string()))
        octets = text.encode()
        lexicon, spans = self.lexicon, []
        for _, layer, term, filler, start, end, capital in found.tolist():
            form, inner, says = "", "", list[tuple[str, str, str]]()
            if layer == MARKERS:
                form, bits = lexicon.markers[term], int(lexicon.marker_bits[term])
                says = [("", name, "") for i, name in enumerate(lexicon.categories) if bits >> i & 1]
            else:
                if layer == GENERICS:
                    form, inner = lexicon.patterns[term], lexicon.identity[filler]
                else:
                    form = lexicon.identity[term]
                named = term if layer == IDENTITY else filler
                for cell in range(lexicon.cell_start[named], lexicon.cell_start[named + 1]):
                    tier = lexicon.cell_tier[cell]
                    strict = tier == STRICT or (tier == CAPITAL and capital)
                    says.append((*lexicon.groups[lexicon.cell_group[cell]], "strict" if strict else "loose"))
            first, last = len(octets[:start].decode()), len(octets[:end].decode())
            spans.append(Span(_LAYERS[layer], first, last, form, inner, tuple(says)))
        return sorted(spans, key=lambda span: (_LAYERS.index(span.layer), span.start))

    def _scan(self, text: pa.Array) -> tuple[Counted, Counts]:
        """Run the kernel, again from where it stopped whenever the matches are more than there was room for."""
        from audit.text.kernel import scan

        data, offsets, valid = string_buffers(text)
        n = len(offsets) - 1
        lexicon, counts, batches = self.lexicon, counters(n), list[Counted]()
        capacity, post = n + 1024, 0
        while post < n or not batches:
            found = room(capacity)
            post, matches, wanted, _ = scan(
                data,
                offsets,
                valid,
                codepoints(),
                lexicon.words,
                lexicon.forms,
                lexicon.longest_word,
                post,
                found,
                counts,
                no_log(),
            )
            batches.append(found[:matches])
            capacity = max(2 * capacity, wanted)
        return np.concatenate(batches), counts

    def _features(self, found: Counted, counts: Counts, text: pa.Array) -> TextFeatures:
        lexicon, n = self.lexicon, len(counts.tokens)
        mentions, marked, generic = (found[found[:, LAYER] == layer] for layer in (IDENTITY, MARKERS, GENERICS))
        match, group, is_strict = self._named(mentions[:, TERM], mentions[:, IS_CAPITAL])
        named = Mentions(mentions[match, POST], group, mentions[match, START], mentions[match, END])
        spans = Mentions(*(each[is_strict] for each in named))
        loose = self._pairs(named.post, named.group)
        generic = generic[lexicon.pattern_counts[generic[:, TERM]]]
        marked = marked[~overlapping(marked[:, POST], marked[:, START], marked[:, END], named)]
        match, filler_group, is_strict = self._named(generic[:, FILLER], generic[:, IS_CAPITAL])
        match, filler_group = match[is_strict], filler_group[is_strict]
        bits = lexicon.marker_bits[marked[:, TERM]]
        mask = np.zeros(n, np.uint32)
        np.bitwise_or.at(mask, marked[:, POST], bits)
        return TextFeatures(
            groups=lexicon.groups,
            categories=lexicon.categories,
            strict_pairs=self._pairs(spans.post, spans.group),
            loose_pairs=loose,
            generic_pairs=self._pairs(generic[match, POST], filler_group),
            evaded_pairs=self._evaded(text, counts.disguised, loose),
            strict_spans=spans,
            named_spans=named,
            marker_spans=Markers(marked[:, POST], bits, marked[:, START], marked[:, END]),
            marker_mask=mask,
            tokens=counts.tokens,
            letters=counts.letters,
            latin_letters=counts.latin_letters,
            function_words=counts.function_words,
            profanity=counts.profanity,
            readable=(counts.letters > 0) & (2 * counts.latin_letters.astype(np.int64) >= counts.letters),
        )

    def _evaded(self, text: pa.Array, disguised: Counted, plain: Pairs) -> Pairs:
        """What posts name once their disguised words are written plainly, and do not name as they stand."""
        posts, texts = list[int](), list[str]()
        for post in np.flatnonzero(disguised).tolist():
            for reading in plainly(text[post].as_py()):
                posts.append(post)
                texts.append(reading)
        if not posts:
            return self._pairs(np.zeros(0, np.int32), np.zeros(0, np.int32))
        found, _ = self._scan(pa.array(texts, pa.large_string()))
        mentions = found[found[:, LAYER] == IDENTITY]
        match, group, strict = self._named(mentions[:, TERM], mentions[:, IS_CAPITAL])
        post = np.array(posts, np.int32)[mentions[match[strict], POST]]
        width = max(len(self.lexicon.groups), 1)
        own = distinct(post.astype(np.int64) * width + group[strict])
        said = np.append(plain[0].astype(np.int64) * width + plain[1], -1)  # ascending, but for what no pair is
        own = own[said[np.searchsorted(said[:-1], own)] != own]
        return self._pairs(own // width, own % width)

    def _named(self, term: Counted, capital: Counted) -> tuple[npt.NDArray[np.int64], Counted, npt.NDArray[np.bool_]]:
        """Groups named by matches of identity terms: which match, which group, and whether strictly."""
        lexicon = self.lexicon
        first = lexicon.cell_start[term]
        many = lexicon.cell_start[term + 1] - first
        match = np.repeat(np.arange(len(term)), many)
        cell = np.arange(len(match)) - np.repeat(np.cumsum(many) - many, many) + first[match]
        tier = lexicon.cell_tier[cell]
        strict: npt.NDArray[np.bool_] = (tier == STRICT) | ((tier == CAPITAL) & (capital[match] != 0))
        return match, lexicon.cell_group[cell], strict

    def _pairs(self, post: npt.NDArray[np.integer], group: npt.NDArray[np.integer]) -> Pairs:
        """Each pair once, sorted."""
        width = max(len(self.lexicon.groups), 1)
        found, which = np.divmod(distinct(post.astype(np.int64) * width + group), width)
        return found.astype(np.int32), which.astype(np.int32)


def overlapping(post: Counted, start: Counted, end: Counted, mentions: Mentions) -> npt.NDArray[np.bool_]:
    """Which spans share a byte with a mention: "illegal" in "illegal immigrants" names the group, it does not describe it.

    Mentions do not overlap each other, but where one form names several groups: then they begin and end together.

    Parameters
    ----------
    post, start, end : ndarray of int32, shape (m,)
        Of each span, in bytes of its post.
    mentions : Mentions

    Returns
    -------
    ndarray of bool, shape (m,)
    """
    if not len(post) or not len(mentions.post):
        return np.zeros(len(post), dtype=bool)
    place = mentions.post.astype(np.int64) << 32 | mentions.start
    order = np.argsort(place, kind="stable")
    place, of, until = place[order], mentions.post[order], mentions.end[order]
    # The last mention that starts before the span ends is the only one that can reach into it.
    before = np.searchsorted(place, post.astype(np.int64) << 32 | end, side="left") - 1
    at = np.maximum(before, 0)
    hit: npt.NDArray[np.bool_] = (before >= 0) & (of[at] == post) & (until[at] > start)
    return hit
