"""Whether a few words are in nearly all posts, as in posts that were found by a list of words.

That the words are there is what is measured; that posts were found by them is one explanation, and is said as one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from audit.finding import Block, Chart, Estimate, Finding, Reading, Weakens
from audit.metrics.associations.words import masked_labels
from audit.metrics.base import Scope
from audit.metrics.sampling.checks import NAME, OF_WORDS, Check, of_share
from audit.metrics.sampling.ids_counts import ROWS
from audit.metrics.sampling.words_counts import SHORT, WORDS
from audit.metrics.withheld import are_withheld
from audit.posts import BUCKETS
from audit.statistics.word_cover import WordCover, word_cover
from audit.tally import Tally
from audit.tally.sample import Sample
from audit.wording import count, join, number, plural

#: Words of a list at most that are looked for, and the part of posts that they have to be in. ``docs/sampling.md`` has the table: in
#: collections by anything but words, 20 words are in a third to three fifths of short posts, and in up to four fifths of those of one
#: author; in collections by words, in four fifths to all.
MOST_WORDS, LEAST_COVER = 20, 0.8
#: Posts without any of the words, over those there would be if words stood in posts independently: 0.92 to 1.2 in collections by
#: anything else, 0.02 to 0.63 where posts without any of the words were not collected.
LEFT_OUT = 0.8
#: Part of all words that are function words, below which the text is in none of the languages whose function words are known, and those
#: of its own would pass for content. English tweets that were found by words have 0.06 to 0.29; Indonesian, Swahili and German taken for
#: English have 0.002 to 0.004.
LEAST_FUNCTION_WORDS = 0.05
#: Texts below which nothing is said, and words that are named.
LEAST_TEXTS, MOST_NAMED = 200, 10
_STEPS = (1, 3, 5, 10, 20)


class Texts(NamedTuple):
    """Different texts of a sample: pairs of a text and a word, and the bucket and the owner of each text."""

    text: npt.NDArray[np.int64]
    word: npt.NDArray[np.int64]
    bucket: npt.NDArray[np.int64]
    owner: npt.NDArray[np.uint64]
    codes: npt.NDArray[np.uint64]


def judge_words(tally: Tally, scope: Scope) -> Check:
    """Whether a few words are in nearly all posts, and posts without them are missing."""
    if are_withheld(tally, ROWS):
        return Check(reasons=("words are never written into a tally file",))
    sample = tally.samples.get(WORDS)
    if sample is None or function_words(tally) < LEAST_FUNCTION_WORDS:
        return Check(reasons=("posts are in no language whose function words are known",))
    if not len(sample):
        return Check(reasons=("no posts are short enough for words that they were found by to show",))
    texts = texts_of(sample)
    if len(texts.bucket) < LEAST_TEXTS:
        return Check(
            reasons=(f"fewer than {LEAST_TEXTS} different short texts are too few to tell whether words found them",)
        )
    halves = np.bincount(texts.bucket % 2, minlength=2)
    if len(np.unique(texts.owner)) < scope.plan.floors.authors or halves.min() < LEAST_TEXTS // 4:
        return Check(reasons=("too few authors wrote short texts to tell whether words found them",))
    cover = word_cover(texts.text, texts.word, texts.bucket, most=MOST_WORDS, buckets=BUCKETS)
    voices = len(np.unique(texts.owner))
    drawn = "" if sample.complete else ", drawn by a hash"
    note = f"{count(len(texts.bucket))} different texts of at most {SHORT} content words{drawn}"
    told = tuple(
        replace(
            of_share(
                f"{NAME}.words.{step}",
                f"covered_by_{step}_words",
                {"words": str(step)},
                cover.covered[step - 1],
                cover.posts,
                scope,
                note=note,
            ),
            n_authors=voices if scope.has_authors else None,
        )
        for step in _STEPS
    )
    return _read(cover, texts, sample, told, scope)


def function_words(tally: Tally) -> float:
    """Part of the words of posts that lexicons are read against that are function words of their languages."""
    words, tokens = (
        sum(tally.totals[cell] for cell in tally.total_cells(NAME, kind) if len(cell) == 3)
        for kind in ("function words", "tokens")
    )
    return words / tokens if tokens else 0.0


def texts_of(sample: Sample) -> Texts:
    """Each text once, whoever wrote it: a post that many repeat is no evidence that they were searched for."""
    text, word, owner = (sample.column(each) for each in ("text", "profile", "owner"))
    names, own = np.unique(text, return_inverse=True)
    first = np.full(len(names), np.iinfo(np.uint64).max, dtype=np.uint64)
    np.minimum.at(first, own, owner)
    codes, which = np.unique(word, return_inverse=True)
    pairs = np.unique(own.astype(np.int64) * len(codes) + which)
    post, item = np.divmod(pairs, len(codes))
    return Texts(post, item, (first & np.uint64(BUCKETS - 1)).astype(np.int64), first, codes)


def _read(cover: WordCover, texts: Texts, sample: Sample, told: tuple[Estimate, ...], scope: Scope) -> Check:
    last = told[-1]
    if last.status != "ok" or last.low is None or last.high is None:
        return Check(told, reasons=("too few authors wrote short texts to tell whether words found them",))
    left = cover.left_out
    alone = told[0].low is not None and told[0].low >= LEAST_COVER
    missing = alone or left <= LEFT_OUT
    if last.high < LEAST_COVER or (not missing and last.low < LEAST_COVER):
        return Check(told, clear=f"{MOST_WORDS} words that four fifths of short posts have one of")
    if not missing:
        return Check(told, clear=f"a lack of posts without the {MOST_WORDS} commonest words")
    reading: Reading = "shown" if last.low >= LEAST_COVER else "inconclusive"
    needed = int(np.argmax(cover.covered.sum(axis=1) >= LEAST_COVER * cover.posts.sum())) + 1
    found = f"{plural(needed, 'word')} {'is' if needed == 1 else 'are'} in four fifths of the posts"
    words = named(cover, texts, sample, scope)
    listed = f": {join(words)}" if words else ""
    finding = Finding(
        id=f"{NAME}.words",
        metric=NAME,
        title=f"{found}, as where posts are found by words"
        if reading == "shown"
        else "Whether a few words are in four fifths of the posts could not be settled",
        statement=f"{last.told} of {last.note.split(' of at most')[0]} have one of {MOST_WORDS} content words that others' posts"
        f" were chosen by{listed}; in collections by anything else it is a third to four fifths.{_missing(left)}",
        reading=reading,
        severity="medium" if reading == "shown" else "none",
        confidence="medium",
        harm="validity",
        estimates=tuple(each.id for each in told),
        headline=last.id,
        caveats=(
            "That posts were found by these words is inferred: one event, one template or one hashtag that all share, and texts that"
            " are made of few words, leave the same trace as a list of words.",
            "If they were, posts that say the same in other words are missing.",
        ),
        actions=(
            "Ask how posts were found. If by a list of words, name it beside every rate: a rate of mentions or of hate among posts"
            " that were found by such words is no rate among posts.",
        ),
        block=f"{NAME}.words",
    )
    chart = Chart(
        "intervals",
        tuple((each.id,) for each in told),
        tuple(plural(each, "word") for each in _STEPS),
        "share of short posts that have one of so many words",
        caption="Words chosen in the posts of one half of the authors, counted in those of the other.",
    )
    block = (Block(f"{NAME}.words", NAME, "Posts that few words cover", "", chart),)
    caveat = (
        "A few words are in four fifths of the posts. If posts were found by these words, every rate is one among posts that have"
        " them."
    )
    weakens = (Weakens((*OF_WORDS, "representation", "concentration"), caveat),) if reading == "shown" else ()
    return Check(told, (finding,), weakens=weakens, blocks=block)


def _missing(left: float) -> str:
    """How few posts have none of the words; nothing where words that fell independently would leave none either."""
    if not np.isfinite(left):
        return ""
    return (
        f" Posts without any of them are {number(left)} times as many as if words fell independently, where elsewhere they are"
        " about as many."
    )


def named(cover: WordCover, texts: Texts, sample: Sample, scope: Scope) -> list[str]:
    """The first words that enough authors used; slurs are masked."""
    result = []
    for word in cover.words.tolist():
        owners = texts.owner[texts.text[texts.word == word]]
        name = sample.names.get(int(texts.codes[word]), ("",))[0]
        if name and len(np.unique(owners)) >= scope.plan.floors.authors:
            result.append(name)
    return masked_labels(result[:MOST_NAMED])
