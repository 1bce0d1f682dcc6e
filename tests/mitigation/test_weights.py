"""Weights of posts: composition on the margins used, its cost, and what is refused, hidden or left alone."""

from __future__ import annotations

import math
import stat

import numpy as np
import pandas as pd
import pytest

import audit
from audit.errors import OutputError, PlanError, SourceError

FIGURES = ["population", "before", "after", "asmd_before", "asmd_after"]


def frame(counts: dict[tuple[str | None, ...], int], names=("gender",), posts: int = 1) -> pd.DataFrame:
    """So many authors of each cell, each with so many posts."""
    rows = [
        {"text": "a post", "author_id": f"{cell}{number}", **dict(zip(names, cell, strict=True))}
        for cell, authors in counts.items()
        for number in range(authors)
        for _ in range(posts)
    ]
    return pd.DataFrame(rows).assign(post_id=[f"p{number}" for number in range(len(rows))])


def benchmark(path, shares: dict[str, dict[str, float]]) -> str:
    lines = [f"{attribute},{group},{share}" for attribute, of in shares.items() for group, share in of.items()]
    path.write_text("\n".join(["attribute,group,share", *lines]) + "\n")
    return f"{path}:residents"


@pytest.fixture
def even(tmp_path) -> str:
    return benchmark(tmp_path / "even.csv", {"gender": {"women": 0.5, "men": 0.5}})


@pytest.fixture
def two(tmp_path) -> str:
    shares = {"gender": {"women": 0.5, "men": 0.5}, "age": {"young": 0.3, "old": 0.7}}
    shares["gender*age"] = {"women*young": 0.1, "women*old": 0.4, "men*young": 0.2, "men*old": 0.3}
    return benchmark(tmp_path / "two.csv", shares)


TWO = {("women", "young"): 60, ("women", "old"): 20, ("men", "young"): 80, ("men", "old"): 40}


def of_two(two: str, *keys: str, data=None, **options):
    """Young women are many and old women few, so that only strong weights would do."""
    data = frame(TWO, ("gender", "age")) if data is None else data
    groups = {"gender": "gender", "age": "age"}
    return audit.weights(data, groups=groups, benchmarks=dict.fromkeys(keys, two), **options)


def test_weights_are_those_of_the_textbook(even):
    data = frame({("women",): 30, ("men",): 70})
    made = audit.weights(data, groups={"gender": "gender"}, benchmarks={"gender": even})
    joined = data.merge(made.to_frame(), on="post_id")
    assert joined.groupby("gender").weight.unique().map(list).to_dict() == {
        "men": [pytest.approx(0.5 / 0.7, abs=1e-6)],
        "women": [pytest.approx(0.5 / 0.3, abs=1e-6)],
    }
    [women] = made.balance[made.balance.group == "women"].to_dict("records")
    assert [women[each] for each in FIGURES] == pytest.approx([0.5, 0.3, 0.5, 0.4, 0], abs=1e-6)
    assert made.design_effect == pytest.approx(100 * (30 * (5 / 3) ** 2 + 70 * (5 / 7) ** 2) / 100**2, abs=1e-5)
    assert made.effective == pytest.approx(100 / made.design_effect)
    assert made.total_design_effect == pytest.approx(made.design_effect)  # one post an author


def test_authors_count_once_and_clustering_multiplies(even):
    data = frame({("women",): 30, ("men",): 70}, posts=4)
    made = audit.weights(data, groups={"gender": "gender"}, benchmarks={"gender": even})
    assert made.total_design_effect == pytest.approx(4 * made.design_effect)
    assert "400 posts in 100 authors" in str(made)


def test_authors_or_posts(even):
    """Men write three times as much: with authors alike posts are not, and the other way round."""
    data = pd.concat([frame({("women",): 40}), frame({("men",): 60}, posts=3)])
    data["post_id"] = [f"p{number}" for number in range(len(data))]
    for per in ("author", "post"):
        made = audit.weights(data, groups={"gender": "gender"}, benchmarks={"gender": even}, per=per)
        joined = data.merge(made.to_frame(), on="post_id")
        if per == "author":
            joined = joined.drop_duplicates("author_id")
        assert joined[joined.gender == "women"].weight.sum() / joined.weight.sum() == pytest.approx(0.5, abs=1e-6)


def test_margins_are_raked_and_a_joint_benchmark_is_poststratified(two):
    margins, joint = (of_two(two, *keys, cap=math.inf) for keys in (("gender", "age"), ("gender", "age", "gender*age")))
    assert "Raking by gender and age" in str(margins)
    assert "Post-stratification" in str(joint)
    data = frame(TWO, ("gender", "age"))
    for made in (margins, joint):
        joined = data.merge(made.to_frame(), on="post_id")
        for attribute, group, target in (("gender", "women", 0.5), ("age", "young", 0.3)):
            assert joined[joined[attribute] == group].weight.sum() / len(data) == pytest.approx(target, abs=1e-5)
    cells = data.merge(joint.to_frame(), on="post_id").groupby(["gender", "age"]).weight.sum() / len(data)
    assert cells["women", "young"] == pytest.approx(0.1, abs=1e-6)
    # The single attributes are looked at, not weighted by.
    assert set(joint.balance[~joint.balance.weighted_by].attribute) == {"gender", "age"}
    assert joint.balance.asmd_after.max() < 1e-4


