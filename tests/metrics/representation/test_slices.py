"""Shares over time and by community: against counting by hand, planted changes and none, the laws, who is hidden."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import numpy as np
import pytest

from audit.metrics.representation.asked import periods_between
from audit.plan import Plan

MONTHS = {"representation": {"slices": ["month"]}}
PLACES = {"representation": {"slices": ["community"]}}
HALF = {"gender": {"women": 0.5, "men": 0.5}}


def at(month, day=3, year=2024):
    return int(datetime(year, month, day, tzinfo=UTC).timestamp()) * 1_000_000


def posts(shares, authors=100, each=2, community=None):
    """Per month so many authors, each with new people, of whom this share are women."""
    return [
        {
            "post_id": f"{month}-{a}-{i}-{community}",
            "author_id": f"{month}-{a}",
            "created_at": None if month is None else at(month, 1 + i),
            "community": community,
            "attribute:gender": "female" if a < round(share * authors) else "male",
        }
        for month, share in shares.items()
        for a in range(authors)
        for i in range(each)
    ]


DRIFT = posts({1: 0.2, 2: 0.3, 4: 0.45, 5: 0.6})
SAME = [
    {**row, "community": name}
    for name, share in (("alpha", 0.5), ("beta", 0.5), ("gamma", 0.5))
    for row in posts({1: share}, community=name, authors=150)
]


def test_shares_of_each_month_are_those_counted_by_hand(judged, well_said):
    told = judged("representation", DRIFT[:300], DRIFT[300:], shares=HALF, **MONTHS)
    well_said(told.judgement)
    for month, share in {"2024-01": 0.2, "2024-02": 0.3, "2024-04": 0.45, "2024-05": 0.6}.items():
        women = told.estimates[f"representation.gender.by_month.{month}.women.share_of_posts"]
        assert women.value == pytest.approx(share)
        assert (women.n_posts, women.n_authors, women.reference.value) == (200, 100, 0.5)
        assert women.low < share < women.high
        gap = told.estimates[f"representation.gender.by_month.{month}.women.difference"]
        assert gap.value == pytest.approx(share - 0.5)
        assert gap.family == "representation.gender.by_month.difference"
    assert not [each for each in told.estimates if "2024-03" in each]


def test_a_planted_change_is_shown_and_a_month_without_posts_is_a_gap(judged):
    told = judged("representation", DRIFT, **MONTHS)
    change = told.estimates["representation.gender.by_month.women.change"]
    assert change.value == pytest.approx(0.4)
    assert change.low < 0.4 < change.high
    finding = told.findings["representation.gender.by_month.women"]
    assert finding.reading == "shown"
    assert finding.title == "The share of posts by women rose from 2024-01 to 2024-05"
    assert "20% were by women in 2024-01 and 60% in 2024-05: +40 points." in finding.statement
    assert told.estimates["representation.gender.by_month.same_over_slices"].p_value < 1e-6
    [block] = [each for each in told.judgement.blocks if each.id.endswith("by_month")]
    assert block.chart.kind == "lines"
    assert block.chart.labels == ("2024-01", "2024-02", "2024-03", "2024-04", "2024-05")
    assert block.chart.estimates[2] == ("", "")


@pytest.mark.calibration
def test_no_change_is_found_where_there_is_none(judged):
    """The same people, heavy writers among them, in every month: drawn again and again, 5 % are rejected."""
    rejected, shown = 0, 0
    for seed in range(60):
        draw = np.random.default_rng(seed)
        rows = [
            {
                "post_id": f"{a}-{i}",
                "author_id": f"{a}",
                "created_at": at(int(draw.integers(1, 7))),
                "attribute:gender": "female" if a % 2 else "male",
            }
            for a in range(300)
            for i in range(min(int(draw.zipf(2.2)), 40))
        ]
        told = judged("representation", rows, **MONTHS)
        rejected += told.estimates["representation.gender.by_month.same_over_slices"].p_value < 0.05
        shown += any(each.reading == "shown" for each in told.findings.values())
    assert rejected <= 9  # of 60 at 5 %: more has a chance of 0.1 %
    assert shown <= 3


def test_a_change_that_is_small_is_shown_to_be(judged):
    told = judged("representation", posts({1: 0.5, 2: 0.5}, authors=4000, each=1), **MONTHS)
    finding = told.findings["representation.gender.by_month"]
    assert finding.reading == "shown_small"
    assert "2 within 5 points" in finding.statement
    unsettled = judged("representation", posts({1: 0.5, 2: 0.55}, authors=60), **MONTHS)
    assert (
        "would have been shown to lie beyond 5 points" in unsettled.findings["representation.gender.by_month"].statement
    )


@pytest.mark.parametrize(
    ("what", "slices"),
    [("quarter", {"2024-Q1", "2024-Q2"}), ("year", {"2024", "2023"})],
)
def test_larger_periods(what, slices, judged):
    more = [{**row, "created_at": at(7, year=2023)} for row in posts({1: 0.5})] if what == "year" else []
    told = judged("representation", DRIFT, more, representation={"slices": [what]})
    assert {
        each.group[what] for each in told.estimates.values() if each.measure == "share_of_posts" and what in each.group
    } == slices


def test_names_of_periods_in_a_row():
    assert periods_between("2023-11", "2024-02", "month") == ["2023-11", "2023-12", "2024-01", "2024-02"]
    assert periods_between("2023-Q4", "2024-Q1", "quarter") == ["2023-Q4", "2024-Q1"]
    assert periods_between("1999", "2001", "year") == ["1999", "2000", "2001"]


def test_the_plan_takes_a_word_or_a_list():
    assert Plan.make({"representation": {"slices": "month"}}).representation.slices == ("month",)
    assert Plan.make({"representation": {"slices": "month, community"}}).representation.slices == ("month", "community")
    assert Plan().representation.slices == ()


# --- communities -----------------------------------------------------------------------------------------------------


def test_communities_against_all_other_posts(judged, well_said):
    rows = [*SAME, *posts({1: 0.9}, community="delta", authors=120), *posts({2: 0.5}, authors=50)]
    told = judged("representation", rows, **PLACES)
    well_said(told.judgement)
    delta = told.estimates["representation.gender.by_community.delta.women.difference_from_elsewhere"]
    elsewhere = [row for row in rows if row["community"] != "delta"]
    other = sum(row["attribute:gender"] == "female" for row in elsewhere) / len(elsewhere)
    assert delta.value == pytest.approx(0.9 - other)
    finding = told.findings["representation.gender.by_community.shown"]
    assert "delta by women (+40 points)" in finding.statement
    assert "And 5 others beyond the tolerance." in finding.statement


def test_only_the_largest_communities_are_told_of(judged):
    rows = [row for at in range(25) for row in posts({1: 0.5}, community=f"c{at:02d}", authors=40 + at, each=1)]
    told = judged("representation", rows, **PLACES)
    names = {each.group["community"] for each in told.estimates.values() if "community" in each.group}
    assert names == {f"c{at:02d}" for at in range(5, 25)}


def test_posts_without_a_stated_author_name_none(judged):
    rows = [*SAME, *[{**row, "author_id": None, "text": f"text {n}"} for n, row in enumerate(posts({6: 0.5}, community="alpha"))]]  # fmt: skip
    told = judged("representation", rows, **PLACES)
    assert {e.n_authors for e in told.estimates.values() if e.group.get("community") == "alpha"} == {150}
    assert {e.n_posts for e in told.estimates.values() if e.group.get("community") == "alpha"} == {500}


def test_a_community_whose_few_unstated_would_follow_has_no_counts(judged):
    """All posts of a community are printed with its concentration: less those that state a gender they are three people's."""
    few = [{**row, "attribute:gender": None} for row in posts({9: 0.5}, community="alpha", authors=3)]
    told = judged("representation", [*SAME, *few, *[{**row, "attribute:gender": None} for row in posts({8: 0.5}, authors=30)]], **PLACES)  # fmt: skip
    alpha = told.estimates["representation.gender.by_community.alpha.women.share_of_posts"]
    assert alpha.n_posts is None
    assert told.estimates["representation.gender.by_community.beta.women.share_of_posts"].n_posts == 300


