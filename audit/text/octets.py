"""Eight bytes at once: where a word of ASCII ends, its letters folded, and the hash of words made of such pieces.

Most words have eight letters or fewer, and one step through them costs less than one per letter; see "SIMD within a
register", https://en.wikipedia.org/wiki/SWAR. All functions are called by compiled ones only.
"""

# Types are inferred by numba, which knows more of them than annotations could say.
# mypy: allow-untyped-defs, allow-untyped-calls, disable-error-code="assignment, call-arg, var-annotated"

from __future__ import annotations

import sys

import numpy as np
from numba.core import cgutils, types
from numba.extending import intrinsic

from audit.text.compilation import jit

# The hash by which words are looked up, for use inside one process only: one step per piece, each mixed well.
SEED, STEP, FINISH = np.uint64(0x9E3779B97F4A7C15), np.uint64(0x9FB21C651E98DF25), np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)
_EACH = 0x0101010101010101
_TOP, _REST, _CASE = (np.uint64(each * _EACH) for each in (0x80, 0x7F, 0x20))
# Added to a byte below 0x80, these carry into its top bit from the first letter or digit on, and after the last.
_FROM_A, _AFTER_Z, _FROM_0, _AFTER_9 = (np.uint64((0x80 - each) * _EACH) for each in (0x61, 0x7B, 0x30, 0x3A))
_TWO, _THREE, _ALL = np.uint64(2), np.uint64(3), np.uint64(0xFFFFFFFFFFFFFFFF)
_NOT_ASCII = np.uint64(1 << 63)


@intrinsic
def _eight(typing_context, data, place):
    """The eight bytes from a place on, the first one lowest; the caller sees to it that they are there."""

    def generate(context, builder, signature, arguments):
        array = context.make_array(signature.args[0])(context, builder, arguments[0])
        pointer = builder.gep(array.data, [arguments[1]])
        loaded = builder.load(builder.bitcast(pointer, context.get_value_type(types.uint64).as_pointer()))
        loaded.align = 1
        return loaded if sys.byteorder == "little" else builder.bswap(loaded)

    return types.uint64(data, types.int64), generate


@intrinsic
def _trailing_zeros(typing_context, value):
    def generate(context, builder, signature, arguments):
        return builder.cttz(arguments[0], cgutils.false_bit)

    return types.uint64(types.uint64), generate


@intrinsic
def _ones(typing_context, value):
    def generate(context, builder, signature, arguments):
        return builder.ctpop(arguments[0])

    return types.uint64(types.uint64), generate


@jit
def piece(data, position, end):
    """Letters and digits of ASCII from a position on, eight at most.

    Parameters
    ----------
    data : ndarray of uint8
    position, end : int
        Where to start, and where the text ends.

    Returns
    -------
    length, letters : int
        How many there are, and how many of them letters.
    folded : uint64
        In small letters, the first one lowest; bytes behind the word are 0.
    """
    if position + 8 <= data.size:
        octets = _eight(data, position)
    else:
        octets = np.uint64(0)
        for i in range(data.size - position):
            octets |= np.uint64(data[position + i]) << np.uint64(8 * i)
    plain = octets & _REST
    small = plain | _CASE
    letters = (small + _FROM_A) & ~(small + _AFTER_Z) & ~octets & _TOP
    digits = (plain + _FROM_0) & ~(plain + _AFTER_9) & ~octets & _TOP
    length = min(np.int64(_trailing_zeros(~(letters | digits) & _TOP) >> _THREE), end - position)
    # Nothing is shifted out of eight bytes at once, which LLVM does not define.
    kept = _ALL >> np.uint64(64 - 8 * length) if length > 0 else np.uint64(0)
    return length, np.int64(_ones(letters & kept)), (octets | letters >> _TWO) & kept


@jit
def mixed(state, piece_of_word):
    """The hash of a word with one more piece; of a single piece no two have the same."""
    state = (state ^ piece_of_word) * STEP
    state = (state ^ state >> _HALF) * FINISH
    return state ^ state >> _HALF


@jit
def hash_pieces(word, start, end):
    """The hash of folded code points ``start`` to ``end``: eight of ASCII are a piece, each other one is one.

    A piece's top bit says which, so that no two words have the same pieces.
    """
    state, packed, length = SEED, np.uint64(0), 0
    for i in range(start, end):
        code = np.uint64(word[i])
        if code < 128:
            packed |= code << np.uint64(8 * length)
            length += 1
        if length == 8 or (length > 0 and code >= 128):
            state, packed, length = mixed(state, packed), np.uint64(0), 0
        if code >= 128:
            state = mixed(state, code | _NOT_ASCII)
    return mixed(state, packed) if length > 0 else state


@jit
def is_one_piece(word, start, end):
    """Whether a folded word is a single piece of ASCII, whose hash no other such word has."""
    if not 0 < end - start <= 8:
        return False
    for i in range(start, end):
        if word[i] >= 128:
            return False
    return True
