"""Groups inferred from first names: what each figure is right about, what is judged, and that no cut of the posts matters."""

from __future__ import annotations

import json

import numpy as np
import pytest
from named_posts import BENCHMARK, SHARES, WEIGHTS, P, first, planned, posts_of, run, told, write_list

import audit
from audit.api import run_audit
from audit.errors import PlanError
from audit.plan import Plan

# --- what the figures are ---------------------------------------------------------------------------------------------


def test_each_figure_is_what_ten_lines_make_of_it(posts, bounded):
    """A reference in plain Python: sums over posts, by the published definitions (methods 1.5; Chen et al. 2019)."""
    listed = [SHARES[first(row)] for row in posts if first(row) in SHARES]
    classified = [share >= 0.9 for share in listed if share >= 0.9 or share <= 0.1]
    expected = {
        "women.share_of_posts": sum(classified) / len(classified),
        "women.share_of_posts_weighted": sum(listed) / len(listed),
        "men.share_of_posts_weighted": 1 - sum(listed) / len(listed),
        "names.share_listed": len(listed) / len(posts),
        "names.share_not_classified": 1 - len(classified) / len(listed),
    }
    for name, value in expected.items():
        assert bounded.estimate(f"{P}.{name}").value == pytest.approx(value, abs=1e-12), name
    authors = {row["author_id"] for row in posts if first(row) in SHARES}
    weighted = bounded.estimate(f"{P}.women.share_of_posts_weighted")
    assert (weighted.n_posts, weighted.n_authors) == (len(listed), len(authors))
    assert bounded.estimate(f"{P}.names.share_listed").n_posts == len(posts)


def test_the_weighted_share_agrees_with_the_library_of_disparities(posts, bounded):
    """With the outcome 'is the group's own probability', both modules sum the same probabilities."""
    from audit.statistics import grouped_outcomes

    listed = np.array([SHARES[first(row)] for row in posts if first(row) in SHARES])
    ones, buckets = np.ones(len(listed)), np.zeros(len(listed), dtype=int)
    sums = grouped_outcomes(np.stack([listed, 1 - listed]), ones, buckets, threshold=0.9)
    women, men = sums.weighted_posts.sum(axis=1)
    assert bounded.estimate(f"{P}.women.share_of_posts_weighted").value == pytest.approx(women / (women + men))
    women, men = sums.threshold_posts.sum(axis=1)
    assert bounded.estimate(f"{P}.women.share_of_posts").value == pytest.approx(women / (women + men))


def test_weighted_recovers_the_truth_and_classified_is_off_by_the_known_amount(names):
    """People are of each group as often as the list says: the classified share is off by what the names left out make."""
    rows = posts_of(6000, seed=5, unlisted=0.0)
    found = run(rows, names)
    truth = sum(row["woman"] for row in rows) / len(rows)
    weighted = found.estimate(f"{P}.women.share_of_posts_weighted")
    assert weighted.low < truth < weighted.high
    assert weighted.value == pytest.approx(truth, abs=0.02)
    classified = found.estimate(f"{P}.women.share_of_posts")
    women, kept = 0.2 + 0.1, 0.2 + 0.1 + 0.25 + 0.1
    known = women / kept - np.dot(WEIGHTS, list(SHARES.values()))
    assert classified.value - truth == pytest.approx(known, abs=0.025)
    assert abs(known) > 0.03
    assert not classified.low < truth < classified.high


def test_a_post_is_worth_one_post_and_not_twenty_twentieths(tmp_path):
    """Names that say little vary little; who is what under them varies as a coin does, so no less than Wilson's interval."""
    from statsmodels.stats.proportion import proportion_confint

    shares = {"Kim": 0.6, "Robin": 0.4}
    rows = posts_of(1000, seed=7, shares=shares, weights=[0.5, 0.5], unlisted=0.0, single=True)
    found = run(rows, write_list(tmp_path, shares), threshold=0.6)
    weighted = found.estimate(f"{P}.women.share_of_posts_weighted")
    low, high = proportion_confint(weighted.value * 1000, 1000, method="wilson")
    assert (weighted.low, weighted.high) == (pytest.approx(low, abs=2e-3), pytest.approx(high, abs=2e-3))


