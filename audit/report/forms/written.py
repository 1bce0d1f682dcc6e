"""The formats that are forms, and the files of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from audit.report import requirements
from audit.report.forms.croissant import croissant, open_questions
from audit.report.forms.filled import fill
from audit.report.forms.impact_ratios import render as impact_ratios
from audit.report.forms.known import Known
from audit.report.forms.page import render


def _form(name: str) -> Callable[[Known], str]:
    return lambda known: render(fill(name, known), known)


#: Format to the files it is; the first goes to standard output.
FILES: Mapping[str, Mapping[str, Callable[[Known], str]]] = {
    "datasheet": {"datasheet.md": _form("datasheet")},
    "data-statement": {"data_statement.md": _form("data-statement")},
    "croissant": {"croissant.json": croissant, "croissant_open_questions.md": open_questions},
    "dpia": {"dpia_input.md": _form("dpia")},
    "training-summary": {"training_summary.md": _form("training-summary")},
    "impact-ratios": {"impact_ratios.md": impact_ratios},
    "requirements": {"requirements.json": lambda known: requirements.encode(known.findings)},
}


def files(name: str, known: Known) -> dict[str, str]:
    """The files of one format.

    Parameters
    ----------
    name : str
        One of :data:`FILES`.
    known : Known

    Raises
    ------
    PlanError
        The card answers a question that no form has.
    """
    return {file: make(known) for file, make in FILES[name].items()}
