"""What docs/validation.md shows is what the commands say of the posts that its example writes."""

from __future__ import annotations

import json
import re
import runpy
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import audit
from audit.api import load
from audit.coding.drawing import draw
from audit.plan import Plan
from audit.statistics import CodedStratum, corrected_rate, per_author

ROOT = Path(__file__).parents[1]
PAGE, SCRIPT = ROOT / "docs/validation.md", ROOT / "docs/examples/validation.py"


def text() -> str:
    return PAGE.read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"^```{language}\n(.*?)^```", text(), re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A folder with the posts, the sheet and copies of it for two coders."""
    folder = tmp_path_factory.mktemp("validation")

    def python(*arguments):
        subprocess.run([sys.executable, *arguments], cwd=folder, check=True, capture_output=True, timeout=120)

    python(SCRIPT, "town.csv")
    python("-m", "audit", *shlex.split(blocks("sh")[0])[1:])
    python(SCRIPT, "--code", "sheet.csv")
    for name in ("anna", "ben"):
        for ending in ("csv", "json"):
            shutil.copy(folder / f"sheet.{ending}", folder / f"{name}.{ending}")
        rows = (folder / f"{name}.csv").read_text(encoding="utf-8")
        (folder / f"{name}.csv").write_text(rows.replace(",reader", f",{name}"), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def found(made):
    plan = Plan.make(tomllib.loads(blocks("toml")[0]))
    assert plan.mentions.coding == ("sheet.csv",)
    return audit.run(made / "town.csv", mentions={"coding": str(made / "sheet.csv")}, metrics=["mentions"], workers=1)


def truth(group):
    script = runpy.run_path(str(SCRIPT))
    rows = script["posts"]()
    return sum(script["code"]({**row, "group": group}) == "1" for row in rows) / len(rows) * 1000


def test_the_table_is_what_the_audit_found(found):
    def cell(group, measure):
        estimate = found.estimate(f"mentions.gender.{group}.{measure}")
        return f"{estimate.value:.0f} ({estimate.low:.0f} to {estimate.high:.0f})"

    shown = [
        line.strip("|").split("|")[1:]
        for line in text().splitlines()
        if re.match(r"\| (the truth|strict f|loose f|corr)", line)
    ]
    cells = [[each.strip() for each in line] for line in shown]
    groups = ("women", "men")
    assert cells[0] == [f"{truth(group):.0f}" for group in groups]
    for line, measure in zip(cells[1:], ("posts", "posts_loose", "posts_corrected"), strict=True):
        assert line == [cell(group, measure) for group in groups]


def test_the_caveat_is_what_the_audit_says(found):
    [shown] = blocks("text")
    assert shown.replace("\n", " ").strip() in found.finding("mentions.gender.women_men").caveats


def test_the_example_shows_what_it_says(found):
    """Matches are too many for women; the corrected rate holds the truth, of either group."""
    for group in ("women", "men"):
        corrected = found.estimate(f"mentions.gender.{group}.posts_corrected")
        assert corrected.low <= truth(group) <= corrected.high
    for measure in ("posts", "posts_loose"):
        assert found.estimate(f"mentions.gender.women.{measure}").low > truth("women")


@pytest.mark.parametrize("command", [line for block in blocks("sh") for line in block.splitlines()][1:])
def test_the_other_commands_run(command, made, postaudit, monkeypatch):
    monkeypatch.chdir(made)
    told = postaudit(*shlex.split(command)[1:], "--metrics", "mentions", "--format", "json", "-o", "-")
    assert told.code == 0, told.err
    if "anna" in command:
        ids = [each["id"] for each in json.loads(told.out)["estimates"]]
        assert "mentions.gender.women.agreement" in ids


def test_the_python_runs_and_names_exist():
    for block in blocks("python"):
        exec(compile(block, "validation.md", "exec"), {})
    for name in re.findall(r"`audit\.statistics\.(\w+)`", text()):
        assert hasattr(audit.statistics, name), name


@pytest.mark.calibration
def test_over_many_draws_the_corrected_rate_is_right(made):
    """Sixty draws from one file, coded as they should be: the mean is the truth, and intervals hold it."""
    code = runpy.run_path(str(SCRIPT))["code"]
    posts, rates = load(made / "town.csv"), []
    for seed in range(60):
        [group] = draw(posts, ["women"], hits=60, non_hits=60, seed=seed).groups
        strata = []
        for name, counts in group.posts.items():
            drawn = group.drawn[name]
            codes = [float(code({"group": "women", "text": each})) for each in drawn.text]
            strata.append(CodedStratum(counts, *per_author(codes, drawn.weight, drawn.author)))
        rates.append(corrected_rate(strata))
    right = truth("women") / 1000
    assert sum(each.value for each in rates) / 60 == pytest.approx(right, rel=0.06)
    assert sum(each.low <= right <= each.high for each in rates) >= 54
