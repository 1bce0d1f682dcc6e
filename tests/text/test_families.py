"""Families against all pairs compared by hand, in any order, however many texts are alike."""

from __future__ import annotations

import time

import numpy as np
import pyarrow as pa
import pytest

from audit.text.families import AGREEING, MOST_IN_A_BAND, OF_A_TEMPLATE, families
from audit.text.shingles import read_shingles


def signatures_of(texts):
    return read_shingles(pa.array(texts, pa.large_string())).signatures(np.arange(len(texts)))


def corpus(generator, groups=60, most=8):
    texts = []
    for _ in range(groups):
        words = [f"word{i}" for i in generator.integers(0, 10**6, generator.integers(10, 40))]
        texts.append(" ".join(words))
        for _ in range(generator.integers(0, most)):
            changed = list(words)
            for place in generator.integers(0, len(words), generator.integers(0, 3)):
                changed[place] = f"other{generator.integers(10**6)}"
            texts.append(" ".join(changed))
    return texts


def naive(signatures):
    """Connected components over all pairs of which enough minima agree."""
    labels = list(range(len(signatures)))
    for i, one in enumerate(signatures):
        for j in np.flatnonzero((signatures[i + 1 :] == one).sum(axis=1) >= AGREEING) + i + 1:
            old, new = labels[j], labels[i]
            labels = [new if each == old else each for each in labels]
    return labels


def same(first, second) -> bool:
    pairs = set(zip(list(first), list(second), strict=True))
    return len(pairs) == len(set(first)) == len(set(second))


def test_families_are_those_of_all_pairs():
    """Bands miss few pairs: of these texts none but what another pair makes up for, or nearly none."""
    missed = 0
    for seed in range(8):
        signatures = signatures_of(corpus(np.random.default_rng(seed)))
        missed += len(set(families(signatures).tolist())) - len(set(naive(signatures)))
    assert 0 <= missed <= 4


def test_the_order_of_texts_changes_nothing():
    generator = np.random.default_rng(9)
    signatures = signatures_of(corpus(generator))
    order = generator.permutation(len(signatures))
    assert same(families(signatures)[order], families(signatures[order]))


def test_hidden_minima_give_the_same_families():
    """A permutation of the values of each of the 128 changes nothing: only agreement counts."""
    generator = np.random.default_rng(10)
    signatures = signatures_of(corpus(generator))
    hidden = np.stack(
        [generator.permutation(2**16).astype(np.uint16)[signatures[:, lane]] for lane in range(128)], axis=1
    )
    assert same(families(signatures), families(hidden))


@pytest.mark.parametrize("vary", [1, 4])
def test_many_texts_of_one_template_take_no_longer(vary):
    """Work stays linear in texts: a quarter of a million pairs a band at most."""
    generator = np.random.default_rng(vary)
    texts = [
        " ".join([*(f"frame{i}" for i in range(24)), *(f"x{n}" for n in numbers)])
        for numbers in generator.integers(0, 10**9, (12 * MOST_IN_A_BAND, vary))
    ]
    signatures = signatures_of(texts)
    families(signatures[:300])  # compiled
    started = time.process_time()
    found = families(signatures)
    assert time.process_time() - started < 10
    # 22 of 23 shingles are those of the template, or 22 of 26: similarities of .92 and .73.
    assert len(set(found.tolist())) < 30 if vary == 1 else len(set(found.tolist())) > 1000


def test_the_threshold_of_a_template_is_that_of_pairs():
    assert round(2 * 0.8 / (1 + 0.8) * 128) == OF_A_TEMPLATE


def test_nothing_and_one_text():
    assert len(families(np.zeros((0, 128), np.uint16))) == 0
    assert families(signatures_of(["a lonely text"])).tolist() == [0]
    assert families(signatures_of(["one text twice"] * 2)).tolist() == [0, 0]
