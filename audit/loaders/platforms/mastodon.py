"""Statuses of the Mastodon API and of servers that speak it: Pleroma, Akkoma, Truth Social, Gab.

A boost is a status whose own text is empty and whose ``reblog`` is the original. ``content`` is HTML, the content warning in
``spoiler_text`` is not. The versions that an edit history lists have no id, so nothing says which status they are versions
of: they are kept, each as a post without id, and warned of.

References
----------
https://docs.joinmastodon.org/entities/Status/
https://docs.joinmastodon.org/entities/StatusEdit/
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

import orjson

from audit.loaders.base import WARNINGS, Reject, Row, Skip, made_of
from audit.loaders.guessing.values import (
    count,
    distinct,
    identifier,
    is_mangled,
    iso_time,
    mapping,
    objects,
    stated_time,
    word,
)
from audit.loaders.markup import paragraphs
from audit.loaders.platforms.fediverse import biography, own_words, profile, shared_links
from audit.loaders.platforms.twitter_common import followers_band, language

# Fields of a status beside its content, author and time; one of them is enough.
_SIGNS = frozenset({"reblog", "reblogs_count", "favourites_count", "spoiler_text", "visibility", "in_reply_to_id"})

# https://docs.joinmastodon.org/entities/Notification/#type
_NOTIFICATIONS = frozenset(
    ["mention", "status", "reblog", "follow", "follow_request", "favourite", "poll", "update", "quote", "quoted_update",
     "admin.sign_up", "admin.report", "severed_relationships", "moderation_warning", "pleroma:emoji_reaction"]
)  # fmt: skip

# Pages that hold records: search results, a thread, what a collector adds around a record.
_PAGES = (("ancestors", "descendants"), ("statuses", "accounts", "hashtags"))

# What streams send; a status is JSON within the JSON. https://docs.joinmastodon.org/methods/streaming/#events
_EVENTS = {
    "delete": "deletion notice",
    "notification": "notification",
    "conversation": "direct conversation",
    "filters_changed": "service message",
    "announcement": "announcement",
    "announcement.reaction": "announcement",
    "announcement.delete": "announcement",
    "encrypted_message": "direct message",
    "notifications_merged": "service message",
}
_STATUS_EVENTS = frozenset({"update", "status.update"})

# Gab's newer short names, as far as they are known.
# https://github.com/digitalmethodsinitiative/4cat/blob/master/datasources/gab/search_gab.py
_SHORT = {
    "i": "id", "ca": "created_at", "c": "content", "ul": "url", "fbc": "favourites_count", "rbc": "reblogs_count",
    "m": "mentions", "tg": "tags", "g": "group", "author_info": "account", "un": "username", "ac": "acct", "nt": "note",
}  # fmt: skip

_HOSTS = {"truthsocial.com": "truth social", "gab.com": "gab"}
_PUBLIC = frozenset({"public", "unlisted", "local"})


class Mastodon:
    """Loader of statuses."""

    name = "mastodon"
    title = "Mastodon API statuses (also Pleroma, Truth Social, Gab)"
    command = "postaudit run statuses.json"
    example = (
        '{"id": "108620707827530645", "created_at": "2022-07-10T02:34:28.000Z", "content": "<p>Good morning</p>", '
        '"spoiler_text": "", "reblog": null, "account": {"id": "1", "fields": [{"name": "Pronouns", "value": "she/her"}]}}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a status, a notification or a stream event among the first records."""
        return any(_is_ours(each) for record in head for each in islice(_unwrapped(record), 20))

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of a status, an array of them, a thread, a page of search results or an event of a stream."""
        for each in _unwrapped(record):
            yield made_of(_row(each), each, record)


def _unwrapped(record: Any) -> Iterator[Any]:
    """The records that arrays and pages hold, in their order; anything else as it is."""
    waiting = [record]
    while waiting:
        each = waiting.pop()
        inside = each if isinstance(each, list) else _inside(each)
        if inside is None:
            yield each
        else:
            waiting.extend(reversed(inside))


def _inside(record: Any) -> list[Any] | None:
    if not isinstance(record, dict) or "content" in record:
        return None
    for keys in _PAGES:
        if isinstance(record.get(keys[0]), list):
            return [each for key in keys if isinstance(record.get(key), list) for each in record[key]]
    if "source_platform" in record and isinstance(record.get("data"), dict):
        return [record["data"]]
    if word(record.get("event")) in _STATUS_EVENTS and isinstance(record.get("payload"), str):
        try:
            return [orjson.loads(record["payload"])]
        except orjson.JSONDecodeError:
            return None
    return None


def _is_ours(record: Any) -> bool:
    if not isinstance(record, dict):
        return False
    if word(record.get("event")) in _STATUS_EVENTS | _EVENTS.keys() and "payload" in record:
        return True
    if _is_notification(record):
        return True
    if {"i", "ca", "c"} <= record.keys() and isinstance(record.get("author_info", record.get("account")), dict):
        return True
    if not {"content", "account", "created_at"} <= record.keys() or record.keys().isdisjoint(_SIGNS):
        return False
    # The account of a deleted author is null; one that is a string is a column of somebody's table.
    return isinstance(record["account"], dict) or (record["account"] is None and len(record.keys() & _SIGNS) > 1)


def _is_notification(record: dict[str, Any]) -> bool:
    return (
        word(record.get("type")) in _NOTIFICATIONS
        and isinstance(record.get("account"), dict)
        and "content" not in record
    )


def _row(status: Any) -> Row | Skip | Reject:
    if not isinstance(status, dict):
        return Reject("bad_type", f"expected a status, found {type(status).__name__}")
    if "content" not in status and {"i", "c"} <= status.keys():
        status = _long_names(status)
    if "content" not in status:
        return _not_a_post(status)
    original = mapping(status.get("reblog"))
    shown = original if "content" in original else status
    html = shown["content"]
    gone = _fate(shown)
    if not isinstance(html, str) and not (html is None and gone):
        return Reject("missing_text") if html is None else Reject("bad_type", f"content is {type(html).__name__}")
    account = mapping(status.get("account"))
    created, warnings = stated_time(status.get("created_at"))
    own = identifier(status.get("id"))
    text = paragraphs(word(shown.get("spoiler_text")), own_words(html or ""))
    row: dict[str, Any] = {
        "post_id": own,
        "author_id": identifier(account.get("id")) or word(account.get("acct")) or word(account.get("username")),
        "text": text,
        "created_at": created,
        "platform": _platform(status),
        "lang": language(shown.get("language")),
        "status": gone or ("removed" if account.get("suspended") is True else "present"),
        "edited": bool(shown["edited_at"]) if "edited_at" in shown else None,
        "hashtags": distinct([tag for each in objects(shown.get("tags")) if (tag := word(each.get("name")))]),
        "mentions": distinct([name for each in objects(shown.get("mentions")) if (name := _named(each))]),
        "urls": shared_links(html or ""),
        "attributes": _attributes(account),
        **_relations(status, original),
    }
    group = mapping(status.get("group"))
    community = word(group.get("title")) or word(group.get("display_name"))
    if community:
        row["community"] = community
    if not original:
        # A boost repeats the counts of what it boosts.
        row |= {
            "likes": count(status.get("favourites_count")),
            "reposts": count(status.get("reblogs_count")),
            "replies": count(status.get("replies_count")),
        }
    visibility = word(status.get("visibility"))
    applies = {
        "empty_text": text is None and row["status"] == "present",
        "mangled_id": own is None and is_mangled(status.get("id")),
        "not_public": visibility is not None and visibility not in _PUBLIC,
        "version_without_id": "id" not in status,
    }
    warnings += tuple(name for name, does in applies.items() if does)
    return {**row, WARNINGS: warnings} if warnings else row


def _not_a_post(record: dict[str, Any]) -> Skip | Reject:
    event = word(record.get("event"))
    if event is not None and "payload" in record:
        if event in _STATUS_EVENTS:
            return Reject("bad_json", "the payload of an event is no JSON")
        return Skip(_EVENTS.get(event, "stream event"))
    if _is_notification(record):
        return Skip("notification")
    if "params" in record and "scheduled_at" in record:
        return Skip("scheduled post")
    if "last_status" in record and "accounts" in record:
        return Skip("direct conversation")
    if "acct" in record or "username" in record:
        return Skip("account")
    if "error" in record:
        return Skip("error payload")
    if {"id", "text", "spoiler_text"} == record.keys():
        return Skip("source of a post")
    if "name" in record and "url" in record:
        return Skip("hashtag")
    if "account" in record and not record.keys().isdisjoint(_SIGNS):
        return Reject("missing_text")
    return Skip("other object")


def _long_names(record: dict[str, Any]) -> dict[str, Any]:
    long = {_SHORT.get(name, name): value for name, value in record.items()}
    author = mapping(long.get("account"))
    return {**long, "account": {_SHORT.get(name, name): value for name, value in author.items()}}


def _fate(status: dict[str, Any]) -> str | None:
    """What a tombstone in a status's place says."""
    stone = status.get("tombstone")
    if not stone:
        return None
    return "deleted" if "delete" in (word(mapping(stone).get("reason")) or "") else "removed"


