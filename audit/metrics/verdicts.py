"""How a title ends that tells of several comparisons: what most of them came to, and that the others are open."""

from __future__ import annotations

from collections.abc import Iterable

from audit.finding import Reading
from audit.wording import count


def verdict(readings: Iterable[Reading], tolerance: str, *, differ: str = "differ") -> str:
    """What comparisons came to that were not shown, so that no title says of all what is true of some.

    Parameters
    ----------
    readings : iterable of str
    tolerance : str
        In words: "5 points".
    differ : str
        How what is compared differs: "differ from all posts".

    Examples
    --------
    >>> verdict(["shown_small"] * 5 + ["inconclusive"], "5 points")
    'differ by no more than 5 points in 5 of 6 comparisons; the other could not be settled'
    >>> verdict(["inconclusive", "not_assessed"], "5 points")
    'could not be settled'
    """
    readings = list(readings)
    small, none = readings.count("shown_small"), readings.count("not_assessed")
    within, rest = f"{differ} by no more than {tolerance}", len(readings) - small
    if none == len(readings):
        return "could not be judged"
    if small == len(readings):
        return within
    open_ = "judged" if none == rest else "settled or judged" if none and small else "settled"
    if not small:
        return f"could not be {open_}"
    others = "the other" if rest == 1 else "the others"
    return f"{within} in {count(small)} of {count(len(readings))} comparisons; {others} could not be {open_}"
