"""What is hidden of a table cannot be worked out: an attacker who knows every total tries, on many tables."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from audit.metrics.representation.hiding import hidden_cells

FLOOR = 10


def lonely(authors):
    """Every author in one cell only: how many different ones some cells have is their sum."""
    flat = authors.ravel()
    return lambda at: int(flat[at].sum())


def totals(shape):
    """Every total over one attribute or more, as equations over the cells."""
    places = np.arange(int(np.prod(shape))).reshape(shape)
    for number in range(len(shape)):
        for kept in itertools.combinations(range(len(shape)), number):
            for at in itertools.product(*(range(shape[axis]) for axis in kept)):
                yield np.moveaxis(places, kept, range(len(kept)))[at].ravel()


def worked_out(authors, hidden):
    """The hidden cells whose number an attacker gets from the others and the totals: by rank, one cell at a time."""
    unknown = np.flatnonzero(hidden)
    lines = totals(authors.shape)
    if authors.ndim > 2:
        # A total that is itself below the floor is a hidden cell of a smaller table, not printed.
        lines = (line for line in lines if authors.ravel()[line].sum() >= FLOOR)
    equations = np.array([np.isin(unknown, line) for line in lines], dtype=float)
    rank = np.linalg.matrix_rank(equations)
    return {
        int(cell)
        for at, cell in enumerate(unknown)
        if np.linalg.matrix_rank(np.vstack([equations, np.eye(len(unknown))[at]])) == rank
    }


def tables(shape, number=60):
    random = np.random.default_rng(sum(shape))
    for _ in range(number):
        yield random.negative_binomial(0.7, 0.7 / (0.7 + random.choice([6, 25, 80])), shape)


@pytest.mark.parametrize("shape", [(2, 3), (3, 4), (5, 5), (2, 12), (2, 2, 3), (3, 2, 4), (3, 4, 3)])
def test_no_cell_below_the_floor_can_be_worked_out(shape):
    protected = 0
    for authors in tables(shape):
        margins = [authors.sum(axis=tuple(a for a in range(len(shape)) if a != axis)) for axis in range(len(shape))]
        if any((each < FLOOR).any() for each in margins):
            continue  # such a group is no part of a table
        hidden = hidden_cells(authors, lonely(authors), FLOOR)
        small = {int(each) for each in np.flatnonzero((authors > 0) & (authors < FLOOR))}
        if hidden is None:
            continue
        assert small <= set(np.flatnonzero(hidden).tolist())
        if not hidden.any():
            continue
        assert not small & worked_out(authors, hidden.ravel())
        for line in totals(shape):
            together = int(authors.ravel()[line][hidden.ravel()[line]].sum())
            known = len(shape) == 2 or authors.ravel()[line].sum() >= FLOOR
            assert not known or together == 0 or together >= FLOOR
        protected += 1
    assert protected >= 10


def test_the_attacker_succeeds_where_only_small_cells_are_hidden():
    """A test that cannot fail would be none: hiding the small cell alone gives it away."""
    authors = np.array([[490, 9], [300, 200]])
    assert worked_out(authors, (authors < FLOOR).ravel()) == {1}
    assert hidden_cells(authors, lonely(authors), FLOOR) is None  # of four cells, three would have to go with it


def test_only_as_much_as_needed_is_hidden():
    authors = np.array([[490, 9, 100, 80], [300, 200, 150, 90], [100, 50, 60, 70]])
    hidden = hidden_cells(authors, lonely(authors), FLOOR)
    assert hidden.sum() == 4
    assert not hidden_cells(authors + 10, lonely(authors + 10), FLOOR).any()


def test_the_same_authors_in_two_cells_are_counted_once():
    """Nine people write in two months: their posts in both together are still those of nine."""
    authors = np.array([[9, 9, 100], [100, 100, 100], [50, 50, 100]])
    alone = hidden_cells(authors, lonely(authors), FLOOR)
    assert not alone[0, 2]

    def voices(at):
        inside = {int(each) for each in at}
        return (9 if inside & {0, 1} else 0) + sum(int(authors.ravel()[each]) for each in inside - {0, 1})

    assert hidden_cells(authors, voices, FLOOR)[0, 2]
