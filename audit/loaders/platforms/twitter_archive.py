"""The archive that X gives its users: ``window.YTD`` files since 2018, a file for each month (Grailbird) before.

The archive is one person's, so its posts do not say whose they are: ``account.js`` does. Retweets are kept as the text
``RT @name: ...`` alone; posts above 280 characters are cut and stand whole in ``note-tweet.js``. Everything else in the
archive (likes, messages, followers, advertisements) is by others or is no post.

References
----------
https://help.x.com/en/managing-your-account/how-to-download-your-x-archive
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import WARNINGS, RecordLoader, Reject, Row, Skip, warned
from audit.loaders.guessing.values import identifier, iso_time, listing, mapping, objects, word
from audit.loaders.markup import unescape
from audit.loaders.platforms import twitter_common as common
from audit.loaders.platforms.twitter_archive_kinds import KINDS
from audit.loaders.platforms.twitter_archive_notes import Note, Notes, note_of
from audit.loaders.platforms.twitter_status import has_text, is_from_month_file, post_of

#: Characters of notes kept to complete posts; more are posts of their own.
LONG_CHARACTERS = 24_000_000

# The variables of the archives, and of the three files beside the months of the old ones.
_VARIABLE = re.compile(
    r"window\.YTD\.|window\.__THAR_CONFIG$|Grailbird\.data\.|(?:user_details|payload_details|tweet_index)$"
)
# What tells an archive's record without its variable: the key it stands under, and a field that must be in it.
_SIGNS = {
    "tweet": ("full_text", "tweet_id", "id_str"),
    "noteTweet": ("noteTweetId", "core", "noteTweetResults"),
    "like": ("tweetId",),
    "account": ("accountId",),
    "follower": ("accountId",),
    "following": ("accountId",),
    "blocking": ("accountId",),
    "muting": ("accountId",),
    "dmConversation": ("conversationId",),
}
_STATED = {"account", "profile", "verified", "accountTimezone"}
_REPOST = re.compile(r"RT @\w{1,20}: ")
#: A post this long that ends in an ellipsis was cut by the archive, not by its author.
_CUT_FROM = 240


class TwitterArchive:
    """Loader of users' archives."""

    name = "twitter-archive"
    title = "the archive that X (Twitter) gives its users"
    command = "postaudit run twitter-2026-01-31.zip"
    example = (
        '{"tweet": {"id_str": "1050118621198921728", "created_at": "Wed Oct 10 20:19:24 +0000 2018", '
        '"full_text": "Good morning", "favorite_count": "0", "retweet_count": "0"}}'
    )
    topics = ("account", "long posts", "posts")

    def __init__(self, facts: Sequence[dict[str, Any]] = ()) -> None:
        accounts = [fact["account"] for fact in facts if "account" in fact]
        # Files of two people in one folder do not tell whose a post is.
        self._author = _agreed(accounts, "id")
        named = {name for each in accounts for name in each.get("attributes", {})}
        stated = [each.get("attributes", {}) for each in accounts]
        owners = {each["id"] for each in accounts if each.get("id")}
        self._attributes = {name: found for name in sorted(named) if (found := _agreed(stated, name))}
        if len(owners) > 1:
            self._attributes = {}
        notes = {note.key: note for fact in facts for note in fact.get("notes", ())}
        matches = {post: key for fact in facts for post, key in fact.get("matches", {}).items()}
        self._long = {post: notes[key] for post, key in matches.items() if key in notes}
        self._matched = {note.key for note in self._long.values()}

    def assigned(self, variable: str) -> bool:
        """Whether a variable is one of the archive's."""
        return bool(_VARIABLE.match(variable))

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a record of an archive among the first."""
        return any(_is_ours(record) for record in head if isinstance(record, dict))

    def topic(self, head: Sequence[Any]) -> str:
        """Whether it tells whose the archive is, holds long posts, or posts that these may complete."""
        keys = {key for record in head if isinstance(record, dict) for key in record}
        if keys & _STATED or {"screen_name", "bio"} <= keys:
            return "account"
        if "noteTweet" in keys:
            return "long posts"
        return "posts" if keys & {"tweet", "full_text"} or {"id_str", "text"} <= keys else ""

    def pair(self, name: str) -> str:  # noqa: ARG002 - all files of an archive belong together
        """All of a folder belong together."""
        return ""

    def learn(self, topic: str, found: Iterator[Any], known: Sequence[Any]) -> dict[str, Any] | None:
        """Whose the archive is; its notes; which posts these complete."""
        if topic == "account":
            stated: dict[str, Any] = {"attributes": {}}
            for record in found:
                if isinstance(record, dict):
                    _state(stated, record)
            return {"account": stated} if stated.get("id") or stated["attributes"] else None
        if topic == "long posts":
            return {"notes": tuple(_bounded(found))}
        notes = Notes(note for fact in known for note in fact.get("notes", ()))
        if not any(fact.get("notes") for fact in known):
            return None
        matches = {}
        for record in found:
            status = _status(record)
            own = identifier(status.get("id_str"))
            note = notes.find(status) if own else None
            if own and note is not None:
                matches[own] = note.key
        return {"matches": matches} if matches else None

    def informed(self, facts: Sequence[Any]) -> RecordLoader:
        """The loader of one archive."""
        return TwitterArchive(facts)

    def told(self, facts: Sequence[Any]) -> tuple[str, ...]:
        """The author and what is stated of them."""
        loader = TwitterArchive(facts)
        return ("author_id", *(f"attribute:{name}" for name in loader._attributes))

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """The post of a record, if it is one."""
        if not isinstance(record, dict):
            yield Reject("bad_type", f"expected an object, found {type(record).__name__}")
            return
        if "noteTweet" in record:
            yield self._note(mapping(record["noteTweet"]))
        elif has_text(record) and isinstance(record.get("user"), dict):
            yield self._stated(post_of(record))  # the months of the old archives say whose they are
        elif "tweet" in record or has_text(record):
            status = _status(record)
            if has_text(status):
                yield self._post(status)
            elif "tweet" in record and not isinstance(record["tweet"], dict):
                yield Reject("bad_type", f"tweet is {type(record['tweet']).__name__}")
            else:
                yield Reject("missing_text") if "id_str" in status else Skip("header of a post")
        else:
            yield Skip(next((KINDS[key] for key in record if key in KINDS), "other record of the archive"))

    def _stated(self, row: dict[str, Any] | Reject) -> Row | Reject:
        """A post that names its author, with what other files state of the same one."""
        if not isinstance(row, Reject) and row["author_id"] == self._author:
            row["attributes"] = {**self._attributes, **row["attributes"]}
        return row

    def _post(self, status: dict[str, Any]) -> Row | Reject:
        note = self._long.get(identifier(status.get("id_str")) or "")
        shown = {**status, "edit_history": _versions(mapping(status.get("edit_info")))}
        text = status.get("full_text", status.get("text"))
        repeated = _REPOST.match(text) if isinstance(text, str) and not status.get("retweeted_status") else None
        if note is not None:
            shown["extended_tweet"] = {"full_text": note.text, "entities": _merged(status, note)}
        elif repeated and isinstance(text, str):
            shown["full_text"] = text[repeated.end() :]
            shown["entities"] = _without_author(mapping(status.get("entities")))
        row = post_of(shown)
        if isinstance(row, Reject):
            return row
        row |= {
            "author_id": self._author,
            "attributes": self._attributes,
            "community": identifier(status.get("community_id_str")) or identifier(status.get("community_id")),
        }
        if "deleted_at" in status:
            row["status"] = "deleted"
        if repeated:
            row["kind"] = "repost"
            # A retweet's counts are those of what it repeats; it answers and quotes nothing itself.
            for name in ("likes", "reposts", "replies", "reply_to", "quote_of"):
                row.pop(name, None)
        if note is None and _is_cut(status, row["text"], repost=bool(repeated)):
            row[WARNINGS] = tuple(dict.fromkeys((*row.get(WARNINGS, ()), "truncated_text")))
        return row

    def _note(self, record: dict[str, Any]) -> Row | Skip | Reject:
        note = note_of(record)
        if note is None:
            return Reject("missing_text")
        if note.key in self._matched:
            return Skip("long text of another post")
        text, stated = unescape(note.text), record.get("createdAt")
        created = iso_time(stated)
        own = identifier(record.get("noteTweetId"))
        row: dict[str, Any] = {
            "post_id": note.post or (own and f"note/{own}"),
            "author_id": self._author,
            "text": text if text.strip() else None,
            "created_at": created,
            "platform": "twitter",
            "kind": "original",
            "status": "present",
            "hashtags": common.hashtags(note.entities),
            "mentions": common.mentions(note.entities),
            "urls": common.links(note.entities),
            "attributes": self._attributes,
        }
        warnings = {"empty_text": row["text"] is None, "bad_timestamp": created is None and stated is not None}
        return warned(row, warnings)


def _is_ours(record: dict[str, Any]) -> bool:
    if is_from_month_file(record):
        return True
    key = next(iter(record)) if len(record) == 1 else ""
    return any(sign in mapping(record.get(key)) for sign in _SIGNS.get(key, ()))


def _status(record: Any) -> dict[str, Any]:
    """The status of a record: under ``tweet``, or the record itself in archives of 2018 and 2019."""
    found = mapping(record)
    return mapping(found["tweet"]) if "tweet" in found else found


def _agreed(found: Sequence[dict[str, Any]], name: str) -> str | None:
    """What all who state something state; None where they differ."""
    values = {each[name] for each in found if each.get(name)}
    return values.pop() if len(values) == 1 else None


def _state(stated: dict[str, Any], record: dict[str, Any]) -> None:
    """Add what a record says of the account."""
    account = mapping(record.get("account"))
    verified, zone = mapping(record.get("verified")), mapping(record.get("accountTimezone"))
    profile = mapping(mapping(mapping(record.get("profile")).get("description")))
    if "screen_name" in record and "bio" in record:  # user_details.js of the old archives
        profile, account = record, {"accountId": record.get("id"), "createdAt": record.get("created_at")}
    own = next((found for each in (account, verified, zone) if (found := identifier(each.get("accountId")))), None)
    if own:
        stated["id"] = own
    user = {
        "location": profile.get("location"),
        "verified": verified.get("verified"),
        "time_zone": zone.get("timeZone"),
    }
    stated["attributes"] |= common.author_attributes(
        user, common.creation_year({"created_at": account.get("createdAt")})
    )


def _bounded(found: Iterator[Any]) -> Iterator[Note]:
    size = 0
    for record in found:
        note = note_of(mapping(mapping(record).get("noteTweet")))
        if note is not None:
            size += len(note.text)
            if size > LONG_CHARACTERS:
                return
            yield note


def _versions(info: dict[str, Any]) -> dict[str, Any]:
    """The history of a post in the words of the API."""
    edit, initial = mapping(info.get("edit")), mapping(info.get("initial"))
    versions = listing((mapping(edit.get("editControlInitial")) or initial).get("editTweetIds"))
    first = edit.get("initialTweetId") or (versions[0] if versions else None)
    return {"initial_tweet_id": first, "edit_tweet_ids": versions} if versions or first else {}


def _merged(status: dict[str, Any], note: Note) -> dict[str, Any]:
    """Entities of a post whose text is a note's: the post names accounts by id, the note has all of the links."""
    own = mapping(status.get("entities"))
    accounts = objects(own.get("user_mentions"))
    known = {name.lower() for each in accounts if (name := word(each.get("screen_name")))}
    others = [each for each in note.entities["user_mentions"] if (word(each["screen_name"]) or "").lower() not in known]
    return {
        "hashtags": [*objects(own.get("hashtags")), *note.entities["hashtags"]],
        "user_mentions": [*accounts, *others],
        "urls": note.entities["urls"],
    }


def _without_author(entities: dict[str, Any]) -> dict[str, Any]:
    """Entities of the repeated text: its author is named in the prefix, from the third character on."""
    accounts = objects(entities.get("user_mentions"))
    left = [each for each in accounts if identifier((listing(each.get("indices")) or [None])[0]) != "3"]
    return {**entities, "user_mentions": left}


def _is_cut(status: dict[str, Any], text: Any, *, repost: bool) -> bool:
    if status.get("truncated") is True:
        return True
    bare = re.sub(r"\s*https?://t\.co/\w+$", "", text[-64:]) if isinstance(text, str) else ""
    return bare.endswith("…") and (repost or len(str(text)) >= _CUT_FROM)
