"""Attributes counted together: against counting by hand, under the laws, and what an attacker gets from what is printed."""

from __future__ import annotations

import itertools
import random

import numpy as np
import pytest

from audit.errors import PlanError
from audit.plan import Plan

PAIR = {"representation": {"intersections": [["gender", "age"]]}}


def people(counts, each=3, start=0):
    """Authors per (gender, age), with so many posts each."""
    return [
        {"post_id": f"{g}{a}{n}-{i}", "author_id": f"{g}{a}{n + start}", "attribute:gender": g, "attribute:age": a}
        for (g, a), number in counts.items()
        for n in range(number)
        for i in range(each if a != "old" else each + 2)
    ]


ROWS = people(
    {
        ("female", "young"): 80,
        ("female", "middle"): 50,
        ("female", "old"): 30,
        ("male", "young"): 60,
        ("male", "middle"): 70,
        ("male", "old"): 60,
        ("female", None): 20,
        (None, "young"): 25,
        (None, None): 30,
    }
)


def counted_by_hand(rows, gender, age):
    both = [row for row in rows if row["attribute:gender"] and row["attribute:age"]]
    cell = [row for row in both if (row["attribute:gender"], row["attribute:age"]) == (gender, age)]
    p = sum(row["attribute:gender"] == gender for row in both) / len(both)
    q = sum(row["attribute:age"] == age for row in both) / len(both)
    authors = {row["author_id"] for row in both}
    return {
        "share_of_posts": len(cell) / len(both),
        "share_of_authors": len({row["author_id"] for row in cell}) / len(authors),
        "expected_if_independent": p * q,
        "difference_from_independence": len(cell) / len(both) - p * q,
    }


@pytest.mark.parametrize(("gender", "slug"), [("female", "women"), ("male", "men")])
@pytest.mark.parametrize("age", ["young", "middle", "old"])
def test_figures_are_those_counted_by_hand(gender, slug, age, judged, well_said):
    told = judged("representation", ROWS[:500], ROWS[500:], **PAIR)
    well_said(told.judgement)
    for measure, expected in counted_by_hand(ROWS, gender, age).items():
        estimate = told.estimates[f"representation.gender*age.{slug}*{age}.{measure}"]
        assert estimate.value == pytest.approx(expected, rel=1e-12)
        assert estimate.low < estimate.value < estimate.high
        assert (estimate.n_posts, estimate.n_authors) == (1230, 350)
        assert estimate.group == {"gender": slug, "age": age}
    finding = told.findings["representation.gender*age"]
    assert finding.reading == "not_assessed"
    assert "no benchmark of both" in finding.title
    assert any("not a norm" in each for each in finding.caveats)


def test_cells_are_described_by_how_sure_a_departure_is_and_never_ranked_by_rate(judged):
    rows = people({("female", "young"): 160, ("female", "old"): 40, ("male", "young"): 40, ("male", "old"): 160})
    finding = judged("representation", rows, **PAIR).findings["representation.gender*age"]
    assert "women and young" in finding.statement
    assert "if independent" in finding.statement
    assert finding.severity == "none"
    even = judged(
        "representation", people(dict.fromkeys(itertools.product(["female", "male"], ["young", "old"]), 90)), **PAIR
    )
    assert "no cell's share is shown to differ" in even.findings["representation.gender*age"].statement
    test = even.estimates["representation.gender*age.independence"]
    assert test.unit == "statistic"
    assert test.p_value > 0.9
    assert test.value == pytest.approx(0, abs=1e-9)


def test_a_benchmark_of_both_judges(judged, well_said):
    shares = {
        "gender*age": {"women*young": 0.2, "women*middle": 0.2, "women*old": 0.2, "men*young": 0.2, "men*old": 0.2}
    }
    told = judged("representation", ROWS, shares=shares, **PAIR)
    well_said(told.judgement)
    gap = told.estimates["representation.gender*age.men*old.difference"]
    assert gap.value == pytest.approx(300 / 1230 - 0.2)
    assert gap.family == "representation.gender*age"
    assert gap.q_value >= gap.p_value
    assert told.estimates["representation.gender*age.men*old.ratio"].value == pytest.approx(300 / 1230 / 0.2)
    middle = told.findings["representation.gender*age.men*middle"]
    assert middle.reading == "shown"
    assert "Authors who are men and middle wrote more" in middle.title
    assert told.estimates["representation.gender*age.men*middle.share_of_posts"].reference.value == 0
    assert "representation.gender*age.men*middle.ratio" not in told.estimates
    assert told.findings["representation.gender*age.others"].reading == "inconclusive"
    assert "to lie beyond 5 points with a power of 80%" in told.findings["representation.gender*age.others"].statement


