"""What Spark says when a job fails, in our words: its own are pages of Java, and could hold anything."""

from __future__ import annotations

import re
from typing import Any, cast

from audit.errors import KEPT_WITH_WORK, AuditError, PlanError

#: Times that workers may be lost over one task; then it is the task.
MOST_LOST = 3
_LOST = re.compile(r"worker exited|crashed|[Ee]xecutor ?[Ll]ost|executor \S+ exited|heartbeat|[Ww]orker lost")
_OTHER_PYTHON = "PYTHON_VERSION_MISMATCH"
_NO_PYTHON = "Cannot run program"
_ENDED = re.compile(r"cancelled|shut ?down|stopped")


def workers_lost(error: BaseException) -> int:
    """Workers that were lost before Spark gave up a task; :data:`MOST_LOST` where asking again is of no use."""
    said = _message(error)
    if not said or _OTHER_PYTHON in said or _NO_PYTHON in said:
        return MOST_LOST
    tried = re.search(r"failed (\d+) times", said)
    if tried:
        return int(tried.group(1))
    return MOST_LOST if _ENDED.search(said) else 1


def told(error: BaseException) -> AuditError:
    """What is raised here for what Spark raised."""
    said = _message(error)
    if _OTHER_PYTHON in said:
        return PlanError(
            "The workers of Spark have another version of Python.", hint="Set PYSPARK_PYTHON to the same on both sides."
        )
    if _NO_PYTHON in said:
        return PlanError(
            "The workers of Spark have no Python where it was looked for.",
            hint="Set PYSPARK_PYTHON to a Python that is on every worker and has postaudit.",
        )
    if _LOST.search(said):
        return AuditError(
            f"Workers of Spark were killed {MOST_LOST} times over the same posts, most often for want of memory.",
            hint=f"Try fewer workers on each machine. {KEPT_WITH_WORK}",
        )
    if said and not _ENDED.search(said):
        return AuditError(
            f"Spark could not do a task, {MOST_LOST} times: its own log says why.",
            hint=KEPT_WITH_WORK,
        )
    return AuditError(
        "Spark has ended, or does not answer: most often for want of memory, or because its session was stopped.",
        hint=KEPT_WITH_WORK,
    )


def _message(error: BaseException) -> str:
    """Java's message; empty where Java itself is gone."""
    try:
        return str(cast("Any", error).java_exception.getMessage())
    except Exception:  # noqa: BLE001 - Java may be gone
        return ""
