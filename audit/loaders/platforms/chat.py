"""Corpora of conversations with language models: each turn is a post of its own.

What people ask and what a model answers are kept apart by the attribute ``role``, as the record states it: a corpus of
conversations is half written by people, and a number over both halves is about nobody. System prompts, tool calls and what
tools answer are nobody's words; they are counted and skipped. Of a pair of answers that people chose between both are
posts, labelled ``preference``; what both follow is there once.

References
----------
Zheng et al. 2024, LMSYS-Chat-1M (``conversation``). Zhao et al. 2024, WildChat (``conversation``, with stated countries).
Bai et al. 2022, Training a Helpful and Harmless Assistant (``chosen``, ``rejected``). Taori et al. 2023, Alpaca
(``instruction``, ``input``, ``output``). ShareGPT (``conversations``, ``from``, ``value``).
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from audit.loaders.base import Reject, Row, Skip, warned
from audit.loaders.guessing.names import attribute_of, squash
from audit.loaders.guessing.timestamps import epoch, moment
from audit.loaders.guessing.values import identifier, word
from audit.loaders.platforms.chat_turns import LISTS, ROLES, TOOL_CALL, Turn, calls_tool, is_conversation, turns, words
from audit.loaders.tables.cells import language, written
from audit.resources import language_tags

_CONVERSATIONS = ("conversation_id", "conversation_hash", "dialogue_id", "prompt_id", "id", "uuid")
_SAMPLES = ("id", "uuid")
_PEOPLE = ("user_id", "author_id", "hashed_ip", "author", "user")
_MODELS = ("model", "model_name", "generator")
_TIMES = ("timestamp", "created_at", "create_time", "created", "date")
_LANGUAGES = ("language", "lang")
_SOURCES = ("source", "dataset", "subset")
_LABELS = frozenset({"label", "class", "category", "task", "topic", "toxic", "harmful", "sentiment"})
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


class Chat:
    """Loader of conversations with language models."""

    name = "chat"
    title = "conversations with language models (messages, ShareGPT, instructions, preference pairs)"
    command = "postaudit run train.jsonl"
    example = '{"messages": [{"role": "user", "content": "Good morning"}, {"role": "assistant", "content": "Good morning to you"}]}'

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether at least half of the first records are conversations."""
        found = [is_conversation(record) for record in head if isinstance(record, dict)]
        return bool(found) and sum(found) * 2 >= len(found)

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """A post for each turn of a conversation."""
        if not isinstance(record, dict):
            yield Reject("bad_type", f"expected a conversation, found {type(record).__name__}")
            return
        if not is_conversation(record) and not any(isinstance(record.get(name), list) for name in LISTS):
            known = not record.keys().isdisjoint({*LISTS, "prompt", "instruction", "chosen", "rejected"})
            yield Reject("missing_text", "no turns") if known else Skip("other object")
            return
        own, prompt = _first(record, _CONVERSATIONS), None
        if own and own == identifier(record.get("prompt_id")) and (sample := _first(record, _SAMPLES)):
            own, prompt = sample, own  # several answers to one prompt are posts of their own, in one conversation
        shared = _stated(record)
        above: str | None = None  # the turn before
        asked: str | None = None  # the one that both answers of a pair follow
        start: str | None = prompt
        posts, side = 0, ""
        for number, turn in enumerate(turns(record), start=1):
            row = _row(turn, shared)
            if isinstance(row, Skip | Reject):
                yield row
                continue
            preference = turn.preference
            if preference != side:
                asked = above if not side else asked
                above, side = asked, preference
            ident = f"{own}/{number}" if own else None
            start = start or ident
            row |= {
                "post_id": ident,
                "kind": "reply" if posts else "original",
                "reply_to": above,
                "conversation_id": start,
            }
            above, posts = ident, posts + 1
            yield row


class _Stated(NamedTuple):
    """What a record, or a turn of it, states beside what was said."""

    person: str | None = None
    model: str | None = None
    time: Any = None
    language: str | None = None
    source: str | None = None
    attributes: dict[str, str] = {}  # noqa: RUF012 - never changed
    labels: dict[str, str] = {}  # noqa: RUF012


