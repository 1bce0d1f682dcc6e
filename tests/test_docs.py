"""The documents say what is: a page for every loader, each command accepted, the command line as it answers."""

from __future__ import annotations

import doctest
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest

from audit.cli.commands import cli
from audit.loaders.registry import LOADERS

DOCS = Path(__file__).parents[1] / "docs"
PAGES = sorted((DOCS / "platforms").glob("*.md"))
HEADINGS = ["Getting the export", "What it holds", "What is missing", "Command"]


def _commands(page: Path) -> list[str]:
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


@pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: loader.name)
def test_every_loader_has_a_page_with_its_command(loader):
    assert loader.command in _commands(DOCS / "platforms" / f"{loader.name}.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_pages_answer_the_same_questions(page):
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^# .+$", text, re.MULTILINE)[0] == text.splitlines()[0]
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == HEADINGS


@pytest.mark.parametrize(
    "command", sorted({line for page in DOCS.rglob("*.md") for line in _commands(page) if line.startswith("postaudit")})
)
def test_commands_are_accepted(command):
    """Parsed by the command itself, which refuses an unknown verb, flag or choice; files need not be there."""
    words = shlex.split(command.partition(">")[0])
    if len(words) == 1:
        return
    verb = cli.commands[words[1]]
    for parameter in verb.params:
        if isinstance(parameter.type, click.Path):
            parameter.type.exists = False
    # A command keeps the help option of the first context it was made in, so it has to be the one it is called in.
    with click.Context(cli, info_name="postaudit", **cli.context_settings) as parent:
        verb.make_context(words[1], words[2:], parent=parent)


def test_links_between_pages_lead_somewhere():
    for page in DOCS.rglob("*.md"):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def test_pages_that_follow_from_the_code_are_up_to_date():
    """In a process of its own: click's commands keep the help option of the first context that they are called in."""
    told = subprocess.run([sys.executable, DOCS / "write.py", "--check"], capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stdout + told.stderr


def test_python_on_pages_answers_as_printed():
    pages = [page for page in DOCS.rglob("*.md") if ">>> " in page.read_text(encoding="utf-8")]
    assert DOCS / "why-our-intervals-are-wider.md" in pages
    for page in pages:
        # The fence after the last answer would be part of it.
        text = re.sub(r"^```.*$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE)
        examples = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
        assert doctest.DocTestRunner().run(examples).failed == 0
