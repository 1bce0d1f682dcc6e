"""Looking words up and walking the trie of forms: compiled, and called by the kernel only."""

# Types are inferred by numba, which knows more of them than annotations could say.
# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="assignment"

from __future__ import annotations

import numpy as np

from audit.text.arrays import CAPITAL_ROW, END_ROW, GENERICS, IDENTITY, LAYERS_ROW, START_ROW, WORD_ROW
from audit.text.compilation import jit
from audit.text.octets import hash_pieces, is_one_piece

# The hash of a token and of shingles: one step per code point, then a finish. Samples of tokens that are kept hold it.
SEED, STEP, FINISH = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x9FB21C651E98DF25), np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)
# An entry of the table of words: where its code points start << 32 | whether it is one piece << 31 | its number.
_ONE_PIECE, _NUMBER = np.uint64(1 << 31), np.uint64((1 << 31) - 1)
_BIT, _WORD = np.uint64(42), np.uint64(48)
_FREE = np.uint64(0xFFFFFFFFFFFFFFFF)


@jit
def finish(state):
    """Spread the state of a hash over all its bits."""
    state = (state ^ state >> _HALF) * FINISH
    return state ^ state >> _HALF


@jit
def hash_word(word, start, end):
    """The hash of code points ``start`` to ``end``."""
    state = SEED
    for i in range(start, end):
        state = (state ^ np.uint64(word[i])) * STEP
    return finish(state)


@jit
def hash_plain(data, start, length):
    """The same of a word of ASCII letters and digits as it stands in a text."""
    state = SEED
    for i in range(start, start + length):
        byte = data[i]
        state = (state ^ np.uint64(byte | 0x20 if byte >= 0x41 else byte)) * STEP
    return finish(state)


@jit
def may_be_known(value, bits):
    """Whether a word of this hash may be in the table; no if this says no."""
    return (
        bits[np.int64(value >> np.uint64(38)) & (bits.size - 1)] >> (value >> _HALF & np.uint64(63)) & np.uint64(1) != 0
    )


@jit
def find(word, length, value, slots, starts, codepoints):
    """The number of a word, or -1; the code points are compared, so there are no false matches."""
    if length > word.size:
        return -1
    mask = slots.shape[0] - 1
    place = np.int64(value & np.uint64(0x7FFFFFFF)) & mask
    while True:
        entry = slots[place, 1]
        if entry == _FREE:
            return -1
        if slots[place, 0] == value:
            found, start = np.int64(entry & _NUMBER), np.int64(entry >> _HALF)
            same = starts[found + 1] - start == length
            for i in range(length if same else 0):
                same &= codepoints[start + i] == word[i]
            if same:
                return found
        place = (place + 1) & mask


@jit
def find_piece(value, slots):
    """The number of a word of ASCII that is one piece, or -1; of such words no two have the same hash."""
    mask = slots.shape[0] - 1
    place = np.int64(value & np.uint64(0x7FFFFFFF)) & mask
    while True:
        entry = slots[place, 1]
        if entry == _FREE:
            return -1
        if slots[place, 0] == value and entry & _ONE_PIECE:
            return np.int64(entry & _NUMBER)
        place = (place + 1) & mask


@jit
def write_down(word, length, data, start):
    """Write down the code points of a word of ASCII letters and digits, in small letters."""
    for i in range(min(length, word.size)):
        byte = data[start + i]
        word[i] = byte | 0x20 if byte >= 0x41 else byte


@jit
def without_tones(word, length):
    """Take the skin tones out of an emoji; the new length."""
    if length > word.size:
        return length
    kept = 1
    for i in range(1, length):
        if not 0x1F3FB <= word[i] <= 0x1F3FF:
            word[kept] = word[i]
            kept += 1
    return kept