def _platform(status: dict[str, Any]) -> str:
    """Where it was posted: by the address of the post, as boosts and threads bring posts of other servers."""
    if "pleroma" in status or "akkoma" in status:
        return "pleroma"
    for address in (status.get("url"), status.get("uri"), mapping(status.get("account")).get("url")):
        try:
            host = urlsplit(address).hostname if isinstance(address, str) else None
        except ValueError:
            continue
        if host:
            return _HOSTS.get(host.removeprefix("www."), "mastodon")
    return "gab" if "author_info" in status else "mastodon"


def _named(mention: dict[str, Any]) -> str | None:
    return identifier(mention.get("id")) or word(mention.get("acct")) or word(mention.get("username"))


def _relations(status: dict[str, Any], original: dict[str, Any]) -> dict[str, str]:
    """Kind and the posts it refers to; a quoting answer is an answer, as that is where it stands."""
    if original:
        repeated = identifier(original.get("id"))
        return {"kind": "repost", **({"repost_of": repeated} if repeated else {})}
    # Mastodon wraps the quoted status and says whether its author agreed; Truth Social and Gab give it as it is.
    quote = mapping(status.get("quote"))
    inner = mapping(quote.get("quoted_status"))
    other = mapping(status.get("pleroma"))
    quoted = next(
        (
            found
            for value in (inner.get("id"), quote.get("quoted_status_id"), quote.get("id"), status.get("quote_id"),
                          status.get("quote_of_id"), other.get("quote_id"))
            if (found := identifier(value))
        ),
        None,
    )  # fmt: skip
    answered = identifier(status.get("in_reply_to_id"))
    relations = {"kind": "reply" if answered else "quote" if quoted or quote else "original"}
    if answered:
        relations["reply_to"] = answered
    if quoted:
        relations["quote_of"] = quoted
    return relations


def _attributes(account: dict[str, Any]) -> dict[str, str]:
    """What an account states in its profile, and what the platform states of it, which wins over a field of that name."""
    followers = count(account.get("followers_count"))
    made = iso_time(account.get("created_at"))
    verified = account.get("verified", account.get("is_verified"))
    locked = account.get("locked")
    platform = {
        "bio": biography(account.get("note")),
        "location": word(account.get("location")),
        "account kind": "automated"
        if account.get("bot") is True
        else "group"
        if account.get("group") is True
        else None,
        "locked": ("yes" if locked else "no") if isinstance(locked, bool) else None,
        "verified": ("yes" if verified else "no") if isinstance(verified, bool) else None,
        "followers": followers_band(followers) if followers is not None and followers >= 0 else None,
        "account_created": str(made.year) if made else None,
    }
    fields = [(each.get("name"), each.get("value")) for each in objects(account.get("fields"))]
    return {**profile(fields), **{name: value for name, value in platform.items() if value}}
