"""An audit under weights: exact, the same for any split, honest about what is weighted and what it costs."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest

import audit
from audit.api import run_audit, save_tally
from audit.errors import PlanError, TallyError
from audit.metrics import all_metrics
from audit.metrics.weighed import METRICS
from audit.post_weights import HEAVIEST, MOST_WEIGHTS, read_weights


@pytest.fixture(scope="module")
def northtown():
    from pathlib import Path

    samples = Path(__file__).parents[2] / "data_samples"
    posts = audit.load(samples / "northtown.csv", plan=samples / "audit.toml")
    ids = pd.read_csv(samples / "northtown.csv").post_id
    return posts, ids


@pytest.fixture(scope="module")
def uneven(northtown):
    _, ids = northtown
    return pd.DataFrame({"post_id": ids, "weight": np.random.default_rng(4).choice([0.5, 1.0, 1.25, 3.0], len(ids))})


@pytest.fixture(scope="module")
def weighted(northtown, uneven):
    return audit.run(northtown[0], weights=uneven)


def plain(findings):
    return json.loads(findings.to_json())


def test_weights_of_one_change_no_byte(northtown):
    posts, ids = northtown
    equal = pd.DataFrame({"post_id": ids, "weight": 1.0})
    assert audit.run(posts, weights=equal).to_json() == audit.run(posts).to_json()


def test_doubling_all_weights_changes_no_byte(northtown, uneven, weighted):
    again = audit.run(northtown[0], weights=uneven.assign(weight=2 * uneven.weight))
    assert again.to_json() == weighted.to_json()


def test_figures_equal_a_naive_reference(northtown, uneven, weighted, samples):
    data = pd.read_csv(samples / "northtown.csv").merge(uneven, on="post_id")
    stated = data.dropna(subset=["gender"])
    women = stated[stated.gender == "woman"]
    share = weighted.estimate("representation.gender.women.share_of_posts")
    assert share.value == pytest.approx(women.weight.sum() / stated.weight.sum(), abs=1e-6)
    reach = weighted.estimate("representation.gender.women.share_of_reach")
    liked = (stated.likes.fillna(0) * stated.weight).sum()
    assert reach.value == pytest.approx((women.likes.fillna(0) * women.weight).sum() / liked, abs=1e-6)
    labelled = data.dropna(subset=["toxic"])
    toxic = labelled[labelled.toxic == "yes"].weight.sum() / labelled.weight.sum()
    assert weighted.estimate("labels.toxic.yes.everyone.rate").value == pytest.approx(toxic, abs=1e-6)
    of_women = labelled[labelled.gender == "woman"]
    rate = of_women[of_women.toxic == "yes"].weight.sum() / of_women.weight.sum()
    assert weighted.estimate("labels.toxic.yes.author.gender.women.rate").value == pytest.approx(rate, abs=1e-6)


def test_counts_and_what_may_be_printed_are_those_without_weights(northtown, weighted):
    before = audit.run(northtown[0])
    old, new = ({each.id: each for each in findings.estimates} for findings in (before, weighted))
    # Authors whose posts differ in weight have none of their own: no share of authors is printed, and that is said.
    of_authors = {name for name in old if name.endswith((".share_of_authors", ".authors"))}
    # Nor are adjusted gaps weighted, so none is printed, and that is said.
    adjusted = {name for name in old if name.endswith(".adjusted_difference")}
    assert adjusted
    assert old.keys() - new.keys() == of_authors | adjusted
    assert any(
        "Adjusted differences" in each.reason and "not weighted" in each.reason for each in weighted.not_measured
    )
    assert {each.metric for each in weighted.not_measured if "differ in weight" in each.reason} == {
        "representation",
        "mentions",
    }
    assert new.keys() <= old.keys()
    changed = 0
    for name, estimate in new.items():
        assert (estimate.n_posts, estimate.n_authors) == (old[name].n_posts, old[name].n_authors), name
        assert (estimate.status == "suppressed") == (old[name].status == "suppressed"), name
        if estimate.metric not in METRICS:
            assert estimate == old[name]
        elif estimate.status == "ok":
            assert estimate.note.endswith("weighted")
            changed += estimate.value != old[name].value
    assert changed > 80


def test_every_finding_says_whether_it_is_weighted(weighted):
    for each in (*weighted.findings, *weighted.blocks):
        said = " ".join(each.caveats)
        if each.metric in METRICS:
            assert "composition on the margins it was made for only and costs effective sample" in said
            assert "design effect" in said
        else:
            assert "Not weighted" in said
    assert all("debias" not in json.dumps(asdict(each)).casefold() for each in weighted.findings)
    [resource] = [each for each in weighted.resources if each["kind"] == "weights"]
    assert len(resource["sha256"]) == 64


def test_metrics_named_are_those_there_are():
    assert {each.name for each in all_metrics()} > METRICS


def test_split_and_workers_change_no_byte(northtown, uneven, weighted, samples, tmp_path):
    lines = (samples / "northtown.csv").read_text().splitlines(keepends=True)
    parts = []
    for number, rows in enumerate((lines[1:900], lines[900:])):
        parts.append(tmp_path / f"northtown-{number}.csv")
        parts[-1].write_text(lines[0] + "".join(rows))
    path = tmp_path / "weights.csv"
    uneven.sample(frac=1, random_state=2).to_csv(path, index=False)
    whole = audit.run(northtown[0], weights=path)
    cut = audit.run(parts[::-1], plan=samples / "audit.toml", weights=path, workers=2)
    assert plain(cut)["estimates"] == plain(whole)["estimates"] == plain(weighted)["estimates"]
    assert plain(cut)["findings"] == plain(whole)["findings"]
    assert cut.audit["id"] == whole.audit["id"] == weighted.audit["id"]


def test_weighted_tallies_add_up_and_others_are_refused(northtown, uneven, samples, tmp_path):
    lines = (samples / "northtown.csv").read_text().splitlines(keepends=True)
    plan = audit.Plan.from_toml(samples / "audit.toml").override(
        {"benchmarks": {"gender": str(samples / "northtown-benchmark.csv")}}
    )
    saved = []
    for number, (rows, weights) in enumerate([(lines[1:900], uneven), (lines[900:], uneven), (lines[900:], None)]):
        part = tmp_path / f"part-{number}.csv"
        part.write_text(lines[0] + "".join(rows))
        saved.append(tmp_path / f"{number}.tally")
        saved[-1].write_bytes(save_tally(run_audit(part, plan=plan, weights=weights), secret=b"0123456789abcdef"))
    whole = audit.run(northtown[0], weights=uneven)
    assert plain(audit.merge(saved[:2], plan=plan))["estimates"] == plain(whole)["estimates"]
    with pytest.raises(TallyError, match="weighted and others are not"):
        audit.merge([saved[0], saved[2]], plan=plan)


@pytest.mark.parametrize(("per", "measure"), [("author", "share_of_authors"), ("post", "share_of_posts")])
def test_a_planted_skew_weighted_to_the_benchmark_gives_its_shares(northtown, samples, per, measure):
    weights = audit.weights(samples / "northtown.csv", samples / "audit.toml", per=per)
    findings = audit.run(northtown[0], weights=weights)
    for group, share in (("women", 0.51), ("men", 0.48), ("nonbinary_people", 0.01)):
        estimate = findings.estimate(f"representation.gender.{group}.{measure}")
        assert estimate.value == pytest.approx(share, abs=1e-6)
        assert estimate.low < share < estimate.high


def test_a_skew_that_weights_explain_goes_and_its_twin_stays_quiet(samples):
    """The null twin's labels do not depend on anything: under any weights nothing about them is shown."""
    from audit import load

    posts = load(samples / "northtown-null.csv", plan=samples / "audit.toml")
    findings = audit.run(posts, weights=audit.weights(posts, per="post"))
    assert not [each.id for each in findings if each.reading == "shown" and each.metric in METRICS]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: f.assign(weight=0.0), "not greater than 0"),
        (lambda f: f.assign(weight=np.nan), "not greater than 0"),
        (lambda f: f.assign(weight="heavy"), "no number"),
        (lambda f: f.rename(columns={"weight": "w"}), "has no column weight"),
        (lambda f: f.assign(weight=np.linspace(1, 2, len(f))), f"at most {MOST_WEIGHTS}"),
        (lambda f: f.assign(weight=[1e6, *[1.0] * (len(f) - 1)]), f"at most {HEAVIEST}"),
        (lambda f: pd.concat([f, f.head(1).assign(weight=9.0)]), "two different weights"),
        (lambda f: f.assign(post_id=None), "no post_id"),
        (lambda f: f.iloc[:-5], "5 of 3,964 posts"),
        (lambda f: f.head(0), "no post_id"),
    ],
)
def test_refusals(northtown, uneven, change, said):
    with pytest.raises(PlanError, match=said):
        audit.run(northtown[0], weights=change(uneven.copy()))


