"""Groups inferred from first names: what each figure is right about, what is judged, and that nobody's name gets out."""

from __future__ import annotations

import json
import logging
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import audit
from audit.api import run_audit
from audit.errors import PlanError
from audit.plan import Plan
from audit.tally_file import load as load_tally

BENCHMARK = "us-residents-2020"
#: P(woman | name); whole twentieths, so that counts in twentieths are exact.
SHARES = {"Anna": 0.95, "Élise": 1.0, "Kim": 0.7, "Robin": 0.4, "Peter": 0.05, "Omar": 0.0}
WEIGHTS = [0.2, 0.1, 0.2, 0.15, 0.25, 0.1]
P = "representation.gender"


def write_list(folder, shares=SHARES):
    lines = [f"{name},female,{share}\n{name},male,{1 - share:.4f}\n" for name, share in shares.items()]
    (folder / "names.csv").write_text("name,group,share\n" + "".join(lines), encoding="utf-8")
    return folder / "names.csv"


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    return write_list(tmp_path_factory.mktemp("list"))


def posts_of(authors=2000, seed=1, shares=SHARES, weights=WEIGHTS, unlisted=0.1, single=False):
    """Posts under first names, each author a woman with the chance that the list gives the name."""
    generator = np.random.default_rng(seed)
    rows = []
    for author in range(authors):
        name = str(generator.choice(list(shares), p=weights))
        woman = bool(generator.random() < shares[name])
        name = name if generator.random() >= unlisted else "Xaviera"
        for index in range(1 if single else 1 + int(generator.integers(0, 4))):
            row = {"text": f"post {author} {index}", "author_id": f"a{author}", "name": f"{name} Doe", "woman": woman}
            rows.append(row)
    return rows


def told(rows):
    """Posts without the truth."""
    return [{key: value for key, value in row.items() if key != "woman"} for row in rows]


@pytest.fixture(scope="module")
def posts():
    return posts_of()


def planned(names, *, benchmark=True, **inference):
    plan = {
        "groups": {"gender": "name"},
        "inference": {"gender": {"source": "inferred", "names": str(names), **inference}},
    }
    return plan | ({"benchmarks": {"gender": BENCHMARK}} if benchmark else {})


def run(rows, names, workers=1, **inference):
    return audit.run(told(rows), plan=planned(names, **inference), workers=workers, metrics=["representation"])


@pytest.fixture(scope="module")
def bounded(posts, names):
    return run(posts, names)


def first(row):
    return row["name"].split()[0]


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
    plan = {"groups": {"religion": "name"}, "benchmarks": {"religion": str(tmp_path / "bench.csv")}}
    with pytest.raises(PlanError, match="special_category = true"):
        audit.run(rows, plan=plan | {"groups": {"origins": "name"}, "benchmarks": {}, "inference": {"origins": given}})
    found = audit.run(rows, plan=plan | {"inference": {"religion": {**given, "special_category": True}}})
    findings = [each for each in found if each.id.startswith("representation.religion")]
    assert {each.reading for each in findings} == {"shown"}
    assert {each.confidence for each in findings} == {"low"}
    assert all(any("special category" in said for said in each.caveats) for each in findings)


# --- small cells ------------------------------------------------------------------------------------------------------


def test_a_group_of_few_names_is_hidden_everywhere(posts, tmp_path):
    names = write_list(tmp_path)
    with names.open("a", encoding="utf-8") as file:
        file.write("Skyler,nonbinary,1\n")
    rows = [dict(row) for row in posts]
    for row in rows[:6]:
        row["name"] = "Skyler"
    found = run(rows, names)
    assert not [each.id for each in found.estimates if "nonbinary" in each.id]
    shares = [each for each in found.estimates if "share" in each.measure and each.measure != "share_of_posts"]
    assert shares
    assert all(each.n_posts is None for each in shares), "their posts would follow from the others"


def test_few_names_that_are_not_listed_are_not_told_by_subtraction(names):
    rows = posts_of(800, seed=9, unlisted=0.0)
    rows += [{"text": f"p{i}", "author_id": f"b{i % 3}", "name": "Xaviera", "woman": True} for i in range(9)]
    found = run(rows, names)
    assert found.estimate(f"{P}.names.share_listed").status == "suppressed"
    assert found.estimate(f"{P}.women.share_of_posts_weighted").n_posts is None
    assert "The list has the first name" not in found.finding(P).statement


