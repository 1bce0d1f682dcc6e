"""VK: posts of a wall (``wall.get``, ``wall.getById``, ``newsfeed.search``) and comments (``wall.getComments``).

Ids of people are positive, those of communities negative. Posts and comments of one wall are numbered together, so an id
is only one with its wall: ``<owner>_<number>``, as in the link ``vk.com/wall-1_2``. Who wrote what stands apart, in the
``profiles`` and ``groups`` of an answer, or as ``author_profile`` in each record where 4CAT made the file.

References
----------
https://dev.vk.com/en/reference/objects/post
https://dev.vk.com/en/reference/objects/comment
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, made_of, warned
from audit.loaders.guessing.values import count, distinct, epoch_time, identifier, listing, mapping, objects, word
from audit.loaders.markup import unescape
from audit.loaders.platforms.twitter_common import followers_band

# [id1|Name], [club1|name], [id1:bp-2_3|Name] in answers, [https://vk.com/wall-1_2|words], [#alias|words|https://...].
_LINK = re.compile(r"\[([^\[\]|]{1,400})\|([^\[\]|]{1,400})(?:\|([^\[\]|]{1,400}))?\]")
_ACCOUNT = re.compile(r"(id|club|public|event)(\d{1,20})(?::\S*)?")
_HASHTAG = re.compile(r"(?<![\w#&/])#(\w{1,100})")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)

# https://dev.vk.com/en/reference/objects/user#sex; 0 is "not stated".
_SEXES = {1: "female", 2: "male"}

_LEVELS = 3


class Vk:
    """Loader of posts and comments of VK."""

    name = "vk"
    title = "VK API posts and comments (wall.get, wall.getComments)"
    command = "postaudit run wall.json"
    example = (
        '{"response": {"count": 1, "items": [{"id": 5, "owner_id": -1, "from_id": -1, "date": 1592509821, '
        '"post_type": "post", "text": "Good morning", "likes": {"count": 3}}]}}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a post or a comment of these among the first records."""
        return any(_is_ours(record) for record in head)

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of an answer of the API, of an array of such, or of a record of its own; answers follow their comment."""
        waiting: list[tuple[Any, dict[str, dict[str, Any]]]] = [(record, {})]
        while waiting:
            each, people = waiting.pop()
            inside = _inside(each)
            if inside is not None:
                known = people | _people(each)
                waiting.extend((inner, known) for inner in reversed(inside))
                continue
            yield made_of(_row(each, people), each, record)
            if isinstance(each, dict):
                wall = {name: each[name] for name in ("owner_id", "post_id") if name in each}
                answers = listing(mapping(each.get("thread")).get("items"))
                waiting.extend(({**wall, **a} if isinstance(a, dict) else a, people) for a in reversed(answers))


def _inside(record: Any) -> list[Any] | None:
    """What an answer or an array holds; None for a record of its own."""
    if isinstance(record, list):
        return record
    if not isinstance(record, dict):
        return None
    if isinstance(record.get("response"), dict | list):
        return [record["response"]]
    if isinstance(record.get("items"), list) and "text" not in record:
        return listing(record["items"])
    return None


def _is_ours(record: Any) -> bool:
    """Looks through a few levels of arrays and answers, so that no record makes it look forever."""
    waiting = [(record, 0)]
    while waiting:
        each, level = waiting.pop()
        inside = _inside(each)
        if inside is None:
            if _is_post(each):
                return True
        elif level < _LEVELS:
            waiting.extend((inner, level + 1) for inner in reversed(inside[:20]))
    return False


def _is_post(record: Any) -> bool:
    if not isinstance(record, dict) or not isinstance(record.get("text"), str):
        return False
    numbers = [record.get(name) for name in ("id", "from_id", "date")]
    if not all(isinstance(each, int) and not isinstance(each, bool) for each in numbers):
        return False
    return any(isinstance(record.get(name), int) for name in ("owner_id", "to_id")) or "parents_stack" in record


def _row(post: Any, people: dict[str, dict[str, Any]]) -> Row | Skip | Reject:
    if not isinstance(post, dict):
        # Answers of versions before 5.0 begin with the number of posts.
        return Skip("number of results") if isinstance(post, int) else Reject("bad_type", "not an object")
    gone = bool(post.get("is_deleted") or post.get("deleted"))
    if "text" not in post and not gone:
        return _not_a_post(post)
    text = post.get("text")
    if not isinstance(text, str | None):
        return Reject("bad_type", f"text is {type(text).__name__}")
    if text is None and not gone:
        return Reject("missing_text")
    wall, number = _wall(post), identifier(post.get("id"))
    own, accounts, links = _read(text or "")
    created = epoch_time(post.get("date"))
    author = identifier(post.get("from_id"))
    profile = mapping(post.get("author_profile")) or people.get(author or "", {})
    row: dict[str, Any] = {
        "post_id": _post_id(wall, number),
        "author_id": None if author == "0" else author,
        "created_at": created,
        "platform": "vk",
        # A wall of a person is no community, and its owner is not to be named here.
        "community": f"club{wall[1:]}" if wall and wall.startswith("-") else None,
        "status": "deleted" if gone else "present",
        "edited": True if count(post.get("edited")) else None,
        "mentions": accounts,
        "urls": distinct([*links, *_attached_links(post)]),
        "attributes": _attributes(author, profile),
        **_relations(post, wall, number),
    }
    originals = objects(post.get("copy_history"))
    if originals:
        # The last of a chain of reposts is where it began.
        repeated = originals[-1]
        again = _post_id(_wall(repeated), identifier(repeated.get("id")))
        if own:
            row |= {"kind": "quote", "quote_of": again}
        else:
            own = _read(word(repeated.get("text")) or "")[0]
            row |= {"kind": "repost", "repost_of": again}
    row["text"] = own or None
    row["hashtags"] = distinct(_HASHTAG.findall(own))
    if row["kind"] != "repost":
        row |= {
            "likes": _counted(post, "likes"),
            "reposts": _counted(post, "reposts"),
            "replies": _counted(post, "comments", "thread"),
            "views": _counted(post, "views"),
        }
    warnings = {
        "empty_text": row["text"] is None and not gone,
        "bad_timestamp": created is None and post.get("date") is not None,
    }
    return warned(row, warnings)


def _not_a_post(record: dict[str, Any]) -> Skip | Reject:
    if "error" in record or "error_code" in record:
        return Skip("error payload")
    if "first_name" in record or "deactivated" in record:
        return Skip("user object")
    if "screen_name" in record or "members_count" in record:
        return Skip("community object")
    return Reject("missing_text") if {"from_id", "date"} <= record.keys() else Skip("other object")


def _wall(post: dict[str, Any]) -> str | None:
    """Whose wall it stands on; before version 5.7 this was ``to_id``."""
    return identifier(post.get("owner_id")) or identifier(post.get("to_id"))


def _post_id(wall: str | None, number: str | None) -> str | None:
    """Without its wall a number says nothing: every wall has a first post."""
    return f"{wall}_{number}" if wall and number else None


def _relations(post: dict[str, Any], wall: str | None, number: str | None) -> dict[str, Any]:
    commented = identifier(post.get("post_id"))
    if commented or "parents_stack" in post or post.get("post_type") == "reply":
        above = identifier(post.get("reply_to_comment")) or identifier(
            (listing(post.get("parents_stack")) or [None])[-1]
        )
        start = _post_id(wall, commented)
        return {"kind": "comment", "reply_to": _post_id(wall, above) or start, "conversation_id": start}
    answered = _post_id(identifier(post.get("reply_owner_id")), identifier(post.get("reply_post_id")))
    return {
        "kind": "reply" if answered else "original",
        "reply_to": answered,
        "conversation_id": _post_id(wall, number),
    }


def _read(text: str) -> tuple[str, list[str], list[str]]:
    """What a reader sees of a text, and the accounts and addresses behind its words."""
    accounts: list[str] = []
    links: list[str] = []

    def shown(match: re.Match[str]) -> str:
        target, words, address = match.groups()
        account = _ACCOUNT.fullmatch(target)
        if account:
            accounts.append(account[2] if account[1] == "id" else f"-{account[2]}")
            return words
        address = address if target.startswith("#alias") else None if address else target
        if not address or not _ADDRESS.match(address):
            return match.group()
        links.append(address)
        return words

    if "[" in text:
        text = _LINK.sub(shown, text)
    return unescape(text).strip(), distinct(accounts), links


def _attached_links(post: dict[str, Any]) -> list[str]:
    return [link for each in objects(post.get("attachments")) if (link := word(mapping(each.get("link")).get("url")))]


def _counted(post: dict[str, Any], *names: str) -> int | None:
    return next((found for name in names if (found := count(mapping(post.get(name)).get("count"))) is not None), None)


def _people(answer: Any) -> dict[str, dict[str, Any]]:
    """Profiles and communities of an answer by the id they write under."""
    if not isinstance(answer, dict):
        return {}
    found = {key: each for each in objects(answer.get("profiles")) if (key := identifier(each.get("id")))}
    return found | {f"-{key}": each for each in objects(answer.get("groups")) if (key := identifier(each.get("id")))}


def _attributes(author: str | None, profile: dict[str, Any]) -> dict[str, str]:
    """What a profile states. A country or a city is an object with a title, in old versions a number nobody knows."""
    followers = count(profile.get("followers_count", profile.get("members_count")))
    verified = count(profile.get("verified"))
    stated = {
        "account": None if author in (None, "0") else "community" if author.startswith("-") else "person",
        "gender": _SEXES.get(count(profile.get("sex")) or 0),
        "country": word(mapping(profile.get("country")).get("title")),
        "city": word(mapping(profile.get("city")).get("title")) or word(profile.get("home_town")),
        "verified": None if verified is None else "yes" if verified else "no",
        "followers": followers_band(followers) if followers is not None and followers >= 0 else None,
    }
    return {name: value for name, value in stated.items() if value}
