"""The data that TikTok gives its users: one document of many lists, of which three hold what the user wrote.

Sections have been renamed over the years (``Video`` is now ``Post``, ``Activity`` is ``Your Activity``), lists have not. A
list named ``VideoList`` holds the user's own videos under ``Posts`` or ``Videos``, and what was watched elsewhere.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from audit.loaders.base import WARNINGS, Reject, Row, Skip
from audit.loaders.guessing.values import count, iso_time, mapping, word
from audit.loaders.platforms.tiktok_common import finished

_LISTS = frozenset(
    ["VideoList", "CommentsList", "ItemFavoriteList", "SearchList", "LoginHistoryList", "FansList", "ProfileMap"]
)
_SECTIONS = frozenset(
    {"Activity", "Your Activity", "Comment", "Direct Message", "Direct Messages", "Post", "Video", "Profile"}
    | {"Profile And Settings", "App Settings", "Likes and Favorites", "Tiktok Live", "TikTok Live", "Ads and data"}
)

# Where a list stands, from the outermost name on: what its items are. Names of chats are people's and never used.
_KINDS = (
    ("direct message", "direct message"),
    ("group chat", "direct message"),
    ("watch live history", "live broadcast watched"),
    ("go live history", "live broadcast"),
    ("watch history", "watched video"),
    ("video browsing history", "watched video"),
    ("like list", "like"),
    ("favorite", "favourite"),
    ("follower", "follower"),
    ("following", "followed account"),
    ("block list", "blocked account"),
    ("searches", "search"),
    ("search history", "search"),
    ("share history", "share"),
    ("repost", "repost without text"),
    ("login history", "login"),
    ("hashtag", "hashtag"),
    ("purchase", "purchase"),
    ("wallet", "purchase"),
    ("shop", "shop record"),
    ("status", "device"),
)

_VIDEO_NUMBER = re.compile(r"/video/(\d{10,20})(?!\d)")
_NOTHING = frozenset({"n/a", "none"})


def is_export(record: dict[str, Any]) -> bool:
    """Whether a document has sections of such an export with lists in them."""
    if len(_SECTIONS & record.keys()) < 2:
        return False
    parts = [part for name in _SECTIONS & record.keys() for part in mapping(record[name]).values()]
    return any(not _LISTS.isdisjoint(part) for part in parts if isinstance(part, dict))


def rows(document: dict[str, Any]) -> Iterator[Row | Skip | Reject]:
    """What the user posted, in the order of the document; all else counted by kind."""
    profile = _profile(document)
    skipped: Counter[str] = Counter()
    waiting: list[tuple[tuple[str, ...], Any]] = [((), document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting.extend(((*path, name), inner) for name, inner in reversed(value.items()))
            continue
        if not isinstance(value, list):
            continue
        what = _what(path)
        for item in value:
            if what is not None:
                yield _post(item, what, profile)
            elif isinstance(item, dict):
                skipped[_kind(path)] += 1
    yield from (Skip(kind, number) for kind, number in skipped.items())
    if profile:
        yield Skip("profile")


def _what(path: tuple[str, ...]) -> str | None:
    """``video``, ``deleted``, ``comment`` or ``live`` for the lists of what the user posted; else None."""
    inside, name = path[-2:] if len(path) > 1 else ("", "")
    if name == "VideoList" and inside in ("Posts", "Videos"):
        return "video"
    if name == "PostList" and inside == "Recently Deleted Posts":
        return "deleted"
    if name == "CommentsList":
        return "comment"
    return "live" if name == "Comments" and "WatchLiveMap" in path else None


def _kind(path: tuple[str, ...]) -> str:
    folded = [name.lower() for name in path]
    return next((kind for sign, kind in _KINDS if any(sign in name for name in folded)), "other record")


def _profile(document: dict[str, Any]) -> dict[str, Any]:
    for section in ("Profile", "Profile And Settings"):
        for part in mapping(document.get(section)).values():
            if found := mapping(mapping(part).get("ProfileMap")):
                return found
    return {}


def _post(item: Any, what: str, profile: dict[str, Any]) -> Row | Reject:
    if not isinstance(item, dict):
        return Reject("bad_type", f"expected an entry of a list, found {type(item).__name__}")
    # Lists differ in case: "date" in one, "Date" in the next.
    entry = {name.lower(): value for name, value in item.items()}
    link = word(entry.get("link")) or word(entry.get("url")) or ""
    number = _VIDEO_NUMBER.search(link)
    video = number[1] if number else None
    time = entry.get("date", entry.get("commenttime"))
    created = iso_time(time)  # UTC, though only the same export as text says so
    biography = _stated(profile.get("bioDescription"))
    row: dict[str, Any] = {
        "author_id": word(profile.get("userName")),
        "attributes": {"bio": biography} if biography else {},
    }
    if what in ("video", "deleted"):
        row |= {
            "post_id": video,
            "conversation_id": video,
            "kind": "original",
            "status": "deleted" if what == "deleted" else "present",
            "likes": count(entry.get("likes")),
            "place": _stated(entry.get("location")),
        }
        text = entry.get("title")
        text = "" if isinstance(text, str) and text.strip().lower() in _NOTHING else text
        if "title" not in entry:
            # Until 2024 such lists held no descriptions: what the author wrote is not to be had, but the video was posted.
            return {**row, "text": None, "created_at": created, "platform": "tiktok", WARNINGS: ("missing_text",)}
    else:
        row |= {"kind": "comment", "reply_to": video, "conversation_id": video}
        text = entry.get("comment", entry.get("commentcontent"))
    return finished(row, text, created, dated=time is not None)


def _stated(value: Any) -> str | None:
    found = word(value)
    return None if found is None or found.lower() in _NOTHING else found
