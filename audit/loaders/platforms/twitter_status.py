"""One status of the Twitter API v1.1, the form in which every other export of Twitter and X can be said.

Its text is in ``text`` (cut at 140 characters), ``full_text`` (extended mode) or ``extended_tweet.full_text`` (streams); a
retweet cuts the text once more and holds the whole in ``retweeted_status``. ``id`` is rounded wherever a program read it
as a float, so ``id_str`` is the id.

References
----------
https://developer.x.com/en/docs/x-api/v1/data-dictionary/object-model/tweet
"""

from __future__ import annotations

import re
from typing import Any

from audit.loaders.base import Reject, warned
from audit.loaders.guessing.values import count, identifier, is_mangled, listing, mapping, word
from audit.loaders.markup import unescape
from audit.loaders.platforms import twitter_common as common

# How the archives until 2018 wrote dates, and no API.
_MONTH_FILE_DATE = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+0000")


def has_text(status: dict[str, Any]) -> bool:
    """Whether it has a field for text, whatever is in it."""
    return "text" in status or "full_text" in status


def is_from_month_file(record: dict[str, Any]) -> bool:
    """Whether this is a status as users' archives until 2018 kept it, a file for each month."""
    created = record.get("created_at")
    return (
        isinstance(created, str)
        and bool(_MONTH_FILE_DATE.fullmatch(created))
        and "id_str" in record
        and "text" in record
    )


def post_of(status: dict[str, Any]) -> dict[str, Any] | Reject:
    """The post that a status is.

    Parameters
    ----------
    status : dict
        Of the API v1.1, or what another format says, put in its words.

    Returns
    -------
    dict or Reject
        A row, see :data:`audit.loaders.base.Row`.
    """
    original = mapping(status.get("retweeted_status"))
    shown = original if has_text(original) else status
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
        "text": text if text.strip() else None,
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
        "empty_text": row["text"] is None,
        "bad_timestamp": created is None and status.get("created_at") is not None,
        "mangled_id": row["post_id"] is None and is_mangled(status.get("id")),
    }
    return warned(row, warnings)


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
