"""Plans of comparisons: from assumptions, from a pilot, and against the tiers of access."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

import audit
from audit.errors import PlanError
from audit.plan import Plan
from audit.plan_resources import read_benchmarks
from audit.planning import (
    Assumptions,
    Comparison,
    Target,
    as_data,
    as_text,
    assumed_comparisons,
    needs_of,
    piloted_comparisons,
    reach_of,
)
from audit.planning.comparisons import AgainstReference, AsInPilot, BetweenGroups, smallest_gap
from audit.resources import Tier, read_access_prices
from audit.statistics import Clustering, posts_for_difference, posts_for_reference, smallest_detectable

PLAN = Plan.make({"labels": ["toxic"], "groups": {"gender": "gender"}, "benchmarks": {"gender": "us-residents-2020"}})


def comparison(method, tolerance=0.05, scale="difference", family=1, **more):
    return Comparison("x", "X", scale, tolerance, family, method, "posts", **more)


# --- from assumptions -------------------------------------------------------------------------------------------------


def test_a_plan_makes_one_comparison_per_group_of_its_benchmark_and_per_label():
    made, left_out = assumed_comparisons(PLAN, read_benchmarks(PLAN), Assumptions.of_design_effect(0.1, 4))
    names = [each.id for each in made]
    assert "representation.gender.women.difference" in names
    assert "labels.toxic.author.gender.women.difference" in names
    assert len(set(names)) == len(names)
    assert any("before a pilot" in each for each in left_out)


def test_the_numbers_are_those_of_the_statistics():
    made, _ = assumed_comparisons(PLAN, read_benchmarks(PLAN), Assumptions.of_design_effect(0.1, 4))
    needs = {each.comparison.id: each for each in (needs_of(one, Target()) for one in made)}
    women = needs["representation.gender.women.difference"]
    share = women.comparison.known["reference"]
    family = women.comparison.family
    level = 1 - 2 * min(0.025, 0.05 / family)
    expected = max(
        posts_for_reference(p, share, tolerance=0.05, level=level, clustering=Clustering(4)).posts
        for p in (share + 0.1, share - 0.1)
    )
    assert women.show == expected
    assert women.show_small == posts_for_reference(share, share, tolerance=0.05, clustering=Clustering(4)).posts
    assert math.isnan(women.authors(1000)), "a design effect says nothing of how many authors there are"
    label = needs["labels.toxic.author.gender.women.difference"]
    of_group = posts_for_difference(
        0.2, 0.1, tolerance=0.05, ratio=(1 - share) / share, level=level, clustering=Clustering(4)
    ).posts
    assert label.show == math.ceil(of_group / share)


def test_what_authors_are_costs_more_than_what_they_do():
    """An attribute is the same in all posts of an author; a label is not."""
    made, _ = assumed_comparisons(PLAN, read_benchmarks(PLAN), Assumptions.of_authors(0.1, 3.0, 15.0, 0.2))
    effects = {each.id.split(".")[0]: each.known["design_effect"] for each in made}
    assert effects == {"representation": pytest.approx(15.0), "labels": pytest.approx(1 + 14 * 0.2)}
    need = needs_of(made[0], Target())
    assert need.authors(need.settle) == math.ceil(need.settle / 3)


def test_a_plan_that_asks_nothing_is_answered_in_general():
    made, _ = assumed_comparisons(Plan(), {}, Assumptions.of_design_effect(0.1, 4))
    assert [each.id for each in made] == ["general.share", "general.difference"]
    with pytest.raises(PlanError, match="known"):
        assumed_comparisons(Plan(), {}, Assumptions.of_design_effect(None, 4))


def test_a_group_without_a_benchmark_is_named_as_left_out():
    plan = Plan.make({"groups": {"age": "age", "gender": "g"}, "benchmarks": {"gender": "us-residents-2020"}})
    _, left_out = assumed_comparisons(plan, read_benchmarks(plan), Assumptions.of_design_effect(None, 2))
    assert any(each.startswith("Age is not held against") for each in left_out)


# --- one comparison ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("family", [1, 2, 3, 20])
def test_a_family_asks_for_more_from_three_comparisons_on(family):
    """Beyond a tolerance p has one tail, so two comparisons at 2.5 % each are already within 5 %."""
    level = comparison(AgainstReference(0.3, 0.05), family=family).level_to_show(0.95)
    assert level == pytest.approx(0.95 if family <= 2 else 1 - 2 * 0.05 / family)
    nothing = comparison(AgainstReference(0.3, 0.0), tolerance=0.0, family=family).level_to_show(0.95)
    assert nothing == pytest.approx(1 - 0.05 / family)


METHODS = [
    (AgainstReference(0.3, 0.05, Clustering(3)), "difference", 0.05),
    (BetweenGroups(0.1, 0.4, 0.05, Clustering(3)), "difference", 0.05),
    (AsInPilot(0.05, 1000, 0.05, 60), "difference", 0.05),
    (AsInPilot(0.3, 1000, math.log(1.25), 60, "ratio"), "ratio", 1.25),
]


@pytest.mark.parametrize(("method", "scale", "tolerance"), METHODS)
def test_laws(method, scale, tolerance):
    each = comparison(method, tolerance, scale)
    needs, strict, far = (needs_of(each, Target(**more)) for more in ({}, {"power": 0.95}, {"gap": 4}))
    assert strict.show > needs.show > far.show
    assert strict.show_small > needs.show_small == far.show_small
    assert needs.settle == max(needs.show, needs.show_small)
    few, many = (smallest_gap(each, posts, Target()) for posts in (500, 50_000))
    assert few > many > tolerance
    assert smallest_gap(each, 0, Target()) == math.inf
    # Only half of the posts count, so twice as many are needed.
    half = needs_of(comparison(method, tolerance, scale, counting=0.5), Target())
    assert half.show == pytest.approx(2 * needs.show, abs=1)


@pytest.mark.parametrize(("method", "scale", "tolerance"), METHODS)
def test_the_posts_that_show_a_gap_see_about_that_gap(method, scale, tolerance):
    each = comparison(method, tolerance, scale)
    needs = needs_of(each, Target())
    # The spread is that of no gap there, and of the gap here.
    assert smallest_gap(each, needs.show, Target()) == pytest.approx(needs.gap, rel=0.15)


def test_without_a_tolerance_nothing_is_shown_to_be_small():
    needs = needs_of(comparison(AsInPilot(0.05, 1000, 0.0, 60), tolerance=0.0), Target())
    assert needs.settle == math.inf
    assert "no number of posts" in as_text([needs], [], Target(), [], None)
    assert as_data([needs], [], Target(), [], None)["comparisons"][0]["posts"]["settle"] is None


def test_a_gap_that_no_share_can_have_is_never_shown():
    assert AgainstReference(0.5, 0.3).to_show(0.6, 0.95, 0.8) == math.inf
    assert BetweenGroups(0.5, 0.5, 0.3).to_show(0.6, 0.95, 0.8) == math.inf


# --- from a pilot -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def pilot():
    samples = Path(__file__).parents[2] / "data_samples"
    return audit.run(samples / "northtown.csv", plan=samples / "audit.toml", workers=1)


def test_a_pilot_plans_what_it_compared(pilot):
    made, left_out = piloted_comparisons(pilot, Plan.make(pilot.audit["plan"]))
    judged = {
        each.id for each in pilot.estimates if each.p_value is not None and each.family and each.unit != "statistic"
    }
    judged -= {each for each in judged if each.startswith(("attrition", "coverage", "concentration"))}
    assert {each.id for each in made} >= judged - {each for each in judged if each.endswith("loose")}
    assert not any(each.id.endswith("loose") for each in made)
    assert any("hidden: fewer than 10 authors" in each for each in left_out)


def test_a_pilots_needs_follow_its_spread(pilot):
    made, _ = piloted_comparisons(pilot, Plan.make(pilot.audit["plan"]))
    by_id = {each.id: each for each in made}
    women = by_id["representation.gender.women.difference"]
    estimate = pilot.estimate(women.id)
    assert women.counting == pytest.approx(estimate.n_posts / pilot.dataset["posts"])
    effect = Clustering(estimate.n_posts / estimate.n_effective)
    expected = posts_for_reference(0.51, 0.51, tolerance=0.05, clustering=effect).posts / women.counting
    assert needs_of(women, Target()).show_small == math.ceil(expected)
    ratio = by_id["markers.gender.women.appearance.ratio"]
    found = pilot.estimate(ratio.id)
    error = math.log(found.high / found.low) / (2 * 1.98)
    beyond = math.log(1.25) + smallest_detectable(error, 127, ratio.level_to_show(0.95))
    assert smallest_gap(ratio, ratio.pilot_posts, Target()) == pytest.approx(math.exp(beyond), rel=0.02)


def test_other_tolerances_are_planned_from_the_same_pilot(pilot):
    tight, wide = (piloted_comparisons(pilot, Plan.make({"tolerances": {"share_gap": gap}}))[0] for gap in (0.02, 0.1))
    settle = [
        {each.id: needs_of(each, Target()).settle for each in made}["representation.gender.women.difference"]
        for made in (tight, wide)
    ]
    assert settle[0] > 10 * settle[1]


def test_a_pilot_of_few_authors_or_none_says_so():
    rows = [
        {"text": f"post {i} of the day", "author_id": f"a{i % 60}", "gender": ("female", "male")[i % 2]}
        for i in range(600)
    ]
    choices = {"groups": {"gender": "gender"}, "benchmarks": {"gender": "us-residents-2020"}}
    few = audit.run(rows, metrics=["representation"], **choices)
    assert any("below 200" in each for each in piloted_comparisons(few, Plan.make(few.audit["plan"]))[1])
    for row in rows:
        del row["author_id"]
    none = audit.run(rows, metrics=["representation"], **choices)
    assert any("names no authors" in each for each in piloted_comparisons(none, Plan.make(none.audit["plan"]))[1])


# --- access -----------------------------------------------------------------------------------------------------------


def tier(**more):
    facts = {"platform": "P", "tier": "T", "since": "", "until": "", "price": 100.0, "currency": "USD"}
    facts |= {"price_per": "month", "posts": 1000.0, "access": "", "confidence": "", "as_of": "", "note": ""}
    return Tier(**(facts | more))


def test_a_tier_settles_what_it_has_posts_for():
    easy = comparison(AgainstReference(0.3, 0.1), 0.1)
    hard = comparison(AgainstReference(0.3, 0.01), 0.01)
    needs = [needs_of(each, Target()) for each in (easy, Comparison(**{**vars(hard), "id": "y"}))]
    reach = reach_of(tier(), needs, Target(), 1)
    assert (reach.settled, reach.open) == (("x",), ("y",))
    assert reach.months_for_all == math.ceil(needs[1].settle / 1000)
    assert reach.price_for_all == 100 * reach.months_for_all
    assert dict(reach.smallest)["y"] > needs[1].gap
    assert reach_of(tier(), needs, Target(), reach.months_for_all).open == ()


def test_by_the_post_only_what_is_needed_is_paid():
    needs = [needs_of(comparison(AgainstReference(0.3, 0.1), 0.1), Target())]
    reach = reach_of(tier(price=0.01, price_per="post", posts=1e6), needs, Target(), 1)
    assert reach.price == pytest.approx(0.01 * needs[0].settle)


def test_an_unknown_quota_settles_nothing_and_an_unknown_price_is_not_free():
    needs = [needs_of(comparison(AgainstReference(0.3, 0.1), 0.1), Target())]
    quota = reach_of(tier(posts=None), needs, Target(), 1)
    assert (quota.posts, quota.price, quota.settled, quota.smallest) == (None, None, (), ())
    price = reach_of(tier(price=None), needs, Target(), 1)
    assert (price.price, price.price_for_all) == (None, None)
    text = as_text(needs, [quota, price], Target(), [], read_access_prices())
    assert "What it can settle is not known, as its quota is not." in text
    assert "price unknown" in text


def test_the_data_are_plain_json_and_say_what_the_text_says(pilot):
    made, left_out = piloted_comparisons(pilot, Plan.make(pilot.audit["plan"]))
    needs = [needs_of(each, Target()) for each in made]
    prices = read_access_prices()
    reaches = [reach_of(each, needs, Target(), 1) for each in prices.tiers]
    data = json.loads(json.dumps(as_data(needs, reaches, Target(), left_out, prices), allow_nan=False))
    text = as_text(needs, reaches, Target(), left_out, prices)
    assert len(data["comparisons"]) == len(needs)
    for each in data["comparisons"]:
        assert f"{each['posts']['settle']:,} posts" in text
        assert each["title"] in text
    assert len(data["access"]) == len(prices.tiers)
    assert data["not_planned"] == left_out


@pytest.mark.calibration
def test_power_of_whole_audits_is_what_a_plan_said():
    """Planned from the same model, audited as users would, read as reports read: 80 % within three standard errors."""
    generator, audits = np.random.default_rng(4), 120
    plan = Plan.make({"benchmarks": {"gender": "us-residents-2020"}, "groups": {"gender": "gender"}})
    benchmark = read_benchmarks(plan)["gender"]
    women = benchmark.margins["gender"]["women"]
    clustering = Clustering.of([1, 2, 3], 1.0)
    posts = AgainstReference(women, 0.05, clustering).to_show(0.15, 0.95, 0.8)
    shown = 0
    for _ in range(audits):
        authors = math.ceil(posts / 2)
        gender = np.where(generator.random(authors) < women - 0.15, "female", "male")
        rows = [
            {"text": f"{a} {n}", "author_id": str(a), "gender": gender[a]}
            for a in range(authors)
            for n in range(1 + a % 3)
        ]
        found = audit.run(rows, plan=plan, metrics=["representation"], workers=1)
        shown += any(each.id == "representation.gender.women" and each.reading == "shown" for each in found)
    assert shown / audits == pytest.approx(0.8, abs=3 * math.sqrt(0.16 / audits))


@pytest.mark.parametrize("error", [0.005, 0.01])
def test_a_survey_takes_more_posts_and_then_shows_what_was_planned(error):
    """At the planned number of independent posts, both sides random, the gap is shown in 80 of 100."""
    reference, tolerance, gap = 0.5, 0.03, 0.08
    method = AgainstReference(reference, tolerance, standard_error=error)
    exact = AgainstReference(reference, tolerance)
    planned = method.to_show(gap, 0.95, 0.8)
    assert exact.to_show(gap, 0.95, 0.8) < planned < math.inf
    random = np.random.default_rng(5)
    n = round(planned)
    shares = random.binomial(n, reference + gap, 4000) / n
    references = random.normal(reference, error, 4000)
    spread = np.sqrt(shares * (1 - shares) / n + error**2)
    assert np.mean(shares - references - 1.96 * spread > tolerance) == pytest.approx(0.8, abs=0.03)
    assert method.smallest(planned, 0.95, 0.8) == pytest.approx(gap, abs=0.002)


def test_no_number_of_posts_settles_what_the_benchmark_does_not_know():
    assert AgainstReference(0.5, 0.05, standard_error=0.03).to_show_small(0.95, 0.8) == math.inf
    assert AgainstReference(0.5, 0.05, standard_error=0.0).to_show_small(0.95, 0.8) < math.inf
