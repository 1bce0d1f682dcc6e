"""What is said of a learner's predictions, and what they are not."""

from __future__ import annotations

from collections.abc import Sequence

from audit.finding import Block, Chart, Estimate, Finding
from audit.metrics.amplification.estimates import Answer, Compared
from audit.metrics.amplification.posts import NAME
from audit.metrics.amplification.remedy import Remedy
from audit.metrics.base import Scope
from audit.metrics.contrast import confidence, could_have_shown, few_authors_caveats, roll_up
from audit.metrics.dialect_groups import AXES, POSTS, TOPICS
from audit.metrics.labels.dialect_words import CAVEATS as OF_DIALECT
from audit.metrics.language import several
from audit.metrics.mentions.forms import CAVEAT as FORMS
from audit.metrics.mentions.forms import named_beside, not_borne_out, stands_on
from audit.metrics.telling import as_share
from audit.metrics.verdicts import ending
from audit.resources import axis_of, axis_title, group_title, language_title
from audit.tally import Tally
from audit.wording import count, number, percent, plural, points, tallied

SIMPLE = "This is a simple learner on words and pairs of words, not models: another may go further, or less far, than it does."
BY_LABELS = "Gaps are by these labels, which may be biased themselves; and a gap may be right where a group is in fact attacked."
IMPOSSIBLE = (
    "Where groups are labelled at different rates, equal rates, equal errors and scores that mean the same cannot all hold"
    " (Chouldechova 2017; Kleinberg et al. 2017)."
)
#: Below this, scores hardly tell posts with the label from the others.
HARDLY = 0.6
#: What an error is, in the words of a statement: these names are used in more than one sense elsewhere.
_MEANT = {
    "false_alarms": "Of posts that are labelled otherwise, the learner predicts {what} for",
    "misses": "Of posts that are labelled {what}, the learner predicts something else for",
}
#: What else than the change of a gap is compared, behind the name of its group.
_CALLED = {".false_alarm_gap": ", false alarms", ".miss_gap": ", misses"}
Caveats = tuple[str, ...]


def findings(answer: Answer, remedy: Remedy | None, tally: Tally, scope: Scope) -> tuple[Finding, ...]:
    """One finding for each change that is shown, one for each gap in errors that is, and one per axis for the rest."""
    told = []
    for side, axis in dict.fromkeys((each.comparison.side, each.comparison.axis) for each in answer.compared):
        mine = [each for each in answer.compared if (each.comparison.side, each.comparison.axis) == (side, axis)]
        shown = [each for each in mine if each.change.reading == "shown"]
        if side != "mention" and len(mine) == 2:  # two groups mirror each other: one finding says both
            shown = [each for each in shown if (each.change.estimate.value or 0) > 0]
        caveats = _caveats(answer, side, tally, scope)
        told += [_shown(each, answer, remedy, caveats, scope) for each in shown]
        rest = [each for each in mine if each.change.reading != "shown"]
        told += [_rest(rest, answer, caveats, scope, some=bool(shown))] if rest else []
        told += _errors(mine, answer, caveats, scope)
    return tuple(told)


def _who(each: Compared) -> str:
    side, group = each.comparison.side, each.comparison.group
    if side == "language":
        return f"posts in {language_title(group)}"
    if side == "mention":
        return f"posts that mention {group_title(group)}"
    if side == "dialect":
        return POSTS[each.comparison.axis, group]
    return (
        f"posts by {group_title(group)}"
        if axis_of(group)
        else f"posts by authors with {axis_title(each.comparison.axis)} \u201c{group_title(group)}\u201d"
    )


def _short(each: Compared) -> str:
    side, group = each.comparison.side, each.comparison.group
    titles = {"language": language_title, "dialect": TOPICS.__getitem__}
    return titles.get(side, group_title)(group)


def _what(answer: Answer) -> str:
    return f"\u201c{answer.task.value}\u201d ({answer.task.label.replace('_', ' ')})"


def _block_id(answer: Answer, side: str, axis: str) -> str:
    first = answer.skill.id.rsplit(".", 1)[0]
    return f"{first}.{side}.{axis}"


