"""Posts of the Twitter API v2: pages as twarc2 saves them, streams, flattened posts, academictwitteR's pairs of files.

A page keeps its posts in ``data`` and what they refer to (authors, places, the posts they repeat) in ``includes``. Posts
that are only referred to are context, not part of the collection, so they are no posts of their own here.

References
----------
https://developer.x.com/en/docs/x-api/data-dictionary/object-model/tweet
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import RECORD, WARNINGS, RecordLoader, Reject, Row, Skip, warned
from audit.loaders.guessing.values import count, identifier, is_mangled, iso_time, listing, mapping, objects
from audit.loaders.markup import unescape
from audit.loaders.platforms import twitter_common as common
from audit.loaders.platforms.twitter_v2_page import Includes, post_id

# Fields of this API's post that others' posts lack, and those of other objects of it.
_POST_SIGNS = frozenset(
    {"author_id", "edit_history_tweet_ids", "public_metrics", "referenced_tweets", "conversation_id", "reply_settings"}
)
_OTHER_OBJECTS = (
    (frozenset({"action", "reason"}), "compliance notice"),
    (frozenset({"tweet_count", "start", "end"}), "post count"),
    (frozenset({"member_count"}), "list object"),
    (frozenset({"owner_id"}), "list object"),
    (frozenset({"username"}), "user object"),
    (frozenset({"media_key"}), "media object"),
    (frozenset({"place_type"}), "place object"),
    (frozenset({"voting_status"}), "poll object"),
    (frozenset({"state"}), "space object"),
    (frozenset({"delete"}), "deletion notice"),
)
_MINIMAL = frozenset({"id", "text"})

_PAIR = re.compile(r"(?:data|users)_(.+)")
# What a post is told by the files beside its own.
_OF_USERS = ("id", "username", "location", "verified", "created_at", "public_metrics")
_OF_POSTS = ("id", "text", "note_tweet", "entities", "lang", "edit_history_tweet_ids")


class TwitterV2:
    """Loader of v2 posts."""

    name = "twitter-v2"
    title = "Twitter API v2 posts (twarc2, academictwitteR)"
    command = "postaudit run twarc2.jsonl"
    example = (
        '{"data": [{"id": "1050118621198921728", "text": "Good morning", "author_id": "6253282", '
        '"created_at": "2018-10-10T20:19:24.000Z"}]}'
    )

    topics = ("users", "posts")

    def __init__(self, facts: Sequence[dict[str, Any]] = ()) -> None:
        # academictwitteR divides a page: what its posts refer to lies in a file beside them.
        beside = {name: [each for fact in facts for each in fact.get(name, ())] for name in ("users", "tweets")}
        self._beside = Includes(beside)
        self._is_beside_posts = any(fact.get("posts") for fact in facts)

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a page, a post or another object of this API among the first records."""
        return any(_is_ours(record) for record in head)

    def topic(self, head: Sequence[Any]) -> str:
        """Whether it holds one half of academictwitteR's pairs of files."""
        first = next((record for record in head if isinstance(record, dict)), {})
        if _is_context(first):
            return "users"
        return "posts" if _is_post(first) and first.keys().isdisjoint({"author", "__twarc"}) else ""

    def pair(self, name: str) -> str:
        """What ``data_1.json`` and ``users_1.json`` share; files with other names belong to all of their folder."""
        match = _PAIR.fullmatch(name)
        return match.group(1) if match else ""

    def learn(self, topic: str, found: Iterator[Any], known: Sequence[Any]) -> dict[str, Any] | None:
        """The users and posts that are referred to; of the posts themselves, that they are there."""
        if topic == "posts":
            return {"posts": True} if known else None
        users, posts = [], []
        for record in found:
            if isinstance(record, dict) and _is_context(record):
                users += [_only(each, _OF_USERS) for each in objects(record.get("users"))]
                posts += [_only(each, _OF_POSTS) for each in objects(record.get("tweets"))]
        return {"users": users, "tweets": posts}

    def informed(self, facts: Sequence[Any]) -> RecordLoader:
        """The loader of one pair of files."""
        return TwitterV2(facts)

    def told(self, facts: Sequence[Any]) -> tuple[str, ...]:
        """What is stated of the users."""
        stated = (
            common.author_attributes(each, common.creation_year(each))
            for fact in facts
            for each in fact.get("users", ())
        )
        return tuple(sorted({f"attribute:{name}" for each in stated for name in each}))

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of a page, a stream line, a flattened post, or an array of these."""
        for each in record if isinstance(record, list) else (record,):
            if self._is_beside_posts and isinstance(each, dict) and _is_context(each):
                yield from (Skip("user object") for _ in listing(each["users"]))
                yield from (Skip("post referred to") for _ in listing(each.get("tweets")))
            else:
                yield from _rows(each, self._beside)


def _is_ours(record: Any) -> bool:
    if isinstance(record, list):
        return any(_is_ours(each) for each in record[:5] if isinstance(each, dict))
    if not isinstance(record, dict):
        return False
    if "__twarc" in record or "result_count" in mapping(record.get("meta")):
        return True
    if _is_context(record):
        return any(_is_post(each) for each in objects(record.get("tweets"))) or _has_users(record)
    if "data" in record:
        data = record["data"]
        sample = data if isinstance(data, dict) else next(iter(objects(data)), {})
        return _is_post(sample) or _other_object(sample) == "post count"
    if record.keys() == _MINIMAL:
        return False  # in a page of this API it is a post; alone it may be a table of anything
    return _is_post(record) or (_other_object(record) == "compliance notice" and "created_at" in record)


def _only(record: dict[str, Any], fields: Sequence[str]) -> dict[str, Any]:
    return {field: record[field] for field in fields if field in record}


def _is_context(record: dict[str, Any]) -> bool:
    """Whether this is academictwitteR's users_ file: the includes of its data_ file, the posts not always among them."""
    return "users" in record and record.keys().isdisjoint({"data", "text", "includes"})


