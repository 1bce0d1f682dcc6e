"""How few write how much: published figures, and counting by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

#: The example of the R package ineq (help page of Gini): .4621, and .5134 with the small-sample correction.
INEQ = (541, 1463, 2445, 3438, 4437, 5401, 6392, 8304, 11904, 22261)


def wrote(*numbers, prefix="a"):
    """One author per number, who wrote that many posts."""
    return [
        {"post_id": f"{prefix}{a}-{i}", "author_id": f"{prefix}{a}"} for a, n in enumerate(numbers) for i in range(n)
    ]


def value(told, measure):
    return told.estimates[f"concentration.{measure}"].value


def naive(numbers):
    """Every figure from its definition, in plain Python."""
    n, total = len(numbers), sum(numbers)
    differences = sum(abs(x - y) for x in numbers for y in numbers)
    largest = sorted(numbers, reverse=True)
    shares = [x / total for x in numbers]
    return {
        "gini": differences / (2 * n * total) * n / (n - 1),
        "top_1": sum(largest[: math.ceil(n / 100)]) / total,
        "top_10": sum(largest[: math.ceil(n / 10)]) / total,
        "effective_authors": math.exp(-sum(p * math.log(p) for p in shares)),
        "effective_authors_order_2": 1 / sum(p * p for p in shares),
        "coverage": 1 - numbers.count(1) / total,
        "top_1_without_top_author": sum(largest[1 : 1 + math.ceil((n - 1) / 100)]) / (total - largest[0]),
    }


def test_gini_is_the_published_one_of_ineq(judged):
    told = judged("concentration", wrote(*INEQ))
    assert value(told, "gini") == pytest.approx(0.5134, abs=5e-5)
    assert value(told, "gini") * 9 / 10 == pytest.approx(0.4621, abs=5e-5)


@pytest.mark.parametrize("seed", [1, 2])
def test_every_figure_from_its_definition(seed, judged, well_said):
    numbers = np.minimum(np.random.default_rng(seed).zipf(1.8, 1100), 150).tolist()
    told = judged("concentration", wrote(*numbers))
    well_said(told.judgement)
    for measure, expected in naive(numbers).items():
        assert value(told, measure) == pytest.approx(expected, rel=1e-12), measure
        assert told.estimates[f"concentration.{measure}"].n_posts == sum(numbers)
        assert told.estimates[f"concentration.{measure}"].n_authors == 1100


def test_the_statement_prints_the_estimates(judged):
    told = judged("concentration", wrote(*[1] * 985, *[100] * 15))
    statement = told.findings["concentration"].statement
    assert value(told, "top_1") == pytest.approx(1000 / 2485)
    assert statement.startswith("The most active 1% write 40% and the most active 10% write 64% of posts.")
    assert f"as if {value(told, 'effective_authors_order_2'):.0f} authors" in statement
    assert "1,000 authors" in statement


def test_readings(judged, well_said):
    even = judged("concentration", wrote(*[3, 4] * 600))
    steep = judged("concentration", wrote(*[1] * 1180, *[60] * 20))
    edge = judged("concentration", wrote(*[2] * 1180, *[26] * 20))
    small = judged("concentration", wrote(*[3] * 300))
    for told in (even, steep, edge, small):
        well_said(told.judgement)
    assert [each.findings["concentration"].reading for each in (even, steep, edge, small)] == [
        "shown_small", "shown", "inconclusive", "not_assessed",
    ]  # fmt: skip
    assert steep.findings["concentration"].severity == "high"
    assert even.findings["concentration"].severity == "none"


def test_a_top_of_fewer_than_ten_people_is_not_printed(judged):
    for authors, printed in ((900, False), (901, True)):
        told = judged("concentration", wrote(*[2, 3, 4] * (authors // 3), *[3] * (authors % 3)))
        assert (value(told, "top_1") is not None) == printed
        assert value(told, "top_10") is not None
        assert not printed or "1%" in told.findings["concentration"].statement


def test_posts_without_an_author_are_left_out_and_said(judged, well_said):
    numbers = [3] * 1000
    nobody = [{"post_id": f"n{i}", "author_id": None, "text": "the same"} for i in range(1000)]
    told = judged("concentration", wrote(*numbers) + nobody)
    well_said(told.judgement)
    assert value(told, "gini") == 0
    assert told.estimates["concentration.gini"].n_posts == 3000
    assert "25% of posts name no author" in " ".join(told.findings["concentration"].caveats)


@pytest.mark.parametrize(("authors", "words"), [(1, "There is 1 author, fewer"), (9, "There are 9 authors, fewer")])
def test_fewer_authors_than_the_floor_are_refused(authors, words, judged, well_said):
    told = judged("concentration", wrote(*[100] * authors))
    well_said(told.judgement)
    assert not told.estimates
    assert words in told.reasons


def test_ten_authors_of_few_posts_are_not_judged_in_whole_sentences(judged, well_said):
    told = judged("concentration", wrote(*[2] * 10))
    well_said(told.judgement)
    assert all(each.value is None for each in told.estimates.values())
    assert told.findings["concentration"].reading == "not_assessed"
    assert not told.findings["concentration"].caveats


def test_few_voices_are_said(judged):
    told = judged("concentration", wrote(*[1] * 1000, *[2000] * 3))
    assert "Few voices" in " ".join(told.findings["concentration"].caveats)
    assert told.findings["concentration"].severity == "high"


def test_writing_k_times_as_much_changes_nothing_but_coverage(judged):
    numbers = np.minimum(np.random.default_rng(3).zipf(2.0, 1000), 50).tolist()
    once, often = (judged("concentration", wrote(*[k * each for each in numbers])) for k in (1, 4))
    for name, estimate in once.estimates.items():
        if estimate.measure != "coverage":
            again = often.estimates[name]
            assert again.value == pytest.approx(estimate.value, rel=1e-12)
            if estimate.low is not None:
                assert again.high - again.low >= (estimate.high - estimate.low) * (1 - 1e-9)


def test_the_curve_runs_from_nobody_to_everybody_below_the_diagonal(judged):
    told = judged("concentration", wrote(*np.random.default_rng(4).integers(1, 400, 600).tolist()))
    [block] = told.judgement.blocks
    points = block.chart.points
    assert points[0] == (0, 0)
    assert points[-1] == (1, 1)
    assert len(points) <= 103
    assert all(y <= x + 1e-12 for x, y in points)
    assert list(points) == sorted(points)
