r"""``tables.tex``: findings, and the estimates of each section, as tables to ``\input`` in a paper.

``pandas.io.formats.style.Styler`` sets the rules and the heads of tables that run over several pages; the text of every
cell is escaped by :func:`audit.report.latex.latex`, since pandas leaves brackets at the start of a cell, which end a line
break's argument.
"""

from __future__ import annotations

import re

from audit.finding import Findings
from audit.report.latex import latex
from audit.report.paper import PaperTable, tables
from audit.report.summary import audit_id
from audit.version import __version__

_HEAD = r"""% Tables of audit {audit}, made with postaudit {version}. In the preamble of the paper:
%   \usepackage{{array,booktabs,longtable}}
% Names in scripts that pdfLaTeX does not know need LuaLaTeX or XeLaTeX and a font that has them.
"""
#: Shares of the line for columns of running text; the others are as wide as what is in them.
_WIDE = {"Claim": 0.30, "What": 0.28, "Why": 0.62, "Group": 0.22, "Measure": 0.16, "Reference": 0.16, "Interval": 0.15}
_RIGHT = ("Posts", "Authors", "q")


def render(findings: Findings) -> str:
    r"""All tables, each a ``longtable`` with the label ``tab:postaudit-NAME``; the same findings give the same text."""
    head = _HEAD.format(audit=audit_id(findings) or "without an id", version=__version__)
    return "\n".join((head, *(_set(each) for each in tables(findings))))


def _set(table: PaperTable) -> str:
    import pandas as pd

    frame = pd.DataFrame([[latex(each) for each in row] for row in table.rows], columns=list(map(latex, table.columns)))
    name = re.sub(r"[^a-z0-9]+", "-", table.name.lower()).strip("-")
    made = (
        frame.style.hide(axis="index")
        .format(None)
        .to_latex(
            environment="longtable",
            hrules=True,
            column_format="".join(map(_column, table.columns)),
            caption=latex(table.caption),
            label=f"tab:postaudit-{name or 'table'}",
        )
    )
    note = f"\\noindent {latex(table.note)}\\par\n" if table.note else ""
    return f"\\begingroup\\footnotesize\\setlength{{\\tabcolsep}}{{4pt}}\n{made}{note}\\endgroup\n"


def _column(title: str) -> str:
    if title in _WIDE:
        return f">{{\\raggedright\\arraybackslash}}p{{{_WIDE[title]}\\linewidth}}"
    return "r" if title in _RIGHT else "l"
