"""Where posts are read: by Neyman's allocation once each stratum has its least."""

from __future__ import annotations

import math

import pytest

from audit.coding.allocating import EXPECTED, allocate


def sizes(loose, near, rest):
    return {"loose only": loose, "near": near, "rest": rest}


@pytest.mark.parametrize(
    "of",
    [
        (254, 180, 18_864),
        (12_416, 199, 10_608),
        (0, 0, 500),
        (3, 0, 500),
        (40, 30, 20),
        (10**6, 10**6, 10**6),
        (5, 5, 5),
    ],
)
@pytest.mark.parametrize("wanted", [4, 19, 100, 400])
def test_as_many_as_wanted_or_as_there_are(of, wanted):
    found = allocate(wanted, sizes(*of))
    assert sum(found.values()) == min(wanted, sum(of))
    for name, size in sizes(*of).items():
        assert min(wanted // 10, size) <= found[name] <= size


def test_what_is_above_the_least_is_in_neymans_proportions():
    """Cochran (1977), equation 5.26: posts in proportion to W_h sqrt(p_h (1 - p_h))."""
    of = sizes(10_000, 40_000, 950_000)
    found = allocate(100_000, of)
    spread = {name: of[name] * math.sqrt(p * (1 - p)) for name, p in EXPECTED.items()}
    for name in ("near", "rest"):
        assert found[name] - 10_000 == pytest.approx(70_000 * spread[name] / sum(spread.values()), rel=0.05)


def test_a_large_stratum_of_loose_forms_is_read_most():
    found = allocate(100, sizes(12_416, 199, 10_608))
    assert found["loose only"] > 60
    assert found["rest"] > 20
