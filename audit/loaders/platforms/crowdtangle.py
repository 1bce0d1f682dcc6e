"""CrowdTangle: posts of public pages, groups and accounts on Facebook, Instagram and Reddit, as its API gave them.

Meta closed it on 14 August 2024; what was collected before is still analysed.

References
----------
https://github.com/CrowdTangle/API/wiki/Post
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, warned
from audit.loaders.guessing.values import count, distinct, identifier, iso_time, listing, mapping, objects, word
from audit.loaders.markup import paragraphs
from audit.loaders.platforms.twitter_common import followers_band, language

_OTHER_LISTS = {
    "accounts": "account object",
    "accountStatistics": "account statistics",
    "lists": "list object",
    "links": "link statistics",
}
_SIGNS = frozenset({"postUrl", "statistics", "subscriberCount", "date"})

# Where the author's words stand: elsewhere title and description are those of a page that is linked to.
_TEXTS = {"instagram": ("message", "description"), "reddit": ("title", "message")}

# An account that others post in is not their author.
_COMMUNITIES = frozenset({"facebook_group", "reddit_subreddit", "subreddit"})

# A post's own photo or video is an attachment, not a link that its author shared.
_OWN_MEDIA = re.compile(
    r"^https?://(?:[\w-]+\.)*(?:facebook\.com/(?:[^?#]*/(?:photos|videos|posts)/|photo|watch|reel)|instagram\.com/)"
)


class CrowdTangle:
    """Loader of CrowdTangle posts."""

    name = "crowdtangle"
    title = "CrowdTangle API posts (Facebook, Instagram, Reddit)"
    command = "postaudit run crowdtangle_posts.json"
    example = (
        '{"platformId": "1_2", "platform": "Facebook", "date": "2020-10-29 14:56:05", "message": "Good morning", '
        '"postUrl": "https://www.facebook.com/1/posts/2", "statistics": {"actual": {"likeCount": 3}}, '
        '"account": {"platformId": "1", "accountType": "facebook_page"}}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a page of results or a post of this API among the first records."""
        return any(
            isinstance(each, dict) and (_is_post(each) or _is_page(each))
            for record in head
            for each in (record[:5] if isinstance(record, list) else (record,))
        )

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of a page of results, a post, or an array of these."""
        for each in record if isinstance(record, list) else (record,):
            if not isinstance(each, dict):
                yield Reject("bad_type", f"expected a post, found {type(each).__name__}")
            elif isinstance(each.get("result"), dict):
                yield from _page(each["result"])
            elif "result" in each or ("status" in each and "platformId" not in each):
                yield Skip("error payload")
            else:
                yield _post(each)


def _is_post(record: dict[str, Any]) -> bool:
    return {"platformId", "platform"} <= record.keys() and len(_SIGNS & record.keys()) > 1


def _is_page(record: dict[str, Any]) -> bool:
    result = mapping(record.get("result"))
    if any(_is_post(each) for each in objects(result.get("posts"))[:5]):
        return True
    return record.get("status") == 200 and any(isinstance(result.get(name), list) for name in ("posts", *_OTHER_LISTS))


def _page(result: dict[str, Any]) -> Iterator[Row | Skip | Reject]:
    posts = listing(result.get("posts"))
    for each in posts:
        yield _post(each) if isinstance(each, dict) else Reject("bad_type", f"a post is {type(each).__name__}")
    others = {kind: len(listing(result.get(name))) for name, kind in _OTHER_LISTS.items()}
    yield from (Skip(kind, number) for kind, number in others.items() if number)
    if not posts and not any(others.values()):
        yield Skip("empty page")


def _post(post: dict[str, Any]) -> Row | Skip | Reject:
    if not _is_post(post):
        return Skip("other object")
    platform = (word(post.get("platform")) or "").lower() or None
    fields = _TEXTS.get(platform or "", ("message",))
    parts = [post.get(field) for field in fields]
    for field, part in zip(fields, parts, strict=True):
        if part is not None and not isinstance(part, str):
            return Reject("bad_type", f"{field} is {type(part).__name__}")
    account, counts = mapping(post.get("account")), mapping(mapping(post.get("statistics")).get("actual"))
    kind = word(account.get("accountType")) or ""
    is_community = kind in _COMMUNITIES or platform == "reddit"
    own, time = identifier(post.get("platformId")), post.get("date")
    row: dict[str, Any] = {
        "post_id": own,
        "conversation_id": own,
        "author_id": None if is_community else identifier(account.get("platformId")) or identifier(account.get("id")),
        "community": word(account.get("name")) if is_community else None,
        # The API leaves a message out where there is none.
        "text": paragraphs(*distinct([part.strip() for part in parts if part])),
        "created_at": iso_time(time),  # UTC, says the reference
        "platform": platform,
        "kind": "original",
        "status": "present",
        "lang": language(post.get("languageCode")),
        "likes": _first(counts, "likeCount", "favoriteCount", "upvoteCount"),
        "reposts": count(counts.get("shareCount")),
        "replies": count(counts.get("commentCount")),
        "views": _first(counts, "viewCount", "videoPostViewCount"),
        "urls": _links(post),
        "attributes": {} if is_community else _attributes(account, kind),
    }
    warnings = {
        "empty_text": row["text"] is None,
        "bad_timestamp": row["created_at"] is None and time is not None,
    }
    return warned(row, warnings)


def _first(counts: dict[str, Any], *names: str) -> int | None:
    return next((found for name in names if (found := count(counts.get(name))) is not None), None)


def _links(post: dict[str, Any]) -> list[str]:
    """Links that were shared, in full where the API knows them so."""
    expanded = {
        original: full
        for each in objects(post.get("expandedLinks"))
        if (original := word(each.get("original"))) and (full := word(each.get("expanded")))
    }
    link = word(post.get("link"))
    found = [expanded.get(link, link) if link else None, *expanded.values()]
    return distinct([each for each in found if each and each.startswith("http") and not _OWN_MEDIA.match(each)])


def _attributes(account: dict[str, Any], kind: str) -> dict[str, str]:
    """What the platform states of the account; its country is that of most people who run a page."""
    followers, verified = count(account.get("subscriberCount")), account.get("verified")
    stated = {
        "account_kind": kind.partition("_")[2],
        "verified": ("yes" if verified else "no") if isinstance(verified, bool) else None,
        "followers": followers_band(followers) if followers is not None and followers >= 0 else None,
        "admin_country": word(account.get("pageAdminTopCountry")),
    }
    return {name: value for name, value in stated.items() if value}