def test_a_plan_with_a_joint_benchmark_can_be_audited(two):
    data = frame(TWO, ("gender", "age"))
    options = {"groups": {"gender": "gender", "age": "age"}, "benchmarks": dict.fromkeys(("gender", "gender*age"), two)}
    findings = audit.run(data, **options, weights=audit.weights(data, **options, cap=math.inf))
    assert findings.estimate("representation.gender.women.share_of_authors").value == pytest.approx(0.5, abs=1e-5)


def test_what_is_not_weighted_by_is_still_shown(two):
    made = of_two(two, "gender", "age", by="gender")
    shown = made.balance.set_index(["attribute", "group"])
    assert shown.loc[("gender", "women"), "after"] == pytest.approx(0.5)
    assert not shown.loc[("age", "young"), "weighted_by"]
    assert shown.loc[("age", "young"), "after"] != pytest.approx(0.3, abs=0.05)
    assert "(not weighted by)" in str(made)


def test_unknown_keep_weight_1_and_are_said(even):
    data = frame({("women",): 30, ("men",): 70, (None,): 25, ("martians",): 15})
    made = audit.weights(data, groups={"gender": "gender"}, benchmarks={"gender": even})
    joined = data.merge(made.to_frame(), on="post_id")
    assert set(joined[~joined.gender.isin(["women", "men"])].weight) == {1.0}
    assert "40 authors (29%) state no group of the benchmark and keep weight 1" in str(made)


def test_authors_who_contradict_themselves_are_unknown(even):
    data = frame({("women",): 30, ("men",): 70}, posts=2)
    data.loc[[0, 2], "gender"] = "men"  # in one of two posts each
    made = audit.weights(data, groups={"gender": "gender"}, benchmarks={"gender": even})
    assert set(made.to_frame().weight[:4]) == {1.0}
    assert "Fewer than 10 authors state no group" in str(made)
    data.loc[[4], "gender"] = None  # silent in one post: the other speaks for both
    again = audit.weights(data, groups={"gender": "gender"}, benchmarks={"gender": even}).to_frame().weight
    assert again[4] == again[5] != 1


def test_short_groups_are_refused_by_name_or_collapsed(tmp_path):
    shares = {"gender": {"women": 0.5, "men": 0.4, "nonbinary_people": 0.06, "others_of_ours": 0.04}}
    where = benchmark(tmp_path / "b.csv", shares)
    data = frame({("women",): 30, ("men",): 70, ("nonbinary_people",): 6, ("others_of_ours",): 6})
    options = {"groups": {"gender": "gender"}, "benchmarks": {"gender": where}}
    with pytest.raises(
        PlanError, match=r"nonbinary people and others of ours have fewer than 10 authors.*10% of the pop"
    ):
        audit.weights(data, **options)
    made = audit.weights(data, **options, collapse=True)
    assert "weighted as one group" in str(made)
    weight = data.merge(made.to_frame(), on="post_id").groupby("gender").weight.first()
    assert weight["nonbinary_people"] == weight["others_of_ours"] == pytest.approx(0.1 / (12 / 112), abs=1e-6)
    one = audit.weights(data[data.gender != "others_of_ours"], **options, collapse=True)
    assert "are left out and keep weight 1" in str(one)
    assert one.balance.population.sum() == pytest.approx(1)
    assert "6 authors state" not in str(one)


def test_an_absent_group_is_refused(even):
    with pytest.raises(PlanError, match="women has fewer than 10 authors"):
        audit.weights(frame({("men",): 70}), groups={"gender": "gender"}, benchmarks={"gender": even})
    with pytest.raises(PlanError, match="fewer than two groups"):
        audit.weights(frame({("men",): 70}), groups={"gender": "gender"}, benchmarks={"gender": even}, collapse=True)


def test_trimming_is_reported_with_what_is_left(tmp_path):
    where = benchmark(tmp_path / "b.csv", {"gender": {"women": 0.5, "men": 0.5}})
    data = frame({("women",): 10, ("men",): 990})
    options = {"groups": {"gender": "gender"}, "benchmarks": {"gender": where}}
    made = audit.weights(data, **options)
    assert "Weights of 1% of authors were trimmed to 5× the median; the largest difference left is 45 points." in str(
        made
    )
    free = audit.weights(data, **options, cap=math.inf)
    assert free.balance.asmd_after.max() < 1e-6
    assert free.design_effect > 20 > 1.5 > made.design_effect