@jit
def holds_look_alike(word, length, data, start, begin):
    """Whether a word of ASCII letters and digits may be a disguise to ``disguises.plainly``: 1 or 0.

    It needs a digit that looks like a letter, before a letter, and four characters or a symbol in front ("4th" is none).
    """
    if length < 4:
        before = data[start - 1] if start > begin else np.uint8(0x20)
        if before != 0x40 and before != 0x24 and before != 0x21 and before != 0x7C:  # @ $ ! |
            return 0
    for i in range(min(length, word.size) - 1):
        digit = word[i]
        if 0x30 <= digit <= 0x38 and digit != 0x32 and digit != 0x36 and word[i + 1] > 0x39:
            return 1
    return 1 if length > word.size else 0


@jit
def _spread(key):
    """The hash of an edge: its upper bits choose the bit of the filter and the place in the table."""
    return key * STEP


@jit
def may_go_on(first, second, bits):
    """Whether a form may start with these two words; no if this says no."""
    spread = _spread(np.uint64(first) << _HALF | np.uint64(second))
    return bits[np.int64(spread >> _WORD) & (bits.size - 1)] >> (spread >> _BIT & np.uint64(63)) & np.uint64(1) != 0


@jit
def _child(node, word, edges, edge_bits):
    """The node after a word, or -1."""
    key = np.uint64(node) << _HALF | np.uint64(word)
    spread = _spread(key)
    if not edge_bits[np.int64(spread >> _WORD) & (edge_bits.size - 1)] >> (spread >> _BIT & np.uint64(63)) & np.uint64(
        1
    ):
        return -1
    mask = edges.shape[0] - 1
    place = np.int64(spread >> _HALF) & mask
    while edges[place, 0] != key:
        if edges[place, 0] == _FREE:
            return -1
        place = (place + 1) & mask
    return np.int64(edges[place, 1])


@jit
def _write(found, count, post, layer, term, filler, run, first, last, head):
    """Note a match of words ``first`` to ``last`` of a run, if there is room; ``head`` is the word whose capital counts."""
    if count < found.shape[0]:
        found[count, 0] = post
        found[count, 1] = layer
        found[count, 2] = term
        found[count, 3] = filler
        found[count, 4] = run[START_ROW, first]
        found[count, 5] = run[END_ROW, last]
        found[count, 6] = run[CAPITAL_ROW, head]
    return count + 1


@jit
def _match_forms(layer, run, length, stop, i, edges, edge_bits, nodes, roots, post, found, count):
    """Match plain forms, leftmost and longest, from word ``i`` up to ``stop``; where the next match may start."""
    while i < stop:
        if not run[LAYERS_ROW, i] >> layer & 1:
            i += 1
            continue
        node, j, term, after = np.int64(roots[run[WORD_ROW, i], layer]), i + 1, -1, i
        while node >= 0:
            if nodes[node, 0] >= 0:
                term, after = np.int64(nodes[node, 0]), j
            if j >= length or nodes[node, 3] == 0:
                break
            node = _child(node, run[WORD_ROW, j], edges, edge_bits)
            j += 1
        if term < 0:
            i += 1
            continue
        count = _write(found, count, post, layer, term, -1, run, i, after - 1, i)
        i = after
    return i, count


