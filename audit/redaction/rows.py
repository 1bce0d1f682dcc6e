"""Rows of posts, redacted: every column that can lead to a person, not the text alone."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.hashing import PUBLIC_KEY, hash_strings
from audit.redaction.links import shortened
from audit.redaction.pseudonyms import ACCOUNT, POST, Pseudonyms, as_accounts
from audit.redaction.settings import Settings
from audit.redaction.tally import Tallied
from audit.redaction.texts import TextRedactor

_OF_POSTS = ("post_id", "reply_to", "repost_of", "quote_of", "conversation_id")
#: Where a record stood, by which whoever has the original finds it.
_ORIGIN = ("source", "row")
#: Columns that hold words: what people call a board, a country or a label can be the name of a person.
_WORDS = ("community", "country", "place", "split")
#: Boards of one person: ``u_name`` on Reddit.
_OF_ONE = r"^(?:u_|/?u/)"


class Redactor:
    """Redacts one batch after the other, as a loader yields them.

    Parameters
    ----------
    settings : Settings
    pseudonyms : Pseudonyms
    forget : frozenset of str
        Ids of authors whose posts are left out.
    attributes : collection of str
        Stated attributes that are kept.
    common : mapping of str to ndarray of uint64, optional
        By column, hashes of the values that enough authors share; without, all are kept.

    Attributes
    ----------
    dropped : set of str
        Attributes that were left out; those of which a field of the same name is kept, as a country may be, are none.
    """

    def __init__(
        self,
        settings: Settings,
        pseudonyms: Pseudonyms,
        forget: frozenset[str] = frozenset(),
        attributes: Collection[str] = (),
        common: Mapping[str, npt.NDArray[np.uint64]] | None = None,
    ) -> None:
        self.settings = settings
        self.pseudonyms = pseudonyms
        self.forget = forget
        self.attributes = attributes
        self.common = common
        self._left_out, self._kept = set[str](), set[str]()
        self.texts = TextRedactor(settings, pseudonyms)
        self.tallied = Tallied()

    @property
    def dropped(self) -> frozenset[str]:
        """Attributes that are nowhere in what is written."""
        return frozenset(self._left_out - self._kept)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Redact a batch.

        Parameters
        ----------
        batch : RecordBatch
            Fields of the post schema, and flat columns ``attribute:NAME`` and ``label:NAME``; ids as they were.

        Returns
        -------
        RecordBatch
            The posts that are kept, with the same columns.
        """
        batch = self._without_forgotten(batch)
        authors = _authors(batch)
        names = batch.schema.names
        columns = {name: batch.column(index) for index, name in enumerate(names)}
        made = {name: self._column(name, column, authors) for name, column in columns.items()}
        self._kept |= {name for name, column in made.items() if column.null_count < len(column)}
        self.tallied.posts += batch.num_rows
        return pa.RecordBatch.from_arrays([made[name] for name in names], names=list(names))

    def _column(self, name: str, column: pa.Array, authors: npt.NDArray[np.uint64]) -> pa.Array:
        kind = column.type
        if name in _ORIGIN or (name == "place" and not self.settings.place):
            return pa.nulls(len(column), kind)
        if name.startswith("attribute:") and name.partition(":")[2] not in self.attributes:
            self._left_out.add(name.partition(":")[2])
            return pa.nulls(len(column), kind)
        if name == "text":
            new, told = self.texts.redact(column)
            self.tallied.note(told, authors)
            self.tallied.left_over(self.texts.left(new))
            return new
        if name == "author_id":
            return _mapped(column, lambda each: self.pseudonyms.of(each, ACCOUNT))
        if name in _OF_POSTS:
            return _mapped(column, lambda each: self.pseudonyms.of(each, POST))
        if name == "mentions":
            return _listed(column, lambda each: self.pseudonyms.of(each, ACCOUNT))
        if name == "urls":
            return self._urls(column)
        if name == "hashtags":
            return _listed(column, self._words)
        if name == "votes":
            return _votes(column, self.pseudonyms)
        if name == "created_at" and self.settings.time != "exact":
            return pc.floor_temporal(column, unit=self.settings.time).cast(kind)
        if name in _WORDS or name.startswith(("attribute:", "label:")):
            return _mapped(self._without_rare(name, column), self._words)
        return column

    def _words(self, values: pa.Array) -> pa.Array:
        """Words with identifiers replaced, and boards of one person by that person's pseudonym."""
        made, _ = self.texts.redact(values)
        of_one = pc.fill_null(pc.match_substring_regex(values, _OF_ONE), pa.scalar(value=False))
        if pc.any(of_one).as_py():
            names = pc.replace_substring_regex(values, _OF_ONE, "")
            made = pc.if_else(
                of_one,
                pc.binary_join_element_wise("u_", self.pseudonyms.of(names, ACCOUNT), ""),
                made.cast(pa.string()),
            )
        return made

    def _urls(self, column: pa.Array) -> pa.Array:
        if self.settings.links == "drop":
            return pa.nulls(len(column), column.type)
        how = self.settings.links

        def cut(values: pa.Array) -> pa.Array:
            texts = [None if each is None else shortened(each, how) for each in values.to_pylist()]
            return self.texts.redact(pa.array(texts, pa.large_string()))[0]

        return _listed(column, cut)

    def _without_rare(self, name: str, column: pa.Array) -> pa.Array:
        known = self.common.get(name) if self.common is not None else None
        if known is None:
            return column
        keep = np.isin(hash_strings(column, PUBLIC_KEY), known)
        return pc.if_else(pa.array(keep), column, pa.scalar(None, column.type))

    def _without_forgotten(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        index = batch.schema.get_field_index("author_id")
        if not self.forget or index < 0:
            return batch
        asked = as_accounts(pa.array(sorted(self.forget), pa.string()))
        gone = pc.is_in(as_accounts(batch.column(index).cast(pa.string())), value_set=asked)
        self.tallied.forgotten += int(pc.sum(gone).as_py() or 0)
        return batch.filter(pc.invert(gone))


def _authors(batch: pa.RecordBatch) -> npt.NDArray[np.uint64]:
    """Key of the author of each post; of its text where none is stated."""
    index, text = batch.schema.get_field_index("author_id"), batch.schema.get_field_index("text")
    by_text = hash_strings(batch.column(text)) if text >= 0 else np.arange(batch.num_rows, dtype=np.uint64)
    if index < 0:
        return by_text
    author = batch.column(index)
    return np.where(author.is_valid().to_numpy(zero_copy_only=False), hash_strings(author), by_text)


def _mapped(column: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """A column of strings, plain or dictionary-encoded, changed value by value."""
    kind = column.type
    if column.null_count == len(column):
        return column
    if pa.types.is_dictionary(kind):
        new = change(column.dictionary.cast(pa.string())).cast(kind.value_type)
        return new.take(column.indices).dictionary_encode().cast(kind)
    return change(column).cast(kind)


def _listed(column: pa.Array, change: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """A column of lists of strings, changed value by value."""
    kind = column.type
    if column.null_count == len(column):
        return column
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    values = change(column.flatten()).cast(kind.value_type)
    return pa.ListArray.from_arrays(pa.array(offsets), values, mask=column.is_null())


def _votes(column: pa.Array, pseudonyms: Pseudonyms) -> pa.Array:
    """Votes, their annotators behind pseudonyms of their own."""
    kind = column.type
    if column.null_count == len(column):
        return column
    lengths = pc.fill_null(pc.list_value_length(column), 0).to_numpy(zero_copy_only=False)
    offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
    inner = column.flatten()
    fields = [inner.field(index) for index in range(kind.value_type.num_fields)]
    fields[0] = _mapped(fields[0], lambda each: pseudonyms.of(each, ACCOUNT))
    struct = pa.StructArray.from_arrays(fields, fields=[kind.value_type.field(i) for i in range(len(fields))])
    return pa.ListArray.from_arrays(pa.array(offsets), struct, mask=column.is_null())
