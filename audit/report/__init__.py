"""The report room: from findings to a page, a table, charts and the folder they live in; it sees findings and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from audit.report.notebook import Findings as Findings
    from audit.report.report import Report as Report

__all__ = ["Findings", "Report"]


def __getattr__(name: str) -> Any:
    """Import on first use: matplotlib and jinja2 cost a second that ``--help`` should not pay."""
    if name == "Findings":
        from audit.report.notebook import Findings

        return Findings
    if name == "Report":
        from audit.report.report import Report

        return Report
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
