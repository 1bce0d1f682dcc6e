"""With how many digits a number is printed: no finer than its error, and never as nothing, everything or the tolerance beside it.

Numbers here are scaled to what is printed: percent and points, not shares.
"""

from __future__ import annotations

from collections.abc import Sequence

MINUS = "\N{MINUS SIGN}"
#: Units that are counted and so have no decimals.
WHOLE = ("count", "authors")
_NORMAL_95 = 1.96
_MOST_DECIMALS = 3
#: Beneath it, after scaling, is what a computer's arithmetic leaves of nothing.
_NOTHING = 1e-9
#: Of a ratio's lower limit: rounding moves it by no more than this part of itself.
_LEAST_TOLD = 0.1


def decimals_for(value: float, figures: int) -> int:
    """Decimals that show this many significant figures, after the rounding that may carry (0.0996 is 0.10)."""
    if value == 0:
        return 0
    exponent = f"{abs(value):.{figures - 1}e}".partition("e")[2]
    return max(0, figures - 1 - int(exponent))


def two_figures(value: float) -> str:
    """A number to two significant figures, as far as six decimals show them."""
    if abs(value) < _NOTHING:
        return fixed(0.0, 0)
    if round(value, 6) == 0:
        return _beneath(value, 6)
    return fixed(value, min(decimals_for(value, 2), 6))


def chosen_or_two_figures(value: float) -> str:
    """Whole where it is whole: such a number was chosen, as a tolerance is, more often than measured."""
    return fixed(value, 0) if abs(value - round(value)) < 1e-9 else two_figures(value)


def places_of(low: float, high: float, unit: str, *beside: float) -> int:
    """Decimals for an interval: as its error has, and no more than its ends and the numbers beside it have."""
    if unit in WHOLE:
        return 0
    return min(_places_of_error(low, high, unit), max(map(_decimals_of, (low, high, *beside))))


def _decimals_of(value: float) -> int:
    """Decimals that a number has: what was rounded before is not printed as if it had been known more closely."""
    return next((n for n in range(_MOST_DECIMALS) if abs(round(value, n) - value) < 1e-9), _MOST_DECIMALS)


def _places_of_error(low: float, high: float, unit: str) -> int:
    error = high / (2 * _NORMAL_95) - low / (2 * _NORMAL_95)
    places = min(decimals_for(error, 1), _MOST_DECIMALS) if error > 0 else min(decimals_for(high, 2), _MOST_DECIMALS)
    # The error of a ratio is large above and small below: by the error alone 1.35 to 4.9 would read "1 to 5", and a ratio
    # that is shown would seem to reach down to no difference.
    while unit == "ratio" and places < _MOST_DECIMALS and abs(round(low, places) - low) > _LEAST_TOLD * low:
        places += 1
    return places


def told(value: float, places: int, unit: str, edges: Sequence[float] = ()) -> str:
    """A number to so many decimals, and to more where these would make it nothing, everything or one of the edges.

    Where decimals run out it is said on which side it lies: ">5" is more than 5, by less than is printed.
    """
    if unit in WHOLE:
        return fixed(value, places)
    ends = [0.0, 100.0] if unit == "share" else [0.0]
    for each in ends:
        if abs(value - each) < _NOTHING:
            return fixed(each, 0)
    if _turned_into(0.0, value, places):  # as prose prints it
        places = min(max(places + 1, decimals_for(value, 2)), max(_decimals_of(value), places + 1), _MOST_DECIMALS)
    for decimals in range(places, max(places, _MOST_DECIMALS) + 1):
        if not any(_turned_into(each, value, decimals) for each in (*ends, *edges)):
            return fixed(value, decimals)
    decimals = max(places, _MOST_DECIMALS)
    if _turned_into(0.0, value, decimals):
        return _beneath(value, decimals)
    if unit == "share" and _turned_into(100.0, value, decimals):
        return f">{fixed(100 - 10.0**-decimals, decimals)}"
    edge = next(each for each in (*ends, *edges) if _turned_into(each, value, decimals))
    return f"{'>' if value > edge else '<'}{fixed(edge, _decimals_of(edge))}"


def _beneath(value: float, decimals: int) -> str:
    """What is nearer to nothing than so many decimals tell: its sign, and what it is smaller than."""
    return f"{'' if value > 0 else MINUS}<{fixed(10.0**-decimals, decimals)}"


def _turned_into(other: float, value: float, decimals: int) -> bool:
    """Whether rounding makes a number the other one, which it is not."""
    return abs(round(value, decimals) - other) < _NOTHING < abs(value - other)


def fixed(value: float, decimals: int) -> str:
    """So many decimals, with the sign of a minus and none before nothing."""
    text = f"{value:,.{decimals}f}"
    if not text.strip("-0.,"):
        return text.lstrip("-")
    return text.replace("-", MINUS)