def test_both_err_in_the_same_direction_where_the_list_is_of_other_people(names):
    """Here fewer people of every name are women than on the list: the truth lies below both, not between."""
    rows = posts_of(4000, seed=6, shares={name: 0.5 * share for name, share in SHARES.items()}, unlisted=0.0)
    found = run(rows, names)
    truth = sum(row["woman"] for row in rows) / len(rows)
    assert truth < found.estimate(f"{P}.women.share_of_posts_weighted").low
    assert truth < found.estimate(f"{P}.women.share_of_posts").low
    assert any("need not lie between" in each for each in found.finding(P).caveats)


@pytest.mark.calibration
def test_intervals_of_the_weighted_share_cover_the_truth(names):
    covered = 0
    for seed in range(80):
        rows = posts_of(300, seed=100 + seed, unlisted=0.0)
        weighted = run(rows, names).estimate(f"{P}.women.share_of_posts_weighted")
        covered += weighted.low <= sum(row["woman"] for row in rows) / len(rows) <= weighted.high
    assert covered >= 80 * 0.95 - 3 * np.sqrt(80 * 0.95 * 0.05)


@pytest.mark.calibration
def test_the_corrected_share_covers_the_truth_and_a_true_null_is_rarely_shown(names):
    """Names of one fifth women by the benchmark's share; errors counted on others of the same people."""
    from audit.resources import read_benchmark

    women = read_benchmark(BENCHMARK).margins["gender"]["women"]
    # Whole names of one of two kinds, so that all are classified: P(woman | Anna) = .95, P(woman | Peter) = .05.
    mix = (women - 0.05) / 0.9
    shares, weights = {"Anna": 0.95, "Peter": 0.05}, [mix, 1 - mix]
    generator, covered, shown = np.random.default_rng(3), 0, 0
    sensitivity, specificity = 0.95 * mix / women, 0.95 * (1 - mix) / (1 - women)
    for seed in range(60):
        rows = posts_of(500, seed=200 + seed, shares=shares, weights=weights, unlisted=0.0, single=True)
        counted = {
            "sensitivity": {"women": (int(generator.binomial(300, sensitivity)), 300)},
            "specificity": {"women": (int(generator.binomial(300, specificity)), 300)},
        }
        found = run(rows, names, **counted)
        fixed = found.estimate(f"{P}.women.share_of_posts_corrected")
        covered += fixed.low <= women <= fixed.high
        shown += any(each.reading == "shown" for each in found)
    assert covered >= 60 * 0.95 - 3 * np.sqrt(60 * 0.95 * 0.05)
    assert shown <= 60 * 0.05 + 3 * np.sqrt(60 * 0.95 * 0.05)


# --- what is said -----------------------------------------------------------------------------------------------------


def test_without_counted_errors_nothing_is_judged(bounded):
    finding = bounded.finding(P)
    assert (finding.reading, finding.severity, finding.confidence) == ("not_assessed", "none", "low")
    assert "from first names" in finding.title
    for words in (
        "names gendered female",
        "names gendered male",
        "weighted by the shares of names",
        "The list has the first",
    ):
        assert words in finding.statement
    assert "by women" not in finding.statement
    assert not [each.id for each in bounded.estimates if "corrected" in each.id]
    assert bounded.estimate(f"{P}.women.error_bounds").status == "ok"
    assert not [each.id for each in bounded if each.reading != "not_assessed"]


def test_counted_errors_are_corrected_for_and_judged(posts, names):
    rates = {"sensitivity": {"women": (180, 200)}, "specificity": {"women": (190, 200)}}
    found = run(posts, names, **rates)
    naive = found.estimate(f"{P}.women.share_of_posts").value
    fixed = found.estimate(f"{P}.women.share_of_posts_corrected")
    assert fixed.value == pytest.approx((naive + 0.95 - 1) / (0.9 + 0.95 - 1)), "Rogan and Gladen (1978)"
    [finding] = [each for each in found if each.id.startswith(P)]
    assert finding.reading in {"shown", "inconclusive", "shown_small"}
    assert finding.confidence in {"low", "medium"}
    for words in ("Classified by threshold, ", "weighted by the shares", "corrected for the errors counted"):
        assert words in finding.statement


def test_a_lower_threshold_classifies_more_and_is_told(posts, names, bounded):
    found = run(posts, names, threshold=0.55)
    assert (
        found.estimate(f"{P}.names.share_not_classified").value
        < bounded.estimate(f"{P}.names.share_not_classified").value
    )
    assert "no group has 55% of the name" in found.finding(P).statement
    one, other = (each.estimate(f"{P}.women.share_of_posts_weighted") for each in (found, bounded))
    assert one.value == other.value, "weighting has no threshold"


