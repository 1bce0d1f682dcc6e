"""Whether a model's text has more of a skew than the posts it was trained on.

Only a skew that the training posts themselves show can be amplified: near independence the sign of a skew is noise, and a
mean over signed changes would add that noise up (Wang and Russakovsky 2021, section 4). So the direction is told pair by
pair, and only where it is known.

References
----------
Zhao, J. et al. (2017). Men also like shopping: reducing gender bias amplification using corpus-level constraints. EMNLP.
Wang, A. and Russakovsky, O. (2021). Directional bias amplification. ICML.
"""

from __future__ import annotations

import math
from dataclasses import replace

from audit.comparing.comparison import Change, Figure, Pattern
from audit.finding import Estimate


def with_pattern(change: Change, before: Estimate | None) -> Change:
    """The change of a contrast with what became of the skew; of any other estimate as it is.

    Parameters
    ----------
    change : Change
        From the training posts to the generated text.
    before : Estimate or None
        Of the training posts.
    """
    if change.unit not in ("points", "ratio") or before is None or not change.compared or change.tolerance is None:
        return change
    if change.reason:
        return change
    return replace(change, pattern=_pattern(change, before, change.tolerance))


def _pattern(change: Change, before: Estimate, tolerance: float) -> Pattern:
    significant = before.q_value is None or before.q_value <= 1 - before.level
    sign = _side(before.low, before.high, change.unit, tolerance) if significant else 0
    if not sign:
        return "no_skew"
    if change.reading == "shown":
        if (1 if change.risen else -1) == sign:
            return "amplified"
        return "reversed" if _beyond(change.after, change.unit, tolerance) == -sign else "attenuated"
    return "kept" if change.reading == "shown_small" else "unsettled"


def _beyond(figure: Figure | None, unit: str, tolerance: float) -> int:
    return 0 if figure is None else _side(figure.low, figure.high, unit, tolerance)


def _side(low: float | None, high: float | None, unit: str, tolerance: float) -> int:
    """1 where an interval lies above the tolerated band around no gap, -1 below, 0 where it does neither."""
    lower, upper = (1 / tolerance, tolerance) if unit == "ratio" else (-tolerance, tolerance)
    bottom, top = -math.inf if low is None else low, math.inf if high is None else high
    return 1 if bottom > upper else -1 if top < lower else 0