def _shown(each: Compared, answer: Answer, remedy: Remedy | None, caveats: Caveats, scope: Scope) -> Finding:
    comparison, change, gap = each.comparison, each.change.estimate, each.label_gap
    who, what = _who(each), _what(answer)
    verb = each.direction
    title = {
        "widens": f"A simple learner widens the gap between {who} and others in {what}",
        "narrows": f"A simple learner narrows the gap between {who} and others in {what}",
        "turns": f"A simple learner turns the gap between {who} and others in {what} round",
        "makes": f"A simple learner makes a gap between {who} and others in {what}",
    }.get(verb, f"A simple learner treats {who} unlike the labels do, in {what}")
    predicted = each.predicted_gap
    statement = (
        f"The gap is {gap.told} in the labels and {predicted.told} in predictions"
        f" for {scope.voice}s that were not learned from: a change of {change.told}"
        f" ({percent(change.level)} interval {change.limits}), where"
        f" {points(scope.plan.tolerances.label_gap)} is tolerated.{_remedied(each, answer, remedy)}"
    )
    estimates = [change.id, gap.id, predicted.id]
    if comparison.side == "mention":
        loose, in_any = answer.forms.told.get(change.id), comparison.by_all_forms
        shown = loose is not None and loose.n_posts is not None
        statement += stands_on(
            change.n_posts, loose, int(in_any.own.sum()) if shown else None, comparison.group, "labelled",
            alike=comparison.alone is None, what="the change",
        )  # fmt: skip
        estimates += [loose.id] if loose else []
    if remedy and (remedy.side, remedy.axis) == (comparison.side, comparison.axis):
        estimates += [figures[comparison.group].id for figures in (remedy.gaps, remedy.changes, remedy.effects)]
        estimates += [one.id for one in remedy.cost]
    return Finding(
        id=change.id.removesuffix(".amplification"),
        metric=NAME,
        title=title,
        statement=statement,
        reading="shown",
        severity="none" if verb == "narrows" else each.change.severity,
        confidence=answer.forms.confidence(
            change, scope, missing=comparison.missing, stated=comparison.side == "author"
        ),
        harm="quality_of_service",
        estimates=tuple(estimates),
        headline=change.id,
        caveats=caveats,
        actions=()
        if verb == "narrows"
        else ("Measure the model you train the same way, on posts it has not seen, before using it.",),
        block=_block_id(answer, comparison.side, comparison.axis),
    )


def _remedied(each: Compared, answer: Answer, remedy: Remedy | None) -> str:
    """What weights would have done, with what they cost."""
    comparison = each.comparison
    if remedy is None or (remedy.side, remedy.axis) != (comparison.side, comparison.axis):
        return ""
    gap, kept, skill = remedy.gaps[comparison.group], *remedy.cost
    if gap.value is None or gap.low is None or kept.value is None:
        return ""
    return (
        f" With training posts weighted so that the label falls on all groups alike, the gap predicted is"
        f" {gap.told} ({gap.limits}); the weights are worth"
        f" {as_share(kept)} of the posts, and the learner's AUC against these labels is {skill.told} in place of"
        f" {answer.skill.told}."
    )


def _caveats(answer: Answer, side: str, tally: Tally, scope: Scope) -> Caveats:
    skill = answer.skill.value
    weak = (
        f"The learner hardly tells posts with the label from others (AUC {number(skill)}), so what it does with groups says"
        " little."
        if skill is not None and skill < HARDLY
        else ""
    )
    mentions = ("Mentions are unvalidated term matches.", FORMS, several(tally, NAME, scope.plan.floors.authors))
    own = {"mention": mentions, "dialect": OF_DIALECT[:2]}.get(side, ())
    said = (SIMPLE, BY_LABELS, weak, *own)
    return tuple(each for each in said if each) + few_authors_caveats(scope)


def _rest(rest: Sequence[Compared], answer: Answer, caveats: Caveats, scope: Scope, *, some: bool) -> Finding:
    comparison = rest[0].comparison
    reading = roll_up(each.change.reading for each in rest)
    tolerance = points(scope.plan.tolerances.label_gap)
    readings = [each.change.reading for each in rest]
    small, open_, none = (readings.count(each) for each in ("shown_small", "inconclusive", "not_assessed"))
    parts = [
        *([f"{count(small)} within {tolerance}"] if small else []),
        *([f"{count(open_)} not settled"] if open_ else []),
        *([f"{count(none)} on too few posts or authors to be judged"] if none else []),
    ]
    whose = {
        "author": f"{axis_title(comparison.axis)} of the author",
        "mention": f"{axis_title(comparison.axis)} of the people mentioned",
        "language": "language",
        "dialect": AXES.get(comparison.axis, ""),
    }[comparison.side]
    # Errors that are not shown have no finding of their own.
    open_to_forms = [one for each in rest for one in (each.change, *each.errors)]

    def called(each: Estimate) -> str:
        what = next((said for name, said in _CALLED.items() if each.id.endswith(name)), "")
        return f"{group_title(each.group[comparison.axis])}{what}"

    first = "What a simple learner does to other gaps" if some else "What a simple learner does to gaps"
    return Finding(
        id=_block_id(answer, comparison.side, comparison.axis),
        metric=NAME,
        title=f"{first} in {_what(answer)} by {whose}"
        f"{ending(readings, f'changes by no more than {tolerance}', f'within {tolerance}', noun='group')}",
        statement=f"{tallied(len(rest), 'further group' if some else 'group', parts)}"
        f"{could_have_shown([each.change for each in rest])}{not_borne_out(open_to_forms, answer.forms, called)}",
        reading=reading,
        severity="none",
        confidence=confidence(
            [each.change.estimate for each in rest],
            scope,
            missing=comparison.missing,
            stated=comparison.side == "author",
        ),
        harm="quality_of_service",
        estimates=(*(each.change.estimate.id for each in rest), *named_beside(open_to_forms, answer.forms)),
        caveats=caveats,
        block=_block_id(answer, comparison.side, comparison.axis),
    )