@pytest.mark.parametrize(("prolific", "share", "status"), [(8, 0.5, "suppressed"), (1, 0.9, "not_estimable")])
def test_a_few_authors_with_nearly_all_posts_have_no_weighted_share(tmp_path, prolific, share, status):
    """It would be the share of their names; eight of one share near the mean do not even show in the design effect."""
    shares = {"Anna": 0.95, "Peter": 0.05}
    names = write_list(tmp_path, shares | {"Skyler": share})
    rows = posts_of(300, seed=10, shares=shares, weights=[0.5, 0.5], unlisted=0.0, single=True)
    rows += [{"text": f"p{i}", "author_id": f"b{i % prolific}", "name": "Skyler", "woman": True} for i in range(8000)]
    found = run(rows, names)
    weighted = found.estimate(f"{P}.women.share_of_posts_weighted")
    assert (weighted.status, weighted.value, weighted.low) == (status, None, None)


def test_no_group_large_enough_still_says_how_many_names_there_are(names):
    rows = posts_of(300, seed=11, shares={"Kim": 0.7, "Robin": 0.4}, weights=[0.5, 0.5])
    found = run(rows, names)
    assert found.estimate(f"{P}.names.share_not_classified").value == 1
    assert any("no inferred group surely has 10 authors" in each.reason for each in found.not_measured)


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


# --- nobody's name gets out -------------------------------------------------------------------------------------------

RARE, RARE_SHARE = "Quixotilde", 0.8642


@pytest.fixture
def planted(tmp_path, posts):
    names = write_list(tmp_path, SHARES | {RARE: RARE_SHARE})
    rows = told(posts) + [{"text": f"text {i}", "author_id": "rare", "name": f"{RARE} Doe"} for i in range(7)]
    source = tmp_path / "posts.jsonl"
    source.write_text("".join(json.dumps(each) + "\n" for each in rows))
    (tmp_path / "audit.toml").write_text(
        '[groups.gender]\ncolumn = "name"\n[benchmarks]\ngender = "us-residents-2020"\n'
        '[inference.gender]\nsource = "inferred"\nnames = "names.csv"\n'
    )
    return SimpleNamespace(source=source, plan=tmp_path / "audit.toml", folder=tmp_path, names=names)


def test_no_file_and_no_log_has_a_name_or_its_share(postaudit, planted, caplog):
    caplog.set_level(logging.DEBUG)
    reports = planted.folder / "reports"
    said = postaudit("run", planted.source, "-c", planted.plan, "-o", reports)
    assert said.code == 0, said.err
    [folder] = reports.iterdir()
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"findings.json", "report.html", "tally.arrow", "run.json"} <= {path.name for path in files}
    seen = {path.name: path.read_bytes() for path in files}
    seen |= {"printed": (said.out + said.err + caplog.text).encode()}
    for name, content in seen.items():
        for secret in (RARE, RARE.casefold(), str(RARE_SHARE), f"{1 - RARE_SHARE:.4f}", "Élise", "élise", "Xaviera"):
            assert secret.encode() not in content, (name, secret)
        assert not re.search(rb"\bAnna\b|\bRobin\b", content), name
        assert str(planted.folder).encode() not in content or name in ("printed", "run.json"), name


def test_files_of_tallies_hold_nothing_of_it(postaudit, planted):
    out = planted.folder / "t.tally"
    assert postaudit("tally", planted.source, "-c", planted.plan, "-q", "-o", out).code == 0
    tally, _, _ = load_tally(out)
    for cells in (tally.counts, tally.authors, tally.samples):
        assert not [cell for cell in cells if "gender" in cell and cell[0] != "mentions"]
    assert [cell for cell in tally.totals if "gender" in cell] == [("dataset", "withheld", "gender")]
    made = run_audit(planted.source, plan=planted.plan, workers=1)
    assert [cell for cell in made.tally.counts if "gender" in cell], "a run judges it in memory"


def test_a_merge_says_that_it_was_left_out(postaudit, planted):
    key = planted.folder / "key"
    key.write_bytes(b"0123456789abcdef")
    lines = planted.source.read_text().splitlines(keepends=True)
    parts = []
    for part in range(2):
        source = planted.folder / f"part{part}.jsonl"
        source.write_text("".join(lines[part::2]))
        parts.append(planted.folder / f"{part}.tally")
        done = postaudit("tally", source, "-c", planted.plan, "--key-file", key, "-q", "-o", parts[-1])
        assert done.code == 0, done.err
    merged = audit.merge(parts, plan=planted.plan)
    assert not [each.id for each in merged.estimates if "gender" in each.id]
    [reason] = [each.reason for each in merged.not_measured if "first names" in each.reason]
    assert "files of tallies hold nothing" in reason
    assert "one run" in reason
    whole = audit.run(planted.source, plan=planted.plan, workers=1)
    rest = [each for each in whole.estimates if "gender" not in each.id]
    assert list(merged.estimates) == rest, "all else is as in one run"


