"""Statuses of the Twitter API v1.1: search results, timelines, streams, Gnip's "original" format.

What a status says is read in :mod:`audit.loaders.platforms.twitter_status`; here is what stands around and between them.

References
----------
https://developer.x.com/en/docs/x-api/v1/data-dictionary/object-model/tweet
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, made_of
from audit.loaders.guessing.values import listing
from audit.loaders.platforms.twitter_status import has_text, is_from_month_file, post_of

# What a stream sends between posts, by the key it stands under, and the two kinds of refusal.
# https://developer.x.com/en/docs/x-api/v1/tweets/filter-realtime/guides/streaming-message-types
_NOTICES = {
    "delete": "deletion notice",
    "scrub_geo": "location deletion notice",
    "limit": "limit notice",
    "status_withheld": "withholding notice",
    "user_withheld": "withholding notice",
    "disconnect": "disconnect notice",
    "warning": "warning notice",
    "control": "control notice",
    "info": "information notice",
    "friends": "friends list",
    "friends_str": "friends list",
    "event": "stream event",
    "direct_message": "direct message",
    "error": "error payload",
    "errors": "error payload",
}
_STREAM_ONLY = ("delete", "scrub_geo", "status_withheld", "user_withheld")

# Search API; premium search.
_WRAPPERS = ("statuses", "results")

# Fields that a status has and no other platform's post does; Weibo imitates v1.1 and says idstr and mid.
_SIGNS = frozenset({"id_str", "in_reply_to_status_id", "in_reply_to_status_id_str", "favorite_count", "retweet_count"})
_IMITATIONS = frozenset({"idstr", "mid", "account", "author_id"})


class TwitterV1:
    """Loader of v1.1 statuses."""

    name = "twitter-v1"
    title = "Twitter API v1.1 statuses"
    command = "postaudit run tweets.jsonl"
    example = (
        '{"created_at": "Wed Oct 10 20:19:24 +0000 2018", "id_str": "1050118621198921728", "full_text": "Good morning", '
        '"user": {"id_str": "6253282"}}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a status, or a notice that only this API sends, among the first records."""
        return any(_is_status(each) or _is_notice(each) for record in head for each in _unwrapped(record))

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of a status, an array of them, or a page of search results."""
        for each in _unwrapped(record):
            yield made_of(_row(each), each, record)


def _unwrapped(record: Any) -> Iterator[Any]:
    """The statuses that arrays and pages hold; anything else as it is."""
    if isinstance(record, list):
        for each in record:
            yield from _unwrapped(each) if isinstance(each, dict) else (each,)
        return
    if isinstance(record, dict) and not has_text(record):
        for key in _WRAPPERS:
            if isinstance(record.get(key), list):
                yield from record[key]
                return
    yield record


def _is_status(record: Any) -> bool:
    if not isinstance(record, dict) or not has_text(record):
        return False
    if is_from_month_file(record):
        return False
    return not record.keys().isdisjoint(_SIGNS) and record.keys().isdisjoint(_IMITATIONS)


def _is_notice(record: Any) -> bool:
    if not isinstance(record, dict) or len(record) > 2:
        return False
    errors = listing(record.get("errors"))
    coded = bool(errors) and all(isinstance(each, dict) and {"code", "message"} <= each.keys() for each in errors)
    return coded or any(isinstance(record.get(key), dict) for key in _STREAM_ONLY)


def _row(status: Any) -> Row | Skip | Reject:
    if not isinstance(status, dict):
        return Reject("bad_type", f"expected a status, found {type(status).__name__}")
    return post_of(status) if has_text(status) else _not_a_post(status)


def _not_a_post(record: dict[str, Any]) -> Skip | Reject:
    for key, kind in _NOTICES.items():
        if key in record:
            return Skip(kind)
    if "screen_name" in record:
        return Skip("user object")
    return Reject("missing_text") if not record.keys().isdisjoint(_SIGNS) else Skip("other object")
