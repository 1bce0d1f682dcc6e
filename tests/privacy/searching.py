"""Look for secrets in whatever was written, in every form that somebody might read them back from.

Forms: as they are, lower case, reversed, escaped for URLs, HTML and JSON, in base64 at each of its three offsets, in
hexadecimal, in UTF-16, and, of what names a person, unsalted digests of it. What is compressed is opened first.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import io
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from urllib.parse import quote, quote_plus

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from audit.hashing import hash_bytes

#: Bytes by which places are found that are worth looking at; no form may be shorter.
HEAD = 8


def encoded(secret: str) -> dict[str, bytes]:
    """Every form that gives a secret back without a dictionary."""
    raw = secret.encode()
    forms = {
        "as it is": raw,
        "lower case": secret.lower().encode(),
        "reversed": secret[::-1].encode(),
        "for a URL": quote(secret, safe="").encode(),
        "for a form": quote_plus(secret).encode(),
        "for HTML": html.escape(secret).encode(),
        "for JSON": json.dumps(secret)[1:-1].encode(),
        "hexadecimal": raw.hex().encode(),
        "HEXADECIMAL": raw.hex().upper().encode(),
        "UTF-16": secret.encode("utf-16-le"),
    }
    for offset in range(3):
        # What stands before it in the text shifts it against the groups of three bytes; the ends are another's.
        inner = base64.b64encode(bytes(offset) + raw).decode()[-(-8 * offset // 6) :].rstrip("=")
        forms[f"base64 at {offset}"] = inner[: len(inner) - (len(raw) + offset) % 3].encode()
    return forms


def digested(secret: str) -> dict[str, bytes]:
    """What a list of known handles would find: the first eight bytes of digests without a secret."""
    raw = secret.encode()
    found: dict[str, bytes] = {}
    digests = {name: hashlib.new(name, raw).digest() for name in ("md5", "sha1", "sha256", "sha512")}
    digests |= {f"blake2b {size}": hashlib.blake2b(raw, digest_size=size).digest() for size in (8, 16, 20, 32, 64)}
    for name, digest in digests.items():
        found[name] = digest[:HEAD]
        found[f"{name} in hexadecimal"] = digest.hex()[: 2 * HEAD].encode()
        found[f"{name} in base64"] = base64.b64encode(digest)[:10]
    bucket = hash_bytes(raw)  # the key by which authors are put into buckets: public, so it may not leave the process
    found["bucket key"] = bucket.to_bytes(8, "little")
    found["bucket key, big end first"] = bucket.to_bytes(8, "big")
    found["bucket key in hexadecimal"] = f"{bucket:016x}".encode()
    found["bucket key in decimals"] = str(bucket).encode()
    return found


class Search:
    """Secrets by kind, ready to be looked for.

    Parameters
    ----------
    secrets : mapping of str to iterable of str
        By kind. Of kinds that name a person or a post digests are looked for too.
    named : iterable of str
        These kinds.
    """

    def __init__(self, secrets: Mapping[str, Iterable[str]], named: Iterable[str] = ()) -> None:
        forms: dict[bytes, str] = {}
        of_people = frozenset(named)
        for kind, values in secrets.items():
            for value in values:
                every = encoded(value) | (digested(value) if kind in of_people else {})
                for form, needle in every.items():
                    if len(needle) < HEAD:
                        raise ValueError(f"{kind} {form}: too short to be told from chance")
                    forms.setdefault(needle, f"{kind} {value!r}, {form}")
        self.by_head: dict[int, list[bytes]] = {}
        for needle in forms:
            self.by_head.setdefault(int.from_bytes(needle[:HEAD], "little"), []).append(needle)
        self.forms = forms
        self.heads = np.array(sorted(self.by_head), dtype=np.uint64)

    def found(self, content: bytes) -> set[str]:
        """What of the secrets is in these bytes, each with its kind and form."""
        told: set[str] = set()
        for layer in layers(content):
            told |= self._found(layer)
        return told

    def _found(self, content: bytes) -> set[str]:
        told: set[str] = set()
        for shift in range(HEAD):
            words = (
                np.frombuffer(content, np.uint64, (len(content) - shift) // HEAD, shift) if len(content) > shift else ()
            )
            at = np.searchsorted(self.heads, words)
            at[at == len(self.heads)] = 0
            for place in np.flatnonzero(self.heads[at] == words).tolist():
                start = place * HEAD + shift
                for needle in self.by_head[int(words[place])]:
                    if content.startswith(needle, start):
                        told.add(self.forms[needle])
        return told


def layers(content: bytes) -> Iterator[bytes]:
    """The bytes, and what they hold if it is packed: gzip, zlib, base64 of a page, columns of Arrow and Parquet."""
    yield content
    lowered = content.lower()
    if lowered != content:
        yield lowered
    if content[:2] == b"\x1f\x8b":
        yield from layers(gzip.decompress(content))
    if content[:6] == b"ARROW1":
        yield from _columns(pa.ipc.open_file(pa.BufferReader(content)).read_all())
    if content[:4] == b"PAR1":
        yield from _columns(pq.read_table(io.BytesIO(content)))
    for packed in re.findall(rb"base64,([A-Za-z0-9+/=]{16,})", content):
        inner = base64.b64decode(packed)
        yield inner
        try:
            yield zlib.decompress(inner)
        except zlib.error:
            continue


def _columns(table: pa.Table) -> Iterator[bytes]:
    yield repr(table.schema.metadata).encode()
    for name in table.column_names:
        yield "\n".join(str(value) for value in table[name].to_pylist()).encode()


def files(folder: Path) -> dict[str, bytes]:
    """Everything below a folder: what is in files, and what they are called."""
    there = sorted(folder.rglob("*"))
    names = "\n".join(str(path.relative_to(folder)) for path in there).encode()
    return {str(path): path.read_bytes() for path in there if path.is_file()} | {f"names in {folder.name}": names}


def leaked(search: Search, written: Mapping[str, bytes], allowed: Iterable[str] = ()) -> list[str]:
    """One line for each place and secret; ``allowed`` are the beginnings of what may be told."""
    passes = tuple(allowed)
    return sorted(
        f"{Path(name).name}: {each}"
        for name, content in written.items()
        for each in search.found(content)
        if not (passes and each.startswith(passes))
    )
