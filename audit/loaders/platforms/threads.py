"""Threads: media objects of its API, and ``threads_and_replies.json`` of the export that Meta gives its users.

The export is that of Instagram: the text is the title of the post or of its pictures, each byte of UTF-8 is written as a
character of its own, and nothing says who wrote it, since it is all by whoever asked for the export.

References
----------
https://developers.facebook.com/docs/threads/reference/media-retrieval
https://developers.facebook.com/docs/threads/posts/reposts
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from audit.loaders.base import WARNINGS, Reject, Row, Skip, made_of
from audit.loaders.guessing.values import (
    distinct,
    epoch_time,
    identifier,
    is_mangled,
    listing,
    mapping,
    objects,
    stated_time,
    word,
)
from audit.loaders.markup import meta_text, paragraphs

# The lists of the export, all under names that begin alike; what they hold in plain words.
_EXPORT = "text_post_app_"
_POSTS = "text_post_app_text_posts"
_LISTS = {
    "likes": "like", "followers": "account", "following": "account", "blocked": "account", "restricted": "account",
    "saved": "saved post", "seen": "viewed post", "profile": "account", "feeds": "feed setting",
}  # fmt: skip

_SITES = ("https://www.threads.net/", "https://www.threads.com/", "https://threads.net/", "https://threads.com/")
_REPOST = "REPOST_FACADE"


class Threads:
    """Loader of posts and answers."""

    name = "threads"
    title = "Threads API and export"
    command = "postaudit run threads_and_replies.json"
    example = (
        '{"data": [{"id": "1234567", "media_product_type": "THREADS", "media_type": "TEXT_POST", "owner": {"id": "1"}, '
        '"text": "Good morning", "timestamp": "2023-10-17T05:42:03+0000"}]}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a media object of Threads or a list of its export among the first records."""
        return any(_is_ours(each) for record in head for each in islice(_unwrapped(record), 20))

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of a media object, a page of them, or an export."""
        for each in _unwrapped(record):
            if isinstance(each, dict) and any(name.startswith(_EXPORT) for name in each):
                yield from _exported(each)
            else:
                yield made_of(_row(each), each, record)


def _unwrapped(record: Any) -> Iterator[Any]:
    """The records that arrays and pages hold; anything else as it is."""
    waiting = [record]
    while waiting:
        each = waiting.pop()
        if isinstance(each, list):
            waiting.extend(reversed(each))
        elif isinstance(each, dict) and isinstance(each.get("data"), list) and "id" not in each:
            waiting.extend(reversed(each["data"]))
        else:
            yield each


def _is_ours(record: Any) -> bool:
    if not isinstance(record, dict):
        return False
    if any(name.startswith(_EXPORT) and isinstance(value, list | dict) for name, value in record.items()):
        return True
    return "id" in record and (
        record.get("media_product_type") == "THREADS"
        or record.get("media_type") == _REPOST
        or (word(record.get("permalink")) or "").startswith(_SITES)
    )


def _row(media: Any) -> Row | Skip | Reject:
    if not isinstance(media, dict):
        return Reject("bad_type", f"expected a post, found {type(media).__name__}")
    if "id" not in media or "error" in media:
        return Skip("error payload" if "error" in media else "other object")
    original = mapping(media.get("reposted_post"))
    is_repost = bool(original) or media.get("media_type") == _REPOST
    shown = original if is_repost else media
    text = shown.get("text")
    long_form = mapping(shown.get("text_attachment")).get("plaintext")
    for name, value in (("text", text), ("text_attachment", long_form)):
        if value is not None and not isinstance(value, str):
            return Reject("bad_type", f"{name} is {type(value).__name__}")
    if text is None and long_form is None and not is_repost and media.get("media_type", "TEXT_POST") == "TEXT_POST":
        # A picture may stand without a word, and then the API leaves the field out.
        return Reject("missing_text")
    written = paragraphs(word(text), word(long_form))
    created, warnings = stated_time(media.get("timestamp"))
    topic = word(shown.get("topic_tag"))
    link = word(shown.get("link_attachment_url"))
    verified = media.get("is_verified")
    own = identifier(media.get("id"))
    place = mapping(media.get("location"))
    row: dict[str, Any] = {
        "post_id": own,
        "author_id": identifier(mapping(media.get("owner")).get("id")) or word(media.get("username")),
        "text": written,
        "created_at": created,
        "platform": "threads",
        "status": "present",
        "hashtags": [topic.removeprefix("#")] if topic else [],
        "urls": [link] if link else [],
        "attributes": {"verified": "yes" if verified else "no"} if isinstance(verified, bool) else {},
        **_relations(media, original, is_repost=is_repost),
    }
    stated = {"country": word(place.get("country")), "place": word(place.get("name")) or word(place.get("city"))}
    row |= {name: value for name, value in stated.items() if value}
    applies = {
        "empty_text": written is None and not is_repost,
        "repost_without_text": written is None and is_repost,
        "mangled_id": own is None and is_mangled(media.get("id")),
    }
    warnings += tuple(name for name, does in applies.items() if does)
    return {**row, WARNINGS: warnings} if warnings else row


def _relations(media: dict[str, Any], original: dict[str, Any], *, is_repost: bool) -> dict[str, str]:
    if is_repost:
        found = {"repost_of": identifier(original.get("id"))}
        kind = "repost"
    else:
        found = {
            "reply_to": identifier(mapping(media.get("replied_to")).get("id")),
            "quote_of": identifier(mapping(media.get("quoted_post")).get("id")),
            "conversation_id": identifier(mapping(media.get("root_post")).get("id")),
        }
        is_reply = media.get("is_reply") is True or found["reply_to"]
        is_quote = media.get("is_quote_post") is True or found["quote_of"]
        kind = "reply" if is_reply else "quote" if is_quote else "original"
    return {"kind": kind, **{name: value for name, value in found.items() if value}}


def _exported(export: dict[str, Any]) -> Iterator[Row | Skip | Reject]:
    for name, value in export.items():
        if name == _POSTS:
            for each in listing(value):
                yield _exported_post(each)
        elif name.startswith(_EXPORT):
            kind = next((kind for part, kind in _LISTS.items() if part in name), "other object")
            size = len(value) if isinstance(value, list) else 1
            if size:
                yield Skip(kind, size)


def _exported_post(post: Any) -> Row | Reject:
    if not isinstance(post, dict):
        return Reject("bad_type", f"expected a post, found {type(post).__name__}")
    media = objects(post.get("media"))
    titles = [post.get("title"), *(each.get("title") for each in media)]
    wrong = next((each for each in titles if each is not None and not isinstance(each, str)), None)
    if wrong is not None:
        return Reject("bad_type", f"title is {type(wrong).__name__}")
    if not media and post.get("title") is None:
        return Reject("missing_text")
    texts = distinct([text for each in titles if each and (text := word(meta_text(each)))])
    stamp = next((each["creation_timestamp"] for each in (post, *media) if each.get("creation_timestamp")), None)
    created = epoch_time(stamp)
    is_reply = any(mapping(each.get("text_app_post")).get("is_reply") is True for each in (post, *media))
    row: dict[str, Any] = {
        "text": paragraphs(*texts),
        "created_at": created,
        "platform": "threads",
        "kind": "reply" if is_reply else "original",
        "status": "present",
    }
    applies = {"empty_text": not texts, "bad_timestamp": created is None and stamp is not None}
    warnings = tuple(name for name, does in applies.items() if does)
    return {**row, WARNINGS: warnings} if warnings else row