def test_without_times_or_communities_it_is_said(judged):
    rows = [{**row, "created_at": None, "community": None} for row in DRIFT]
    told = judged("representation", rows, representation={"slices": ["month", "community"]})
    assert "Gender by month: no post of a stated group has a time of posting." in told.reasons
    assert "Gender by community: no post of a stated group has a community." in told.reasons
    one = judged("representation", posts({1: 0.5}), **MONTHS)
    assert "there are not two months" in one.reasons


# --- laws and hiding -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["month", "quarter", "community"])
def test_split_order_and_merge_change_nothing(what, judged):
    rows = [{**row, "community": "alpha" if at_ % 3 else "beta"} for at_, row in enumerate(DRIFT)]
    plan = {"representation": {"slices": [what]}}
    whole = judged("representation", rows, **plan)
    assert any("by_" in each for each in whole.estimates)
    for parts in ([rows[500:], rows[:500]], [random.Random(3).sample(rows, len(rows))], [rows[i : i + 70] for i in range(0, len(rows), 70)]):  # fmt: skip
        assert judged("representation", *parts, **plan).judgement == whole.judgement


def test_a_file_read_twice_gives_the_same_values(judged):
    once, twice = (judged("representation", *[DRIFT] * times, shares=HALF, **MONTHS) for times in (1, 2))
    for name, estimate in once.estimates.items():
        if estimate.value is not None:
            assert twice.estimates[name].value == pytest.approx(estimate.value, rel=1e-9, abs=1e-12), name
        if estimate.p_value is not None:
            assert twice.estimates[name].p_value >= estimate.p_value * (1 - 1e-6), name


