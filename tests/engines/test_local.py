"""Parts go out, results come back in order, whoever was quicker."""

from __future__ import annotations

import os
import time

import pytest

from audit.engines.local import choose_workers, map_parts
from audit.errors import AuditError


def slow_square(number: int) -> int:
    time.sleep(0.05 * (number % 3))
    return number * number


def killed(number: int) -> int:
    if number == 2:
        os._exit(9)
    return number


def failing(number: int) -> int:
    raise ValueError(f"part {number}")


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_order_of_the_parts(workers):
    seen: list[int] = []
    results = list(map_parts(slow_square, list(range(9)), workers=workers, done=seen.append))
    assert results == [number * number for number in range(9)]
    assert sorted(seen) == results


def test_a_killed_worker_is_an_error_that_says_so():
    with pytest.raises(AuditError, match="worker process was killed"):
        list(map_parts(killed, [1, 2, 3, 4], workers=2))


@pytest.mark.parametrize("workers", [1, 2])
def test_errors_of_a_part_come_through(workers):
    with pytest.raises(ValueError, match="part"):
        list(map_parts(failing, [1, 2], workers=workers))


def test_no_parts():
    assert list(map_parts(slow_square, [], workers=2)) == []


def test_small_input_stays_in_one_process():
    assert choose_workers(None, 10, 1_000_000) == 1
    assert choose_workers(None, 10, 10_000_000_000) == min(10, os.cpu_count() or 1)
    assert choose_workers(8, 3, 0) == 3
    assert choose_workers(2, 0, 0) == 1
