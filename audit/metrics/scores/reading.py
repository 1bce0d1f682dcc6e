"""From what a column says, or a model answers, to scores between 0 and 1 and to predictions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

#: Scores are kept in millionths: finer, and the noise of a model's arithmetic on another machine would be a difference.
ONE = 1_000_000
OUTSIDE, UNREADABLE = "outside", "no number"
#: Half a millionth, within which a score is still in the range it should be in.
_ROUNDING = 0.5 / ONE


@dataclass(frozen=True)
class Scores:
    """Scores of n posts.

    Attributes
    ----------
    score : ndarray of float64, shape (n,)
        From 0 to 1, rounded to millionths; NaN where there is none.
    lost : mapping of str to ndarray of bool, shape (n,)
        Posts whose score could not be taken, by reason: :data:`OUTSIDE` the range, or :data:`UNREADABLE`.
    """

    score: Floats
    lost: Mapping[str, Mask]


def read_scores(column: pa.Array, ends: tuple[float, float] = (0.0, 1.0)) -> Scores:
    """Numbers of a text column, moved from the range that they run through to 0 to 1.

    What is empty or not a number (NaN) is missing, never 0. What lies outside the range is lost and told: no score is bent
    to fit.
    """
    numbers = _numbers(column)
    stated = column.is_valid().to_numpy(zero_copy_only=False) & ~_says_missing(column)
    return in_range(numbers, stated, ends)


def in_range(numbers: Floats, stated: Mask, ends: tuple[float, float]) -> Scores:
    """The same of numbers, NaN where there is none; ``stated`` is where something was said."""
    low, high = ends
    with np.errstate(invalid="ignore"):
        moved = (numbers - low) / (high - low)
        outside = np.isinf(numbers) | (moved < -_ROUNDING) | (moved > 1 + _ROUNDING)
        score = np.clip(np.rint(np.where(outside, np.nan, moved) * ONE) / ONE, 0, 1)
    return Scores(score, {OUTSIDE: outside, UNREADABLE: stated & np.isnan(numbers)})


def as_columns(name: str, scores: Scores, threshold: float) -> dict[str, pa.Array]:
    """``score:NAME``, and ``flag:NAME`` where it is at the threshold or above; null where there is no score."""
    missing = np.isnan(scores.score)
    flag = scores.score >= threshold - _ROUNDING
    return {
        f"score:{name}": pa.array(scores.score, pa.float64(), mask=missing),
        f"flag:{name}": pa.array(flag, pa.bool_(), mask=missing),
    }


_MISSING = pa.array(["", "nan", "na", "n/a", "none", "null"])


def _says_missing(column: pa.Array) -> Mask:
    said = pc.is_in(pc.utf8_lower(pc.utf8_trim_whitespace(column.cast(pa.string()))), value_set=_MISSING)
    mask: Mask = said.to_numpy(zero_copy_only=False)
    return mask


def _numbers(column: pa.Array) -> Floats:
    texts = pc.utf8_trim_whitespace(column.cast(pa.string()))
    try:
        cast = texts.cast(pa.float64())
    except pa.ArrowInvalid:
        cast = pa.array([_number(text) for text in texts.to_pylist()], pa.float64())
    numbers: Floats = cast.fill_null(np.nan).to_numpy(zero_copy_only=False)
    return numbers


def _number(text: str | None) -> float:
    try:
        return float(text) if text and "_" not in text else np.nan
    except ValueError:
        return np.nan
