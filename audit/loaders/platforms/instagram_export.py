"""Files of the export that Instagram gives its users: what the user posted and wrote, and much that is neither.

A post is a record with its media, however many; its caption stands at the post or, with one medium, at that. Records have no
id, but names of media files end in the number of the medium, which is taken for it. Everything else is a list of
``string_map_data``, ``string_list_data`` or ``label_values``, told apart by the name of the list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from audit.loaders.base import Reject, Row, Skip, warned
from audit.loaders.guessing.values import (
    epoch_time,
    iso_time,
    listing,
    mapping,
    names_a_zone,
    objects,
    word,
    written_time,
)
from audit.loaders.markup import meta_text

# Lists of what the user posted, and what became of it.
_MEDIA = {
    "ig_reels_media": "present",
    "ig_stories": "present",
    "ig_igtv_media": "present",
    "ig_other_media": "present",
    "ig_archived_post_media": "present",
    "ig_recently_deleted_media": "deleted",
}
_COMMENTS = frozenset({"comments_media_comments", "comments_reels_comments", "comments_story_comments"})

# Exports of 2018 to 2020: media.json, comments.json.
_EARLY_MEDIA = ("photos", "videos", "stories")
_EARLY_COMMENTS = ("media_comments", "live_comments")

# How the names of lists begin: what their entries are. More than half of an export is none of it posts.
_KINDS = (
    ("ig_profile_picture", "profile picture"),
    ("likes_", "like"),
    ("relationships_follow", "follow"),
    ("relationships_", "relation to an account"),
    ("story_activities_", "story interaction"),
    ("impressions_history_", "viewed item"),
    ("saved_", "saved item"),
    ("searches_", "search"),
    ("account_history_", "login or account change"),
    ("profile_", "profile"),
    ("topics_", "inferred interest"),
    ("inferred_data_", "inferred interest"),
    ("organic_insights_", "statistics"),
    ("settings_", "setting"),
)

# Labels are in the language of the account: English, Dutch, German and Scandinavian, French, Spanish, Italian, Portuguese.
_TEXT = ("Comment", "Opmerking", "Kommentar", "Commentaire", "Comentario", "Commento", "Comentário")
_TIME = ("Time", "Tijd", "Zeit", "Tid", "Heure", "Hora", "Ora", "Uhrzeit")

# "media/posts/201508/11821838_871627252872833_1945252287_n_17842195333034497.jpg"; some files have no ending.
_NUMBER = re.compile(r"_(\d{15,20})(?:\.\w{1,5})?$")


def is_ours(record: dict[str, Any]) -> bool:
    """Whether a record is a file of an export, or an entry of one."""
    if _is_post(record) or _is_entry(record):
        return True
    if _early(record):
        return True
    if not record.keys().isdisjoint(_MEDIA.keys() | _COMMENTS):
        return True
    return any(_is_entry(each) for value in record.values() for each in _entries(value)[:5] if isinstance(each, dict))


def rows(record: dict[str, Any]) -> Iterator[Row | Skip | Reject]:
    """What a file, or an entry of one, holds."""
    if _is_post(record):
        yield _post(record)
    elif _is_entry(record):
        yield _entry(record)
    elif early := _early(record):
        yield from _early_rows(record, early)
    else:
        for name, value in record.items():
            yield from _list(name, _entries(value))


def _entries(value: Any) -> list[Any]:
    """A list, also where it has one entry and is none."""
    return value if isinstance(value, list) else [value] if isinstance(value, dict) else []


def _is_medium(value: Any) -> bool:
    return isinstance(value, dict) and {"uri", "creation_timestamp"} <= value.keys()


def _is_post(record: dict[str, Any]) -> bool:
    return "label_values" not in record and any(_is_medium(each) for each in listing(record.get("media"))[:5])


def _is_entry(record: dict[str, Any]) -> bool:
    return isinstance(record.get("string_map_data"), dict) or isinstance(record.get("string_list_data"), list)


def _list(name: str, entries: list[Any]) -> Iterator[Row | Skip | Reject]:
    if not entries:
        yield Skip("empty list")
    elif name in _MEDIA:
        for each in entries:
            yield _post(each, status=_MEDIA[name])
    elif name in _COMMENTS:
        for each in entries:
            yield _comment(each)
    else:
        yield Skip(next((kind for sign, kind in _KINDS if name.startswith(sign)), "other record"), len(entries))


def _entry(record: dict[str, Any]) -> Row | Skip | Reject:
    """An entry without its list; only comments say that they are such, in ``post_comments_1.json``."""
    if not mapping(record.get("string_map_data")).keys().isdisjoint(_TEXT):
        return _comment(record)
    return Skip("follow" if isinstance(record.get("string_list_data"), list) else "other record")


def _post(post: Any, status: str = "present") -> Row | Reject:
    """A post, or a medium that is one, such as a story."""
    if not isinstance(post, dict):
        return Reject("bad_type", f"expected a post, found {type(post).__name__}")
    media = objects(post.get("media"))
    first = media[0] if media else post
    captions = [post.get("title"), *(each.get("title") for each in media)]
    if any(not isinstance(each, str | None) for each in captions):
        return Reject("bad_type", "the caption is no string")
    if not media and "uri" not in post and "title" not in post:
        return Reject("missing_text")
    time = post.get("creation_timestamp", first.get("creation_timestamp"))
    row: dict[str, Any] = {
        "post_id": _number(first.get("uri")),
        "kind": "original",
        "created_at": epoch_time(time),
        "status": status,
    }
    return _finished(row, next((each for each in captions if each and each.strip()), ""), dated=time is not None)


def _number(address: Any) -> str | None:
    """Number of a medium, from the name of its file; a name without one is as good as the file is its own."""
    path = word(address)
    found = _NUMBER.search(path) if path else None
    return found[1] if found else path


def _comment(record: Any) -> Row | Reject:
    if not isinstance(record, dict):
        return Reject("bad_type", f"expected a comment, found {type(record).__name__}")
    fields = mapping(record.get("string_map_data"))
    told = next((mapping(fields[name]) for name in _TEXT if name in fields), None)
    when = next((mapping(fields[name]) for name in _TIME if name in fields), None)
    listed = objects(record.get("string_list_data"))
    if told is None and listed:  # exports of 2021: the account commented on is the title
        told, when = listed[0], listed[0]
    text = (told or {}).get("value")
    if not isinstance(text, str):
        return Reject("missing_text") if text is None else Reject("bad_type", f"text is {type(text).__name__}")
    when = when or next((mapping(each) for each in fields.values() if "timestamp" in mapping(each)), {})
    stamp, written = when.get("timestamp"), when.get("value") if when is not told else None
    created = epoch_time(stamp) if stamp is not None else written_time(written)
    row: dict[str, Any] = {"kind": "comment", "created_at": created, "status": "present"}
    dated = stamp is not None or written is not None
    return _finished(row, text, dated=dated, assumed=stamp is None and created is not None)


def _early(record: dict[str, Any]) -> list[str]:
    """Lists of an export of before 2021 that hold posts or comments."""
    media = [
        name
        for name in _EARLY_MEDIA
        if any({"taken_at", "path"} <= each.keys() for each in objects(record.get(name))[:5])
    ]
    comments = [
        name
        for name in _EARLY_COMMENTS
        if any(isinstance(each, list) and len(each) == 3 for each in listing(record.get(name))[:5])
    ]
    return media + comments


def _early_rows(record: dict[str, Any], names: list[str]) -> Iterator[Row | Skip | Reject]:
    for name, value in record.items():
        if name not in names:
            if skipped := len(listing(value)):
                yield Skip("direct message" if name == "direct" else "other record", skipped)
            continue
        for each in listing(value):
            yield _early_comment(each) if name in _EARLY_COMMENTS else _early_post(each)


def _early_post(medium: Any) -> Row | Reject:
    if not isinstance(medium, dict) or not isinstance(medium.get("caption", ""), str):
        return Reject("bad_type", "expected a medium with its caption")
    time = medium.get("taken_at")
    row: dict[str, Any] = {
        "post_id": word(medium.get("path")),
        "kind": "original",
        "created_at": iso_time(time),
        "status": "present",
        "place": _repaired(word(medium.get("location"))),
    }
    return _finished(row, medium.get("caption", ""), dated=time is not None, assumed=not names_a_zone(time))


def _early_comment(entry: Any) -> Row | Reject:
    if not isinstance(entry, list) or len(entry) != 3 or not isinstance(entry[1], str):
        return Reject("bad_type", "expected time, text and account")
    row: dict[str, Any] = {"kind": "comment", "created_at": iso_time(entry[0]), "status": "present"}
    return _finished(row, entry[1], dated=True, assumed=not names_a_zone(entry[0]))


def _repaired(text: str | None) -> str | None:
    return text and meta_text(text)


def _finished(row: dict[str, Any], text: str, *, dated: bool, assumed: bool = False) -> Row:
    row |= {"text": meta_text(text) if text.strip() else None, "platform": "instagram"}
    warnings = {
        "empty_text": row["text"] is None,
        "bad_timestamp": row["created_at"] is None and dated,
        "assumed_utc": assumed and row["created_at"] is not None,
    }
    return warned(row, warnings)
