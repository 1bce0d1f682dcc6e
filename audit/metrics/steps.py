"""Round steps and figures: what coarse figures are made of."""

from __future__ import annotations

import math

_STEPS = (1.0, 2.0, 5.0, 10.0)


def round_step(least: float) -> float:
    """The narrowest round step that is as wide as this: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(each * power for each in _STEPS if each * power >= least * (1 - 1e-9))


def up(value: float, step: float) -> float:
    """A positive number on a grid whose steps, of its logarithm, are all of this size; never smaller."""
    return math.exp(math.ceil(math.log(value) / step - 1e-9) * step)


def up_to(value: float, figures: int) -> float:
    """A positive number to so many figures, never smaller."""
    power = 10.0 ** (math.floor(math.log10(value)) - figures + 1)
    return math.ceil(value / power * (1 - 1e-9)) * power


def down(value: float, figures: int) -> float:
    """A positive number to so many figures, never larger."""
    power = 10.0 ** (math.floor(math.log10(value)) - figures + 1)
    return math.floor(value / power * (1 + 1e-9)) * power
