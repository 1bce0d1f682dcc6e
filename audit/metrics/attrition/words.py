"""What is said of posts that are gone: claims about posts, never about why somebody took one down."""

from __future__ import annotations

from collections.abc import Sequence

from audit.finding import Block, Chart, Finding, Reading, Table, Weakens
from audit.metrics.attrition.course import Outcome
from audit.metrics.attrition.figures import Figures, Told
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, confidence, could_have_shown, few_authors_caveats, roll_up
from audit.metrics.fates.groups import Axis
from audit.metrics.post_group_words import label_of, title_of, who_of
from audit.metrics.post_groups import ACTIVITY, AUTHOR, COMMUNITY, DIALECT, FOUND, LABEL, LENGTH, MENTION, PERIOD
from audit.metrics.verdicts import verdict
from audit.wording import count, exactly, join, percent, plural, points, sentence_case, tallied

NO_CAUSE = (
    "The figures do not tell why posts are gone: their authors, moderators, suspended accounts and closed communities all"
    " take posts away, and what breaks rules may rightly be."
)
UNVALIDATED = "Mentions are unvalidated term matches."
NO_TIMES = "The source does not say when posts went, so nothing is said of how long they lasted."
#: Groups that a chart draws.
MOST_DRAWN = 12
#: Groups that are not settled are named where they are so few.
_MOST_NAMED = 3
#: Sides of groups, and the metrics that compare such groups.
_WEAKENED = {
    AUTHOR: ("representation", "labels", "scores", "sentiment", "agreement"),
    MENTION: ("mentions", "descriptions", "markers", "associations", "labels", "scores", "sentiment"),
    LABEL: ("labels", "artefacts", "amplification", "label_conflicts"),
    COMMUNITY: ("representation", "concentration"),
    ACTIVITY: ("concentration", "rhythm"),
    PERIOD: ("representation",),
    DIALECT: ("labels",),
    LENGTH: ("descriptions", "markers"),
}
_APART = {
    AUTHOR: "groups of authors",
    MENTION: "groups that posts mention",
    LABEL: "values of a label",
    COMMUNITY: "communities",
    ACTIVITY: "authors of many posts and of few",
    PERIOD: "times of posting",
    DIALECT: "dialects",
    LENGTH: "lengths of posts",
}


def shown_of(told: Told) -> Contrast | None:
    """The comparison that is shown, the difference before the ratio; None if neither is."""
    return next((each for each in (told.difference, told.ratio) if each is not None and each.reading == "shown"), None)


def is_small(told: Told) -> bool:
    """Whether the difference is shown to be small; a ratio of two small shares may still be large."""
    return told.difference is not None and told.difference.reading == "shown_small"


def finding(
    told: Told, contrast: Contrast, figures: Figures, block: str, caveats: Sequence[str], missing: float
) -> Finding:
    """What is shown of one group."""
    outcome, share, difference, ratio = told.outcome, told.share, told.difference, told.ratio
    more = (contrast.estimate.value or 0.0) > contrast.null
    lost = more == outcome.is_loss
    who = who_of(told.axis, told.group.name)
    reference = share.reference
    parts = [
        f"a difference of {difference.estimate.told}{_told_of(difference)}"
        if difference is not None and difference.estimate.value is not None
        else "",
        f"{ratio.estimate.told}{_told_of(ratio)}"
        if ratio is not None and ratio.estimate.status == "ok" and ratio.estimate.value is not None
        else "",
    ]
    also = [each.estimate for each in (difference, ratio) if each is not None and each is not contrast]
    scope = figures.scope
    return Finding(
        id=contrast.estimate.id.rpartition(".")[0],
        metric=contrast.estimate.metric,
        title=f"{sentence_case(who)} {outcome.more if more else outcome.less} than {_all(outcome)}",
        statement=f"Of {who}, {share.told} ({share.limits}) {outcome.verb}, of"
        f" {reference.source if reference else _all(outcome)} {percent(reference.value if reference else None)}:"
        f" {join([each for each in parts if each])}.",
        reading="shown",
        # A large multiple of next to nothing changes little of what is left.
        severity="low" if is_small(told) else contrast.severity,
        confidence=confidence([contrast.estimate], scope, missing=missing, stated=told.axis.side not in FOUND),
        harm="erasure" if lost else "validity",
        estimates=(contrast.estimate.id, share.id, *(each.id for each in also)),
        headline=contrast.estimate.id,
        caveats=tuple(caveats),
        actions=(outcome.action,),
        block=block,
    )