def test_why_names_gave_no_group_is_counted(names):
    rows = posts_of(400, seed=8, unlisted=0.3)
    rows += [{"text": f"p{i}", "author_id": f"b{i}", "name": f"user{i}99", "woman": False} for i in range(25)]
    found = run(rows, names)
    [note] = [each.reason for each in found.not_measured if "count as unstated" in each.reason]
    lacking = sum(first(row) == "Xaviera" for row in rows)
    unsure = sum(first(row) in ("Kim", "Robin") for row in rows)
    assert f"{unsure} posts state a first name that is not classified" in note
    assert f"{lacking} state a first name that the list does not have" in note
    assert "25 state no first name of at least two letters" in note


def test_a_special_category_is_refused_unless_said_and_never_more_than_low(tmp_path):
    (tmp_path / "n.csv").write_text("name,group,share\nAnna,hindus,0.95\nPeter,muslims,0.95\n", encoding="utf-8")
    with pytest.raises(PlanError, match="special_category = true"):
        Plan.make({"inference": {"religion": {"source": "inferred", "names": "n.csv"}}})
    rows = [{"text": f"{i}", "author_id": f"a{i}", "name": "Anna" if i % 2 else "Peter"} for i in range(1500)]
    rates = {"sensitivity": {"hindus": (480, 500)}, "specificity": {"hindus": (480, 500)}}
    given = {"source": "inferred", "names": str(tmp_path / "n.csv"), **rates}
    (tmp_path / "bench.csv").write_text("attribute,group,share\nreligion,hindus,0.2\nreligion,muslims,0.8\n")
    plan = {"groups": {"religion": "name"}, "benchmarks": {"religion": f"{tmp_path / 'bench.csv'}:residents"}}
    with pytest.raises(PlanError, match="special_category = true"):
        audit.run(rows, plan=plan | {"groups": {"origins": "name"}, "benchmarks": {}, "inference": {"origins": given}})
    found = audit.run(rows, plan=plan | {"inference": {"religion": {**given, "special_category": True}}})
    findings = [each for each in found if each.id.startswith("representation.religion")]
    assert {each.reading for each in findings} == {"shown"}
    assert {each.confidence for each in findings} == {"low"}
    assert all(any("special category" in said for said in each.caveats) for each in findings)


# --- laws -------------------------------------------------------------------------------------------------------------


def test_split_order_and_workers_give_the_same_tally(posts, names, tmp_path):
    rows = told(posts)
    lines = [json.dumps(row) + "\n" for row in rows]
    (tmp_path / "one").mkdir()
    (tmp_path / "three").mkdir()
    (tmp_path / "one" / "posts.jsonl").write_text("".join(lines))
    for part in range(3):
        (tmp_path / "three" / f"{part}.jsonl").write_text("".join(lines[::-1][part::3]))
    made = [
        run_audit(tmp_path / folder, plan=planned(names) | {"dataset": {"name": "d"}}, workers=workers)
        for folder, workers in (("one", 1), ("one", 2), ("three", 1), ("three", 2))
    ]
    for each in made[1:]:
        assert each.findings.estimates == made[0].findings.estimates
        assert each.findings.findings == made[0].findings.findings
        assert each.findings.audit["id"] == made[0].findings.audit["id"]
        assert each.tally.counts.keys() == made[0].tally.counts.keys()
        for cell, counts in made[0].tally.counts.items():
            np.testing.assert_array_equal(each.tally.counts[cell], counts, err_msg=str(cell))


def test_a_duplicated_file_keeps_values_and_widths(posts, names, bounded):
    twice = run(posts + posts, names)
    for each in bounded.estimates:
        again = twice.estimate(each.id)
        assert again.value == pytest.approx(each.value, rel=1e-6)
        assert again.high - again.low > 0.9 * (each.high - each.low)


def test_names_in_any_case_and_form_are_one(posts, names, bounded):
    forms = [
        str.upper,
        str.lower,
        lambda text: f"🌸{text}",
        lambda text: f"\u202b{text}\u202c",
        lambda text: f"  {text}",
    ]
    rows = [row | {"name": forms[at % len(forms)](row["name"])} for at, row in enumerate(posts)]
    found = run(rows, names)
    assert [each.value for each in found.estimates] == [each.value for each in bounded.estimates]
