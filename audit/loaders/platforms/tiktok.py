"""TikTok: answers of the Research API, the data that TikTok gives its users, items saved from its website.

A video is a post whose text is its description; what is said in it (``voice_to_text``) is not written and left out.

References
----------
https://developers.tiktok.com/doc/research-api-specs-query-videos
https://developers.tiktok.com/doc/research-api-specs-query-video-comments
https://developers.tiktok.com/doc/research-api-codebook
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip
from audit.loaders.guessing.values import count, distinct, epoch_time, identifier, listing, mapping, objects, word
from audit.loaders.platforms import tiktok_export as export
from audit.loaders.platforms import tiktok_web as web
from audit.loaders.platforms.tiktok_common import finished

# Lists of the API that hold other things than posts. Videos that somebody liked, pinned or reposted are others' posts,
# or are found a second time among that account's own.
_OTHER_LISTS = {
    "user_liked_videos": "liked video",
    "user_pinned_videos": "pinned video",
    "user_reposted_videos": "reposted video",
    "user_followers": "follower",
    "user_following": "followed account",
    "playlists": "playlist object",
    "shops": "shop object",
    "products": "product",
    "reviews": "product review",
}
_LISTS = ("videos", "comments")

# One field that every request must name stands beside one that nobody else calls so.
_VIDEO_SIGNS = frozenset({"region_code", "hashtag_names", "music_id", "effect_ids", "voice_to_text", "video_duration"})
_USER_SIGNS = frozenset({"follower_count", "following_count", "likes_count", "bio_description"})


class TikTok:
    """Loader of TikTok videos and comments."""

    name = "tiktok"
    title = "TikTok videos and comments (Research API, user_data_tiktok.json, items of the website)"
    command = "postaudit run user_data_tiktok.json"
    example = (
        '{"id": 7028743950684949651, "video_description": "Good morning #tea", "create_time": 1633823999, '
        '"region_code": "CA", "username": "somebody", "hashtag_names": ["tea"]}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is an answer, a video or a comment of these, or a user's own data, among the first records."""
        return any(_is_ours(record) for record in head)

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of an answer, a video, a comment, a user's own data, or an array of these."""
        for each in record if isinstance(record, list) else (record,):
            yield from _rows(each)


def _is_ours(record: Any) -> bool:
    if isinstance(record, list):
        return any(_is_ours(each) for each in record[:5] if isinstance(each, dict))
    if not isinstance(record, dict):
        return False
    if export.is_export(record) or web.item_of(record) is not None or _is_video(record) or _is_comment(record):
        return True
    data = mapping(record.get("data"))
    if any(_is_video(each) or _is_comment(each) for key in _LISTS for each in objects(data.get(key))[:5]):
        return True
    # An empty or failed answer, and one that holds users: the way this API reports an error tells whose it is.
    return isinstance(record.get("data"), dict) and {"code", "message", "log_id"} <= mapping(record.get("error")).keys()


def _is_video(record: dict[str, Any]) -> bool:
    return "video_description" in record and not record.keys().isdisjoint(_VIDEO_SIGNS)


def _is_comment(record: dict[str, Any]) -> bool:
    return "video_id" in record and not record.keys().isdisjoint({"parent_comment_id", "reply_count"})


def _rows(record: Any) -> Iterator[Row | Skip | Reject]:
    if not isinstance(record, dict):
        yield Reject("bad_type", f"expected a video or a comment, found {type(record).__name__}")
    elif export.is_export(record):
        yield from export.rows(record)
    elif (item := web.item_of(record)) is not None:
        yield web.row(item)
    elif isinstance(record.get("data"), dict):
        yield from _answer(record["data"], mapping(record.get("error")))
    else:
        yield _item(record)


def _answer(data: dict[str, Any], error: dict[str, Any]) -> Iterator[Row | Skip | Reject]:
    found = False
    for key in _LISTS:
        for each in listing(data.get(key)):
            found = True
            yield _item(each)
    for key, kind in _OTHER_LISTS.items():
        if skipped := len(listing(data.get(key))):
            found = True
            yield Skip(kind, skipped)
    if not data.keys().isdisjoint(_USER_SIGNS):
        yield Skip("user object")
    elif not found:
        yield Skip("empty page" if error.get("code") in (None, "ok") else "error payload")


def _item(record: Any) -> Row | Skip | Reject:
    if not isinstance(record, dict):
        return Reject("bad_type", f"expected a video or a comment, found {type(record).__name__}")
    if _is_comment(record):
        return _comment(record)
    if "video_description" in record or not record.keys().isdisjoint(_VIDEO_SIGNS):
        return _video(record)
    if "error" in record:
        return Skip("error payload")
    return Skip("user object" if not record.keys().isdisjoint(_USER_SIGNS) else "other object")


def _video(video: dict[str, Any]) -> Row | Reject:
    number = video.get("id") or video.get("video_id")
    own = identifier(number)
    row: dict[str, Any] = {
        "post_id": own,
        "conversation_id": own,
        "author_id": word(video.get("username")),
        "kind": "original",
        # The country in which the account was registered, as the platform states it.
        "country": word(video.get("region_code")),
        "likes": count(video.get("like_count")),
        "reposts": count(video.get("share_count")),
        "replies": count(video.get("comment_count")),
        "views": count(video.get("view_count")),
        "hashtags": _words(video.get("hashtag_names")),
        "mentions": _words(video.get("video_mention_list")),
    }
    return _dated(row, video.get("video_description"), video.get("create_time"), number)


def _comment(comment: dict[str, Any]) -> Row | Reject:
    number = comment.get("id")
    video = identifier(comment.get("video_id"))
    row: dict[str, Any] = {
        "post_id": identifier(number),
        "kind": "comment",
        # The video itself for a comment that answers no other.
        "reply_to": identifier(comment.get("parent_comment_id")) or video,
        "conversation_id": video,
        "likes": count(comment.get("like_count")),
        "replies": count(comment.get("reply_count")),
    }
    return _dated(row, comment.get("text"), comment.get("create_time"), number)


def _words(values: Any) -> list[str]:
    return distinct([found for each in listing(values) if (found := word(each))])


def _dated(row: dict[str, Any], text: Any, time: Any, number: Any) -> Row | Reject:
    return finished(row, text, epoch_time(time), dated=time is not None, number=number)
