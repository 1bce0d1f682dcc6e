"""What the web client of X receives: GraphQL answers saved from a browser, and the posts that Zeeschuimer takes out of them.

An answer is a timeline of instructions, entries and modules, nested differently by every endpoint and changed without
notice. What does not change is how a post stands in it: under ``tweet_results``, with what the API v1.1 called a status in
``legacy``. So the answer is walked in reading order, whatever its nesting. Posts inside a post (repeated, quoted) are its
context, and no posts of their own. Advertisements are no part of what was looked for.

References
----------
https://github.com/digitalmethodsinitiative/zeeschuimer
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, made_of
from audit.loaders.guessing.values import mapping
from audit.loaders.platforms.x_graphql_post import unwrapped, web_post

# Items of a timeline that are no posts, by their type.
_ITEMS = {
    "TimelineUser": "user object",
    "TimelineTimelineCursor": "cursor",
    "TimelineTwitterList": "list object",
    "TimelineTopic": "topic",
    "TimelineTrend": "trend",
    "TimelineCommunity": "community object",
    "TimelineTombstone": "tombstone of a post",
    "TimelinePrompt": "prompt",
    "TimelineMessagePrompt": "prompt",
    "TimelineLabel": "heading",
    "TimelineSpelling": "heading",
    "TimelineNotification": "notification",
}
_TYPES = {"User": "user object", "UserUnavailable": "user object", "Tombstone": "tombstone of a post"}
# Where answers keep posts, at any depth.
_SLOTS = ("tweet_results", "tweetResult", "tweet_result", "tweetResults")
#: Values looked at before a record is taken for a stranger's.
_LOOKED_AT = 2_000


class XGraphql:
    """Loader of the web client's answers."""

    name = "x-graphql"
    title = "answers of X's web client (GraphQL), Zeeschuimer"
    command = "postaudit run zeeschuimer-export-x.com.ndjson"
    example = (
        '{"data": {"tweetResult": {"result": {"__typename": "Tweet", "rest_id": "1050118621198921728", '
        '"legacy": {"full_text": "Good morning", "created_at": "Wed Oct 10 20:19:24 +0000 2018", "user_id_str": "6253282"}}}}}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a timeline or a post of the web client among the first records."""
        return any(_is_ours(record) for record in head)

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of an answer, in reading order."""
        if not isinstance(record, dict | list):
            yield Reject("bad_type", f"expected an answer, found {type(record).__name__}")
            return
        # Answers nest as their sender likes, so they are not walked on the interpreter's stack.
        waiting: list[Any] = [record]
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting.extend(each for each in reversed(value) if isinstance(each, dict | list))
            elif isinstance(value, dict):
                found = _found(value)
                if found is None:
                    waiting.extend(each for each in reversed(value.values()) if isinstance(each, dict | list))
                else:
                    yield made_of(found, value, record)


def _found(value: dict[str, Any]) -> Row | Skip | Reject | None:
    """What this object is; None where it only holds others."""
    if _is_post(value):
        return web_post(value)
    slot = next((name for name in _SLOTS if name in value), None)
    if slot is not None:
        if "promotedMetadata" in value:
            return Skip("promoted post")
        held = value[slot]
        if isinstance(held, list):
            return None
        result = mapping(mapping(held).get("result"))
        return web_post(result) if _is_post(result) else _missing(result)
    kind = value.get("itemType", value.get("entryType"))
    if isinstance(kind, str) and kind in _ITEMS:
        return Skip(_ITEMS[kind])
    name = value.get("__typename")
    if isinstance(name, str) and name in _TYPES and "timeline" not in value and "timeline_v2" not in value:
        return Skip(_TYPES[name])
    if name in {"TweetTombstone", "TweetUnavailable", "TweetPreviewDisplay"}:
        return _missing(value)
    if "errors" in value and "data" not in value:
        return Skip("error payload")
    return None


def _missing(result: dict[str, Any]) -> Skip | Reject:
    """A place for a post that holds none."""
    name = result.get("__typename")
    if name == "TweetTombstone" or "tombstone" in result:
        return Skip("tombstone of a post")
    if name in ("Tweet", "TweetWithVisibilityResults"):
        return Reject("missing_text")
    return Skip("unavailable post")


def _is_post(value: dict[str, Any]) -> bool:
    """Whether this is a post, in its wrapper or without."""
    inner = unwrapped(value)
    return "legacy" in inner and ("full_text" in mapping(inner["legacy"]) or "note_tweet" in inner)


def _is_ours(record: Any) -> bool:
    """Whether a timeline or a post is among the first values of a record."""
    waiting = [record]
    for _ in range(_LOOKED_AT):
        if not waiting:
            return False
        value = waiting.pop()
        if isinstance(value, dict):
            if _is_post(value) or "tweet_results" in value or "tweetResult" in value:
                return True
            if isinstance(value.get("instructions"), list) and _has_entries(value["instructions"]):
                return True
            waiting.extend(each for each in reversed(value.values()) if isinstance(each, dict | list))
        elif isinstance(value, list):
            waiting.extend(each for each in reversed(value[:20]) if isinstance(each, dict | list))
    return False


def _has_entries(instructions: list[Any]) -> bool:
    return any(
        isinstance(each, dict) and isinstance(each.get("type"), str) and each["type"].startswith("Timeline")
        for each in instructions[:20]
    )