def test_benchmarks_of_each_alone_are_no_benchmark_of_both(judged):
    shares = {"gender": {"women": 0.5, "men": 0.5}, "age": {"young": 0.3, "middle": 0.3, "old": 0.4}}
    told = judged("representation", ROWS, shares=shares, **PAIR)
    finding = told.findings["representation.gender*age"]
    assert any("does not say how they go together" in each for each in finding.caveats)
    assert not [each for each in told.estimates if "*" in each and each.endswith(".ratio")]


def test_a_benchmark_that_names_no_cell_is_said(judged):
    told = judged("representation", ROWS, shares={"gender*age": {"women": 0.5, "men": 0.5}}, **PAIR)
    assert "no group of the benchmark is named as GROUP*GROUP, in the order gender*age" in told.reasons


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, {"age*gender"}),
        ({"intersections": []}, set()),
        ({"intersections": [["gender", "age"]]}, {"gender*age"}),
        ({"intersections": [["gender", "age", "city"]]}, set()),
    ],
)
def test_which_intersections_there_are(given, expected, judged):
    groups = {"gender": "gender", "age": "age"}
    told = judged("representation", ROWS, groups=groups, representation=given)
    assert {each.split(".")[1] for each in told.estimates if "*" in each} == expected
    if "city" in str(given):
        assert "city is not stated in the data" in told.reasons


def test_four_attributes_make_three_pairs_unasked(judged):
    from audit.metrics.representation.asked import intersections

    names = {each: each for each in ("d", "a", "c", "b")}
    assert intersections(Plan.make({"groups": names})) == (("a", "b"), ("a", "c"), ("a", "d"))
    inferred = {"a": {"source": "inferred"}}
    assert intersections(Plan.make({"groups": names, "inference": inferred})) == (("b", "c"), ("b", "d"), ("c", "d"))


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([["gender"]], "two or three different"),
        ([["gender", "gender"]], "two or three different"),
        ([["a", "b", "c", "d"]], "two or three different"),
        ([["a*b", "c"]], "with \\* in its name"),
        ([["gender", "bio"]], "'bio' is inferred"),
    ],
)
def test_what_cannot_be_crossed_is_refused(given, said):
    with pytest.raises(PlanError, match=said):
        Plan.make({"representation": {"intersections": given}, "inference": {"bio": {"source": "inferred"}}})


def test_three_attributes(judged, well_said):
    rows = [
        {**row, "attribute:city": random.Random(row["author_id"]).choice(["north", "south"])}
        for row in people(dict.fromkeys(itertools.product(["female", "male"], ["young", "old"]), 70))
    ]
    told = judged("representation", rows, representation={"intersections": [["gender", "age", "city"]]})
    well_said(told.judgement)
    cells = [each for each in told.estimates.values() if each.measure == "share_of_posts" and len(each.group) == 3]
    assert len(cells) == 8
    assert sum(each.value for each in cells) == pytest.approx(1)
    mine = [row for row in rows if (row["attribute:gender"], row["attribute:age"], row["attribute:city"]) == ("male", "old", "north")]  # fmt: skip
    assert told.estimates["representation.gender*age*city.men*old*north.share_of_posts"].value == len(mine) / len(rows)


def test_split_order_and_merge_change_nothing(judged):
    shuffled = random.Random(3).sample(ROWS, len(ROWS))
    whole = judged("representation", ROWS, **PAIR)
    for parts in ([ROWS[700:], ROWS[:700]], [shuffled], [ROWS[i : i + 90] for i in range(0, len(ROWS), 90)]):
        assert judged("representation", *parts, **PAIR).judgement == whole.judgement


def test_a_file_read_twice_gives_the_same_values(judged):
    shares = {"gender*age": {"women*young": 0.5, "women*middle": 0.2, "men*young": 0.2, "men*middle": 0.1}}
    once, twice = (judged("representation", *[ROWS] * times, shares=shares, **PAIR) for times in (1, 2))
    assert once.estimates.keys() == twice.estimates.keys()
    for name, estimate in once.estimates.items():
        if estimate.value is not None:
            assert twice.estimates[name].value == pytest.approx(estimate.value, rel=1e-9, abs=1e-12), name
        if estimate.p_value is not None:
            assert twice.estimates[name].p_value >= estimate.p_value * (1 - 1e-9), name


