"""The loops behind :mod:`audit.text.shingles`: texts cut into shingles, and their minima under permutations."""

# Types are inferred by numba, which knows more of them than annotations could say.
# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="assignment"

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from audit.text.codepoints import AT, DIGIT, EMOJI, HASH, IGNORABLE, KIND, LOWER, MARK, REGIONAL, SINGLE
from audit.text.compilation import cached_jit, fingerprint, jit
from audit.text.kernel import DELICATE, GAP, sort_bytes
from audit.text.matching import SEED, STEP, finish, hash_word
from audit.text.reading import handle_end, look, read_emoji, read_word

#: Words of a text below which it is cut into runs of characters instead of runs of words, and the lengths of these.
FEWEST_WORDS, WORD_RUN, CHARACTER_RUN = 8, 3, 5
#: Code points of one word that are told apart, and of one short text.
LONGEST_WORD, LONGEST_SHORT_TEXT = 1024, 4096

_HALF = np.uint64(32)
_MIX_1, _MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)  # SplitMix64


@jit
def mixed(value):
    """SplitMix64's finaliser: every bit of the input moves every bit of the output."""
    value = (value ^ value >> np.uint64(30)) * _MIX_1
    value = (value ^ value >> np.uint64(27)) * _MIX_2
    return value ^ value >> np.uint64(31)


@jit
def _then(state, value):
    """Take one more value into a hash that depends on the order."""
    state = (state ^ value) * STEP
    return state ^ state >> _HALF


@jit
def _characters(codes, length, shingles, written, room):
    """Write the runs of characters of a short text; the least of their hashes, and how many there are now."""
    runs = max(length - CHARACTER_RUN + 1, 1)
    leader = np.uint64(0xFFFFFFFFFFFFFFFF)
    for i in range(min(runs, room)):
        state = SEED
        for j in range(i, min(i + CHARACTER_RUN, length)):
            state = _then(state, np.uint64(codes[j]))
        state = finish(state)
        leader = min(leader, state)
        shingles[written] = state >> _HALF
        written += 1
    return leader, written


