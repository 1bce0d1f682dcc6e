"""Who wrote the posts: shares, bounds and gaps against counting by hand, and who is hidden."""

from __future__ import annotations

import math
import re

import pytest

HALF = {"gender": {"women": 0.5, "men": 0.5}}


def by(gender, authors, each=4, likes=2, start=0):
    """So many authors who state this gender, with so many posts each."""
    return [
        {"post_id": f"{gender}{a}-{i}", "author_id": f"{gender}{a}", "attribute:gender": gender, "likes": likes}
        for a in range(start, start + authors)
        for i in range(each)
    ]


MIXED = by("female", 60, 3, likes=1) + by("male", 120, 5, likes=4) + by("nonbinary", 20, 2) + by(None, 40, 3)


def naive(rows, group, names):
    """Shares among posts that state a group, from the rows."""
    stated = [row for row in rows if row["attribute:gender"] in names]
    own = [row for row in stated if row["attribute:gender"] == group]
    return {
        "share_of_posts": len(own) / len(stated),
        "share_of_authors": len({row["author_id"] for row in own}) / len({row["author_id"] for row in stated}),
        "share_of_reach": sum(row["likes"] for row in own) / sum(row["likes"] for row in stated),
    }


@pytest.mark.parametrize(("group", "slug"), [("female", "women"), ("male", "men"), ("nonbinary", "nonbinary_people")])
def test_shares_without_a_benchmark(group, slug, judged, well_said):
    told = judged("representation", MIXED[:300], MIXED[300:])
    well_said(told.judgement)
    for measure, expected in naive(MIXED, group, ("female", "male", "nonbinary")).items():
        estimate = told.estimates[f"representation.gender.{slug}.{measure}"]
        assert estimate.value == pytest.approx(expected, rel=1e-12)
        assert estimate.low < estimate.value < estimate.high
        assert (estimate.n_posts, estimate.n_authors, estimate.reference) == (820, 200, None)
    assert not [each for each in told.estimates.values() if each.measure in ("difference", "ratio", "total_variation")]
    [finding] = told.findings.values()
    assert finding.reading == "not_assessed"
    assert "73% men, 22% women and 5% nonbinary people. 13% of posts have no printed value." in finding.statement


def test_gaps_to_a_benchmark(judged, well_said):
    """180 posts by women, 600 by men: 3/13 against a half, (1/2) (|3/13 - 1/2| + |10/13 - 1/2|) = 7/26."""
    told = judged("representation", MIXED, shares=HALF)
    well_said(told.judgement)

    def value(name):
        return told.estimates[f"representation.gender.{name}"].value

    assert value("women.share_of_posts") == pytest.approx(3 / 13)
    assert value("women.difference") == pytest.approx(3 / 13 - 1 / 2)
    assert value("women.ratio") == pytest.approx(6 / 13)
    assert value("men.difference") == pytest.approx(10 / 13 - 1 / 2)
    assert value("total_variation") == pytest.approx(7 / 26)
    total = told.estimates["representation.gender.total_variation"]
    n = min(told.estimates[f"representation.gender.{g}.share_of_posts"].n_effective for g in ("women", "men"))
    assert total.reference.value == pytest.approx(math.sqrt(2 * 0.25 / (math.pi * n)))
    assert total.low is None
    assert "1 stated value (nonbinary people) is not a group of the benchmark and is left out" in told.reasons
    for group in ("women", "men"):
        share = told.estimates[f"representation.gender.{group}.share_of_posts"]
        difference = told.estimates[f"representation.gender.{group}.difference"]
        assert (difference.low, difference.high) == (share.low - 0.5, share.high - 0.5)
        assert difference.family == "representation.gender"


def test_worst_case_bounds_are_manskis(judged):
    """Of 940 posts 180 are by women, 600 by men, 40 by nonbinary people, 120 by people who state nothing."""
    told = judged("representation", MIXED, shares=HALF)
    bounds = told.estimates["representation.gender.women.bounds"]
    assert (bounds.low, bounds.high) == (180 / 940, 300 / 940)
    assert told.estimates["representation.gender.unstated.share_of_posts"].value == 120 / 940
    statement = told.findings["representation.gender.women"].statement
    assert "the gap over all posts lies between \u221231 and \u221218 points." in statement
    assert "13% of posts are by authors who have none" in statement


