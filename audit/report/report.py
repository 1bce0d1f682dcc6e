"""A report: everything that is made from findings, and the folder it is written to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from audit.finding import Findings
from audit.gating import Verdict, gate
from audit.report import json_file
from audit.report.folder import FORMS, PAPER, Content, chosen, write_folder
from audit.report.summary import audit_id
from audit.report.visible import file_stem


def slug(name: str) -> str:
    """The name of a dataset in the name of its folder.

    Examples
    --------
    >>> slug("Northtown posts 1.0")
    'northtown-posts-1-0'
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:60].strip("-") or "dataset"


@dataclass(frozen=True)
class Report:
    """What is printed of findings.

    Parameters
    ----------
    findings : Findings
    run_facts : mapping, optional
        What may differ between two runs of the same audit, as ``run.json`` holds it: time, files, speed. Without it every
        output is the same in every run.
    verdict : Verdict, optional
        What a gate says, for the formats of continuous integration.
    config : path, optional
        The plan file, where code scanning shows findings.
    card : mapping, optional
        What people know of the dataset, for the forms of documentation; the card of the plan if not given.
    language : str, optional
        Of the fixed words of the page, ``en`` or ``de``; what metrics say stays English.

    Examples
    --------
    >>> from audit.finding import Findings
    >>> page = Report(Findings({"id": "0" * 12}, {"name": "empty", "posts": 0})).html()
    >>> page.count("<h1>"), "<script" in page
    (1, False)
    """

    findings: Findings
    run_facts: Mapping[str, Any] | None = None
    verdict: Verdict | None = None
    config: Path | None = None
    card: Mapping[str, Any] | None = None
    language: str = "en"

    def html(self) -> str:
        """The page: one file, no script, nothing fetched."""
        return self._page()

    def _page(self, **most: int) -> str:
        from audit.report.charts.charts import finished
        from audit.report.html import render

        drawings = {
            block.id: finished(block, self._written, self._drawn[block.id], prefix=f"chart{number}")
            for number, block in enumerate(self._written.blocks, 1)
        }
        return render(self._written, drawings, self.run_facts, self.language, **most)

    def markdown(self) -> str:
        """The report in Markdown, for a build's summary or a pull request."""
        from audit.report.markdown import render

        return render(self._written, self.run_facts, self.language)

    def csv(self) -> str:
        """One row per estimate."""
        from audit.report.table import render

        return render(self.findings)

    def json(self) -> bytes:
        """``findings.json``."""
        return self._bytes

    def summary(self) -> str:
        """The audit in short, in Markdown, for the summary of a build step."""
        from audit.report.step_summary import of_findings

        return of_findings(self.findings, self._judged)

    def junit(self) -> bytes:
        """One test case per finding, in JUnit's XML; what is beyond the gate fails."""
        from audit.report.junit import render
        from audit.report.outcome import of_findings

        return render(
            str(self.findings.dataset.get("name") or ""), of_findings(self.findings, self._judged), self._judged
        )

    def sarif(self) -> bytes:
        """What is shown, in SARIF 2.1.0."""
        from audit.report.outcome import of_findings
        from audit.report.sarif import render

        return render(of_findings(self.findings, self._judged), self.findings.methods, self._judged, self.config)

    def pdf(self) -> bytes:
        """The page on paper, tagged and with bookmarks; OutputError says what to install where WeasyPrint is not."""
        from audit.report.pdf import APPENDIX_ROWS, render

        return render(self._page(appendix_rows=APPENDIX_ROWS), audit_id(self.findings))

    def tex(self) -> str:
        """Findings, and the estimates of each section, as LaTeX tables for a paper."""
        from audit.report.tex import render

        return render(self.findings)

    def docx(self) -> bytes:
        """The same tables for Word; OutputError says what to install where python-docx is not."""
        from audit.report.word import render

        return render(self.findings)

    def forms(self, name: str) -> dict[str, bytes]:
        """The files of a form of documentation, such as ``datasheet`` or ``croissant``.

        Raises
        ------
        PlanError
            The card answers a question that no form has.
        """
        from audit.report.forms.known import Known
        from audit.report.forms.written import files

        plan = self.findings.audit.get("plan") or {}
        known = Known(self.findings, self.run_facts or {}, self.card or plan.get("card") or {})
        return {file: text.encode("utf-8", "backslashreplace") for file, text in files(name, known).items()}

    @property
    def _judged(self) -> Verdict:
        """What a gate says; without one, what the plan accepts, for that is printed everywhere."""
        return self.verdict or gate(self.findings)

    def figures(self) -> dict[str, str]:
        """Every chart as SVG, by file name."""
        from audit.report.charts.charts import finished

        return {
            f"{file_stem(block.id)}.svg": finished(block, self._written, self._drawn[block.id], alone=True)
            for block in self._written.blocks
        }

    @cached_property
    def _drawn(self) -> dict[str, str]:
        """Every chart as matplotlib wrote it: drawn once for the page and its file."""
        from audit.report.charts.charts import raw

        return {block.id: raw(block, self._written) for block in self._written.blocks}

    @cached_property
    def _bytes(self) -> bytes:
        return json_file.encode(self.findings)

    @cached_property
    def _written(self) -> Findings:
        """The findings as ``findings.json`` holds them: a page from memory and one from the file are the same bytes."""
        return json_file.decode(self._bytes)

    def folder_name(self) -> str:
        """``<dataset>-<audit id>``, in letters that every system takes."""
        return f"{slug(str(self.findings.dataset.get('name') or ''))}-{audit_id(self.findings) or 'audit'}"

    def write(
        self,
        folder: str | Path,
        formats: Sequence[str] | None = None,
        extra: Mapping[str, Content] | None = None,
        private: Mapping[str, Content] | None = None,
    ) -> Path:
        """Write the report into ``<dataset>-<audit id>`` inside a folder.

        Parameters
        ----------
        folder : path
            Made if need be.
        formats : sequence of str, optional
            Of ``json html md csv svg``, all these if not given, or ``summary junit sarif``, ``pdf tex docx``, or a form of documentation:
            ``datasheet data-statement croissant dpia training-summary impact-ratios requirements``. ``findings.json`` is always written: the others are made of it.
        extra : mapping of str to bytes or callable, optional
            More files by name; a callable is given the open file.
        private : mapping of str to bytes or callable, optional
            More files, which their owner alone may read.

        Returns
        -------
        Path
            The folder of this audit.

        Raises
        ------
        OutputError
            A format there is not, or a folder that cannot be written; nothing is left behind then.
        """
        wanted = chosen(formats, (*PAPER, *FORMS))
        files: dict[str, Content] = {"findings.json": self.json()}
        if "html" in wanted:
            files["report.html"] = self.html().encode()
        if "md" in wanted:
            files["report.md"] = self.markdown().encode()
        if "csv" in wanted:
            files["findings.csv"] = self.csv().encode()
        if "svg" in wanted:
            files.update({f"figures/{name}": drawing.encode() for name, drawing in self.figures().items()})
        if "summary" in wanted:
            files["summary.md"] = self.summary().encode()
        if "junit" in wanted:
            files["junit.xml"] = self.junit()
        if "sarif" in wanted:
            files["report.sarif"] = self.sarif()
        for paper, name in PAPER.items():
            if paper in wanted:
                made: str | bytes = getattr(self, paper)()
                files[name] = made if isinstance(made, bytes) else made.encode()
        for form in (each for each in FORMS if each in wanted):
            files.update(self.forms(form))
        files.update({**(extra or {}), **(private or {})})
        name = str(self.findings.audit.get("id"))
        return write_folder(Path(folder) / self.folder_name(), files, name, frozenset(private or ()))
