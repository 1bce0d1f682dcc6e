"""What platforms are called: in the rules, in records of collections, and in the posts themselves."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

#: Name in lower case, without blanks, dots and hyphens -> name in the rules.
_CALLED: Mapping[str, str] = {
    "x": "X",
    "xcom": "X",
    "twitter": "X",
    "twittercom": "X",
    "reddit": "Reddit",
    "pushshift": "Reddit",
    "facebook": "Facebook",
    "fb": "Facebook",
    "instagram": "Instagram",
    "threads": "Threads",
    "youtube": "YouTube",
    "tiktok": "TikTok",
    "bluesky": "Bluesky",
    "bsky": "Bluesky",
    "mastodon": "Mastodon",
    "mastodonsocial": "mastodon.social",
    "telegram": "Telegram",
    "discord": "Discord",
    "stackexchange": "Stack Exchange",
    "stackoverflow": "Stack Exchange",
    "wikipedia": "Wikipedia",
    "linkedin": "LinkedIn",
    "truthsocial": "Truth Social",
    "vk": "VK",
    "vkontakte": "VK",
    "hackernews": "Hacker News",
    "weibo": "Weibo",
    "whatsapp": "WhatsApp",
    "parler": "Parler",
    "gab": "Gab",
    "4chan": "4chan",
}
_MASTODON = "Mastodon"


def platform_name(written: str) -> str:
    """The name by which rules know a platform; what is not known stays as it is written."""
    plain = " ".join(written.split())
    return _CALLED.get("".join(each for each in plain.casefold() if each not in " .-_"), plain)


def is_platform(written: str) -> bool:
    """Whether it is the name of a platform that is known here, whether or not there are rules for it."""
    return platform_name(written) in _CALLED.values()


def nearest_platform(written: str) -> str:
    """The platform that was probably meant by a name that is not known; empty where the name is known or nothing is near.

    A server of Mastodon's kind is called by its address, so a name with a dot may be anybody's and is left alone.
    """
    plain = "".join(each for each in written.casefold() if each.isalnum())
    if not plain or is_platform(written) or "." in written:
        return ""
    near = difflib.get_close_matches(plain, _CALLED, n=1, cutoff=0.7)
    return _CALLED[near[0]] if near else ""


def platform_of_posts(written: str) -> str:
    """What posts of a platform say that they are of: of any server of Mastodon's kind, Mastodon."""
    name = platform_name(written)
    return _MASTODON if name == "mastodon.social" or (not is_platform(written) and "." in name) else name
