"""Forms as arrays: the words they are made of in a hash table, and a trie over words."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from audit.text.arrays import FUNCTION_WORD, GENERICS, IDENTITY, IN_FORM, MARKERS, PROFANITY, WHOLE, Forms, Words

Form = tuple[str, ...]
#: Words before the slot, what fills it (PLURAL or SINGULAR), words after.
Frame = tuple[Form, int, Form]


def build(
    identity: Mapping[Form, int],
    markers: Sequence[Form],
    frames: Sequence[Frame],
    function_words: Iterable[str],
    profanity: Iterable[str] = (),
) -> tuple[Words, Forms]:
    """Write forms down as the arrays that the kernel reads.

    Parameters
    ----------
    identity : mapping of form to int
        Forms of layer 0 in order of their term number, with the slots each may fill: bits ``1 << PLURAL`` and
        ``1 << SINGULAR``.
    markers : sequence of form
        Forms of layer 1, each once.
    frames : sequence of frame
        Patterns of layer 2, each once.
    function_words, profanity : iterable of str
        Single folded words to count.

    Returns
    -------
    words : Words
    forms : Forms
    """
    trie = _Trie()
    for term, form in enumerate(identity):
        trie.accept[trie.walk(IDENTITY, form, IDENTITY)] = term
    for term, form in enumerate(markers):
        trie.accept[trie.walk(MARKERS, form, MARKERS)] = term
    for term, (before, number, after) in enumerate(frames):
        node = trie.walk(GENERICS, before, GENERICS)
        trie.accept[trie.walk(trie.through(node, number), after, None)] = term
    if GENERICS in (node for node, _ in trie.slots):  # a pattern may start with any identity form
        trie.use = [use | 1 << GENERICS if use >> IDENTITY & 1 else use for use in trie.use]
    for word in function_words:
        trie.use[trie.number(word)] |= FUNCTION_WORD
    for word in profanity:
        trie.use[trie.number(word)] |= PROFANITY
    return trie.arrays(list(identity.values()))


@functools.cache
def no_forms() -> tuple[Words, Forms]:
    """The arrays of no forms."""
    return build({}, [], [], [])


class _Trie:
    def __init__(self) -> None:
        self.words: dict[str, int] = {}
        self.use: list[int] = []
        self.edges: dict[tuple[int, int], int] = {}
        self.slots: dict[tuple[int, int], int] = {}
        self.accept = [-1, -1, -1]

    def number(self, word: str) -> int:
        found = self.words.setdefault(word, len(self.words))
        if found == len(self.use):
            self.use.append(0)
        return found

    def new(self) -> int:
        self.accept.append(-1)
        return len(self.accept) - 1

    def walk(self, node: int, form: Form, layer: int | None) -> int:
        """Follow a form from a node, making what is missing; it starts matches of ``layer`` if that is given."""
        for i, word in enumerate(form):
            number = self.number(word)
            self.use[number] |= IN_FORM | (1 << layer if layer is not None and i == 0 else 0)
            if len(form) == 1 and layer in (IDENTITY, MARKERS):
                self.use[number] |= 1 << WHOLE + layer
            child = self.edges.get((node, number))
            if child is None:
                child = self.edges[node, number] = self.new()
            node = child
        return node

    def through(self, node: int, number: int) -> int:
        """Go through the slot at a node."""
        child = self.slots.get((node, number))
        if child is None:
            child = self.slots[node, number] = self.new()
        return child

    def pairs(self) -> list[int]:
        """First and second word of the forms of layers 0 and 1 whose first word is no form of that layer by itself."""
        first = {
            child: word
            for (source, word), child in self.edges.items()
            if source in (IDENTITY, MARKERS) and self.accept[child] < 0
        }
        return [first[source] << 32 | word for source, word in self.edges if source in first]

    def arrays(self, numbers: list[int]) -> tuple[Words, Forms]:
        from audit.text.kernel import fill

        codes = [np.frombuffer(word.encode("utf-32-le"), np.int32) for word in self.words]
        starts = np.zeros(len(codes) + 1, np.int32)
        np.cumsum([len(code) for code in codes], out=starts[1:])
        words = Words(
            # 16 bits a word: 1 in 16 of others comes through.
            filter=np.zeros(_power_of_two(len(codes) // 4), np.uint64),
            slot=np.full((_power_of_two(2 * len(codes)), 2), np.uint64(2**64 - 1)),
            start=starts,
            codepoint=np.concatenate([np.zeros(0, np.int32), *codes]),
            use=np.array(self.use, np.uint8),
        )
        node = np.full((len(self.accept), 4), -1, np.int32)
        node[:, 0] = self.accept
        node[:, 3] = np.bincount([source for source, _ in self.edges], minlength=len(self.accept))
        root = np.full((len(self.words), 3), -1, np.int32)
        for (source, number), child in self.slots.items():
            node[source, 1 + number] = child
        pairs = self.pairs()
        forms = Forms(
            edge=np.full((_power_of_two(3 * len(self.edges) // 2), 2), np.uint64(2**64 - 1)),
            # 8 bits an edge: 1 in 9 comes through.
            edge_filter=np.zeros(_power_of_two(len(self.edges) // 8), np.uint64),
            node=node,
            root=root,
            number=np.array(numbers, np.uint8),
            pair=np.zeros(_power_of_two(len(pairs) // 4), np.uint64),  # 16 bits a pair: 1 in 16 comes through
        )
        for (source, word), child in self.edges.items():
            if source <= GENERICS:
                root[word, source] = child
        keys = np.array([source << 32 | word for source, word in self.edges], np.uint64)
        fill(words, forms, keys, np.array(list(self.edges.values()), np.uint64), np.array(pairs, np.uint64))
        # As those from the shelf are, for the kernel is compiled once more for arrays that can be written to.
        for array in (*words, *forms):
            array.flags.writeable = False
        return words, forms


def _power_of_two(least: int) -> int:
    return 1 << max(4, (least - 1).bit_length())