def test_groups_by_any_name_keep_their_figures(judged, well_said):
    values = {"all": ["female"], "unstated": ["male"], "*": ["x"], "a.b": ["y"], "a*b": ["z"]}
    groups = {"gender": {"column": "gender", "values": values}, "age": {"column": "age", "values": {"*": ["young"]}}}
    named = dict(zip(("female", "male", "x", "y", "z"), values, strict=True))
    rows = people(dict.fromkeys(itertools.product(named, ["young", "old"]), 30))
    told = judged("representation", rows, groups=groups, **PAIR)
    well_said(told.judgement)
    cells = [each for each in told.estimates.values() if each.measure == "share_of_authors" and len(each.group) == 2]
    assert {(each.group["gender"], each.group["age"]) for each in cells} == set(itertools.product(values, ["*", "old"]))
    assert all(each.value == pytest.approx(0.1) for each in cells)
    alone = [each for each in told.estimates.values() if each.measure == "share_of_authors" and len(each.group) == 1]
    assert len({each.id for each in alone}) == len(alone) == 7
    assert told.estimates["representation.gender.unstated.share_of_posts"].value == 0
    assert told.estimates["representation.gender.unstated-group.share_of_authors"].value == pytest.approx(0.2)


def test_free_text_is_not_crossed(judged):
    rows = [{**row, "attribute:age": f"{i} years"} for i, row in enumerate(ROWS)]
    told = judged("representation", rows, **PAIR)
    assert not [each for each in told.estimates if "*" in each]


def test_without_authors_cells_need_texts_of_their_own(judged):
    rows = [{**row, "text": f"text {i}"} for i, row in enumerate(ROWS)]
    told = judged("representation", rows, without=["author_id"], **PAIR)
    cells = [each for each in told.estimates.values() if "*" in each.id]
    assert not [each for each in cells if each.measure == "share_of_authors"]
    assert [each for each in cells if each.measure == "share_of_posts" and each.value]
    assert all(each.n_authors is None for each in cells)


# --- who is hidden ---------------------------------------------------------------------------------------------------


def test_a_small_rest_blurs_what_would_tell_of_it(judged):
    """500 women, of whom 494 state an age: the posts of the six are those of the women less those of the table."""
    rows = people({("female", "young"): 244, ("female", "old"): 250, ("male", "young"): 200, ("male", "old"): 200, ("male", None): 40, ("female", None): 6})  # fmt: skip
    told = judged("representation", rows, **PAIR)
    assert told.estimates["representation.gender.women.share_of_posts"].n_posts is not None
    cells = [each for each in told.estimates.values() if "*" in each.id and each.status == "ok"]
    assert cells
    assert all(each.n_posts is None and each.value == float(f"{each.value:.2g}") for each in cells)
    enough = judged("representation", [*rows, *people({("female", None): 12}, start=100)], **PAIR)
    assert enough.estimates["representation.gender*age.women*young.share_of_posts"].n_posts is not None


def test_a_small_cell_takes_others_with_it(judged):
    """500 women of whom nine are old, printed beside all the old and all the women: nothing says how many posts are theirs."""
    ages = ("young", "middle", "late", "old")
    rows = people({("female", a): 160 for a in ages[:3]} | {("male", a): 100 for a in ages} | {("female", "old"): 9})
    told = judged("representation", rows, **PAIR)
    shown = {
        tuple(each.group.values()): each
        for each in told.estimates.values()
        if each.measure == "share_of_posts" and len(each.group) == 2 and each.status == "ok"
    }
    assert len(shown) == 6  # the old are in no cell, so that no other has to be hidden
    assert "no cell is of old, who" in told.reasons
    # The women less the women of the table would be the nine, so neither is exact.
    assert all(each.n_posts is None and each.value == float(f"{each.value:.2g}") for each in shown.values())
    more = judged("representation", [*rows, *people({("female", None): 20})], **PAIR)
    assert more.estimates["representation.gender*age.women*young.share_of_posts"].n_posts == 780 * 3


