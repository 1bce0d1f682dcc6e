"""Comparing at equal numbers of posts."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.statistics import evenness, hill, rarefied_authors, rarefied_counts, rarefied_hill

#: Spiders under girdled hemlocks: Sackett et al. (2011), the example of Chao et al. (2014), table 1, and of the R
#: package iNEXT. The figures are what iNEXT 3.0.2 prints for orders 0, 1 and 2.
SPIDERS = [46, 22, 17, 15, 15, 9, 8, 6, 6, 4, 2, 2, 2, 2, *[1] * 12]
INEXT = {
    1: (1.0, 1.0, 1.0),
    10: (6.478617, 5.608968, 4.759772),
    50: (15.030098, 9.939329, 7.148973),
    100: (20.459426, 11.266546, 7.627561),
    167: (25.928571, 12.051422, 7.838078),
    168: (26.0, 12.05965, 7.84),
}
authors = st.lists(st.integers(1, 30), min_size=1, max_size=30)


@pytest.mark.parametrize("size", INEXT)
def test_spiders_of_inext(size: int) -> None:
    for order, published in enumerate(INEXT[size]):
        assert rarefied_hill(SPIDERS, size=size, order=order) == pytest.approx(published, abs=1e-6)


def test_evenness_of_the_spiders() -> None:
    """Orders 1 and 2 of iNEXT over the 26 species."""
    assert evenness(SPIDERS, order=1) == pytest.approx(12.05965 / 26, abs=1e-6)
    assert evenness(SPIDERS, order=2) == pytest.approx(7.84 / 26, abs=1e-6)
    assert evenness([4] * 9, order=1) == pytest.approx(1)
    assert math.isnan(evenness([], order=1))


def exactly(posts: list[int], size: int) -> Fraction:
    """Hurlbert's formula, equation 12 of Heck et al. (1975), as R's vegan::rarefy computes it, in fractions."""
    n = sum(posts)
    return sum((1 - Fraction(math.comb(n - x, size), math.comb(n, size)) for x in posts), Fraction(0))


@given(authors, st.data())
def test_hurlbert_in_fractions(posts: list[int], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, sum(posts)))
    assert rarefied_authors(posts, size=size) == pytest.approx(float(exactly(posts, size)), rel=1e-10)


def test_prolific_authors_in_fractions() -> None:
    """More than a thousand posts go another way through the formula."""
    posts = [5000, 1001, 1000, 3, 1]
    for size in (1, 7, 500, 6000, 7005):
        assert rarefied_authors(posts, size=size) == pytest.approx(float(exactly(posts, size)), rel=1e-9)


@given(authors, st.data())
def test_expected_histogram_adds_up(posts: list[int], data: st.DataObject) -> None:
    size = data.draw(st.integers(1, sum(posts)))
    kept, expected = rarefied_counts(posts, size=size)
    assert kept @ expected == pytest.approx(size)
    assert expected.sum() == pytest.approx(rarefied_authors(posts, size=size))


@given(authors, st.data())
def test_order_two_has_a_closed_form(posts: list[int], data: st.DataObject) -> None:
    """The same as of the expected histogram (Chao et al. 2014, appendix D)."""
    size = data.draw(st.integers(1, sum(posts)))
    kept, expected = rarefied_counts(posts, size=size)
    assert rarefied_hill(posts, size=size, order=2) == pytest.approx(1 / np.sum(expected * (kept / size) ** 2))


@given(authors)
def test_all_posts_are_no_subsample(posts: list[int]) -> None:
    for order in (0, 0.5, 1, 2):
        assert rarefied_hill(posts, size=sum(posts), order=order) == pytest.approx(hill(posts, order=order))


def test_a_drawn_subsample_shows_what_was_expected() -> None:
    generator = np.random.default_rng(8)
    posts = np.minimum(generator.zipf(2.0, 400), 200)
    drawn = [
        np.unique(generator.permutation(np.repeat(np.arange(400), posts))[:150], return_counts=True)[1]
        for _ in range(400)
    ]
    seen = np.array([len(each) for each in drawn])
    assert rarefied_authors(posts, size=150) == pytest.approx(seen.mean(), abs=4 * seen.std() / 20)
    once = np.array([(each == 1).sum() for each in drawn])
    assert rarefied_counts(posts, size=150)[1][0] == pytest.approx(once.mean(), abs=4 * once.std() / 20)


def test_a_billion_posts_keep_their_digits() -> None:
    """Closed form for authors of one post each: a subsample has as many authors as posts."""
    assert rarefied_authors([1], [10**9], size=10**6) == pytest.approx(10**6, rel=1e-9)
    half = rarefied_authors([2], [5 * 10**8], size=5 * 10**8)
    assert half == pytest.approx(5 * 10**8 * 0.75, rel=1e-6)


@pytest.mark.parametrize("size", [0, -1, 11])
def test_nothing_is_extrapolated(size: int) -> None:
    with pytest.raises(ValueError, match="size"):
        rarefied_authors([4, 6], size=size)


def test_no_posts_is_no_number() -> None:
    assert math.isnan(rarefied_authors([], size=1))
    assert math.isnan(rarefied_hill([], size=1, order=1))
    assert len(rarefied_counts([], size=1)[0]) == 0
    with pytest.raises(ValueError, match="order"):
        rarefied_hill([1], size=1, order=-1)
