"""The site: every page of docs/, and README, CONTRIBUTING and CHANGELOG, read where they lie, so that links hold in both places.

    make site

The source folder is the repository's own, and only pages named in ``include_patterns`` are read. A link to any other file of the
repository (a notebook, a table) becomes a download. Nothing is fetched, neither here nor by whoever reads the site.
"""

from __future__ import annotations

import posixpath
import re
from typing import Any

from pygments.lexers.special import TextLexer

from audit.version import __version__

project = "postaudit"
author = "The postaudit authors"
copyright = author  # noqa: A001 - the name that Sphinx reads
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
root_doc = "docs/README"
include_patterns = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/**.md",
]
exclude_patterns = [".*", "build", "dist", "node_modules", "reports", "**/__pycache__"]

# Anchors of headings as GitHub makes them, so that a link to one holds in both places.
myst_heading_anchors = 4

html_theme = "furo"
html_title = "postaudit"
html_static_path = ["static"]
html_css_files = ["site.css"]
# Whoever opens the folder is sent to the front page.
html_extra_path = ["front"]
html_copy_source = False
html_show_sphinx = False
highlight_language = "text"

autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False
# Types in docstrings are words for people ("path or table"), not names of pages.
nitpick_ignore_regex = [("py:.*", ".*")]

#: Pages that list others. GitHub shows the lists; for the site each list under a heading is a part of the tree of contents.
LISTS = {
    "docs/README": r"^- \[.+?\]\((?P<page>[^)#:]+)\.md\)$",
    "docs/methods": r"^- \[.+?\]\((?P<page>[^)#:]+)\.md\)$",
    "docs/platforms": r"^- \[.+?\]\((?P<page>[^)#:]+)\.md\)$",
    "docs/markers/README": r"^\| \[.+?\]\((?P<page>[^)#:/]+)\.md\) \|",
}


def add_tree(_: Any, document: str, source: list[str]) -> None:
    """Put the pages that a page lists into the tree of contents, under the headings of the lists."""
    if document not in LISTS:
        return
    trees = []
    for section in re.split(r"^##? ", source[0], flags=re.MULTILINE)[1:]:
        pages = [found["page"] for found in re.finditer(LISTS[document], section, re.MULTILINE)]
        if pages:
            caption = section.partition("\n")[0]
            lines = ["```{toctree}", ":hidden:", f":caption: {caption}", ""]
            lines += [f"/{posixpath.normpath(posixpath.join(posixpath.dirname(document), page))}" for page in pages]
            trees.append("\n".join([*lines, "```", ""]))
    source[0] += "\n" + "\n".join(trees)


def setup(app: Any) -> dict[str, bool]:
    """Called by Sphinx."""
    app.connect("source-read", add_tree)
    app.add_lexer("csv", TextLexer)
    return {"parallel_read_safe": True}
