"""Gnip Activity Streams: what Twitter's enterprise API (PowerTrack, historical and full-archive search) sent until 2023.

An activity is a post (verb ``post``) or a retweet (verb ``share``, the whole post repeated in ``object``). Its words are those
of the API v1.1 under other names, so it is said in these and read like it. Ids stand at the end of a name:
``tag:search.twitter.com,2005:1050118621198921728``, ``id:twitter.com:6253282``.

References
----------
https://developer.x.com/en/docs/x-api/enterprise/data-dictionary/native-enriched-objects/activity
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, made_of
from audit.loaders.guessing.values import identifier, listing, mapping, word
from audit.loaders.platforms.twitter_status import post_of

_POST = "tag:search.twitter.com"
_VERBS = frozenset({"post", "share"})
_STATUS_LINK = re.compile(r"/status(?:es)?/(\d{1,20})\b")

# What the stream sends between activities.
# https://developer.x.com/en/docs/x-api/enterprise/powertrack-api/overview
_NOTICES = {
    "info": "information notice",
    "warn": "warning notice",
    "warning": "warning notice",
    "error": "error payload",
    "errors": "error payload",
    "user_delete": "compliance notice",
    "user_undelete": "compliance notice",
    "user_protect": "compliance notice",
    "user_unprotect": "compliance notice",
    "user_suspend": "compliance notice",
    "user_unsuspend": "compliance notice",
    "user_withheld": "compliance notice",
    "status_withheld": "compliance notice",
    "scrub_geo": "compliance notice",
    "delete": "compliance notice",
    "drop": "compliance notice",
    "undrop": "compliance notice",
    "tweet_edit": "compliance notice",
}


class Gnip:
    """Loader of Gnip Activity Streams."""

    name = "gnip"
    title = "Gnip Activity Streams of Twitter"
    command = "postaudit run activities.jsonl"
    example = (
        '{"id": "tag:search.twitter.com,2005:1050118621198921728", "objectType": "activity", "verb": "post", '
        '"postedTime": "2018-10-10T20:19:24.000Z", "body": "Good morning", '
        '"actor": {"objectType": "person", "id": "id:twitter.com:6253282"}}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is an activity of Twitter among the first records."""
        return any(_is_activity(each) for record in head for each in _unwrapped(record))

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of an activity, an array of them, or a page of search results."""
        for each in _unwrapped(record):
            yield made_of(_row(each), each, record)


def _unwrapped(record: Any) -> Sequence[Any]:
    if isinstance(record, list):
        return record
    if isinstance(record, dict) and "verb" not in record and isinstance(record.get("results"), list):
        found: list[Any] = record["results"]
        return found
    return (record,)


def _is_activity(record: Any) -> bool:
    if not isinstance(record, dict) or "verb" not in record or "actor" not in record:
        return False
    return isinstance(record.get("id"), str) and record["id"].startswith(_POST)


def _row(activity: Any) -> Row | Skip | Reject:
    if not isinstance(activity, dict):
        return Reject("bad_type", f"expected an activity, found {type(activity).__name__}")
    verb = activity.get("verb")
    if verb in _VERBS if isinstance(verb, str) else "body" in activity:
        return post_of(_status(activity, repeated=mapping(activity.get("object")) if verb == "share" else {}))
    kind = next((kind for key, kind in _NOTICES.items() if key in activity), None)
    if kind:
        return Skip(kind)
    return Skip("compliance notice" if "verb" in activity else "other object")


def _status(activity: dict[str, Any], repeated: dict[str, Any]) -> dict[str, Any]:
    """The activity in the words of the API v1.1."""
    actor, location = mapping(activity.get("actor")), mapping(activity.get("location"))
    long = mapping(activity.get("long_object"))
    quoted = mapping(activity.get("twitter_quoted_status"))
    answered = _STATUS_LINK.search(word(mapping(activity.get("inReplyTo")).get("link")) or "")
    body = activity.get("body")
    status: dict[str, Any] = {
        "id_str": _last(activity.get("id")),
        "text": body,
        # Without its long form, a body that ends in an ellipsis and a link to itself is all there is.
        "truncated": isinstance(body, str) and bool(re.search(r"…\s*https://t\.co/\w+$", body[-64:])),
        "created_at": activity.get("postedTime"),
        "lang": activity.get("twitter_lang"),
        "entities": activity.get("twitter_entities"),
        "favorite_count": activity.get("favoritesCount"),
        "retweet_count": activity.get("retweetCount"),
        "edit_history": activity.get("edit_history"),
        "user": _user(actor),
        "quoted_status": {"id_str": _last(quoted.get("id"))},
        "in_reply_to_status_id_str": answered.group(1) if answered else None,
        "place": {
            "country_code": location.get("twitter_country_code"),
            "full_name": location.get("displayName"),
            "name": location.get("name"),
        },
        "withheld_copyright": activity.get("twitter_withheld") or activity.get("withheld_in_countries"),
    }
    if isinstance(long.get("body"), str):
        status["extended_tweet"] = {"full_text": long["body"], "entities": long.get("twitter_entities")}
    if repeated:
        inner = _status(repeated, {}) if "body" in repeated else {"id_str": _last(repeated.get("id"))}
        status["retweeted_status"] = inner
    return status


def _user(actor: dict[str, Any]) -> dict[str, Any]:
    return {
        "id_str": _last(actor.get("id")),
        "screen_name": actor.get("preferredUsername"),
        "location": mapping(actor.get("location")).get("displayName"),
        "followers_count": actor.get("followersCount"),
        "verified": actor.get("verified"),
        "created_at": actor.get("postedTime"),
        "lang": next((found for each in listing(actor.get("languages")) if (found := word(each))), None),
        "time_zone": actor.get("twitterTimeZone"),
    }


def _last(name: Any) -> str | None:
    """The id at the end of a name."""
    found = identifier(name)
    return (found.rpartition(":")[2] or None) if found else None
