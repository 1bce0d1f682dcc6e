"""What is said of filters: claims about the dataset, and never that a filter is wrong, which its figures cannot tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.filtering.judging import Figures, Told
from audit.filtering.parsing import ALL
from audit.finding import Block, Chart, Estimate, Finding, Reading, Table
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, confidence, could_have_shown, few_authors_caveats, roll_up
from audit.metrics.fates.groups import Axis
from audit.metrics.post_group_words import label_of, title_of, who_of
from audit.metrics.post_groups import DIALECT, FOUND, MENTION
from audit.metrics.verdicts import verdict
from audit.wording import count, exactly, join, percent, plural, points, sentence_case, tallied

NO_VERDICT = (
    "A difference is no verdict on the filter. It may rightly drop more of these posts, such as attacks on the group they"
    " mention; or it may not read how people of a group write as it reads others. The figures cannot tell which."
)
UNVALIDATED = "Mentions are unvalidated term matches."
READ_SOME = "Read a sample of the posts that are dropped before training on the rest."
#: Groups that a chart draws.
MOST_DRAWN = 12
#: Groups whose way through the filters one chart can hold: it has as many marks.
MOST_RAILS = 5


def finding(told: Told, contrast: Contrast, scope: Scope, block: str, missing: float) -> Finding:
    """What is shown of one group at one step, by its difference."""
    rate = told.rate
    less = (contrast.estimate.value or 0) < 0
    who, by = who_of(told.axis, told.group.name), "" if told.step.slug == ALL else f" by {told.step.title}"
    reach = "all posts" if told.step.start == 0 else "all posts that reach this filter"
    ratio = told.ratio
    beside = ""
    if ratio is not None and ratio.reading != "not_assessed":
        tolerance = exactly(ratio.tolerance)
        told_of = {"shown": f"beyond {tolerance}", "shown_small": f"within {tolerance}"}
        beside = f" ({ratio.estimate.told}, {told_of.get(ratio.reading, f'not shown to be beyond {tolerance}')})"
    return Finding(
        id=contrast.estimate.id.removesuffix(".difference"),
        metric=contrast.estimate.metric,
        title=f"{sentence_case(who)} are kept {'less' if less else 'more'} often than all posts{by}",
        statement=f"Of {who}, {rate.told} ({rate.limits}) are kept{by}, of {reach}"
        f" {percent(rate.reference.value if rate.reference else None)}: a difference of"
        f" {contrast.estimate.told}{beside}.",
        reading="shown",
        severity=contrast.severity,
        confidence=confidence([contrast.estimate], scope, missing=missing, stated=told.axis.side not in FOUND),
        harm="erasure" if less else "allocation",
        estimates=tuple(
            each.id for each in (contrast.estimate, rate, *([ratio.estimate] if ratio is not None else []))
        ),
        headline=contrast.estimate.id,
        caveats=caveats(told.axis, scope),
        actions=(READ_SOME,),
        block=block,
    )


def rest(
    axis: Axis, contrasts: Sequence[Contrast], scope: Scope, block: str, missing: float, *, some_shown: bool
) -> Finding:
    """What is said of the comparisons of one axis that showed nothing."""
    readings: list[Reading] = [each.reading for each in contrasts]
    reading = roll_up(readings)
    tolerance = points(scope.plan.tolerances.share_gap)
    small, open_, none = (readings.count(each) for each in ("shown_small", "inconclusive", "not_assessed"))
    parts = [
        *([f"{count(small)} within {tolerance}"] if small else []),
        *([f"{count(open_)} not settled"] if open_ else []),
        *([f"{count(none)} on too few posts or authors to be judged"] if none else []),
    ]
    compared = tallied(len(contrasts), "further comparison" if some_shown else "comparison", parts)
    return Finding(
        id=block,
        metric=block.split(".", 1)[0],
        title=f"{'Other' if some_shown else 'Shares of'} {'shares of ' if some_shown else ''}posts kept, by"
        f" {title_of(axis)}{verdict(readings, tolerance, differ='differ from all posts', before=',')}",
        statement=f"{compared}{could_have_shown(contrasts)}",
        reading=reading,
        severity="none",
        confidence=confidence(
            [each.estimate for each in contrasts], scope, missing=missing, stated=axis.side not in FOUND
        ),
        harm="erasure",
        estimates=tuple(each.estimate.id for each in contrasts),
        caveats=caveats(axis, scope),
        block=block,
    )


def axis_block(axis: Axis, told: Sequence[Told], figures: Figures, identifier: str) -> Block | None:
    """The chart of one axis, all filters together, and a table by filter where there are several."""
    rates = {(each.step.slug, each.group.name): each.rate for each in told}
    drawn = [each for each in told if each.step.slug == ALL and each.rate.status == "ok"]
    drawn.sort(key=lambda each: (each.rate.value or 0, each.group.name))
    if not drawn:
        return None
    names = [each.group.name for each in drawn]
    labels = tuple(label_of(axis, name) for name in names)
    table = None
    if len(figures.steps) > 1:
        ok = [
            tuple(rates[step.slug, name].id if rates[step.slug, name].status == "ok" else "" for step in figures.steps)
            for name in names
        ]
        table = Table(("All filters", *(step.title for step in figures.steps[1:])), labels, tuple(ok))
    chart = _ladder(told, figures, names, labels) or Chart(
        "intervals",
        tuple((each.rate.id,) for each in drawn[:MOST_DRAWN]),
        labels[:MOST_DRAWN],
        "share of posts kept",
        caption=f"{percent(figures.scope.level)} intervals clustered by {figures.scope.voice}; the diamond is what is kept"
        f" of all posts. At most {MOST_DRAWN} groups drawn, those that lose most.",
    )
    title = f"Posts kept, by {title_of(axis)}"
    return Block(identifier, identifier.split(".", 1)[0], title, "", chart, caveats(axis, figures.scope), table)


def _ladder(told: Sequence[Told], figures: Figures, names: Sequence[str], labels: Sequence[str]) -> Chart | None:
    """What is left of each group after each filter; None where there is one filter, or more groups than lines can be told by."""
    if len(figures.steps) == 1 or not 1 < len(names) <= MOST_RAILS:
        return None
    left = {(each.step.slug, each.group.name): each.left for each in told if each.left is not None}
    every = [(step, [left[step.slug, name] for name in names]) for step in figures.steps[1:]]
    rungs = [(step, found) for step, found in every if any(each.status == "ok" for each in found)]
    if len(rungs) < 2:
        return None
    return Chart(
        "ladder",
        tuple(tuple(each.id for each in found) for _, found in rungs),
        tuple(f"after {step.title}" for step, _ in rungs),
        "share of posts left",
        tuple(labels),
        f"What is left of each group's posts after each filter, one after another, with {percent(figures.scope.level)}"
        f" intervals clustered by {figures.scope.voice}; a diamond is what is left of all posts.",
    )


def overall_finding(figures: Figures, overall: Mapping[str, Sequence[Estimate]]) -> list[Finding]:
    """How much is kept of all posts, which nothing is held against; nothing where it may not be told."""
    whole = overall[ALL][0]
    if whole.status != "ok":
        return []
    losses = [
        (each[2].value or 0.0, step) for step in figures.steps[1:] if (each := overall[step.slug])[2].status == "ok"
    ]
    share, most = max(losses, key=lambda each: each[0], default=(0.0, None))
    by = (
        f" Of the posts that are dropped, {percent(share)} are dropped by {most.title}."
        if most is not None and share
        else ""
    )
    one = len(figures.stages) == 1
    return [
        Finding(
            id="filter_impact.everyone",
            metric="filter_impact",
            title=f"{'The filter keeps' if one else 'All filters together keep'} {whole.told} of posts",
            statement=f"Of all posts, {whole.told} ({whole.limits}) are kept.{by}",
            reading="not_assessed",
            severity="none",
            confidence=confidence([whole], figures.scope),
            harm="erasure",
            estimates=tuple(each.id for step in figures.steps for each in overall[step.slug]),
            headline=whole.id,
            block="filter_impact.everyone",
        )
    ]


def overall_block(figures: Figures, overall: Mapping[str, Sequence[Estimate]], notes: Sequence[str]) -> Block:
    """What each filter keeps of all posts that reach it."""
    steps = [*figures.steps[1:], figures.steps[0]]
    drawn = [(step, overall[step.slug][0]) for step in steps if overall[step.slug][0].status == "ok"]
    chart = Chart(
        "intervals",
        tuple((rate.id,) for _, rate in drawn),
        tuple(step.title for step, _ in drawn),
        "share of posts kept, of those that reach the filter",
        caption=f"{percent(figures.scope.level)} intervals clustered by {figures.scope.voice}.",
    )
    rules = join([f"{each.title} keeps posts {each.rule.said}" for each in figures.stages])
    text = f"In this order: {rules}."
    return Block(
        "filter_impact.everyone", "filter_impact", "What the filters keep of all posts", text, chart, tuple(notes)
    )


def caveats(axis: Axis, scope: Scope) -> tuple[str, ...]:
    """What a reader has to know of the figures of an axis."""
    own = []
    if axis.asked_for:
        own.append(
            f"A filter asks for the {title_of(axis)} itself: these figures follow from its rule, and none is a finding."
        )
    if axis.side == MENTION:
        own.append(UNVALIDATED)
    if axis.side == DIALECT:
        own.append("A dialect is told of words, never of a person.")
    if axis.sampled:
        own.append(f"Estimated from {plural(sum(each.voices() for each in axis.groups), 'author')} drawn by hash.")
    return (NO_VERDICT, *own, *([axis.note] if axis.note else []), *few_authors_caveats(scope))
