"""YouTube: comments and videos of the Data API v3, and what yt-dlp and youtube-comment-downloader save.

A comment thread holds its first comment and, at most, five answers; more answers come from ``comments.list``. Each comment is
a post. A video is one as well: its title and description are words that a channel published. What only points to a video
(a search result, an item of a playlist) is none, since it cuts the description or repeats it.

References
----------
https://developers.google.com/youtube/v3/docs/comments#resource
https://developers.google.com/youtube/v3/docs/videos#resource
https://github.com/yt-dlp/yt-dlp#output-template
https://github.com/egbertbouman/youtube-comment-downloader
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, warned
from audit.loaders.guessing.values import count, epoch_time, identifier, iso_time, listing, mapping, objects, word
from audit.loaders.markup import html_text, paragraphs
from audit.loaders.platforms.twitter_common import followers_band

_RESOURCE = "youtube#"
_NOT_POSTS = {
    "searchResult": "search result",
    "playlistItem": "playlist item",
    "playlist": "playlist object",
    "channel": "channel object",
    "subscription": "subscription",
    "activity": "activity",
    "caption": "caption track",
    "liveChatMessage": "live chat message",
    "videoCategory": "category object",
}

# https://developers.google.com/youtube/v3/docs/comments#snippet.moderationStatus
_STATUSES = {"rejected": "removed", "heldForReview": "withheld", "likelySpam": "withheld"}

# Answers are numbered within the comment they answer: "<comment>.<answer>".
_ANSWER = "."

_COMMENT_DOWNLOADER = frozenset({"cid", "text", "time", "author", "channel"})


class YouTube:
    """Loader of YouTube comments and videos."""

    name = "youtube"
    title = "YouTube comments and videos (Data API v3, yt-dlp, youtube-comment-downloader)"
    command = "postaudit run comment_threads.jsonl"
    example = (
        '{"kind": "youtube#comment", "id": "UgzA", "snippet": {"textOriginal": "Good morning", "videoId": "aqz-KE-bpKQ", '
        '"authorChannelId": {"value": "UC1"}, "publishedAt": "2019-11-26T15:51:44Z", "updatedAt": "2019-11-26T15:51:44Z"}}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a resource or a page of this API, or a record of these downloaders, among the first records."""
        return any(_is_ours(record) for record in head)

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of a page of results, a thread, a comment, a video, or an array of these."""
        for each in record if isinstance(record, list) else (record,):
            items = each.get("items") if isinstance(each, dict) else None
            if isinstance(items, list):
                yield from (row for item in items for row in _resource(item))
                if not items:
                    yield Skip("empty page")
            else:
                yield from _resource(each)


def _is_ours(record: Any) -> bool:
    if isinstance(record, list):
        return any(_is_ours(each) for each in record[:5] if isinstance(each, dict))
    if not isinstance(record, dict):
        return False
    if _kind(record) is not None or any(_kind(each) is not None for each in objects(record.get("items"))[:5]):
        return True
    return _is_download(record) or _is_downloaded_comment(record)


def _kind(record: dict[str, Any]) -> str | None:
    kind = record.get("kind")
    return kind.removeprefix(_RESOURCE) if isinstance(kind, str) and kind.startswith(_RESOURCE) else None


def _is_download(record: dict[str, Any]) -> bool:
    """Whether this is the ``.info.json`` that yt-dlp writes beside a video of YouTube, not of another site."""
    return record.get("extractor_key") == "Youtube" and "webpage_url" in record


def _is_downloaded_comment(record: dict[str, Any]) -> bool:
    return record.keys() >= _COMMENT_DOWNLOADER and not record.keys().isdisjoint({"votes", "heart", "reply"})


def _resource(record: Any) -> Iterator[Row | Skip | Reject]:
    if not isinstance(record, dict):
        yield Reject("bad_type", f"expected a resource, found {type(record).__name__}")
        return
    kind = _kind(record)
    if kind == "commentThread":
        yield from _thread(record)
    elif kind == "comment":
        yield _comment(record)
    elif kind == "video":
        yield _video(record)
    elif _is_download(record):
        yield from _download(record)
    elif _is_downloaded_comment(record):
        yield _downloaded_comment(record)
    elif "error" in record:
        yield Skip("error payload")
    else:
        yield Skip(_NOT_POSTS.get(kind or "", "other object"))


def _thread(thread: dict[str, Any]) -> Iterator[Row | Skip | Reject]:
    """The comment that a thread begins with, and those of its answers that the thread holds."""
    snippet = mapping(thread.get("snippet"))
    if not isinstance(snippet.get("topLevelComment"), dict):
        yield Reject("missing_text", "a thread without its comment")
        return
    video, first = identifier(snippet.get("videoId")), identifier(thread.get("id"))
    yield _comment(snippet["topLevelComment"], video=video, replies=count(snippet.get("totalReplyCount")))
    for answer in listing(mapping(thread.get("replies")).get("comments")):
        yield _comment(answer, video=video, parent=first)


def _comment(
    comment: Any, *, video: str | None = None, parent: str | None = None, replies: int | None = None
) -> Row | Reject:
    if not isinstance(comment, dict):
        return Reject("bad_type", f"expected a comment, found {type(comment).__name__}")
    snippet = mapping(comment.get("snippet"))
    text = snippet.get("textOriginal")
    if not isinstance(text, str):
        # The original is given to its author alone in principle, and to everybody in practice.
        text = snippet.get("textDisplay", text)
        if not isinstance(text, str):
            return Reject("missing_text") if text is None else Reject("bad_type", f"text is {type(text).__name__}")
        text = html_text(text)
    own, video = identifier(comment.get("id")), identifier(snippet.get("videoId")) or video
    published, updated = snippet.get("publishedAt"), snippet.get("updatedAt")
    moderation = snippet.get("moderationStatus")
    row: dict[str, Any] = {
        "author_id": _author(snippet),
        "created_at": iso_time(published),
        "likes": count(snippet.get("likeCount")),
        "replies": replies,
        "edited": published != updated if isinstance(published, str) and isinstance(updated, str) else None,
        "status": _STATUSES.get(moderation, "present") if isinstance(moderation, str) else "present",
        **_place_in_thread(own, video, identifier(snippet.get("parentId")) or parent),
    }
    return _finished(row, text, published)


def _author(snippet: dict[str, Any]) -> str | None:
    """Id of the author's channel; the name that was shown where the channel is gone."""
    channel = snippet.get("authorChannelId")
    known = identifier(mapping(channel).get("value")) or word(channel)
    if known:
        return known
    address = word(snippet.get("authorChannelUrl")) or ""
    return (
        word(address.rpartition("/channel/")[2]) if "/channel/" in address else word(snippet.get("authorDisplayName"))
    )


