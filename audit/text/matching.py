"""Looking words up and walking the trie of forms: compiled, and called by the kernel only."""

from __future__ import annotations

import numpy as np

from audit.text.arrays import IDENTITY
from audit.text.compilation import jit


@jit
def _hash(word, start, end):  # type: ignore[no-untyped-def]
    """64 bits of the code points of a word, for use inside one process only."""
    state = np.uint64(0x9E3779B97F4A7C15)
    for i in range(start, end):
        state = (state ^ np.uint64(word[i])) * np.uint64(0x9FB21C651E98DF25)
        state ^= state >> np.uint64(32)
    return state


@jit
def find(word, length, words):  # type: ignore[no-untyped-def]
    """The number of a word, or -1; the code points are compared, so there are no false matches."""
    if length > word.size:
        return -1
    value = _hash(word, 0, length)
    bit = value >> np.uint64(32)
    if not words.filter[np.int64(bit >> np.uint64(6)) & (words.filter.size - 1)] >> (bit & np.uint64(63)) & np.uint64(1):
        return -1
    mask = words.slot.size - 1
    place = np.int64(value & np.uint64(0x7FFFFFFF)) & mask
    while True:
        found = words.slot[place]
        if found < 0:
            return -1
        if words.hash[found] == value:
            start = words.start[found]
            if words.start[found + 1] - start == length:
                same = True
                for i in range(length):
                    same &= words.codepoint[start + i] == word[i]
                if same:
                    return np.int64(found)
        place = (place + 1) & mask


@jit
def _child(node, word, forms):  # type: ignore[no-untyped-def]
    key = np.uint64(node) << np.uint64(32) | np.uint64(word)
    mask = forms.edge_key.size - 1
    place = np.int64(key * np.uint64(0x9FB21C651E98DF25) >> np.uint64(33)) & mask
    while forms.edge_key[place] != key:
        if forms.edge_key[place] == np.uint64(0xFFFFFFFFFFFFFFFF):
            return -1
        place = (place + 1) & mask
    return np.int64(forms.edge_child[place])


@jit
def match(run, length, stop, cursor, forms, words, post, found, count):  # type: ignore[no-untyped-def]
    """Match the layers over a run of known words (rows: word, start, end, capital), from ``cursor`` up to ``stop``.

    Leftmost, then longest; matches of a layer do not overlap. Of two patterns of one length, the longer filler wins.
    """
    for layer in range(3):
        i = cursor[layer]
        while i < stop:
            best_term, best_end, best_filler, best_from, best_size = -1, i, -1, i, 0
            if words.use[run[0, i]] >> layer & 1:
                node, j = layer, i
                while True:
                    if forms.accept[node] >= 0 and j > best_end:
                        best_term, best_end, best_filler, best_from, best_size = forms.accept[node], j, -1, i, 0
                    for number in range(2):
                        after = forms.slot[node, number]
                        if after < 0:
                            continue
                        inner, k = IDENTITY, j
                        while k < length:
                            inner = _child(inner, run[0, k], forms)
                            if inner < 0:
                                break
                            k += 1
                            filler = forms.accept[inner]
                            if filler < 0 or not forms.number[filler] >> number & 1:
                                continue
                            outer, m = after, k
                            while True:
                                if forms.accept[outer] >= 0 and (
                                    m > best_end or (m == best_end and k - j > best_size)
                                ):
                                    best_term, best_end, best_filler = forms.accept[outer], m, filler
                                    best_from, best_size = j, k - j
                                if m >= length:
                                    break
                                outer = _child(outer, run[0, m], forms)
                                if outer < 0:
                                    break
                                m += 1
                    if j >= length:
                        break
                    node = _child(node, run[0, j], forms)
                    if node < 0:
                        break
                    j += 1
            if best_term < 0:
                i += 1
                continue
            if count < found.post.size:
                found.post[count] = post
                found.layer[count] = layer
                found.term[count] = best_term
                found.filler[count] = best_filler
                found.start[count] = run[1, i]
                found.end[count] = run[2, best_end - 1]
                found.capital[count] = run[3, best_from]
            count += 1
            i = best_end
        cursor[layer] = i
    return count


@jit
def find_toneless(word, length, words):  # type: ignore[no-untyped-def]
    """Look an emoji up without its skin tones."""
    if length > word.size:
        return -1
    kept = 1
    for i in range(1, length):
        if not 0x1F3FB <= word[i] <= 0x1F3FF:
            word[kept] = word[i]
            kept += 1
    return find(word, kept, words)


@jit
def enter_words(words):  # type: ignore[no-untyped-def]
    """Fill ``hash``, ``filter`` and ``slot`` of a table whose words are written down."""
    mask = words.slot.size - 1
    for i in range(words.start.size - 1):
        value = _hash(words.codepoint, words.start[i], words.start[i + 1])
        words.hash[i] = value
        bit = value >> np.uint64(32)
        words.filter[np.int64(bit >> np.uint64(6)) & (words.filter.size - 1)] |= np.uint64(1) << (bit & np.uint64(63))
        place = np.int64(value & np.uint64(0x7FFFFFFF)) & mask
        while words.slot[place] >= 0:
            place = (place + 1) & mask
        words.slot[place] = i


@jit
def enter_edges(keys, children, forms):  # type: ignore[no-untyped-def]
    """Fill ``edge_key`` and ``edge_child``."""
    mask = forms.edge_key.size - 1
    for i in range(keys.size):
        place = np.int64(keys[i] * np.uint64(0x9FB21C651E98DF25) >> np.uint64(33)) & mask
        while forms.edge_key[place] != np.uint64(0xFFFFFFFFFFFFFFFF):
            place = (place + 1) & mask
        forms.edge_key[place] = keys[i]
        forms.edge_child[place] = children[i]
