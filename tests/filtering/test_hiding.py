"""Nothing that is printed tells of fewer authors than the floor, also not what follows from it by linear algebra."""

from __future__ import annotations

import numpy as np
import pytest

from audit.metrics.fates.hiding import enough, joined_fates, printable

from .conftest import drawn

FLOOR = 10


def fates_of(*authors):
    """Posts by fate: so many authors of one post each, the same ones first."""
    counts = np.zeros((len(authors), 128), dtype=np.int64)
    for end, number in enumerate(authors):
        counts[end, :number] = 1
    return counts


@pytest.mark.parametrize(
    ("authors", "spans"),
    [
        ((20, 30, 40), [(0, 1), (1, 2), (2, 3)]),
        ((20, 0, 40), [(0, 1), (1, 2), (2, 3)]),
        ((3, 30, 40), [(0, 2), (2, 3)]),
        ((30, 30, 2), [(0, 3)]),
        ((30, 30, 3, 40), [(0, 1), (1, 3), (3, 4)]),
        ((30, 3, 30, 3, 0, 40), [(0, 1), (1, 5), (5, 6)]),
        ((6, 6, 40), [(0, 3)]),
        ((30, 0, 2), [(0, 3)]),
        ((2, 2, 2), [(0, 3)]),
        ((0, 2, 40), [(0, 3)]),
        ((0, 12, 40), [(0, 1), (1, 2), (2, 3)]),
    ],
)
def test_fates_of_few_authors_are_joined(authors, spans):
    found = joined_fates(FLOOR, fates_of(*authors))
    assert found == spans
    whole = fates_of(*authors)
    assert [start for start, _ in found[1:]] == [end for _, end in found[:-1]]
    if len(found) > 1:
        assert all(enough(whole[start:end].sum(axis=0), FLOOR) for start, end in found)


def test_a_group_whose_rest_is_small_is_not_printed():
    large, small = fates_of(50, 60), fates_of(4, 30)
    spans = [(0, 1), (1, 2)]
    apart = printable({"large": large, "small": small}, large + small, spans, FLOOR)
    assert apart == frozenset()  # what the large one leaves of everybody would be the small one
    third = fates_of(20, 20)
    groups = {"large": large, "small": small, "third": third}
    assert printable(groups, large + small + third, spans, FLOOR) == {"large"}
    # Of groups that overlap each leaves a rest of its own.
    assert joined_fates(FLOOR, large, small) == [(0, 2)]
    assert joined_fates(FLOOR, large, third) == spans


@pytest.mark.parametrize("seed", range(6))
def test_no_small_cell_follows_from_what_is_printed(impact, seed):
    """Counts that are printed are equations of cells (group, fate); no cell of few authors is determined by them."""
    random = np.random.default_rng(seed)
    authors = 60
    group = random.choice(["a", "b", "c", "d", None], authors, p=[0.4, 0.3, 0.15, 0.1, 0.05])
    rows = [
        {
            "post_id": f"p{index}",
            "author_id": f"u{(who := int(random.integers(authors)))}",
            "text": "In the morning all were at the market " + "and then home " * int(random.integers(0, 4)),
            "gender": group[who],
            "likes": int(random.integers(0, 40)) if random.random() < 0.9 else 99,
        }
        for index in range(600)
    ]
    ends = ("score:likes<99", "min-length=50", "max-length=75")
    _, estimates = impact(rows, *ends, plan={"floors": {"posts": 1}})
    names = ["a", "b", "c", "d", None]
    fate = [0 if r["likes"] == 99 else 1 if len(r["text"]) < 50 else 2 if len(r["text"]) > 75 else 3 for r in rows]
    cells = {(g, f): i for i, (g, f) in enumerate((g, f) for g in names for f in range(4))}
    voices = {
        cell: len({r["author_id"] for r, f in zip(rows, fate, strict=True) if (r["gender"], f) == cell})
        for cell in cells
    }
    steps = {"all_filters": (0, 3), "score_likes_99": (0, 1), "min-length_50": (1, 2), "max-length_75": (2, 3)}
    equations, printed = [], 0
    for slug, (start, end) in steps.items():
        for name in [*names[:4], "everyone"]:
            each = estimates.get(
                f"{slug}.everyone.keep_rate" if name == "everyone" else f"{slug}.author.gender.{name}.keep_rate"
            )
            if each is None or each.status != "ok":
                continue
            printed += 1
            for first in (start, end):
                row = np.zeros(len(cells))
                for (g, f), i in cells.items():
                    row[i] = f >= first and (name == "everyone" or g == name)
                equations.append(row)
    assert printed
    known = np.array(equations)
    rank = np.linalg.matrix_rank(known)
    for cell, i in cells.items():
        if 0 < voices[cell] < FLOOR:
            assert np.linalg.matrix_rank(np.vstack([known, np.eye(len(cells))[i]])) > rank, cell


def test_small_groups_have_no_name_in_any_figure(impact):
    rows = drawn(2000)
    for index, row in enumerate(rows):
        row["community"] = "tiny place" if index % 400 == 0 else row["community"]
    findings, estimates = impact(rows, "min-length=60")
    assert any("community.c1" in name for name in estimates)
    assert not any("tiny" in name for name in estimates)
    assert "tiny" not in str(findings.as_dict())
    assert any(each.reason.startswith("1 group of fewer than 10 authors") for each in findings.not_measured)


def test_a_filter_that_drops_a_few_tells_nothing_of_them(impact):
    rows = drawn(2000)
    for row in rows[:4]:
        row["text"] = "short"
    _, estimates = impact(rows, "min-length=10")
    assert {each.status for each in estimates.values()} == {"suppressed"}
    _, estimates = impact(rows, "min-length=10", "min-length=70")
    shown = {name for name, each in estimates.items() if each.status == "ok"}
    assert "all_filters.everyone.keep_rate" in shown
    assert not any(name.startswith("min-length") for name in shown)