def test_converted_posts_have_neither_names_nor_groups(postaudit, planted):
    out = planted.folder / "p.jsonl"
    assert postaudit("convert", planted.source, "-c", planted.plan, "-q", "-o", out).code == 0
    assert RARE not in out.read_text()
    assert "gender" not in out.read_text()


def test_no_other_metric_sees_it(posts, names):
    rows = [row | {"label": "yes" if at % 3 else "no"} for at, row in enumerate(told(posts))]
    found = audit.run(rows, plan=planned(names) | {"labels": ["label"]}, workers=1)
    assert {each.metric for each in found.estimates if "gender" in each.group or "gender" in each.id} == {
        "representation"
    }


def test_hostile_names_are_counted_and_harmless(names):
    hostile = [
        "\u202eannA",
        "",
        " ",
        "🌸",
        "x" * 10_000,
        "Anna" * 5_000,
        "\x00Anna",
        "'; DROP",
        "=1+1",
        "<b>Anna</b>",
        "a\u0301" * 500,
    ]
    rows = posts_of(200, seed=12, unlisted=0.0)
    rows += [
        {"text": f"p{i}", "author_id": f"h{i}", "name": hostile[i % len(hostile)], "woman": True} for i in range(220)
    ]
    found = run(rows, names)
    listed = found.estimate(f"{P}.names.share_listed")
    # Of eleven, the one in a turned direction, the one behind a NUL and no other are on the list.
    expected = sum(first(row) in SHARES for row in rows if row["name"].strip() and row["author_id"][0] == "a") + 40
    assert listed.value == pytest.approx(expected / len(rows))


# --- the plan ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inference", "says"),
    [
        ({"names": "n.csv", "threshold": 0.5}, "threshold"),
        ({"names": "n.csv", "threshold": 1.1}, "threshold"),
        ({"threshold": 0.9}, "no list of names"),
        ({"special_category": True}, "no list of names"),
        ({"names": "n.csv", "treshold": 0.9}, "threshold"),
    ],
)
def test_a_plan_that_does_not_hold_together_is_refused(inference, says):
    with pytest.raises(PlanError, match=says):
        Plan.make({"inference": {"gender": {"source": "inferred", **inference}}})


@pytest.mark.parametrize(
    ("groups", "says"),
    [
        ({}, "does not say where names are"),
        ({"gender": {"column": "name", "otherwise": "men"}}, "says otherwise"),
        ({"gender": {"column": "name", "values": {"women": ["Anna"]}}}, "says values"),
    ],
)
def test_names_need_a_column_and_nothing_else(posts, names, groups, says):
    with pytest.raises(PlanError, match=says):
        audit.run(told(posts)[:50], plan=planned(names) | {"groups": groups})


def test_the_plan_is_printed_without_a_path_and_the_list_is_a_resource(bounded, posts, tmp_path):
    assert bounded.audit["plan"]["inference"]["gender"]["names"] == "names.csv"
    [listed] = [each for each in bounded.resources if each["kind"] == "name lists"]
    assert listed["name"] == "names"
    other = run(posts, write_list(tmp_path, SHARES | {"Kim": 0.65}))
    assert other.audit["id"] != bounded.audit["id"], "another list is another audit"


def test_an_inferred_column_without_names_is_planned_as_before():
    plan = Plan.make({"inference": {"gender": {"source": "inferred"}}})
    assert plan.model_dump()["inference"]["gender"].keys() == {
        "source", "method", "sensitivity", "specificity", "confusion", "at_least",
    }  # fmt: skip


def test_the_schema_of_the_plan_has_it(postaudit):
    schema = json.loads(postaudit("schema", "plan").out)
    assert {"names", "threshold", "special_category"} <= schema["$defs"]["Inference"]["properties"].keys()


def test_weights_change_nothing_of_what_is_inferred_and_nothing_says_they_do(posts, names):
    rows = [row | {"post_id": str(at), "side": "ab"[at % 2]} for at, row in enumerate(told(posts))]
    weights = {"post_id": [row["post_id"] for row in rows], "weight": [1.0 + at % 3 for at in range(len(rows))]}
    plan = planned(names) | {"groups": {"gender": "name", "side": "side"}}
    plain, weighted = (
        audit.run(rows, plan=plan, weights=each, workers=1, metrics=["representation"])
        for each in (None, pd.DataFrame(weights))
    )
    one, other = ([each for each in found.estimates if each.id.startswith(P)] for found in (plain, weighted))
    assert [(each.id, each.value, each.low, each.note) for each in one] == [
        (each.id, each.value, each.low, each.note) for each in other
    ]
    finding = weighted.finding(P)
    assert "Figures are weighted" not in finding.statement
    assert any("Not weighted" in each for each in finding.caveats)
    assert "weighted" in weighted.estimate("representation.side.a.share_of_posts").note
    assert "Figures are weighted" in weighted.finding("representation.side").statement
