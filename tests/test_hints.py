"""A hint that names an option of the command line names the keyword too, wherever Python can come to it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import audit
from audit.errors import AuditError, PlanError, both_ways, column_named, group_named

PACKAGE = Path(audit.__file__).parent
#: What only commands run, or is said of a command.
COMMANDS = re.compile(
    r"cli/\w+\.py|explaining/\w+\.py|private/second_report\.py|coding/\w+\.py|viewing/\w+\.py|planning/\w+\.py"
)
_FLAG = re.compile(r"(?<![\w-])--[a-z][a-z-]*[a-z](?![\w-])")
#: A command is typed whole, wherever one reads of it; so are the options of pip.
_TYPED = re.compile(r"(?:postaudit|pip) [^;,]*")
_BOTH = {"both_ways", "column_named", "group_named"}


def literals(node: ast.AST) -> Iterator[str]:
    """The texts of an expression, without those that are said both ways."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _BOTH:
        return
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    for child in ast.iter_child_nodes(node):
        yield from literals(child)


def errors(tree: ast.AST, *, constants: bool = True) -> Iterator[tuple[int, str]]:
    """The words of every error that is made, and of every constant, by line."""
    for node in ast.walk(tree):
        of_error = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id.endswith("Error")
        is_constant = (
            constants
            and isinstance(node, ast.Assign)
            and all(isinstance(each, ast.Name) and each.id.isupper() for each in node.targets)
        )
        if of_error or is_constant:
            yield node.lineno, " ".join(literals(node))


def one_sided(text: str) -> str:
    """The option that a text names for the command line alone; empty if there is none."""
    found = _FLAG.search(_TYPED.sub("", text))
    return found[0] if found and "in Python" not in text else ""


def modules() -> list[Path]:
    return [each for each in sorted(PACKAGE.rglob("*.py")) if not COMMANDS.fullmatch(str(each.relative_to(PACKAGE)))]


def test_no_error_names_an_option_for_the_command_line_alone():
    told = [
        f"{path.relative_to(PACKAGE)}:{line}: {flag}"
        for path in modules()
        # Constants of metrics are words of reports, which are the same however they were made.
        for line, text in errors(ast.parse(path.read_text(encoding="utf-8")), constants="metrics" not in path.parts)
        if (flag := one_sided(text))
    ]
    assert not told


def test_the_test_can_fail():
    [(_, text)] = errors(ast.parse('PlanError("x", hint=f"Say {one}: --missing keep.")'))
    assert one_sided(text) == "--missing"
    [(_, text)] = errors(ast.parse("PlanError('x', hint=f\"Say {both_ways('--missing keep', missing='keep')}.\")"))
    assert not one_sided(text)
    assert not one_sided("postaudit run SOURCE --dry-run shows it.")
    assert one_sided("postaudit list formats names them; --loader NAME is another") == "--loader"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (both_ways("--missing keep", missing="keep"), '--missing keep (in Python: missing="keep")'),
        (both_ways("--by a --cap 3", by="a", cap=3), '--by a --cap 3 (in Python: by="a", cap=3)'),
        (both_ways("--collapse", collapse=True), "--collapse (in Python: collapse=True)"),
        (column_named("text"), '--columns text=COLUMN (in Python: columns={"text": "COLUMN"})'),
        (
            column_named("post_id", of="new_columns"),
            '--new-columns post_id=COLUMN (in Python: new_columns={"post_id": "COLUMN"})',
        ),
        (group_named("größe"), '--group größe=COLUMN (in Python: groups={"größe": "COLUMN"})'),
    ],
)
def test_both_ways(said, expected):
    assert said == expected
    call = said.partition("(in Python: ")[2][:-1]
    assert isinstance(ast.parse(f"f({call})", mode="eval").body, ast.Call)


ROWS = [{"post_id": str(number), "text": f"Good morning {number}", "gender": "fm"[number % 2]} for number in range(40)]


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        (lambda: audit.filter_impact(ROWS), 'filters=["min-length=20"]'),
        (
            lambda: audit.filter_impact([{"author_id": "a", "toxic": "1"}] * 9, ["min-length=2"]),
            'columns={"text": "COLUMN"}',
        ),
        (lambda: audit.weights(ROWS), 'benchmarks={"gender": "us-residents-2020"}'),
        (lambda: audit.weights(ROWS, benchmarks={"gender": {"f": 1, "m": 1}}), 'per="post"'),
        (lambda: audit.mitigate(ROWS, "resample"), 'by="gender"'),
        (lambda: audit.mitigate(ROWS, "reweigh", label="rude", by="gender"), 'labels=["COLUMN"]'),
        (lambda: audit.mitigate(ROWS, "swap"), 'pair=["women", "men"]'),
        (lambda: audit.mitigate(ROWS, "cap"), "most=20"),
        (lambda: audit.run(ROWS, cluster="tcp://host:1"), 'engine="dask"'),
        (lambda: audit.load([{"x": 1, "y": 2}]), 'columns={"text": "NAME"}'),
    ],
)
def test_what_python_raises_says_what_to_write_in_python(wrong, expected):
    with pytest.raises(AuditError) as told:
        wrong()
    assert expected in told.value.hint


def test_a_filter_that_asks_for_what_posts_lack():
    rows = [{**each, "score": "0.5" if number else None} for number, each in enumerate(ROWS)]
    with pytest.raises(PlanError) as told:
        audit.filter_impact(rows, ["score:score>=0.4"], labels=["score"])
    assert 'missing="keep"' in told.value.hint
    assert "--missing keep" in told.value.hint