def test_a_benchmarks_unknown_is_no_group_that_can_write(judged):
    told = judged("representation", MIXED, shares={"gender": {"women": 0.4, "men": 0.4, "unknown": 0.2}})
    assert told.estimates["representation.gender.women.share_of_posts"].reference.value == pytest.approx(0.5)
    assert "representation.gender.unknown.share_of_posts" not in told.estimates


def test_the_statement_prints_the_estimates(judged):
    told = judged("representation", MIXED, shares=HALF)
    finding = told.findings["representation.gender.women"]
    assert finding.title == "Women wrote fewer of these posts than their share of the population"
    numbers = re.findall(r"[+\u2212]?[\d.]+(?=%| points)", finding.statement)
    assert numbers[:3] == ["23", "50", "\u221227"]
    assert finding.headline == "representation.gender.women.difference"
    assert finding.harm == "erasure"
    assert "representation.gender.men" not in told.findings  # of two groups, the one's surplus is the other's lack
    assert told.estimates["representation.gender.men.difference"].value == pytest.approx(0.27, abs=0.01)


@pytest.mark.parametrize(
    ("women", "men", "readings"),
    [
        (2000, 2000, {"representation.gender": "shown_small"}),
        (20, 24, {"representation.gender": "inconclusive"}),
        (30, 300, {"representation.gender.women": "shown"}),
        (0, 300, {"representation.gender.women": "shown"}),
    ],
)
def test_every_reading(women, men, readings, judged, well_said):
    told = judged("representation", by("female", women, 3) + by("male", men, 3), shares=HALF)
    well_said(told.judgement)
    assert {name: each.reading for name, each in told.findings.items()} == readings
    assert all((each.severity != "none") == (each.reading == "shown") for each in told.findings.values())


def test_too_few_posts_are_not_assessed(judged, well_said):
    told = judged("representation", by("female", 12, 1) + by("male", 12, 1), shares=HALF)
    well_said(told.judgement)
    assert told.findings["representation.gender"].reading == "not_assessed"
    assert all(each.value is None for each in told.estimates.values())


def test_a_group_too_small_to_print_leaves_nothing_to_compare_with(judged, well_said):
    """Men are five authors of 205: that the posts are all by women, of those printed, says nothing of the benchmark."""
    told = judged("representation", by("female", 200) + by("male", 5), shares=HALF)
    well_said(told.judgement)
    assert not [each for each in told.findings.values() if each.reading in ("shown", "shown_small")]
    assert told.estimates["representation.gender.men.share_of_posts"].status == "suppressed"
    assert "fewer than 10 authors" in told.reasons


def test_with_a_group_hidden_the_others_are_compared_among_themselves_and_that_is_said(judged, well_said):
    shares = {"gender": {"women": 0.45, "men": 0.45, "nonbinary_people": 0.1}}
    told = judged("representation", by("female", 200) + by("male", 200) + by("nonbinary", 5), shares=shares)
    well_said(told.judgement)
    women = told.estimates["representation.gender.women.share_of_posts"]
    assert women.value == 0.5
    assert women.reference.value == pytest.approx(0.5)
    assert "without" in women.reference.source
    [finding] = told.findings.values()
    assert finding.reading == "shown_small"
    assert "nonbinary people" in " ".join(finding.caveats)


def test_a_hidden_group_cannot_be_worked_out(judged):
    """Five authors state a third gender and all others state one: no exact count of the others may be printed."""
    told = judged("representation", by("female", 200) + by("male", 200) + by("nonbinary", 5))
    for estimate in told.estimates.values():
        if estimate.status == "ok":
            assert estimate.n_posts is None
            assert all(v is None or v == float(f"{v:.2g}") for v in (estimate.value, estimate.low, estimate.high))
    enough = judged("representation", by("female", 200) + by("male", 200) + by("nonbinary", 5) + by(None, 40))
    assert enough.estimates["representation.gender.women.share_of_posts"].n_posts == 1600
    assert "1 stated value of fewer than 10 authors is hidden" in enough.reasons


def test_posts_of_a_file_without_the_column_state_nothing(judged):
    """The same posts in one file, or half of them in a file that lacks the column."""
    from audit.metrics import all_metrics
    from audit.metrics.base import Scope
    from audit.plan import Plan

    stated, silent = by("female", 50) + by("male", 50), by(None, 100)
    whole = judged("representation", stated + silent)
    first, second = judged("representation", stated), judged("representation", silent, without=["attribute:gender"])
    tally = first.tally + second.tally
    [metric] = [each for each in all_metrics() if each.name == "representation"]
    split = metric.judge(tally, Scope(Plan(), 800, len(tally.author_posts), has_authors=True))
    assert whole.estimates["representation.gender.unstated.share_of_posts"].value == 0.5
    assert {each.id: each for each in split.estimates} == whole.estimates


