"""What a plan's benchmarks are held against: nothing is ignored, nothing impossible is judged."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import audit


@pytest.fixture(scope="module")
def posts():
    random = np.random.default_rng(11)
    authors = random.integers(0, 4000, 8000)
    age = random.integers(10, 80, 4000)
    gender = random.choice(["female", "male"], 4000)
    return pd.DataFrame(
        {
            "id": [f"p{i}" for i in range(8000)],
            "author": [f"a{i}" for i in authors],
            "text": [f"words of post number {i}" for i in range(8000)],
            "age": age[authors],
            "gender": gender[authors],
        }
    )


def table(folder, name, rows):
    (folder / name).write_text("attribute,group,share,population,standard_error\n" + rows, encoding="utf-8")
    return str(folder / name)


def run(posts, **plan):
    return audit.run(posts, metrics=["representation"], workers=1, **plan)


def test_bands_that_bins_never_make_leave_the_benchmark(posts):
    """Without an edge at 0 a child states no band, so the share of children is no finding."""
    found = run(
        posts,
        groups={"age_band": {"column": "age", "bins": [18, 30, 50, 65]}},
        benchmarks={"age_band": "us-residents-2020"},
    )
    assert not [each for each in found.estimates if "0-17" in each.id]
    share = found.estimate("representation.age_band.18-29.share_of_posts")
    assert share.reference.value == pytest.approx(0.161581 / (1 - 0.220565))
    assert "without people aged 17 or younger" in share.reference.source
    told = [each for each in found.findings if each.id.startswith("representation.age_band")]
    assert all(any("makes no group of numbers" in caveat for caveat in each.caveats) for each in told)


@pytest.mark.parametrize("key", ["gender*age", "age*gender"])
def test_a_benchmark_of_both_is_used_in_its_own_order(posts, key, tmp_path):
    groups = {"age": {"column": "age", "bins": [0, 40]}, "gender": "gender"}
    cells = [("women", "0-39"), ("women", "40+"), ("men", "0-39"), ("men", "40+")]
    names = ["*".join(each if key == "gender*age" else each[::-1]) for each in cells]
    path = table(tmp_path, "both.csv", "".join(f"{key},{name},0.25,residents,0.01\n" for name in names))
    for asked in ({}, {"representation": {"intersections": [["gender", "age"]]}}):
        found = run(posts, groups=groups, benchmarks={key: path}, **asked)
        ids = {each.id for each in found.estimates if each.measure == "difference"}
        assert {f"representation.{key}.{name.replace('+', '')}.difference" for name in names} <= ids, asked


def test_the_error_of_a_joint_benchmark_widens_its_gaps(posts, tmp_path):
    groups = {"age": {"column": "age", "bins": [0, 40]}, "gender": "gender"}
    names = ["women*0-39", "women*40+", "men*0-39", "men*40+"]
    widths = []
    for error in ("0", "0.05"):
        rows = "".join(f"gender*age,{name},0.25,residents,{error}\n" for name in names)
        found = run(posts, groups=groups, benchmarks={"gender*age": table(tmp_path, f"e{error}.csv", rows)})
        gap = found.estimate("representation.gender*age.women*40.difference")
        widths.append(gap.high - gap.low)
    assert widths[1] > 1.5 * widths[0]


def test_a_benchmark_of_what_nobody_states_is_told(posts):
    found = run(posts, groups={"gender": "gender"}, benchmarks={"age_band": "us-residents-2020"})
    assert any("the plan names a benchmark, and no column states it" in each.reason for each in found.not_measured)


def test_a_group_smaller_than_the_tolerance_can_vanish_and_is_not_said_to_be_within_it(posts, tmp_path):
    rows = "gender,women,0.48,residents,0\ngender,men,0.48,residents,0\ngender,nonbinary_people,0.04,residents,0\n"
    found = run(posts, groups={"gender": "gender"}, benchmarks={"gender": table(tmp_path, "g.csv", rows)})
    [told] = [each for each in found.findings if "nonbinary" in each.statement]
    assert (told.reading, told.confidence) == ("not_assessed", "low")
    assert "had they written nothing at all, the gap would still lie within it" in told.statement
    assert "nonbinary people 0× (0 to 0.04), 0 posts by 0 authors" in told.statement