def _has_users(record: dict[str, Any]) -> bool:
    return any({"username", "public_metrics"} <= each.keys() for each in objects(record["users"]))


def _is_post(record: dict[str, Any]) -> bool:
    if not isinstance(record.get("text"), str) or "id" not in record or "id_str" in record:
        return False
    return record.keys() == _MINIMAL or not record.keys().isdisjoint(_POST_SIGNS)


def _other_object(record: dict[str, Any]) -> str | None:
    return next((kind for signs, kind in _OTHER_OBJECTS if signs <= record.keys()), None)


def _rows(record: Any, beside: Includes) -> Iterator[Row | Skip | Reject]:
    if not isinstance(record, dict):
        yield Reject("bad_type", f"expected a page or a post, found {type(record).__name__}")
    elif _is_context(record):
        # No query asked for these posts, but the file stands alone and holds them: kept, and said.
        yield from (Skip("user object") for _ in listing(record["users"]))
        includes = Includes(record)
        yield from (_marked(_item(each, includes), "referenced_post") for each in listing(record.get("tweets")))
    elif isinstance(record.get("data"), list | dict):
        includes = Includes(mapping(record.get("includes")))
        data = record["data"]
        yield from (_item(each, includes) for each in (data if isinstance(data, list) else [data]))
        yield from _unavailable(record)
    elif "text" not in record and ("errors" in record or {"title", "detail"} <= record.keys()):
        yield from _unavailable(record, otherwise=Skip("error payload"))
    elif "result_count" in mapping(record.get("meta")) or record.keys() <= {"data", "includes", "meta", "__twarc"}:
        yield Skip("empty page")
    else:
        yield _item(record, beside)


def _unavailable(page: dict[str, Any], otherwise: Skip | None = None) -> Iterator[Skip]:
    """Posts that were asked for by id and are gone; other errors concern what posts refer to."""
    gone = [
        each
        for each in objects(page.get("errors"))
        if each.get("resource_type") == "tweet" and each.get("parameter") in ("ids", "id")
    ]
    yield from (Skip("unavailable post") for _ in gone)
    if otherwise and not gone:
        yield otherwise


