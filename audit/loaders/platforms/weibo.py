"""Weibo: statuses and comments of the API v2, of m.weibo.cn and of weibo.com.

The API imitates Twitter's first (``created_at``, ``retweeted_status``) and calls its ids ``idstr`` and ``mid``. A text that
is cut ends with the word for "full text" and a link; the whole is in ``longText`` where it was fetched. A repost with words
of one's own is a quote: what follows ``//@`` are the words of those it went through, who are other people.

References
----------
https://open.weibo.com/wiki/2/statuses/home_timeline
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, made_of, warned
from audit.loaders.guessing.values import count, distinct, identifier, is_mangled, listing, mapping, objects, word
from audit.loaders.markup import html_text, unescape
from audit.loaders.platforms.twitter_common import followers_band, twitter_time

# What the button puts where its user writes nothing: "repost weibo", in both scripts and English.
_NO_WORDS = frozenset({"转发微博", "轉發微博", "转发", "repost", "repost weibo"})
_CHAIN = "//@"

# "... full text: http://m.weibo.cn/1/2", or a link of that name at the end of a text of m.weibo.cn.
_CUT = re.compile(r"(?:\.{3}|…)\s{0,3}全文[:：]?\s{0,3}(?:https?://m\.weibo\.cn/\S{1,60})?$")
_TAG = re.compile(r"<(?:a|br|span|img|i)\b[^<>]*>")
_TOPIC = re.compile(r"#([^#\n]{1,100})#")
_NAMED = re.compile(r"@([\w\-\u00b7]{2,30})")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9./?=&%_~#:+\-]{1,500}")

# "Sorry, the author deleted this", "... cannot be seen": stands in place of a text.
_GONE = ("抱歉，此微博已被作者删除", "抱歉,此微博已被作者删除", "此微博已被作者删除", "此微博已被删除")
_REMOVED = (
    "该账号因被投诉违反",
    "此微博因被投诉",
    "抱歉，此微博因",
    "该微博因违反",
    "根据相关法律法规",
    "此微博不适宜对外公开",
)
_HIDDEN = ("抱歉，作者已设置", "抱歉，由于作者设置", "根据博主设置", "抱歉，你没有权限", "此微博已不可见")

_GENDERS = {"m": "male", "f": "female"}  # n: not stated
_ELSEWHERE = "其他"  # the choice of those who state no place
_IDS = ("mid", "idstr", "mblogid", "bid")


class Weibo:
    """Loader of statuses and comments of Weibo."""

    name = "weibo"
    title = "Weibo statuses and comments (API v2, m.weibo.cn, weibo.com)"
    command = "postaudit run statuses.json"
    example = (
        '{"statuses": [{"created_at": "Mon Apr 25 15:25:41 +0800 2016", "id": 5, "mid": "5", "idstr": "5", '
        '"text": "早上好", "user": {"idstr": "7", "gender": "f", "location": "北京"}, "attitudes_count": 3}]}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a status of these among the first records."""
        return any(_is_status(each) for record in head for each in _unwrapped(record))

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of a status, an array of them, or a page of any of the three interfaces."""
        for each in _unwrapped(record):
            yield made_of(_row(each), each, record)


def _unwrapped(record: Any) -> Iterator[Any]:
    """The statuses that pages hold, in order; anything else as it is."""
    waiting = [record]
    while waiting:
        each = waiting.pop()
        inside = _inside(each)
        if inside is None:
            yield each
        else:
            waiting.extend(reversed(inside))


def _inside(record: Any) -> list[Any] | None:
    if isinstance(record, list):
        return record
    if not isinstance(record, dict) or _has_text(record):
        return None
    if isinstance(record.get("mblog"), dict):
        return [record["mblog"]]
    for key in ("statuses", "comments", "reposts", "cards", "card_group", "list"):
        if isinstance(record.get(key), list):
            return listing(record[key])
    # Both sites wrap what they answer in "data".
    return [record["data"]] if isinstance(record.get("data"), dict | list) else None


def _has_text(record: dict[str, Any]) -> bool:
    return "text" in record or "text_raw" in record


def _is_status(record: Any) -> bool:
    if not isinstance(record, dict) or not any(isinstance(record.get(name), str) for name in _IDS):
        return False
    known = isinstance(record.get("user"), dict) or "deleted" in record
    return _has_text(record) and known and "created_at" in record


def _row(status: Any) -> Row | Skip | Reject:
    if not isinstance(status, dict):
        return Reject("bad_type", f"expected a status, found {type(status).__name__}")
    if not _has_text(status):
        return _not_a_post(status)
    text, cut = _full(status)
    if not isinstance(text, str):
        return Reject("missing_text") if text is None else Reject("bad_type", f"text is {type(text).__name__}")
    user = mapping(status.get("user"))
    created = twitter_time(status.get("created_at"))
    state = _state(status, text)
    row: dict[str, Any] = {
        "post_id": _id(status),
        "author_id": _id(user) or word(user.get("screen_name")),
        "created_at": created,
        "platform": "weibo",
        "status": state,
        "edited": _is_edited(status),
        "attributes": _attributes(user, status),
        **_relations(status),
    }
    original = mapping(status.get("retweeted_status"))
    if original:
        # What follows were other people's words already.
        own = text.partition(_CHAIN)[0].strip()
        if own.casefold() in {"", *_NO_WORDS}:
            shown, cut = _full(original)
            repeated = shown if isinstance(shown, str) else ""
            text = repeated if _state(original, repeated) == "present" else ""
            row |= {"kind": "repost", "repost_of": _id(original)}
        else:
            text = own
            row |= {"kind": "quote", "quote_of": _id(original)}
    row["text"] = (text or None) if state == "present" else None
    words = row["text"] or ""
    row |= {
        "hashtags": distinct([topic for each in _TOPIC.findall(words) if (topic := each.strip())]),
        "mentions": distinct(_NAMED.findall(words)),
        "urls": _links(status, words),
    }
    if row["kind"] != "repost":
        row |= {
            "likes": count(status.get("attitudes_count", status.get("like_counts", status.get("like_count")))),
            "reposts": count(status.get("reposts_count")),
            "replies": count(status.get("comments_count", status.get("total_number"))),
            "views": count(status.get("reads_count")),
        }
    warnings = {
        "empty_text": row["text"] is None and state == "present",
        "truncated_text": cut and row["text"] is not None,
        "bad_timestamp": created is None and status.get("created_at") is not None,
        "assumed_utc": created is not None and " " not in str(status.get("created_at")).strip(),
        "mangled_id": row["post_id"] is None and is_mangled(status.get("id")),
    }
    return warned(row, warnings)


def _not_a_post(record: dict[str, Any]) -> Skip | Reject:
    if "error" in record or "error_code" in record or record.get("ok") == 0:
        return Skip("error payload")
    if "screen_name" in record:
        return Skip("user object")
    if "card_type" in record:
        return Skip("card without a post")
    return Reject("missing_text") if any(name in record for name in ("idstr", "mblogid")) else Skip("other object")


def _full(status: dict[str, Any]) -> tuple[Any, bool]:
    """Text in its longest form, and whether it is cut."""
    whole = mapping(status.get("longText"))
    found = next(
        (
            each
            for each in (
                whole.get("longTextContent_raw"),
                whole.get("longTextContent"),
                whole.get("content"),
                status.get("longTextContent"),
            )
            if isinstance(each, str) and each.strip()
        ),
        None,
    )
    fetched = found is not None
    if found is None:
        raw = status.get("text_raw")
        found = raw if isinstance(raw, str) and raw.strip() else status.get("text", raw)
    if not isinstance(found, str):
        return found, False
    text = (html_text(found) if _TAG.search(found) else unescape(found)).strip()
    text = text.strip("\u200b \n")  # weibo.com ends each text with a space of no width
    if fetched:
        return text, False
    short = _CUT.sub("", text)
    return short, short != text or status.get("isLongText") is True


def _state(status: dict[str, Any], text: str) -> str:
    if text.startswith(_REMOVED):
        return "removed"
    if text.startswith(_HIDDEN):
        return "withheld"
    return "deleted" if text.startswith(_GONE) or status.get("deleted") in (True, 1, "1") else "present"


def _id(record: dict[str, Any]) -> str | None:
    """The number as string; the one that is a number may have been rounded."""
    return word(record.get("idstr")) or word(record.get("mid")) or identifier(record.get("id"))


def _is_edited(status: dict[str, Any]) -> bool | None:
    edited = count(mapping(status.get("edit_config")).get("edited", status.get("edit_count")))
    if mapping(status.get("edit_config")).get("edited") is True or "edit_at" in status:
        return True
    return bool(edited) if edited is not None else None


def _relations(status: dict[str, Any]) -> dict[str, Any]:
    """A comment stands under a status, and may answer another comment."""
    above = mapping(status.get("status"))
    root = identifier(status.get("rootidstr")) or identifier(status.get("rootid"))
    if above or root:
        answered = _id(mapping(status.get("reply_comment"))) or (root if root != _id(status) else None) or _id(above)
        return {"kind": "comment", "reply_to": answered, "conversation_id": _id(above)}
    answered = identifier(status.get("in_reply_to_status_id"))
    return {"kind": "reply" if answered else "original", "reply_to": answered}


def _links(status: dict[str, Any], text: str) -> list[str]:
    """Addresses in the text, as they were before the platform shortened them where the record says so."""
    long = {
        short: whole
        for each in objects(status.get("url_struct"))
        if (short := word(each.get("short_url"))) and (whole := word(each.get("long_url")))
    }
    return distinct([long.get(link, link) for link in _ADDRESS.findall(text)])


def _attributes(user: dict[str, Any], status: dict[str, Any]) -> dict[str, str]:
    """What an account states; the province is the first word of its place."""
    location = word(user.get("location"))
    location = None if location is None or location.startswith(_ELSEWHERE) else location
    followers = count(user.get("followers_count"))
    verified = user.get("verified")
    made = twitter_time(user.get("created_at"))
    region = word(status.get("region_name"))
    stated = {
        "gender": _GENDERS.get(word(user.get("gender")) or ""),
        "location": location,
        "province": location.split()[0] if location else None,
        "verified": ("yes" if verified else "no") if isinstance(verified, bool) else None,
        "followers": followers_band(followers) if followers is not None and followers >= 0 else None,
        "account_created": str(made.year) if made else None,
        "account_language": word(user.get("lang")),
        # Told by the network address since 2022: "posted from Beijing".
        "region": region.removeprefix("发布于").strip() if region else None,
    }
    return {name: value for name, value in stated.items() if value}
