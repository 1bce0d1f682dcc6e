"""The same posts in the shapes that platforms export them in; each function returns the bytes of one file."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import zstandard

Post = Mapping[str, Any]
PAGE = 100
TOWN = "Northtown"


def as_csv(posts: Sequence[Post]) -> bytes:
    """A table with a header; missing is an empty cell."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(posts[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(posts)
    return out.getvalue().encode()


def as_jsonl(posts: Iterable[dict[str, Any]]) -> bytes:
    """One flat object per line; what is missing is left out, and the text of a deleted post is empty."""
    return _lines(
        {key: value for key, value in (post | {"text": post["text"] or ""}).items() if value is not None}
        for post in posts
    )


def as_conversations(answers: Iterable[Mapping[str, str]]) -> bytes:
    """A prompt and an answer to it per line, gzipped."""
    return _gzip(_lines(answers))


def as_parquet(posts: Sequence[Post]) -> bytes:
    """A Parquet file with the columns of the table."""
    out = io.BytesIO()
    pq.write_table(pa.Table.from_pylist([dict(post) for post in posts]), out, compression="zstd")
    return out.getvalue()


def as_twitter_v1(posts: Iterable[Post]) -> bytes:
    """Statuses of the API version 1.1 in extended mode, one per line, gzipped; deleted ones are not delivered."""
    return _gzip(_lines(_status(post) for post in posts if post["text"] is not None))


def as_twitter_v2(posts: Iterable[Post]) -> bytes:
    """Pages of a search with the API version 2, authors in ``includes``, one page per line, gzipped."""
    kept = [post for post in posts if post["text"] is not None]
    return _gzip(_lines(_page(kept, start) for start in range(0, len(kept), PAGE)))


def as_reddit(posts: Iterable[Post]) -> bytes:
    """Comments as in the monthly dumps: one per line, zstandard; deleted ones keep their place but not their author."""
    return zstandard.ZstdCompressor(level=19).compress(_lines(_comment(post) for post in posts))


def _lines(records: Iterable[Mapping[str, Any]]) -> bytes:
    return "".join(json.dumps(each, ensure_ascii=False, separators=(",", ":")) + "\n" for each in records).encode()


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)


def _number(name: str) -> int:
    return int(name[1:])


def _moment(post: Post) -> datetime:
    return datetime.fromisoformat(post["created_at"])


def _tweet_id(post: Post) -> str:
    # A snowflake of its moment: milliseconds since the epoch of these ids, then 22 bits that tell posts apart.
    milliseconds = int(_moment(post).timestamp() * 1000) + zlib.crc32(post["post_id"].encode()) % 1000
    return str(((milliseconds - 1288834974657) << 22) + _number(post["post_id"]))


def _user_id(post: Post) -> str:
    return str(700_000_000_000_000_000 + _number(post["author_id"]))


def _status(post: Post) -> dict[str, Any]:
    identifier, user = _tweet_id(post), _user_id(post)
    name = f"northtown_{post['author_id']}"
    return {
        "created_at": _moment(post).strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "id": int(identifier),
        "id_str": identifier,
        "full_text": post["text"],
        "truncated": False,
        "display_text_range": [0, len(post["text"])],
        "entities": {"hashtags": [], "symbols": [], "user_mentions": [], "urls": []},
        "source": "",
        "in_reply_to_status_id_str": None,
        "user": {
            "id": int(user),
            "id_str": user,
            "name": name,
            "screen_name": name,
            "location": TOWN,
            "description": "",
            "verified": False,
            "created_at": "Mon Jan 01 00:00:00 +0000 2024",
        },
        "is_quote_status": False,
        "retweet_count": 0,
        "favorite_count": post["likes"],
        "lang": post["lang"],
    }


def _page(kept: Sequence[Post], start: int) -> dict[str, Any]:
    posts = kept[start : start + PAGE]
    users = {
        _user_id(post): {
            "id": _user_id(post),
            "name": f"northtown_{post['author_id']}",
            "username": f"northtown_{post['author_id']}",
            "created_at": "2024-01-01T00:00:00.000Z",
            "location": TOWN,
        }
        for post in posts
    }
    data = [
        {
            "id": _tweet_id(post),
            "author_id": _user_id(post),
            "conversation_id": _tweet_id(post),
            "created_at": post["created_at"].replace("Z", ".000Z"),
            "edit_history_tweet_ids": [_tweet_id(post)],
            "lang": post["lang"],
            "text": post["text"],
            "public_metrics": {"retweet_count": 0, "reply_count": 0, "like_count": post["likes"], "quote_count": 0},
        }
        for post in posts
    ]
    meta = {"newest_id": data[-1]["id"], "oldest_id": data[0]["id"], "result_count": len(data)}
    if start + PAGE < len(kept):
        meta["next_token"] = f"page{start // PAGE + 2}"
    return {"data": data, "includes": {"users": list(users.values())}, "meta": meta}


def _comment(post: Post) -> dict[str, Any]:
    gone = post["text"] is None
    return {
        "id": f"nt{_number(post['post_id']):05d}",
        "author": "[deleted]" if gone else f"northtown_{post['author_id']}",
        "author_fullname": None if gone else f"t2_nt{post['author_id']}",
        "body": "[deleted]" if gone else post["text"],
        "created_utc": int(_moment(post).timestamp()),
        "subreddit": f"{TOWN}_{post['community']}",
        "subreddit_id": f"t5_nt{post['community']}",
        "link_id": "t3_nt0001",
        "parent_id": "t3_nt0001",
        "score": post["likes"],
        "edited": False,
        "distinguished": None,
        "stickied": False,
    }