def _told_of(contrast: Contrast) -> str:
    tolerance = exactly(contrast.tolerance) if contrast.null == 1.0 else points(contrast.tolerance)
    said = {
        "shown": f"beyond {tolerance}",
        "shown_small": f"within {tolerance}",
        "inconclusive": f"not shown to be beyond {tolerance}",
    }
    return f" ({said[contrast.reading]})" if contrast.reading in said else ""


def _all(outcome: Outcome) -> str:
    return outcome.whole or "all posts"


def rest(
    axis: Axis,
    told: Sequence[Told],
    figures: Figures,
    block: str,
    caveats: Sequence[str],
    missing: float,
    *,
    some_shown: bool,
) -> Finding:
    """What is said of the comparisons of one axis that showed nothing."""
    contrasts = [each.difference for each in told if each.difference is not None]
    readings: list[Reading] = [each.reading for each in contrasts]
    reading = roll_up(readings)
    tolerance = points(figures.scope.plan.tolerances.share_gap)
    small, open_, none = (readings.count(each) for each in ("shown_small", "inconclusive", "not_assessed"))
    parts = [
        *([f"{count(small)} within {tolerance}"] if small else []),
        *([f"{count(open_)} not settled"] if open_ else []),
        *([f"{count(none)} on too few posts or authors to be judged"] if none else []),
    ]
    compared = tallied(len(contrasts), "further comparison" if some_shown else "comparison", parts)
    what = f"shares of posts that {figures.course.main.verb}"
    return Finding(
        id=block,
        metric=figures.course.name,
        title=f"{f'Other {what}' if some_shown else sentence_case(what)}, by {title_of(axis)}"
        f"{verdict(readings, tolerance, differ='differ from all posts', before=',')}",
        statement=f"{compared}{_open(axis, told)}{could_have_shown(contrasts)}",
        reading=reading,
        severity="none",
        confidence=confidence(
            [each.estimate for each in contrasts], figures.scope, missing=missing, stated=axis.side not in FOUND
        ),
        harm="erasure",
        estimates=tuple(each.estimate.id for each in contrasts),
        caveats=tuple(caveats),
        block=block,
    )


def _open(axis: Axis, told: Sequence[Told]) -> str:
    """Which groups are not settled, where most are; begins with a blank, or is empty."""
    found = [each.difference for each in told if each.difference is not None]
    open_ = [
        each.group.name for each in told if each.difference is not None and each.difference.reading == "inconclusive"
    ]
    if not 0 < len(open_) <= _MOST_NAMED or len(open_) == len(found):
        return ""
    return f" Not settled: {join([who_of(axis, each) for each in open_])}."


def axis_block(axis: Axis, told: Sequence[Told], figures: Figures, block: str, caveats: Sequence[str]) -> Block | None:
    """The chart of one axis, all that is gone together, and a table by what became of it where there are several fates."""
    main = figures.course.main
    shares = {(each.outcome.slug, each.group.name): each.share for each in told}
    drawn = [each for each in told if each.outcome is main and each.share.status == "ok"]
    if not drawn:
        return None
    in_time = axis.side == PERIOD
    sign = -1 if main.is_loss else 1
    drawn.sort(key=lambda each: each.group.name if in_time else (sign * (each.share.value or 0.0), each.group.name))
    names = [each.group.name for each in drawn]
    labels = tuple(label_of(axis, name) for name in names)
    table = None
    if len(figures.outcomes) > 1:
        rows = [
            tuple(_id(shares[each.slug, name].id, shares[each.slug, name].status) for each in figures.outcomes)
            for name in names
        ]
        table = Table(tuple(sentence_case(each.verb) for each in figures.outcomes), labels, tuple(rows))
    most = len(drawn) if in_time else MOST_DRAWN
    chart = Chart(
        "intervals",
        tuple((each.share.id,) for each in drawn[:most]),
        labels[:most],
        f"share of posts that {main.verb}",
        caption=f"{percent(figures.scope.level)} intervals clustered by {figures.scope.voice}; the diamond is that of all"
        f" posts of which it is known.{'' if in_time else f' At most {MOST_DRAWN} groups drawn, those that lose most.'}",
    )
    return Block(
        block, figures.course.name, f"Posts that {main.verb}, by {title_of(axis)}", "", chart, tuple(caveats), table
    )


