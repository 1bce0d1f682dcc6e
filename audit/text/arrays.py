"""The arrays that the kernel reads and fills, by name."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

IDENTITY, MARKERS, GENERICS = range(3)
#: Bits of what a word is good for: bit ``layer`` if a form of that layer can start with it, and these two.
IN_FORM, FUNCTION_WORD = 8, 16
PLURAL, SINGULAR = 0, 1


class Words(NamedTuple):
    """All words of all forms, and where to find them."""

    filter: npt.NDArray[np.uint64]  # bit set, power of two: turns most other words away in one look at the L1 cache
    slot: npt.NDArray[np.int32]  # open addressing, power of two; word or -1
    hash: npt.NDArray[np.uint64]
    start: npt.NDArray[np.int32]  # of word i in codepoint
    codepoint: npt.NDArray[np.int32]
    use: npt.NDArray[np.uint8]


class Forms(NamedTuple):
    """Forms as a trie over words: nodes 0, 1 and 2 are the roots of the layers."""

    edge_key: npt.NDArray[np.uint64]  # node << 32 | word, open addressing; all bits set is free
    edge_child: npt.NDArray[np.int32]
    accept: npt.NDArray[np.int32]  # node -> term or -1
    slot: npt.NDArray[np.int32]  # node, PLURAL or SINGULAR -> node after any form of that number, or -1
    number: npt.NDArray[np.uint8]  # term of layer 0 -> bit 1 << PLURAL, 1 << SINGULAR: may fill a slot


class Found(NamedTuple):
    """Matches, in order of post; room for as many as the arrays hold."""

    post: npt.NDArray[np.int32]
    layer: npt.NDArray[np.uint8]
    term: npt.NDArray[np.int32]  # of its layer
    filler: npt.NDArray[np.int32]  # layer 2: the term of layer 0 in the slot; else -1
    start: npt.NDArray[np.int32]  # bytes from the start of the post
    end: npt.NDArray[np.int32]
    capital: npt.NDArray[np.uint8]  # first letter of the term (of the filler) is a capital


class Counts(NamedTuple):
    """Per post."""

    tokens: npt.NDArray[np.int32]
    letters: npt.NDArray[np.int32]
    latin_letters: npt.NDArray[np.int32]
    function_words: npt.NDArray[np.int32]


class TokenLog(NamedTuple):
    """Every token, if the arrays have room; length 0 to log none."""

    post: npt.NDArray[np.int32]
    start: npt.NDArray[np.int32]
    end: npt.NDArray[np.int32]
    after_break: npt.NDArray[np.uint8]
    word_end: npt.NDArray[np.int64]  # of the folded word in codepoint
    codepoint: npt.NDArray[np.int32]
