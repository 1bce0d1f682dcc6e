"""A comparison in the reader's hands: shown in a notebook, as a frame, and written to a folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING

from audit import comparing
from audit.gating import Verdict
from audit.report.comparison import json as comparison_json
from audit.report.comparison.page import comparison_page
from audit.report.folder import Content, chosen, write_folder
from audit.report.visible import visible

if TYPE_CHECKING:
    import pandas as pd

_MOST_ROWS = 30


@dataclass(frozen=True)
class Comparison(comparing.Comparison):
    """Two audits side by side; the last line of a cell shows what moved.

    Examples
    --------
    >>> changed = audit.compare("reports/old", "reports/new")      # doctest: +SKIP
    >>> changed.to_frame().query("reading == 'shown'")             # doctest: +SKIP
    >>> changed.write("reports/")                                  # doctest: +SKIP
    """

    verdict: Verdict | None = None
    config: Path | None = None
    language: str = "en"

    @classmethod
    def of(cls, comparison: comparing.Comparison) -> Comparison:
        """The same comparison with these manners."""
        return cls(**{each.name: getattr(comparison, each.name) for each in fields(comparison)})

    def gated(self, verdict: Verdict | None, config: Path | None = None) -> Comparison:
        """The same comparison with what a gate says of it, and the plan file for code scanning."""
        return replace(self, verdict=verdict, config=config)

    def spoken(self, language: str) -> Comparison:
        """The same comparison with page and Markdown in a language, ``en`` or ``de``; what metrics say stays English."""
        return replace(self, language=language)

    def html(self) -> str:
        """The page: one file, no script, nothing fetched."""
        from audit.report.charts.comparison_charts import drawings
        from audit.report.comparison.html import render

        return render(self, drawings(self, language=self.language), self.language)

    def markdown(self) -> str:
        """The comparison in Markdown."""
        from audit.report.comparison.markdown import render

        return render(self, self.language)

    def csv(self) -> str:
        """One row per change."""
        from audit.report.comparison.table import render

        return render(self)

    def json(self) -> bytes:
        """``comparison.json``."""
        return comparison_json.encode(self)

    def summary(self) -> str:
        """The comparison in short, in Markdown, for the summary of a build step."""
        from audit.report.step_summary import of_comparison

        return of_comparison(self, self.verdict)

    def junit(self) -> bytes:
        """One test case per claim and per change, in JUnit's XML; what is beyond the gate fails."""
        from audit.report.junit import render
        from audit.report.outcome import of_comparison

        name = f"{self.before.name} to {self.after.name}"
        return render(name, of_comparison(self, self.verdict), self.verdict)

    def sarif(self) -> bytes:
        """Claims that are shown and figures that moved, in SARIF 2.1.0."""
        from audit.report.outcome import of_comparison
        from audit.report.sarif import render

        rules = [{"name": name, "title": title} for name, title in self.titles]
        return render(of_comparison(self, self.verdict), rules, self.verdict, self.config)

    def to_frame(self) -> pd.DataFrame:
        """One row per change; what there is not is missing, never 0."""
        import pandas as pd

        from audit.report.comparison.table import COLUMNS, values

        return pd.DataFrame(list(values(self)), columns=list(COLUMNS))

    def folder_name(self) -> str:
        """``<earlier>-to-<later>-<comparison id>``, in letters that every system takes."""
        return f"{_slug(self.before.name)}-to-{_slug(self.after.name)}-{self.id}"

    def write(
        self,
        folder: str | Path,
        formats: Sequence[str] | None = None,
        *,
        verdict: Verdict | None = None,
        config: Path | None = None,
    ) -> Path:
        """Write the comparison into a folder of its own inside ``folder``.

        Parameters
        ----------
        folder : path
            Made if need be.
        formats : sequence of str, optional
            Of ``json html md csv svg``, all these if not given, or ``summary junit sarif``. ``comparison.json`` is always
            written.
        verdict : Verdict, optional
            What a gate says of it.
        config : path, optional
            The plan file, where code scanning shows results.

        Raises
        ------
        OutputError
            A format there is not, or a folder that cannot be written; nothing is left behind then.
        """
        wanted = chosen(formats)
        files: dict[str, Content] = {"comparison.json": self.json()}
        if "html" in wanted:
            files["comparison.html"] = self.html().encode()
        if "md" in wanted:
            files["comparison.md"] = self.markdown().encode()
        if "csv" in wanted:
            files["comparison.csv"] = self.csv().encode()
        if "svg" in wanted:
            from audit.report.charts.comparison_charts import drawings

            files |= {
                f"figures/changes.{name}.svg": each.svg.encode() for name, each in drawings(self, alone=True).items()
            }
        judged = self if verdict is None else self.gated(verdict, config)
        if "summary" in wanted:
            files["summary.md"] = judged.summary().encode()
        if "junit" in wanted:
            files["junit.xml"] = judged.junit()
        if "sarif" in wanted:
            files["report.sarif"] = judged.sarif()
        return write_folder(Path(folder) / self.folder_name(), files, self.id)

    def __str__(self) -> str:
        page = comparison_page(self)
        lines = [f"{page.title}. {page.identity}.", *(f"{each.name}: {each.value}." for each in page.sides)]
        lines += list(page.conclusion)
        lines += [
            f"ruler          {each.name}: {each.before} -> {each.after} ({each.touches})"
            for each in (*page.rulers, *page.differences)
        ]
        lines += [
            f"{title.lower():<14} {each.title}. {each.words}" for title, claims, _ in page.claims for each in claims
        ]
        lines += [f"{each.verdict:<14} {each.statement}" for each in (*page.skews, *page.moved)[:_MOST_ROWS]]
        lines += [f"not compared   {each.value}: {each.name}" for each in page.not_compared[:12]]
        lines += [f"accepted       {each.identifier}: {each.reason}" for each in page.accepted]
        lines += list(map(str, page.assumptions))
        return visible("\n".join(lines))

    def _repr_html_(self) -> str:
        """What moved as a table, no style sheet, the reader's own colours."""
        page = comparison_page(self)
        lines = (*page.skews, *page.moved)[:_MOST_ROWS]
        head = "".join(
            f"<th scope=col>{each}</th>" for each in ("Figure", *page.columns, "Change", "Interval", "Reading")
        )
        body = "".join(
            f"<tr><th scope=row>{_text(each.what)}</th><td>{_text(each.before)}</td><td>{_text(each.after)}</td>"
            f"<td>{_text(each.change)}</td><td>{_text(each.interval)}</td><td>{_text(each.verdict)}</td></tr>"
            for each in lines
        )
        table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if lines else ""
        first = f"<p><strong>{_text(page.title)}</strong><br>{_text(page.identity)}.</p>"
        return f"<div>{first}<p>{_text(' '.join(page.conclusion))}</p>{table}</div>"


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:40].strip("-") or "dataset"


def _text(text: str) -> str:
    return escape(visible(text))
