"""What is said of themes by group beside what is more frequent: what is rarer, what the others are, what is left."""

from __future__ import annotations

from collections.abc import Sequence

from audit.finding import Reading
from audit.metrics.contrast import Contrast, could_have_shown
from audit.metrics.themes.grid import category_words
from audit.metrics.verdicts import ending
from audit.resources import axis_title, group_title
from audit.wording import count, exactly, join, tallied

_MOST_NAMED = 6
MIRROR = (
    "What is rarer around some groups is often the other side of what is more frequent around the others: it is listed here by"
    " the same rule, without a severity, and is not counted among the findings."
)


def against(axis: str, group: str, others: Sequence[str], most: str) -> str:
    """What posts of a group are held against.

    Parameters
    ----------
    axis, group : str
    others : sequence of str
        Other groups of the axis that any post mentions.
    most : str
        The one that most posts mention, where it may be named; else "".
    """
    if len(others) == 1 and most:
        return f"posts that mention {group_title(most)} and not {group_title(group)}"
    often = f"; most often {group_title(most)}" if most else ""
    return f"posts that mention other groups ({axis_title(axis)}{often}) and not {group_title(group)}"


def rarer_said(rarer: Sequence[Contrast], axis: str) -> str:
    """Which themes are rarer around which groups, the rarest first."""
    order = sorted(rarer, key=lambda each: (each.estimate.value or 0.0, each.estimate.id))
    named = [
        f"{category_words(each.estimate.group['marker'])} around {group_title(each.estimate.group[axis])} ({each.estimate.told})"
        for each in order[:_MOST_NAMED]
    ]
    more = [f"{count(len(order) - _MOST_NAMED)} more"] if len(order) > _MOST_NAMED else []
    return f"Shown to be rarer than around the other groups, by the same rule: {join([*named, *more])}."


def rest_said(
    compared: int, more: int, rarer: int, rest: Sequence[Contrast], absent: Sequence[str], tolerance: float
) -> str:
    """What all comparisons came to: the numbers add up to how many there are.

    Parameters
    ----------
    compared, more, rarer : int
        Comparisons, and how many of them were shown to be more frequent, and rarer.
    rest : sequence of Contrast
        Those that were not shown.
    absent : sequence of str
        Of the others, ids of those whose theme occurs in no post of one side or of both.
    tolerance : float
        As a ratio.
    """
    gone = set(absent)
    readings = [each.reading for each in rest if each.estimate.id not in gone]
    small, open_, few = (readings.count(each) for each in ("shown_small", "inconclusive", "not_assessed"))
    parts = [
        *([f"{count(more)} shown to be more frequent (each told by itself)"] if more else []),
        *([f"{count(rarer)} shown to be rarer (told together)"] if rarer else []),
        *([f"{count(small)} shown to be within {exactly(tolerance)} of the other groups"] if small else []),
        *([f"{count(open_)} not settled"] if open_ else []),
        *([f"{count(len(gone))} on themes that no post of one side, or of both, uses"] if gone else []),
        *([f"{count(few)} on too few posts or authors to be judged"] if few else []),
    ]
    return f"{tallied(compared, 'comparison', parts)}{could_have_shown(rest)}"


def rest_title(readings: Sequence[Reading], themes: str, tolerance: float, *, further: bool) -> str:
    """What the comparisons that were not shown came to, said of themes."""
    if set(readings) == {"shown_small"}:
        return f"no {'further ' if further else ''}gap between groups in {themes}"
    return f"{'other ' if further else ''}{themes}{ending(readings, '', f'within {exactly(tolerance)}')}"
