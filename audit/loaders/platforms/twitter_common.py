"""What both generations of the Twitter API share: dates, links, mentioned accounts, what authors state."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from typing import Any

from audit.loaders.guessing.values import count, distinct, identifier, iso_time, mapping, objects, word
from audit.loaders.markup import unescape

# Never the locale's, which is what strptime reads.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{2}) (\d{2}):(\d{2}):(\d{2}) ([+-])(\d{2})(\d{2}) (\d{4})")

# What the old retweet button put before the copied text, which it then cut at 140 characters with an ellipsis.
_REPOST_PREFIX = re.compile(r"RT @\w{1,20}: ")

# A post's own photo or video is an attachment, not a link that its author shared.
_OWN_MEDIA = re.compile(r"^https?://(?:twitter|x)\.com/[^/]+/status/\d+/(?:photo|video)/\d+$")

#: The API's own codes for "no language found": media, hashtags, mentions, links or too little text only.
# https://developer.x.com/en/docs/x-api/v1/data-dictionary/object-model/tweet
NO_LANGUAGE = frozenset({"und", "zxx", "art", "qam", "qct", "qht", "qme", "qst"})


def twitter_time(value: Any) -> dt.datetime | None:
    """Moment of ``Wed Oct 10 20:19:24 +0000 2018``, or of an ISO 8601 string; None where it is neither."""
    if not isinstance(value, str):
        return None
    match = _DATE.fullmatch(value.strip())
    if match is None:
        return iso_time(value.replace(" +", "+"))  # archives until 2018 wrote 2013-11-28 13:37:46 +0000
    month, day, hour, minute, second, sign, zone_hours, zone_minutes, year = match.groups()
    offset = dt.timedelta(hours=int(zone_hours), minutes=int(zone_minutes))
    try:
        local = dt.datetime(
            int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second), tzinfo=dt.UTC
        )
        return local - offset if sign == "+" else local + offset
    except (ValueError, OverflowError):
        return None


def language(value: Any) -> str | None:
    """The language the platform found; None where it says that it found none."""
    code = word(value)
    return None if code is None or code in NO_LANGUAGE else code


def without_repost_prefix(text: str) -> str:
    """The text of the post that was repeated, as far as a repost holds it: ``RT @name:`` taken off."""
    return _REPOST_PREFIX.sub("", text, count=1) if text.startswith("RT @") else text


def hashtags(entities: dict[str, Any]) -> list[str]:
    """Hashtags without the #, in order; the first API calls the word ``text``, the second ``tag``."""
    return distinct(
        [tag for each in objects(entities.get("hashtags")) if (tag := word(each.get("tag", each.get("text"))))]
    )


def links(entities: dict[str, Any]) -> list[str]:
    """Links that the author shared, unshortened where possible, without the post's own photos and videos."""
    found = []
    for each in objects(entities.get("urls")):
        link = word(each.get("expanded_url")) or word(each.get("url"))
        if link and "media_key" not in each and not _OWN_MEDIA.match(link):
            found.append(link)
    return distinct(found)


def mentions(entities: dict[str, Any], find: Callable[[str], str | None] = lambda _: None) -> list[str]:
    """Ids of the accounts a post names, so that they can be matched with authors.

    Parameters
    ----------
    entities : dict
        Entities of a post of either API.
    find : callable
        From lower-cased handle to id, for entities that hold the handle alone.

    Returns
    -------
    list of str
        Each account once; its handle where the id is not to be had.
    """
    found = []
    for each in objects(entities.get("mentions") or entities.get("user_mentions")):
        handle = word(each.get("username", each.get("screen_name")))
        known = identifier(each.get("id_str")) or identifier(each.get("id"))
        name = known or (handle and (find(handle.lower()) or handle))
        if name:
            found.append(name)
    return distinct(found)


def place(found: dict[str, Any]) -> dict[str, str]:
    """``country`` and ``place`` of a place object; the code of the country, since its name is in the reader's language."""
    country = word(found.get("country_code")) or word(found.get("country"))
    name = word(found.get("full_name")) or word(found.get("name"))
    stated = {"country": country, "place": name}
    return {field: value for field, value in stated.items() if value}


def followers_band(followers: int) -> str:
    """Order of magnitude of an account's audience: ``0-99``, ``100-999`` ... ``1000000+``.

    The exact number would tell accounts apart that share nothing else, and differs between two posts of one author.
    """
    if followers >= 1_000_000:
        return "1000000+"
    floor = 10 ** (len(str(followers)) - 1) if followers >= 100 else 0
    return f"{floor}-{max(99, floor * 10 - 1)}"


def author_attributes(user: dict[str, Any], year: str | None) -> dict[str, str]:
    """What an account states of itself, and what the platform states of it.

    Parameters
    ----------
    user : dict
        User object of either API; the second keeps its counts in ``public_metrics``.
    year : str or None
        When the account was made.

    Returns
    -------
    dict
        ``location``, ``verified`` (yes or no), ``followers`` (band), ``account_created`` (year), ``account_language``
        and ``time_zone``, as far as they are stated.
    """
    location = word(user.get("location"))
    followers = count(mapping(user.get("public_metrics")).get("followers_count", user.get("followers_count")))
    verified = user.get("verified")
    stated = {
        "location": location and unescape(location),
        "verified": ("yes" if verified else "no") if isinstance(verified, bool) else None,
        "followers": followers_band(followers) if followers is not None and followers >= 0 else None,
        "account_created": year,
        "account_language": word(user.get("lang")),
        "time_zone": word(user.get("time_zone")),
    }
    return {name: value for name, value in stated.items() if value}


def creation_year(user: dict[str, Any]) -> str | None:
    """Year in which an account was made."""
    made = twitter_time(user.get("created_at"))
    return str(made.year) if made else None
