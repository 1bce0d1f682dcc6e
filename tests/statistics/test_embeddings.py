"""Vectors from counts: a textbook's table, a naive count, numpy's decomposition, and halves of authors."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse

from audit.statistics import cooccurrences, embed, positive_pmi
from audit.statistics.embeddings import author_halves

#: Jurafsky and Martin, Speech and Language Processing (3rd edition, draft of 2023), figure 6.10: words by contexts
#: computer, data, result, pie, sugar; and figure 6.12, their positive mutual information in bits.
COUNTS = [[2, 8, 9, 442, 25], [0, 0, 1, 60, 19], [1670, 1683, 85, 5, 4], [3325, 3982, 378, 5, 13]]
PRINTED = [[0, 0, 0, 4.38, 3.30], [0, 0, 0, 4.10, 5.51], [0.18, 0.01, 0, 0, 0], [0.02, 0.09, 0.28, 0, 0]]


def test_a_textbooks_table():
    told = positive_pmi(sparse.coo_array(np.array(COUNTS, dtype=float)).tocsr(), smoothing=1).toarray() / np.log(2)
    assert np.round(told, 2) == pytest.approx(np.array(PRINTED), abs=0.0051)


def test_smoothing_lowers_what_rare_contexts_get():
    counts = sparse.coo_array(np.array(COUNTS, dtype=float)).tocsr()
    plain, smooth = (positive_pmi(counts, smoothing=each).toarray() for each in (1, 0.75))
    assert smooth[0, 4] < plain[0, 4]


def tokens(seed=0, texts=60):
    random = np.random.default_rng(seed)
    length = random.integers(0, 12, texts)
    text = np.repeat(np.arange(texts), length)
    place = np.concatenate([np.arange(each) for each in length])
    word = random.integers(-1, 7, len(text))
    return word, text, place, text // 5


def test_pairs_are_those_of_a_naive_count():
    word, text, place, author = tokens()
    weights = np.random.default_rng(1).integers(0, 4, author.max() + 1)
    expected = np.zeros((7, 7))
    for i in range(len(word)):
        for j in range(len(word)):
            near = i != j and text[i] == text[j] and abs(place[i] - place[j]) <= 3
            if near and word[i] >= 0 and word[j] >= 0:
                expected[word[i], word[j]] += weights[author[i]]
    made = cooccurrences(word, text, place, author, window=3)
    assert np.array_equal(made.counts(weights).toarray(), expected)
    assert np.array_equal(made.counts().toarray(), made.counts(np.ones(made.clusters)).toarray())


def test_a_weight_is_so_many_copies():
    word, text, place, author = tokens()
    weights = np.arange(author.max() + 1) % 3
    once = cooccurrences(word, text, place, author).counts(weights).toarray()
    parts = [
        (word[author == a], text[author == a] + 1000 * copy, place[author == a], author[author == a])
        for a in range(author.max() + 1)
        for copy in range(weights[a])
    ]
    whole = [np.concatenate(each) for each in zip(*parts, strict=True)]
    assert np.array_equal(cooccurrences(*whole).counts().toarray(), once)


def test_no_tokens_give_no_vectors():
    made = cooccurrences([], [], [], [])
    assert made.counts().shape == (0, 0)
    assert embed(sparse.coo_array((4, 4)).tocsr()).shape == (4, 0)


def symmetric(words):
    matrix = sparse.random_array((words, words), density=0.1, rng=np.random.default_rng(2))
    return (matrix + matrix.T).tocsr()


@pytest.mark.parametrize("words", [40, 450])
def test_vectors_are_the_sum_of_word_and_context(words):
    """`numpy.linalg.svd`: left vectors plus right ones, both times the root of the singular value, halved."""
    matrix = symmetric(words)
    left, values, right = np.linalg.svd(matrix.toarray())
    both = (left + right.T) / 2 * np.sqrt(values)
    both = both[:, np.linalg.norm(both, axis=0) > 1e-9]  # the sum is nothing where the eigenvalue is below zero
    expected = both[:, 2:12]
    made = embed(matrix, dimensions=10, leading=2, seed=3)
    assert made @ made.T == pytest.approx(expected @ expected.T, abs=1e-9)


def test_words_that_stand_side_by_side_are_near():
    """Two words that only ever stand with each other share no third; as words alone they would be at a right angle."""
    counts = np.zeros((6, 6))
    for one, other in ((0, 1), (2, 3), (4, 5)):
        counts[one, other] = counts[other, one] = 50
    made = embed(positive_pmi(sparse.coo_array(counts).tocsr()), dimensions=3, leading=0)
    cosines = made @ made.T / np.outer(*[np.linalg.norm(made, axis=1)] * 2)
    assert cosines[0, 1] == pytest.approx(1)
    assert cosines[0, 2] == pytest.approx(0, abs=1e-9)


def test_seeds_change_nothing_but_signs():
    matrix = symmetric(450)
    one, other = (embed(matrix, dimensions=10, seed=each) for each in (1, 2))
    assert one @ one.T == pytest.approx(other @ other.T, abs=1e-9)
    assert np.array_equal(one, embed(matrix, dimensions=10, seed=1))


def test_only_symmetric_matrices_have_such_vectors():
    with pytest.raises(ValueError, match="not symmetric"):
        embed(sparse.random_array((40, 40), density=0.3, rng=np.random.default_rng(2)).tocsr())


def test_halves_are_halves_by_chance():
    drawn = np.array([author_halves(501, 0, run) for run in range(40)])
    assert set(drawn.sum(axis=1).tolist()) == {250}
    # Nearly at a right angle to each other.
    signs = 2 * drawn - 1
    assert abs(np.corrcoef(signs)[np.triu_indices(40, 1)]).max() < 0.2
    assert np.array_equal(drawn[3], author_halves(501, 0, 3))
    assert not np.array_equal(drawn[3], drawn[4])
