"""Pages that repeat what another document of the project says, under an address of their own."""

from __future__ import annotations

import re
from pathlib import Path

_GROUPS = "## How we talk about groups and fairness\n"
_NUMBERS = """# Numbers that change

A figure that moves on unchanged data is no detail: it is listed here with its reason, from [CHANGELOG.md](../CHANGELOG.md). A report
prints the version it was made with, `postaudit compare` warns where the versions of two reports differ, and
`findings.json` of one version is the same, byte for byte, wherever it is made.
"""


def how_we_talk(root: Path) -> str:
    """The section of CONTRIBUTING.md."""
    _, _, text = (root / "CONTRIBUTING.md").read_text(encoding="utf-8").partition(_GROUPS)
    section = re.split(r"^## ", text, maxsplit=1, flags=re.MULTILINE)[0]
    return f"# {_GROUPS.removeprefix('## ')}{_relinked(section).rstrip()}\n"


def numbers_that_change(root: Path) -> str:
    """What CHANGELOG.md has under *Changed*, version by version."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    lines = [_NUMBERS]
    for version, body in re.findall(r"^## \[(.+?)\][^\n]*\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL):
        if found := re.search(r"^### Changed\n(.*?)(?=^### |\Z)", body, re.MULTILINE | re.DOTALL):
            lines += [f"## {version}\n", _relinked(found[1]).strip() + "\n"]
    return "\n".join(lines)


def _relinked(text: str) -> str:
    """Links that led from the root of the project lead from docs/."""
    return re.sub(
        r"\]\((?!https?:)([^)]+)\)",
        lambda link: f"]({link[1].removeprefix('docs/') if link[1].startswith('docs/') else f'../{link[1]}'})",
        text,
    )
