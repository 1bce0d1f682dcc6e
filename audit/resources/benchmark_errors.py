"""How sure the shares of a benchmark are: standard errors from the table, its limits, or the size of the survey."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import NormalDist
from types import MappingProxyType

from audit.errors import ResourceError
from audit.resources.card import Card
from audit.resources.tables import Row

#: What a card may call the origin of its shares: in words, and what holds where no standard error is known.
BASES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "census": ("a count of everybody", "so without sampling error"),
        "estimate": ("an official estimate", "taken as exact"),
        "survey": ("a survey", "whose error is not known and not allowed for: gaps look surer than they are"),
        "": ("of an origin that is not stated", "taken as exact"),
    }
)


def standard_errors(
    card: Card, lines: Sequence[tuple[int, Row]], margins: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """Standard errors by attribute and group.

    The first of these that is there counts: the column ``standard_error``; the columns ``low`` and ``high``, limits of
    95 % or of the card's ``level``; the card's ``respondents``, with its ``design_effect`` or 1.

    Parameters
    ----------
    card : Card
    lines : sequence of (int, row)
        The table, with the number of each line.
    margins : mapping
        The shares, as read from it.

    Returns
    -------
    dict of str to dict of str to float
        On the scale of shares. Attributes without any are not there.

    Raises
    ------
    ResourceError
        A value that cannot be, limits without the share between them, or an error for some groups of an attribute only.
    """
    found: dict[str, dict[str, float | None]] = {}
    for line, row in lines:
        share = margins[row["attribute"]][row["group"]]
        found.setdefault(row["attribute"], {})[row["group"]] = _stated(card, line, row, share)
    result: dict[str, dict[str, float]] = {}
    for attribute, groups in found.items():
        known = {group: error for group, error in groups.items() if error is not None}
        lacking = [group for group in groups if group not in known and group != "unknown"]
        if known and lacking:
            raise ResourceError(
                f"{card.name!r}: {attribute} has a standard error for some groups and none for {lacking[0]!r}.",
                hint="Give one to every group, 0 where the share is known, or to none.",
            )
        if known:
            result[attribute] = known
    answers = _answers(card)
    if answers:
        for attribute, shares in margins.items():
            result.setdefault(
                attribute, {group: math.sqrt(share * (1 - share) / answers) for group, share in shares.items()}
            )
    return result


def _stated(card: Card, line: int, row: Row, share: float) -> float | None:
    if row.get("standard_error"):
        return _number(card.name, f"line {line}: standard_error", row["standard_error"])
    low, high = row.get("low", ""), row.get("high", "")
    if not (low or high):
        return None
    limits = [_number(card.name, f"line {line}: {name}", cell) for name, cell in (("low", low), ("high", high))]
    if not limits[0] <= share <= limits[1] <= 1:
        raise ResourceError(
            f"{card.name!r}, line {line}: the share {share:g} does not lie between its limits {low} and {high}.",
            hint="Limits are shares from 0 to 1, like the share itself.",
        )
    level = _number(card.name, "level", card.extra.get("level", "0.95"))
    if not 0.5 < level < 1:
        raise ResourceError(f"The card of {card.name!r} has the level {level:g}.", hint="For example: level = 0.95")
    return (limits[1] - limits[0]) / (2 * NormalDist().inv_cdf(0.5 + level / 2))


def _answers(card: Card) -> float:
    """Independent answers that the survey is worth; 0 if the card does not say."""
    if "respondents" not in card.extra:
        return 0.0
    respondents = _number(card.name, "respondents", card.extra["respondents"])
    effect = _number(card.name, "design_effect", card.extra.get("design_effect", "1"))
    if respondents < 1 or effect <= 0:
        raise ResourceError(
            f"The card of {card.name!r} has {respondents:g} respondents and a design effect of {effect:g}.",
            hint="Both are numbers greater than 0; the design effect is 1 or a little more for most surveys.",
        )
    return respondents / effect


def _number(name: str, what: str, cell: str) -> float:
    try:
        number = float(cell)
    except ValueError:
        number = math.nan
    if not 0.0 <= number < math.inf:
        raise ResourceError(f"{name!r}, {what} is {cell!r}.", hint="It is a number of at least 0, with a point.")
    return number
