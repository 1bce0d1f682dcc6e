"""The table of contents: docs/README.md, which is also the front page of the site."""

from __future__ import annotations

import re
from pathlib import Path

_FRONT = """# Documentation

Audits of social-media post datasets, with an interval on every figure. Begin with [a first audit](tutorial.md), or with what you are
here for: [analysis](how-to/analyst.md), [a batch job](how-to/engineer.md), [an audit for somebody else](how-to/auditor.md) or
[publishing a dataset](how-to/publisher.md). What a report says of itself, `postaudit explain METRIC` says on the command line."""

#: Section -> pages in their order; guides that stand in none come last, under their own heading.
SECTIONS: dict[str, tuple[str, ...]] = {
    "Start here": (
        "tutorial.md",
        "first-minutes.md",
        "notebooks.md",
        "how-to/analyst.md",
        "how-to/engineer.md",
        "how-to/auditor.md",
        "how-to/publisher.md",
        "questions.md",
        "limits.md",
        "../README.md",
    ),
    "Who is in the data, and who is spoken of": (
        "attributes.md",
        "inferred-attributes.md",
        "benchmarks.md",
        "representation.md",
        "weights.md",
        "lexicons.md",
        "languages.md",
        "markers/README.md",
        "associations.md",
        "embeddings.md",
        "sentiment.md",
        "validation.md",
        "evidence.md",
    ),
    "Labels, scores and models": (
        "label-bias.md",
        "agreement.md",
        "scores.md",
        "amplification.md",
        "generated-text.md",
        "filter-impact.md",
        "mitigation.md",
    ),
    "Where posts came from, and what may be done with them": (
        "sampling.md",
        "attrition.md",
        "repetition.md",
        "rights.md",
        "governance.md",
        "documentation-forms.md",
    ),
    "People": ("privacy.md", "disclosures.md", "identifiers.md", "redact.md", "disclosure.md"),
    "The report": ("report.md", "view.md", "charts.md", "papers.md"),
    "Before, between and after audits": ("planning.md", "compare.md", "ci.md"),
    "Large data": ("paths.md", "resume.md", "clusters.md", "billion.md", "speed.md"),
    "How right it is": ("calibration.md", "why-our-intervals-are-wider.md", "peers.md", "datasets.md", "corpora.md"),
    "Reference": ("methods.md", "platforms.md", "command-line.md", "python.md", "schemas.md"),
    "With other tools": ("other-tools.md", "plugins.md", "plugin-template/README.md"),
    "About": (
        "cite.md",
        "how-we-talk-about-groups.md",
        "numbers-that-change.md",
        "../CHANGELOG.md",
        "../CONTRIBUTING.md",
    ),
}
#: Folders whose pages are listed by a page of their own.
LISTED = ("markers", "methods", "platforms")


def contents(docs: Path, titles: dict[str, str]) -> str:
    """Every page by its title, section by section.

    Parameters
    ----------
    docs : path
        The folder of pages.
    titles : dict
        Page, relative to it -> title, of those that are being written and need not be there yet.
    """
    found = {page.relative_to(docs).as_posix() for page in docs.rglob("*.md")} | {
        name for name in titles if name.endswith(".md")
    }
    placed = {page for pages in SECTIONS.values() for page in pages} | {"README.md"}
    examples = sorted(page for page in found if page.startswith("examples/"))
    rest = sorted(page for page in found - placed - {*examples} if page.split("/")[0] not in LISTED)
    lines = [_FRONT]
    for section, pages in {**SECTIONS, "Examples": examples, "More": rest}.items():
        if pages:
            lines += ["", f"## {section}", ""]
            lines += [f"- [{titles.get(page) or title_of(docs / page)}]({page})" for page in pages]
    return "\n".join(lines) + "\n"


def title_of(page: Path) -> str:
    """The first heading of a page."""
    [title] = re.findall(r"\A# (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return str(title)


def platforms(docs: Path) -> str:
    """The list of platforms and exports that are read."""
    pages = sorted((docs / "platforms").glob("*.md"), key=lambda page: title_of(page).casefold())
    lines = [
        "# Platforms and their exports",
        "",
        "The loader is chosen by content; `--loader NAME` chooses it by name. What is not among these and is a table can be read with",
        "[`--columns`](platforms/table.md).",
        "",
        "## By name",
        "",
        *(f"- [{title_of(page)}](platforms/{page.name})" for page in pages),
    ]
    return "\n".join(lines) + "\n"