def _errors(mine: Sequence[Compared], answer: Answer, caveats: Caveats, scope: Scope) -> list[Finding]:
    """Gaps in false alarms and in misses that are shown; one finding each, of the group with the widest."""
    told = []
    for index, (what, name) in enumerate((("False alarms", "false_alarms"), ("Misses", "misses"))):
        shown = [each for each in mine if each.errors[index].reading == "shown"]
        if not shown:
            continue
        widest = max(shown, key=lambda each: (each.errors[index].gap, each.comparison.group))
        estimate, comparison = widest.errors[index].estimate, widest.comparison
        gaps, loose = [each.errors[index].estimate for each in shown], answer.forms.told
        more = "more" if (estimate.value or 0) > 0 else "less"
        others = "posts that name them in no form" if comparison.side == "mention" else "other posts"
        block = _block_id(answer, comparison.side, comparison.axis)
        also = (
            f" A gap of this kind is also shown for {plural(len(shown) - 1, 'further group')}."
            if len(shown) > 1
            else ""
        )
        told.append(
            Finding(
                id=f"{block}.{name}",
                metric=NAME,
                title=f"{what} of a simple learner in {_what(answer)} are {more} frequent in {_who(widest)}",
                statement=f"{_MEANT[name].format(what=_what(answer))} a {'larger' if more == 'more' else 'smaller'} share in"
                f" {_who(widest)} than in {others}: a gap of {estimate.told}"
                f" ({percent(estimate.level)} interval {estimate.limits})"
                f"{_by_all_forms(loose.get(estimate.id))}.{also}",
                reading="shown",
                severity=widest.errors[index].severity,
                confidence=answer.forms.confidence(
                    estimate, scope, missing=comparison.missing, stated=comparison.side == "author"
                ),
                harm="quality_of_service",
                estimates=(*(one.id for one in gaps), *(loose[one.id].id for one in gaps if one.id in loose)),
                headline=estimate.id,
                caveats=(*caveats, IMPOSSIBLE),
                block=block,
            )
        )
    return told


def _by_all_forms(loose: Estimate | None) -> str:
    """The gap by all forms, in a sentence on the one by strict forms."""
    if loose is None:
        return ""
    if loose.status != "ok":
        return f"; by all forms it {'is hidden' if loose.status == 'suppressed' else 'cannot be estimated'}"
    return f"; by all forms {loose.told} ({loose.limits})"


def blocks(answer: Answer, scope: Scope) -> tuple[Block, ...]:
    """Gaps in labels and in predictions, beside each other, one block per axis."""
    made = []
    for side, axis in dict.fromkeys((each.comparison.side, each.comparison.axis) for each in answer.compared):
        rows = []
        for each in answer.compared:
            predicted = next(one for one in each.others if one.id.endswith(".predicted_gap"))
            if (each.comparison.side, each.comparison.axis) == (side, axis) and None not in (
                each.label_gap.value,
                predicted.value,
            ):
                rows.append((each, predicted))
        if not rows:
            continue
        whose = "language" if side == "language" else AXES[axis] if side == "dialect" else axis_title(axis).lower()
        title = f"{answer.task.label} = {answer.task.value}, by {whose}{' mentioned' if side == 'mention' else ''}"
        chart = Chart(
            "paired",
            tuple((each.label_gap.id, predicted.id) for each, predicted in rows),
            tuple(_short(each) for each, _ in rows),
            "gap to other posts, in points",
            series=("in labels", "in predictions"),
            caption=f"{percent(scope.level)} intervals: of labels clustered by {scope.voice}, of predictions from halves of the"
            f" {scope.voice}s, each trained and asked on its own.",
        )
        made.append(Block(_block_id(answer, side, axis), NAME, title, "", chart, (SIMPLE,)))
    return tuple(made)