def test_groups_by_any_name(judged, well_said):
    values = {"all": ["female"], "by_month": ["male"]}
    told = judged("representation", DRIFT, groups={"gender": {"column": "gender", "values": values}}, **MONTHS)
    well_said(told.judgement)
    assert len({each.id for each in told.judgement.findings}) == len(told.judgement.findings)
    assert told.estimates["representation.gender.by_month.2024-01.all.share_of_posts"].value == pytest.approx(0.2)
    assert told.estimates["representation.gender.by_month-group.share_of_posts"].value == pytest.approx(1 - 0.3875)


def test_a_month_with_few_women_gives_nothing_away(judged):
    """Five women in February: their posts are all the women's less those of the other months, and February's less the men's."""
    rows = posts({1: 0.4, 2: 0.05, 3: 0.4, 4: 0.4})
    told = judged("representation", rows, **MONTHS)
    shown = {
        tuple(each.group.values()): each
        for each in told.estimates.values()
        if each.measure == "share_of_posts" and "month" in each.group and each.status == "ok"
    }
    assert ("women", "2024-02") not in shown
    assert ("men", "2024-02") not in shown  # of 100 authors, less 95 men
    assert sum(name == "women" for name, _ in shown) == sum(name == "men" for name, _ in shown) == 2
    assert not [each for each in told.estimates if each.endswith("same_over_slices")]
    assert "4 shares hidden" in told.reasons


def test_a_rare_group_does_not_take_the_others_with_it(judged):
    rare = [{**row, "attribute:gender": "nonbinary", "author_id": f"n{row['author_id']}"} for row in posts(dict.fromkeys((1, 2, 4, 5), 0.5), authors=6)]  # fmt: skip
    told = judged("representation", [*DRIFT, *rare], **MONTHS)
    assert "nonbinary people left out" in told.reasons
    assert told.estimates["representation.gender.by_month.2024-01.women.share_of_posts"].value == pytest.approx(0.2)


def test_a_month_of_few_posts_is_not_told_of(judged):
    told = judged("representation", [*DRIFT, *posts({7: 0.5}, authors=9)], **MONTHS)
    assert not [each for each in told.estimates if "2024-07" in each]
    assert "1 month of fewer than 10 authors or 30 posts is not told" in told.reasons
    # All posts less those of the months would be the nine people's.
    assert all(each.n_posts is None for each in told.estimates.values() if "month" in each.group)


@pytest.mark.parametrize("what", ["month", "community"])
@pytest.mark.parametrize("seed", range(25))
def test_what_is_printed_never_fixes_a_cell_of_few_authors(seed, what, judged):
    """Every printed number as an equation over the numbers of posts; all posts of each slice are known from elsewhere."""
    draw = np.random.default_rng(seed)
    genders, slices = ["female", "male", "nonbinary", None], [1, 2, 3, 4, None]
    cells = [(g, m) for g in genders for m in slices]
    counts = {cell: int(draw.choice([0, 4, 9, 14, 40, 90], p=[0.05, 0.1, 0.1, 0.2, 0.35, 0.2])) for cell in cells}
    rows = [
        {
            "post_id": f"{g}{m}{a}{i}",
            "author_id": f"{g}{m}{a}",
            "attribute:gender": g,
            "created_at": None if m is None else at(m),
            "community": None if m is None else f"2024-{m:02d}",
        }
        for (g, m), number in counts.items()
        for a in range(number)
        for i in range(2)
    ]
    told = judged("representation", rows, representation={"slices": [what]})
    slug = {"female": "women", "male": "men", "nonbinary": "nonbinary_people"}
    exact = [e for e in told.estimates.values() if e.measure == "share_of_posts" and e.n_posts is not None]
    sliced = [e for e in told.estimates.values() if e.measure == "share_of_posts" and what in e.group]
    kept = {each.group["gender"] for each in sliced}
    equations = [[month == m for _, month in cells] for m in slices]
    for each in exact:
        if "unstated" in each.id:
            continue
        gender, month = each.group["gender"], each.group.get(what)
        if each.status == "ok":
            mine = [slug.get(g) == gender and (month is None or f"2024-{m or 0:02d}" == month) for g, m in cells]
            equations.append(mine)
        if month is not None:
            equations.append([slug.get(g) in kept and f"2024-{m or 0:02d}" == month for g, m in cells])
    matrix = np.array(equations, dtype=float)
    rank = np.linalg.matrix_rank(matrix)
    for index, cell in enumerate(cells):
        if 0 < counts[cell] < 10 and counts[cell] < sum(counts[g, cell[1]] for g in genders):
            assert np.linalg.matrix_rank(np.vstack([matrix, np.eye(len(cells))[index]])) > rank, (cell, counts)