def test_margins_that_no_weights_meet_are_refused(two):
    data = frame({("women", "young"): 50, ("men", "old"): 50}, ("gender", "age"))
    with pytest.raises(PlanError, match="too many combinations of groups have no author"):
        of_two(two, "gender", "age", data=data, cap=math.inf)


def test_copies_are_weighted_once_and_order_does_not_matter(even):
    data = frame({("women",): 30, ("men",): 70})
    options = {"groups": {"gender": "gender"}, "benchmarks": {"gender": even}}
    plain = audit.weights(data, **options).to_frame()
    twice = audit.weights(pd.concat([data, data.iloc[:20]]), **options).to_frame()
    assert (
        twice.sort_values("post_id").reset_index(drop=True).equals(plain.sort_values("post_id").reset_index(drop=True))
    )
    shuffled = audit.weights(data.sample(frac=1, random_state=1), **options).to_frame()
    pd.testing.assert_frame_equal(
        shuffled.sort_values("post_id").reset_index(drop=True), plain.sort_values("post_id").reset_index(drop=True)
    )


@pytest.mark.parametrize(
    ("change", "options", "error", "said"),
    [
        ({"post_id": None}, {}, SourceError, "no id"),
        ({}, {"benchmarks": {}}, PlanError, "names no benchmark"),
        ({}, {"by": "age"}, PlanError, "no benchmark of 'age'"),
        ({}, {"cap": 0.5}, PlanError, "must be 1 or more"),
        ({"author_id": None}, {}, PlanError, "--per post"),
        ({"gender": "martian"}, {}, PlanError, "No author states a gender"),
    ],
)
def test_refusals(even, change, options, error, said):
    data = frame({("women",): 30, ("men",): 70}).assign(**change)
    with pytest.raises(error, match=said):
        audit.weights(data, **{"groups": {"gender": "gender"}, "benchmarks": {"gender": even}, **options})


def test_without_authors_posts_can_be_weighted(even):
    data = frame({("women",): 30, ("men",): 70}).drop(columns="author_id")
    data["text"] = [f"post {number}" for number in range(len(data))]
    made = audit.weights(data, groups={"gender": "gender"}, benchmarks={"gender": even}, per="post")
    assert "what clustering costs cannot be told" in str(made)
    assert made.balance.asmd_after.max() < 1e-5


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_the_file_holds_ids_and_weights_and_is_private(tmp_path, even, ending):
    data = frame({("women",): 30, ("men",): 70})
    made = audit.weights(data, groups={"gender": "gender"}, benchmarks={"gender": even})
    path = tmp_path / f"w.{ending}"
    made.write(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    back = pd.read_csv(path) if ending == "csv" else pd.read_parquet(path)
    pd.testing.assert_frame_equal(back, made.to_frame(), check_dtype=False)
    with pytest.raises(OutputError, match=r"\.csv or \.parquet"):
        made.write(tmp_path / "w.txt")


def test_words_promise_composition_only_and_name_the_cost_in_the_same_sentence(samples):
    made = audit.weights(samples / "northtown.csv", samples / "audit.toml")
    said = str(made)
    [sentence] = [line for line in said.splitlines() if line.startswith("Post-strat")]
    for each in ("composition", "on this margin only", "costs effective sample", "design effect"):
        assert each in sentence
    for forbidden in ("debias", "unbias", "corrects", "fair", "bot"):
        assert forbidden not in said.casefold()
    assert "never post" in said
    assert "<pre>" in made._repr_html_()


def test_northtown_by_hand(samples):
    """Weights of the sample, counted by pandas from the file."""
    made = audit.weights(samples / "northtown.csv", samples / "audit.toml")
    data = pd.read_csv(samples / "northtown.csv")
    stated = data.dropna(subset=["gender", "author_id"]).groupby("author_id").gender.agg(["nunique", "first"])
    authors = stated[stated["nunique"] == 1]["first"].value_counts()
    expected = {"woman": 0.51, "man": 0.48, "nonbinary": 0.01}
    joined = data.merge(made.to_frame(), on="post_id")
    for group, target in expected.items():
        [weight] = set(joined[joined.gender == group].weight)
        assert weight == pytest.approx(target / (authors[group] / authors.sum()), abs=1e-6)


def test_nobody_is_weighted_by_what_was_not_stated(even):
    """Weights depend on the stated attribute alone, not on text, name or activity."""
    data = frame({("women",): 30, ("men",): 70})
    other = data.assign(text=[f"she he {number}" for number in range(100)], author_id=data.author_id + "_she")
    options = {"groups": {"gender": "gender"}, "benchmarks": {"gender": even}}
    assert np.array_equal(
        audit.weights(data, **options).to_frame().weight, audit.weights(other, **options).to_frame().weight
    )
