"""Shares that a plan states itself: what is taken, what is refused, and that a plan says the same when it is read again."""

import json
import math
import tomllib
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.api import make_plan
from audit.errors import PlanError
from audit.plan import Plan
from audit.plan.benchmarks import is_counts, numbers_of, shares_of
from audit.provenance import plan_as_printed

EVEN = {"women": 0.5, "men": 0.5}


def said(given):
    return Plan.make({"benchmarks": {"gender": given}}).benchmarks["gender"]


@pytest.mark.parametrize(
    ("given", "shares", "counts"),
    [
        ({"women": 0.51, "men": 0.49}, {"women": 0.51, "men": 0.49}, False),
        ({"women": 0.333, "men": 0.333, "other": 0.333}, dict.fromkeys(("women", "men", "other"), 0.333), False),
        ({"women": 1, "men": 0}, {"women": 1.0, "men": 0.0}, False),
        ({"women": 5130, "men": 4870}, {"women": 0.513, "men": 0.487}, True),
        ({"women": 51.0, "men": 49.0}, {"women": 0.51, "men": 0.49}, True),
        ({"women": np.int64(3), "men": np.float32(1)}, {"women": 0.75, "men": 0.25}, True),
        (pd.Series(["women", "men", "men", "men"]).value_counts().to_dict(), {"men": 0.75, "women": 0.25}, True),
        ({"women": 3, "men": 1, "population": "residents"}, {"women": 0.75, "men": 0.25}, True),
    ],
)
def test_shares_and_counts(given, shares, counts):
    assert shares_of(said(given)) == pytest.approx(shares)
    assert is_counts(said(given)) is counts


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, "has no group"),
        ({"population": "residents"}, "has no group"),
        ({"women": 0, "men": 0}, "is 0 for every group"),
        ({"women": 0.5}, "adds up to 0.5"),
        ({"women": 51.5, "men": 48.5}, "adds up to 100"),
        ({"women": -1, "men": 2}, "'women' is -1, which is no share and no count"),
        ({"women": math.nan, "men": 1}, "'women' is nan"),
        ({"women": math.inf, "men": 1}, "'women' is inf"),
        ({"women": 10**400, "men": 1}, "no share and no count"),
        ({"women": True, "men": False}, "'women' is True"),
        ({"women": "half", "men": 0.5}, "'women' is 'half'"),
        ({"women": None, "men": 0.5}, "'women' is None"),
        ({1: 0.5, 2: 0.5}, "1 is no name of a group"),
        ({" ": 1.0}, "no name of a group"),
        (0.5, "neither the name of a benchmark, nor a CSV file, nor a mapping"),
        ([("women", 0.5)], "nor a mapping"),
        (pd.Series(EVEN), "has to_dict"),
    ],
)
def test_what_is_neither_shares_nor_counts_is_refused_with_its_reason(given, why):
    with pytest.raises(PlanError, match=r"benchmarks\.gender: ") as told:
        said(given)
    assert why in str(told.value)


def test_names_and_paths_are_as_before():
    assert said("us-residents-2020") == "us-residents-2020"
    assert said(Path("own.csv")) == "own.csv"


def test_one_and_1_are_one_plan():
    assert said({"women": 3.0, "men": 1.0}) == said({"women": 3, "men": 1})
    assert json.dumps(said({"women": 3.0, "men": 1.0})) == '{"women": 3, "men": 1}'


def test_shares_replace_what_was_there_and_leave_other_attributes():
    plan = Plan.make({"benchmarks": {"gender": EVEN, "age": "us-residents-2020"}})
    laid = plan.override({"benchmarks": {"gender": {"female": 3, "male": 1}}})
    assert laid.benchmarks == {"gender": {"female": 3, "male": 1}, "age": "us-residents-2020"}
    assert list(laid.benchmarks) == ["gender", "age"]
    assert laid.override({"benchmarks": {"gender": "us-residents-2020"}}).benchmarks["gender"] == "us-residents-2020"
    assert make_plan(laid, benchmarks={"age": EVEN}).benchmarks["gender"] == {"female": 3, "male": 1}


def test_a_plan_file_says_the_same_as_python(tmp_path):
    text = '[benchmarks.gender]\nwomen = 5130\nmen = 4870\npopulation = "residents"\n'
    (tmp_path / "audit.toml").write_text(text, encoding="utf-8")
    plan = make_plan(tmp_path / "audit.toml")
    assert plan == make_plan(benchmarks={"gender": {"women": 5130, "men": 4870, "population": "residents"}})
    assert plan == Plan.make(tomllib.loads(text))


numbers = st.dictionaries(
    st.text(st.characters(categories=["L"]), min_size=1, max_size=5), st.integers(0, 10**7), min_size=2, max_size=5
)


@given(numbers.filter(lambda of: sum(of.values()) > 1), st.booleans())
def test_printed_and_read_again_it_is_the_same(counted, as_shares):
    total = sum(counted.values())
    given_ = {name: n / total for name, n in counted.items()} if as_shares else counted
    plan = Plan.make({"benchmarks": {"gender": given_}})
    again = Plan.make(json.loads(json.dumps(plan_as_printed(plan))))
    assert again.benchmarks == plan.benchmarks
    assert math.isclose(math.fsum(shares_of(again.benchmarks["gender"]).values()), 1.0)
    assert numbers_of(again.benchmarks["gender"]).keys() == counted.keys()
