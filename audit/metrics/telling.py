"""Figures in sentences: with their marks, as tables have them, and no finer than what is printed lets them be."""

from __future__ import annotations

from dataclasses import replace

from audit.finding import Estimate
from audit.wording import ROUNDED, percent

_ROUNDED = "rounded"
_NOT_PRINTED = "a share that is not printed"


def with_limits(estimate: Estimate) -> str:
    """A figure with its interval, as a sentence has it: "≈+18 points (12 to 24)"."""
    return estimate.told if estimate.low is None or estimate.high is None else f"{estimate.told} ({estimate.limits})"


def share_told(estimate: Estimate) -> str:
    """A share, or words that stand in its place where a gap of it is printed and it is not."""
    return estimate.told if estimate.status == "ok" else _NOT_PRINTED


def as_share(estimate: Estimate) -> str:
    """An index that is a part of a whole, as a percentage."""
    return replace(estimate, unit="share").told


def is_rounded(*estimates: Estimate) -> bool:
    """Whether any of these is rounded on purpose."""
    return any(_ROUNDED in each.note for each in estimates)


def share_of_others(own: Estimate, gap: Estimate, exact: float) -> str:
    """The share that another one is held against: exactly, or, where that share or the gap is rounded, as these give it.

    Else the sentence would tell what the table keeps back: with the gap, the exact share of the others gives the exact one.

    Parameters
    ----------
    own, gap : Estimate
        A share, and its difference from the others'.
    exact : float
        The others' share.
    """
    if not is_rounded(own, gap) and gap.status != "suppressed":
        return percent(exact)
    if own.value is None or gap.value is None:
        return _NOT_PRINTED
    return f"{ROUNDED}{percent(min(max(own.value - gap.value, 0.0), 1.0))}"
