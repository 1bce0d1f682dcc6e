"""Hashes that are the same on every machine, in every version: authors, buckets, words.

SipHash-2-4 with 64 bits of output: fast on short strings, and keyed, so that pseudonyms made with a secret key cannot be
reversed by trying names. Python's ``hash()`` is salted per process and those of data frame libraries change between
versions; neither may enter anything that is saved or merged.

References
----------
Aumasson, J.-P. & Bernstein, D. J. (2012). SipHash: a fast short-input PRF. INDOCRYPT 2012.
"""

from __future__ import annotations

import functools
import struct
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Hashes = npt.NDArray[np.uint64]
Number = TypeVar("Number", bound=np.generic)

#: For what is nobody's secret: the author bucket (``hash & 127``), samples. Changing it changes every result.
PUBLIC_KEY = b"postaudit bucket"

_MASK = 0xFFFFFFFFFFFFFFFF
_START = (0x736F6D6570736575, 0x646F72616E646F6D, 0x6C7967656E657261, 0x7465646279746573)


def hash_bytes(data: bytes, key: bytes = PUBLIC_KEY) -> int:
    """SipHash-2-4 of one value.

    Parameters
    ----------
    data : bytes
        The value.
    key : bytes
        16 bytes.

    Returns
    -------
    int
        0 to 2**64 - 1; the same as :func:`hash_strings` gives for the same bytes.
    """
    k0, k1 = _halves(key)
    v0, v1, v2, v3 = (start ^ half for start, half in zip(_START, (k0, k1, k0, k1), strict=True))
    padded = data + bytes(7 - len(data) % 8) + bytes([len(data) & 0xFF])
    for (word,) in struct.iter_unpack("<Q", padded):
        v0, v1, v2, v3 = _rounds(v0, v1, v2, v3 ^ word, 2)
        v0 ^= word
    v0, v1, v2, v3 = _rounds(v0, v1, v2 ^ 0xFF, v3, 4)
    return v0 ^ v1 ^ v2 ^ v3


def distinct(keys: npt.NDArray[Number]) -> npt.NDArray[Number]:
    """Each key once, sorted; by sorting, which on random keys is several times quicker than numpy 2.4's hashing."""
    if len(keys) < 2:
        return keys
    in_order = np.sort(keys)
    is_new = np.ones(len(keys), dtype=np.bool_)
    np.not_equal(in_order[1:], in_order[:-1], out=is_new[1:])
    return in_order[is_new]


def hash_strings(values: pa.Array | pa.ChunkedArray, key: bytes = PUBLIC_KEY) -> Hashes:
    """SipHash-2-4 of every value of a string column.

    Parameters
    ----------
    values : pyarrow.Array or ChunkedArray of string type, shape (n,)
        Any string type, sliced or not; a dictionary of strings is hashed by value.
    key : bytes
        16 bytes.

    Returns
    -------
    ndarray of uint64, shape (n,)
        Hash of the UTF-8 bytes. A null gives 0: mask it with ``values.is_null()``.

    Raises
    ------
    TypeError
        If the values are not strings.
    """
    k0, k1 = _halves(key)
    if isinstance(values, pa.ChunkedArray):
        parts = [hash_strings(chunk, key) for chunk in values.chunks]
        return np.concatenate(parts) if parts else np.zeros(0, np.uint64)
    data, offsets, valid = string_buffers(values)
    hashes = np.zeros(len(values), np.uint64)
    _compiled()(data, offsets, np.uint64(k0), np.uint64(k1), hashes)
    if valid.size:
        hashes[~valid] = 0
    return hashes


def to_hex(hashes: Hashes, digits: bytes = b"0123456789abcdef") -> pa.Array:
    """Write hashes as 16 hexadecimal digits.

    Parameters
    ----------
    hashes : ndarray of uint64, shape (n,)
    digits : bytes
        The sixteen digits.

    Returns
    -------
    pyarrow.StringArray, shape (n,)
        Most significant digit first, as ``format(hash, "016x")``.
    """
    octets = np.ascontiguousarray(hashes, dtype=">u8").view(np.uint8)
    both = np.array([first << 8 | second for first in digits for second in digits], dtype=">u2")
    written = both[octets]
    offsets = np.arange(len(hashes) + 1, dtype=np.int64) * 16
    large = pa.LargeStringArray.from_buffers(len(hashes), pa.py_buffer(offsets), pa.py_buffer(written))
    return large.cast(pa.string())


