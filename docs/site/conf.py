"""The site: every page of docs/, and README, CONTRIBUTING and CHANGELOG, read where they lie, so that links hold in both places.

    make site

The source folder is the repository's own, and only pages named in ``include_patterns`` are read. A link to any other file of the
repository (a notebook, a table) becomes a download. Nothing is fetched, neither here nor by whoever reads the site.
"""

from __future__ import annotations

from audit.version import __version__

project = "postaudit"
author = "The postaudit authors"
copyright = author  # noqa: A001 - the name that Sphinx reads
version = release = __version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
root_doc = "docs/index"
include_patterns = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "data_samples/DATASHEET.md",
    "docs/**.md",
]
exclude_patterns = [".*", "build", "dist", "node_modules", "reports", "**/__pycache__"]

# As GitHub makes anchors of headings, so that one link holds in both places.
myst_heading_anchors = 4
myst_enable_extensions = ["colon_fence"]

html_theme = "furo"
html_title = "postaudit"
html_static_path = ["static"]
html_css_files = ["site.css"]
# The front door is docs/index.html; this sends whoever opens the folder itself there.
html_extra_path = ["front"]
html_copy_source = False
html_show_sphinx = False
# Commands are not in the language that Pygments would take them for.
highlight_language = "text"

autodoc_member_order = "bysource"
autodoc_typehints = "none"
numpydoc_show_class_members = False
numpydoc_xref_param_type = False
# Types in docstrings are words for people ("path or table"), not names of pages.
nitpick_ignore_regex = [("py:.*", ".*")]
# A lexer that meets a word it does not know colours nothing; the page is no worse for it.
suppress_warnings = ["misc.highlighting_failure"]
