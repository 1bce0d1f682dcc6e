"""Columns whose cells hold several labels: each of their values was made a label of its own, named ``column=value``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

YES = "yes"
_YES_OR_NO = frozenset({YES, "no"})


def several_in_a_cell(values: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Columns whose cells hold several labels, and the labels that were made of each.

    Parameters
    ----------
    values : mapping of str to sequence of str
        Each label and its values.

    Examples
    --------
    >>> several_in_a_cell({"emotion=joy": ["no", "yes"], "emotion=fear": ["no", "yes"], "toxic": ["no", "yes"]})
    {'emotion': ['emotion=fear', 'emotion=joy']}
    """
    found: dict[str, list[str]] = {}
    for label in sorted(values):
        column, equals, value = label.rpartition("=")
        if column and equals and value and _YES_OR_NO.issuperset(values[label]):
            found.setdefault(column, []).append(label)
    return {column: labels for column, labels in found.items() if len(labels) > 1}


def rare_labels(columns: Mapping[str, Sequence[str]], voices: Callable[[str], int], floor: int) -> frozenset[str]:
    """Labels made of values that posts of too few authors have: the name of such a label tells of them.

    Parameters
    ----------
    columns : mapping of str to sequence of str
        As :func:`several_in_a_cell` finds them.
    voices : callable
        Authors of the posts that have the value, from its label.
    floor : int
        Fewest authors that may be told of.
    """
    return frozenset(each for labels in columns.values() for each in labels if 0 < voices(each) < floor)


def values_of(column: str, labels: Iterable[str]) -> list[str]:
    """The values that labels of a column stand for, numbers in the order of numbers."""
    return sorted((each.removeprefix(f"{column}=") for each in labels), key=_order)


def _order(value: str) -> tuple[bool, int, str]:
    number = value.isascii() and value.isdigit() and len(value) < 10
    return not number, int(value) if number else 0, value
