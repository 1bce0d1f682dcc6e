"""Records out of XML: every element that holds no other, with its attributes and its text.

Declarations are refused before anything is done with them: a document type, an entity, anything outside of the file. So
there is nothing to expand and nothing to fetch. The parser is expat, fed a line at a time, and no more than one record is
held. Where a record is broken, reading goes on at the next line that begins with a record of the same name; dumps have one
record a line.

References
----------
https://docs.python.org/3/library/xml.html#xml-vulnerabilities
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO
from xml.parsers import expat

from audit.errors import SourceError
from audit.loaders.base import Ledger
from audit.loaders.compression import damage_of
from audit.loaders.records import DEPTH_CAP, RECORD_CAP, Record, finish

_PIECE = 2**16

_REFUSED = "declares a document type or an entity, with which XML can be made to expand or to fetch files"

_HTML = re.compile(rb"\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_DECLARED = re.compile(rb"\s*<(?:\?[a-z]|!DOCTYPE\b|!--)", re.IGNORECASE)
_ELEMENT = re.compile(rb"\s*<([A-Za-z_][\w.:-]{0,100})(?:\s[^<>]{0,10000})?>\s*<[A-Za-z_?!/]")

_HIDDEN = re.compile(rb"^\s*<\?xml\b[^<>]{0,200}\?>\s*<!DOCTYPE\b", re.MULTILINE)


def is_xml(head: bytes) -> bool:
    """Whether these bytes begin an XML document that is no page of HTML.

    Parameters
    ----------
    head : bytes
        UTF-8 without a mark.
    """
    if _HTML.match(head):
        return False
    return _DECLARED.match(head) is not None or _ELEMENT.match(head) is not None


def is_hidden(head: bytes) -> bool:
    """Whether an XML document with a document type begins after some words: no parser reads it, and no table is so."""
    return _HIDDEN.search(head[:4096]) is not None


def elements(stream: BinaryIO, ledger: Ledger, *, place: str = "", file: str = "") -> Iterator[Record]:
    """Read every element that holds no other element.

    Parameters
    ----------
    stream : binary stream
        UTF-8, whatever the document declares.
    ledger : Ledger
        Counts what is broken (``bad_xml``) or too large; the caller counts posts and skips.
    place, file : str
        Where the records come from: the site, and the name of the file without its ending.

    Yields
    ------
    Record
        The value has ``tag``, ``within`` (the tag around it), ``root`` (attributes of the outermost element),
        ``attributes``, ``text``, ``place`` and ``file``.

    Raises
    ------
    SourceError
        The document declares a document type or an entity, or refers to something outside.
    """
    parser = _Parser(ledger, {"place": place, "file": file})
    byte, fresh = 0, True
    while piece := stream.readline(_PIECE):
        parser.read(piece, byte, fresh=fresh)
        yield from parser.taken()
        if parser.ended:
            break
        byte += len(piece)
        fresh = piece.endswith(b"\n")
    if not damage_of(stream):
        parser.close(byte)
    yield from parser.taken()
    finish(stream, ledger)


class _Parser:
    """One document: expat, what is open, and the records that are done."""

    def __init__(self, ledger: Ledger, origin: dict[str, str]) -> None:
        self.ledger = ledger
        self.origin = origin
        self.broken = False
        self._fault = ("", "", 0)  # reason, detail and byte of what is broken
        self.ended = False  # nothing that follows can be read
        self._done: list[Record] = []
        self._open: list[str] = []
        self._root: tuple[str, dict[str, str]] | None = None
        self._record: bytes = b""  # how a line with a record begins, once one has been seen right under the root
        self._leaf: dict[str, Any] | None = None
        self._text: list[str] = []
        self._size = 0
        self._since = 0  # bytes fed since the last event
        self._byte = 0  # where the present record begins
        self._origin = 0  # byte of the stream at which this run of expat began
        self._start()

    def _start(self) -> None:
        # The stream has been recoded: what the document declares holds no more.
        self._expat = expat.ParserCreate("utf-8")
        self._expat.buffer_text = True
        self._expat.StartElementHandler = self._begin
        self._expat.EndElementHandler = self._end
        self._expat.CharacterDataHandler = self._characters
        for name in ("StartDoctypeDecl", "EntityDecl", "UnparsedEntityDecl", "ExternalEntityRef", "NotationDecl"):
            setattr(self._expat, f"{name}Handler", self._refuse)

    def _refuse(self, *_: Any) -> None:
        raise SourceError(
            f"{self.ledger.source or 'the file'}: {_REFUSED}.",
            hint="Remove <!DOCTYPE ...> from it if you know where it comes from.",
        )

    def read(self, piece: bytes, byte: int, *, fresh: bool) -> None:
        """Take a line or a piece of one; after something broken, only from a line on that begins a record."""
        begins = fresh and bool(self._record) and piece.lstrip().startswith(self._record)
        if self.broken and begins:
            self._restart(byte)
        if self.broken:
            return
        self._feed(piece, byte)
        if self.broken and begins and self._fault[2] <= byte + piece.index(b"<"):
            # The record before is cut, or this one is broken: read alone, it tells.
            before = self._fault
            self._restart(byte)
            self._feed(piece, byte)
            if not self.broken or self._fault[:2] != before[:2]:
                self._report(before)
        if self.broken:
            self._report(self._fault)

    def close(self, byte: int) -> None:
        """Say whether the document was complete."""
        if self.ended or self.broken:
            return
        try:
            self._expat.Parse(b"", True)  # noqa: FBT003 - takes no names
        except expat.ExpatError as error:
            self._break(error, byte)
            self._report(self._fault)

    def _report(self, fault: tuple[str, str, int]) -> None:
        self.ledger.reject(fault[0], fault[1], byte=fault[2])

    def _feed(self, piece: bytes, byte: int) -> None:
        self._since += len(piece)
        try:
            self._expat.Parse(piece)
        except expat.ExpatError as error:
            self._break(error, byte)
            return
        if self._since > RECORD_CAP or self._size > RECORD_CAP:
            self.broken, self._fault = True, ("oversized_record", f"{RECORD_CAP:,} bytes are read", byte)
        elif len(self._open) > DEPTH_CAP:
            self._report(("depth_limit", f"nested more than {DEPTH_CAP} deep", byte))
            self.ended = True

    def taken(self) -> Iterator[Record]:
        done, self._done = self._done, []
        return iter(done)

    def _restart(self, byte: int) -> None:
        """Begin anew inside the outermost element."""
        self.broken = False
        self._open, self._leaf, self._text, self._size = [], None, [], 0
        self._start()
        # A line like a record's is only known once there has been a root.
        outermost = f"<{self._root[0]}>".encode() if self._root else b""
        self._origin = byte - len(outermost)
        self._expat.Parse(outermost)

    def _break(self, error: expat.ExpatError, byte: int) -> None:
        at = max(0, self._origin + self._expat.ErrorByteIndex)
        self.broken, self._fault = True, ("bad_xml", expat.ErrorString(error.code) or "not well-formed", min(byte, at))

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        self._since = 0
        if self._root is None:
            self._root = (tag, attributes)
        elif len(self._open) == 1:
            self._record = f"<{tag} ".encode()
        self._leaf = {
            "tag": tag,
            "within": self._open[-1] if self._open else "",
            "root": self._root[1],
            "attributes": attributes,
            "text": None,
            **self.origin,
        }
        self._byte = self._origin + self._expat.CurrentByteIndex
        self._text, self._size = [], 0
        self._open.append(tag)

    def _characters(self, text: str) -> None:
        self._since = 0
        if self._leaf is not None and self._size <= RECORD_CAP:
            self._text.append(text)
            self._size += len(text)

    def _end(self, _: str) -> None:
        self._since = 0
        self._open.pop()
        if self._leaf is not None:
            text = "".join(self._text)
            if text.strip():
                self._leaf["text"] = text
            self._done.append(Record(self._leaf, self._byte))
        self._leaf, self._text, self._size = None, [], 0
