"""Stack Exchange data dumps: ``Posts.xml`` and ``Comments.xml`` of a site; its other files hold no posts.

Ids are a site's own, and no file says which site it is of: sites have a folder each. Where the folder is named after its
site, that name stands before each id and is the community; otherwise ids are those of the file, and two sites in one audit
would share some. Posts and comments are numbered apart: a comment's id is ``comment/12``.

References
----------
https://meta.stackexchange.com/q/2677: schema of the dump; its times are UTC.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, warned
from audit.loaders.guessing.values import count, distinct, identifier, iso_time, mapping, word
from audit.loaders.markup import html_links, html_text, paragraphs

_POSTS, _COMMENTS = "posts", "comments"
_OTHERS = {
    "users": "user object",
    "votes": "vote",
    "badges": "badge",
    "posthistory": "older version",
    "postlinks": "link between posts",
    "tags": "tag",
}
_QUESTION, _ANSWER = "1", "2"
_OTHER_POSTS = {
    "3": "wiki page",
    "4": "tag description",
    "5": "tag description",
    "6": "nomination of a moderator",
    "7": "wiki page",
    "8": "wiki page",
}
# "<coffee><brewing>" until 2023, "|coffee|brewing|" since.
_TAG = re.compile(r"[^<>|\s]+")


class StackExchange:
    """Loader of Stack Exchange data dumps."""

    name = "stackexchange"
    title = "Stack Exchange data dumps (Posts.xml, Comments.xml)"
    command = "postaudit run coffee.stackexchange.com/Posts.xml coffee.stackexchange.com/Comments.xml"
    example = (
        '{"tag": "row", "within": "posts", "root": {}, "text": null, "place": "coffee.stackexchange.com", "attributes": '
        '{"Id": "1", "PostTypeId": "1", "CreationDate": "2015-01-27T20:09:32.720", "Score": "20", "OwnerUserId": "4", '
        '"Title": "Good", "Body": "<p>morning</p>", "Tags": "<coffee>"}}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether these are rows of a file of the dump."""
        return any(
            isinstance(record, dict)
            and record.get("tag") == "row"
            and record.get("within") in (_POSTS, _COMMENTS, *_OTHERS)
            and "Id" in mapping(record.get("attributes"))
            for record in head
        )

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """The post or comment of a row."""
        if not isinstance(record, dict) or not isinstance(record.get("attributes"), dict):
            yield Reject("bad_type", f"expected a row, found {type(record).__name__}")
            return
        within = word(record.get("within")) or ""
        row, site = record["attributes"], word(record.get("place"))
        if record.get("tag") != "row" or within not in (_POSTS, _COMMENTS):
            yield Skip(_OTHERS.get(within, "other object"))
        elif within == _COMMENTS:
            yield _comment(row, site)
        else:
            kind = identifier(row.get("PostTypeId"))
            # Dumps before 2011 have no types; a question is what has a title.
            kind = kind or (_ANSWER if "ParentId" in row else _QUESTION)
            yield (
                _post(row, kind, site) if kind in (_QUESTION, _ANSWER) else Skip(_OTHER_POSTS.get(kind, "other object"))
            )


def _post(row: dict[str, Any], kind: str, site: str | None) -> Row | Reject:
    body, title = row.get("Body"), row.get("Title")
    if not isinstance(body, str):
        return Reject("missing_text") if body is None else Reject("bad_type", f"Body is {type(body).__name__}")
    own, above = _of(site, row.get("Id")), _of(site, row.get("ParentId"))
    tags = row.get("Tags")
    replies = [count(row.get(name)) for name in ("AnswerCount", "CommentCount")]
    found: dict[str, Any] = {
        **_common(row, site, "Owner"),
        "post_id": own,
        "text": paragraphs(word(title), html_text(body)),
        "kind": "original" if kind == _QUESTION else "reply",
        "conversation_id": own if kind == _QUESTION else above,
        "replies": sum(each for each in replies if each is not None)
        if any(each is not None for each in replies)
        else None,
        "views": count(row.get("ViewCount")),
        "status": "deleted" if word(row.get("DeletionDate")) else "present",
        "edited": "LastEditDate" in row,
        "hashtags": _TAG.findall(tags) if isinstance(tags, str) else [],
        "urls": distinct([link.href for link in html_links(body)]),
    }
    if above and kind == _ANSWER:
        found["reply_to"] = above
    return _warned(found, row)


def _comment(row: dict[str, Any], site: str | None) -> Row | Reject:
    text = row.get("Text")
    if not isinstance(text, str):
        return Reject("missing_text") if text is None else Reject("bad_type", f"Text is {type(text).__name__}")
    own, above = identifier(row.get("Id")), _of(site, row.get("PostId"))
    found: dict[str, Any] = {
        **_common(row, site, ""),
        "post_id": _of(site, f"comment/{own}" if own else None),
        "text": word(text),  # Markdown, not HTML
        "kind": "comment",
        "status": "present",
    }
    if above:
        found["reply_to"] = above
    return _warned(found, row)


def _common(row: dict[str, Any], site: str | None, owner: str) -> dict[str, Any]:
    """What posts and comments have alike. An account that was deleted leaves a name, or nothing."""
    return {
        "author_id": _of(site, row.get(f"{owner}UserId")) or _of(site, row.get(f"{owner or 'User'}DisplayName")),
        "created_at": iso_time(row.get("CreationDate")),
        "platform": "stackexchange",
        "community": site,
        "likes": count(row.get("Score")),
    }


def _of(site: str | None, value: Any) -> str | None:
    own = identifier(value)
    return f"{site}/{own}" if site and own else own


def _warned(found: dict[str, Any], row: dict[str, Any]) -> Row:
    warnings = {
        "empty_text": found["text"] is None,
        "bad_timestamp": found["created_at"] is None and row.get("CreationDate") is not None,
    }
    return warned(found, warnings)
