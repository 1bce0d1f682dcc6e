"""Plug-ins are found, loaded when they are asked for, held to the rules, and told of when they fail."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import audit
from audit.api import run_audit
from audit.errors import PlanError, TallyError
from audit.finding import Estimate, Finding, Judgement
from audit.measuring.job_digest import job_digest
from audit.measuring.part import Job
from audit.metrics.attribute_cells import attributes_of_cell
from audit.metrics.base import Scope
from audit.metrics.plugged_rules import admitted, broken_rule
from audit.plan import Plan
from audit.plugins import entry_points as plugins
from audit.plugins.plugged import plugins_used
from audit.report.notebook import Report
from audit.standing import OtherSide
from audit.tally import Tally
from audit.testing import made_up_posts

METRIC = '''
"""Posts.

Question
    How many?

Definition
    A share.

Inputs
    Posts.

Reading it
    More is more.

Not evidence of
    Anything.

References
----------
    None.
"""
import numpy as np
from audit.finding import Estimate, Judgement
from audit.tally import Tally

class Demo:
    name = "demo"
    title = "Demo"

    def measure(self, posts):
        tally = Tally()
        tally.count(("demo", "posts"), posts.bucket)
        return tally

    def judge(self, tally, scope):
        posts = tally.posts(("demo", "posts"))
        return Judgement((Estimate("demo.posts", "demo", "posts", {}, posts, None, None, "count", posts, scope.authors),))
'''


def _forget() -> None:
    importlib.invalidate_caches()
    for name in [each for each in sys.modules if each.endswith("_code") or each.startswith("postaudit_template")]:
        del sys.modules[name]
    for each in (plugins._all, plugins.installed, plugins.names, plugins.load):
        each.cache_clear()
    plugins._met.clear()


@pytest.fixture
def bring(tmp_path, monkeypatch):
    """Install a package of one module: ``bring("acme", entry_points, code, version="1.0")``."""
    monkeypatch.syspath_prepend(str(tmp_path))

    def install(package: str, entry_points: str, code: str, *, version: str = "1.0") -> None:
        about = tmp_path / f"{package}-{version}.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}\nVersion: {version}\nLicense: MIT\n")
        (about / "entry_points.txt").write_text(textwrap.dedent(entry_points))
        (tmp_path / f"{package}_code.py").write_text(code)
        _forget()

    _forget()
    yield install
    _forget()


def small(**changes):
    return run_audit([{"text": "one post", "author_id": str(each)} for each in range(30)], workers=1, **changes)


def reasons(result) -> str:
    return " ".join(each.reason for each in result.findings.not_measured)


# --- found and loaded ------------------------------------------------------------------------------------------------


def test_nothing_is_imported_that_nobody_asks_for(bring):
    bring("acme", "[audit.metrics]\ndemo = acme_code:Demo\n", "raise SystemExit(3)")
    result = small(metrics=["coverage"])
    assert plugins.met("metric") == ()
    assert "plugins" not in result.facts


def test_a_metric_is_measured_where_the_plan_names_it(bring):
    bring("acme", "[audit.metrics]\ndemo = acme_code:Demo\n", METRIC)
    result = small(metrics=["coverage"], also=["demo"])
    assert result.findings.estimate("demo.posts").value == 30
    [used] = [each for each in result.findings.resources if each["kind"] == "plug-in"]
    assert (used["name"], used["version"], used["licence"]) == ("metric demo", "1.0", "MIT")
    assert result.facts["plugins"] == ["metric demo: acme 1.0"]
    assert "demo" in [each["name"] for each in result.findings.methods]
    page = Report(result.findings).html()
    assert "the package acme" in page


def test_its_version_and_code_are_part_of_the_id_and_of_what_is_kept(bring, tmp_path):
    bring("acme", "[audit.metrics]\ndemo = acme_code:Demo\n", METRIC)
    job = Job(Plan.make({"also": ["demo"]}), bytes(16))
    first = small(metrics=["demo"]).findings.audit["id"], job_digest(job)
    assert first == (small(metrics=["demo"]).findings.audit["id"], job_digest(job))
    (tmp_path / "acme_code.py").write_text(f"{METRIC}\n# changed\n")
    _forget()
    second = small(metrics=["demo"]).findings.audit["id"], job_digest(job)
    assert first[0] != second[0]
    assert first[1] != second[1]


def test_parts_of_two_versions_are_not_added(bring):
    """On a machine with another version, or on a cluster of which one has another."""
    bring("acme", "[audit.metrics]\ndemo = acme_code:Demo\n", METRIC)
    tally = small(metrics=["demo"]).tally
    [noted] = tally.total_cells("plug-in")
    other = Tally()
    other.add_total((*noted[:-1], "0" * 64), 0)
    with pytest.raises(TallyError, match="another version of the plug-in 'demo'"):
        plugins_used(other)
    with pytest.raises(TallyError, match="different versions of the plug-in 'demo'"):
        plugins_used(tally + other)
    assert len(plugins_used(tally + tally)) == 1


def test_free_text_is_left_out_of_what_a_plug_in_counts(bring):
    cell = ("demo", "author", "town", "somewhere", "posts")
    assert attributes_of_cell(cell) == ()
    bring("acme", "[audit.metrics]\ndemo = acme_code:Demo\n", METRIC)
    assert attributes_of_cell(cell) == ("town",)
    assert attributes_of_cell(("demo", "posts")) == ()


def test_a_name_that_is_taken_names_both(bring):
    bring("acme", "[audit.metrics]\nlabels = acme_code:Demo\n", METRIC)
    with pytest.raises(PlanError, match=r"two metrics 'labels': one of postaudit itself, and a plug-in of acme 1\.0"):
        small()


def test_a_loader_whose_name_is_taken_names_both(bring):
    bring("acme", "[audit.loaders]\nreddit = acme_code:Demo\n", METRIC)
    with pytest.raises(PlanError, match=r"two loaders 'reddit': one of postaudit itself, and a plug-in of acme 1\.0"):
        audit.load([{"text": "x"}])


def test_two_plug_ins_of_one_name(bring):
    bring("acme", "[audit.metrics]\ndemo = acme_code:Demo\n", METRIC)
    bring("zeta", "[audit.metrics]\ndemo = zeta_code:Demo\n", METRIC)
    with pytest.raises(PlanError, match=r"acme 1\.0, and a plug-in of zeta 1\.0"):
        small(metrics=["demo"])


def test_a_name_that_there_is_not(bring):
    bring("acme", "[audit.metrics]\ndemo = acme_code:Demo\n", METRIC)
    with pytest.raises(PlanError, match="no metric 'demos'") as error:
        small(metrics=["demos"])
    assert "'demo'" in error.value.hint


# --- what fails ------------------------------------------------------------------------------------------------------

BROKEN = {
    "import": ("raise ImportError('no /secret/place')", "could not be imported: ImportError"),
    "card": (METRIC.replace("Not evidence of", "Not"), "lacks Not evidence of"),
    "name": (METRIC.replace('name = "demo"', 'name = "other"'), "another name than its entry point"),
    "parts": (METRIC.replace("def judge", "def say"), "has no judge"),
    "measure": (METRIC.replace("tally = Tally()", "raise KeyError(str(posts.column('text')))", 1), "failed on some of the posts (KeyError)"),
    "cells": (METRIC.replace('("demo", "posts"), posts.bucket', '("labels", "posts"), posts.bucket'), "cells that are not its own"),
    "judge": (METRIC.replace("posts = tally.posts", "posts = tally.nothing"), "failed on the counts (AttributeError)"),
    "no judgement": (METRIC.replace("return Judgement((", "return (("), "no Judgement"),
    "ids": (METRIC.replace('"demo.posts"', '"labels.posts"'), "does not begin with 'demo.'"),
    "nan": (METRIC.replace("{}, posts,", "{}, float('nan'),"), "not finite"),
    "interval": (METRIC.replace('"count"', '"share"'), "no interval"),
}  # fmt: skip


@pytest.mark.parametrize(("code", "said"), BROKEN.values(), ids=BROKEN)
def test_what_is_broken_is_named_and_the_rest_stands(bring, code, said):
    bring("acme", "[audit.metrics]\ndemo = acme_code:Demo\n", code)
    result = small(metrics=["coverage", "demo"])
    assert said in reasons(result)
    assert "'demo' of acme 1.0" in reasons(result)
    assert "secret" not in json.dumps(result.findings.as_dict(), default=str)
    assert "one post" not in reasons(result)
    assert not [each for each in result.findings.estimates if each.metric == "demo"]
    [fact] = result.facts["plugins"]  # whatever failed before a post was read is told here as well
    assert fact.startswith("metric demo: acme 1.0")
    assert [each for each in result.findings.estimates if each.metric == "coverage"]


def test_the_list_tells_whose_they_are_and_what_python_said(bring, postaudit):
    bring("acme", "[audit.metrics]\ndemo = acme_code:Demo\n", METRIC)
    bring("zeta", "[audit.loaders]\nzeta = zeta_code:Zeta\n", "raise ImportError('there is no zeta')")
    told = postaudit("list", "plugins")
    assert told.code == 0
    assert "acme 1.0  MIT" in told.out
    assert "there is no zeta" in told.out
    assert "How many?" in postaudit("explain", "demo").out


def test_a_loader_that_fails_on_a_record_rejects_it(bring, tmp_path):
    code = """
