"""An audit as it lies in its folder: findings, and the tally they were judged from if it is there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.errors import AuditError
from audit.finding import Findings
from audit.merging import check_complete
from audit.pairing.files import with_files
from audit.plan import Plan
from audit.tally import Tally, tally_file
from audit.version import __version__

TALLY = "tally.arrow"


@dataclass(frozen=True)
class AuditOnDisk:
    """One side, ready to be judged again.

    Attributes
    ----------
    findings : Findings
    tally : Tally or None
        None with a ``reason``.
    about : mapping
        What travelled in the tally.
    key : str
        Name of the key its authors are hidden with.
    plan : Plan or None
    reason : str
    """

    findings: Findings
    tally: Tally | None = None
    about: Mapping[str, Any] | None = None
    key: str = ""
    plan: Plan | None = None
    reason: str = ""


def has_tally(folder: Path | None) -> bool:
    """Whether a tally lies there."""
    return folder is not None and (folder / TALLY).is_file()


def read_side(findings: Findings, folder: Path | None, plan: Plan | None = None) -> AuditOnDisk:
    """The findings with their tally, or with the reason why there is none that belongs to them.

    Parameters
    ----------
    findings : Findings
    folder : Path or None
        Where ``tally.arrow`` may lie.
    plan : Plan, optional
        Where the files are that the plan of the tally names.
    """

    def without(reason: str) -> AuditOnDisk:
        return AuditOnDisk(findings, reason=reason)

    if folder is None or not has_tally(folder):
        return without(f"has no {TALLY} beside its findings")
    try:
        tally, about, key = tally_file.load(folder / TALLY)
        check_complete([(TALLY, about)])
        if about["version"] != __version__:
            return without(f"was measured by postaudit {about['version']}, and this is {__version__}")
        if about["dataset"]["fingerprint"] != findings.dataset.get("fingerprint"):
            return without(f"has a {TALLY} of other posts than its findings")
        plan = with_files(Plan.make(about["plan"]), plan)
    except AuditError as error:
        return without(f"has a {TALLY} that cannot be used: {error.message}")
    return AuditOnDisk(findings, tally, about, key, plan)
