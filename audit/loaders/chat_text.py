"""Records out of a chat written as text: WhatsApp's export, a message from each line that begins with date and time.

::

    31/12/2020, 21:15 - someone: Good morning              Android
    [31.12.20, 21:15:03] someone: Good morning             iOS
    12/31/20 9:15:03 PM: someone: Good morning             iOS until 2017

Numbers, separators and the words for morning and afternoon are those of the phone's language. Which number is the day is
not written anywhere, so all dates of a file are looked at before one is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from audit.errors import SourceError
from audit.loaders.base import Ledger
from audit.loaders.compression import damage_of
from audit.loaders.encoding import Encoding, as_utf8
from audit.loaders.guessing.timestamps import DATES, DAY_FIRST, MONTH_FIRST
from audit.loaders.records import RECORD_CAP, Record, finish
from audit.loaders.source import Source

#: Characters that set the direction of writing; iOS marks what WhatsApp itself wrote with the first of them.
MARKS = "\u200e\u200f\u061c\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"

_M = f"[{MARKS}]{{0,3}}"
_DATE = rf"\d{{1,4}}{_M}(?P<separator>[-/.]){_M}\s?\d{{1,2}}{_M}(?P=separator){_M}\s?\d{{1,4}}\.?"
# A word for the half of the day, before the time or after it: "PM", "p. m.", "下午", "अपराह्न".
_HALF = r"[^\d\s\[\]:,-][^\d\[\]:,-]{0,19}?"
_TIME = rf"(?:{_HALF})?\s?\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:\s?{_HALF})?"
_START = re.compile(
    rf"{_M}(?P<bracket>\[?){_M}(?P<date>{_DATE}){_M}[,،;]?\s{{1,3}}{_M}(?P<time>{_TIME}){_M}(?:\]|\s[-–]|:)(?=\s)(?P<rest>.*)",
    re.DOTALL,
)
# Bytes with which such a line can begin: a digit, a bracket, or the first of a mark or of a digit that is not ASCII.
_FIRST = frozenset(b"0123456789[") | frozenset(range(0x80, 0x100))
_SENDER = re.compile(r"([^:\n]{1,200}):(.*)", re.DOTALL)
_QUOTES = re.compile('["“”„«»]')

_SNIFFED = 200


def is_chat(head: bytes) -> bool:
    """Whether these bytes begin such a chat: the first line begins a message, and somebody has sent one of the first.

    Parameters
    ----------
    head : bytes
        UTF-8 without a mark.
    """
    lines = [line for line in head[: 2**18].split(b"\n", _SNIFFED)[:_SNIFFED] if line.strip()]
    if not lines or _start(lines[0]) is None:
        return False
    found = [match for line in lines if (match := _start(line))]
    return any(_sent(match["rest"])[0] for match in found)


def _start(line: bytes) -> re.Match[str] | None:
    return _START.match(line.decode("utf-8", "replace")) if line and line[0] in _FIRST else None


def _sent(written: str) -> tuple[str | None, str]:
    """Sender and text. What stands before the first colon sent it, unless that is in a quotation.

    Such as: someone changed the subject to "a: b".
    """
    match = _SENDER.match(written)
    if match is None or len(_QUOTES.findall(match[1])) % 2:
        return None, written
    return match[1].strip(MARKS + " ~\u00a0\u202f") or None, match[2]


def messages(stream: BinaryIO, ledger: Ledger, *, order: str = "") -> Iterator[Record]:
    """Read every message, with the lines that follow it.

    Parameters
    ----------
    stream : binary stream
        UTF-8 without a mark.
    ledger : Ledger
        Counts what stands before the first message, and what is too large.
    order : str
        What :func:`order_of_dates` found.

    Yields
    ------
    Record
        The value has ``date`` and ``time`` as written, ``order``, ``sender`` (None for a notice of the program), ``text``.
    """
    opened: re.Match[str] | None = None
    lines: list[bytes] = []
    begin = byte = size = 0
    bracket: str | None = None
    for line in iter(lambda: stream.readline(RECORD_CAP), b""):
        match = _start(line)
        # A message may hold a piece of another chat, copied from a phone of the other kind.
        if match and bracket in (None, match["bracket"]):
            bracket = match["bracket"]
            yield from _message(opened, lines, ledger, order, begin, size)
            opened, lines, begin, size = match, [], byte, 0
        elif size <= RECORD_CAP:
            lines.append(line)
        size += len(line)
        byte += len(line)
    if lines and damage_of(stream):
        lines.pop()
    yield from _message(opened, lines, ledger, order, begin, size)
    finish(stream, ledger)


def _message(
    opened: re.Match[str] | None, lines: list[bytes], ledger: Ledger, order: str, byte: int, size: int
) -> Iterator[Record]:
    if opened is None:
        if any(line.strip() for line in lines):
            ledger.reject("bad_line", "stands before the first message", byte=byte)
        return
    if size > RECORD_CAP:
        ledger.reject("oversized_record", f"{size:,} bytes; {RECORD_CAP:,} are read", byte=byte)
        return
    written = opened["rest"] + b"".join(lines).decode("utf-8", "replace")
    if "\ufffd" in written:
        ledger.warnings["replaced_utf8"] += 1
    sender, text = _sent(written)
    value: dict[str, Any] = {
        "date": opened["date"],
        "time": opened["time"],
        "order": order,
        "sender": sender,
        "text": text.replace("\r\n", "\n").strip(),
    }
    yield Record(value, byte)


def numbers_of(date: str) -> tuple[int, int, int]:
    """The three numbers of a date as written, in any digits."""
    first, second, third = (int(each) for each in re.findall(r"\d+", date))
    return first, second, third


def order_of_dates(source: Source, encoding: Encoding, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """Which number of a date is the day, on the evidence of all dates of a file.

    A number above 12 is a day. Failing that, the order in which the days of a chat follow one another is right in one
    reading only. Failing that, dates with dots are day first: no locale of CLDR writes a month, a dot and a day.

    Parameters
    ----------
    source : Source
    encoding : Encoding
        Of the source.
    declared : str
        What the plan says, which needs no evidence.

    Returns
    -------
    order : str
        :data:`DAY_FIRST` or :data:`MONTH_FIRST`.
    notes : tuple of str
        The order and why, to be printed.

    Raises
    ------
    SourceError
        Nothing tells.
    """
    if declared:
        return declared, (f"dates are {declared}, as the plan says",)
    dates = _Dates()
    with source.open() as stored:
        stream = as_utf8(stored, encoding)
        for line in iter(lambda: stream.readline(RECORD_CAP), b""):
            match = _start(line)
            if match is not None:
                dates.add(match["separator"], *numbers_of(match["date"]))
    order, why = dates.order()
    if order:
        return order, (f"dates are {order}: {why}",)
    raise SourceError(
        f"{source.name}: its dates could be read day first or month first: {why}.",
        hint=f"Say which it is: {DATES}.",
    )


class _Dates:
    """What the dates of a chat say of their order."""

    def __init__(self) -> None:
        self.firsts = self.seconds = 0  # numbers above 12 in either place
        self.differ, self.dots = False, True
        self.steps_back = {DAY_FIRST: 0, MONTH_FIRST: 0}
        self.before: dict[str, tuple[int, int, int]] = {}

    def add(self, separator: str, first: int, second: int, third: int) -> None:
        if first > 31:
            return  # the year, and then the month
        self.firsts += first > 12
        self.seconds += second > 12
        self.differ = self.differ or first != second
        self.dots = self.dots and separator == "."
        for order, day in ((DAY_FIRST, (third, second, first)), (MONTH_FIRST, (third, first, second))):
            self.steps_back[order] += day < self.before.get(order, day)
            self.before[order] = day

    def order(self) -> tuple[str, str]:
        """The order, empty if nothing tells, and why."""
        if not self.differ:
            return DAY_FIRST, "it makes no difference"
        if self.firsts and self.seconds:
            return "", "some begin with the day and some with the month"
        if self.firsts or self.seconds:
            return (
                (DAY_FIRST, "a number above 12 comes first")
                if self.firsts
                else (MONTH_FIRST, "one above 12 comes second")
            )
        forward = [order for order, steps in self.steps_back.items() if not steps]
        if len(forward) == 1:
            return forward[0], "read otherwise, messages would go back in time"
        return (DAY_FIRST, "they have dots") if self.dots else ("", "no number above 12 is in any of them")
