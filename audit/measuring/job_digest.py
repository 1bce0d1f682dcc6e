"""Everything but the posts that decides what measuring comes to, as a digest."""

from __future__ import annotations

import hashlib
import json
import platform
import unicodedata

from audit.measuring.named_files import named_files
from audit.measuring.part import Job
from audit.plugins import entry_points as plugins
from audit.plugins.installed import code_digest, library_versions
from audit.version import __version__

#: Of a plan, what decides whether there is a report, and what people say in it.
_SAID_LATER = ("card", "gate", "limits", "release", "report")


def job_digest(job: Job) -> str:
    """SHA-256 of version, code, libraries, plug-ins, plan with the files it names, weights and key, in hexadecimal."""
    plan = job.plan.model_dump(mode="json")
    for section in _SAID_LATER:
        plan.pop(section, None)
    said = {
        "version": __version__,
        "code": code_digest(),
        "python": [platform.python_version(), unicodedata.unidata_version],
        "libraries": library_versions(),
        "plugins": plugins.digests(),
        "plan": plan,
        "files": named_files(job.plan),
        # Annotators who are hidden with two keys would count twice.
        "key": hashlib.sha256(b"work folder" + job.secret).hexdigest(),
        "weights": job.weights.sha256 if job.weights else None,
        "metrics": repr(job.metrics),
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
