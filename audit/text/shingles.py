"""What a text is once case, names, links and punctuation are gone, and how alike two such texts are.

Normal form: the folded words and emoji that the lexicons are matched against, in order. Links, addresses, handles,
punctuation, zero-width characters and a leading "RT @name" are no part of it. Texts of one normal form are exact copies.

Shingles: every run of three words; in texts of fewer than eight words, every run of five characters. The Jaccard
similarity of two texts is the share of shingles they have in common. It is estimated from 128 minima, one for each of as
many permutations of all shingles: each agrees with a chance equal to the similarity (Broder 1997), so the standard error
is sqrt(J (1 - J) / 128), at most 0.044. Sixteen bits of each minimum are kept; two that differ look alike with a chance
of 2**-16, far below that error.

References
----------
Broder, A. Z. (1997). On the resemblance and containment of documents. Compression and Complexity of Sequences. Li, P. and
König, A. C. (2010). b-bit minwise hashing. WWW.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.hashing import hash_bytes, string_buffers
from audit.text.codepoints import codepoints

PERMUTATIONS = 128
Keys = npt.NDArray[np.uint64]
Signatures = npt.NDArray[np.uint16]


@dataclass(frozen=True)
class Shingles:
    """Normal forms and shingles of n texts.

    Attributes
    ----------
    key : ndarray of uint64, shape (n,)
        Stable hash of the normal form.
    leader : ndarray of uint64, shape (n,)
        Hash of the least shingle: equal for two texts with a chance equal to their similarity.
    words : ndarray of int32, shape (n,)
        Words and emoji of the normal form; 0 where nothing is left.
    """

    key: Keys
    leader: Keys
    words: npt.NDArray[np.int32]
    _ends: npt.NDArray[np.int64]
    _shingles: npt.NDArray[np.uint32]

    def signatures(self, rows: npt.NDArray[np.int64]) -> Signatures:
        """Minima of some of the texts; uint16, shape (rows, 128)."""
        from audit.text.shingling import minima

        result = np.empty((len(rows), PERMUTATIONS), np.uint16)
        minima(self._shingles, self._ends, rows, *_permutations(), result)
        return result


def read_shingles(text: pa.Array) -> Shingles:
    """Cut a column of texts into shingles.

    Parameters
    ----------
    text : pyarrow.Array of string type, shape (n,)

    Returns
    -------
    Shingles
    """
    from audit.text.shingling import cut

    data, offsets, valid = string_buffers(text)
    n = len(offsets) - 1
    keys, leaders = np.empty(n, np.uint64), np.empty(n, np.uint64)
    words, ends = np.empty(n, np.int32), np.empty(n, np.int64)
    # A text has at most as many shingles as bytes. Memory that is not written to is not taken.
    shingles = np.empty(int(offsets[-1] - offsets[0]) + n, np.uint32)
    cut(data, offsets, valid, codepoints(), keys, leaders, words, ends, shingles)
    return Shingles(keys, leaders, words, ends, shingles)


def similarity(first: Signatures, second: Signatures) -> npt.NDArray[np.float64]:
    """Estimated Jaccard similarity of texts, row by row, from their minima."""
    shares: npt.NDArray[np.float64] = np.mean(first == second, axis=-1, dtype=np.float64)
    return shares


@functools.cache
def _permutations() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint32]]:
    """Odd multipliers and increments: x -> a x + b modulo 2**32 permutes the hashes of shingles."""
    drawn = [hash_bytes(b"permutation %d" % i) for i in range(PERMUTATIONS)]
    return np.array([each >> 32 | 1 for each in drawn], np.uint32), np.array(
        [each & 0xFFFFFFFF for each in drawn], np.uint32
    )