@jit
def _cut(data, offsets, valid, tables, keys, leaders, words, ends, shingles, word, codes, sorts):
    kinds, folds, expansion_starts, expansion, combining = tables
    written = 0
    for post in range(offsets.size - 1):
        begin, end = offsets[post], offsets[post + 1]
        if valid.size and not valid[post]:
            end = begin
        position, tokens, characters, first = begin, 0, 0, written
        hashtag = end < begin  # false; a constant would have numba compile read_word once more for it
        key, leader = SEED, np.uint64(0xFFFFFFFFFFFFFFFF)
        before, last = SEED, SEED
        only_rt = hashtag
        while position < end:
            byte = data[position]
            sort = sorts[byte]
            if sort == GAP:
                position += 1
                hashtag = False
                continue
            start, length, value = position, 0, SEED
            read = False
            if sort < GAP and not hashtag:  # a word of ASCII letters and digits, as in the kernel of the lexicons
                while True:
                    if length < word.size:
                        folded = byte | sort & 0x20
                        word[length] = folded
                        value = (value ^ np.uint64(folded)) * STEP
                    length += 1
                    position += 1
                    if position == end:
                        sort = GAP
                        break
                    byte = data[position]
                    sort = sorts[byte]
                    if sort >= GAP:
                        break
                following = data[position + 1] if position + 1 < end else np.uint8(0x20)
                if sort == DELICATE and byte == 0x3A:
                    read = following != 0x2F
                elif sort == DELICATE and byte == 0x27:
                    read = following < 128 and sorts[following] >= GAP
                else:
                    read = sort != DELICATE and not (byte == 0x2E and length == 3 and word[0] == 0x77)
                if read:
                    value = finish(value)
                else:
                    position = start
            if not read:
                code, width, entry = look(data, position, end, kinds)
                kind = entry & KIND
                if LOWER <= kind <= DIGIT or kind == SINGLE:
                    position, _, length, _, _, left_out = read_word(
                        data, position, end, kinds, folds, expansion_starts, expansion, combining, word, hashtag
                    )
                    if left_out:
                        hashtag = False
                        continue
                elif kind == EMOJI or kind == REGIONAL:
                    position, length, _ = read_emoji(data, position, end, kinds, word)
                    hashtag = False
                else:
                    position += width
                    if kind == AT:
                        after, _ = handle_end(data, position, end, kinds)
                        if after > position and only_rt:  # "RT @name": what follows is the text
                            tokens, characters, key, written = 0, 0, SEED, first
                            leader = np.uint64(0xFFFFFFFFFFFFFFFF)
                        position, hashtag = after, False
                    elif kind == HASH:
                        hashtag = True
                    elif kind != MARK and kind != IGNORABLE and code != 0x5F:
                        hashtag = False
                    continue
                value = hash_word(word, 0, min(length, word.size))
            if length > word.size:
                value = _then(value, np.uint64(length))

            only_rt = tokens == 0 and length == 2 and word[0] == 0x72 and word[1] == 0x74
            key = _then(key, value)
            tokens += 1
            if tokens < FEWEST_WORDS:
                if characters > 0 and characters < codes.size:
                    codes[characters] = 0x20
                    characters += 1
                for i in range(min(length, word.size, codes.size - characters)):
                    codes[characters + i] = word[i]
                characters += min(length, word.size, codes.size - characters)
            if tokens >= WORD_RUN:
                state = finish(_then(_then(_then(SEED, before), last), value))
                leader = min(leader, state)
                shingles[written] = state >> _HALF
                written += 1
            before, last = last, value

        if 0 < tokens < FEWEST_WORDS:
            written = first
            # Folding makes some characters longer; runs beyond the bytes of the post are left out, for want of room.
            leader, written = _characters(codes, characters, shingles, written, end - begin)
        keys[post] = mixed(key)
        leaders[post] = mixed(leader)
        words[post] = tokens
        ends[post] = written


@jit
def _minima(shingles, ends, rows, multipliers, increments, least, result):
    for row in range(rows.size):
        post = rows[row]
        first = ends[post - 1] if post > 0 else 0
        least[:] = np.uint32(0xFFFFFFFF)
        for s in range(first, ends[post]):
            shingle = shingles[s]
            for i in range(least.size):
                value = np.uint32(multipliers[i] * shingle + increments[i])
                least[i] = min(value, least[i])
        for i in range(least.size):
            result[row, i] = least[i] & np.uint32(0xFFFF)


def _make(key: int) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The functions that Python calls; ``key`` is closed over for the cache (see ``compilation``)."""

    @cached_jit
    def cut(data, offsets, valid, tables, keys, leaders, words, ends, shingles):
        """Cut every text into shingles; fills the last five arrays."""
        if key < 0:
            raise ValueError
        word = np.empty(LONGEST_WORD + 2, np.int32)  # two more, for a possessive that is cut off after it was read
        codes = np.empty(LONGEST_SHORT_TEXT, np.int32)
        sorts = np.empty(256, np.uint8)
        sort_bytes(tables.kind, sorts)
        _cut(data, offsets, valid, tables, keys, leaders, words, ends, shingles, word, codes, sorts)

    @cached_jit
    def minima(shingles, ends, rows, multipliers, increments, result):
        """Fill ``result`` with the low bits of the least value of each permutation over each row's shingles."""
        if key < 0:
            raise ValueError
        least = np.empty(multipliers.size, np.uint32)
        _minima(shingles, ends, rows, multipliers, increments, least, result)

    return cut, minima


cut, minima = _make(
    fingerprint(
        "arrays.py",
        "codepoints.py",
        "compilation.py",
        "kernel.py",
        "matching.py",
        "octets.py",
        "reading.py",
        "shingling.py",
    )
)
