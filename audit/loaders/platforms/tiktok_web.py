"""Items of TikTok's website, as Zeeschuimer, TikTok-Api and the like save them: videos and comments.

References
----------
https://github.com/digitalmethodsinitiative/4cat, datasources/tiktok
"""

from __future__ import annotations

from typing import Any

from audit.loaders.base import Reject, Row
from audit.loaders.guessing.values import count, distinct, epoch_time, identifier, mapping, objects, word
from audit.loaders.platforms.tiktok_common import finished
from audit.loaders.platforms.twitter_common import followers_band

_VIDEO = frozenset({"desc", "createTime", "author"})
_COMMENT = frozenset({"cid", "aweme_id", "create_time", "text"})
_NO_LANGUAGE = frozenset({"un", "und"})


def item_of(record: dict[str, Any]) -> dict[str, Any] | None:
    """The video or comment that a record is, or that a browser extension wrapped with where it was seen; else None."""
    for each in (record, record.get("data"), record.get("itemStruct")):
        if isinstance(each, dict):
            if each.keys() >= _VIDEO and not each.keys().isdisjoint({"stats", "statsV2", "music", "video"}):
                return each
            if each.keys() >= _COMMENT:
                return each
    return None


def row(item: dict[str, Any]) -> Row | Reject:
    """A video or a comment as a post."""
    return _comment(item) if item.keys() >= _COMMENT else _video(item)


def _video(video: dict[str, Any]) -> Row | Reject:
    own, author = identifier(video.get("id")), mapping(video.get("author"))
    # The newer statistics are strings, as they may be large; both may be there.
    statistics = mapping(video.get("stats")) | mapping(video.get("statsV2"))
    extra = objects(video.get("textExtra"))
    duet = identifier(mapping(video.get("duetInfo")).get("duetFromId"))
    language = word(video.get("textLanguage"))
    post: dict[str, Any] = {
        "post_id": own,
        "conversation_id": own,
        "author_id": identifier(author.get("id")) or word(author.get("uniqueId")) or word(video.get("author")),
        "kind": "original",
        "lang": None if language in _NO_LANGUAGE else language,
        "country": word(video.get("locationCreated")),
        "likes": count(statistics.get("diggCount")),
        "reposts": count(statistics.get("shareCount")),
        "replies": count(statistics.get("commentCount")),
        "views": count(statistics.get("playCount")),
        "hashtags": distinct([tag for each in extra if (tag := word(each.get("hashtagName")))]),
        "mentions": distinct(
            [who for each in extra if (who := identifier(each.get("userId")) or word(each.get("userUniqueId")))]
        ),
        "attributes": _author_attributes(author, mapping(video.get("authorStats"))),
    }
    if duet and duet != "0":
        # Another's video beside one's own; the description is of one's own.
        post |= {"kind": "quote", "quote_of": duet}
    time = video.get("createTime")
    return finished(post, video.get("desc"), epoch_time(time), dated=time is not None, number=video.get("id"))


def _comment(comment: dict[str, Any]) -> Row | Reject:
    video, user = identifier(comment.get("aweme_id")), mapping(comment.get("user"))
    answered, time = identifier(comment.get("reply_id")), comment.get("create_time")
    language = word(comment.get("comment_language"))
    post: dict[str, Any] = {
        "post_id": identifier(comment.get("cid")),
        "author_id": identifier(user.get("uid")) or word(user.get("unique_id")),
        "kind": "comment",
        "lang": None if language in _NO_LANGUAGE else language,
        "reply_to": video if answered in (None, "0") else answered,
        "conversation_id": video,
        "likes": count(comment.get("digg_count")),
        "replies": count(comment.get("reply_comment_total")),
    }
    return finished(post, comment.get("text"), epoch_time(time), dated=time is not None, number=comment.get("cid"))


def _author_attributes(author: dict[str, Any], statistics: dict[str, Any]) -> dict[str, str]:
    verified, followers = author.get("verified"), count(statistics.get("followerCount"))
    stated = {
        "bio": word(author.get("signature")),
        "verified": ("yes" if verified else "no") if isinstance(verified, bool) else None,
        "followers": followers_band(followers) if followers is not None and followers >= 0 else None,
    }
    return {name: value for name, value in stated.items() if value}
