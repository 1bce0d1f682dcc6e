"""First names into groups, twice: the group that is likely enough, and the share of every group.

Neither says what anyone is. A share is counted in twentieths, rounded up or down by chance so that it is right on average;
the chance is drawn from the author's key, so that an author is rounded alike in every post, however posts are cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from audit.grouping.outcome import NO_NAME, NOT_LISTED, UNSURE
from audit.metrics.counting import mixed
from audit.plan.groups import Inference
from audit.resources import NameList, first_name, read_name_list, stated_group, without_accents

Mask = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]

#: What a whole is counted as, where shares of names are.
TWENTIETHS = 20
# Decimals to which sums of shares are taken, so that 0.1 + 0.2 is 0.3.
_DECIMALS = 9
_REASONS = (NO_NAME, NOT_LISTED)
_NOTHING, _FIRST_REASON = -1, -2


@dataclass(frozen=True)
class NamedGroups:
    """What the first names of the authors of n posts come to.

    Attributes
    ----------
    classified : DictionaryArray of string, length n
        The group that has a share of at least the threshold of the name; null where none has.
    shares : StructArray of uint8, length n
        Twentieths by group; null where the list does not have the name.
    lost : dict of str to ndarray of bool, shape (n,)
        Posts whose author's name gives no group, by reason.
    """

    classified: pa.DictionaryArray
    shares: pa.StructArray
    lost: dict[str, Mask]


def group_names(
    column: pa.Array, attribute: str, inference: Inference, author_key: npt.NDArray[np.uint64]
) -> NamedGroups:
    """Read first names off written names, and groups off a list of first names.

    Parameters
    ----------
    column : Array of string, length n
        Written names.
    attribute : str
        Whose words for "not stated" are known.
    inference : Inference
        With ``names`` and ``threshold``.
    author_key : ndarray of uint64, shape (n,)
        Stable hash of each post's author.
    """
    known = read_name_list(inference.names, attribute, special=inference.special_category)
    encoded = column.dictionary_encode()
    rows = np.array([*_rows(encoded.dictionary.to_pylist(), attribute, known), _NOTHING], dtype=np.int64)
    at = rows[encoded.indices.fill_null(len(rows) - 1).to_numpy(zero_copy_only=False)]
    listed: Mask = at >= 0
    shares = np.where(listed[:, None], known.shares[np.maximum(at, 0)], 0.0)
    likely = shares.argmax(axis=1)
    sure: Mask = listed & (shares.max(axis=1) >= inference.threshold - 10**-_DECIMALS)
    counted = twentieths(shares, author_key)
    lost = {reason: at == _FIRST_REASON - place for place, reason in enumerate(_REASONS)} | {UNSURE: listed & ~sure}
    return NamedGroups(
        pa.DictionaryArray.from_arrays(
            pa.array(likely.astype(np.int32), mask=~sure), pa.array(known.groups, pa.string())
        ),
        pa.StructArray.from_arrays(
            [pa.array(counted[:, place]) for place in range(len(known.groups))],
            names=list(known.groups),
            mask=pa.array(~listed),
        ),
        {reason: where for reason, where in lost.items() if where.any()},
    )


def twentieths(shares: Floats, author_key: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint8]:
    """Shares in whole twentieths, right on average over authors.

    Parameters
    ----------
    shares : ndarray of float64, shape (n, k)
        Rows sum to at most 1.
    author_key : ndarray of uint64, shape (n,)

    Returns
    -------
    ndarray of uint8, shape (n, k)
        Rows sum to at most 20. Systematic rounding (Madow 1949): with one random start for each author, group j gets the
        twentieth marks that lie between the sums of shares before and after it.

    References
    ----------
    Madow, W. G. (1949). On the theory of systematic sampling, II. Annals of Mathematical Statistics 20(3), 333-354.
    """
    # 32 bits: a start this far below 1 does not become 1 when 20 is added to it.
    start = (mixed(author_key ^ np.uint64(0x6E616D6573)) >> np.uint64(32)).astype(np.float64) / 2.0**32
    sums = np.round(TWENTIETHS * np.minimum(np.cumsum(shares, axis=1), 1.0), _DECIMALS)
    marks = np.floor(sums + start[:, None])
    return np.diff(marks, axis=1, prepend=0.0).astype(np.uint8)


def _rows(values: Sequence[str | None], attribute: str, known: NameList) -> list[int]:
    """Row of each written name in the list; below zero for nothing stated, and for each reason."""
    found = []
    for value in values:
        if stated_group(attribute, value) == "unknown" or value is None:
            found.append(_NOTHING)
            continue
        name = first_name(value)
        if name is None:
            found.append(_FIRST_REASON - _REASONS.index(NO_NAME))
            continue
        row = known.rows.get(name)
        row = known.rows.get(without_accents(name)) if row is None else row
        found.append(_FIRST_REASON - _REASONS.index(NOT_LISTED) if row is None else row)
    return found
