"""Reddit: dumps of Pushshift and Arctic Shift (comments, submissions), listings and threads of its API.

Comments and submissions are numbered apart, so an id is only one with its prefix: ``t1_`` a comment, ``t3_`` a submission.
What was taken down keeps its record and says ``[deleted]`` or ``[removed]`` in place of text and author. These words are
nobody's, so they become missing values and a status; a removed submission keeps its title, which stays readable.

References
----------
Baumgartner et al. 2020, The Pushshift Reddit Dataset. ICWSM 14.
https://www.reddit.com/dev/api#fullnames
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, made_of, warned
from audit.loaders.guessing.values import count, epoch_time, identifier, listing, mapping, word
from audit.loaders.markup import paragraphs, unescape

# https://www.reddit.com/dev/api#fullnames and the wrappers of its listings.
_THINGS = {
    "more": "stub for comments not loaded",
    "t2": "user object",
    "t4": "private message",
    "t5": "subreddit object",
    "t6": "award object",
    "modaction": "moderator action",
    "wikipage": "wiki page",
    "UserList": "user list",
    "LabeledMulti": "list of subreddits",
}
_KINDS = {"t1", "t3", "Listing", *_THINGS}

# Stands in place of a text or an author: what happened to it.
_TAKEN_DOWN = {
    "[deleted]": "deleted",
    "[deleted by user]": "deleted",
    "[removed]": "removed",
    "[ removed by reddit ]": "removed",
    "[ removed by moderator ]": "removed",
}
_REMOVED_BY_REDDIT = "[ removed by reddit "  # "... in response to a copyright notice. ]", "... on account of ..."

_BY_THE_AUTHOR = frozenset({"deleted", "author"})


class Reddit:
    """Loader of Reddit comments and submissions."""

    name = "reddit"
    title = "Reddit dumps (Pushshift, Arctic Shift) and API listings"
    command = "postaudit run RC_2023-01.zst"
    example = (
        '{"id": "c0ffee", "author": "someone", "subreddit": "Coffee", "created_utc": 1134365188, "body": "Good morning", '
        '"link_id": "t3_17863", "parent_id": "t3_17863"}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a comment, a submission or a listing of these among the first records."""
        return any(_is_ours(record) for record in head)

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of a record of a dump, a listing, or a thread with its tree of comments, in reading order."""
        # A thread may be nested deeper than the interpreter's stack.
        waiting = [record]
        while waiting:
            each = waiting.pop()
            inside = _inside(each)
            if inside is not None:
                waiting.extend(reversed(inside))
                continue
            thing, kind = _thing(each)
            yield made_of(_row(thing, kind), thing, record)
            if kind == "t1":
                waiting.extend(reversed(_inside(thing.get("replies")) or []))


def _inside(record: Any) -> list[Any] | None:
    """What an array, a listing or an answer of an API holds; None for a record of its own."""
    if isinstance(record, list):
        return record
    if not isinstance(record, dict):
        return None
    data = record.get("data")
    if record.get("kind") == "Listing":
        return listing(mapping(data).get("children"))
    if isinstance(record.get("json"), dict):
        return listing(mapping(record["json"].get("data")).get("things"))
    return data if isinstance(data, list) else None


def _thing(record: Any) -> tuple[Any, str | None]:
    """A record without its wrapper, and its prefix; None for what is neither comment nor submission."""
    if not isinstance(record, dict):
        return record, None
    kind = record.get("kind")
    if isinstance(kind, str) and "data" in record:
        return (mapping(record["data"]), kind) if kind in ("t1", "t3") else (record, None)
    if "display_name" in record or "subscribers" in record:
        return record, None
    if "body" in record or {"link_id", "parent_id"} <= record.keys():
        return record, "t1"
    return record, "t3" if "title" in record else None


def _is_ours(record: Any, levels: int = 2) -> bool:
    """Looks through ``levels`` of arrays, so that no record makes it look forever."""
    inside = _inside(record)
    if isinstance(record, dict) and isinstance(record.get("kind"), str) and "data" in record:
        return record["kind"] in _KINDS
    if inside is not None:
        return levels > 0 and any(_is_ours(each, levels - 1) for each in inside[:5])
    if not isinstance(record, dict) or "subreddit" not in record or record.keys().isdisjoint({"author", "created_utc"}):
        return False
    return _thing(record)[1] is not None


def _row(thing: Any, kind: str | None) -> Row | Skip | Reject:
    if not isinstance(thing, dict):
        return Reject("bad_type", f"expected a comment or a submission, found {type(thing).__name__}")
    if kind is None:
        return _not_a_post(thing)
    parts = ("body",) if kind == "t1" else ("title", "selftext")
    for part in parts:
        if thing.get(part) is not None and not isinstance(thing[part], str):
            return Reject("bad_type", f"{part} is {type(thing[part]).__name__}")
    if thing.get(parts[0]) is None:
        return Reject("missing_text")
    texts = [_text(thing.get(part)) for part in parts]
    status = next((found for part in reversed(parts) if (found := _fate(thing.get(part)))), None) or _stated_fate(thing)
    author = word(thing.get("author"))
    created = epoch_time(thing.get("created_utc"))
    own = _full_name(thing, kind)
    row: dict[str, Any] = {
        "post_id": own,
        "author_id": None if _fate(author) else author,
        "text": paragraphs(*texts),
        "created_at": created,
        "platform": "reddit",
        "community": _community(thing.get("subreddit")),
        "likes": _score(thing),
        "status": status,
        "edited": _edited(thing.get("edited")),
        "attributes": _attributes(thing),
    }
    row |= _comment(thing) if kind == "t1" else _submission(thing, own)
    warnings = {
        "empty_text": row["text"] is None and status == "present",
        "bad_timestamp": created is None and thing.get("created_utc") is not None,
    }
    return warned(row, warnings)


def _not_a_post(record: dict[str, Any]) -> Skip:
    kind = record.get("kind")
    if isinstance(kind, str) and "data" in record:
        return Skip(_THINGS.get(kind, "other object"))
    if "error" in record:
        return Skip("error payload")
    if "display_name" in record or "subscribers" in record:
        return Skip("subreddit object")
    if "link_karma" in record or "comment_karma" in record:
        return Skip("user object")
    return Skip("other object")


def _comment(thing: dict[str, Any]) -> dict[str, Any]:
    # Pushshift's last API gave ids as numbers here, without the prefix that says of what.
    parent, link = word(thing.get("parent_id")), word(thing.get("link_id"))
    return {"kind": "comment", "reply_to": parent, "conversation_id": link}


def _submission(thing: dict[str, Any], own: str | None) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": "original", "conversation_id": own, "replies": count(thing.get("num_comments"))}
    link = word(thing.get("url_overridden_by_dest")) or word(thing.get("url"))
    if not thing.get("is_self") and link and link.startswith(("http://", "https://")):
        row["urls"] = [unescape(link)]
    crossposted = word(thing.get("crosspost_parent"))
    if crossposted:
        row |= {"kind": "repost", "repost_of": crossposted}
    return row


def _fate(text: Any) -> str | None:
    """``deleted`` or ``removed`` where these words stand for a text or an author; else None."""
    # The longest such notice has 62 letters, and most texts do not begin like one.
    if not isinstance(text, str) or not text.lstrip().startswith("["):
        return None
    folded = text.strip().casefold()
    return "removed" if folded.startswith(_REMOVED_BY_REDDIT) else _TAKEN_DOWN.get(folded)


def _stated_fate(thing: dict[str, Any]) -> str:
    """Status of a post whose text is there: archives keep texts of posts that were taken down later."""
    by = word(thing.get("removed_by_category")) or word(mapping(thing.get("_meta")).get("removal_type"))
    if by is None:
        return "present"
    return "deleted" if by in _BY_THE_AUTHOR else "removed"


def _text(text: str | None) -> str | None:
    """What a reader saw: escapes of the API taken off, then those of Markdown (``&#x200B;``, ``&nbsp;``)."""
    if text is None or _fate(text):
        return None
    return unescape(unescape(text)).strip() or None


def _full_name(thing: dict[str, Any], kind: str) -> str | None:
    """The id with its prefix."""
    name = word(thing.get("name"))
    if name and name.startswith(f"{kind}_"):
        return name
    own = identifier(thing.get("id"))
    return own if own is None or own.startswith(f"{kind}_") else f"{kind}_{own}"


def _community(value: Any) -> str | None:
    """The subreddit; the page of a user is one named after that user, who is not to be named here."""
    name = word(value)
    return "user profile" if name and name.casefold().startswith("u_") else name


def _score(thing: dict[str, Any]) -> int | None:
    """The score, unless it is a comment's that Reddit still hides and gives as 1."""
    if thing.get("score_hidden") is True:
        return None
    return count(thing.get("score", thing.get("ups")))


def _edited(value: Any) -> bool | None:
    """False, or when it was edited; before 2012 just true."""
    if isinstance(value, bool):
        return value
    return True if count(value) else None


def _attributes(thing: dict[str, Any]) -> dict[str, str]:
    """What an author states in this community (flair), and when the account was made."""
    flair = word(thing.get("author_flair_text"))
    made = epoch_time(thing.get("author_created_utc"))
    stated = {"flair": flair and unescape(flair), "account_created": str(made.year) if made else None}
    return {name: value for name, value in stated.items() if value}
