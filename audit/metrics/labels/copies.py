"""Values of several labels that stand on the same posts, such as the coarse and the fine answer to one question.

A dataset may carry "not sexist" in one column and "none" in the next, for the very same posts. A gap that is told twice reads
as two gaps, so the label with the fewest values tells it, and names the others: where both show it, to the same figure. Values
are taken for the same if all their counts are: of every group, in every language, in each of 128 parts of the authors. What one
of such labels hides of a group would follow from the other, so that hides all its rates of this group.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from audit.metrics.labels.counts import NAME
from audit.wording import join

if TYPE_CHECKING:
    from audit.metrics.contrast import Contrast
    from audit.metrics.labels.judgement import LabelJudgement
    from audit.metrics.labels.sides import Side

#: Figures that are rounded for the sake of few may differ by this much.
_ROUNDING = 0.01


def link(labels: Sequence[LabelJudgement]) -> None:
    """Tell each label which of its values another one has too.

    Parameters
    ----------
    labels : sequence of LabelJudgement
        Those that are judged; not of columns whose cells hold several, whose values are labels already.
    """
    alike: dict[bytes, list[tuple[LabelJudgement, str]]] = {}
    for label in sorted(labels, key=lambda each: (len(each.values), each.label)):
        whole = _fingerprint(label, "")
        for value in label.values:
            alike.setdefault(whole + _fingerprint(label, value), []).append((label, value))
    for same in alike.values():
        for label, value in same:
            label.linked[value] = [each for each in same if each[0] is not label]


def told_once(sides: Sequence[Side]) -> list[Side]:
    """The sides of all labels, each knowing which of its gaps another one tells, and what it tells for others."""
    elsewhere: dict[str, set[str]] = {}
    also: dict[str, list[str]] = {}
    order = sorted(range(len(sides)), key=lambda i: (len(sides[i].of.values), sides[i].of.label))
    tellers: list[Side] = []
    for side in (sides[i] for i in order):
        for gap in side.shown:
            found = next(_tellers(side, gap, tellers, elsewhere), None)
            if found is not None:
                elsewhere.setdefault(side.of.label, set()).add(gap.estimate.id)
                also.setdefault(found.estimate.id, []).append(side.of.titled(gap.estimate.group["value"]))
        tellers.append(side)
    return [replace(each, elsewhere=frozenset(elsewhere.get(each.of.label, ())), also=also) for each in sides]


def said_of_copies(side: Side, gap: Contrast) -> str:
    """Which values of other labels a finding is of too; begins with a blank, or is empty."""
    same = side.also.get(gap.estimate.id)
    return f" Of {join(same)} the figure is the same, or this one from the other side." if same else ""


def _tellers(side: Side, gap: Contrast, before: Sequence[Side], elsewhere: dict[str, set[str]]) -> Iterator[Contrast]:
    """Gaps of labels with fewer values that show the same."""
    group, value = gap.estimate.group[side.axis], gap.estimate.group["value"]
    linked = {(each.label, other) for each, other in side.of.linked.get(value, ())}
    for one in before:
        if (one.side, one.axis) != (side.side, side.axis) or not any(label == one.of.label for label, _ in linked):
            continue
        for each in one.shown:
            if each.estimate.group[side.axis] != group or each.estimate.id in elsewhere.get(one.of.label, ()):
                continue
            same = (one.of.label, each.estimate.group["value"]) in linked
            mirrors = not same and len(one.of.values) == 2
            if (same or mirrors) and _are_equal(gap, each, -1.0 if mirrors else 1.0):
                yield each


def _are_equal(one: Contrast, other: Contrast, sign: float) -> bool:
    mine, theirs = one.estimate, other.estimate
    held = [each.other_side.n_posts if each.other_side is not None else None for each in (mine, theirs)]
    if None not in held and held[0] != held[1]:
        return False
    return abs((mine.value or 0.0) - sign * (theirs.value or 0.0)) <= _ROUNDING + 1e-9


def _fingerprint(label: LabelJudgement, value: str) -> bytes:
    """Of all counts of a value, or of labelled posts."""
    digest = hashlib.blake2b(digest_size=16)
    cells = (each for each in label.tally.cells(NAME, label.label) if len(each) == 6 and each[5] == value)
    for cell in sorted(cells):
        counts = label.tally.per_bucket(cell)
        if counts.any():
            digest.update("\0".join(cell[2:5]).encode() + b"\0" + counts.tobytes())
    return digest.digest()
