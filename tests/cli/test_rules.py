"""The command ``postaudit rules``, and rules in ``explain`` and ``list``."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from click.testing import CliRunner

from audit.cli.commands import cli
from audit.errors import PlanError, ResourceError
from audit.resources import read_platform_rules

ASKED = ("--platform", "twitter", "--access", "api", "--collected", "2025-08", "--purpose", "model-training")


def told(*arguments):
    result = CliRunner().invoke(cli, ["rules", *arguments], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_a_question_is_answered_with_rules_dates_and_sources():
    text = told(*ASKED)
    for part in (
        "Training models on posts of X",
        "collected 2025-08-01 to 2025-08-31: is forbidden: x-train-2025",
        "in force since 2025-06-04",
        "OpenTermsArchive/pga-versions at 5453af28",
        "not legal advice",
    ):
        assert part in text
    assert max(map(len, text.splitlines())) <= 130


def test_both_sides_of_a_boundary():
    def verdict(day):
        asked = ("--platform", "X", "--access", "api", "--used", day, "--purpose", "model-training", "--format", "json")
        [found] = json.loads(told(*asked))["verdicts"]
        return found["verdict"], found["rules"]

    assert verdict("2025-06-03") == ("unknown", ["x-train-before-2025"])
    assert verdict("2025-06-04") == ("forbidden", ["x-train-2025"])


def test_all_purposes_and_both_times_if_none_is_chosen():
    data = json.loads(told("--platform", "Reddit", "--collected", "2023", "--used", "2026-03-01", "--format", "json"))
    asked = [(each["purpose"], each["time"]) for each in data["verdicts"]]
    purposes = ("research", "commercial", "model-training", "redistribution")
    assert asked == [(purpose, time) for purpose in purposes for time in ("collected", "used")]
    named = {name for each in data["verdicts"] for name in (*each["rules"], *each["duties"], *each["not_known"])}
    assert named <= {each["id"] for each in data["rules"]}
    assert all(each["source"] and each["confidence"] for each in data["rules"])
    assert data["tables"][0]["name"] == "platform-terms"
    assert "reddit-public-content" in data["verdicts"][3]["read_anew"]


def test_without_a_date_all_rules_and_without_a_platform_all_platforms():
    text = told("--platform", "Discord")
    rules = [each for each in read_platform_rules().rules if "Discord" in each.platforms]
    assert all(f"{each.id}: Discord" in text for each in rules)
    assert {each["id"] for each in json.loads(told("--platform", "Discord", "--format", "json"))["rules"]} == {
        each.id for each in rules
    }
    platforms = told()
    assert all(name in platforms for name in read_platform_rules().platforms)
    assert json.loads(told("--format", "json"))["platforms"] == list(read_platform_rules().platforms)


def test_rules_of_ones_own(tmp_path):
    (tmp_path / "card.toml").write_text('title = "Ours"\nsource = ["Us (2026). Contract. Here."]\n')
    (tmp_path / "mine.csv").write_text(
        "id,platform,document,clause,kind,purpose,access,verdict,effective_from,effective_until,captured,source,confidence\n"
        "our-contract,My Forum,Contract,Agreed.,use,research,any,allowed,2024-01-01,,2024-01-01,our contract,high\n"
    )
    own = ("--platform", "my forum", "--rules", str(tmp_path / "mine.csv"))
    with pytest.raises(PlanError, match="no rule for the platform"):
        told("--platform", "My Forum")
    assert "is allowed: our-contract" in told(*own, "--used", "2025", "--purpose", "research")


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (("--platform", "nowhere"), PlanError, "no rule for the platform 'nowhere'"),
        (("--platform", "redit"), PlanError, "Did you mean 'Reddit'"),
        (("--platform", "X", "--used", "soon"), PlanError, "--used: 'soon' is no date"),
        (("--platform", "X", "--used", "2025", "--purpose", "fun"), PlanError, "'fun' is no purpose"),
        (("--used", "2025"), PlanError, "asked of a platform"),
        (("--rules", "none.csv"), ResourceError, "cannot be read"),
    ],
)
def test_what_cannot_be_asked_is_named(arguments, error, said):
    with pytest.raises(error) as caught:
        told(*arguments)
    assert said in str(caught.value)


def test_a_file_gets_the_same(tmp_path):
    told(*ASKED, "-o", str(tmp_path / "x.txt"))
    assert (tmp_path / "x.txt").read_text(encoding="utf-8") == told(*ASKED)


def test_explain_prints_a_rule_and_list_the_tables():
    result = CliRunner().invoke(cli, ["explain", "reddit-approval"], catch_exceptions=False)
    assert "Responsible Builder Policy" in result.output
    assert "in force since 2025-11" in result.output
    listed = CliRunner().invoke(cli, ["list", "rules"], catch_exceptions=False).output
    assert {line.split()[0] for line in listed.splitlines()} == {"access-prices", "licence-terms", "platform-terms"}


def test_nothing_numeric_is_imported_for_its_help():
    code = "import sys; from audit.cli.commands import cli; cli.commands['rules']; print('numpy' in sys.modules, 'pyarrow' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert out.split() == ["False", "False"]


def test_a_misspelt_purpose_is_refused_without_a_date_too():
    for asked in (("--platform", "X"), ("--platform", "X", "--used", "2026")):
        with pytest.raises(PlanError, match="'reserch' is no purpose"):
            CliRunner().invoke(
                cli, ["rules", *asked, "--purpose", "reserch"], catch_exceptions=False, standalone_mode=False
            )
