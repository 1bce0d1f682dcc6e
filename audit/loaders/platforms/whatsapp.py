"""WhatsApp chats, exported as text.

The text has no ids and no time zone, and names senders as they stand in the exporter's contacts. Where a picture, a voice
message or a sticker was left out of the export, and where a message was deleted, a sentence in the phone's language stands
for it; nobody wrote that, so such a message has no text.

References
----------
https://faq.whatsapp.com/1180414079177245: how to export your chat history
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from typing import Any

from audit.loaders.base import Reject, Row, Skip, warned
from audit.loaders.chat_text import MARKS, numbers_of
from audit.loaders.guessing.timestamps import DAY_FIRST
from audit.loaders.guessing.values import distinct, word
from audit.loaders.platforms.whatsapp_words import AFTERNOON, DELETED, EDITED, LEFT_OUT, MORNING

_KEYS = frozenset({"date", "time", "order", "sender", "text"})
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?")

# "<Media omitted>", "image omitted" after a mark; "IMG-2020.jpg (file attached)", "<attached: 01-PHOTO.jpg>".
_FILE = re.compile(
    rf"\A(?:[{MARKS}]{{1,3}}[^\n/\\:<>]{{1,200}}|[A-Z]{{3}}-\d{{8}}-WA\d{{4,8}})\.\w{{2,5}} \([^()\n]{{3,60}}\)(?=\n|\Z)"
    rf"|[{MARKS}]<[^<>:\n]{{2,40}}: [^<>\n]{{1,200}}\.\w{{2,5}}>"
)
_EDIT_MARK = re.compile(rf"[{MARKS}\s]*<([^<>\n]{{3,80}})>[{MARKS}\s]*\Z")
_MENTION = re.compile(r"@(?:\u2068([^\u2068\u2069\n]{1,100})\u2069|(\d{7,15})(?!\d))")


class WhatsApp:
    """Loader of WhatsApp's chats in text."""

    name = "whatsapp"
    title = "WhatsApp chats (export as text, Android and iOS)"
    command = "postaudit run 'WhatsApp Chat with Coffee.txt'"
    example = (
        '{"date": "31/12/2020", "time": "9:15 PM", "order": "day first", "sender": "someone", "text": "Good morning"}'
    )

    def recognises(self, head: Sequence[Any]) -> bool:
        """Whether these are messages that were read from such a text."""
        return bool(head) and all(isinstance(record, dict) and record.keys() == _KEYS for record in head)

    def rows(self, record: Any) -> Iterator[Row | Skip | Reject]:
        """The post of a message; notices of the program have no sender."""
        if not isinstance(record, dict) or not isinstance(record.get("text"), str):
            yield Reject("bad_type", f"expected a message, found {type(record).__name__}")
            return
        written, sender = record["text"], word(record.get("sender"))
        if sender is None or _is_notice(written):
            yield Skip("service message")
            return
        text, status, edited = _text(written)
        created = _time(record)
        row: dict[str, Any] = {
            "author_id": sender,
            "text": text,
            "created_at": created,
            "platform": "whatsapp",
            "kind": "original",
            "status": status,
            "mentions": distinct([name or number for name, number in _MENTION.findall(text or "")]),
        }
        if edited:
            row["edited"] = True
        warnings = {
            "empty_text": text is None and status == "present",
            "assumed_utc": created is not None,
            "bad_timestamp": created is None,
        }
        yield warned(row, warnings)


def _plain(text: str) -> str:
    return text.strip(MARKS + " .<>\u00a0\u202f").casefold()


def _is_left_out(text: str) -> bool:
    """Whether a text says that something was left out: in angle brackets (Android) or after a mark (iOS)."""
    marked = (text.startswith("<") and text.endswith(">")) or text[:1] in MARKS
    return marked and "\n" not in text and len(text) < 80 and any(stem in text.casefold() for stem in LEFT_OUT)


def _is_notice(text: str) -> bool:
    """Whether iOS marks one line as the program's, in the name of a sender or the group, and it stands for no message.

    Addresses are of places that a sender shared.
    """
    if text[:1] != "\u200e" or "\n" in text or "://" in text:
        return False
    return not (_is_left_out(text) or _plain(text) in DELETED or _FILE.match(text))


def _text(written: str) -> tuple[str | None, str, bool]:
    """Text, status, and whether it was edited."""
    if _plain(written) in DELETED:
        return None, "deleted", False
    edit = _EDIT_MARK.search(written[-120:])
    edited = edit is not None and any(stem in edit[1].casefold() for stem in EDITED)
    if edit is not None and edited:
        written = written[: len(written) - len(written[-120:]) + edit.start()]
    if _is_left_out(written):
        return None, "present", edited
    return _FILE.sub("", written).strip(MARKS + " \n") or None, "present", edited


def _time(record: dict[str, Any]) -> dt.datetime | None:
    clock = _CLOCK.search(record["time"]) if isinstance(record.get("time"), str) else None
    if clock is None or not isinstance(record.get("date"), str):
        return None
    try:
        first, second, third = numbers_of(record["date"])
        year, month, day = (first, second, third) if first > 31 else (third, second, first)
        if first <= 31 and record.get("order") != DAY_FIRST:
            month, day = first, second
        year += 2000 if year < 100 else 0
        # The Buddhist calendar of Thai phones is 543 years ahead.
        year -= 543 if year > 2500 else 0
        hour = _hour(int(clock[1]), _plain(record["time"][: clock.start()] + record["time"][clock.end() :]))
        return dt.datetime(year, month, day, hour, int(clock[2]), int(clock[3] or 0), tzinfo=dt.UTC)
    except ValueError:
        return None


def _hour(hour: int, half: str) -> int:
    """Hour of 24; 12 AM is midnight. A word that is not known for a half of the day makes the time unknown."""
    half = re.sub(rf"[\s.{MARKS}]", "", half)
    if not half:
        return hour
    if half in AFTERNOON:
        return hour + 12 if hour < 12 else hour
    if half in MORNING:
        return 0 if hour == 12 else hour
    raise ValueError(half)
