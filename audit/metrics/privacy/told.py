"""Counting what posts tell of their author: special categories, and ages below 18.

Read in posts in English that are no reposts. What a sentence supposes, reports or quotes is set aside by the rules of
:mod:`audit.text.windows`. Posts and authors are counted by category, and nothing is kept of which post or author it was.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from audit import resources
from audit.hashing import distinct
from audit.metrics.descriptions import window_words
from audit.metrics.language import READ
from audit.posts import PostBatch
from audit.resources import CONVICTIONS, DISCLOSURE_CATEGORIES, DisclosureTerm
from audit.tally import Cell, Tally
from audit.text.features import Mentions
from audit.text.first_person import FirstPerson, compile_first_person
from audit.text.stated_ages import may_state_age, stated_ages
from audit.text.token_table import TokenTable
from audit.text.windows import ASKED, set_aside

NAME = "privacy"
TOLD, MINOR, STATED = "told", "minor", "stated"
#: Posts read in English. Reposts among them tell nothing of who reposts: without them, what is printed beside the counts of
#: other metrics would tell how few posts are reposts.
BASE = (NAME, READ, "en")
#: Any category of Article 9; what is told in so many words, and that with what is only implied.
ANY, EXPLICIT, ALL = "any", "explicit", "all"
#: Of posts that disclose something, those of several categories; the others are those without one, ``without(name)``.
SEVERAL = "several"
#: The categories of Article 9.
SPECIAL = tuple(each for each in DISCLOSURE_CATEGORIES if each != CONVICTIONS)
#: "Under 13" and so on: the ages of the American COPPA rule, of Article 8 of the GDPR, and of age.
AGES = (13, 16, 18)
#: Names of attributes that hold an age in years.
AGE_ATTRIBUTES = frozenset({"age", "user_age", "author_age"})
Rows = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Found = tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]
Spans = tuple[list[int], list[int], list[int], list[int]]


@functools.cache
def first_person() -> FirstPerson:
    """The bundled forms, ready to be found; made once a process."""
    around = resources.read_lexicon("frame-words-en").rows
    return compile_first_person(_terms(), ((row["class"], row["form"]) for row in around))


@functools.cache
def _terms() -> tuple[DisclosureTerm, ...]:
    return resources.disclosure_terms().rows


def without(name: str) -> str:
    """Posts that disclose something, but nothing of this category in so many words: what two printed figures differ by."""
    return f"without {name}"


def own_words(posts: PostBatch) -> Rows:
    """Posts in English that are no reposts."""
    kind = posts.column("kind")
    if kind is None:
        return posts.english
    reposts = pc.equal(pc.cast(kind, pa.string()), "repost")
    kept: Rows = posts.english & ~pc.fill_null(reposts, fill_value=False).to_numpy(zero_copy_only=False)
    return kept


def count_told(posts: PostBatch, tokens: TokenTable, tally: Tally) -> None:
    """Count posts and authors that disclose something of a category in so many words, or at least imply it."""
    text, terms, forms = posts.column("text"), _terms(), first_person()
    for name in DISCLOSURE_CATEGORIES:
        tally.add_total((NAME, "category", name), 0)
    if text is None:
        return
    rows = np.flatnonzero(forms.candidates(tokens, len(posts)) & own_words(posts))
    place, said_by = counted_terms(rows.tolist(), text.take(pa.array(rows)).to_pylist(), tokens)
    category = np.array([DISCLOSURE_CATEGORIES.index(each.category) for each in terms], dtype=np.int64)[said_by]
    explicit = np.array([each.tier == EXPLICIT for each in terms], dtype=bool)[said_by]
    for tier, kept in ((EXPLICIT, explicit), (ALL, np.ones(len(place), dtype=bool))):
        for number, name in enumerate(DISCLOSURE_CATEGORIES):
            _note(tally, (NAME, TOLD, name, tier), posts, place[kept & (category == number)])
        special = category != DISCLOSURE_CATEGORIES.index(CONVICTIONS)
        _note(tally, (NAME, TOLD, ANY, tier), posts, place[kept & special])
    _count_rests(tally, posts, place, category, explicit)


def _count_rests(tally: Tally, posts: PostBatch, place: Numbers, category: Numbers, explicit: Rows) -> None:
    """Count what follows from the figures together: posts of several categories, and those of any but one."""
    special = category != DISCLOSURE_CATEGORIES.index(CONVICTIONS)
    named = {name: np.unique(place[explicit & (category == DISCLOSURE_CATEGORIES.index(name))]) for name in SPECIAL}
    named[ANY] = np.unique(place[explicit & special])
    once, times = np.unique(np.concatenate([named[name] for name in SPECIAL]), return_counts=True)
    _note(tally, (NAME, TOLD, SEVERAL, EXPLICIT), posts, once[times > 1])
    for tier, whole in ((EXPLICIT, named[ANY]), (ALL, np.unique(place[special]))):
        for name, own in named.items():
            _note(tally, (NAME, TOLD, without(name), tier), posts, np.setdiff1d(whole, own, assume_unique=True))


def count_ages(posts: PostBatch, tokens: TokenTable, tally: Tally) -> None:
    """Count posts and authors that state an age below each of :data:`AGES`, in the text or in an attribute."""
    text = posts.column("text")
    if text is not None:
        rows = np.flatnonzero(may_state_age(text) & own_words(posts))
        place, age = counted_ages(rows.tolist(), text.take(pa.array(rows)).to_pylist(), tokens)
        for limit in AGES:
            _note(tally, (NAME, MINOR, str(limit)), posts, place[age < limit])
    for name in posts.table.schema.names:
        kind, _, attribute = name.partition(":")
        if kind == "attribute" and attribute.casefold() in AGE_ATTRIBUTES:
            years = _years(posts.table.column(name))
            _note(tally, (NAME, STATED, "any"), posts, np.flatnonzero(~np.isnan(years)))
            for limit in AGES:
                _note(tally, (NAME, STATED, str(limit)), posts, np.flatnonzero(years < limit))


def counted_terms(posts: Sequence[int], texts: Sequence[str], tokens: TokenTable) -> Found:
    """Posts, and the listed terms that they say of their author; suppositions, reports and quotations set aside.

    Parameters
    ----------
    posts : sequence of int
        Ascending indices into the batch.
    texts : sequence of str
        Of these posts.
    tokens : TokenTable
        At least of these posts.
    """
    spans: Spans = ([], [], [], [])
    for post, written in zip(posts, texts, strict=True):
        for said in first_person().find(written):
            _add(spans, post, written, said.start, said.end, said.term)
    return _counted(spans, tokens)


def counted_ages(posts: Sequence[int], texts: Sequence[str], tokens: TokenTable) -> Found:
    """Posts, and the ages below 18 that they state of their author, as above."""
    spans: Spans = ([], [], [], [])
    for post, written in zip(posts, texts, strict=True):
        for said in stated_ages(written):
            _add(spans, post, written, said.start, said.end, said.age)
    return _counted(spans, tokens)


def _add(spans: Spans, post: int, text: str, start: int, end: int, what: int) -> None:
    for column, value in zip(spans, (post, len(text[:start].encode()), len(text[:end].encode()), what), strict=True):
        column.append(value)


def _counted(spans: Spans, tokens: TokenTable) -> Found:
    """Post, and what it says, of the spans that are not supposed, reported or quoted."""
    post, start, end, what = (np.array(each, dtype=np.int64) for each in spans)
    if not len(post):
        return post, what
    group = np.zeros(len(post), dtype=np.int32)
    mentions = Mentions(post.astype(np.int32), group, start.astype(np.int32), end.astype(np.int32))
    # A question is told apart by its clause already: "I'm 15, is that old enough?" asks something else.
    aside = set_aside(tokens.take(np.isin(tokens.post, post)), mentions, window_words()) & ~np.uint8(ASKED)
    return post[aside == 0], what[aside == 0]


def _note(tally: Tally, cell: Cell, posts: PostBatch, rows: npt.NDArray[np.integer]) -> None:
    once = np.unique(rows)
    tally.count(cell, posts.bucket[once])
    tally.add_authors(cell, distinct(posts.author_key[once[posts.has_author[once]]]))


def _years(column: pa.Array) -> npt.NDArray[np.float64]:
    """Whole years from 1 to 119; NaN for everything else."""
    text = pc.utf8_trim_whitespace(pc.cast(column, pa.string()))
    plain = pc.fill_null(pc.match_substring_regex(text, r"^\d{1,3}(?:\.0+)?$"), fill_value=False)
    numbers = pc.cast(pc.if_else(plain, text, None), pa.float64())
    years: npt.NDArray[np.float64] = numbers.fill_null(np.nan).to_numpy(zero_copy_only=False)
    return np.where((years >= 1) & (years < 120), years, np.nan)
