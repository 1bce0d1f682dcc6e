"""What the audit itself does to protect people, as far as its plan tells."""

from __future__ import annotations

from audit.report.forms.answer import Answer, computed
from audit.report.forms.known import Known


def safeguards(known: Known) -> Answer:
    """Safeguards of the audit, with the settings in force."""
    quotes = str((known.plan.get("report") or {}).get("quotes") or "none")
    passages = (
        "No text of a post is in the report."
        if quotes == "none"
        else f"The report has no text of a post; passages ({quotes}) were asked for, in files that their owner alone can read."
    )
    return computed(
        "Authors are replaced by keyed pseudonyms when posts are read; the key is not in the report.",
        f"Groups of fewer than {known.floor} authors are hidden, and so is what would let them be computed.",
        passages,
        "Counts are kept by 128 groups of authors, and results are aggregates.",
        "The audit runs on the machine where the data are and uses no network.",
        "Attributes of people are stated by them or given by the user; what a plan infers is marked as inferred.",
    )
