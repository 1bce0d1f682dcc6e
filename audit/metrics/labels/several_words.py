"""What is said of a column whose cells hold several labels: what is shown value by value, the rest once per reading."""

from __future__ import annotations

from collections.abc import Sequence

from audit.finding import Block, Chart, Finding, Judgement, Reading, Table
from audit.metrics.contrast import roll_up
from audit.metrics.labels.counts import NAME
from audit.metrics.labels.several import values_of
from audit.metrics.labels.sides import Side
from audit.metrics.labels.words import caveats, quiet, rolled_up, shown, whose
from audit.resources import axis_title, group_title
from audit.wording import count, join, percent

_MOST_NAMED, _MOST_DRAWN, _MOST_GROUPS = 12, 12, 6
_QUIET: tuple[Reading, ...] = ("shown_small", "inconclusive", "not_assessed")


def told_together(sides: Sequence[Side]) -> Judgement:
    """Figures of all values of a column on one axis: a finding for each difference that is shown, and one per reading."""
    findings = [each for side in sides for each in shown(side)]
    for reading in _QUIET:
        mine = [each for each in sides if each.rest and roll_up(one.reading for one in each.rest) == reading]
        findings += [_quiet(mine, reading, len(sides))] if mine else []
    return Judgement(tuple(one for each in sides for one in each.estimates), tuple(findings), _blocks(sides))


def _quiet(mine: Sequence[Side], reading: Reading, values: int) -> Finding:
    of, first = mine[0].of, mine[0]
    rest = [one for each in mine for one in each.rest]
    further = any(each.is_told_in_part for each in mine)
    part = f"all {values}" if len(mine) == values else f"{count(len(mine))} of {values}"
    named = join([f"\u201c{each}\u201d" for each in values_of(of.column, [each.of.label for each in mine])])
    return Finding(
        id=f"{of.block_id(first.side, first.axis)}.{reading}",
        title=f"{'Other rates' if further else 'Rates'} of {part} values of \u201c{of.column}\u201d by {whose(first)}"
        f"{quiet(rest, first)}",
        **rolled_up(
            mine,
            rest,
            reading,
            further=further,
            more=f" The values: {named}." if len(mine) <= min(_MOST_NAMED, values - 1) else "",
        ),
    )


def _blocks(sides: Sequence[Side]) -> tuple[Block, ...]:
    """The widest differences drawn, and all values beside each other for the groups in most posts."""
    first = sides[0]
    of, axis = first.of, first.axis
    value_of = {each.of.label: each.of.label.removeprefix(f"{of.column}=") for each in sides}
    ok = [each.estimate for side in sides for each in side.contrasts if each.estimate.status == "ok"]
    if not ok:
        return ()
    widest = sorted(ok, key=lambda each: (-abs(each.value or 0.0), each.id))[:_MOST_DRAWN]
    drawn = sorted(widest, key=lambda each: (-(each.value or 0.0), each.id))
    chart = Chart(
        "intervals",
        tuple((each.id,) for each in drawn),
        tuple(f"{value_of[each.group['label']]}: {group_title(each.group[axis])}" for each in drawn),
        "gap to other labelled posts, in points",
        caption=f"{percent(of.scope.level)} intervals clustered by {of.scope.voice}. The twelve widest gaps at most are drawn.",
    )
    posts = {group: int(of.posts(first.side, axis, group).sum()) for group in {each.group[axis] for each in ok}}
    groups = sorted(posts, key=lambda each: (-posts[each], each))[:_MOST_GROUPS]
    gaps = {(each.group["label"], each.group[axis]): each for each in ok}
    size = {
        label: max((abs(gaps[label, g].value or 0.0) for g in groups if (label, g) in gaps), default=-1.0)
        for label in value_of
    }
    rows = [each for each in sorted(size, key=lambda label: (-size[label], label)) if size[each] >= 0]
    table = Table(
        tuple(group_title(each) for each in groups),
        tuple(value_of[each] for each in rows),
        tuple(tuple(gaps[each, g].id if (each, g) in gaps else "" for g in groups) for each in rows),
    )
    mentioned = "mentioned" if first.side == "mention" else "of authors"
    title = f"\u201c{of.column}\u201d, by {axis_title(axis).lower()} {mentioned}"
    text = f"Each value of \u201c{of.column}\u201d is a label with yes and no. Gaps are between posts of a group and other labelled posts."
    return (Block(of.block_id(first.side, axis), NAME, title, text, chart, caveats(first), table),)
