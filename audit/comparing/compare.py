"""Put two audits side by side."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence

from audit.comparing.amplification import with_pattern
from audit.comparing.changes import changes
from audit.comparing.claims import claims
from audit.comparing.comparison import Change, Comparison, Overlap, Pairing, Side
from audit.comparing.pairing import NO_TALLIES, Together
from audit.comparing.rulers import rulers
from audit.finding import Findings
from audit.version import __version__

_FLOOR = 10


def compare(before: Findings, after: Findings, together: Together = NO_TALLIES) -> Comparison:
    """What changed from one audit to another.

    Parameters
    ----------
    before, after : Findings
        As read from ``findings.json``: rounded the same way, so that the same two audits give the same bytes.
    together : Together, optional
        How their figures go together, from their tallies; independent if not given.

    Returns
    -------
    Comparison

    Notes
    -----
    Estimates are joined by id. The two datasets are taken as independent but for what ``together`` says of a figure: which
    of their authors are the same is not known from findings, for they hold no author.
    """
    sides = _side(before), _side(after)
    found = rulers(before, after)
    overlap = _overlap(*sides)
    floor = max(_floor(before), _floor(after))
    made = changes(before, after, found, overlap, together.pairs, floor=floor)
    if sides[1].generated and not sides[0].generated:
        old = {each.id: each for each in before.estimates}
        made = tuple(with_pattern(each, old.get(each.id)) for each in made)
    titles = {str(each.get("name")): str(each.get("title")) for side in (before, after) for each in side.methods}
    return Comparison(
        id=_identifier(*sides, paired=any(each.correlation is not None for each in made)),
        version=__version__,
        before=sides[0],
        after=sides[1],
        overlap=overlap,
        rulers=found,
        changes=made,
        claims=claims(before, after, made, found),
        titles=tuple(sorted(titles.items())),
        pairing=_pairing(together, made, overlap),
        accepted=tuple(after.accepted.items()),
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


def _pairing(together: Together, changes: Sequence[Change], overlap: Overlap) -> Pairing:
    """What is said of it. How many authors are in both is told to a twentieth: exactly, it would tell of the few who are not."""
    if overlap == "identical":
        return Pairing(together.voice, reason="both sides are the same posts")
    common = None if together.common is None else round(together.common * 20) / 20
    groups = max((int(each.groups) for each in together.pairs.values()), default=0)
    lone = [each.id for each in changes if each.compared and each.correlation is None] if not together.reason else []
    why = Counter(together.unpaired.get(each, "one of the tallies does not give it") for each in lone)
    return Pairing(together.voice, groups, common, together.reason, dict(sorted(why.items())))


def _floor(findings: Findings) -> int:
    plan = findings.audit.get("plan") or {}
    given = (plan.get("floors") or {}).get("authors")
    return int(given) if isinstance(given, int) else _FLOOR


def _identifier(before: Side, after: Side, *, paired: bool) -> str:
    """Twelve hexadecimal digits of the two audits, in their order, the version that compared them, and whether in pairs."""
    said = json.dumps([before.audit, after.audit, __version__, *(["paired"] if paired else [])])
    return hashlib.sha256(said.encode()).hexdigest()[:12]
