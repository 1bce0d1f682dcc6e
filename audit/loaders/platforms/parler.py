"""Parler until January 2021: the published dump of posts and comments, and pages of the API that it was made from.

An echo repeats the post in ``parent``; with words of one's own it is a quote. The text that holds its links is in
``bodywithurls``. Pages of the API name authors by their ids and keep their profiles beside the posts.

References
----------
Aliapoulios et al. 2021, A Large Open Dataset from the Parler Social Network. ICWSM 15. https://doi.org/10.5281/zenodo.4442460
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, made_of, warned
from audit.loaders.guessing.values import count, distinct, identifier, iso_time, listing, mapping, objects, word
from audit.loaders.platforms.twitter_common import followers_band

_STAMP = re.compile(r"\d{14}")
_SHORT = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)([kmb])", re.IGNORECASE)
_POWERS = {"k": 10**3, "m": 10**6, "b": 10**9}
_HASHTAG = re.compile(r"(?<![\w#&/])#(\w{1,100})")
_NAMED = re.compile(r"(?<![\w@])@(\w{1,50})")


class Parler:
    """Loader of posts and comments of Parler."""

    name = "parler"
    title = "Parler posts and comments (dump of 2021, API pages)"
    command = "postaudit run parler_data000000000000.ndjson"
    example = (
        '{"id": "c0ffee", "body": "Good morning", "createdAt": "20200615225113", "datatype": "posts", "creator": "a1", '
        '"username": "someone", "comments": 2, "upvotes": 5}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a post with a time of fourteen digits and what else only these have."""
        return any(_is_post(each) for record in head for each, _ in _unwrapped(record))

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of a record of the dump, an array of them, or a page of the API."""
        for each, people in _unwrapped(record):
            yield made_of(_row(each, people), each, record)


def _unwrapped(record: Any) -> Iterator[tuple[Any, dict[str, dict[str, Any]]]]:
    """Posts with the profiles of the page they stand on."""
    for each in record if isinstance(record, list) else [record]:
        inside = _inside(each)
        if inside is None:
            yield each, {}
            continue
        people = {key: user for user in objects(each.get("users")) if (key := _id(user))}
        yield from ((post, people) for post in inside)


def _inside(record: Any) -> list[Any] | None:
    if not isinstance(record, dict) or "body" in record:
        return None
    return next((record[key] for key in ("posts", "comments") if isinstance(record.get(key), list)), None)


def _is_post(record: Any) -> bool:
    if not isinstance(record, dict) or not isinstance(record.get("body"), str):
        return False
    stamp = record.get("createdAt")
    known = record.keys() & {"creator", "username", "datatype", "upvotes", "bodywithurls", "impressions"}
    return isinstance(stamp, str) and bool(_STAMP.fullmatch(stamp)) and len(known) >= 2


def _row(post: Any, people: dict[str, dict[str, Any]]) -> Row | Skip | Reject:
    if not isinstance(post, dict):
        return Reject("bad_type", f"expected a post, found {type(post).__name__}")
    if "body" not in post and "bodywithurls" not in post:
        return _not_a_post(post)
    bodies = [post.get(name) for name in ("bodywithurls", "body")]
    if not all(isinstance(body, str | None) for body in bodies):
        return Reject("bad_type", "the body is not a string")
    if all(body is None for body in bodies):
        return Reject("missing_text")
    text = next((found for body in bodies if (found := word(body))), None)
    creator = identifier(post.get("creator"))
    profile = people.get(creator or "") or post
    created = _time(post.get("createdAt")) or iso_time(_zoned(post.get("createdAtformatted")))
    row: dict[str, Any] = {
        "post_id": _id(post),
        "author_id": creator or word(post.get("username")),
        "text": text,
        "created_at": created,
        "platform": "parler",
        "status": "present",
        "hashtags": _hashtags(post, text or ""),
        "mentions": distinct(_NAMED.findall(text or "")),
        "urls": _links(post),
        "attributes": _attributes(profile),
        **_relations(post, text),
    }
    if row["kind"] != "repost":
        row |= {
            "likes": _number(post.get("upvotes", post.get("score"))),
            "reposts": _number(post.get("reposts")),
            "replies": _number(post.get("comments")),
            "views": _number(post.get("impressions")),
        }
    stated = post.get("createdAt", post.get("createdAtformatted"))
    warnings = {
        "empty_text": text is None,
        "bad_timestamp": created is None and stated is not None,
    }
    return warned(row, warnings)


def _not_a_post(record: dict[str, Any]) -> Skip | Reject:
    if "error" in record or "message" in record:
        return Skip("error payload")
    if "joined" in record or "bio" in record or record.get("datatype") == "users":
        return Skip("user object")
    return Reject("missing_text") if "createdAt" in record else Skip("other object")


def _id(record: dict[str, Any]) -> str | None:
    return identifier(record.get("id")) or identifier(record.get("_id"))


def _relations(post: dict[str, Any], text: str | None) -> dict[str, Any]:
    above = identifier(post.get("parent"))
    if post.get("datatype") == "comments" or identifier(post.get("post")) or identifier(post.get("replyingTo")):
        start = identifier(post.get("post"))
        answered = identifier(post.get("replyingTo")) or above or start
        return {"kind": "comment", "reply_to": answered, "conversation_id": start}
    if above:
        return {"kind": "quote", "quote_of": above} if text else {"kind": "repost", "repost_of": above}
    return {"kind": "original"}


def _time(value: Any) -> dt.datetime | None:
    """Moment of ``20200615225113``, which is UTC: ``createdAtformatted`` says so of the same time."""
    if not isinstance(value, str) or not _STAMP.fullmatch(value) or not value.isascii():
        return None
    parts = [int(value[:4]), *(int(value[place : place + 2]) for place in range(4, 14, 2))]
    try:
        return dt.datetime(*parts, tzinfo=dt.UTC)  # type: ignore[misc,arg-type]
    except ValueError:
        return None


def _zoned(value: Any) -> str | None:
    return value.strip().removesuffix("UTC").strip() if isinstance(value, str) else None


def _number(value: Any) -> int | None:
    """A count; the API writes large ones as ``3.3k``."""
    exact = count(value)
    match = _SHORT.fullmatch(value.strip()) if exact is None and isinstance(value, str) else None
    return round(float(match[1]) * _POWERS[match[2].lower()]) if match and match[1].isascii() else exact


def _hashtags(post: dict[str, Any], text: str) -> list[str]:
    stated = [tag.lstrip("#") for each in listing(post.get("hashtags")) if (tag := word(each))]
    return distinct([tag for tag in stated if tag] or _HASHTAG.findall(text))


def _links(post: dict[str, Any]) -> list[str]:
    """Links as objects in the dump; the API gives their ids, which say nothing."""
    found = [each if isinstance(each, str) else mapping(each).get("long", mapping(each).get("url")) for each in listing(post.get("urls"))]  # fmt: skip
    return distinct([link for each in found if (link := word(each)) and link.startswith(("http://", "https://"))])


def _attributes(profile: dict[str, Any]) -> dict[str, str]:
    followers = _number(profile.get("followers"))
    verified = profile.get("verified")
    stated = {
        "verified": ("yes" if verified else "no") if isinstance(verified, bool) else None,
        "followers": followers_band(followers) if followers is not None and followers >= 0 else None,
    }
    return {name: value for name, value in stated.items() if value}
