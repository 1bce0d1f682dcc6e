"""What docs/agreement.md shows is what the commands say of the judgements that its example writes."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import audit
from audit.wording import number, percent, points

ROOT = Path(__file__).parents[1]
PAGE, SCRIPT = ROOT / "docs/agreement.md", ROOT / "docs/examples/agreement.py"


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    folder = tmp_path_factory.mktemp("agreement")
    subprocess.run([sys.executable, SCRIPT, "judged.csv", "annotators.csv"], cwd=folder, check=True, timeout=120)
    [plan] = re.findall(r"^```toml\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    (folder / "audit.toml").write_text(plan, encoding="utf-8")
    assert tomllib.loads(plan)["annotators"]["file"] == "annotators.csv", "found beside the plan"
    return audit.run(
        folder / "judged.csv",
        plan=folder / "audit.toml",
        columns={"author_id": "author"},
        metrics=["agreement", "labels"],
        workers=1,
    )


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("alpha", "alpha"),
        ("alpha, posts that mention women", "mention.gender.women.alpha"),
        ("alpha, posts that mention men", "mention.gender.men.alpha"),
        ("alpha among annotators under 30", "annotators.age.under_30.alpha"),
        ("alpha among annotators of 30 or more", "annotators.age.30_or_more.alpha"),
        ("gap, under 30: hostile", "annotators.age.under_30.hostile.gap"),
        ("flip rate, under 30", "annotators.age.under_30.flip_rate"),
    ],
)
def test_the_table_is_what_the_audit_found(found, row, name):
    estimate = found.estimate(f"agreement.votes.{name}")
    three = (estimate.value, estimate.low, estimate.high)
    if estimate.unit == "points":
        value, low, high = (points(each, signed=True) for each in three)
        said = f"{value} ({low.removesuffix(' points')} to {high.removesuffix(' points')})"
    else:
        value, low, high = (percent(each) if estimate.unit == "share" else number(each) for each in three)
        said = f"{value} ({low} to {high})"
    assert f"| {row} | {said} |" in PAGE.read_text(encoding="utf-8")


def test_what_was_planted_is_found_and_what_was_not_is_not(found):
    shown = {each.id for each in found.findings if each.reading == "shown"}
    assert shown == {"agreement.votes.annotators.age.under_30.hostile"}


def test_every_figure_that_the_page_names_is_there(found):
    text = PAGE.read_text(encoding="utf-8")
    named = {each.id.removeprefix("agreement.votes.") for each in found.estimates if each.metric == "agreement"}
    for measure in (each for each in named if "." not in each):
        assert f"`{measure}`" in text, measure
    assert {"annotators.top_1", "annotators.top_10"} <= named
