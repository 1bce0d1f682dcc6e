"""Forms as files: the same from findings alone, open questions first, and nothing of the data taken for markup."""

from __future__ import annotations

import re

import pytest

from audit.cli.format_options import FORMS as OFFERED
from audit.cli.format_options import formats_of
from audit.errors import OutputError, PlanError
from audit.report import json_file
from audit.report.folder import FORMS
from audit.report.forms.filled import fill
from audit.report.forms.known import Known
from audit.report.forms.page import render
from audit.report.forms.written import FILES
from audit.report.report import Report

TOO_MUCH = re.compile(r"complian|complies|certif|unbiased|debias|\bsafe\b", re.IGNORECASE)
MARKDOWN = ("datasheet", "data-statement", "dpia", "training-summary")


def test_formats_are_the_same_wherever_they_are_named():
    assert tuple(FILES) == FORMS == OFFERED


def test_all_forms_are_written_and_made_again_from_the_findings_alone(example, tmp_path):
    first = Report(example).write(tmp_path / "one", formats=FORMS)
    again = Report(json_file.read(first / "findings.json")).write(tmp_path / "two", formats=FORMS)
    names = sorted(path.name for path in first.iterdir())
    assert {file for form in FILES.values() for file in form} <= set(names)
    for name in names:
        assert (first / name).read_bytes() == (again / name).read_bytes(), name


def test_forms_are_written_on_request_alone(example, tmp_path):
    names = {path.name for path in Report(example).write(tmp_path).iterdir()}
    assert not names & {file for form in FILES.values() for file in form}
    with pytest.raises(OutputError, match="no format 'data-sheet'"):
        Report(example).write(tmp_path, formats=["data-sheet"])


def test_a_comparison_has_no_forms(example, tmp_path):
    import audit

    compared = audit.compare(example, example)
    with pytest.raises(OutputError, match="no format 'datasheet'"):
        compared.write(tmp_path, ["datasheet"])
    with pytest.raises(PlanError, match="no such format"):
        formats_of("datasheet", ())


@pytest.mark.parametrize("form", MARKDOWN)
def test_open_questions_come_first_and_are_complete(known, form):
    filled = fill(form, known)
    text = render(filled, known)
    assert text.count("\n### ") == len(filled.filled)
    head = text.partition("\n## Open questions")[2].partition("\n## ")[0]
    assert head.startswith(f": {len(filled.open)} of {len(filled.filled)}\n")
    assert re.findall(r"\(`([\w.:]+)`\)\n", head) == [each.question.key for each in filled.open]
    asked = sum(each.answer.status == "asked" for each in filled.filled)
    assert text.count("*Not answered by the audit: a person must answer.*") == asked
    assert text.count("*Could not be computed.*") == sum(each.answer.status == "not_computed" for each in filled.filled)
    assert text.count("*Draft of the audit, for confirmation.*") == len(filled.drafts)


@pytest.mark.parametrize("form", [*MARKDOWN, "impact-ratios"])
@pytest.mark.parametrize("which", ["example", "nothing_found", "empty"])
def test_no_form_promises_too_much(form, which, request):
    for text in Report(request.getfixturevalue(which)).forms(form).values():
        assert not TOO_MUCH.search(text.decode())


def bones(text):
    rows = [line.count("|") for line in text.splitlines() if line.startswith("|")]
    heads = [re.match("#+ ", line).group() for line in text.splitlines() if re.match("#+ ", line)]
    return len(re.findall(r"(?<!\\)\]\(", text)), len(re.findall(r"<[a-zA-Z/!]", text)), rows, heads


@pytest.mark.parametrize("form", MARKDOWN)
def test_hostile_names_add_no_markup(form, example_with, hostile):
    def made(name):
        found = example_with(women=name, men=name, theme=name, name=name)
        card = {"purpose": name, "answers": {"composition.confidential": name}}
        return bones(render(fill(form, Known(found, {}, card)), Known(found, {}, card)))

    wanted = made("harmless")
    for each in hostile:
        if each.strip():
            assert made(each) == wanted, each


def test_the_card_of_the_plan_fills_a_form(example_with):
    from dataclasses import replace

    found = example_with()
    plan = {**found.audit["plan"], "card": {"purpose": "To count."}}
    stated = replace(found, audit={**found.audit, "plan": plan})
    assert b"**Stated in the plan.** To count." in Report(stated).forms("datasheet")["datasheet.md"]
    other = Report(stated, card={"purpose": "To weigh."}).forms("datasheet")["datasheet.md"]
    assert b"To weigh." in other
    assert b"To count." not in other
