"""Figures made so coarse that what they would give away no longer follows from them."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from audit.finding import Estimate


def blurred(estimate: Estimate) -> Estimate:
    """The estimate without its counts, to two figures and no finer than a hundredth.

    For figures of a whole whose remainder is too small to print: exact counts would give the remainder away, and so would
    the many decimals of a small difference.
    """
    return without_counts(
        estimate,
        "rounded, counts hidden: the remainder is too small to print",
        finest=10.0 if estimate.unit == "per_1000" else 0.01,
    )


def without_counts(estimate: Estimate, why: str, *, finest: float = 0.0) -> Estimate:
    """The estimate without its counts, to two figures and no finer than ``finest``; ``why`` goes into its note.

    The interval is rounded outwards, so that it holds whatever the exact one does.
    """

    def two(value: float | None) -> float | None:
        if value is None or not finest:
            return None if value is None else float(f"{value:.2g}")
        return float(f"{round(float(f'{value:.2g}') / finest) * finest:.10g}")

    def outwards(value: float | None, to: Callable[[float], float]) -> float | None:
        if not value:
            return value
        step = max(10.0 ** (math.floor(math.log10(abs(value))) - 1), finest)
        steps = value / step
        # What is on the grid already stays there, whatever its last bit.
        return float(f"{(round(steps) if abs(steps - round(steps)) < 1e-9 else to(steps)) * step:.10g}")

    return replace(
        estimate,
        value=two(estimate.value),
        low=outwards(estimate.low, math.floor),
        high=outwards(estimate.high, math.ceil),
        n_effective=two(estimate.n_effective),
        detectable=two(estimate.detectable),
        p_value=rounded_up(estimate.p_value, 2),
        q_value=rounded_up(estimate.q_value, 2),
        degrees_of_freedom=None,
        n_posts=None,
        n_authors=None,
        n_counted=None,
        other_side=None if estimate.other_side is None else estimate.other_side.hidden,
        note=with_note(estimate, why),
    )


def bare(estimate: Estimate, value: float | None, note: str) -> Estimate:
    """The estimate with a coarse value and nothing else from which the exact one could be worked out; counts stand."""
    return replace(
        estimate,
        value=value,
        low=None,
        high=None,
        p_value=None,
        q_value=None,
        n_effective=None,
        detectable=None,
        degrees_of_freedom=None,
        other_side=None if estimate.other_side is None else estimate.other_side.hidden,
        note=note,
    )


def with_note(estimate: Estimate, why: str) -> str:
    """The note of an estimate with one reason more, which stands in it once."""
    return estimate.note if why in estimate.note else "; ".join(each for each in (estimate.note, why) if each)


def rounded_up(p_value: float | None, figures: int) -> float | None:
    """A p-value or q-value to so many figures, never smaller: a digit more of it would tell what its figure no longer does."""
    if not p_value:
        return p_value
    step = 10.0 ** (math.floor(math.log10(p_value)) - figures + 1)
    return min(float(f"{math.ceil(p_value / step * (1 - 1e-12)) * step:.6g}"), 1.0)