def _item(record: Any, includes: Includes) -> Row | Skip | Reject:
    if not isinstance(record, dict):
        return Reject("bad_type", f"expected a post, found {type(record).__name__}")
    if "text" in record:
        return _row(record, includes)
    kind = _other_object(record)
    if kind is None and not record.keys().isdisjoint(_POST_SIGNS):
        return Reject("missing_text")
    return Skip(kind or "other object")


def _row(post: dict[str, Any], includes: Includes) -> Row | Reject:
    references = includes.references(post)
    repeated = references.get("retweeted")
    original = includes.post(repeated) if repeated is not None else {}
    shown = original or post
    text, entities = _full(shown)
    if not isinstance(text, str):
        return Reject("missing_text") if text is None else Reject("bad_type", f"text is {type(text).__name__}")
    text = unescape(text)
    cut = repeated is not None and not original and text.endswith("…")
    if repeated is not None and not original:
        text = common.without_repost_prefix(text)
    user = includes.author(post)
    created = iso_time(post.get("created_at"))
    history = listing(post.get("edit_history_tweet_ids"))
    row: dict[str, Any] = {
        "post_id": post_id(post),
        "author_id": identifier(post.get("author_id")) or identifier(user.get("id")),
        "text": text,
        "created_at": created,
        "platform": "twitter",
        "lang": common.language(shown.get("lang")),
        "conversation_id": includes.resolved(identifier(post.get("conversation_id")), post),
        "status": "withheld" if post.get("withheld") else "present",
        "edited": len(history) > 1 if history else None,
        "hashtags": common.hashtags(entities),
        "mentions": common.mentions(entities, includes.account),
        "urls": common.links(entities),
        "attributes": common.author_attributes(user, common.creation_year(user)),
        **_relations(references, includes),
        **common.place(includes.place(post)),
    }
    if repeated is None:
        row |= _engagement(mapping(post.get("public_metrics")))
    warnings = {
        "truncated_text": cut,
        "bad_timestamp": created is None and post.get("created_at") is not None,
        "mangled_id": row["post_id"] is None and is_mangled(post.get("id")),
    }
    # A page keeps authors apart; their fields are reached as in a flattened post: author.created_at.
    row[RECORD] = post if not user or "author" in post else {**post, "author": user}
    return warned(row, warnings)


def _marked(row: Row | Skip | Reject, warning: str) -> Row | Skip | Reject:
    if isinstance(row, Skip | Reject):
        return row
    return {**row, WARNINGS: (*row.get(WARNINGS, ()), warning)}


def _full(post: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """Text in its longest form and the entities that go with it; posts above 280 characters keep theirs in a note."""
    note = mapping(post.get("note_tweet"))
    if isinstance(note.get("text"), str):
        return note["text"], mapping(note.get("entities"))
    return post["text"], mapping(post.get("entities"))


def _engagement(metrics: dict[str, Any]) -> dict[str, int | None]:
    """Counts of a post that is no repost; a repost repeats the count of what it reposts."""
    return {
        "likes": count(metrics.get("like_count")),
        "reposts": count(metrics.get("retweet_count")),
        "replies": count(metrics.get("reply_count")),
        # Views are counted since December 2022; before, the API says 0 for "not counted".
        "views": count(metrics.get("impression_count")) or None,
    }


def _relations(references: dict[str, dict[str, Any]], includes: Includes) -> dict[str, str]:
    """Kind and the posts it refers to; a quoting answer is an answer, as that is where it stands."""
    fields = (
        {"retweeted": "repost_of"} if "retweeted" in references else {"replied_to": "reply_to", "quoted": "quote_of"}
    )
    kinds = {"repost_of": "repost", "reply_to": "reply", "quote_of": "quote"}
    found = {field: references[name] for name, field in fields.items() if name in references}
    relations = {"kind": kinds[next(iter(found))] if found else "original"}
    for field, reference in found.items():
        target = includes.resolved(identifier(reference.get("id")))
        if target:
            relations[field] = target
    return relations