@jit
def _match_frames(run, length, stop, i, edges, edge_bits, nodes, roots, numbers, post, found, count):
    """Match patterns with a slot, leftmost and longest; of two of one length, the one with the longer filler."""
    while i < stop:
        if not run[LAYERS_ROW, i] >> GENERICS & 1:
            i += 1
            continue
        best_term, best_end, best_filler, best_from, best_size = -1, i, -1, i, 0
        node, j = GENERICS, i
        while True:
            for number in range(2):
                behind = np.int64(nodes[node, 1 + number])
                if behind < 0:
                    continue
                inner, k = IDENTITY, j
                while k < length and run[LAYERS_ROW, j] >> IDENTITY & 1:
                    inner = (
                        np.int64(roots[run[WORD_ROW, k], IDENTITY])
                        if k == j
                        else _child(inner, run[WORD_ROW, k], edges, edge_bits)
                    )
                    if inner < 0:
                        break
                    k += 1
                    filler = np.int64(nodes[inner, 0])
                    if filler < 0 or not numbers[filler] >> number & 1:
                        continue
                    outer, m = behind, k
                    while True:
                        if nodes[outer, 0] >= 0 and (m > best_end or (m == best_end and k - j > best_size)):
                            best_term, best_end, best_filler = np.int64(nodes[outer, 0]), m, filler
                            best_from, best_size = j, k - j
                        if m >= length or nodes[outer, 3] == 0:
                            break
                        outer = _child(outer, run[WORD_ROW, m], edges, edge_bits)
                        if outer < 0:
                            break
                        m += 1
            if j >= length:
                break
            node = (
                np.int64(roots[run[WORD_ROW, j], GENERICS])
                if j == i
                else _child(node, run[WORD_ROW, j], edges, edge_bits)
            )
            if node < 0:
                break
            j += 1
        if best_term < 0:
            i += 1
            continue
        count = _write(found, count, post, GENERICS, best_term, best_filler, run, i, best_end - 1, best_from)
        i = best_end
    return i, count


@jit
def match(starts, run, length, stop, cursor, edges, edge_bits, nodes, roots, numbers, post, found, count):
    """Match the layers over a run of known words, from ``cursor`` up to ``stop``; how many matches there are now.

    ``starts`` has bit ``layer`` if a form of that layer may start at a word of the run. A pattern needs an identity form.
    """
    for layer in range(2):
        if starts >> layer & 1:
            cursor[layer], count = _match_forms(
                layer, run, length, stop, cursor[layer], edges, edge_bits, nodes, roots, post, found, count
            )
        else:
            cursor[layer] = stop
    if length > 1 and starts >> IDENTITY & 1 and starts >> GENERICS & 1:
        cursor[GENERICS], count = _match_frames(
            run, length, stop, cursor[GENERICS], edges, edge_bits, nodes, roots, numbers, post, found, count
        )
    else:
        cursor[GENERICS] = stop
    return count


@jit
def enter_words(words):
    """Fill ``filter`` and ``slot`` of a table whose words are written down."""
    mask = words.slot.shape[0] - 1
    for i in range(words.start.size - 1):
        value = hash_pieces(words.codepoint, words.start[i], words.start[i + 1])
        bit = np.uint64(1) << (value >> _HALF & np.uint64(63))
        words.filter[np.int64(value >> np.uint64(38)) & (words.filter.size - 1)] |= bit
        place = np.int64(value & np.uint64(0x7FFFFFFF)) & mask
        while words.slot[place, 1] != _FREE:
            place = (place + 1) & mask
        words.slot[place, 0] = value
        words.slot[place, 1] = np.uint64(words.start[i]) << _HALF | np.uint64(i)
        if is_one_piece(words.codepoint, words.start[i], words.start[i + 1]):
            words.slot[place, 1] |= _ONE_PIECE


@jit
def enter_edges(keys, children, edges, edge_bits):
    """Fill the edges of a trie."""
    mask = edges.shape[0] - 1
    for i in range(keys.size):
        spread = _spread(keys[i])
        edge_bits[np.int64(spread >> _WORD) & (edge_bits.size - 1)] |= np.uint64(1) << (spread >> _BIT & np.uint64(63))
        place = np.int64(spread >> _HALF) & mask
        while edges[place, 0] != _FREE:
            place = (place + 1) & mask
        edges[place, 0] = keys[i]
        edges[place, 1] = children[i]


@jit
def enter_pairs(keys, bits):
    """Fill the pairs of words that forms start with."""
    for i in range(keys.size):
        spread = _spread(keys[i])
        bits[np.int64(spread >> _WORD) & (bits.size - 1)] |= np.uint64(1) << (spread >> _BIT & np.uint64(63))
