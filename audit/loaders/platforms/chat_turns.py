"""The ways in which corpora for language models write a conversation, as one list of turns."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from audit.loaders.guessing.values import listing, mapping
from audit.loaders.markup import paragraphs

#: What records call who is speaking, and whether that is a person, a model, an instruction or a machine.
ROLES = {
    "user": "user", "human": "user", "prompter": "user",
    "assistant": "assistant", "gpt": "assistant", "model": "assistant", "bot": "assistant", "chatgpt": "assistant",
    "ai": "assistant", "bing": "assistant", "bard": "assistant", "chatbot": "assistant",
    "system": "system", "developer": "system",
    "tool": "tool", "function": "tool", "function_call": "tool", "function_response": "tool", "observation": "tool",
    "ipython": "tool", "tool_call": "tool", "tool_response": "tool",
}  # fmt: skip
#: Fields that hold a list of turns.
LISTS = ("messages", "conversations", "conversation")
_ANSWERS = ("completion", "response", "output")

# Bai et al. 2022 write a dialogue as one string, each turn behind a blank line and a name.
_SPOKEN = re.compile(r"(?:\A\s{0,4}|\n\n)(Human|Assistant): ?")

#: The ledger's name for a turn that calls a tool instead of saying something.
TOOL_CALL = "tool call"


class Turn(NamedTuple):
    """Something that was said.

    Attributes
    ----------
    role : str
        As written; see :data:`ROLES`.
    content : object
        A string, or a list of parts; None where nothing is stated.
    record : dict
        What else is stated of this turn alone.
    preference : str
        ``chosen`` or ``rejected``, for the answers that people chose between.
    """

    role: str
    content: Any
    record: dict[str, Any] = {}  # noqa: RUF012 - never changed
    preference: str = ""


def is_conversation(record: Any) -> bool:
    """Whether a record is one of a corpus of conversations, by what its fields hold."""
    if not isinstance(record, dict):
        return False
    if _pair(record):
        return True
    if any(_is_spoken(record.get(name)) for name in LISTS):
        return True
    answered = any(isinstance(record.get(name), str) or _is_spoken(record.get(name)) for name in _ANSWERS)
    asked = any(isinstance(record.get(name), str) or _is_spoken(record.get(name)) for name in ("prompt", "instruction"))
    return asked and answered


def turns(record: dict[str, Any]) -> Iterator[Turn | Any]:
    """The turns of a record in their order; what should be one and is none is given as it is."""
    if isinstance(record.get("system"), str) and record["system"].strip():
        yield Turn("system", record["system"])
    if _pair(record):
        yield from _preferences(record)
        return
    for name in LISTS:
        if isinstance(record.get(name), list):
            yield from map(_turn, record[name])
            return
    question = record.get("prompt", record.get("instruction"))
    if isinstance(question, str) or (question is None and isinstance(record.get("input"), str)):
        context = next((record[name] for name in ("input", "context") if isinstance(record.get(name), str)), None)
        yield Turn("user", paragraphs(question, context) or "")
    elif question is not None:
        yield from _spoken(question)
    answer = next((record[name] for name in _ANSWERS if record.get(name) is not None), None)
    if answer is not None:
        yield from [Turn("assistant", answer)] if isinstance(answer, str) else _spoken(answer)


def words(content: Any) -> tuple[str | None, str]:
    """The text of a content, and what is wrong with it: a reason of the ledger, or ``""``."""
    if isinstance(content, str):
        return content.strip() or None, ""
    if content is None:
        return None, "missing_text"
    if isinstance(content, dict):
        content = [content]
    if not isinstance(content, list):
        return None, "bad_type"
    parts: list[str] = []
    for each in content:
        if isinstance(each, str):
            parts.append(each)
        elif isinstance(each, dict):
            # Pictures and thoughts are parts as well, and nobody's words.
            if isinstance(each.get("text"), str) and each.get("type") in (None, "text", "input_text", "output_text"):
                parts.append(each["text"])
        elif each is not None:
            return None, "bad_type"
    return paragraphs(*(part.strip() for part in parts)), ""


def calls_tool(record: dict[str, Any]) -> bool:
    """Whether a turn asks for a tool."""
    return bool(record.get("tool_calls") or record.get("function_call"))


def _turn(value: Any) -> Turn | Any:
    if not isinstance(value, dict):
        return value
    role = value.get("role", value.get("from"))
    content = value.get("content", value.get("value"))
    return Turn(role, content, value) if isinstance(role, str) else value


def _is_spoken(value: Any) -> bool:
    """Whether a value is a list of turns of known roles; messages of chat exports have an author or a sender."""
    if not isinstance(value, list) or not value:
        return False
    first = value[0]
    if not isinstance(first, dict):
        return False
    turn = _turn(first)
    stated = not {"content", "value", "tool_calls", "function_call"}.isdisjoint(first)
    return isinstance(turn, Turn) and turn.role.strip().lower() in ROLES and stated


def _pair(record: dict[str, Any]) -> bool:
    """Whether there are two answers that somebody chose between."""
    pair = [record.get(name) for name in ("chosen", "rejected")]
    return all(isinstance(each, str) for each in pair) or all(_is_spoken(_as_list(each)) for each in pair)


def _preferences(record: dict[str, Any]) -> Iterator[Turn | Any]:
    """What both answers follow, once, and then each of them."""
    chosen, rejected = (_spoken(record.get(name)) for name in ("chosen", "rejected"))
    shared = 0
    while shared < min(len(chosen), len(rejected)) and chosen[shared] == rejected[shared]:
        shared += 1
    # An answer chosen over its own like has no turn of its own left; it stays an answer.
    shared = min(shared, max(len(chosen), len(rejected)) - 1)
    if not any(isinstance(turn, Turn) and ROLES.get(turn.role.lower()) == "user" for turn in chosen[:shared]):
        question = record.get("prompt", record.get("instruction", record.get("question")))
        if isinstance(question, str):
            yield from _spoken(question, "user")
        elif _is_spoken(question):
            yield from _spoken(question)
    yield from chosen[:shared]
    for name, answers in (("chosen", chosen), ("rejected", rejected)):
        for turn in answers[shared:]:
            yield turn._replace(preference=name) if isinstance(turn, Turn) else turn


def _spoken(value: Any, role: str = "assistant") -> list[Turn | Any]:
    """Turns of a list, or of a string in which each begins with who speaks; any other string is one turn."""
    if not isinstance(value, str):
        return [_turn(each) for each in _as_list(value)]
    pieces = _SPOKEN.split(value)
    if len(pieces) < 3 or pieces[0].strip():
        return [Turn(role, value)]
    return [Turn(name.lower(), said) for name, said in zip(pieces[1::2], pieces[2::2], strict=True)]


def _as_list(value: Any) -> list[Any]:
    return [value] if isinstance(value, dict) and mapping(value) else listing(value)
