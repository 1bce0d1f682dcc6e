"""Put two audits side by side."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from audit.comparing.amplification import with_pattern
from audit.comparing.changes import changes
from audit.comparing.claims import claims
from audit.comparing.comparison import Comparison, Overlap, Side
from audit.comparing.rulers import rulers
from audit.finding import Findings
from audit.version import __version__

_FLOOR = 10


def compare(before: Findings, after: Findings) -> Comparison:
    """What changed from one audit to another.

    Parameters
    ----------
    before, after : Findings
        As read from ``findings.json``: rounded the same way, so that the same two audits give the same bytes.

    Returns
    -------
    Comparison

    Notes
    -----
    Estimates are joined by id. The two datasets are taken as independent; which of their authors are the same is not
    known, for findings hold no author.
    """
    sides = _side(before), _side(after)
    found = rulers(before, after)
    overlap = _overlap(*sides)
    floor = max(_floor(before), _floor(after))
    made = changes(before, after, found, overlap, floor=floor)
    if sides[1].generated and not sides[0].generated:
        old = {each.id: each for each in before.estimates}
        made = tuple(with_pattern(each, old.get(each.id)) for each in made)
    titles = {str(each.get("name")): str(each.get("title")) for side in (before, after) for each in side.methods}
    return Comparison(
        id=_identifier(*sides),
        version=__version__,
        before=sides[0],
        after=sides[1],
        overlap=overlap,
        rulers=found,
        changes=made,
        claims=claims(before, after, made, found),
        titles=tuple(sorted(titles.items())),
    )


def _side(findings: Findings) -> Side:
    dataset = findings.dataset
    generated = dataset.get("generated")
    made = generated if isinstance(generated, Mapping) else {}
    return Side(
        audit=str(findings.audit.get("id") or ""),
        version=str(findings.audit.get("version") or ""),
        name=str(dataset.get("name") or ""),
        posts=dataset.get("posts"),
        authors=dataset.get("authors"),
        first=dataset.get("first"),
        last=dataset.get("last"),
        fingerprint=str(dataset.get("fingerprint") or ""),
        generated=isinstance(generated, Mapping),
        cluster=str(made.get("cluster") or ""),
        clusters=made.get("clusters"),
    )


def _overlap(before: Side, after: Side) -> Overlap:
    if before.fingerprint and before.fingerprint == after.fingerprint:
        return "identical"
    return "generated" if before.generated or after.generated else "possible"


def _floor(findings: Findings) -> int:
    plan = findings.audit.get("plan") or {}
    given = (plan.get("floors") or {}).get("authors")
    return int(given) if isinstance(given, int) else _FLOOR


def _identifier(before: Side, after: Side) -> str:
    """Twelve hexadecimal digits of the two audits, in their order, and the version that compared them."""
    said = json.dumps([before.audit, after.audit, __version__])
    return hashlib.sha256(said.encode()).hexdigest()[:12]
