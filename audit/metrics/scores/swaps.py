"""Asking a model again with another group in a sentence: what is counted of its answers.

Two kinds of sentences: a few of ours, scored once, and posts that are short, are labelled, and name one group by forms that can
be swapped. Cells are (scores, name, ``swap``, axis, group, kind, truth) per author bucket, and totals (scores, name,
``sentence``, axis, number, tone, group) in millionths.
"""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from audit.metrics.counting import coded, named
from audit.metrics.scores.counts import NAME
from audit.metrics.scores.reading import ONE
from audit.models.user_model import UserModel
from audit.posts import PostBatch
from audit.resources import person_nouns, swap_forms, swap_sentences
from audit.tally import Tally
from audit.text.swaps import Swaps

#: What the model that was given in Python is called among the scores.
GIVEN = "the given model"
#: More words than this, and a post says more than a swapped group leaves true.
MOST_WORDS = 25
SWAP, SENTENCE, RUNS = "swap", "sentence", "runs"


@functools.cache
def english_swaps() -> Swaps:
    """The swaps that ship, for English."""
    return Swaps(swap_forms().rows, [each.form for each in person_nouns().rows])


def count_templates(tally: Tally, model: UserModel) -> bool:
    """Score our sentences with every group; False where the model was given up over them."""
    swaps = english_swaps()
    cells, texts = [], []
    for number, each in enumerate(swap_sentences().rows):
        for group in swaps.groups:
            filled = swaps.filled(each.sentence, group)
            if filled is not None:
                cells.append((NAME, GIVEN, SENTENCE, swaps.axis(group), str(number), each.tone, group))
                texts.append(filled)
    scores = model(texts)
    if scores is None:
        return False
    tally.add_total((NAME, GIVEN, SENTENCE, RUNS), 1)
    for cell, score in zip(cells, np.rint(scores * ONE).astype(np.int64).tolist(), strict=True):
        tally.add_total(cell, score)
    return True


def count_swapped(tally: Tally, posts: PostBatch) -> None:
    """Score posts again with each other group in the place of the one they name.

    Only posts in English of at most :data:`MOST_WORDS` words, with a known truth, that strictly name one group, every time by
    a form that has a counterpart. Of a post with several counterparts each is counted.
    """
    model = posts.model
    truth = next((each for _, each in named(posts, "truth")), None)
    if model is None or model.reason or truth is None or posts.column("text") is None:
        return
    values, codes, known = coded(truth)
    score = posts.values[f"score:{GIVEN}"].to_numpy(zero_copy_only=False)
    found = _swappable(posts, known & ~np.isnan(score))
    texts = [text for _, _, _, text in found]
    again = model(texts)
    if again is None or not found:
        return
    post, change = np.array([each for each, _, _, _ in found]), np.rint((score[[e[0] for e in found]] - again) * ONE)
    flips = (score[post] >= model.threshold) != (again >= model.threshold)
    groups = [each for _, each, _, _ in found]
    for key in sorted({(group, int(codes[at])) for group, at in zip(groups, post.tolist(), strict=True)}):
        rows = np.flatnonzero([group == key[0] and codes[at] == key[1] for group, at in zip(groups, post, strict=True)])
        head = (NAME, GIVEN, SWAP, english_swaps().axis(key[0]), key[0])
        bucket = posts.bucket[post[rows]]

        def add(kind: str, weight: npt.NDArray[np.int64] | None = None, *, head=head, bucket=bucket, key=key) -> None:  # type: ignore[no-untyped-def]
            tally.count((*head, kind, values[key[1]]), bucket, weight)

        add("pairs")
        add("change", np.abs(change[rows]).astype(np.int64))
        add("higher", change[rows].astype(np.int64))
        add("flips", flips[rows].astype(np.int64))
        alone, first = np.unique(post[rows], return_index=True)
        tally.count((*head, "posts", values[key[1]]), posts.bucket[alone])
        selected = (score[post[rows][first]] >= model.threshold).astype(np.int64)
        tally.count((*head, "selected", values[key[1]]), posts.bucket[alone], selected)
        stated = posts.has_author[alone]
        tally.add_authors((*head, values[key[1]]), np.unique(posts.author_key[alone][stated]))


def _swappable(posts: PostBatch, usable: npt.NDArray[np.bool_]) -> list[tuple[int, str, str, str]]:
    """Post, the group it names, the group put in its place, and the swapped text."""
    features, swaps = posts.features, english_swaps()
    spans = features.strict_spans
    short = usable & posts.english & (features.tokens <= MOST_WORDS)
    pair_post, pair_group = features.strict_pairs
    times = np.bincount(pair_post, minlength=len(posts))
    spoken = np.bincount(spans.post, minlength=len(posts))
    chosen = np.flatnonzero(short[pair_post] & (times[pair_post] == 1))
    text = posts.column("text")
    found = []
    for at, index in zip(pair_post[chosen].tolist(), pair_group[chosen].tolist(), strict=True):
        group = features.groups[index][1]
        said = text[at].as_py() if text is not None else ""
        for other in swaps.counterparts(group):
            swapped = swaps.swap(said, group, other)
            if swapped.text is not None and swapped.forms == spoken[at]:
                found.append((at, group, other, swapped.text))
    return found