def test_one_author_who_writes_everything_gives_nothing_to_print(judged, well_said):
    told = judged("representation", by("female", 1, 500), shares=HALF)
    well_said(told.judgement)
    assert not [each for each in told.estimates.values() if each.value is not None]
    assert not told.findings


def test_an_author_who_dominates_widens_the_interval(judged):
    even = judged("representation", by("female", 100, 4) + by("male", 100, 4))
    heavy = judged("representation", by("female", 1, 100) + by("female", 75, 4, start=1) + by("male", 100, 4))

    def width(told):
        estimate = told.estimates["representation.gender.women.share_of_posts"]
        return estimate.high - estimate.low

    assert width(heavy) > 1.5 * width(even)


@pytest.mark.parametrize("k", [2, 5])
def test_a_file_read_k_times_moves_nothing_and_narrows_nothing(k, judged):
    rows = [{**row, "post_id": None} for row in MIXED]
    once, often = (judged("representation", *[rows] * times, shares=HALF) for times in (1, k))
    assert once.estimates.keys() == often.estimates.keys()
    for name, estimate in once.estimates.items():
        again = often.estimates[name]
        assert again.value == pytest.approx(estimate.value, rel=1e-12)
        if estimate.low is not None:
            assert again.high - again.low >= (estimate.high - estimate.low) * (1 - 1e-9), name
        if estimate.p_value is not None:
            assert again.p_value >= estimate.p_value * (1 - 1e-9)


def test_without_authors_shares_are_of_posts_alone_and_a_caveat_says_so(judged, well_said):
    rows = [{**row, "text": f"text {i}"} for i, row in enumerate(MIXED)]
    told = judged("representation", rows, without=["author_id"], shares=HALF)
    well_said(told.judgement)
    assert not [each for each in told.estimates.values() if each.measure == "share_of_authors"]
    assert all(each.n_authors is None for each in told.estimates.values())
    finding = told.findings["representation.gender.women"]
    assert "name no authors" in " ".join(finding.caveats)
    assert finding.confidence == "low"


def test_values_that_match_no_group_of_the_benchmark_are_said(judged, well_said):
    rows = [{**row, "attribute:gender": "purple"} for row in by("female", 30)]
    told = judged("representation", rows, shares=HALF)
    well_said(told.judgement)
    assert "No stated value of gender is one of the benchmark's groups (men and women)" in told.reasons
    assert not told.estimates


def test_nothing_stated_and_free_text_are_not_groups(judged, well_said):
    nothing = judged("representation", by(None, 30))
    free = judged("representation", [{**row, "attribute:gender": f"bio {i}"} for i, row in enumerate(by("x", 101, 1))])
    absent = judged("representation", by("female", 30), without=["attribute:gender"])
    for told in (nothing, free, absent):
        well_said(told.judgement)
        assert not told.estimates
    assert "No author has a gender in the data." in nothing.reasons
    assert "has more than 100 different values" in free.reasons
    assert "none is inferred" in absent.reasons


def test_q_values_of_an_attribute_are_one_family_by_hand(judged):
    shares = {"gender": {"women": 0.23, "men": 0.72, "nonbinary_people": 0.05}}
    told = judged("representation", MIXED, shares=shares, tolerances={"share_gap": 0.0})
    family = [each for each in told.estimates.values() if each.family == "representation.gender"]
    assert {each.measure for each in family} == {"difference"}
    ordered = sorted(family, key=lambda each: each.p_value)
    for rank, each in enumerate(ordered, start=1):
        by_hand = min(later.p_value * len(family) / (rank + i) for i, later in enumerate(ordered[rank - 1 :]))
        assert each.q_value == pytest.approx(min(by_hand, 1.0))


@pytest.mark.parametrize(("authors", "status"), [(9, "suppressed"), (10, "ok")])
def test_ten_authors_are_the_fewest_that_are_printed(authors, status, judged):
    told = judged("representation", by("female", authors, 10) + by("male", 100) + by(None, 40), shares=HALF)
    assert told.estimates["representation.gender.women.share_of_posts"].status == status
