"""How each comparison of a finding reads, and why: from its own printed figures, so that no reason is given of another."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.finding import (
    READING_WORDS,
    WITHOUT_FIGURE,
    Estimate,
    Finding,
    Findings,
    Reading,
)
from audit.plan.tolerances import whose
from audit.report.figure_reading import READS, Why, reason_of
from audit.wording import exactly, figure, join, number, percent, plural, points

#: Which tolerance of the plan a figure is held against, by its metric where shares and points have several.
_OF_SHARES: Mapping[str, str] = {
    "concentration": "top_share",
    "repetition": "repeated_share",
    "coverage": "missing_share",
    "sampling": "missing_share",
}
_OF_LABELS = frozenset({"labels", "scores", "amplification", "agreement", "artefacts"})
_WHOSE = {
    "default": "the tool's default, and the plan sets no other",
    "plan": "set in the plan; the tool's default is another",
}
#: The share of as many of the most active authors as may be told of, where 1 % of them are fewer (see concentration).
_FEWEST = "top_fewest"
#: Ids that are named in a sentence; the figures above it have them all.
_MOST_NAMED = 6


@dataclass(frozen=True)
class Comparison:
    """A figure that is held against a tolerance, how it reads, and for which reason."""

    estimate: Estimate
    why: Why
    tolerance: str

    @property
    def reading(self) -> Reading:
        """As its printed figures have it."""
        return READS[self.why]

    @property
    def words(self) -> str:
        """The reading beside a figure, and what kept one that is beyond the tolerance by itself from being shown."""
        said = READING_WORDS[self.reading]
        if self.why == "untested":
            return f"{said}, beyond the tolerance by itself but not tested"
        if self.why != "chance":
            return said
        q = self.estimate.q_value
        return f"{said}, beyond the tolerance by itself{f' but q {_q(q)}' if q is not None else ''}"

    @property
    def reason(self) -> str:
        """The reason as a clause, without the reading."""
        each, level = self.estimate, f"{1 - self.estimate.level:.2g}"
        q = "" if each.q_value is None else f" (q {_q(each.q_value)})"
        if self.why == "beyond":
            return f"the whole interval lies beyond {self.tolerance}, and q is at most {level} within its family{q}"
        if self.why == "chance":
            return (
                f"the whole interval lies beyond {self.tolerance} by itself, but not after allowing for the comparisons made"
                f" together: q would have to be at most {level}{q}"
            )
        if self.why == "no interval":
            lacking = (
                "there is no interval"
                if each.low is None and each.high is None
                else "an end of the interval is missing"
            )
            return f"{lacking} to hold against the tolerance{f': {each.note}' if each.note else ''}"
        if self.why == "no figure":
            return each.note or WITHOUT_FIGURE.get(each.status, "there is no figure")
        if self.why == "within" and each.measure == _FEWEST:
            return "the whole interval lies within the tolerance of the most active 1% itself, who write no more than these"
        return {
            "within as more": f"the whole interval lies within {self.tolerance}, which is the tolerance of so many authors:"
            " what the most active 1% write of it is not settled",
            "within": f"the whole interval lies within {self.tolerance}",
            "untested": f"the whole interval lies beyond {self.tolerance} by itself, but nothing was tested: there is no q-value",
            "disputed": "where the group is defined otherwise, by all forms that name it, the gap reads otherwise",
            "across": f"the interval reaches over {self.tolerance}: part of it is tolerated, and part is not",
            "counted beyond": f"counted over all posts, with no interval, it is beyond {self.tolerance}",
            "counted within": f"counted over all posts, with no interval, it is within {self.tolerance}",
        }[self.why]


def comparison(estimate: Estimate) -> Comparison | None:
    """A figure read again against its tolerance; None for one that is held against none.

    The rule is that of the audit: shown if the whole interval lies beyond the tolerance and q is at most one less the level
    within its family; shown to be small if the whole interval lies within; inconclusive otherwise.
    """
    if estimate.tolerance is None:
        return None
    return Comparison(estimate, reason_of(estimate, estimate.tolerance), _tolerance(estimate, estimate.tolerance))


def comparisons(finding: Finding, findings: Findings) -> list[Comparison]:
    """Those of a finding, in its order."""
    known = findings.by_id
    found = (comparison(known[each]) for each in finding.estimates if each in known)
    return [each for each in found if each is not None]


def why_it_reads_so(finding: Finding, findings: Findings) -> list[str]:
    """The reading of a finding from those of its comparisons, and what would give it another."""
    found = comparisons(finding, findings)
    head = next((each for each in found if each.estimate.id == finding.headline), found[0] if len(found) == 1 else None)
    if head is not None:
        said = [*_alone(head, findings), *_beside([each for each in found if each is not head])]
        return said if head.reading == finding.reading else [_of_several(finding), *said]
    if found:
        return [*_each(found), _together(finding, found), *_what_would_change(found), *_in_force(found, findings)]
    if finding.reading == "not_assessed":
        printed = any(findings.by_id[each].status == "ok" for each in finding.estimates if each in findings.by_id)
        return [
            "No tolerance is recorded with its figures: they are printed, and nothing judges them."
            if printed
            else "There is no figure to judge. Why is in the statement, and beside each figure."
        ]
    return [
        "No tolerance is recorded with its figures, so no interval is held against one here. The rule by which it is judged is"
        " under How it was computed."
    ]


def _tolerance(each: Estimate, tolerance: float) -> str:
    if each.unit == "ratio":
        return f"{exactly(tolerance)} either way"
    if each.unit == "points":
        return points(tolerance)
    return percent(tolerance) if each.unit == "share" else number(tolerance)


def _alone(one: Comparison, findings: Findings) -> Iterator[str]:
    """Of the comparison that the finding is of."""
    yield f"Read as {READING_WORDS[one.reading]}: {one.reason}."
    yield from _what_would_change([one])
    yield from _in_force([one], findings)
    if one.estimate.n_authors is not None and one.estimate.low is not None and one.reading in ("shown", "inconclusive"):
        yield (
            f"It stands on {plural(one.estimate.n_authors, 'author')}; an interval half as wide takes about four times as"
            " many."
        )


def _beside(rest: Sequence[Comparison]) -> Iterator[str]:
    for each in rest:
        yield f"Beside it, {each.estimate.id} by itself reads {READING_WORDS[each.reading]}: {each.reason}."


def _of_several(finding: Finding) -> str:
    return (
        f"The finding is read as {READING_WORDS[finding.reading]} by more than the figure beside its title: see the statement and"
        " How it was computed. That figure by itself:"
    )


def _each(found: Sequence[Comparison]) -> Iterator[str]:
    """How many comparisons read how, each kind with its reason and ids."""
    yield f"It is made of {plural(len(found), 'comparison')}, each of which has a reading of its own:"
    for why in READS:
        own = [each for each in found if each.why == why]
        if why == "no figure":
            notes: dict[str, list[Comparison]] = {}
            for each in own:
                notes.setdefault(each.reason, []).append(each)
            for reason, those in notes.items():
                yield f"{len(those)} cannot be assessed, without a figure: {reason}{_ids(those)}."
        elif own:
            yield f"{len(own)} {READING_WORDS[READS[why]]}: {_reason_of_several(own)}{_ids(own)}."


def _reason_of_several(own: Sequence[Comparison]) -> str:
    reasons = dict.fromkeys(each.reason for each in own)
    if len(reasons) == 1:
        return own[0].reason
    q_values = [each.estimate.q_value for each in own if each.estimate.q_value is not None]
    said = join(sorted({each.reason.partition(" (q ")[0] for each in own}), "or")
    if own[0].why == "beyond" and q_values:
        return f"{said} (the largest q {_q(max(q_values))})"
    return f"{said} (the smallest q {_q(min(q_values))})" if own[0].why == "chance" and q_values else said


def _together(finding: Finding, found: Sequence[Comparison]) -> str:
    readings = {each.reading for each in found}
    together = f"Together they are read as {READING_WORDS[finding.reading]}"
    if readings == {finding.reading}:
        return f"{together}, as each of them is."
    if finding.reading == "inconclusive" and readings & {"inconclusive", "not_assessed"}:
        return f"{together}, since some of them are open or without a figure: what is said of all of them needs all."
    return f"{together}: the statement says of which of them that is said."


def _what_would_change(found: Sequence[Comparison]) -> Iterator[str]:
    whys = {each.why for each in found}
    if "beyond" in whys:
        yield (
            "A larger tolerance, an interval that reaches back over it, as fewer authors would give, or more comparisons in the"
            " family make what is shown inconclusive."
        )
    if "within" in whys:
        yield (
            "A smaller tolerance could make what is shown to be small inconclusive, and a gap that matters to you in a smaller"
            " part of the data is not ruled out."
        )
    if "within as more" in whys:
        yield "More authors settle it: of enough of them the most active 1% can be printed, and are judged themselves."
    if "across" in whys:
        yield "More authors settle what reaches over the tolerance; more posts of the same authors hardly do."
    if "chance" in whys:
        yield "More authors, or fewer comparisons made together, settle what is beyond the tolerance only by itself."
    if "untested" in whys:
        yield "What was not tested stays open, however far beyond the tolerance it lies; more authors may allow a test."
    if "disputed" in whys:
        yield "What hangs on the definition of the group no number of posts settles: decide which forms are meant."
    yield from _could_have_shown([each for each in found if each.why == "across"])


def _could_have_shown(across: Sequence[Comparison]) -> Iterator[str]:
    """The gap that would have been shown, of the comparison in the middle where there are several."""
    least = sorted(size for each in across if (size := _smallest_shown(each.estimate)) is not None)
    units = {each.estimate.unit for each in across}
    if not least or len(units) > 1:
        return
    one = across[0]
    middle = least[(len(least) - 1) // 2]
    told = _size(middle, one.estimate)
    tolerance, what = one.tolerance.removesuffix(" either way"), "ratio" if one.estimate.unit == "ratio" else "gap"
    most = {"ratio": math.inf, "score": 2.0}.get(one.estimate.unit, 1.0)
    if middle >= most:
        whose = "" if len(least) == 1 else f", in more than half of those {len(least)}"
        yield f"No gap, however large, would have been shown to lie beyond {tolerance} four times in five{whose}."
        return
    as_small = sum(size <= middle or _size(size, one.estimate) == told for size in least)
    if len(least) == 1:
        yield f"It took a true {what} of {told} or more to be shown to lie beyond {tolerance} four times in five."
    elif as_small == len(least):
        at_most = "" if _size(least[0], one.estimate) == told else "at most "
        yield (
            f"Each of those {len(least)} took a true {what} of {at_most}{told} to be shown to lie beyond {tolerance} four times in"
            " five."
        )
    else:
        yield (
            f"{as_small} of those {len(least)} took a true {what} of at most {told} to be shown to lie beyond {tolerance} four"
            " times in five; the others took more."
        )


def _smallest_shown(each: Estimate) -> float | None:
    if each.detectable is None or each.tolerance is None:
        return None
    return each.tolerance * each.detectable if each.unit == "ratio" else each.tolerance + each.detectable


def _size(size: float, of: Estimate) -> str:
    return points(size) if of.unit in ("points", "share") else figure(size, of.unit)


def _in_force(found: Sequence[Comparison], findings: Findings) -> Iterator[str]:
    """The tolerance by its name in the plan, its value and whose it is; one that has no name there by its value alone."""
    plan = findings.audit.get("plan") or {}
    tolerances = plan.get("tolerances") or {}
    names = dict.fromkeys(
        (_name(each.estimate, plan), each.tolerance, each.estimate.measure == _FEWEST) for each in found
    )
    for name, told, scaled in names:
        value = tolerances.get(name)
        if scaled and (limit := tolerances.get("top_share")) is not None:
            yield (
                f"The tolerance is {told}: that of the most active 1%, as many times as these authors are more than those."
                f" Theirs is top_share = {limit:g} of [tolerances]: {_WHOSE[whose('tolerances', 'top_share', limit) or 'plan']}."
            )
            continue
        owner = whose("tolerances", name, value)
        if owner is None:
            yield f"The tolerance is {told}."
        else:
            yield f"The tolerance is {name} = {value:g} of [tolerances]: {_WHOSE[owner]}."


def _name(each: Estimate, plan: Mapping[str, Any]) -> str:
    """The name of the tolerance of a figure, if the plan has it with this value; else nothing."""
    if each.unit == "ratio":
        name = "rate_ratio"
    elif each.unit == "score":
        name = "sentiment_gap"
    elif "correlation" in each.measure or (each.metric == "overlap" and each.unit == "index"):
        name = "correlation"
    elif each.unit == "share":
        name = _OF_SHARES.get(each.metric, "")
    else:
        name = "label_gap" if each.metric in _OF_LABELS else "share_gap"
    return name if (plan.get("tolerances") or {}).get(name) == each.tolerance else ""


def _ids(own: Iterable[Comparison]) -> str:
    names = [each.estimate.id for each in own]
    more = f" and {len(names) - _MOST_NAMED} more, above" if len(names) > _MOST_NAMED else ""
    return f" [{', '.join(names[:_MOST_NAMED])}{more}]"


def _q(value: float) -> str:
    return "< 0.001" if value < 0.001 else f"= {value:.3f}"
