"""``postaudit run`` with a baseline and a gate: exit codes, what is said, what is written."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from audit.report.comparison import json as comparison_json

ASKED = ("--metrics", "representation,labels", "-q")


@pytest.fixture(scope="module")
def samples() -> Path:
    return Path(__file__).parents[2] / "data_samples"


@pytest.fixture
def audited(postaudit, samples, tmp_path):
    """Audit a sample; the folder of its report."""

    def run(file: str, name: str, *more: object) -> Path:
        told = postaudit(
            "run",
            samples / file,
            "-c",
            samples / "audit.toml",
            *ASKED,
            "-o",
            tmp_path / name,
            "--format",
            "json",
            *more,
        )
        assert told.code == 0, told.err
        return Path(told.out.split()[0])

    return run


@pytest.fixture
def gated(postaudit, samples, tmp_path):
    """Audit a sample against a baseline."""

    def run(file: str, baseline: object, *more: object):
        return postaudit("run", samples / file, "-c", samples / "audit.toml", *ASKED, "--baseline", baseline,
                         "-o", tmp_path / "gated", "--format", "json,junit", *more)  # fmt: skip

    return run


@pytest.mark.parametrize(
    ("old", "new", "fail_on", "code"),
    [
        ("northtown-null.csv", "northtown.csv", ("moved",), 1),
        ("northtown-null.csv", "northtown.csv", ("appeared",), 1),
        ("northtown.csv", "northtown-null.csv", ("appeared",), 0),
        ("northtown.csv", "northtown-null.csv", ("high", "appeared"), 0),
        ("northtown.csv", "northtown.csv", ("moved", "appeared"), 0),
        ("northtown.csv", "northtown.csv", ("moved", "high"), 1),
        ("northtown-null.csv", "northtown.csv", (), 0),
    ],
)
def test_what_trips_against_a_baseline(audited, gated, old, new, fail_on, code):
    told = gated(new, audited(old, "old"), *(word for each in fail_on for word in ("--fail-on", each)))
    assert told.code == code
    assert told.err.startswith("gate: ") == bool(code)
    report, comparison = map(Path, told.out.split())
    assert {"findings.json", "junit.xml", "tally.arrow"} <= {each.name for each in report.iterdir()}
    assert {"comparison.json", "junit.xml"} <= {each.name for each in comparison.iterdir()}
    jsonschema.validate(json.loads((comparison / "comparison.json").read_bytes()), comparison_json.schema())
    failed = sum((each / "junit.xml").read_text().count("<failure") for each in (report, comparison))
    assert failed == len([each for each in told.err.splitlines() if each.startswith("gate: ")])


def test_a_run_with_a_baseline_is_the_run_and_the_comparison(audited, gated, postaudit, samples, tmp_path):
    """The same bytes as of the two commands one after the other."""
    old = audited("northtown-null.csv", "old")
    told = gated("northtown.csv", old)
    report, comparison = map(Path, told.out.split())
    again = postaudit(
        "compare", old, report, "-c", samples / "audit.toml", "-o", tmp_path / "two", "-q", "--format", "json"
    )
    assert again.code == 0
    assert (Path(again.out.strip()) / "comparison.json").read_bytes() == (comparison / "comparison.json").read_bytes()
    assert "paired" in (comparison / "comparison.json").read_text()
    unpaired = postaudit("compare", old, report, "--unpaired", "-o", "-", "-q")
    assert not any(each["correlation"] for each in json.loads(unpaired.out)["changes"])


def test_one_format_goes_to_standard_output(audited, postaudit, samples):
    old = audited("northtown-null.csv", "old")
    told = postaudit("run", samples / "northtown.csv", "-c", samples / "audit.toml", *ASKED, "--baseline", old,
                     "--fail-on", "moved", "-o", "-", "--format", "summary")  # fmt: skip
    assert told.code == 1
    assert told.out.startswith("## ")
    assert "gate: moved: representation." in told.err


def test_another_ruler_outranks_what_tripped(audited, gated, tmp_path):
    old = audited("northtown-null.csv", "old")
    content = json.loads((old / "findings.json").read_bytes())
    content["audit"]["version"] = "0.0.9"
    (tmp_path / "findings.json").write_text(json.dumps(content))
    told = gated("northtown.csv", tmp_path / "findings.json", "--fail-on", "medium", "--fail-on", "moved")
    assert told.code == 2
    assert "gate: medium: " in told.err
    assert "gate: cannot be judged" in told.err


def test_a_source_that_ended_early_outranks_a_gate(postaudit, samples, tmp_path):
    import gzip

    whole = gzip.compress((samples / "northtown.csv").read_bytes(), mtime=0)
    broken = tmp_path / "posts.csv.gz"
    broken.write_bytes(whole[: len(whole) * 2 // 3])
    told = postaudit(
        "run",
        broken,
        "-c",
        samples / "audit.toml",
        *ASKED,
        "--fail-on",
        "medium",
        "-o",
        tmp_path / "r",
        "--format",
        "json",
    )
    assert told.code == 2
    assert "damaged" in told.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--fail-on", "moved"), "is about what changed since an earlier audit, and none is given"),
        (("--fail-on", "appeared"), "--baseline FOLDER names"),
        (("--baseline", "nowhere"), "nowhere: there is no such file"),
        (("--fail-on", "huge"), "'huge' is not one of"),
    ],
)
def test_a_gate_that_cannot_be_is_refused_before_anything_is_read(postaudit, samples, tmp_path, arguments, said):
    told = postaudit("run", samples / "northtown.csv", "-o", tmp_path / "r", *arguments)
    assert (told.code, told.out) == (2, "")
    assert said in told.err
    assert not (tmp_path / "r").exists()


def test_what_the_plan_accepts_is_told_and_trips_nothing(postaudit, samples, tmp_path):
    plan = tmp_path / "audit.toml"
    accepted = '\n[gate.accept]\nrepresentation.gender.women = "a panel of men"\nlabels.gone = "mended"\n'
    benchmark = (
        (samples / "audit.toml")
        .read_text()
        .replace('"northtown-benchmark.csv"', f'"{samples / "northtown-benchmark.csv"}"')
    )
    plan.write_text(benchmark + accepted)
    asked = (
        "run",
        samples / "northtown.csv",
        "-c",
        plan,
        "--metrics",
        "representation",
        "--fail-on",
        "low",
        "-o",
        tmp_path / "r",
    )
    told = postaudit(*asked, "--format", "json,md,html,summary")
    tripped = [line for line in told.err.splitlines() if line.startswith("gate: medium")]
    assert told.code == 1
    assert [line.split(": ")[2] for line in tripped] == ["representation.gender.men"]
    assert "gate: accepted (medium): representation.gender.women: a panel of men" in told.err
    assert "gate: accepted, and no longer shown: labels.gone: mended" in told.err
    folder = Path(told.out.split()[0]).parent
    for name in ("findings.json", "report.md", "report.html", "summary.md"):
        assert "a panel of men" in (folder / name).read_text(), name
    plan.write_text(f'{benchmark}{accepted}representation.gender.men = "the same panel"\n')
    assert postaudit(*asked, "--format", "json", "-q").code == 0
    plan.write_text(f"{benchmark}\n[gate.accept]\nrepresentation.gender.women = ''\n")
    told = postaudit(*asked)
    assert told.code == 2
    assert "accepted without a reason" in told.err


def test_a_label_that_is_no_longer_measured_is_told_and_trips_where_it_is_asked_for(
    audited, postaudit, samples, tmp_path
):
    emptied = tmp_path / "emptied.csv"
    emptied.write_text(
        (samples / "northtown.csv").read_text(encoding="utf-8").replace(",no\n", ",yes\n"), encoding="utf-8"
    )
    baseline = audited("northtown.csv", "old", "--metrics", "labels")
    asked = ("run", emptied, "-c", samples / "audit.toml", *ASKED, "--metrics", "labels", "--baseline", baseline)
    told = postaudit(*asked, "--fail-on", "moved", "-o", tmp_path / "moved", "--format", "json")
    assert told.code == 0
    [line] = [each for each in told.err.splitlines() if "labels.toxic.yes.author.gender.women" in each]
    assert line.startswith("gate: not compared: ")
    told = postaudit(*asked, "--fail-on", "lost", "-o", tmp_path / "lost", "--format", "json")
    assert told.code == 1
    assert "gate: lost: labels.toxic.yes.author.gender.women: " in told.err
