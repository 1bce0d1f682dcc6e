"""From a corpus to its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.resources import lexicon_languages

from .corpora import Corpus
from .estimates import NOTHING, Estimate, Side, plain, precision, recall
from .hand_reading import MISSES, Key, Reading, agreed_reading, reading
from .matching import Mentions
from .rows import LABELS, NO_LEXICON, READ, TEMPLATES, Row

Bits = npt.NDArray[np.bool_]
HALVES = ("even", "odd")


def measure(corpus: Corpus, read: Mapping[Key, Mapping[int, str]]) -> Iterator[Row]:
    """The rows of one corpus.

    Parameters
    ----------
    corpus : Corpus
    read : mapping
        From :func:`lexicon_accuracy.hand_reading.readings`.
    """
    halves = {half: np.arange(len(corpus.posts)) % 2 == i for i, half in enumerate(HALVES)}
    mentions = Mentions(corpus.posts, corpus.language) if corpus.language in lexicon_languages() else None
    for target, labelled in corpus.targets.items():
        for half, own in halves.items():
            counted = (corpus.name, corpus.language, target, half)
            if mentions is None:
                yield Row(*counted, NO_LEXICON, int(own.sum()), int((labelled & own).sum()))
            else:
                strict, loose = mentions.strict(target), mentions.loose(target)
                named = corpus.named.get(target)
                yield _row(counted, own, labelled & own, strict & own, loose & own, named, read)


def sides(row: Row) -> tuple[Side, Side]:
    """What was missed and what was found besides, of a row that was read by hand or made from templates."""
    if row.basis == TEMPLATES:
        # All cases are known; those found that are about another target are wrong.
        missed = row.named - row.named_found
        besides = row.strict - row.strict_labelled
        return Side(row.named_found, missed, missed, missed), Side(row.strict_labelled, besides, besides, 0)
    return (
        Side(row.strict_labelled, row.labelled - row.strict_labelled, row.read_misses, row.word + row.spelling),
        Side(row.strict_labelled, row.strict - row.strict_labelled, row.read_extras, row.read_extras - row.sense),
    )


def _row(
    counted: tuple[str, str, str, str],
    own: Bits,
    labelled: Bits,
    strict: Bits,
    loose: Bits,
    named: Bits | None,
    read: Mapping[Key, Mapping[int, str]],
) -> Row:
    corpus, language, target, half = counted
    found: dict[str, Any] = {}
    basis = LABELS
    if named is not None:
        basis = TEMPLATES
        found = {"named": int((named & own).sum()), "named_found": int((named & strict).sum())}
    elif half == "odd":
        misses = _reading(read, (corpus, language, target, "miss"), labelled & ~strict)
        extras = _reading(read, (corpus, language, target, "extra"), strict & ~labelled)
        if misses.rows or extras.rows:
            basis = READ
            found = {each: misses.count(each) for each in MISSES}
            found |= {"read_misses": len(misses.rows), "read_extras": len(extras.rows)}
            both = agreed_reading(read, (corpus, language, target), np.flatnonzero(labelled & strict))
            found |= {"read_agreed": len(both.rows), "agreed_named": both.count("named")}
            found |= {"sense": extras.count("sense"), "unread": misses.unread + extras.unread}
    right, right_loose = int((strict & labelled).sum()), int((loose & labelled).sum())
    numbers: dict[str, Any] = {
        "posts": int(own.sum()), "labelled": int(labelled.sum()), "strict": int(strict.sum()), "loose": int(loose.sum()),
        "strict_labelled": right, "loose_labelled": right_loose,
    }  # fmt: skip
    some_could_be_wrong = numbers["labelled"] < numbers["posts"]
    shares = _limits("label_precision", plain(right, numbers["strict"]) if some_could_be_wrong else NOTHING)
    shares |= _limits("label_recall", plain(right, numbers["labelled"]))
    shares |= _limits("loose_recall", plain(right_loose, numbers["labelled"]))
    if basis != LABELS:
        missed, besides = sides(Row(corpus, language, target, half, basis, **numbers, **found))
        shares |= _limits("precision", precision([besides]) if some_could_be_wrong else NOTHING)
        shares |= _limits("recall", recall([missed]))
    return Row(corpus, language, target, half, basis, **numbers, **found, **shares)


def _reading(read: Mapping[Key, Mapping[int, str]], key: Key, bits: Bits) -> Reading:
    return reading(read, key, np.flatnonzero(bits))


def _limits(name: str, each: Estimate) -> dict[str, Any]:
    return {name: each.value, f"{name}_low": each.low, f"{name}_high": each.high}