def _id(identifier: str, status: str) -> str:
    return identifier if status == "ok" else ""


def overall(figures: Figures, notes: Sequence[str]) -> tuple[list[Finding], list[Block]]:
    """What became of all posts, each fate apart; nothing where it may not be told."""
    found = [(each, one) for each, one in zip(figures.outcomes, figures.overall(), strict=True) if one.status == "ok"]
    if not found:
        return [], []
    name, main = figures.course.name, figures.course.main
    block = f"{name}.everyone"
    said = [f"{one.told} ({one.limits}){f' of {each.whole}' if each.whole else ''} {each.verb}" for each, one in found]
    chart = Chart(
        "intervals",
        tuple((one.id,) for _, one in found),
        tuple(sentence_case(each.verb) for each, _ in found),
        "share of posts",
        caption=f"{percent(figures.scope.level)} intervals clustered by {figures.scope.voice}.",
    )
    first = found[0]
    title = f"{first[1].told} of posts {first[0].verb}"
    if main.is_loss:
        # That so many are gone is a finding of coverage, with its tolerance; here it is what groups are held against.
        title = "The share of posts that are gone is counted over all, for groups to be held against"
        notes = (*notes, NO_TIMES)
    return [
        Finding(
            id=block,
            metric=name,
            title=title,
            statement=f"Of all posts, {join(said)}.",
            reading="not_assessed",
            severity="none",
            confidence=confidence([one for _, one in found], figures.scope),
            harm="validity" if main.is_loss else "erasure",
            estimates=tuple(one.id for _, one in found),
            headline=first[1].id,
            caveats=tuple(notes),
            block=block,
        )
    ], [Block(block, name, "What became of all posts", "", chart, tuple(notes))]


def caveats_of(axis: Axis, known: tuple[float, float] | None, scope: Scope, notes: Sequence[str]) -> list[str]:
    """What a reader has to know of the figures of an axis.

    Parameters
    ----------
    axis : Axis
    known : (float, float) or None
        Of posts that are gone, and of the others, the part of which it is known; None where it may not be told, or is all.
    scope : Scope
    notes : sequence of str
        What is to be said of every axis.
    """
    own = [NO_CAUSE]
    if known is not None:
        own.append(
            f"The {title_of(axis)} is known of {percent(known[0])} of the posts that are gone and of {percent(known[1])} of the"
            " others: figures are of these, and right as far as the rest are like them."
        )
    if axis.side == MENTION:
        own.append(UNVALIDATED)
    if axis.side == DIALECT:
        own.append("A dialect is told of words, never of a person.")
    if axis.side == ACTIVITY:
        own.append("Posts per author are counted in these data, posts that are gone and name their author among them.")
    if axis.sampled:
        own.append(f"Estimated from {plural(sum(each.voices() for each in axis.groups), 'author')} drawn by hash.")
    return [*own, *([axis.note] if axis.note else []), *notes, *few_authors_caveats(scope)]


def not_known(side: str, axis_title: str, known: tuple[float, float] | None) -> str:
    """Why nothing is told by groups of an axis."""
    if side in (MENTION, LENGTH, DIALECT):
        return f"By {axis_title}: the text of most posts that are gone is gone too, or cut, so what was lost cannot be known."
    if known is None:
        return f"By {axis_title}: of the posts that are gone too few tell it, so what was lost by it cannot be known."
    return (
        f"By {axis_title}: it is known of {percent(known[0])} of the posts that are gone and of {percent(known[1])} of the"
        " others, so what was lost by it cannot be known."
    )


def together(reasons: Sequence[str]) -> list[str]:
    """Reasons that are the same but for what posts are told apart by, as one."""
    by_reason: dict[str, list[str]] = {}
    for each in reasons:
        axis, parted, why = each.removeprefix("By ").partition(": ")
        by_reason.setdefault(why if parted and each.startswith("By ") else each, []).append(axis)
    return [f"By {join(axes)}: {why}" if why not in reasons else why for why, axes in by_reason.items()]


def weakens(axis: Axis, name: str) -> Weakens | None:
    """What posts that are gone more often here than there take away from comparisons of the two."""
    if axis.side not in _WEAKENED:
        return None
    caveat = (
        f"Posts are gone more often for some {_APART[axis.side]} than for others (see {name}): what is compared here is what is"
        " left of what was posted."
    )
    return Weakens(_WEAKENED[axis.side], caveat)
