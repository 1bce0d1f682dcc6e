"""The loaders there are, and which one a source is for. A source is told by its content, never by its name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from audit.errors import PlanError, did_you_mean
from audit.loaders.base import Assigned, RecordLoader
from audit.loaders.platforms.activitystreams import ActivityStreams
from audit.loaders.platforms.bluesky import Bluesky
from audit.loaders.platforms.chat import Chat
from audit.loaders.platforms.crowdtangle import CrowdTangle
from audit.loaders.platforms.discord import Discord
from audit.loaders.platforms.facebook import Facebook
from audit.loaders.platforms.fourchan import FourChan
from audit.loaders.platforms.gnip import Gnip
from audit.loaders.platforms.hackernews import HackerNews
from audit.loaders.platforms.hatexplain import HateXplain
from audit.loaders.platforms.instagram import Instagram
from audit.loaders.platforms.mastodon import Mastodon
from audit.loaders.platforms.own import Own
from audit.loaders.platforms.pan import Pan
from audit.loaders.platforms.parler import Parler
from audit.loaders.platforms.reddit import Reddit
from audit.loaders.platforms.snscrape import Snscrape
from audit.loaders.platforms.stackexchange import StackExchange
from audit.loaders.platforms.telegram import Telegram
from audit.loaders.platforms.threads import Threads
from audit.loaders.platforms.tiktok import TikTok
from audit.loaders.platforms.twitter_archive import TwitterArchive
from audit.loaders.platforms.twitter_v1 import TwitterV1
from audit.loaders.platforms.twitter_v2 import TwitterV2
from audit.loaders.platforms.vk import Vk
from audit.loaders.platforms.weibo import Weibo
from audit.loaders.platforms.whatsapp import WhatsApp
from audit.loaders.platforms.x_graphql import XGraphql
from audit.loaders.platforms.youtube import YouTube
from audit.loaders.plugged import plugged_loader, plugged_loaders
from audit.loaders.profiles.profiled import PROFILES
from audit.plugins import entry_points as plugins

#: Loaders of records, asked in this order: what we write ourselves, then by alphabet, for no file is of two platforms.
LOADERS: tuple[RecordLoader, ...] = (
    Own(),
    ActivityStreams(),
    Bluesky(),
    Chat(),
    CrowdTangle(),
    Discord(),
    Facebook(),
    FourChan(),
    Gnip(),
    HackerNews(),
    HateXplain(),
    Instagram(),
    Mastodon(),
    Pan(),
    Parler(),
    Reddit(),
    Snscrape(),
    StackExchange(),
    Telegram(),
    Threads(),
    TikTok(),
    TwitterArchive(),
    TwitterV1(),
    TwitterV2(),
    Vk(),
    Weibo(),
    WhatsApp(),
    XGraphql(),
    YouTube(),
)

#: The loader of everything else: tables of posts in any format.
TABLE = "table"


def names() -> tuple[str, ...]:
    """Names of all loaders, for ``--loader`` and ``list loaders``."""
    return (TABLE, *(profile.name for profile in PROFILES), *(loader.name for loader in LOADERS))


def check_plugged() -> None:
    """Refuse to read where a plug-in has the name of a loader that ships; PlanError names both."""
    plugins.check_names("loader", names())


def is_table(name: str) -> bool:
    """Whether a loader of that name reads tables: the table itself, or a table that a known tool writes."""
    return name == TABLE or any(profile.name == name for profile in PROFILES)


def by_name(name: str) -> RecordLoader | None:
    """The loader of that name, of those that ship or of a plug-in; None for tables.

    Raises
    ------
    PlanError
        There is none, or the plug-in that has it cannot be used.
    """
    if is_table(name):
        return None
    for loader in LOADERS:
        if loader.name == name:
            return loader
    if (plugged := plugged_loader(name)) is not None:
        return plugged
    raise PlanError(f"There is no loader {name!r}.", hint=did_you_mean(name, [*names(), *plugins.names("loader")]))


def by_variable(name: str) -> RecordLoader | None:
    """The loader of JavaScript that assigns its records to a variable of this name, even if there are none; else None."""
    return next((each for each in LOADERS if isinstance(each, Assigned) and name and each.assigned(name)), None)


def sniff(head: Sequence[Any]) -> RecordLoader | None:
    """The first loader that recognises these records, of those that ship, then of plug-ins; None if it takes a table.

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
    return next((each for each in plugged_loaders() if each.recognises(head)), None)