@pytest.mark.parametrize("seed", range(40))
def test_what_is_printed_never_fixes_a_cell_of_few_authors(seed, judged):
    """Random tables, every printed number as an equation over the numbers of posts: no small cell is determined."""
    draw = np.random.default_rng(seed)
    genders, ages = ["female", "male", "nonbinary", None], ["young", "middle", "old", "oldest", None]
    counts = {cell: int(draw.choice([0, 4, 9, 12, 40, 90], p=[0.05, 0.1, 0.15, 0.2, 0.3, 0.2])) for cell in itertools.product(genders, ages)}  # fmt: skip
    told = judged("representation", people(counts), **PAIR)
    slug = {"female": "women", "male": "men", "nonbinary": "nonbinary_people"}
    places = {cell: at for at, cell in enumerate(counts)}
    equations = [np.ones(len(places))]  # all posts
    for each in told.estimates.values():
        if each.status != "ok" or each.measure != "share_of_posts" or each.n_posts is None or "unstated" in each.id:
            continue
        gender, age = each.group.get("gender"), each.group.get("age")
        equations.append(np.array([
            (gender is None or slug.get(g) == gender) and (age is None or a == age) for g, a in places
        ], dtype=float))  # fmt: skip
    table = [e for e in told.estimates.values() if "*" in e.id and e.measure == "expected_if_independent"]
    if any(each.n_posts is not None for each in table):
        kept = ({each.group["gender"] for each in table}, {each.group["age"] for each in table})
        rows = [[slug.get(x) == g and y in kept[1] for x, y in places] for g in kept[0]]
        rows += [[slug.get(x) in kept[0] and y == a for x, y in places] for a in kept[1]]
        equations += np.array(rows, dtype=float).tolist()  # the margins of the table, and so its total
    matrix = np.array(equations)
    rank = np.linalg.matrix_rank(matrix)
    for cell, at in places.items():
        if 0 < counts[cell] < 10:
            assert np.linalg.matrix_rank(np.vstack([matrix, np.eye(len(places))[at]])) > rank, (cell, counts[cell])


@pytest.mark.parametrize("seed", range(30))
def test_three_attributes_and_their_pairs_give_no_cell_away_together(seed, judged):
    """Pairs, the triple and each attribute alone, all printed side by side."""
    draw = np.random.default_rng(seed)
    names = ("gender", "age", "city")
    values = (["a", "b", None], ["young", "mid", "old", None], ["north", "south", None])
    places = list(itertools.product(*values))
    counts = {cell: int(draw.choice([0, 5, 12, 30, 80], p=[0.05, 0.1, 0.2, 0.35, 0.3])) for cell in places}
    rows = [
        {
            "post_id": f"{cell}{n}{i}",
            "author_id": f"{cell}{n}",
            **{f"attribute:{k}": v for k, v in zip(names, cell, strict=True)},
        }
        for cell, number in counts.items()
        for n in range(number)
        for i in range(2)
    ]
    asked = [["gender", "age"], ["gender", "city"], ["age", "city"], list(names)]
    told = judged("representation", rows, representation={"intersections": asked})
    kept = {}
    for each in told.estimates.values():
        if each.measure == "expected_if_independent":
            groups = kept.setdefault(tuple(each.group), [{} for _ in each.group])
            for at, group in enumerate(each.group.values()):
                groups[at][group] = True
    equations = [[1.0] * len(places)]

    def add(chosen):
        """One number of posts that is known: of these groups of these attributes."""
        equations.append([float(all(cell[names.index(k)] in v for k, v in chosen.items())) for cell in places])

    for each in told.estimates.values():
        if each.n_posts is None or each.measure != "share_of_posts" or "unstated" in each.id:
            continue
        if each.status == "ok":
            add({k: {v} for k, v in each.group.items()})
        if len(each.group) > 1:  # an exact figure of a table gives its margins, which the expected shares are made of
            table = kept[tuple(each.group)]
            whole = {k: set(groups) for k, groups in zip(each.group, table, strict=True)}
            for k, groups in whole.items():
                for group in groups:
                    add({**whole, k: {group}})
    matrix = np.array(equations)
    rank = np.linalg.matrix_rank(matrix)
    for index, cell in enumerate(places):
        if 0 < counts[cell] < 10:
            assert np.linalg.matrix_rank(np.vstack([matrix, np.eye(len(places))[index]])) > rank, cell
