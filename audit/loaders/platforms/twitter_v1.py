"""Statuses of the Twitter API v1.1: search results, timelines, streams, Gnip's "original" format, users' own archives.

One status is written in many ways. Its text is in ``text`` (cut at 140 characters), ``full_text`` (extended mode) or
``extended_tweet.full_text`` (streams); a retweet cuts the text once more and holds the whole in ``retweeted_status``.
``id`` is rounded wherever a program read it as a float, so ``id_str`` is the id.

References
----------
https://developer.x.com/en/docs/x-api/v1/data-dictionary/object-model/tweet
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import WARNINGS, Reject, Row, Skip
from audit.loaders.markup import unescape
from audit.loaders.platforms import twitter_common as common
from audit.loaders.values import count, identifier, is_mangled, listing, mapping, word

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
            yield _row(each)


def _unwrapped(record: Any) -> Iterator[Any]:
    """The statuses that arrays and pages hold; anything else as it is."""
    if isinstance(record, list):
        for each in record:
            yield from _unwrapped(each) if isinstance(each, dict) else (each,)
        return
    if isinstance(record, dict) and not _text_fields(record):
        if isinstance(record.get("tweet"), dict):  # the archive that X gives its users
            yield record["tweet"]
            return
        for key in _WRAPPERS:
            if isinstance(record.get(key), list):
                yield from record[key]
                return
    yield record


def _text_fields(status: dict[str, Any]) -> bool:
    return "text" in status or "full_text" in status


def _is_status(record: Any) -> bool:
    if not isinstance(record, dict) or not _text_fields(record):
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
    if not _text_fields(status):
        return _not_a_post(status)
    original = mapping(status.get("retweeted_status"))
    shown = original if _text_fields(original) else status
    text, entities, complete = _full(shown)
    if not isinstance(text, str):
        return Reject("missing_text") if text is None else Reject("bad_type", f"text is {type(text).__name__}")
    text = unescape(text)
    if original and shown is status:
        complete = complete and not text.endswith("…")
        text = common.without_repost_prefix(text)
    user = mapping(status.get("user"))
    created = common.twitter_time(status.get("created_at"))
    row: dict[str, Any] = {
        "post_id": _post_id(status),
        "author_id": _id(user, "id") or word(user.get("screen_name")),
        "text": text,
        "created_at": created,
        "platform": "twitter",
        "lang": common.language(shown.get("lang")),
        "status": "withheld" if _is_withheld(status) else "present",
        "edited": _is_edited(status),
        "hashtags": common.hashtags(entities),
        "mentions": common.mentions(entities),
        "urls": common.links(entities),
        "attributes": common.author_attributes(user, common.creation_year(user)),
        **_relations(status, original),
        **common.place(mapping(status.get("place"))),
    }
    if not original:
        # A retweet repeats the counts of what it retweets; summing them would count one audience many times.
        row |= {
            "likes": count(status.get("favorite_count")),
            "reposts": count(status.get("retweet_count")),
            "replies": count(status.get("reply_count")),
        }
    warnings = {
        "truncated_text": not complete,
        "bad_timestamp": created is None and status.get("created_at") is not None,
        "mangled_id": row["post_id"] is None and is_mangled(status.get("id")),
    }
    if any(warnings.values()):
        row[WARNINGS] = tuple(name for name, applies in warnings.items() if applies)
    return row


def _not_a_post(record: dict[str, Any]) -> Skip | Reject:
    for key, kind in _NOTICES.items():
        if key in record:
            return Skip(kind)
    if "screen_name" in record:
        return Skip("user object")
    return Reject("missing_text") if not record.keys().isdisjoint(_SIGNS) else Skip("other object")


def _full(status: dict[str, Any]) -> tuple[Any, dict[str, Any], bool]:
    """Text in its longest form, the entities that go with it, and whether it is all of the text."""
    extended = mapping(status.get("extended_tweet"))
    # python-twitter writes the entities' lists into the status itself.
    entities = mapping(status.get("entities")) or status
    if isinstance(extended.get("full_text"), str):
        return extended["full_text"], mapping(extended.get("entities")) or entities, True
    if isinstance(status.get("full_text"), str):
        return status["full_text"], entities, True
    found = status.get("text", status.get("full_text"))
    return found, entities, not status.get("truncated")


def _id(record: dict[str, Any], field: str) -> str | None:
    """``<field>_str`` where there is one: the number beside it may have been rounded."""
    return identifier(record.get(f"{field}_str")) or identifier(record.get(field))


def _post_id(status: dict[str, Any]) -> str | None:
    """Id of the first version: each edit gets an id of its own, and versions of one post are one post."""
    first = identifier(mapping(status.get("edit_history")).get("initial_tweet_id"))
    return first or _id(status, "id")


def _is_edited(status: dict[str, Any]) -> bool | None:
    history = mapping(status.get("edit_history"))
    if not history:
        return None
    versions = listing(history.get("edit_tweet_ids"))
    return len(versions) > 1 or _post_id(status) != _id(status, "id")


def _is_withheld(status: dict[str, Any]) -> bool:
    return bool(status.get("withheld_copyright") or listing(status.get("withheld_in_countries")))


def _relations(status: dict[str, Any], original: dict[str, Any]) -> dict[str, str]:
    """Kind and the posts it refers to; a quoting answer is an answer, as that is where it stands."""
    if original:
        repeated = _post_id(original)
        return {"kind": "repost", **({"repost_of": repeated} if repeated else {})}
    quoted = _id(status, "quoted_status_id") or _post_id(mapping(status.get("quoted_status")))
    answered = _id(status, "in_reply_to_status_id")
    relations = {"kind": "reply" if answered else "quote" if quoted else "original"}
    if answered:
        relations["reply_to"] = answered
    if quoted:
        relations["quote_of"] = quoted
    return relations