class Zeta:
    name, title, command, example = "zeta", "Zeta", "postaudit run zeta.jsonl", '{"z": 1, "says": "x"}'
    def recognises(self, head):
        return any("z" in each for each in head)
    def rows(self, record):
        if record["z"] == 2:
            raise RuntimeError(record["says"])
        yield {"text": record["says"], "author_id": str(record["z"])}
"""
    bring("zeta", "[audit.loaders]\nzeta = zeta_code:Zeta\n", code)
    path = tmp_path / "posts.jsonl"
    path.write_text("".join(json.dumps({"z": each, "says": f"word {each}"}) + "\n" for each in range(1, 30)))
    result = run_audit(path, workers=1, metrics=["coverage"])
    [source] = result.findings.dataset["sources"]
    assert (source["loader"], source["posts"], source["rejected"]) == ("zeta", 28, 1)
    assert [each["name"] for each in result.findings.resources if each["kind"] == "plug-in"] == ["loader zeta"]
    assert not [each for ledger in result.ledgers for each in ledger.rejections if "word" in each.detail]


def test_a_section_that_there_is_not_or_that_fails(bring):
    code = "class Bad:\n    name, title, question = 'bad', 'Bad', 'What?'\n    def blocks(self, findings):\n        raise KeyError('x')\n"
    bring("acme", "[audit.sections]\nbad = acme_code:Bad\n", code)
    with pytest.raises(PlanError, match="no plug-in with a section 'worse'"):
        small(report={"sections": ["worse"]})
    result = small(metrics=["coverage"], report={"sections": ["bad"]})
    page = Report(result.findings).html()
    assert "left out: it failed (KeyError)" in page
    assert "Sections of plug-ins" in page


# --- what may be printed ---------------------------------------------------------------------------------------------


def figure(group: str, authors: int | None, measure: str = "rate", **changes) -> Estimate:
    told = {"value": 0.5, "low": 0.4, "high": 0.6, "unit": "share", "n_posts": 100, "n_authors": authors, **changes}
    return Estimate(f"demo.{group}.{measure}", "demo", measure, {"gender": group}, **told)


def claim(name: str, *figures: str) -> Finding:
    return Finding(name, "demo", "t", "s", "shown", "low", "low", "erasure", figures, figures[0])


def allowed(*estimates: Estimate, findings: tuple[Finding, ...] = ()) -> Judgement:
    found = admitted(Judgement(estimates, findings), "demo", Scope(Plan(), 1000, 500, has_authors=True))
    assert isinstance(found, Judgement), found
    return found


def test_small_groups_are_hidden_and_none_follows_by_subtraction():
    found = allowed(
        figure("a", 300),
        figure("b", 40),
        figure("c", 4),
        findings=(claim("demo.b", "demo.b.rate"), claim("demo.a", "demo.a.rate")),
    )
    status = {each.id: each.status for each in found.estimates}
    assert status == {"demo.a.rate": "ok", "demo.b.rate": "suppressed", "demo.c.rate": "suppressed"}
    assert all(each.n_posts is None and each.value is None for each in found.estimates if each.status == "suppressed")
    assert [each.id for each in found.findings] == ["demo.a"]
    assert len(found.not_measured) == 1


def test_a_group_that_is_hidden_in_one_measure_is_hidden_in_all():
    found = allowed(
        figure("a", 300), figure("b", 40), figure("c", 4), figure("c", 12, "other"), figure("a", 300, "other")
    )
    assert {each.id for each in found.estimates if each.status == "ok"} == {"demo.a.rate", "demo.a.other"}


def test_a_figure_that_does_not_say_of_how_many_is_hidden():
    found = allowed(figure("a", 300), figure("b", 200), figure("c", None))
    assert {each.id for each in found.estimates if each.status == "ok"} == {"demo.a.rate"}


def test_the_size_of_an_other_side_is_held_to_the_same_floors():
    others = OtherSide("posts by the others", 400, 90)

    def sizes(*figures: Estimate) -> list[int | None]:
        return [each.other_side.n_posts for each in allowed(*figures).estimates if each.other_side]

    assert sizes(figure("a", 300, other_side=others), figure("b", 200)) == [400]
    assert sizes(figure("a", 300, other_side=replace(others, n_authors=9)), figure("b", 200)) == [None]
    # A group that is hidden may be among the others.
    assert sizes(figure("a", 300, other_side=others), figure("b", 40), figure("c", 4)) == [None]
    hidden = allowed(figure("a", 300), figure("b", 40, other_side=others, n_counted=50), figure("c", 4)).estimates[1]
    assert (hidden.n_counted, hidden.other_side.status) == (None, "suppressed")


def test_large_groups_are_left_as_they_are():
    given = (figure("a", 300), figure("b", 200))
    assert allowed(*given).estimates == given
    assert allowed(*given).not_measured == ()


def test_it_speaks_for_itself_alone():
    said = Judgement((figure("a", 300),), tells=("labels.toxic",))
    found = admitted(said, "demo", Scope(Plan(), 1000, 500, has_authors=True))
    assert found.tells == ()


@pytest.mark.parametrize(
    ("judgement", "rule"),
    [
        (Judgement((figure("a", 300), figure("a", 300))), "one id"),
        (Judgement((figure("a", 300, low=0.55),)), "outside its interval"),
        (Judgement((figure("a", 300, unit="furlongs"),)), "unit"),
        (Judgement((figure("a", 300, value=None),)), "no value"),
        (Judgement((), (claim("demo.a", "demo.a.rate"),)), "not there"),
        (Judgement((figure("a", 300, value=None, low=None, status="not_estimable", note="few"),), (claim("demo.a", "demo.a.rate"),)), "has an interval"),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)  # fmt: skip
def test_rules(judgement, rule):
    assert rule in broken_rule(judgement, "demo")


# --- the template ----------------------------------------------------------------------------------------------------

ROOT = Path(__file__).parents[2]
TEMPLATE = ROOT / "docs" / "plugin-template"


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    """The template, installed into a folder as pip installs it."""
    pytest.importorskip("hatchling", reason="hatchling is not installed: it builds the template")
    folder = tmp_path_factory.mktemp("template")
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-index",
    ]
    subprocess.run([*command, "--no-build-isolation", "--target", folder, TEMPLATE], check=True, timeout=120)
    return folder


@pytest.fixture
def with_template(template, monkeypatch):
    monkeypatch.syspath_prepend(str(template))
    monkeypatch.setenv("PYTHONPATH", f"{template}:{ROOT}")  # of the processes that measure
    _forget()
    yield
    _forget()


def test_the_template_keeps_the_laws(template):
    """Its own tests, run as its author would run them."""
    environment = {**os.environ, "PYTHONPATH": f"{template}:{ROOT}", "PYTEST_ADDOPTS": ""}
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--import-mode=importlib",
        "--rootdir",
        TEMPLATE,
    ]
    told = subprocess.run(
        [*command, TEMPLATE / "tests"], env=environment, capture_output=True, text=True, check=False, timeout=300
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "failed" not in told.stdout


def notices(folder: Path) -> Path:
    rows = [
        {
            "notice": each["post_id"],
            "pinned_by": each["author_id"],
            "pinned_on": each["created_at"],
            "words": each["text"].upper()
            if index % 2 and each["attributes"].get("gender") == "woman"
            else each["text"],
            "says_of_self": each["attributes"],
        }
        for index, each in enumerate(made_up_posts(1_500))
    ]
    path = folder / "notices.jsonl"
    path.write_text(
        "".join(json.dumps(each) + "\n" for each in [*rows, {"notice": "", "pinned_by": "", "board": "closed"}])
    )
    return path


def test_an_audit_with_the_template_is_the_same_on_two_workers(with_template, tmp_path):
    path = notices(tmp_path)
    asked = {"groups": {"gender": "gender"}, "metrics": ["shouting"], "report": {"sections": ["at-a-glance"]}}
    one, two = (audit.run(path, workers=workers, **asked) for workers in (1, 2))
    assert one.to_json() == two.to_json()
    [source] = one.dataset["sources"]
    assert (source["loader"], source["posts"], source["skipped_by_kind"]) == (
        "notice-board",
        1_500,
        {"board closed": 1},
    )
    assert one.finding("shouting.gender.women").reading == "shown"
    assert {each["name"] for each in one.resources if each["kind"] == "plug-in"} == {
        "loader notice-board",
        "metric shouting",
    }
    page, words = Report(one).html(), Report(one).markdown()
    assert "At a glance" in page
    assert "At a glance" in words
    assert "postaudit-template 1.0.0" in page


def test_a_report_without_the_plug_in_says_so(template, tmp_path, monkeypatch):
    """Rendered where nothing of it is installed: figures stand in the findings, the section does not."""
    with monkeypatch.context() as patch:
        patch.syspath_prepend(str(template))
        _forget()
        result = small(metrics=["coverage"], report={"sections": ["at-a-glance"]})
        assert result.facts["plugins"] == ["section at-a-glance: postaudit-template 1.0.0"]
    _forget()
    assert "no plug-in that is installed here brings it" in Report(result.findings).html()


def test_null_figures_of_the_made_up_posts():
    """Groups of the made-up posts differ in nothing: a check of the check."""
    rows = made_up_posts(4_000)
    rate = {
        gender: np.mean([each["text"].isupper() for each in rows if each["attributes"].get("gender") == gender])
        for gender in ("woman", "man")
    }
    assert abs(rate["woman"] - rate["man"]) < 0.05
    assert len({each["author_id"] for each in rows}) > 200
