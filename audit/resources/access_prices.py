"""What access to posts costs: dated tiers of platforms, or a table of the user's own."""

from __future__ import annotations

import math
import os
from dataclasses import dataclass

from audit.errors import ResourceError
from audit.resources.card import Card
from audit.resources.folders import find
from audit.resources.tables import Row, one_of, rows

UNKNOWN = "unknown"
_COLUMNS = ("platform", "tier", "price", "currency", "price_per", "posts", "posts_per")
_DAYS = {"day": 1.0, "week": 7.0, "month": 30.0}


@dataclass(frozen=True)
class Tier:
    """One way of getting posts; None is what nobody could say, never free and never unlimited.

    Attributes
    ----------
    platform, tier : str
    since, until : str
        Dates as known; empty if unknown, or if it is still offered.
    price : float or None
        Per month, or per post if ``price_per`` is ``post``.
    currency : str
    price_per : str
        ``month`` or ``post``.
    posts : float or None
        The most that may be read in 30 days.
    access : str
        Who may have it.
    confidence, as_of, note : str
    """

    platform: str
    tier: str
    since: str
    until: str
    price: float | None
    currency: str
    price_per: str
    posts: float | None
    access: str
    confidence: str
    as_of: str
    note: str

    def posts_in(self, months: float) -> float | None:
        """The most that may be read in so many months of 30 days."""
        return None if self.posts is None else self.posts * months

    def months_for(self, posts: float) -> int | None:
        """Whole months that so many posts take; None where the quota is unknown or no number would do."""
        if not self.posts or not math.isfinite(posts):
            return None
        return max(math.ceil(posts / self.posts - 1e-9), 1)

    def price_for(self, posts: float) -> float | None:
        """What so many posts cost; None where price or quota are unknown or no number would do."""
        months = self.months_for(posts)
        if self.price is None or not math.isfinite(posts) or (months is None and self.price_per == "month"):
            return None
        return self.price * (posts if self.price_per == "post" else months or 0)


@dataclass(frozen=True)
class AccessPrices:
    """The tiers, in the order of the table, with the card."""

    card: Card
    tiers: tuple[Tier, ...]


def read_access_prices(name_or_path: str | os.PathLike[str] = "access-prices") -> AccessPrices:
    """Read a table of access prices by name, or a user's own.

    Parameters
    ----------
    name_or_path : str or path
        A name that ships with the package, or a ``.csv`` file with the columns ``platform, tier, price, currency,
        price_per, posts, posts_per``; ``from, to, access, confidence, as_of`` and ``note`` are read if there.

    Raises
    ------
    ResourceError
        No such table, or a price or quota that is neither a number nor ``unknown``.
    """
    card, table = find("rules", name_or_path)
    tiers = tuple(_tier(card.name, line, row) for line, row in rows(card.name, table, _COLUMNS))
    if not tiers:
        raise ResourceError(f"{card.name!r} has no rows.", hint="A table of prices needs at least one tier.")
    return AccessPrices(card, tiers)


def _tier(name: str, line: int, row: Row) -> Tier:
    if not row["platform"] or not row["tier"]:
        raise ResourceError(f"{name!r}, line {line}: platform or tier is empty.", hint="Name both.")
    per = one_of(name, line, "posts_per", row["posts_per"], tuple(_DAYS))
    posts = _number(name, line, "posts", row["posts"])
    return Tier(
        row["platform"],
        row["tier"],
        row.get("from", ""),
        row.get("to", ""),
        _number(name, line, "price", row["price"]),
        row["currency"],
        one_of(name, line, "price_per", row["price_per"], ("month", "post")),
        None if posts is None else posts * _DAYS["month"] / _DAYS[per],
        row.get("access", ""),
        row.get("confidence", ""),
        row.get("as_of", ""),
        row.get("note", ""),
    )


def _number(name: str, line: int, column: str, cell: str) -> float | None:
    if cell == UNKNOWN:
        return None
    try:
        number = float(cell)
    except ValueError:
        number = math.nan
    if not 0 <= number < math.inf:
        raise ResourceError(
            f"{name!r}, line {line}: {column} is {cell!r}.",
            hint="It is a number without separators, such as 2000000 or 0.005, or the word unknown.",
        )
    return number
