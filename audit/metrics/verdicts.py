"""How a title ends that tells of several comparisons: what all came to, or how many came to what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from audit.finding import Reading
from audit.wording import count, counted_ending, plural

_OPEN: Mapping[str, str] = {"inconclusive": "open", "not_assessed": "not assessed"}


def verdict(
    readings: Iterable[Reading], tolerance: str, *, differ: str = "differ", noun: str = "comparison", before: str = ""
) -> str:
    """What comparisons came to that were not shown; stands right behind the subject of a title.

    Parameters
    ----------
    readings : iterable of str
    tolerance : str
        In words: "5 points".
    differ : str
        How what is compared differs: "differ from all posts".
    noun : str
        What one of them is.
    before : str
        Stands before the verb where all came to the same, such as a comma.

    Examples
    --------
    >>> verdict(["shown_small"] * 3, "5 points")
    ' differ by no more than 5 points'
    >>> verdict(["inconclusive"] * 2 + ["not_assessed"] * 22, "5 points")
    ', 24 comparisons: 2 open, 22 not assessed'
    """
    return ending(readings, f"{differ} by no more than {tolerance}", f"within {tolerance}", noun=noun, before=before)


def ending(
    readings: Iterable[Reading],
    small: str,
    within: str = "within the tolerance",
    *,
    open_: str = "could not be settled",
    unread: str = "could not be judged",
    noun: str = "comparison",
    before: str = "",
) -> str:
    """The same for any claim: no title says of all what is true of some, and none leaves out what became of the others.

    Parameters
    ----------
    readings : iterable of str
    small, open_, unread : str
        The verb with its object where all are shown to be small, inconclusive, or not assessed.
    within : str
        What became of those that are small, where others are not.
    noun, before : str
        As for :func:`verdict`.
    """
    found = list(readings)
    if len(set(found)) <= 1:
        told = {"shown_small": small, "inconclusive": open_}
        return f"{before} {told.get(found[0], unread) if found else unread}"
    return f", {came_to(found, within, noun)}"


def came_to(readings: Iterable[Reading], within: str = "within the tolerance", noun: str = "comparison") -> str:
    """How many comparisons came to what, however many kinds there are.

    Examples
    --------
    >>> came_to(["shown_small"] * 5 + ["inconclusive"], "within 5 points", "group")
    '6 groups: 5 within 5 points, 1 open'
    """
    found = list(readings)
    words = {"shown": "shown", "shown_small": within, **_OPEN}
    parts = [f"{count(found.count(each))} {said}" for each, said in words.items() if each in found]
    return counted_ending(plural(len(found), noun), parts)
