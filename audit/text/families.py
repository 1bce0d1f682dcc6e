"""Texts that are nearly the same: pairs found by bands of minima, verified, and joined into families.

Of the 128 minima, 16 bands of 8 are compared: texts that agree in a whole band are looked at, which happens to a pair of
similarity J with the chance ``1 - (1 - J**8)**16``: 95 % at J = .8, more than 99.9 % at .9, half at about .68; the
threshold ``(1/16)**(1/8)`` is .71. A pair is near if at least 103 of the 128 minima agree, an estimated similarity of .8;
its standard error there is .035. Families are the connected components: members at the two ends of a chain may be less
alike. Where more than 256 texts share a band, longer bands are compared, and fewer pairs of them are found; chains mostly
join them all the same. Nothing depends on the order of the texts or on what their keys are.

References
----------
Broder (1997). Leskovec, J., Rajaraman, A., Ullman, J. D. (2014). Mining of Massive Datasets, chapter 3, for banding.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.statistics.remembering import remembered
from audit.text.compilation import cached_jit, fingerprint

BANDS, BAND = 16, 8
#: Minima that must agree: at least .8 of 128.
AGREEING = 103
#: Minima that must be those of a template: 2 J / (1 + J) of 128, for J = .8.
OF_A_TEMPLATE = 114
#: Texts in one band above which a longer band is compared, so that work stays linear whatever the texts are.
MOST_IN_A_BAND = 256

Labels = npt.NDArray[np.int64]
_ODD = np.uint64(0x9E3779B97F4A7C15)


@remembered(most=2)
def families(signatures: npt.NDArray[np.uint16]) -> Labels:
    """The family of each text.

    Parameters
    ----------
    signatures : ndarray of uint16, shape (n, 128)
        Minima, from :meth:`audit.text.shingles.Shingles.signatures`.

    Returns
    -------
    ndarray of int64, shape (n,)
        Numbers from 0; texts of one number are one family. Not to be written to.
    """
    if len(signatures) == 0:
        return np.zeros(0, dtype=np.int64)
    rows = np.ascontiguousarray(signatures)
    _, first, alike = np.unique(rows.view(f"V{rows.shape[1] * 2}").reshape(-1), return_index=True, return_inverse=True)
    different = rows[first]
    parent = np.arange(len(different), dtype=np.int64)
    for members, starts in _buckets(different, parent):
        _join(different, members, starts, parent, AGREEING)
    _, labels = np.unique(_roots(parent)[alike.reshape(-1)], return_inverse=True)
    made = labels.astype(np.int64)
    made.flags.writeable = False
    return made


def _buckets(rows: npt.NDArray[np.uint16], parent: Labels) -> Iterator[tuple[Labels, Labels]]:
    """Texts that share a band, bucket after bucket, and where each bucket starts and the last ends."""
    for band in range(BANDS):
        width, members = BAND, np.arange(len(rows))
        while len(members) > 1 and width <= rows.shape[1]:
            lanes = np.arange(band * BAND, band * BAND + width) % rows.shape[1]
            value = np.zeros(len(members), dtype=np.uint64)
            for lane in lanes:
                value = (value ^ rows[members, lane]) * _ODD
                value ^= value >> np.uint64(29)
            order = np.argsort(value, kind="stable")
            members, value = members[order], value[order]
            first = np.r_[True, value[1:] != value[:-1]]
            starts = np.flatnonzero(first)
            sizes = np.diff(np.r_[starts, len(members)])
            of_bucket = np.repeat(sizes, sizes)
            small = (of_bucket > 1) & (of_bucket <= MOST_IN_A_BAND)
            if small.any():
                yield members[small], np.r_[np.flatnonzero(first[small]), small.sum()]
            for start, size in zip(starts[sizes > MOST_IN_A_BAND], sizes[sizes > MOST_IN_A_BAND], strict=True):
                _join_template(rows, members[start : start + size], parent)
            members = members[of_bucket > MOST_IN_A_BAND]
            width *= 2


def _join_template(rows: npt.NDArray[np.uint16], members: Labels, parent: Labels) -> None:
    """Unite the texts of which enough minima are the commonest of all these texts."""
    roots = _roots(parent)[members]
    if (roots == roots[0]).all():
        return
    agreeing = np.zeros(len(members), dtype=np.int64)
    for lane in range(rows.shape[1]):
        values = rows[members, lane]
        counted = np.bincount(values, minlength=1)
        most = counted.max()
        # Of two that are equally common neither counts: which is the smaller must not matter.
        if np.count_nonzero(counted == most) == 1:
            agreeing += values == counted.argmax()
    near = roots[agreeing >= OF_A_TEMPLATE]
    if len(near):
        parent[near] = near.min()


def _make(key: int) -> tuple[Callable[..., Any], Callable[..., Any]]:
    """The functions that Python calls; ``key`` is closed over for the cache (see ``compilation``)."""

    @cached_jit
    def join(rows, members, starts, parent, agreeing):  # type: ignore[no-untyped-def]
        """Unite all pairs of each bucket of which enough minima agree."""
        if key < 0:
            raise ValueError
        most_different = rows.shape[1] - agreeing
        for bucket in range(starts.size - 1):
            for i in range(starts[bucket], starts[bucket + 1]):
                for j in range(i + 1, starts[bucket + 1]):
                    a, b = members[i], members[j]
                    while parent[a] != a:
                        parent[a] = parent[parent[a]]
                        a = parent[a]
                    while parent[b] != b:
                        parent[b] = parent[parent[b]]
                        b = parent[b]
                    if a == b:
                        continue
                    different = 0
                    for lane in range(rows.shape[1]):
                        different += rows[members[i], lane] != rows[members[j], lane]
                        if different > most_different:
                            break
                    if different <= most_different:
                        parent[max(a, b)] = min(a, b)

    @cached_jit
    def roots(parent):  # type: ignore[no-untyped-def]
        """The root of every text."""
        if key < 0:
            raise ValueError
        result = np.empty(parent.size, np.int64)
        for i in range(parent.size):
            a = i
            while parent[a] != a:
                a = parent[a]
            result[i] = a
        return result

    return join, roots


_join, _roots = _make(fingerprint("compilation.py", "families.py"))