def _place_in_thread(own: str | None, video: str | None, parent: str | None) -> dict[str, Any]:
    """What a comment answers: another comment or, if that begins a thread, the video."""
    if parent is None and own and _ANSWER in own:
        parent = own.partition(_ANSWER)[0]
    return {"post_id": own, "kind": "comment", "reply_to": parent or video, "conversation_id": video}


def _video(video: dict[str, Any]) -> Row | Reject:
    snippet, statistics = mapping(video.get("snippet")), mapping(video.get("statistics"))
    own, published = identifier(video.get("id")), snippet.get("publishedAt")
    row: dict[str, Any] = {
        "author_id": identifier(snippet.get("channelId")),
        "created_at": iso_time(published),
        "lang": word(snippet.get("defaultLanguage")),
        "likes": count(statistics.get("likeCount")),
        "replies": count(statistics.get("commentCount")),
        "views": count(statistics.get("viewCount")),
    }
    return _original(row, own, snippet, published)


def _original(row: dict[str, Any], own: str | None, texts: dict[str, Any], time: Any) -> Row | Reject:
    """A video as a post: its title and its description."""
    parts = [texts.get("title"), texts.get("description")]
    if not all(isinstance(part, str | None) for part in parts):
        return Reject("bad_type", "title or description is no string")
    if parts[0] is None and parts[1] is None:
        return Reject("missing_text")
    row |= {"post_id": own, "kind": "original", "conversation_id": own, "status": "present"}
    return _finished(row, paragraphs(*(part and part.strip() for part in parts)) or "", time)


def _download(record: dict[str, Any]) -> Iterator[Row | Reject]:
    """A video and its comments, as yt-dlp saves them."""
    own, published, day = identifier(record.get("id")), record.get("timestamp"), record.get("upload_date")
    followers = count(record.get("channel_follower_count"))
    stated = {
        "verified": _yes_or_no(record.get("channel_is_verified")),
        "followers": followers_band(followers) if followers is not None and followers >= 0 else None,
    }
    video: dict[str, Any] = {
        "author_id": identifier(record.get("channel_id")) or identifier(record.get("uploader_id")),
        "created_at": iso_time(day) if published is None else epoch_time(published),
        "likes": count(record.get("like_count")),
        "replies": count(record.get("comment_count")),
        "views": count(record.get("view_count")),
        "attributes": {name: value for name, value in stated.items() if value},
    }
    yield _original(video, own, record, day if published is None else published)
    for comment in listing(record.get("comments")):
        if not isinstance(comment, dict) or not isinstance(comment.get("text"), str):
            yield Reject("missing_text", "a comment without its text")
            continue
        parent = identifier(comment.get("parent"))
        row: dict[str, Any] = {
            "author_id": identifier(comment.get("author_id")) or word(comment.get("author")),
            "created_at": epoch_time(comment.get("timestamp")),
            "likes": count(comment.get("like_count")),
            "status": "present",
            "attributes": {"verified": verified} if (verified := _yes_or_no(comment.get("author_is_verified"))) else {},
            **_place_in_thread(identifier(comment.get("id")), own, None if parent == "root" else parent),
        }
        yield _finished(row, comment["text"], comment.get("timestamp"))


def _yes_or_no(value: Any) -> str | None:
    return ("yes" if value else "no") if isinstance(value, bool) else None


def _downloaded_comment(comment: dict[str, Any]) -> Row | Reject:
    text = comment["text"]
    if not isinstance(text, str):
        return Reject("missing_text") if text is None else Reject("bad_type", f"text is {type(text).__name__}")
    # "time" is "2 years ago", as the page said; the downloader works out roughly when that was.
    row: dict[str, Any] = {
        "author_id": word(comment["channel"]) or word(comment["author"]),
        "created_at": epoch_time(comment.get("time_parsed")),
        "likes": count(comment.get("votes")),
        "replies": count(comment.get("replies")),
        "status": "present",
        **_place_in_thread(identifier(comment["cid"]), None, None),
    }
    return _finished(row, text, comment.get("time_parsed") or comment["time"])


def _finished(row: dict[str, Any], text: str, time: Any) -> Row:
    row |= {"text": text if text.strip() else None, "platform": "youtube"}
    warnings = {
        "empty_text": row["text"] is None,
        "bad_timestamp": row["created_at"] is None and time is not None,
    }
    return warned(row, warnings)
