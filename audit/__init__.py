"""postaudit: audits social-media post datasets for bias before anyone trains on them, publishes them, or relies on them.

>>> import audit                                                  # doctest: +SKIP
>>> posts = audit.load("tweets.jsonl.gz")                         # doctest: +SKIP
>>> findings = audit.run(posts, groups={"gender": "gender"})      # doctest: +SKIP
>>> audit.Report(findings).write("reports/")                      # doctest: +SKIP

Names are loaded when first used, so that importing the package costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from audit.version import __version__

if TYPE_CHECKING:
    from audit.api import compare, load, merge, run
    from audit.errors import AuditError
    from audit.filtering.impact import filter_impact
    from audit.loaders.dataset import Posts
    from audit.mitigation.mitigating import learner_remedies, mitigate
    from audit.mitigation.weighing import weights
    from audit.overlapping import overlap
    from audit.passages.quoting import evidence
    from audit.plan import Plan
    from audit.redaction.redacting import redact
    from audit.report.comparison.comparison import Comparison
    from audit.report.notebook import Findings, Report
    from audit.surviving import survival

_HOMES = {
    "load": "audit.api",
    "run": "audit.api",
    "merge": "audit.api",
    "compare": "audit.api",
    "weights": "audit.mitigation.weighing",
    "mitigate": "audit.mitigation.mitigating",
    "learner_remedies": "audit.mitigation.mitigating",
    "filter_impact": "audit.filtering.impact",
    "overlap": "audit.overlapping",
    "survival": "audit.surviving",
    "redact": "audit.redaction.redacting",
    "evidence": "audit.passages.quoting",
    "AuditError": "audit.errors",
    "Comparison": "audit.report.comparison.comparison",
    "Plan": "audit.plan",
    "Posts": "audit.loaders.dataset",
    "Findings": "audit.report.notebook",
    "Report": "audit.report.notebook",
}
_ROOMS = ("charts", "estimators", "statistics", "testing")

__all__ = [
    "AuditError",
    "Comparison",
    "Findings",
    "Plan",
    "Posts",
    "Report",
    "__version__",
    "compare",
    "evidence",
    "filter_impact",
    "learner_remedies",
    "load",
    "merge",
    "mitigate",
    "overlap",
    "redact",
    "run",
    "survival",
    "weights",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(importlib.import_module(_HOMES[name]), name)
    if name in _ROOMS:
        return importlib.import_module(f"audit.{name}")
    raise AttributeError(f"module 'audit' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *_HOMES, *_ROOMS})
