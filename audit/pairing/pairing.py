"""Pair the figures of two audits, or say why not."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping

import numpy as np

from audit.comparing.pairing import Together
from audit.errors import AuditError
from audit.finding import Estimate, Findings
from audit.pairing.replicates import Floats, replicates
from audit.pairing.sides import AuditOnDisk
from audit.statistics.independent import Pairs
from audit.statistics.paired import pairs_of, replicate_error
from audit.statistics.quantiles import two_sided_quantile
from audit.tally import Tally
from audit.tally.author_sets import Keys

#: A figure is only paired if its replicates give its own error again: an interval of Wilson's at few authors is up to so
#: many times wider than the jackknife's, and a figure that is not made of counts per author is far off.
_MOST_OFF = 3.0
_SAME = 2e-5  # six significant digits, as findings are written


def pair_up(before: AuditOnDisk, after: AuditOnDisk, metrics: Collection[str]) -> Together:
    """How the figures of two audits go together.

    Parameters
    ----------
    before, after : AuditOnDisk
    metrics : collection of str
        Those whose figures are to be compared: each is judged 33 times a side.

    Returns
    -------
    Together
    """
    for word, side in (("earlier", before), ("later", after)):
        if side.reason:
            return Together(reason=f"the {word} side {side.reason}")
    voices = [_voice(each.findings) for each in (before, after)]
    if voices[0] != voices[1]:
        return Together(reason=f"clusters are {voices[0]}s on one side and {voices[1]}s on the other")
    common = _common(before, after)
    if common == 0.0:
        return Together(voice=voices[0], common=common, reason=f"no {voices[0]} is in both")
    wanted = _measured(before.findings) & _measured(after.findings)
    made = []
    for word, side in (("earlier", before), ("later", after)):
        try:
            made.append(_replicates(side, metrics, wanted))
        except AuditError as error:
            said = error.message.rstrip(".")
            return Together(
                voice=voices[0], common=common, reason=f"the {word} side cannot be judged again here: {said}"
            )
    pairs: dict[str, Pairs] = {}
    unpaired: dict[str, str] = {}
    for name in sorted(made[0].keys() & made[1].keys()):
        one, other = made[0][name], made[1][name]
        if isinstance(one, str) or isinstance(other, str):
            unpaired[name] = one if isinstance(one, str) else str(other)
        elif found := pairs_of(one, other):
            pairs[name] = found
        else:
            unpaired[name] = "it does not vary between authors on one side"
    return Together(pairs, unpaired, voices[0], common)


def _voice(findings: Findings) -> str:
    """What one voice is: an author, a prompt or a text."""
    generated = findings.dataset.get("generated")
    if isinstance(generated, Mapping):
        return "prompt" if generated.get("cluster") == "prompt" else "text"
    return "text" if findings.dataset.get("authors") is None else "author"


def _common(before: AuditOnDisk, after: AuditOnDisk) -> float | None:
    """Share of the smaller side's authors who are in both; None where they are hidden with different keys."""
    if before.tally is None or after.tally is None or before.key != after.key:
        return None
    ours, theirs = (_authors(each) for each in (before.tally, after.tally))
    fewest = min(len(ours), len(theirs))
    return len(np.intersect1d(ours, theirs, assume_unique=True)) / fewest if fewest else None


def _authors(tally: Tally) -> Keys:
    tally.author_posts.compact()
    return tally.author_posts.keys


def _measured(findings: Findings) -> set[str]:
    """Ids of the figures that have an interval: no other can be compared."""
    return {each.id for each in findings.estimates if each.low is not None or each.high is not None}


def _replicates(side: AuditOnDisk, metrics: Collection[str], wanted: Collection[str]) -> dict[str, Floats | str]:
    """Replicates by id, or why a figure has none that could be trusted."""
    if side.tally is None or side.plan is None or side.about is None:
        raise ValueError("a side without a tally has no replicates")
    ran = {str(each.get("name")) for each in side.findings.methods}
    whole, left = replicates(side.tally, side.plan, side.about, ran & set(metrics), wanted)
    made: dict[str, Floats | str] = {}
    for each in (one for one in side.findings.estimates if one.id in wanted):
        if each.id in whole:
            made[each.id] = _untrue(each, whole[each.id], left[each.id]) or left[each.id]
        elif each.reference is not None:
            made[each.id] = "its benchmark is a file, and the plan that says where it lies was not given (--config)"
    return made


def _untrue(estimate: Estimate, whole: float, left: Floats) -> str:
    """Why replicates are not those of an estimate; empty if they are."""
    if estimate.value is None or estimate.low is None or estimate.high is None:
        return "it has no interval"
    if not math.isclose(estimate.value, whole, rel_tol=_SAME, abs_tol=1e-9):
        return "the tally alone does not give it"
    if not np.isfinite(left).all():
        return "it hangs on the authors of one group"
    error = replicate_error(left)
    freedom = max(estimate.degrees_of_freedom or 127.0, 1.0)
    own = (estimate.high - estimate.low) / (2 * two_sided_quantile(estimate.level, freedom))
    if not error > 0 or not own > 0:
        return "it does not vary between authors on one side"
    return "" if 1 / _MOST_OFF < error / own < _MOST_OFF else "its error is not one of counts per author"
