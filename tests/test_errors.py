"""Every error that is raised on purpose says what to do, and a wrong name is told with the nearest right one."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from audit import errors

PACKAGE = Path(__file__).parents[1] / "audit"
CLASSES = {
    name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, errors.AuditError)
}


def made(tree: ast.AST):
    """Calls that make an error, and what each gives for a hint; None where it gives none."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CLASSES:
            yield node, next((each.value for each in node.keywords if each.arg == "hint"), None)


def is_empty(hint: ast.expr | None) -> bool:
    """Whether a hint is missing, or is nothing in one of the cases that it tells apart."""
    if isinstance(hint, ast.IfExp):
        return is_empty(hint.body) or is_empty(hint.orelse)
    return hint is None or (isinstance(hint, ast.Constant) and not hint.value)


def test_the_walk_finds_what_has_no_hint():
    text = 'raise PlanError("no")\nraise PlanError("no", hint="")\nraise PlanError("a", hint="b" if c else "")\n'
    assert [is_empty(hint) for _, hint in made(ast.parse(text))] == [True] * 3
    assert not is_empty(next(made(ast.parse('raise PlanError("a", hint=b)')))[1])


def test_every_error_has_a_next_step():
    """Wherever one is made, whether it is raised there or handed on."""
    found, lacking = 0, []
    for path in sorted(PACKAGE.rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        if not any(f"{name}(" in text for name in CLASSES):
            continue
        for node, hint in made(ast.parse(text)):
            found += 1
            if is_empty(hint):
                lacking.append(f"{path.relative_to(PACKAGE)}:{node.lineno}")
    assert found > 400
    assert not lacking


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("rnu", "x.csv"), "run"),
        (("run", "x.csv", "--formta", "json"), "--format"),
        (("run", "{northtown}", "--metrics", "representaton"), "representation"),
        (("run", "{northtown}", "--columns", "txt=text"), "text"),
        (("run", "{northtown}", "--columns", "text=tekst"), "text"),
        (("run", "{northtown}", "--group", "gender=gendr"), "gender"),
        (("run", "{northtown}", "--benchmark", "gender=us-resident-2020"), "us-residents-2020"),
        (("run", "{northtown}", "--format", "jsn"), "json"),
        (("run", "{northtown}", "--loader", "redit"), "reddit"),
        (("run", "northtwn.csv"), "northtown.csv"),
        (("run", "{northtown}", "-c", "{plan}"), "share_gap"),
        (("explain", "reprsentation"), "representation"),
    ],
)  # fmt: skip
def test_a_wrong_name_is_told_with_the_nearest(arguments, named, postaudit, samples, tmp_path, monkeypatch):
    monkeypatch.chdir(samples)
    plan = tmp_path / "audit.toml"
    plan.write_text("[tolerances]\nsharegap = 0.1\n", encoding="utf-8")
    words = [each.format(northtown="northtown.csv", plan=plan) for each in arguments]
    output = ("-o", tmp_path / "r") if words[0] == "run" else ()
    told = postaudit(*words, *output)
    assert told.code == 2
    assert named in told.err.partition("Did you mean")[2]
    assert "Did you mean" in told.err


def test_a_platform_by_a_wrong_name_is_told_with_the_nearest():
    from audit.resources import nearest_platform

    assert nearest_platform("Redit") == "Reddit"
    assert nearest_platform("you tub") == "YouTube"
    assert nearest_platform("Mastodn") == "Mastodon"
    assert [nearest_platform(each) for each in ("Twitter", "X", "hachyderm.io", "northtown", "")] == [""] * 5
