"""What a plug-in may say: figures of its own, with intervals, and none of too few people."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from audit.disclosure import suppress
from audit.finding import Block, Confidence, Estimate, Finding, Harm, Judgement, NotMeasured, Reading, Severity, Unit
from audit.metrics.base import Scope

_INTERVALS = frozenset({"share", "points", "ratio", "per_1000", "score"})
_Group = tuple[tuple[str, str], ...]


def admitted(judgement: Any, name: str, scope: Scope) -> Judgement | str:
    """A judgement as it may be printed.

    Figures of groups of too few authors are hidden, and further ones until none follows by subtraction; so is every claim
    that stands on one. What the plug-in would take away from others' claims is dropped: it speaks for itself alone.

    Parameters
    ----------
    judgement : object
        What the plug-in gave.
    name : str
        Of the metric.
    scope : Scope

    Returns
    -------
    Judgement or str
        Or the rule that was broken.
    """
    if broken := broken_rule(judgement, name):
        return broken
    hidden = _hidden(judgement.estimates, scope)
    gone = {each.id for each in judgement.estimates if _group(each) in hidden and each.group}
    gone |= {each.id for each in judgement.estimates if not each.group and _is_few(each, scope)}
    estimates = tuple(
        _suppressed(each, scope) if each.id in gone else _sized(each, scope, all_told=not gone)
        for each in judgement.estimates
    )
    findings = tuple(each for each in judgement.findings if gone.isdisjoint((*each.estimates, each.headline or "")))
    blocks = tuple(each for each in judgement.blocks if not (gone and each.chart.points))
    told = judgement.not_measured
    if gone:
        floor = scope.plan.floors.authors
        reason = f"Figures of groups of fewer than {floor} authors are hidden, and those from which they would follow."
        told = (*told, NotMeasured(name, reason))
    return Judgement(estimates, findings, blocks, told)


def broken_rule(judgement: Any, name: str) -> str:
    """The first rule that a judgement breaks, in words that hold nothing of it; empty if none."""
    if not isinstance(judgement, Judgement):
        return "what it says is no Judgement"
    said: tuple[Estimate | Finding | Block, ...] = (*judgement.estimates, *judgement.findings, *judgement.blocks)
    if any(each.metric != name or not each.id.startswith(f"{name}.") for each in said):
        return f"an id does not begin with '{name}.', or is given to another metric"
    if any(each.metric != name for each in judgement.not_measured):
        return "it speaks for another metric"
    estimates = {each.id: each for each in judgement.estimates}
    findings = {each.id for each in judgement.findings}
    if len(estimates) < len(judgement.estimates) or len(findings) < len(judgement.findings):
        return "two of its figures, or of its claims, have one id"
    for estimate in judgement.estimates:
        if broken := _broken_figure(estimate):
            return broken
    for finding in judgement.findings:
        if broken := _broken_claim(finding, estimates):
            return broken
    return ""


def _broken_figure(each: Estimate) -> str:
    numbers = (each.value, each.low, each.high, each.n_effective, each.p_value, each.q_value)
    if any(number is not None and not math.isfinite(number) for number in numbers):
        return "a figure is not finite"
    if each.unit not in get_args(Unit):
        return "a figure has a unit that there is not"
    if each.status != "ok":
        return "" if each.value is None and each.note else "a figure that is not told has a value, or no reason"
    if each.value is None:
        return "a figure has no value and does not say why"
    if each.unit in _INTERVALS and (each.low is None or each.high is None):
        return "a share, rate, ratio or difference has no interval"
    if each.low is not None and each.high is not None and not each.low <= each.value <= each.high:
        return "a figure lies outside its interval"
    return ""


def _broken_claim(each: Finding, estimates: Mapping[str, Estimate]) -> str:
    known = (
        (each.reading, Reading),
        (each.severity, Severity),
        (each.confidence, Confidence),
        (each.harm, Harm),
    )
    if any(word not in get_args(words) for word, words in known):
        return "a claim has a reading, severity, confidence or harm that there is not"
    if not set(each.estimates) <= estimates.keys() or (each.headline and each.headline not in estimates):
        return "a claim stands on a figure that is not there"
    head = estimates.get(each.headline or "")
    if each.reading in ("shown", "shown_small") and (head is None or head.low is None):
        return "something is shown without a figure that has an interval"
    return ""


def _hidden(estimates: tuple[Estimate, ...], scope: Scope) -> set[_Group]:
    """Groups whose figures are hidden: in every measure if in one, for the same people stand behind them."""
    families: dict[tuple[str, tuple[str, ...]], list[Estimate]] = defaultdict(list)
    for each in estimates:
        if each.group:
            families[each.measure, tuple(sorted(each.group))].append(each)
    hidden: set[_Group] = set()
    for family in families.values():
        voices = [_voices(each, scope) for each in family]
        mask = suppress(voices, scope.plan.floors.authors)
        hidden |= {_group(each) for each, is_hidden in zip(family, mask, strict=True) if is_hidden}
    return hidden


def _voices(each: Estimate, scope: Scope) -> int:
    """People behind a figure; one where it is not told, so that the figure is not either."""
    if each.status == "suppressed":
        return 1
    told = each.n_authors if scope.has_authors else each.n_posts
    nobody = 0 if each.status == "not_estimable" else 1
    return nobody if told is None else told


def _is_few(each: Estimate, scope: Scope) -> bool:
    return 0 < _voices(each, scope) < scope.plan.floors.authors


def _sized(each: Estimate, scope: Scope, *, all_told: bool) -> Estimate:
    """The figure, without the size of its other side where that is of few, or where a group is hidden that may be among it."""
    side, floors = each.other_side, scope.plan.floors
    if side is None:
        return each
    told = all_told and each.status == "ok" and each.n_posts is not None
    kept = (
        side.guarded(each.n_posts or 0, scope.posts, posts=floors.posts, authors=floors.authors)
        if told
        else side.hidden
    )
    return replace(each, other_side=kept)


def _suppressed(each: Estimate, scope: Scope) -> Estimate:
    note = f"hidden: fewer than {scope.plan.floors.authors} authors, or others would follow from it"
    return replace(
        each, value=None, low=None, high=None, n_posts=None, n_authors=None, n_effective=None, reference=None,
        p_value=None, q_value=None, status="suppressed", note=note, detectable=None, degrees_of_freedom=None, n_counted=None,
        other_side=None if each.other_side is None else each.other_side.hidden,
    )  # fmt: skip


def _group(each: Estimate) -> _Group:
    return tuple(sorted((str(key), str(value)) for key, value in each.group.items()))
