"""From a tally of fates to what is said of them, axis by axis; for posts marked gone, and for posts not found again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from audit.finding import Judgement, NotMeasured
from audit.metrics.attrition import words
from audit.metrics.attrition.counts import NAMED, READ
from audit.metrics.attrition.course import Course
from audit.metrics.attrition.figures import LEAST_KNOWN, Figures
from audit.metrics.base import Scope
from audit.metrics.fates.fates import fates_of
from audit.metrics.fates.groups import Axis, axes_of, by_rank, everyone_of, group_of
from audit.metrics.fates.hiding import Fates, enough
from audit.metrics.fates.untold import not_told
from audit.metrics.language import several, unread
from audit.metrics.post_group_words import title_of
from audit.metrics.post_groups import MENTION
from audit.tally import Tally
from audit.wording import percent

#: Fewer posts that are gone name an author than this part, and readers are told.
_NAMED = 0.95


def judge_fates(tally: Tally, scope: Scope, course: Course, notes: Sequence[str] = ()) -> Judgement:
    """Compare what became of each group's posts with what became of all.

    Parameters
    ----------
    tally : Tally
    scope : Scope
    course : Course
    notes : sequence of str
        What readers have to know of every figure.
    """
    ends = len(course)
    everyone = everyone_of(tally, scope, course.name, ends)
    if not everyone.posts:
        return Judgement(not_measured=(NotMeasured(course.name, "There are no posts of which it is known."),))
    figures = Figures(everyone, course, scope)
    if not figures.may_print(course.main):
        few = f"The posts that are gone, or the others, are of fewer than {scope.plan.floors.authors} {scope.voice}s"
        return Judgement(not_measured=(NotMeasured(course.name, f"{few}: nothing is told of them."),))
    notes = [*notes, *_unnamed(tally, scope, course, everyone.fates)]
    findings, blocks = words.overall(figures, notes)
    axes = [each for each in axes_of(tally, scope, course.name, ends, bands=by_rank) if each.side not in (NAMED, READ)]
    blocked = unread(tally, course.name)
    read = several(tally, course.name, scope.plan.floors.authors)
    reasons: list[str] = []
    parts = []
    for axis in axes:
        if axis.side == MENTION and blocked is not None:
            continue
        own = replace(axis, note=read) if axis.side == MENTION else axis
        whole = (
            own.whole
            if own.whole is not None
            else group_of(tally, scope, course.name, (READ, "", "everyone"), ends).fates
        )
        part, reason = _axis(own, whole, figures, notes)
        parts.append(part)
        reasons += [reason] if reason and reason not in reasons else []
    reasons += not_told(axes, blocked, tally, scope, course.name)
    said = Judgement.sum(
        [
            Judgement(tuple(figures.overall()), tuple(findings), tuple(blocks)),
            *parts,
            Judgement(not_measured=tuple(NotMeasured(course.name, each) for each in words.together(reasons))),
        ]
    )
    return replace(said, weakens=tuple(dict.fromkeys(said.weakens)))


def _axis(axis: Axis, whole: Fates, figures: Figures, notes: Sequence[str]) -> tuple[Judgement, str]:
    """One axis; or nothing, and why."""
    known = figures.known(whole)
    printed = known if _may_tell(whole, figures) else None
    if known[0] < LEAST_KNOWN * known[1] or known[0] == 0.0:
        return Judgement(), words.not_known(
            axis.side, "mentioned group" if axis.side == MENTION else title_of(axis), printed
        )
    told = figures.of_axis(axis, whole)
    compared = [each for each in told if each.difference is not None]
    if not compared:
        return Judgement(tuple(each.share for each in told)), ""
    complete = min(known) >= _NAMED
    caveats = words.caveats_of(axis, None if complete else printed, figures.scope, notes)
    block, missing = f"{figures.course.name}.{axis.key}", 1.0 - min(known)
    shown = [(each, contrast) for each in compared if (contrast := words.shown_of(each)) is not None]
    main = figures.course.main
    open_ = [
        each
        for each in compared
        if words.shown_of(each) is None
        and each.difference is not None
        and (each.outcome is main or each.difference.estimate.status == "ok")
    ]
    findings = [words.finding(each, contrast, figures, block, caveats, missing) for each, contrast in shown]
    if open_:
        findings.append(words.rest(axis, open_, figures, block, caveats, missing, some_shown=bool(shown)))
    drawn = words.axis_block(axis, told, figures, block, caveats)
    contrasts = (one for each in told for one in (each.difference, each.ratio) if one is not None)
    weakens = words.weakens(axis, figures.course.name) if shown else None
    return (
        Judgement(
            (*(each.share for each in told), *(each.estimate for each in contrasts)),
            tuple(findings),
            (drawn,) if drawn else (),
            weakens=(weakens,) if weakens else (),
        ),
        "",
    )


def _may_tell(whole: Fates, figures: Figures) -> bool:
    """Whether how many posts are of known and of unknown groups may be told, of those gone and of the others."""
    floor, everyone = figures.scope.plan.floors.authors, figures.everyone.fates
    return all(
        enough(each[slice(*span)].sum(axis=0), floor)
        for each in (whole, everyone - whole)
        for span in figures.course.gone_or_here
    )


def _unnamed(tally: Tally, scope: Scope, course: Course, everyone: Fates) -> list[str]:
    """How many posts that are gone name no author, where others do."""
    if not scope.has_authors:
        return []
    named, gone = (
        each[: course.here].sum(axis=0)
        for each in (fates_of(tally, course.name, NAMED, "", "everyone", len(course)), everyone)
    )
    if named.sum() >= _NAMED * gone.sum():
        return []
    share = named.sum() / gone.sum()
    few = "Few" if share else "No"
    said = f"{percent(share)} of the" if share and enough(named, scope.plan.floors.authors) else few
    return [
        f"{said} posts that are gone name their author: those of one author cannot be told from each other, and intervals are"
        " likely too narrow."
    ]
