"""The door: where posts come in, authors become pseudonyms, and every post gets its identity.

Nothing past the door sees an author's id unless the plan asks for it. Three hashes are made here, all of them SipHash
(Aumasson and Bernstein 2012), a keyed function for short inputs:

cluster
    ``author_key``, under a public fixed key: which author bucket a post counts in, the same in every run. It never
    leaves the process as it is, since a list of known handles would find it.
pseudonym
    what stands in ``author_id`` from here on, under a secret random key that is never written, so that no list of
    known handles finds it.
identity
    of the post itself: to find copies of one post, and to fingerprint a dataset whatever the order and split of its
    files.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import PlanError
from audit.hashing import PUBLIC_KEY, hash_strings, to_hex
from audit.loaders.votes.door_votes import admit_votes

Keys = npt.NDArray[np.uint64]

_ODD = np.uint64(0x9E3779B97F4A7C15)  # 2**64 / golden ratio, the increment of SplitMix64
_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)  # the two multipliers of SplitMix64 (Steele, Lea, Flood 2014)
_MIX_2 = np.uint64(0x94D049BB133111EB)


def new_key() -> bytes:
    """A secret key of 16 random bytes for one run's pseudonyms."""
    return secrets.token_bytes(16)


def read_key(path: Path) -> bytes:
    """Read the key that hides authors, 16 bytes or more; made by ``head -c 16 /dev/urandom > key``.

    Raises
    ------
    PlanError
        It cannot be read or is too short.
    """
    try:
        key = path.read_bytes()
    except OSError as error:
        raise PlanError(
            f"{path}: the key file cannot be read: {error.strerror}.",
            hint="Check the path and who may read it. To make one: head -c 32 /dev/urandom > key",
        ) from None
    if len(key) < 16:
        raise PlanError(
            f"{path}: the key file holds {len(key)} bytes; at least 16 random bytes are expected.",
            hint="Make one: head -c 32 /dev/urandom > key",
        )
    return key[:16]


@dataclass(frozen=True)
class Fingerprint:
    """A 128-bit sum over the posts of a dataset: the same for any order, split, compression or file format."""

    first: int = 0
    second: int = 0

    def __add__(self, other: Fingerprint) -> Fingerprint:
        return Fingerprint((self.first + other.first) % 2**64, (self.second + other.second) % 2**64)

    def hex(self) -> str:
        """32 hexadecimal digits."""
        return f"{self.first:016x}{self.second:016x}"


@dataclass(frozen=True)
class Admitted:
    """A batch of n posts past the door.

    Attributes
    ----------
    table : pyarrow.RecordBatch
        The batch, its authors and mentioned accounts replaced by pseudonyms.
    author_key : ndarray of uint64, shape (n,)
        Stable hash of the author; of the text where no author is stated, so that a copy is no new voice; of the
        conversation before the text, where that was asked for.
    has_author : ndarray of bool, shape (n,)
    post_key : ndarray of uint64, shape (n,)
        Stable hash of the post's id; 0 where it has none.
    version : ndarray of uint64, shape (n,)
        Later versions of one post compare greater; equal means the same content.
    content : ndarray of uint64, shape (n,)
        Stable hash of all that the batch says of the post.
    """

    table: pa.RecordBatch
    author_key: Keys
    has_author: npt.NDArray[np.bool_]
    post_key: Keys
    version: Keys
    content: Keys = field(repr=False)

    def take(self, keep: npt.NDArray[np.bool_]) -> Admitted:
        """The posts where ``keep`` is true."""
        if keep.all():
            return self
        return Admitted(
            self.table.filter(pa.array(keep)),
            self.author_key[keep],
            self.has_author[keep],
            self.post_key[keep],
            self.version[keep],
            self.content[keep],
        )

    def fingerprint(self) -> Fingerprint:
        """Sum of the posts' identities."""
        first, second = _mixed(self.content), _mixed(self.content ^ _ODD)
        return Fingerprint(int(first.sum(dtype=np.uint64)), int(second.sum(dtype=np.uint64)))


def admit(batch: pa.RecordBatch, secret: bytes | None, *, by_conversation: bool = False) -> Admitted:
    """Let a loader's batch in.

    Parameters
    ----------
    batch : pyarrow.RecordBatch
        As a loader yields it: columns of the post schema, and flat ``attribute:NAME`` and ``label:NAME`` columns.
    secret : bytes or None
        Key of the pseudonyms; None keeps the original ids, which only a plan that asks for them does.
    by_conversation : bool
        Whether posts without an author are clustered by their conversation instead of by their text: what a model wrote
        upon one prompt is one cluster.

    Returns
    -------
    Admitted
    """
    columns = {name: batch.column(index) for index, name in enumerate(batch.schema.names)}
    count = batch.num_rows
    post_key = _hash(columns.get("post_id"), count)
    text_key = _hash(columns.get("text"), count)
    author = columns.get("author_id")
    has_author = np.zeros(count, dtype=bool) if author is None else _valid(author)
    by_author = _hash(author, count)
    cluster = np.where(text_key != 0, text_key, post_key)
    if by_conversation:
        conversation = _hash(columns.get("conversation_id"), count)
        cluster = np.where(conversation != 0, conversation, cluster)
    cluster = np.where(has_author, by_author, cluster)
    content = _content(columns, text_key, post_key, by_author)
    table = batch if secret is None else _pseudonymised(batch, columns, secret)
    table = admit_votes(table, secret)
    return Admitted(table, cluster, has_author, post_key, _version(columns, content), content)


