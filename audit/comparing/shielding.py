"""No comparison may let a small group be computed: a part that only one side holds is the difference of the two.

Where the later dataset is the earlier one and some more, subtracting their figures gives those of the posts that were
added. If these are by fewer authors than the floor, counts are hidden and figures rounded so far that the subtraction
tells nothing. Whether one holds the other is not known here, so it is done wherever the numbers of authors are that close.
This protects what is printed of the comparison; the two reports themselves can still be subtracted by whoever has both.
"""

from __future__ import annotations

import math
from dataclasses import replace

from audit.comparing.comparison import Change, Figure

NOTE = "rounded, counts hidden: the two sides differ by fewer authors than may be shown"


def shielded(change: Change, floor: int) -> Change:
    """The change with rounded figures, where those of fewer than ``floor`` authors would follow from exact ones."""
    before, after = change.before, change.after
    if before is None or after is None or before == after or before.value is None or after.value is None:
        return change
    voices = [each.n_posts if each.n_authors is None else each.n_authors for each in (before, after)]
    if voices[0] is None or voices[1] is None or abs(voices[0] - voices[1]) >= floor:
        return change
    largest = max(abs(before.value), abs(after.value))
    step = 10.0 ** (math.floor(math.log10(largest)) - 1) if largest > 0 else 0.01
    own = step if change.scale == "difference" else 0.01
    return replace(
        change,
        before=_rounded(before, step),
        after=_rounded(after, step),
        value=_to(change.value, own),
        low=_to(change.low, own),
        high=_to(change.high, own),
        detectable=_to(change.detectable, own),
        p_value=_two_figures(change.p_value),
        q_value=_two_figures(change.q_value),
    )


def _rounded(figure: Figure, step: float) -> Figure:
    note = "; ".join(each for each in (figure.note, NOTE) if each)
    return Figure(
        _to(figure.value, step), _to(figure.low, step), _to(figure.high, step), None, None, figure.status, note
    )


def _to(value: float | None, step: float) -> float | None:
    return None if value is None else float(f"{round(value / step) * step:.6g}")


def _two_figures(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.2g}")
