"""What is said of the rates of one label by group, and what they are not."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable, Sequence
from typing import Any

from audit.finding import Block, Chart, Finding, Judgement, Reading, Table
from audit.metrics.contrast import Contrast, confidence, could_have_shown, few_authors_caveats, roll_up
from audit.metrics.labels.adjustment import alike_in, beside, caveat, said, said_of_turned, turned_round
from audit.metrics.labels.copies import said_of_copies
from audit.metrics.labels.counts import NAME
from audit.metrics.labels.sides import Side
from audit.metrics.labels.vote_words import OF_VOTES, behind, behind_the_rest, estimates_behind
from audit.metrics.language import several
from audit.metrics.mentions.forms import CAVEAT as FORMS
from audit.metrics.mentions.forms import Forms, named_beside, not_borne_out, stands_on
from audit.metrics.telling import share_of_others, share_told
from audit.metrics.verdicts import verdict
from audit.metrics.weighed import quotient
from audit.resources import axis_of, axis_title, group_title
from audit.wording import count, percent, points, sentence_case, tallied

_MOST_DRAWN = 12
#: From this share of posts without a label on, a rate is said to be of labelled posts wherever it is told.
_MANY_UNLABELLED = 0.01
#: From this share on its title says so too.
_MOST_UNLABELLED = 0.2


def told(side: Side) -> Judgement:
    """Figures of one label and axis: a finding for each difference that is shown, and one for the others."""
    findings = shown(side)
    if side.rest:
        reading = roll_up(each.reading for each in side.rest)
        other = "Other rates" if side.is_told_in_part else "Rates"
        findings.append(
            Finding(
                id=side.of.block_id(side.side, side.axis),
                title=f"{other} of \u201c{side.of.label}\u201d by {whose(side)}{quiet(side.rest, side)}",
                **rolled_up([side], side.rest, reading, further=side.is_told_in_part),
            )
        )
    return Judgement(side.estimates, tuple(findings), _blocks(side))


def whose(side: Side) -> str:
    """The axis in words, and whether it is of authors or of people mentioned."""
    return f"{axis_title(side.axis)} of the {'people mentioned' if side.side == 'mention' else 'author'}"


def quiet(rest: Iterable[Contrast], side: Side) -> str:
    """What differences come to that are not shown; stands right behind the subject of a title."""
    return verdict((each.reading for each in rest), points(side.of.scope.plan.tolerances.label_gap))


def rolled_up(
    sides: Sequence[Side], rest: Sequence[Contrast], reading: Reading, *, further: bool, more: str = ""
) -> dict[str, Any]:
    """A finding on differences that are not shown, but for its id and title.

    Parameters
    ----------
    sides : sequence of Side
        Of one axis.
    rest : sequence of Contrast
    reading : str
    further : bool
        Whether others are shown.
    more : str
        Stands behind what is said.
    """
    first = sides[0]
    scope, tolerance = first.of.scope, points(first.of.scope.plan.tolerances.label_gap)
    forms = functools.reduce(operator.or_, (each.forms for each in sides), Forms())
    turned = turned_round(rest, [one for each in sides for one in each.adjusted])
    alike = said_of_turned(turned, first.called, by_community=first.of.by_community)
    readings: list[str] = [each.reading for each in rest]
    small, open_, none = (readings.count(each) for each in ("shown_small", "inconclusive", "not_assessed"))
    parts = [
        *([f"{count(small)} within {tolerance}"] if small else []),
        *([f"{count(open_)} not settled"] if open_ else []),
        *([f"{count(none)} on too few posts or authors to be judged"] if none else []),
    ]
    return {
        "metric": NAME,
        "statement": f"{tallied(len(rest), 'further comparison' if further else 'comparison', parts)}"
        f"{could_have_shown(rest)}{not_borne_out(rest, forms, first.called)}{alike}"
        f"{behind_the_rest(sides, rest)}{more}",
        "reading": reading,
        "severity": "none",
        "confidence": confidence(
            [each.estimate for each in rest],
            scope,
            missing=max(each.of.missing_of(each.side, each.axis) for each in sides),
            stated=first.side == "author",
        ),
        "harm": "quality_of_service",
        "estimates": (
            *(each.estimate.id for each in rest),
            *named_beside(rest, forms),
            *(each.estimate.id for _, each in turned),
            *(name for each in rest for side in sides for name in estimates_behind(side, each)),
        ),
        "caveats": (
            *caveats(first),
            *((OF_VOTES,) if any(each.votes for each in sides) else ()),
            *([caveat(by_community=first.of.by_community)] if turned else []),
        ),
        "block": first.of.block_id(first.side, first.axis),
    }


def caveats(side: Side) -> tuple[str, ...]:
    """What is owed with every figure of an axis."""
    wrong = (
        "A gap in label rates is not proof of wrong labels: posts about a group that is attacked may rightly be"
        " labelled more often."
    )
    scope = side.of.scope
    mentions = (
        "Mentions are unvalidated term matches.",
        FORMS,
        several(side.of.tally, NAME, scope.plan.floors.authors),
    )
    mention = [each for each in mentions if each] if side.side == "mention" else []
    return (wrong, *mention, *few_authors_caveats(scope))


def shown(side: Side) -> list[Finding]:
    """A finding for each difference that is shown."""
    return [_shown(side, each) for each in side.shown]


def _who(side: Side, group: str) -> str:
    if side.side == "mention":
        return f"posts that mention {group_title(group)}"
    if axis_of(group):
        return f"posts by {group_title(group)}"
    return f"posts by authors with {axis_title(side.axis)} \u201c{group_title(group)}\u201d"


def _shown(side: Side, contrast: Contrast) -> Finding:
    of, estimate = side.of, contrast.estimate
    group, value = estimate.group[side.axis], estimate.group["value"]
    at = (side.side, side.axis, group)
    adjusted = beside(side.adjusted, estimate)
    rate = next(each for each in side.rates if each.id == of.name(*at, value, "rate"))
    other = share_of_others(rate, estimate, quotient(*(of.rest_of(*at, side.compared, each) for each in (value, ""))))
    who, what = _who(side, group), of.titled(value)
    more = (estimate.value or 0) > 0
    whose = f"labelled {who}" if of.missing >= _MANY_UNLABELLED else who
    unlabelled = f" {percent(of.missing)} of all posts have no such label." if of.missing >= _MANY_UNLABELLED else ""
    others = "labelled posts by the other groups that can be printed"
    mirror = next((each.estimate for each in side.mirrors if each.estimate.group["value"] == value), None)
    other_side = ""
    if mirror is not None:
        whose_other = _who(side, mirror.group[side.axis])
        other_side = f" The gap of {whose_other} is this one from the other side: {mirror.told}."
    forms, loose = "", side.forms.told.get(estimate.id)
    if side.side == "mention":
        others = "labelled posts that name them in no form"
        in_any = loose.n_posts if loose else None
        forms = stands_on(estimate.n_posts, loose, in_any, group, "labelled", alike=loose is None)
    return Finding(
        id=of.name(*at, value, "").rstrip("."),
        metric=NAME,
        title=f"{sentence_case(whose if of.missing >= _MOST_UNLABELLED else who)} are {'more' if more else 'less'} often labelled {what}",
        statement=f"{sentence_case(share_told(rate))} of {whose} are labelled {what}, against {other} of {others}: a gap of"
        f" {estimate.told}.{said(adjusted, estimate, by_community=of.by_community)}{behind(side, contrast)}{forms}{other_side}{said_of_copies(side, contrast)}{unlabelled}",
        reading="shown",
        severity=contrast.severity,
        confidence=of.forms.confidence(
            estimate, of.scope, missing=of.missing_of(side.side, side.axis), stated=side.side == "author"
        ),
        harm="quality_of_service",
        estimates=(
            estimate.id,
            *([loose.id] if loose else []),
            *([mirror.id] if mirror else []),
            *([adjusted.estimate.id] if adjusted else []),
            *estimates_behind(side, contrast),
            *(of.name(*at, value, each) for each in of.measures(side.side)),
        ),
        headline=estimate.id,
        caveats=(
            *caveats(side),
            *([OF_VOTES] if estimate.id in side.votes else []),
            *([caveat(by_community=of.by_community)] if adjusted else []),
        ),
        actions=("Have a sample of these posts labelled again before training on them.",),
        block=of.block_id(side.side, side.axis),
    )


def _blocks(side: Side) -> tuple[Block, ...]:
    of, axis, shown = side.of, side.axis, side.shown
    by_group = {v: sum(each.gap for each in shown if each.estimate.group["value"] == v) for v in of.judged}
    gaps = {
        (each.estimate.group["value"], each.estimate.group[axis]): abs(each.estimate.value or 0.0)
        for each in side.contrasts
        if each.estimate.status == "ok"
    }
    judged = {v: [gap for (of_value, _), gap in gaps.items() if of_value == v] for v in of.judged}
    # The value with the clearest claims, else the one that most groups are judged of, else the one with the widest gap.
    value = max(of.judged, key=lambda each: (by_group[each], len(judged[each]), max(judged[each], default=0.0), each))
    ok = {each.id: each for each in side.rates if each.status == "ok"}
    names = {g: of.name(side.side, axis, g, value, "rate") for g in side.groups}
    claimed = {each.estimate.group[axis] for each in shown if each.estimate.group["value"] == value}
    printed = [g for g in side.groups if names[g] in ok]
    widest = sorted(printed, key=lambda g: (g not in claimed, -gaps.get((value, g), 0.0), g))[:_MOST_DRAWN]
    drawn = sorted(widest, key=lambda g: (g not in claimed, -(ok[names[g]].value or 0)))
    if not drawn:
        return ()
    mentioned = "mentioned" if side.side == "mention" else "of authors"
    chart = Chart(
        "intervals",
        tuple((names[g],) for g in drawn),
        tuple(group_title(g) for g in drawn),
        f"share of labelled posts with {of.label} = {value}",
        caption=f"Drawn is \u201c{of.label}\u201d = {value}{', and no other value' if len(of.judged) > 1 else ''}."
        f" {percent(of.scope.level)} intervals clustered by {of.scope.voice}."
        f"{f' Of {len(printed)} groups the twelve with the widest gaps are drawn.' if len(printed) > len(drawn) else ''}",
    )
    columns = [(group_title(g), _beside(side, g, value)) for g in drawn]
    side_by_side = [(title, ids) for title, ids in columns if ids]
    by_forms = ("gap by all forms, loose ones included",) if any(len(ids) > 2 for _, ids in side_by_side) else ()
    table = Table(
        ("gap", f"gap among posts alike in {alike_in(by_community=of.by_community)}", *by_forms),
        tuple(title for title, _ in side_by_side),
        tuple((*ids, "")[: 2 + len(by_forms)] for _, ids in side_by_side),
    )
    return (
        Block(
            of.block_id(side.side, axis),
            NAME,
            f"\u201c{of.label}\u201d = {value}, by {axis_title(axis).lower()} {mentioned}",
            "",
            chart,
            (*caveats(side), *([caveat(by_community=of.by_community)] if side_by_side else [])),
            table if side_by_side else None,
        ),
    )


def _beside(side: Side, group: str, value: str) -> tuple[str, ...]:
    """A difference, what is left of it among posts alike, and the one by all forms; nothing where there are neither."""
    raw, alike = (
        side.of.name(side.side, side.axis, group, value, each) for each in ("difference", "adjusted_difference")
    )
    adjusted = alike if any(each.estimate.id == alike for each in side.adjusted) else ""
    loose = side.forms.told.get(raw)
    if loose is not None:
        return raw, adjusted, loose.id
    return (raw, adjusted) if adjusted else ()
