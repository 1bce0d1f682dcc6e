"""The arrays that the kernel reads and fills, by name."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

IDENTITY, MARKERS, GENERICS = range(3)
#: Bits of what a word is good for: bit ``layer`` if a form of that layer can start with it, and these.
IN_FORM, FUNCTION_WORD, PROFANITY = 8, 16, 128
#: ``1 << WHOLE + layer`` if the word is a form of layer 0 or 1 by itself.
WHOLE = 5
PLURAL, SINGULAR = 0, 1


class Words(NamedTuple):
    """All words of all forms, and where to find them."""

    filter: npt.NDArray[np.uint64]  # bit set, power of two: turns most other words away in one look at the L1 cache
    slot: npt.NDArray[np.uint64]  # open addressing, power of two; hash, and entry as in ``matching`` or all bits set
    start: npt.NDArray[np.int32]  # of word i in codepoint
    codepoint: npt.NDArray[np.int32]
    use: npt.NDArray[np.uint8]


class Forms(NamedTuple):
    """Forms as a trie over words: nodes 0, 1 and 2 are the roots of the layers."""

    edge: npt.NDArray[np.uint64]  # open addressing; node << 32 | word, and child; all bits set is free
    edge_filter: npt.NDArray[np.uint64]  # bit set, power of two: most words that do not go on are turned away in L2
    node: npt.NDArray[np.int32]  # term or -1; node after any form in the plural or -1; in the singular; edges from it
    root: npt.NDArray[np.int32]  # word, layer -> node after that word from the root, or -1
    number: npt.NDArray[np.uint8]  # term of layer 0 -> bit 1 << PLURAL, 1 << SINGULAR: may fill a slot
    pair: npt.NDArray[np.uint64]  # bit set, power of two: first two words of forms whose first word is none by itself


#: Columns of a match: post; layer; term of that layer; in layer 2 the term of layer 0 in the slot, else -1; bytes from
#: the start of the post to its start and end; whether the first letter of the term (of the slot) is a capital.
POST, LAYER, TERM, FILLER, START, END, IS_CAPITAL = range(7)
#: Rows of a run of known words: number of the word; its first and last byte; whether it starts with a capital; and bit
#: ``layer`` if a form of that layer may start with it and go on with the word after it.
WORD_ROW, START_ROW, END_ROW, CAPITAL_ROW, LAYERS_ROW = range(5)


class Counts(NamedTuple):
    """Per post."""

    tokens: npt.NDArray[np.int32]
    letters: npt.NDArray[np.int32]
    latin_letters: npt.NDArray[np.int32]
    function_words: npt.NDArray[np.int32]
    profanity: npt.NDArray[np.int32]
    disguised: npt.NDArray[np.int32]  # places where a word may be disguised: look-alikes inside, or letters spaced out


class TokenLog(NamedTuple):
    """Every token, if the arrays have room; length 0 to log none, and no code points to log words as hashes only."""

    post: npt.NDArray[np.int32]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    after_break: npt.NDArray[np.uint8]
    in_hashtag: npt.NDArray[np.uint8]
    word: npt.NDArray[np.uint64]  # hash of the folded word
    word_end: npt.NDArray[np.int64]  # of the folded word in codepoint
    codepoint: npt.NDArray[np.int32]