def string_buffers(values: pa.Array) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """The memory of a string array, without a copy where there are 64-bit offsets.

    Parameters
    ----------
    values : pyarrow.Array of string type, shape (n,)

    Returns
    -------
    data : ndarray of uint8
        UTF-8.
    offsets : ndarray of int64, shape (n + 1,)
        Where each value starts in ``data``, and the last ends.
    valid : ndarray of bool, shape (n,) or (0,)
        Which are not null; empty if none is.

    Raises
    ------
    TypeError
        If the values are not strings.
    """
    kind = values.type.value_type if pa.types.is_dictionary(values.type) else values.type
    if not (pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind)):
        raise TypeError(f"strings are wanted, the column is {values.type}")
    if not len(values):
        return _read_only(np.zeros(0, np.uint8), np.zeros(1, np.int64), np.zeros(0, np.bool_))
    if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
        values = values.cast(pa.large_string())
    bitmap, offset_buffer, data_buffer = values.buffers()
    width = np.int64 if pa.types.is_large_string(values.type) else np.int32
    offsets = np.frombuffer(offset_buffer, width)[values.offset : values.offset + len(values) + 1].astype(
        np.int64, copy=False
    )
    data = np.zeros(0, np.uint8) if data_buffer is None else np.frombuffer(data_buffer, np.uint8)
    valid = np.zeros(0, np.bool_)
    if values.null_count and bitmap is not None:
        # Not Array.to_numpy: that imports pandas.
        bits = np.unpackbits(np.frombuffer(bitmap, np.uint8), bitorder="little")
        valid = bits[values.offset : values.offset + len(values)].astype(np.bool_)
    return _read_only(data, offsets, valid)


def _read_only(
    data: npt.NDArray[np.uint8], offsets: npt.NDArray[np.int64], valid: npt.NDArray[np.bool_]
) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
    """Arrow's own memory is read-only; let copies be so too, or numba compiles everything once more for them."""
    for array in (data, offsets, valid):
        array.flags.writeable = False
    return data, offsets, valid


def _halves(key: bytes) -> tuple[int, int]:
    if len(key) != 16:
        raise ValueError(f"a key has 16 bytes, this one {len(key)}")
    k0, k1 = struct.unpack("<QQ", key)
    return k0, k1


def _rounds(v0: int, v1: int, v2: int, v3: int, times: int) -> tuple[int, int, int, int]:
    def left(value: int, bits: int) -> int:
        return (value << bits | value >> (64 - bits)) & _MASK

    for _ in range(times):
        v0, v2 = (v0 + v1) & _MASK, (v2 + v3) & _MASK
        v1, v3 = left(v1, 13) ^ v0, left(v3, 16) ^ v2
        v0 = left(v0, 32)
        v2, v0 = (v2 + v1) & _MASK, (v0 + v3) & _MASK
        v1, v3 = left(v1, 17) ^ v2, left(v3, 21) ^ v0
        v2 = left(v2, 32)
    return v0, v1, v2, v3


@functools.cache
def _compiled() -> Callable[..., Any]:
    """The loop over the values, compiled when first needed."""
    import numba

    # One function without helpers: a compiled helper in its closure would change the key of numba's cache every time.
    s0, s1, s2, s3 = (np.uint64(start) for start in _START)
    r13, r16, r17, r21, r32, r43, r47, r48, r51 = (np.uint64(bits) for bits in (13, 16, 17, 21, 32, 43, 47, 48, 51))
    b8, b16, b24, b40, b56 = (np.uint64(bits) for bits in (8, 16, 24, 40, 56))

    def siphash(data, offsets, k0, k1, hashes):  # type: ignore[no-untyped-def]
        for i in range(hashes.size):
            position, end = offsets[i], offsets[i + 1]
            length = np.uint64(end - position)
            v0, v1, v2, v3 = s0 ^ k0, s1 ^ k1, s2 ^ k0, s3 ^ k1
            rounds = 2
            while True:
                last = rounds == 2 and end - position < 8
                if rounds == 4:  # finalisation: four more rounds on nothing
                    word = np.uint64(0)
                elif last:
                    word, shift = length << b56, np.uint64(0)
                    for j in range(position, end):
                        word |= np.uint64(data[j]) << shift
                        shift += b8
                else:  # LLVM makes one load of these eight
                    word = np.uint64(data[position]) | np.uint64(data[position + 1]) << b8
                    word |= np.uint64(data[position + 2]) << b16 | np.uint64(data[position + 3]) << b24
                    word |= np.uint64(data[position + 4]) << r32 | np.uint64(data[position + 5]) << b40
                    word |= np.uint64(data[position + 6]) << r48 | np.uint64(data[position + 7]) << b56
                    position += 8
                v3 ^= word
                for _ in range(rounds):
                    v0, v2 = v0 + v1, v2 + v3
                    v1, v3 = (v1 << r13 | v1 >> r51) ^ v0, (v3 << r16 | v3 >> r48) ^ v2
                    v0 = v0 << r32 | v0 >> r32
                    v2, v0 = v2 + v1, v0 + v3
                    v1, v3 = (v1 << r17 | v1 >> r47) ^ v2, (v3 << r21 | v3 >> r43) ^ v0
                    v2 = v2 << r32 | v2 >> r32
                v0 ^= word
                if rounds == 4:
                    break
                if last:
                    v2 ^= np.uint64(0xFF)
                    rounds = 4
            hashes[i] = v0 ^ v1 ^ v2 ^ v3

    try:
        return numba.njit(nogil=True, cache=True)(siphash)
    except RuntimeError:  # numba found no directory that it may write its cache to
        return numba.njit(nogil=True)(siphash)
