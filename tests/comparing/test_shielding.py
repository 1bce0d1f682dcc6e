"""A comparison lets nobody subtract the one side from the other to see the few who are in one alone."""

from __future__ import annotations

import pytest

from audit.comparing import compare

NAME = "representation.gender.women.share_of_posts"


@pytest.fixture
def change(findings, estimate):
    def made(old, new, **more):
        sides = [
            findings(
                estimate(NAME, x / n, x / n - 0.02, x / n + 0.02, n_posts=n, n_authors=voices),
                fingerprint=mark * 32,
                **more,
            )
            for (x, n, voices), mark in zip((old, new), "ab", strict=True)
        ]
        return compare(*sides).changes[0]

    return made


def test_three_new_authors_cannot_be_worked_out(change):
    """Exact figures would say that the three added 7 posts, 5 of them by women; rounded ones fit any number from 0 to 7."""
    told = change((317, 1003, 400), (322, 1010, 403))
    for side in (told.before, told.after):
        assert (side.n_posts, side.n_authors, side.value) == (None, None, 0.32)
        assert "fewer authors than may be shown" in side.note
    assert told.value == 0.0
    assert {round((317 + added) / 1010, 2) for added in range(8)} >= {told.after.value}
    assert len({round((317 + added) / 1010, 2) for added in range(3, 8)}) == 1


def test_the_reading_is_of_the_exact_figures(change):
    close, apart = change((100, 1000, 400), (200, 1000, 405)), change((100, 1000, 400), (200, 1000, 450))
    assert close.reading == apart.reading == "shown"
    assert apart.after.n_authors == 450
    assert close.after.n_authors is None


def test_the_floor_is_the_larger_of_the_two_plans(change):
    sides = (100, 1000, 400), (200, 1000, 415)
    assert change(*sides).after.n_posts == 1000
    assert change(*sides, plan={"floors": {"authors": 20}}).after.n_posts is None


def test_an_unchanged_cell_says_all(change):
    assert change((100, 1000, 400), (100, 1000, 400)).after.n_posts == 1000
