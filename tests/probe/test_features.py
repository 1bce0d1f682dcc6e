"""Words and pairs are counted as scikit-learn counts them, and near texts are those whose runs agree."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import CountVectorizer

from audit.probe import FOLDS, Texts, assign_folds, author_clusters, ngram_counts, same_texts


def hashed(sentences):
    """Texts whose words are numbered."""
    words = sorted({word for each in sentences for word in each.split()})
    code = {word: np.uint64(np.random.default_rng(index).integers(2**63)) for index, word in enumerate(words)}
    flat = [code[word] for each in sentences for word in each.split()]
    starts = np.cumsum([0, *(len(each.split()) for each in sentences)])
    return Texts(np.array(flat, dtype=np.uint64), starts.astype(np.int64))


def sentences(seed=0, n=200, vocabulary=40, longest=14):
    random = np.random.default_rng(seed)
    pool = [f"w{index}" for index in range(vocabulary)]
    return [" ".join(random.choice(pool, random.integers(0, longest))) for _ in range(n)]


def test_counts_are_those_of_scikit_learn():
    posts = sentences()
    theirs = CountVectorizer(ngram_range=(1, 2), token_pattern=r"\S+", min_df=2).fit_transform(posts)
    ours = ngram_counts(hashed(posts), np.arange(len(posts)))
    assert ours.shape == theirs.shape

    def columns(matrix):
        return sorted(map(tuple, matrix.toarray().T.astype(int)))

    assert columns(ours) == columns(theirs)


def test_only_what_two_authors_use_is_a_column():
    posts = ["one two", "one two", "three"]
    assert ngram_counts(hashed(posts), [0, 0, 1]).shape == (3, 0)
    assert ngram_counts(hashed(posts), [0, 1, 1]).shape == (3, 3)
    assert ngram_counts(hashed(posts), [0, 1, 1], most=2).shape == (3, 2)


def test_taking_posts_keeps_their_words():
    posts = sentences(3)
    rows = np.random.default_rng(1).permutation(len(posts))[:50]
    taken, plain = hashed(posts).take(rows), hashed(posts)
    for place, row in enumerate(rows):
        assert (
            taken.words[taken.starts[place] : taken.starts[place + 1]].tolist()
            == plain.words[plain.starts[row] : plain.starts[row + 1]].tolist()
        )


def test_starts_that_fit_no_words_are_refused():
    with pytest.raises(ValueError, match="starts must run from 0"):
        Texts(np.zeros(3, np.uint64), np.array([0, 2], np.int64))


def linked(posts):
    first, second = same_texts(hashed(posts))
    return {frozenset(each) for each in zip(first.tolist(), second.tolist(), strict=True)}


def test_near_texts_are_linked_and_others_are_not():
    random = np.random.default_rng(2)
    pool = [f"w{index}" for index in range(3000)]
    unlike = [" ".join(random.choice(pool, 30)) for _ in range(300)]
    assert linked(unlike) == set()
    changed = [" ".join([*each.split()[:-1], "other"]) for each in unlike]  # 27 of 29 runs in common
    found = linked([*unlike, *changed])
    assert {frozenset((i, i + 300)) for i in range(300)} <= found
    half = [" ".join([*each.split()[:15], *random.choice(pool, 15)]) for each in unlike]  # a third in common
    assert len(linked([*unlike, *half])) < 10


def test_short_texts_are_nobodys_copies():
    assert linked(["thank you very much"] * 5) == set()
    assert len(linked(["thank you very much indeed friend"] * 5)) >= 4


def test_authors_of_one_text_are_one_cluster_whatever_the_order():
    posts = [*sentences(5, n=60, vocabulary=4000, longest=30), "a b c d e f g", "a b c d e f g"]
    authors = np.r_[np.repeat(np.arange(20), 3), 0, 7].astype(np.uint64)
    cluster = author_clusters(hashed(posts), authors)
    assert cluster[authors == 0].tolist() == cluster[authors == 7][: (authors == 0).sum()].tolist()
    assert len(np.unique(cluster)) == 19
    order = np.random.default_rng(0).permutation(len(posts))
    again = author_clusters(hashed([posts[i] for i in order]), authors[order])
    assert (again == cluster[order]).all()


def test_folds_hold_whole_clusters_and_are_even():
    cluster = np.repeat(np.arange(200), np.random.default_rng(0).integers(1, 20, 200))
    fold = assign_folds(cluster)
    sizes = np.bincount(fold)
    assert len(sizes) == FOLDS
    assert sizes.max() - sizes.min() <= 19
    assert all(len(set(fold[cluster == each])) == 1 for each in range(200))
