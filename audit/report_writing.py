"""What an audit leaves behind in a folder: the report, the tally, the facts of the run, and what was rejected."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from audit import pipeline, provenance
from audit.gating import Verdict
from audit.loaders.door import new_key
from audit.metrics.attribute_cells import withheld
from audit.metrics.withheld import without_ids, without_rows
from audit.plan import Plan
from audit.private import releasing
from audit.report.notebook import Findings, Report
from audit.report.visible import in_json
from audit.tally import tally_file
from audit.version import __version__


def save_tally(result: pipeline.Audit, secret: bytes | None = None) -> bytes:
    """The tally of a run as the bytes of a tally file; neither words nor anything inferred from names is in it."""
    plan = Plan.make(result.findings.audit["plan"])
    key = secret or new_key()
    kept = without_rows(withheld(result.tally, [name for name, each in plan.inference.items() if each.names]))
    about = {
        "version": __version__,
        "plan": result.findings.audit["plan"],
        "dataset": dict(result.findings.dataset),
        "fields": sorted(result.fields),
        "resources": {each["name"]: each["sha256"] for each in result.findings.resources},
    }
    return tally_file.save(without_ids(kept, key), about, key)


def write_report(
    result: pipeline.Audit,
    folder: Path,
    *,
    formats: Sequence[str] = (),
    command: str = "",
    secret: bytes | None = None,
    private: Mapping[str, bytes] | None = None,
    release: Mapping[str, Any] | None = None,
    verdict: Verdict | None = None,
    config: Path | None = None,
    with_tally: bool = True,
    language: str = "en",
) -> Path:
    """Write everything an audit leaves behind into one folder.

    Parameters
    ----------
    result : Audit
    folder : Path
        Made if need be; the report goes into ``<dataset>-<audit id>`` inside it.
    formats : sequence of str
        ``json, html, md, csv, svg``, all these if empty, or ``summary, junit, sarif``.
    command : str
        What was typed, for ``run.json``.
    secret : bytes, optional
        Key that hides authors in the tally.
    private : mapping of str to bytes, optional
        More files, which their owner alone may read: those of :func:`audit.passages.quoting.evidence_files`.
    release : mapping, optional
        What :func:`audit.private.releasing.release_of` drew: in a file of its own, and printed among the facts of the run.
    verdict : Verdict, optional
        What a gate says of it.
    config : Path, optional
        The plan file, where code scanning shows findings.
    with_tally : bool
        Whether to write the tally: not of counts that no other tally can be added to.
    language : str
        Of the fixed words of page and Markdown, ``en`` or ``de``; ``findings.json`` is the same.

    Returns
    -------
    Path
        The folder that holds the report.
    """
    facts = {
        **result.facts,
        **provenance.machine(),
        "time": provenance.now(),
        "command": command,
        "peak_memory_bytes": provenance.peak_memory(),
        **({"released_counts": release} if release else {}),
        **(
            {"quotes": result.findings.audit["plan"]["report"]["quotes"], "quoted_in": sorted(private)}
            if private
            else {}
        ),
    }
    # A tally holds what a report hides: exact counts of groups of few people, by bucket, and what these groups are called.
    exact = {"tally.arrow": save_tally(result, secret=secret)} if with_tally else {}
    extra = {
        "run.json": (in_json(json.dumps(facts, indent=1, sort_keys=True, ensure_ascii=False)) + "\n").encode(),
        "rejected.jsonl": rejections(result),
        **({releasing.FILE: releasing.as_file(release)} if release else {}),
    }
    report = Report(Findings.of(result.findings), run_facts=facts, verdict=verdict, config=config, language=language)
    return report.write(folder, formats=tuple(formats) or None, extra=extra, private={**exact, **(private or {})})


def rejections(result: pipeline.Audit) -> bytes:
    """The ledger's rejected records as JSON lines: where and why, never what."""
    lines = []
    for ledger in result.ledgers:
        lines += [json.dumps(each._asdict(), ensure_ascii=False) for each in ledger.rejections]
        kept, total = len(ledger.rejections), ledger.rejected.total()
        if kept < total:
            lines.append(json.dumps({"source": ledger.source, "not_listed": total - kept}, ensure_ascii=False))
    return in_json("".join(f"{line}\n" for line in lines)).encode()
