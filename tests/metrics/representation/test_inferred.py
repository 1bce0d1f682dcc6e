"""Inferred attributes: corrected or bounded, said to be inferred, and nothing kept of single authors."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest

import audit
from audit.errors import PlanError
from audit.plan import Plan
from audit.tally.tally_file import load as load_tally

BENCHMARK = "us-residents-2020"
TRUE_SHARE = 0.3
SENSITIVITY, SPECIFICITY = 0.85, 0.9


def posts_of(authors: int = 1500, seed: int = 1):
    """Posts of authors whose gender a classifier gave, with these errors; labels that have nothing to do with it."""
    generator = np.random.default_rng(seed)
    woman = generator.random(authors) < TRUE_SHARE
    right = generator.random(authors) < np.where(woman, SENSITIVITY, SPECIFICITY)
    guess = np.where(woman == right, "female", "male")
    rows = []
    for author in range(authors):
        for index in range(1 + int(generator.integers(0, 4))):
            row = {"text": f"post {author} {index}", "author_id": f"a{author}", "guess": str(guess[author])}
            rows.append(row | {"label": str(generator.choice(["yes", "no"]))})
    return rows


@pytest.fixture(scope="module")
def posts():
    return posts_of()


def planned(**inference):
    return {
        "groups": {"gender": "guess"},
        "benchmarks": {"gender": BENCHMARK},
        "inference": {"gender": {"source": "inferred", **inference}},
        "labels": ["label"],
    }


RATES = {"sensitivity": {"women": (170, 200)}, "specificity": {"women": (180, 200)}}


@pytest.fixture(scope="module")
def corrected(posts):
    return audit.run(posts, plan=planned(method="a list of names", **RATES), workers=1)


@pytest.fixture(scope="module")
def bounded(posts):
    return audit.run(posts, plan=planned(), workers=1)


def test_naive_and_corrected_stand_side_by_side(corrected):
    """By a ten-line reference: the share as inferred is off by the errors, the corrected one is the truth."""
    naive = corrected.estimate("representation.gender.women.share_of_posts")
    fixed = corrected.estimate("representation.gender.women.share_of_posts_corrected")
    expected = TRUE_SHARE * SENSITIVITY + (1 - TRUE_SHARE) * (1 - SPECIFICITY)
    assert naive.value == pytest.approx(expected, abs=0.03)
    assert fixed.value == pytest.approx((naive.value + 0.9 - 1) / (0.85 + 0.9 - 1))
    assert fixed.low < TRUE_SHARE < fixed.high
    assert fixed.high - fixed.low > naive.high - naive.low
    men = corrected.estimate("representation.gender.men.share_of_posts_corrected")
    assert men.value == pytest.approx(1 - fixed.value), "of two groups each is the other's mirror"


def test_the_gap_is_judged_as_corrected_and_said_to_be_inferred(corrected):
    finding = corrected.finding("representation.gender.women")
    assert (finding.reading, finding.harm) == ("shown", "erasure")
    assert "as inferred and corrected" in finding.title
    assert "As inferred, " in finding.statement
    assert "corrected for the errors counted, " in finding.statement
    assert finding.confidence in ("low", "medium")
    assert any("a list of names" in each and "not what authors state" in each for each in finding.caveats)
    assert any("further off than the share as inferred" in each for each in finding.caveats)
    assert not [each.id for each in corrected.estimates if each.id.endswith(("women.difference", "women.ratio"))]


def test_without_counted_errors_there_are_bounds_and_no_judgement(bounded):
    finding = bounded.finding("representation.gender")
    assert (finding.reading, finding.severity, finding.confidence) == ("not_assessed", "none", "low")
    assert finding.harm == "validity"
    low_and_high = bounded.estimate("representation.gender.women.error_bounds")
    naive = bounded.estimate("representation.gender.women.share_of_posts")
    assert low_and_high.low == pytest.approx(max(2 * naive.low - 1, 0))
    assert low_and_high.high == pytest.approx(min(2 * naive.high, 1))
    assert not [each.id for each in bounded.estimates if "corrected" in each.id or "difference" in each.measure]
    assert not [each.id for each in bounded if each.reading == "shown" and each.metric == "representation"]


def test_better_least_rates_make_narrower_bounds(posts, bounded):
    sharper = audit.run(posts, plan=planned(at_least=0.9), workers=1, metrics=["representation"])
    one, other = (each.estimate("representation.gender.women.error_bounds") for each in (bounded, sharper))
    assert one.low <= other.low <= TRUE_SHARE <= other.high < one.high


def test_a_confusion_matrix_corrects_the_same(posts, corrected, tmp_path):
    table = "predicted,true,count\nfemale,female,170\nmale,female,30\nfemale,male,20\nmale,male,180\n"
    (tmp_path / "confusion.csv").write_text(table)
    (tmp_path / "audit.toml").write_text(
        '[groups]\ngender = "guess"\n[benchmarks]\ngender = "us-residents-2020"\n'
        '[inference.gender]\nsource = "inferred"\nconfusion = "confusion.csv"\n'
    )
    found = audit.run(posts, plan=tmp_path / "audit.toml", workers=1)
    one, other = (each.estimate("representation.gender.women.share_of_posts_corrected") for each in (corrected, found))
    assert other.value == pytest.approx(one.value, abs=1e-5)
    assert (other.low, other.high) == (pytest.approx(one.low, abs=0.02), pytest.approx(one.high, abs=0.02))
    assert "confusion" in [each["name"] for each in found.resources]
    assert str(tmp_path) not in json.dumps(found.as_dict())


@pytest.mark.parametrize(
    ("rates", "says"),
    [
        ({"sensitivity": {"women": (100, 200)}, "specificity": {"women": (80, 200)}}, "those of chance"),
        ({"sensitivity": {"women": (200, 200)}, "specificity": {"women": (60, 200)}}, "held at the edge"),
    ],
)
def test_a_correction_that_fails_says_so(posts, rates, says):
    found = audit.run(posts, plan=planned(**rates), workers=1, metrics=["representation"])
    fixed = found.estimate("representation.gender.women.share_of_posts_corrected")
    assert says in fixed.note
    assert fixed.value in (None, 0)


def test_rates_of_other_groups_are_named_and_not_used(posts):
    rates = {"sensitivity": {"robots": (9, 10)}, "specificity": {"robots": (9, 10)}}
    found = audit.run(posts, plan=planned(**rates), workers=1, metrics=["representation"])
    assert found.finding("representation.gender").reading == "not_assessed"
    assert any("robots" in each.reason for each in found.not_measured)


def test_few_calibrated_people_give_low_confidence(posts):
    rates = {"sensitivity": {"women": (17, 20)}, "specificity": {"women": (18, 20)}}
    found = audit.run(posts, plan=planned(**rates), workers=1, metrics=["representation"])
    assert {each.confidence for each in found if each.metric == "representation"} == {"low"}


def test_groups_that_the_inference_never_names_are_said_to_be_missing(posts, samples):
    plan = planned(**RATES) | {"benchmarks": {"gender": str(samples / "northtown-benchmark.csv")}}
    found = audit.run(posts, plan=plan, workers=1, metrics=["representation"])
    assert any("knows no nonbinary people" in each.reason for each in found.not_measured)


def test_a_survey_to_compare_with_adds_its_error_to_that_of_the_correction(posts, tmp_path):
    """Errors of the calibration, of the posts and of 400 answers: the squares of half the widths add up, nearly."""
    found = {}
    for name, answers in (("counted", ""), ("survey", "respondents = 400\n")):
        folder = tmp_path / name
        folder.mkdir()
        card = f'title = "T"\nsource = ["S"]\npopulation = "platform_users"\nbasis = "survey"\n{answers}'
        (folder / "card.toml").write_text(card, encoding="utf-8")
        (folder / "margins.csv").write_text("attribute,group,share\ngender,women,0.5\ngender,men,0.5\n")
        plan = planned(**RATES) | {"benchmarks": {"gender": str(folder)}}
        found[name] = audit.run(posts, plan=plan, workers=1, metrics=["representation"])
    gaps = [each.estimate("representation.gender.women.difference_corrected") for each in found.values()]
    assert gaps[0].value == gaps[1].value
    halves = [(each.high - each.low) / 3.92 for each in gaps]
    assert math.sqrt(halves[1] ** 2 - halves[0] ** 2) == pytest.approx(math.sqrt(0.25 / 400), rel=0.05)
    said = [" ".join(each.caveats) for each in found["survey"].findings if each.id.startswith("representation.gender")]
    assert all("allows for that" in each and "platform users" in each for each in said)


# --- nothing per author -----------------------------------------------------------------------------------------------


def test_no_other_metric_uses_an_inferred_attribute(corrected):
    assert not [each.id for each in corrected.estimates if each.metric == "labels" and "gender" in each.group]
    assert any("no other metric uses it" in each.reason for each in corrected.not_measured)


def test_no_file_says_what_an_author_was_inferred_to_be(postaudit, posts, tmp_path):
    source = tmp_path / "posts.jsonl"
    source.write_text("".join(json.dumps(each) + "\n" for each in posts))
    (tmp_path / "audit.toml").write_text(
        '[groups]\ngender = "guess"\n[inference.gender]\nsource = "inferred"\n'
        "sensitivity = { women = [170, 200] }\nspecificity = { women = [180, 200] }\n"
    )
    told = postaudit("run", source, "-c", tmp_path / "audit.toml", "-q", "-o", tmp_path / "reports")
    assert told.code == 0, told.err
    [folder] = (tmp_path / "reports").iterdir()
    tally, _, _ = load_tally(folder / "tally.arrow")
    noted = [cell for cell in tally.authors if "gender" in cell]
    assert noted == [("representation", "gender", "inferred")], "authors of all groups together, never of one"
    assert postaudit("convert", source, "-c", tmp_path / "audit.toml", "-q", "-o", tmp_path / "p.jsonl").code == 0
    written = [json.loads(line) for line in (tmp_path / "p.jsonl").read_text().splitlines()]
    assert len(written) == len(posts)
    assert not any("gender" in row.get("attributes", {}) for row in written)
    assert "female" not in (tmp_path / "p.jsonl").read_text()


def test_nothing_changes_with_split_or_order(posts):
    plan = planned(**RATES)
    whole = audit.run(posts, plan=plan, workers=1, metrics=["representation"])
    turned = audit.run(posts[::-1], plan=plan, workers=1, metrics=["representation"])
    assert whole.estimates == turned.estimates
    assert [vars(each) for each in whole] == [vars(each) for each in turned]


def test_a_duplicated_file_keeps_values_and_widths(posts):
    plan = planned(**RATES)
    once = audit.run(posts, plan=plan, workers=1, metrics=["representation"])
    twice = audit.run(posts + posts, plan=plan, workers=1, metrics=["representation"])
    for each in once.estimates:
        again = twice.estimate(each.id)
        assert again.value == pytest.approx(each.value, rel=1e-6)
        if each.low is not None and each.high is not None:
            assert again.high - again.low > 0.9 * (each.high - each.low)


def test_small_inferred_groups_are_hidden(posts):
    rows = [dict(each) for each in posts]
    for row in rows[:6]:
        row["guess"] = "nonbinary"
    found = audit.run(rows, plan=planned(**RATES), workers=1, metrics=["representation"])
    assert not [each.id for each in found.estimates if "nonbinary" in each.id]
    assert any("hidden" in each.reason for each in found.not_measured)
    # What is left over is too few to print: so is all from which it follows.
    assert all(each.n_posts is None for each in found.estimates if each.measure.startswith("share"))


@pytest.mark.calibration
def test_shown_gaps_are_not_shown_where_there_are_none():
    """The share is the benchmark's; a wrong raw share would be shown nearly always, the corrected one hardly ever."""
    from audit.resources import read_benchmark

    women = read_benchmark(BENCHMARK).margins["gender"]["women"]
    generator, shown = np.random.default_rng(3), 0
    for _ in range(60):
        woman = generator.random(600) < women
        right = generator.random(600) < np.where(woman, 0.6, 0.95)
        guess = np.where(woman == right, "female", "male")
        rows = [{"text": f"{i}", "author_id": f"{i}", "guess": str(guess[i]), "label": "yes"} for i in range(600)]
        counted = (int(generator.binomial(300, 0.6)), 300), (int(generator.binomial(300, 0.95)), 300)
        rates = {"sensitivity": {"women": counted[0]}, "specificity": {"women": counted[1]}}
        found = audit.run(rows, plan=planned(**rates), workers=1, metrics=["representation"])
        naive = found.estimate("representation.gender.women.share_of_posts")
        assert naive.high < women - 0.05
        shown += any(each.reading == "shown" for each in found)
    assert shown <= 60 * (0.05 + 3 * math.sqrt(0.05 * 0.95 / 60))


# --- the plan ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inference", "says"),
    [
        ({}, "source"),
        ({"source": "stated"}, "source"),
        ({"source": "inferred", "sensitivity": {"women": (9, 10)}}, "the same groups"),
        ({"source": "inferred", **RATES, "confusion": "x.csv"}, "not both"),
        (
            {"source": "inferred", "sensitivity": {"a": (11, 10)}, "specificity": {"a": (9, 10)}},
            r"\[right, of\]",
        ),
        ({"source": "inferred", "at_least": 0.4}, "at_least"),
        ({"source": "inferred", "sensitivty": {}}, "sensitivity"),
    ],
)
def test_a_plan_that_does_not_hold_together_is_refused(inference, says):
    with pytest.raises(PlanError, match=says):
        Plan.make({"inference": {"gender": inference}})


def test_an_inferred_attribute_that_is_not_there_is_named(posts):
    plan = {"inference": {"race": {"source": "inferred"}}}
    found = audit.run(posts, plan=plan, workers=1, metrics=["representation"])
    assert any("'race' inferred, and no column" in each.reason for each in found.not_measured)