def _valid(column: pa.Array) -> npt.NDArray[np.bool_]:
    flags: npt.NDArray[np.bool_] = column.is_valid().to_numpy(zero_copy_only=False)
    return flags


def _hash(column: pa.Array | None, count: int) -> Keys:
    """Stable hash of each value; 0 for null and for a field that is not there."""
    if column is None or column.null_count == count:
        return np.zeros(count, dtype=np.uint64)
    hashed: Keys = hash_strings(column, PUBLIC_KEY)
    return np.where(_valid(column), hashed, np.uint64(0)) if column.null_count else hashed


def _mixed(values: Keys) -> Keys:
    """SplitMix64's finaliser: every bit of the input moves every bit of the output."""
    with np.errstate(over="ignore"):
        values = (values ^ (values >> np.uint64(30))) * _MIX_1
        values = (values ^ (values >> np.uint64(27))) * _MIX_2
    return values ^ (values >> np.uint64(31))


def _content(columns: Mapping[str, pa.Array], text_key: Keys, post_key: Keys, author_key: Keys) -> Keys:
    """One hash of all that is said of each post; a field that is absent counts as one that is null."""
    known = {"text": text_key, "post_id": post_key, "author_id": author_key}
    total = np.zeros(len(text_key), dtype=np.uint64)
    for name in sorted(columns):
        if name in ("source", "row"):
            continue  # where a record stood says nothing of the post
        values = known[name] if name in known else _plain_key(columns[name])
        if values is None:
            continue
        salt = np.uint64(int.from_bytes(name.encode()[-8:].ljust(8, b"\0"), "little"))
        total += np.where(values != 0, _mixed(values ^ salt ^ _ODD), np.uint64(0))
    return total


def _plain_key(column: pa.Array) -> Keys | None:
    """Key of any flat column: the number itself, or the hash of its text; None for nested ones, which repeat others."""
    kind = column.type
    if column.null_count == len(column):
        return None
    if pa.types.is_dictionary(kind):
        indices = column.indices.fill_null(0).to_numpy(zero_copy_only=False)
        return np.where(_valid(column), _hash(column.dictionary, len(column.dictionary))[indices], np.uint64(0))
    if pa.types.is_string(kind) or pa.types.is_large_string(kind):
        return _hash(column, len(column))
    if pa.types.is_nested(kind):
        return None
    numbers = pc.cast(column, pa.int64()) if not pa.types.is_floating(kind) else pc.cast(column, pa.float64())
    plain = numbers.fill_null(0).to_numpy(zero_copy_only=False).view(np.uint64)
    # Shifted so that a stated zero is not taken for a missing value.
    return np.where(_valid(column), _mixed(plain + np.uint64(1)) | np.uint64(1), np.uint64(0))


def _version(columns: Mapping[str, pa.Array], content: Keys) -> Keys:
    """One bit edited, 33 bits of seconds, 30 bits of content: the latest version of a post is the greatest."""
    version = content >> np.uint64(34)
    created = columns.get("created_at")
    if created is not None:
        seconds = pc.cast(created, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False) // 1_000_000
        version |= np.clip(seconds, 0, 2**33 - 1).astype(np.uint64) << np.uint64(30)
    edited = columns.get("edited")
    if edited is not None:
        flags = edited.is_valid().to_numpy(zero_copy_only=False) & edited.cast(pa.uint8()).fill_null(
            0
        ).to_numpy().astype(bool)
        version |= flags.astype(np.uint64) << np.uint64(63)
    return version


def _pseudonymised(batch: pa.RecordBatch, columns: Mapping[str, pa.Array], secret: bytes) -> pa.RecordBatch:
    """The batch with the ids of authors, and of accounts named in posts, replaced."""
    author = columns.get("author_id")
    if author is not None and author.null_count < len(author):
        batch = _replaced(batch, "author_id", _pseudonyms(author, secret))
    named = columns.get("mentions")
    if named is not None and named.null_count < len(named):
        inner = _pseudonyms(named.flatten(), secret)
        offsets = named.offsets
        if offsets[0].as_py() != 0:
            offsets = pc.subtract(offsets, offsets[0])
        lists = pa.ListArray.from_arrays(offsets, inner, mask=named.is_null())
        batch = _replaced(batch, "mentions", lists)
    return batch


def _pseudonyms(ids: pa.Array, secret: bytes) -> pa.Array:
    hidden = to_hex(hash_strings(ids, secret))
    return hidden if ids.null_count == 0 else pc.if_else(ids.is_valid(), hidden, pa.scalar(None, pa.string()))


def _replaced(batch: pa.RecordBatch, name: str, values: pa.Array) -> pa.RecordBatch:
    return batch.set_column(batch.schema.get_field_index(name), batch.schema.field(name), values)
