"""Tweets that snscrape saved with ``--jsonl``, before X closed the door to it in 2023.

The text is ``content`` in old versions and ``rawContent`` in new ones; ``renderedContent`` shows links cut short as a reader
saw them, so it is the last choice. Ids are numbers, which JSON can hold in full and many programs cannot: where one has
rounded them the post has none.

References
----------
https://github.com/JustAnotherArchivist/snscrape/blob/master/snscrape/modules/twitter.py
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, made_of
from audit.loaders.guessing.values import count, distinct, identifier, listing, mapping, objects, word
from audit.loaders.platforms.twitter_status import post_of

_MODULES = "snscrape.modules."
_TWITTER = "snscrape.modules.twitter."
_TEXTS = ("rawContent", "content", "renderedContent")
_OTHERS = {
    "Tombstone": "tombstone of a post",
    "TweetRef": "reference to a post",
    "User": "user object",
    "UserRef": "user object",
    "UserLabel": "user object",
    "Trend": "trend",
    "Community": "community object",
}
# Versions before 0.4 wrote no types; no other program writes these together.
_UNTYPED = frozenset({"url", "date", "renderedContent", "user"})


class Snscrape:
    """Loader of snscrape's tweets."""

    name = "snscrape"
    title = "tweets saved by snscrape"
    command = "postaudit run tweets.jsonl"
    example = (
        '{"_type": "snscrape.modules.twitter.Tweet", "url": "https://twitter.com/someone/status/1050118621198921728", '
        '"date": "2018-10-10T20:19:24+00:00", "rawContent": "Good morning", "id": 1050118621198921728, '
        '"user": {"_type": "snscrape.modules.twitter.User", "username": "someone", "id": 6253282}}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is an object of snscrape among the first records."""
        return any(_is_ours(each) for record in head for each in (record if isinstance(record, list) else (record,)))

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """The post of a line; arrays hold several where somebody put the lines into one."""
        for each in record if isinstance(record, list) else (record,):
            yield made_of(_row(each), each, record)


def _is_ours(record: Any) -> bool:
    if not isinstance(record, dict):
        return False
    kind = record.get("_type")
    return (isinstance(kind, str) and kind.startswith(_MODULES)) or record.keys() >= _UNTYPED


def _row(record: Any) -> Row | Skip | Reject:
    if not isinstance(record, dict):
        return Reject("bad_type", f"expected a tweet, found {type(record).__name__}")
    kind = record.get("_type")
    if isinstance(kind, str) and not kind.startswith(_TWITTER):
        return Skip("post of another platform" if kind.startswith(_MODULES) else "other object")
    if isinstance(kind, str) and kind != f"{_TWITTER}Tweet":
        return Skip(_OTHERS.get(kind.removeprefix(_TWITTER), "other object"))
    if kind is None and record.keys().isdisjoint(_TEXTS):
        return Skip("other object")
    repeated = mapping(record.get("retweetedTweet"))
    status = _status(record)
    if repeated:
        status["retweeted_status"] = _status(repeated)
    row = post_of(status)
    if isinstance(row, Reject):
        return row
    row["conversation_id"] = identifier(record.get("conversationId"))
    if not repeated:
        row["views"] = count(record.get("viewCount"))
    return row


def _status(record: dict[str, Any]) -> dict[str, Any]:
    """The tweet in the words of the API v1.1."""
    user, place = mapping(record.get("user")), mapping(record.get("place"))
    quoted = mapping(record.get("quotedTweet"))
    texts = [record[name] for name in _TEXTS if record.get(name) is not None]
    status: dict[str, Any] = {
        "id": record.get("id"),
        "created_at": record.get("date"),
        "lang": record.get("lang"),
        "favorite_count": record.get("likeCount"),
        "retweet_count": record.get("retweetCount"),
        "reply_count": record.get("replyCount"),
        "in_reply_to_status_id": record.get("inReplyToTweetId"),
        "quoted_status": {"id": quoted.get("id")},
        "entities": _entities(record),
        "place": {
            "country_code": place.get("countryCode"),
            "country": place.get("country"),
            "full_name": place.get("fullName"),
            "name": place.get("name"),
        },
        "user": {
            "id": user.get("id"),
            "screen_name": user.get("username"),
            "location": user.get("location"),
            "followers_count": user.get("followersCount"),
            "verified": user.get("verified"),
            "created_at": user.get("created"),
        },
    }
    # A reference to a tweet that could not be read holds its id alone.
    return {**status, "full_text": texts[0]} if texts else status


def _entities(record: dict[str, Any]) -> dict[str, Any]:
    links = [word(each.get("url")) for each in objects(record.get("links"))]
    links += [word(each) for each in listing(record.get("outlinks"))]
    tags = distinct([tag for each in listing(record.get("hashtags")) if (tag := word(each))])
    accounts = objects(record.get("mentionedUsers"))
    return {
        "hashtags": [{"text": tag} for tag in tags],
        "urls": [{"expanded_url": link} for link in links if link],
        "user_mentions": [{"id": each.get("id"), "screen_name": each.get("username")} for each in accounts],
    }
