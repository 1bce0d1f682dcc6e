"""From an answer, a thread or a frame of a stream to its pieces, each a view, a record, an event, or nothing to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from audit.loaders.guessing.values import mapping, objects, word

# Lists of answers, by what they hold. https://docs.bsky.app/docs/category/http-reference
_PAGES = {
    "feed": "",
    "posts": "",
    "records": "",
    "likes": "like",
    "repostedBy": "account",
    "followers": "account",
    "follows": "account",
    "actors": "account",
    "profiles": "account",
    "feeds": "feed generator",
    "lists": "list object",
    "notifications": "notification",
}

# In place of a post that cannot be shown.
_STANDINS = frozenset({"blocked", "notFound"})

_STREAM = {"identity": "identity event", "account": "account event"}
_SERVICE = {
    "#identity": "identity event", "#account": "account event", "#handle": "identity event", "#tombstone": "account event",
    "#info": "service message", "#sync": "service message", "#migrate": "account event",
}  # fmt: skip


class Piece(NamedTuple):
    """One piece: ``view``, ``record`` (with its address), ``event``, ``skip`` (the value is its kind) or ``unknown``."""

    kind: str
    value: Any
    reason: Any = None
    uri: Any = None


def walk(record: Any) -> Iterator[Piece]:
    """The pieces of a record in reading order, without recursion: threads may be nested deep."""
    waiting: list[Any] = [record]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Piece):
            yield each
        elif isinstance(each, list):
            waiting.extend(reversed(each))
        elif isinstance(each, dict):
            waiting.extend(reversed(_opened(each)))
        else:
            yield Piece("unknown", each)


def _opened(record: dict[str, Any]) -> list[Any]:
    """One level of an object: pieces that are ready, and objects to be opened in turn."""
    if "thread" in record and isinstance(record["thread"], dict | list):
        return _thread(record["thread"])
    if _is_uri(record.get("uri")) and _is_wrapper(record):
        return [_addressed(record)]
    post = mapping(record.get("post"))
    if _is_uri(post.get("uri")) or str(mapping(post.get("record")).get("$type")).startswith("app.bsky."):
        return _wrapped(record)
    collection = word(record.get("$type")) or ""
    event = _of_stream(record)
    if event is not None:
        return event
    if collection.startswith(("app.bsky.", "chat.bsky.")) and "#" not in collection:
        return [Piece("record", record)]
    for key, kind in _PAGES.items():
        inside = record.get(key)
        if isinstance(inside, list) and any(_is_ours(each) for each in inside[:20]):
            return [Piece("skip", kind)] * len(inside) if kind else inside
    return [Piece("unknown", record)]


def _is_wrapper(record: dict[str, Any]) -> bool:
    """Whether it wraps a record or stands for one; a row of somebody's table has an address and the text beside it."""
    kind = word(record.get("$type")) or ""
    return not record.keys().isdisjoint({"record", "value", *_STANDINS}) or kind.startswith("app.bsky.")


def _addressed(record: dict[str, Any]) -> Piece:
    """What has an address: a view of a post, of something else, or a record as its repository gives it."""
    kind = word(record.get("$type")) or ""
    if "author" in record or kind.endswith("#postView") or not record.keys().isdisjoint(_STANDINS):
        return Piece("view", record)
    for field in ("value", "record"):
        if field in record:
            return Piece(
                "view" if "indexedAt" in record else "record", _view_or_record(record, field), uri=record["uri"]
            )
    return Piece("skip", "other object")


def _view_or_record(record: dict[str, Any], field: str) -> Any:
    return record if "indexedAt" in record else record[field]


def _wrapped(record: dict[str, Any]) -> list[Any]:
    """An entry of a feed, or of a thread: with the posts above and below it."""
    above: list[Any] = []
    beside: list[list[dict[str, Any]]] = []
    parent = record.get("parent")
    while isinstance(parent, dict):
        above.append(_entry(parent))
        beside.append(objects(parent.get("replies")))
        parent = parent.get("parent")
    own = Piece("view", record["post"], reason=record.get("reason"))
    answers = [each for found in reversed(beside) for each in found]
    return [*reversed(above), own, *objects(record.get("replies")), *answers]


def _entry(node: dict[str, Any]) -> Any:
    post = node.get("post")
    return Piece("view", post if isinstance(post, dict) else node)


def _thread(thread: Any) -> list[Any]:
    if isinstance(thread, dict):
        return [thread]
    # The second version of getPostThread is flat: {"uri", "depth", "value": {"post"}}.
    found: list[Any] = []
    for item in objects(thread):
        value = mapping(item.get("value"))
        kind = (word(value.get("$type")) or "").lower()
        if isinstance(value.get("post"), dict):
            found.append(Piece("view", value["post"]))
        elif "blocked" in kind or "unauthenticated" in kind:
            found.append(Piece("skip", "blocked post"))
        else:
            found.append(Piece("skip", "post not found"))
    return found


def _of_stream(record: dict[str, Any]) -> list[Any] | None:
    """Pieces of an event of Jetstream, or of a frame of the firehose written as JSON."""
    account = word(record.get("did")) or word(record.get("repo")) or ""
    kind = word(record.get("kind")) or word(record.get("type")) or ""
    service = "#" + (word(record.get("$type")) or "").partition("#")[2]
    if not account.startswith("did:"):
        return None
    if kind in _STREAM and isinstance(record.get(kind), dict):
        return [Piece("skip", _STREAM[kind])]
    if isinstance(record.get("commit"), dict):
        return [Piece("event", record)]
    if isinstance(record.get("ops"), list):
        # A frame of the firehose: several operations, their records beside them where a program put them there.
        return [Piece("event", {"did": account, "commit": _operation(each)}) for each in objects(record["ops"])]
    if service in _SERVICE and (record.get("$type") or "").startswith("com.atproto.sync."):
        return [Piece("skip", _SERVICE[service])]
    return None


def _operation(found: dict[str, Any]) -> dict[str, Any]:
    collection, _, key = (word(found.get("path")) or "").partition("/")
    return {**found, "collection": collection, "rkey": key} if collection else found


def is_certain(piece: Piece) -> bool:
    """Whether a piece can only be of this protocol: a post's wrapper holds an object, or says what it stands for."""
    if piece.kind != "view":
        return piece.kind != "unknown" and (piece.kind != "record" or isinstance(piece.value, dict))
    inner = piece.value.get("record", piece.value.get("value"))
    return isinstance(inner, dict) or any(piece.value.get(name) is True for name in _STANDINS)


def _is_uri(value: Any) -> bool:
    return isinstance(value, str) and value.startswith("at://")


def _is_ours(each: Any) -> bool:
    """Whether an entry of a list belongs to the protocol: it or what it wraps has an address or an account's did."""
    found = mapping(each)
    inner = [found, mapping(found.get("post")), mapping(found.get("actor")), mapping(found.get("author"))]
    return any(_is_uri(part.get("uri")) or (word(part.get("did")) or "").startswith("did:") for part in inner)
