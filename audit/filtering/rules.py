"""What a filter asks of each post on its own: a batch in, who passes and of whom it cannot be told out.

A post without text is an empty text here: it is too short for a rule that asks for length, and passes one that forbids
something. Only what a post may lack, a score, a label, a language or an id, can be missing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit.errors import PlanError, column_named
from audit.hashing import hash_strings
from audit.metrics.counting import mixed
from audit.metrics.post_groups import CARRIED
from audit.posts import PostBatch
from audit.text.features import TextPass
from audit.text.languages import primary

Bools = npt.NDArray[np.bool_]
Measure = Callable[[PostBatch], npt.NDArray[np.float64]]
#: Numbers that posts have without a column being named.
COUNTS = ("likes", "reposts", "replies", "views")
#: The comparisons a threshold can make.
COMPARISONS: Mapping[str, Callable[..., Bools]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


class Verdict(NamedTuple):
    """Of n posts which pass, and which lack what the rule asks for, if any can."""

    passes: Bools
    missing: Bools | None = None


class Rule(Protocol):
    """Asks posts one by one."""

    @property
    def said(self) -> str:
        """What posts it keeps, as words after "keeps posts"."""
        ...

    def __call__(self, posts: PostBatch) -> Verdict:
        """Ask a batch."""
        ...


@dataclass(frozen=True)
class Bounded:
    """A measure of the text between two limits, both included."""

    measure: Measure
    low: float
    high: float
    said: str

    def __call__(self, posts: PostBatch) -> Verdict:
        """Ask a batch."""
        value = self.measure(posts)
        return Verdict((value >= self.low) & (value <= self.high))


@dataclass(frozen=True)
class Threshold:
    """A column of scores above or below a number."""

    column: str
    comparison: str
    value: float
    said: str

    def __call__(self, posts: PostBatch) -> Verdict:
        """Ask a batch."""
        scores = _numbers(_carried(posts, self.column), self.column)
        return Verdict(COMPARISONS[self.comparison](scores, self.value), np.isnan(scores))


@dataclass(frozen=True)
class Valued:
    """A column of labels that has, or has not, one of some values."""

    column: str
    values: tuple[str, ...]
    keeps: bool
    said: str

    def __call__(self, posts: PostBatch) -> Verdict:
        """Ask a batch."""
        column = _carried(posts, self.column)
        named = pc.is_in(column.cast(pa.string()), value_set=pa.array(self.values, pa.string()))
        return Verdict(_bools(named) == self.keeps, _bools(column.is_null()))


@dataclass(frozen=True)
class InLanguage:
    """The language that a post states, by primary subtag; where the plan says so, that which is detected."""

    tags: tuple[str, ...]
    detects: bool
    said: str

    def __call__(self, posts: PostBatch) -> Verdict:
        """Ask a batch."""
        column = posts.column("lang")
        stated, passes = np.zeros(len(posts), dtype=bool), np.zeros(len(posts), dtype=bool)
        if column is not None and column.null_count < len(column):
            coded = column.dictionary_encode()
            wanted = np.array([primary(each) in self.tags for each in coded.dictionary.to_pylist()], dtype=bool)
            stated = _bools(column.is_valid())
            passes[stated] = wanted[coded.indices.fill_null(0).to_numpy(zero_copy_only=False)][stated]
        if not self.detects:
            return Verdict(passes, ~stated)
        read, names = posts.features.language, posts.features.languages
        found = np.array([*(each in self.tags for each in names), False], dtype=bool)[read]
        return Verdict(np.where(stated, passes, found))


@dataclass(frozen=True)
class Listed:
    """The ids of posts that a list holds."""

    keys: npt.NDArray[np.uint64] = field(repr=False)
    name: str
    said: str

    def __call__(self, posts: PostBatch) -> Verdict:
        """Ask a batch."""
        column = posts.column("post_id")
        if column is None:
            return Verdict(np.zeros(len(posts), dtype=bool), np.ones(len(posts), dtype=bool))
        keys = hash_strings(column)
        at = np.minimum(np.searchsorted(self.keys, keys), max(len(self.keys) - 1, 0))
        passes = self.keys[at] == keys if len(self.keys) else np.zeros(len(posts), dtype=bool)
        return Verdict(passes, _bools(column.is_null()))


@dataclass(frozen=True)
class Wordless:
    """No word or phrase of a list, as whole words, whatever their case."""

    text_pass: TextPass = field(repr=False)
    said: str

    def __call__(self, posts: PostBatch) -> Verdict:
        """Ask a batch."""
        passes = np.ones(len(posts), dtype=bool)
        passes[self.text_pass.run(text_of(posts)).strict_pairs[0]] = False
        return Verdict(passes)


@dataclass(frozen=True)
class Original:
    """No repost, as the platform says."""

    said: str = "that are no reposts"

    def __call__(self, posts: PostBatch) -> Verdict:
        """Ask a batch."""
        kind = posts.column("kind")
        none = np.ones(len(posts), dtype=bool)
        if kind is None:
            return Verdict(none, none)
        return Verdict(~_bools(pc.equal(kind.cast(pa.string()), "repost")), _bools(kind.is_null()))


@dataclass(frozen=True)
class Drawn:
    """A share of posts at random, by the hash of what they are: a filter that knows nothing of anybody, to compare with."""

    share: float
    said: str

    def __call__(self, posts: PostBatch) -> Verdict:
        """Ask a batch."""
        uniform = mixed(identity(posts) ^ np.uint64(0x6A09E667F3BCC908))
        return Verdict((uniform >> np.uint64(11)).astype(np.float64) < self.share * 2.0**53)


def identity(posts: PostBatch) -> npt.NDArray[np.uint64]:
    """A uniform hash of the author, id, time and text of each post: the same wherever it is read; shape (n,)."""
    value = mixed(posts.author_key)
    for salt, name in enumerate(("post_id", "created_at", "text"), start=1):
        column = posts.column(name)
        if column is None or column.null_count == len(column):
            continue
        if name == "created_at":
            own = pc.cast(column, pa.int64()).fill_null(0).to_numpy(zero_copy_only=False).view(np.uint64)
        else:
            own = hash_strings(column)
        known = _bools(column.is_valid())
        value = np.where(known, mixed(value ^ mixed(own + np.uint64(salt))), value)
    return value


def text_of(posts: PostBatch) -> pa.Array:
    """The texts of a batch, empty where there is none.

    Raises
    ------
    PlanError
        The data have no text at all.
    """
    text = posts.column("text")
    if text is None:
        raise PlanError(
            "A filter asks for the text of posts, and the data have none.",
            hint=f"Name its column: {column_named('text')}",
        )
    return text if text.null_count == 0 else text.fill_null("")


def characters(posts: PostBatch) -> npt.NDArray[np.float64]:
    """Characters (Unicode code points) of each text."""
    return _floats(pc.utf8_length(text_of(posts)))


def words(posts: PostBatch) -> npt.NDArray[np.float64]:
    """Words and emoji; links, handles and addresses are none."""
    text_of(posts)
    return posts.features.tokens.astype(np.float64)


def word_length(posts: PostBatch) -> npt.NDArray[np.float64]:
    """Letters per word; 0 without words."""
    text_of(posts)
    average: npt.NDArray[np.float64] = posts.features.letters / np.maximum(posts.features.tokens, 1)
    return average


def function_words(posts: PostBatch) -> npt.NDArray[np.float64]:
    """Words of the list of function words of the post's language."""
    text_of(posts)
    return posts.features.function_words.astype(np.float64)


