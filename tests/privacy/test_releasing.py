"""Counts released under differential privacy: how much one author moves them, what is spent, and what the noise is."""

from __future__ import annotations

import json
import math
import random
import stat
import sys

import numpy as np
import pytest
from scipy.stats import beta

import audit
from audit.api import run_audit
from audit.errors import OutputError, PlanError
from audit.private import releasing

PLAN = {
    "groups": {
        "gender": {"column": "gender", "values": {"women": ["woman"], "men": ["man"], "others": ["other"]}},
        "region": {"column": "region", "values": {"north": ["n"], "south": ["s"]}},
    },
    "metrics": ["representation"],
    "release": {"epsilon": 1.0},
}


def posts(authors=60, seed=3):
    """Some authors state another gender in every post, so that they would count several times."""
    chance = random.Random(seed)
    return [
        {
            "post_id": f"{author}-{at}",
            "author_id": f"a{author}",
            "text": f"post {author} {at}",
            "gender": chance.choice(("woman", "man", "other")) if author % 5 == 0 else ("woman", "man")[author % 2],
            "region": chance.choice("ns"),
        }
        for author in range(authors)
        for at in range(5)
    ]


def audited(rows, plan=PLAN):
    return run_audit(rows, plan=plan, workers=1)


def as_they_are(counts, scale):
    return list(counts)


def test_one_author_moves_one_count_of_each_attribute_by_one():
    """What the noise is made for: L1 sensitivity 1 per attribute, whoever leaves and whatever they stated."""
    rows = posts()
    whole, _ = releasing.counted(audited(rows).tally, audit.Plan.make(PLAN))
    assert sum(whole["gender"].values()) == sum(whole["region"].values()) == 60
    for author in range(0, 60, 3):
        left, _ = releasing.counted(
            audited([row for row in rows if row["author_id"] != f"a{author}"]).tally, audit.Plan.make(PLAN)
        )
        for attribute, groups in whole.items():
            moved = [abs(number - left[attribute][group]) for group, number in groups.items()]
            assert sum(moved) == 1, (author, attribute)


def test_groups_are_those_of_the_plan_whatever_the_data_say(tmp_path):
    rows = [row | {"gender": "other thing"} for row in posts(20)]
    told = releasing.released(audited(rows), tmp_path, noise=as_they_are, time="now")
    assert told["authors"]["gender"] == {"men": 0, "others": 0, "women": 0}
    bare = PLAN | {"groups": {"gender": "gender", "region": PLAN["groups"]["region"]}}
    told = releasing.released(audited(posts(), bare), tmp_path, noise=as_they_are, time="now")
    assert "neither the plan nor a benchmark" in told["not_released"]["gender"]
    assert set(told["authors"]) == {"region"}


def test_attributes_share_epsilon_and_the_ledger_adds_up(tmp_path):
    scales = []

    def noise(counts, scale):
        scales.append(scale)
        return [each + 1 for each in counts]

    result = audited(posts())
    first, second = (releasing.released(result, tmp_path, noise=noise, time="now") for _ in range(2))
    assert scales == [2.0] * 4, "two attributes, epsilon 1"
    assert (first["epsilon_spent_on_these_posts"], second["epsilon_spent_on_these_posts"]) == (1.0, 2.0)
    assert first["reproducible"] is False
    other = releasing.released(audited(posts(seed=4)), tmp_path, noise=noise, time="now")
    assert other["epsilon_spent_on_these_posts"] == 1.0
    ledger = tmp_path / releasing.LEDGER
    assert len(ledger.read_text().splitlines()) == 3
    assert stat.S_IMODE(ledger.stat().st_mode) == 0o600


def test_what_cannot_be_written_down_is_not_released(tmp_path):
    (tmp_path / releasing.LEDGER).write_text("no ledger\n")
    with pytest.raises(OutputError, match="cannot be written down"):
        releasing.released(audited(posts()), tmp_path, noise=lambda *_: pytest.fail("drawn"), time="now")


def test_nothing_to_count_is_refused(tmp_path):
    nobody = [{key: value for key, value in row.items() if key != "author_id"} for row in posts(20)]
    with pytest.raises(PlanError, match="no counts of authors"):
        releasing.released(audited(nobody), tmp_path, noise=as_they_are, time="now")


