"""Files that are no posts, by their first bytes, and what to say of them."""

from __future__ import annotations

import re

#: Data where JSON is assigned in them; else what shows the data, as in users' archives of X, and no table.
PROGRAMS = (".js", ".mjs", ".cjs")

#: What every refusal says.
EXPECTED = "Expected posts as CSV, TSV, JSON, JSON lines, Parquet or Arrow, plain or compressed."
_BINARY = (
    (b"\x89PNG", "a picture"), (b"\xff\xd8\xff", "a picture"), (b"GIF8", "a picture"), (b"%PDF", "a PDF"),
    (b"SQLite format 3", "an SQLite database"), (b"PK\x03\x04", "a workbook, document or archive"), (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"), (b"Obj\x01", "an Avro file"), (b"ORC", "an ORC file"), (b"\x89HDF", "an HDF5 file"),
    (b"\xd0\xcf\x11\xe0", "an old Office file"), (b"7z\xbc\xaf", "a 7-Zip archive"), (b"Rar!", "a RAR archive"),
    (b"FEA1", "a Feather file of version 1"), (b"\x93NUMPY", "a NumPy file"),
    *((b"\x80" + bytes([protocol]), "a Python pickle, which is never opened") for protocol in range(2, 6)),
    # Header of 58 bytes, a CBOR map of two whose first key is "roots". https://ipld.io/specs/transport/car/carv1/
    (b"\x3a\xa2\x65roots", "the copy of a Bluesky account (CAR)"),
)  # fmt: skip


def foreign(head: bytes) -> str:
    """What a binary file is that nobody here reads; "" where it is none of those."""
    return next((what for magic, what in _BINARY if head.startswith(magic)), "")


def advice(what: str) -> str:
    """What to do with such a file; "" where nothing is to be done."""
    if "workbook" in what or "Office" in what:
        return "Save the sheet as CSV (UTF-8)."
    if "CAR" in what:
        return "Fetch the posts as JSON: com.atproto.repo.listRecords with collection app.bsky.feed.post."
    return "Export its table as CSV or Parquet." if "database" in what else ""


# A tag, a comment or a declaration.
_MARKUP = re.compile(r"\s*<(?:[?!]|[A-Za-z_][\w:.-]*(?:\s[^<>]*)?/?>)")


def is_markup(text: str) -> bool:
    """Whether a text opens as XML and HTML do; a post may too, but then it does not stand first in a table."""
    return bool(_MARKUP.match(text))
