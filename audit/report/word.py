"""``tables.docx``: findings, and the estimates of each section, as tables for Word and whatever else opens its files.

python-docx (MIT) writes them. Times are taken out of the archive that a .docx is, so the same findings give the same bytes.
"""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from typing import Any

from audit.errors import OutputError, both_ways
from audit.finding import Findings
from audit.report.paper import PaperTable, tables
from audit.report.summary import audit_id

#: The first moment that a zip archive can hold: no time of a run is in the file.
_NEVER = datetime(1980, 1, 1, tzinfo=UTC)


def render(findings: Findings) -> bytes:
    """All tables, each under a heading.

    Raises
    ------
    OutputError
        python-docx is not installed; says how to install it.
    """
    try:
        import docx
    except ImportError:
        raise OutputError(
            "Tables for Word need python-docx, which is not installed.",
            hint="pip install 'postaudit[docx]', or use another format: "
            f"{both_ways('--format tex,csv', formats=['tex', 'csv'])}.",
        ) from None
    document = docx.Document()
    about = document.core_properties
    about.title = f"Tables of audit {audit_id(findings)}".strip()
    about.author, about.comments, about.created, about.modified = "", "", _NEVER, _NEVER
    for each in tables(findings):
        _write(document, each)
    written = io.BytesIO()
    document.save(written)
    return _timeless(written.getvalue())


def _write(document: Any, table: PaperTable) -> None:
    document.add_heading(table.title, level=2)
    document.add_paragraph(table.caption)
    grid = document.add_table(rows=0, cols=len(table.columns), style="Table Grid")
    for number, row in enumerate((table.columns, *table.rows)):
        made = grid.add_row()
        for cell, text in zip(made.cells, row, strict=True):
            paragraph = cell.paragraphs[0]
            paragraph.add_run(text).bold = number == 0
        if number == 0:
            _repeat(made)
    if table.note:
        document.add_paragraph(table.note)


def _repeat(row: Any) -> None:
    """Show the row at the head of every page the table runs over, and let screen readers know it as the header."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _timeless(content: bytes) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(written, "w") as after:
        for each in before.infolist():
            after.writestr(
                zipfile.ZipInfo(each.filename, _NEVER.timetuple()[:6]), before.read(each), zipfile.ZIP_DEFLATED
            )
    return written.getvalue()
