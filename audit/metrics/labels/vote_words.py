"""What is said of shares of votes by group: beside the label that they stand behind, or for themselves where they read otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from audit.finding import Finding, Judgement, Reading
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, confidence, could_have_shown, few_authors_caveats, roll_up
from audit.metrics.labels.counts import NAME
from audit.metrics.labels.sides import Side
from audit.metrics.labels.vote_sides import VoteSide, say_the_same
from audit.metrics.mentions.forms import CAVEAT as FORMS
from audit.metrics.mentions.forms import group_and_value, named_beside, not_borne_out, stands_on
from audit.metrics.telling import share_told, with_limits
from audit.metrics.verdicts import verdict
from audit.resources import axis_title, group_title
from audit.wording import count, join, points, sentence_case, tallied

#: What is owed wherever a share of votes is told.
OF_VOTES = "A share of votes is that of the people who were asked. Gaps of votes are not adjusted for what else differs between the posts."
CAVEAT = (
    "A share of votes is that of the people who were asked. A gap is not proof of wrong labels: posts about a group that is"
    " attacked may rightly get more votes. Gaps of votes are not adjusted for what else differs between the posts."
)
_FEW = "on too few posts or authors to be judged"


def told(side: VoteSide) -> Judgement:
    """Figures of the votes on one axis: a finding for each gap that is shown and not told with a label, and one for the others."""
    findings = [_finding(side, each) for each in side.shown]
    findings += [_rest(side)] if side.rest else []
    return Judgement(side.estimates, tuple(findings))


def behind(side: Side, contrast: Contrast) -> str:
    """What the votes behind a label say of a gap of the label that is shown; begins with a blank, or is empty."""
    votes = side.votes.get(contrast.estimate.id)
    if votes is None:
        return ""
    gap = f"in the mean share of votes for \u201c{votes.estimate.group['value']}\u201d the gap is {with_limits(votes.estimate)}"
    if say_the_same(contrast, votes):
        return f" The votes behind this label say the same: {gap}."
    if votes.reading == "not_assessed":
        return f" The gap of the votes behind this label stands {_FEW}."
    if votes.reading == "inconclusive":
        return f" The votes behind this label do not settle it: {gap}."
    return f" The votes behind this label disagree: {gap}, {_contrary(votes)}."


def behind_the_rest(sides: Sequence[Side], rest: Sequence[Contrast]) -> str:
    """What the votes behind a label say of gaps of the label that are not shown; begins with a blank, or is empty."""
    votes = {name: one for each in sides for name, one in each.votes.items()}
    pairs = [(each, votes[each.estimate.id]) for each in rest if each.estimate.id in votes]
    if not pairs:
        return ""
    whose = (
        " The votes behind the labels"
        if len({s.of.label for s in sides if s.votes}) > 1
        else " The votes behind the label"
    )
    if len(pairs) == len(rest) and all(say_the_same(label, one) for label, one in pairs):
        unjudged = all(one.reading == "not_assessed" for _, one in pairs)
        return f"{whose} could not be judged either." if unjudged else f"{whose} read the same."
    return f"{whose}: {join(_came_to((one for _, one in pairs), sides[0].of.scope, ', told apart'))}."


def estimates_behind(side: Side, contrast: Contrast) -> tuple[str, ...]:
    """Ids of the figures that :func:`behind` tells."""
    votes = side.votes.get(contrast.estimate.id)
    return () if votes is None else (votes.estimate.id,)


def _contrary(contrast: Contrast) -> str:
    return "on the other side" if contrast.reading == "shown" else "within the tolerance"


def _came_to(contrasts: Iterable[Contrast], scope: Scope, of_shown: str = "") -> list[str]:
    """How many comparisons came to what."""
    readings = [each.reading for each in contrasts]
    said: tuple[tuple[Reading, str], ...] = (
        ("shown", f"shown{of_shown}"),
        ("shown_small", f"within {points(scope.plan.tolerances.label_gap)}"),
        ("inconclusive", "not settled"),
        ("not_assessed", _FEW),
    )
    return [f"{count(readings.count(each))} {words}" for each, words in said if each in readings]


def _of_the_label(side: VoteSide, contrast: Contrast) -> str:
    """What a label says of a gap of the votes behind it that is shown; begins with a blank, or is empty."""
    said = []
    for label, own in side.labels.get(contrast.estimate.id, ()):
        whose = f"the label \u201c{own.estimate.group['value']}\u201d ({label.replace('_', ' ')})"
        if own.reading == "not_assessed":
            said.append(f" The gap of {whose} stands {_FEW}.")
        elif own.reading == "inconclusive":
            said.append(f" {sentence_case(whose)} does not settle it: its gap is {with_limits(own.estimate)}.")
        else:
            said.append(f" {sentence_case(whose)} disagrees: its gap is {with_limits(own.estimate)}, {_contrary(own)}.")
    return "".join(said)


def _disagree(side: VoteSide) -> str:
    """That a label shows what the votes behind it show to be small; begins with a blank, or is empty."""
    found = [label for each in side.rest for label, _ in side.labels.get(each.estimate.id, ())]
    if not found:
        return ""
    named = join([f"\u201c{each.replace('_', ' ')}\u201d" for each in sorted(set(found))])
    n = sum(1 for each in side.rest if each.estimate.id in side.labels)
    which = "it is" if len(side.rest) == n == 1 else "1 is" if n == 1 else f"{count(n)} are"
    return f" Votes and label disagree: {which} shown to be beyond the tolerance by {named}."


def _finding(side: VoteSide, contrast: Contrast) -> Finding:
    of, estimate = side.of, contrast.estimate
    group, answer = estimate.group[side.axis], estimate.group["value"]
    more = (estimate.value or 0) > 0
    by_mention = side.side == "mention"
    who = f"posts that mention {group_title(group)}" if by_mention else f"posts by {group_title(group)}"
    others, forms, loose = "posts by the other groups that can be printed", "", of.forms.told.get(estimate.id)
    if by_mention:
        others = "posts that name them in no form"
        in_any = loose.n_posts if loose else None
        forms = stands_on(estimate.n_posts, loose, in_any, group, "annotated", alike=loose is None)
    at = (side.side, side.axis, group)
    mean = next(each for each in side.shares if each.id == of.name(*at, answer, "vote_share"))
    return Finding(
        id=of.name(*at, answer, "votes"),
        metric=NAME,
        title=f"{sentence_case(who)} get {'more' if more else 'fewer'} votes for \u201c{answer}\u201d",
        statement=f"On average {share_told(mean)} of the annotators of {who} chose \u201c{answer}\u201d, a gap of"
        f" {estimate.told} to {others}.{_of_the_label(side, contrast)}{forms}",
        reading="shown",
        severity=contrast.severity,
        confidence=of.forms.confidence(
            estimate, of.scope, missing=of.missing_of(side.side, side.axis), stated=side.side == "author"
        ),
        harm="quality_of_service",
        estimates=(
            estimate.id,
            *((loose.id,) if loose else ()),
            *(of.name(*at, answer, each) for each in ("vote_share", "majority_rate")),
            *_labels_of(side, [contrast]),
        ),
        headline=estimate.id,
        caveats=_caveats(side),
        actions=("Have a sample of these posts labelled again before training on them.",),
    )


def _rest(side: VoteSide) -> Finding:
    of, rest = side.of, side.rest
    tolerance = points(of.scope.plan.tolerances.label_gap)
    readings = [each.reading for each in rest]
    parts = _came_to(rest, of.scope)
    whose = f"{axis_title(side.axis)} of the {'people mentioned' if side.side == 'mention' else 'author'}"
    further = side.is_told_in_part
    return Finding(
        id=f"{of.block(side.side, side.axis)}.votes",
        metric=NAME,
        title=f"{'Other shares' if further else 'Shares'} of votes {of.on_what} by {whose}{verdict(readings, tolerance)}",
        statement=f"{tallied(len(rest), 'further comparison' if further else 'comparison', parts)}{could_have_shown(rest)}"
        f"{not_borne_out(rest, of.forms, group_and_value(side.axis))}{_disagree(side)}",
        reading=roll_up(readings),
        severity="none",
        confidence=confidence(
            [each.estimate for each in rest],
            of.scope,
            missing=of.missing_of(side.side, side.axis),
            stated=side.side == "author",
        ),
        harm="quality_of_service",
        estimates=(
            *(each.estimate.id for each in rest),
            *named_beside(rest, of.forms),
            *_labels_of(side, rest),
        ),
        caveats=_caveats(side),
    )


def _labels_of(side: VoteSide, contrasts: Iterable[Contrast]) -> tuple[str, ...]:
    """Ids of the gaps of the label that the votes disagree with."""
    ids = (own.estimate.id for each in contrasts for _, own in side.labels.get(each.estimate.id, ()))
    return tuple(dict.fromkeys(ids))


def _caveats(side: VoteSide) -> tuple[str, ...]:
    return (CAVEAT, *((FORMS,) if side.side == "mention" else ()), *few_authors_caveats(side.of.scope))