def test_files_are_read_with_ids_as_text_and_equal_weights_are_no_weights(tmp_path):
    path = tmp_path / "w.csv"
    path.write_text('post_id,weight\n"1234567890123456789",1\n"007",2\n')
    read = read_weights(path)
    assert sorted(read.values.tolist()) == [666667, 1333333]
    path.write_text("post_id,weight\n1,3\n2,3\n")
    assert read_weights(path) is None
    with pytest.raises(PlanError, match="cannot be read as weights"):
        read_weights(tmp_path / "absent.csv")
    with pytest.raises(PlanError, match="no table of weights"):
        read_weights(3)


def test_likes_too_large_to_weigh_are_refused_not_wrapped():
    data = pd.DataFrame(
        {"post_id": [f"p{n}" for n in range(40)], "text": "a post", "author_id": [f"a{n}" for n in range(40)]}
    )
    data["likes"], data["gender"] = 2**60, "women"
    weights = pd.DataFrame({"post_id": data.post_id, "weight": [1.0, 2.0] * 20})
    with pytest.raises(PlanError, match="too large to be weighted"):
        audit.run(data, groups={"gender": "gender"}, weights=weights)


def test_weights_travel_to_workers_by_a_private_file_that_is_removed(uneven, tmp_path, monkeypatch):
    import pickle
    import stat
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    weights = read_weights(uneven)
    sent, again = pickle.dumps(weights), pickle.dumps(weights)
    assert sent == again
    assert len(sent) < 1000
    [file] = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    there = pickle.loads(sent)
    assert (there.keys == weights.keys).all()
    assert (there.values == weights.values).all()
    assert there.sha256 == weights.sha256
    del weights
    assert not list(tmp_path.iterdir())


def test_distances_are_those_of_the_weighted_shares(weighted):
    """Cohen's w by hand: sqrt of the sum of (p - q)² / q."""
    prefix = "representation.gender"
    shares = [weighted.estimate(f"{prefix}.{group}.share_of_posts") for group in ("women", "men", "nonbinary_people")]
    p, q = (np.array(each) for each in zip(*((each.value, each.reference.value) for each in shares), strict=True))
    assert weighted.estimate(f"{prefix}.cohens_w").value == pytest.approx(np.sqrt(np.sum((p - q) ** 2 / q)), rel=1e-9)
    assert weighted.estimate(f"{prefix}.total_variation").value == pytest.approx(np.abs(p - q).sum() / 2, rel=1e-9)
