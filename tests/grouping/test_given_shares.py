"""Groups of shares that a plan states itself are those of the posts, by whichever name."""

import pytest

from audit.errors import PlanError, ResourceError
from audit.grouping.given_shares import benchmark_of
from audit.plan import Plan

CLANS = {"column": "kin", "values": {"female": ["f"], "stark": ["s", "House Stark"]}, "otherwise": "others"}


def margins(attribute, shares, group=None):
    plan = Plan.make({"groups": {attribute: group} if group else {}, "benchmarks": {attribute: shares}})
    return dict(benchmark_of(plan, attribute).margins[attribute])


@pytest.mark.parametrize(
    ("attribute", "group", "name", "expected"),
    [
        ("gender", None, "Female", "women"),
        ("gender", "sex", "weiblich", "women"),
        ("gender", None, "women", "women"),
        ("gender", None, "not stated", "unknown"),
        ("clan", None, "House Stark", "house_stark"),
        ("clan", CLANS, "house stark", "stark"),
        ("clan", CLANS, "female", "female"),  # the plan's own group, not the usual word
        ("clan", CLANS, "others", "others"),
        ("clan", CLANS, "Tyrell", "tyrell"),  # what the plan gathers under others is no group of the benchmark
        ("age_band", {"column": "age", "bins": [0, 18, 65]}, "18-64", "18-64"),
        ("age_band", {"column": "age", "bins": [0, 18, 65]}, "65+", "65+"),
        ("region", {"column": "where", "patterns": {"North": ["^n"]}}, "North", "North"),
    ],
)
def test_a_group_may_be_called_as_authors_state_it(attribute, group, name, expected):
    assert set(margins(attribute, {name: 0.5, "remainder": 0.5}, group)) == {expected, "remainder"}


def test_groups_of_several_attributes_at_once():
    shares = {"female*18-29": 1, "male * 18-29": 3}
    plan = Plan.make(
        {"groups": {"age_band": {"column": "age", "bins": [18, 30]}}, "benchmarks": {"gender*age_band": shares}}
    )
    found = benchmark_of(plan, "gender*age_band").margins["gender*age_band"]
    assert found == {"women*18-29": 0.25, "men*18-29": 0.75}
    with pytest.raises(PlanError, match="has the group 'female'"):
        margins("gender*age_band", {"female": 0.5, "male": 0.5})


def test_one_group_by_two_names_is_refused():
    with pytest.raises(PlanError, match=r"names women 2 times: 'female', 'Women'"):
        margins("gender", {"female": 0.25, "Women": 0.25, "men": 0.5})


def test_the_card_says_that_nobody_knows_the_source():
    plan = Plan.make({"benchmarks": {"gender": {"female": 3, "male": 1}, "age": {"a": 0.5, "b": 0.5}}})
    gender, age = benchmark_of(plan, "gender"), benchmark_of(plan, "age")
    assert gender.is_given
    assert "no source and no date" in gender.source
    assert "population: not stated" in gender.source
    assert gender.whole == "the reference"
    assert gender.facts()["sample_size"] == "the numbers given add up to 4"
    assert age.facts()["sample_size"] == "not stated"
    assert gender.card.sha256 != age.card.sha256
    other = Plan.make({"benchmarks": {"gender": {"female": 3, "male": 2}}})
    assert benchmark_of(other, "gender").card.sha256 != gender.card.sha256


def test_a_population_is_one_of_the_four():
    even = {"female": 0.5, "male": 0.5}
    plan = Plan.make({"benchmarks": {"gender": {**even, "population": "active_posters"}}})
    assert benchmark_of(plan, "gender").source.endswith("population: active posters")
    plan = Plan.make({"benchmarks": {"gender": {**even, "population": "active posters"}}})
    with pytest.raises(ResourceError, match="'active posters' is no population"):
        benchmark_of(plan, "gender")