def test_without_the_library_the_error_names_the_extra(planted, postaudit, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "opendp", None)
    monkeypatch.setitem(sys.modules, "opendp.prelude", None)
    plan = tmp_path / "audit.toml"
    plan.write_text('[groups.gender]\ncolumn = "gender"\nvalues = { women = ["women"], men = ["men"] }\n')
    told = postaudit(
        "run", planted.posts, "-c", plan, "--metrics", "representation", "--epsilon", 1, "-o", tmp_path / "r"
    )
    assert told.code == 2
    assert "pip install 'postaudit[privacy]'" in told.err
    assert not (tmp_path / "r").exists() or not list((tmp_path / "r").iterdir())


@pytest.mark.parametrize("epsilon", ["0", "-1", "nan", "inf", "21"])
def test_an_epsilon_that_promises_nothing_is_refused(epsilon):
    with pytest.raises(PlanError, match="epsilon"):
        audit.Plan.make({"release": {"epsilon": float(epsilon)}})


def test_releasing_changes_no_figure_and_no_id():
    rows = posts()
    plain = audited(rows, {key: value for key, value in PLAN.items() if key != "release"}).findings
    releasing_too = audited(rows).findings
    assert plain.audit["id"] == releasing_too.audit["id"]
    assert plain.estimates == releasing_too.estimates


# --- with the library -------------------------------------------------------------------------------------------------


def test_a_report_with_released_counts(planted, postaudit, tmp_path):
    pytest.importorskip("opendp")
    plan = tmp_path / "audit.toml"
    plan.write_text('[groups.gender]\ncolumn = "gender"\nvalues = { women = ["women"], men = ["men"] }\n')
    out = tmp_path / "r"
    drawn = []
    # Twice, and again only where chance gave the same numbers twice (one time in fifty at this scale).
    while len(drawn) < 2 or (drawn[-1]["authors"] == drawn[-2]["authors"] and len(drawn) < 8):
        told = postaudit(
            "run", planted.posts, "-c", plan, "--metrics", "representation", "--epsilon", 0.5, "-q", "-o", out
        )
        assert told.code == 0, told.err
        assert f"spends epsilon 0.5, {0.5 * (len(drawn) + 1):g} in all" in told.err
        [folder] = (each for each in out.iterdir() if each.is_dir())
        drawn.append(json.loads((folder / "released_counts.json").read_bytes()))
    assert drawn[-1]["authors"] != drawn[-2]["authors"], "eight equal draws: chance gives them once in 10^11 tries"
    assert drawn[-1]["library"].startswith("opendp ")
    assert "discrete Laplace" in (folder / "report.html").read_text()


def test_the_loss_that_is_seen_is_at_most_the_one_that_is_stated():
    """Ten thousand releases of neighbours: the bounds on all events' odds, together at 95 %, stay below exp(epsilon).

    Two counts of one attribute, one author apart. Clopper and Pearson (1934), Biometrika 26, for the bounds; the events are
    the tails, where the odds of a Laplace distribution are largest; Bonferroni's correction for looking at 44 of them.
    """
    pytest.importorskip("opendp")
    epsilon, runs = 1.0, 10_000
    draw = releasing._laplace()
    here = np.array(draw([100] * runs, 1 / epsilon))
    there = np.array(draw([99] * runs, 1 / epsilon))
    miss, worst = 0.05 / 44, 0.0
    for threshold in range(95, 106):
        for one, other in ((here, there), (there, here)):
            for seen, unseen in ((one >= threshold, other >= threshold), (one <= threshold, other <= threshold)):
                low = beta.ppf(miss, seen.sum(), runs - seen.sum() + 1) if seen.any() else 0.0
                high = beta.ppf(1 - miss, unseen.sum() + 1, runs - unseen.sum()) if not unseen.all() else 1.0
                worst = max(worst, math.log(low / high) if low > 0 else 0.0)
    assert 0.5 < worst <= epsilon, worst
    # A mechanism that spends twice as much is caught.
    cheat = np.array(draw([100] * runs, 0.5 / epsilon)), np.array(draw([99] * runs, 0.5 / epsilon))
    seen, unseen = (int((each >= 100).sum()) for each in cheat)
    assert math.log(beta.ppf(miss, seen, runs - seen + 1) / beta.ppf(1 - miss, unseen + 1, runs - unseen)) > epsilon
