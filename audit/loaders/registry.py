"""The loaders there are, and which one a source is for. A source is told by its content, never by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audit.errors import PlanError, did_you_mean
from audit.loaders.base import RecordLoader
from audit.loaders.platforms.discord import Discord
from audit.loaders.platforms.fourchan import FourChan
from audit.loaders.platforms.hackernews import HackerNews
from audit.loaders.platforms.own import Own
from audit.loaders.platforms.pan import Pan
from audit.loaders.platforms.reddit import Reddit
from audit.loaders.platforms.stackexchange import StackExchange
from audit.loaders.platforms.telegram import Telegram
from audit.loaders.platforms.twitter_v1 import TwitterV1
from audit.loaders.platforms.twitter_v2 import TwitterV2
from audit.loaders.platforms.whatsapp import WhatsApp

#: Loaders of JSON records, asked in this order.
LOADERS: tuple[RecordLoader, ...] = (
    Own(),
    TwitterV2(),
    TwitterV1(),
    Reddit(),
    Telegram(),
    Discord(),
    FourChan(),
    HackerNews(),
    WhatsApp(),
    StackExchange(),
    Pan(),
)

#: The loader of everything else: tables of posts in any format.
TABLE = "table"


def names() -> tuple[str, ...]:
    """Names of all loaders, for ``--loader`` and ``list loaders``."""
    return (TABLE, *(loader.name for loader in LOADERS))


def by_name(name: str) -> RecordLoader | None:
    """The loader of that name; None for the table.

    Raises
    ------
    PlanError
        There is none.
    """
    if name == TABLE:
        return None
    for loader in LOADERS:
        if loader.name == name:
            return loader
    raise PlanError(f"There is no loader {name!r}.", hint=did_you_mean(name, names()))


def sniff(head: Sequence[Any]) -> RecordLoader | None:
    """The first loader that recognises these records; None if it takes a table.

    Parameters
    ----------
    head : sequence
        The first records of a source, as parsed JSON.
    """
    for loader in LOADERS:
        try:
            if loader.recognises(head):
                return loader
        except (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError):
            # A loader that stumbles over a stranger's records has not recognised them.
            continue
    return None