_NOTHING = _Stated()
_SAID = frozenset({"role", "content", "from", "value", "tool_calls", "function_call", "refusal"})


def _stated(record: Mapping[str, Any], people: Sequence[str] = _PEOPLE) -> _Stated:
    if record.keys() <= _SAID:
        return _NOTHING
    attributes: dict[str, str] = {}
    labels: dict[str, str] = {}
    for key, value in record.items():
        attribute, is_label = _meaning(key)
        if (attribute or is_label) and (text := _plain(value)):
            attributes |= {attribute: text} if attribute else {}
            labels |= {key.lower(): text} if is_label else {}
    return _Stated(
        _first(record, people),
        _first(record, _MODELS),
        next((record[name] for name in _TIMES if record.get(name) is not None), None),
        next((found for name in _LANGUAGES if (found := _language(record.get(name)))), None),
        _first(record, _SOURCES),
        attributes,
        labels,
    )


@functools.lru_cache(maxsize=10_000)
def _meaning(key: str) -> tuple[str, bool]:
    """The attribute that a field states, or ``""``, and whether it is a label."""
    return attribute_of(key), squash(key) in _LABELS


def _row(turn: Any, shared: _Stated) -> dict[str, Any] | Skip | Reject:
    """A turn as a post, yet without its place in the conversation."""
    if not isinstance(turn, Turn):
        return Reject("bad_type", "a turn is no object with a role")
    role = ROLES.get(turn.role.strip().lower())
    if role is None:
        return Skip("turn of an unknown role")
    if role == "system":
        return Skip("system prompt")
    if role == "tool":
        return Skip("tool message")
    text, wrong = words(turn.content)
    if text is None and calls_tool(turn.record):
        return Skip(TOOL_CALL)
    if text is None and wrong and isinstance(turn.record.get("refusal"), str):
        text, wrong = words(turn.record["refusal"])
    if wrong:
        return Reject(wrong)
    own = _stated(turn.record, (*_PEOPLE, "name"))
    time = shared.time if own.time is None else own.time
    created = _time(time)
    labels = shared.labels | own.labels
    row: dict[str, Any] = {
        "text": text,
        "created_at": created,
        "lang": own.language or shared.language,
        "community": shared.source,
        "status": "present",
        "labels": labels | {"preference": turn.preference} if turn.preference else labels,
    }
    if role == "assistant":
        # A model is no person: it has a name, and its posts count as nobody's.
        model = own.model or shared.model
        row["attributes"] = {"role": role, **({"model": model} if model else {})}
    else:
        row["author_id"] = own.person or shared.person
        row["attributes"] = {"role": role, **shared.attributes, **own.attributes}
    warnings = {"empty_text": text is None, "bad_timestamp": created is None and time not in (None, "")}
    return warned(row, warnings)


def _plain(value: Any) -> str | None:
    """A word or a number that may be a category, as text."""
    if isinstance(value, list | dict | bytes) or (isinstance(value, str) and len(value) > 100):
        return None
    text = written(value)
    return (text.strip() or None) if text else None


def _first(record: Mapping[str, Any], names: Sequence[str]) -> str | None:
    return next((found for name in names if (found := identifier(record.get(name)))), None)


def _time(value: Any) -> dt.datetime | None:
    if isinstance(value, dt.datetime):
        return (value if value.tzinfo else value.replace(tzinfo=dt.UTC)).astimezone(dt.UTC)
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    micro = moment(value) if isinstance(value, str) else epoch(value)
    return None if micro is None else _EPOCH + dt.timedelta(microseconds=micro)


def _language(value: Any) -> str | None:
    """The tag of a language given by its name or code."""
    name = word(value)
    return None if name is None or len(name) > 40 else _tag(name)


@functools.lru_cache(maxsize=1000)
def _tag(name: str) -> str | None:
    return language(name, language_tags()) or None