def letters(posts: PostBatch) -> npt.NDArray[np.float64]:
    """Share of characters that are letters of words; 0 of an empty text."""
    shares: npt.NDArray[np.float64] = posts.features.letters / np.maximum(characters(posts), 1)
    return shares


def links(posts: PostBatch) -> npt.NDArray[np.float64]:
    """Links in the text or beside it, whichever are more."""
    written = _floats(pc.count_substring_regex(text_of(posts), r"https?://|www\.", ignore_case=True))
    beside = posts.column("urls")
    if beside is None or beside.null_count == len(beside):
        return written
    return np.maximum(written, _floats(pc.list_value_length(beside).fill_null(0)))


def hashtags(posts: PostBatch) -> npt.NDArray[np.float64]:
    """Hashtags in the text."""
    return _floats(pc.count_substring_regex(text_of(posts), r"#[\pL\pN_]"))


def symbols(posts: PostBatch) -> npt.NDArray[np.float64]:
    """Number signs per word, or ellipses per word, whichever are more; as many as there are without words."""
    text = text_of(posts)
    found = (_floats(pc.count_substring_regex(text, each)) for each in ("#", r"\.\.\.|…"))
    return np.maximum(*found) / np.maximum(words(posts), 1)


def ends(posts: PostBatch) -> npt.NDArray[np.float64]:
    """1 where the text ends with a mark that ends a sentence, and perhaps a closing quotation mark or bracket after it."""
    return _floats(pc.match_substring_regex(text_of(posts), r"[.!?…。！？؟।][\"'”’»)\]]*\s*$").cast(pa.int8()))


def carried(column: str) -> str:
    """The attribute under which a column that a rule names travels: as it is written, for a label may be cut at one half."""
    return f"{CARRIED}{column}"


def _carried(posts: PostBatch, name: str) -> pa.Array:
    found = posts.column(name if name in COUNTS else f"attribute:{carried(name)}")
    return pa.nulls(len(posts), pa.string()) if found is None else found


def _numbers(column: pa.Array, name: str) -> npt.NDArray[np.float64]:
    """A column as numbers, NaN where there is none."""
    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type):
        return _floats(pc.cast(column, pa.float64()).fill_null(np.nan))
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    try:
        stated = [float(each) if each is not None and each.strip() else np.nan for each in coded.dictionary.to_pylist()]
    except ValueError:
        raise PlanError(
            f"score:{name}: the column {name!r} holds something that is no number.",
            hint=f"Of words ask label:{name}=VALUE,...",
        ) from None
    codes = coded.indices.fill_null(len(stated)).to_numpy(zero_copy_only=False)
    found: npt.NDArray[np.float64] = np.array([*stated, np.nan], dtype=np.float64)[codes]
    return found


def _floats(values: pa.Array) -> npt.NDArray[np.float64]:
    found: npt.NDArray[np.float64] = values.to_numpy(zero_copy_only=False).astype(np.float64)
    return found


def _bools(values: pa.Array) -> Bools:
    found: Bools = values.fill_null(False).to_numpy(zero_copy_only=False).astype(bool)  # noqa: FBT003
    return found
