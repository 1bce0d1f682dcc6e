"""4chan: threads, index pages and catalogs of its API, and threads of archives that run FoolFuuka (4plebs and others).

Posts are numbered by board, and a file of 4chan's own API does not say of which. So an id is ``<board>/<number>`` where the
board is known and ``<thread>/<number>`` where it is not. A poster has no account: a tripcode tells one from others on all
boards, a poster id within one thread, and a name tells nobody.

References
----------
https://github.com/4chan/4chan-API: pages/Threads.md, Catalog.md, Indexes.md
https://4plebs.tech/foolfuuka/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, warned
from audit.loaders.guessing.values import count, distinct, epoch_time, identifier, listing, mapping, objects, word
from audit.loaders.markup import html_links, html_text, paragraphs, unescape

# The link of a quote, or what is left of one when the post is gone: ">>123" and what stands in the tag before it. A third
# ">" leads to another board, which answers nothing here.
_QUOTE = re.compile(r"<(?:a|span)\b([^<>]{0,500})>\s{0,9}(?:&gt;|>){2}(\d{1,18})")
_PLAIN_QUOTE = re.compile(r"(?:^|\s)>>(\d{1,18})\b")
# In the address of such a link, where it leads to another thread: "/po/thread/570368#p570370", "570368#p570370".
_THREAD = re.compile(r"""(?:/thread/|["'])(\d{1,18})(?:/[^"'#]{0,200})?#""")

# Shown in place of a poster id: the poster's rank, or that the poster was hiding it.
_NO_POSTER_ID = frozenset({"mod", "admin", "manager", "developer", "founder", "verified", "heaven"})


class FourChan:
    """Loader of 4chan's API and of FoolFuuka's."""

    name = "4chan"
    title = "4chan threads, catalogs and index pages, and archives of them (4plebs)"
    command = "postaudit run catalog.json"
    example = (
        '{"posts": [{"no": 570368, "resto": 0, "time": 1546293948, "now": "12/31/18(Mon)17:05:48", '
        '"name": "Anonymous", "sub": "Good", "com": "morning"}]}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether there is a post, or a page or thread that holds some, among the first records."""
        return any(_is_post(each) or _is_stub(each) for record in head for each in _sample(record))

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """Posts of a thread, a page of threads, or a catalog."""
        yield from _posts(record, _board(record))


def _sample(record: Any) -> Iterator[Any]:
    """Some posts of a record, wherever they are in it."""
    for outer in record[:5] if isinstance(record, list) else (record,):
        yield outer
        inner = listing(mapping(outer).get("threads"))[:5] or [*_archived(outer)][:5] or [outer]
        for thread in inner:
            yield thread
            yield from (mapping(thread).get("op"), *_values(mapping(thread).get("posts"))[:5])


def _is_post(record: Any) -> bool:
    if not isinstance(record, dict):
        return False
    own = {"no", "resto", "time"} <= record.keys() and count(record["no"]) is not None
    return own or ({"num", "thread_num", "timestamp"} <= record.keys() and "subnum" in record)


def _is_stub(record: Any) -> bool:
    """Whether this is a page of the list of threads, which has their numbers only."""
    threads = listing(mapping(record).get("threads"))
    return "page" in mapping(record) and any({"no", "last_modified"} <= each.keys() for each in objects(threads[:5]))


def _values(posts: Any) -> list[Any]:
    return list(posts.values()) if isinstance(posts, dict) else listing(posts)


def _archived(record: Any) -> Iterator[dict[str, Any]]:
    """Threads of a FoolFuuka record, which has them by number."""
    if isinstance(record, dict):
        for key, thread in record.items():
            if key.isdecimal() and isinstance(thread, dict) and not thread.keys().isdisjoint({"op", "posts"}):
                yield thread


def _posts(record: Any, board: str | None) -> Iterator[Row | Skip | Reject]:
    """A thread is in a page, and a page in an array: nothing here is nested deeper."""
    for page in record if isinstance(record, list) else (record,):
        threads = list(_archived(page)) or listing(mapping(page).get("threads")) or [page]
        for thread in threads:
            if not isinstance(thread, dict):
                yield Reject("bad_type", f"expected a thread or a post, found {type(thread).__name__}")
            elif "op" in thread and isinstance(thread["op"], dict):
                yield from (_row(each, board) for each in (thread["op"], *_values(thread.get("posts"))))
            elif "posts" in thread:
                yield from (_row(each, board) for each in _values(thread["posts"]))
            elif isinstance(thread.get("threads"), list):
                yield Skip("empty page")
            else:
                yield _row(thread, board)
                previews = len(listing(thread.get("last_replies")))
                if previews:
                    yield Skip("preview of a reply", previews)


def _row(post: Any, board: str | None) -> Row | Skip | Reject:
    if not isinstance(post, dict):
        return Reject("bad_type", f"expected a post, found {type(post).__name__}")
    if not _is_post(post):
        return Skip("number of a thread" if {"no", "last_modified"} <= post.keys() else "other object")
    archived = "num" in post
    board = _board(post) or board
    number = identifier(post.get("num" if archived else "no"))
    thread = identifier(post.get("thread_num" if archived else "resto"))
    if not thread or thread == "0":
        thread = number
    if archived and identifier(post.get("subnum")) not in (None, "0"):
        number = f"{number}_{identifier(post['subnum'])}"
    title, body = post.get("title" if archived else "sub"), post.get("com")
    html = True
    if archived:
        processed = post.get("comment_processed")
        html = isinstance(processed, str)
        body = processed if html else post.get("comment")
    for part in (title, body):
        if part is not None and not isinstance(part, str):
            return Reject("bad_type", f"text is {type(part).__name__}")
    written = (html_text(body) if html else body.strip()) if body else None
    text = paragraphs(unescape(title).strip() if title else None, written)
    stated = post.get("timestamp" if archived else "time")
    created = epoch_time(stated)
    is_reply = thread != number
    row: dict[str, Any] = {
        "post_id": _id(number, thread, board),
        "author_id": _author(post, thread),
        "text": text,
        "created_at": created,
        "platform": "4chan",
        "community": board,
        "kind": "reply" if is_reply else "original",
        "conversation_id": _id(thread, thread, board),
        "status": "deleted" if identifier(post.get("deleted")) == "1" else "present",
        "replies": None if is_reply else count(post.get("replies", post.get("nreplies"))),
        "country": _country(post),
        "urls": distinct([each.href for each in html_links(body)]) if html and body else [],
        "attributes": _attributes(post),
    }
    if is_reply:
        row["reply_to"] = _answered(body or "", thread, board) or row["conversation_id"]
    warnings = {
        "empty_text": text is None and row["status"] == "present",
        "bad_timestamp": created is None and stated is not None,
    }
    return warned(row, warnings)


def _board(record: Any) -> str | None:
    """Board of a record: a word that whoever collected it put there, or FoolFuuka's object."""
    board = mapping(record).get("board")
    return word(mapping(board).get("shortname")) or (word(board.strip("/ ")) if isinstance(board, str) else None)


def _id(number: str | None, thread: str | None, board: str | None) -> str | None:
    return f"{board or thread}/{number}" if number else None


def _answered(body: str, thread: str | None, board: str | None) -> str | None:
    """The first post that is quoted. Where the board is unknown and the post is gone, its thread is unknown too."""
    quote = _QUOTE.search(body)
    if quote is None:
        plain = _PLAIN_QUOTE.search(body)
        return _id(plain[1], thread, board) if plain else None
    inside, number = quote.groups()
    if board is None and "deadlink" in inside:
        return None
    elsewhere = _THREAD.search(inside)
    return _id(number, elsewhere[1] if elsewhere else thread, board)


def _author(post: dict[str, Any], thread: str | None) -> str | None:
    tripcode = word(post.get("trip"))
    if tripcode:
        return tripcode
    poster = word(post.get("poster_hash" if "num" in post else "id"))
    return f"{thread}/{poster}" if poster and poster.lower() not in _NO_POSTER_ID else None


def _country(post: dict[str, Any]) -> str | None:
    """Code of the country of a poster's address, shown as a flag; XX is an address that belongs to none."""
    code = word(post.get("poster_country" if "num" in post else "country"))
    return code if code and code != "XX" else None


def _attributes(post: dict[str, Any]) -> dict[str, str]:
    """The flag that a poster chose instead of a country's, and the rank on the site."""
    capcode = word(post.get("capcode"))
    stated = {
        "flag": word(post.get("flag_name")) or word(post.get("troll_country_name")),
        "role": capcode.lower() if capcode and capcode != "N" else None,  # N is FoolFuuka's "none"
    }
    return {name: value for name, value in stated.items() if value}
