"""``impact_ratios.md``: rates of labels by stated attribute of authors, and their ratios to the highest, as a rule has them.

New York City's Local Law 144 is about tools that select people for jobs. A dataset of posts is no such tool: only the
arithmetic is borrowed. Ratios are made of printed figures, so groups that are hidden stay hidden.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from audit.errors import PlanError
from audit.finding import Estimate
from audit.report.forms.known import Known
from audit.report.markdown import escape
from audit.report.summary import extent, identity
from audit.resources import axis_title, group_title
from audit.statistics import Interval, independent_ratio
from audit.statistics.impact_ratios import SMALL_SHARE
from audit.wording import bounds, count, figure, plural

_OF_THE_LABEL = frozenset({"label", "value"})
_WHAT = (
    "Rates of labels by what authors state, and impact ratios: the rate of a group over the highest rate in the same table,"
    " with the arithmetic of New York City's rule on bias audits (Local Law 144, 6 RCNY 5-301). The rule is about tools"
    " that select people for jobs; a dataset of posts is none, rates are of posts and not of candidates, and this is no audit"
    " under that law. A ratio below 0.80 is no verdict."
)


def render(known: Known) -> str:
    """All tables: one per label, value and attribute, or pair of attributes."""
    return "".join(_parts(known))


def _parts(known: Known) -> Iterator[str]:
    yield f"# Impact ratios: {escape(known.name)}\n\n"
    yield f"{escape(extent(known.findings))}. {escape(identity(known.findings, known.run_facts))}.\n\n{escape(_WHAT)}\n\n"
    yield (
        f"The rule prints every group. Here groups of fewer than {known.floor} authors are hidden: `floors.authors` can be"
        " lowered to 5, and no further. A ratio's interval takes the two groups as independent, since no author is in both,"
        " and does not allow for the highest being chosen after looking.\n"
    )
    tables = _tables(known)
    for name in excluded(known):
        if name not in {_key(each) for rows in tables.values() for each in rows}:
            raise PlanError(
                f"card.excluded_categories: no rate is printed of {name!r}.",
                hint="It is attribute.group, as in findings.",
            )
    if not tables:
        yield f"\n*Could not be computed.* {escape(known.why_not('labels'))}\n"
    for (label, value, axes), rows in tables.items():
        title = " and ".join(axis_title(each) for each in axes)
        yield f"\n## {escape(label)}, {escape(value)}, by {escape(title)}\n\n"
        yield from _table(rows, known, label, value)


def excluded(known: Known) -> dict[str, str]:
    """Categories that people leave out of the ratios, with the justification."""
    return {str(name): str(why) for name, why in (known.card.get("excluded_categories") or {}).items()}


def _tables(known: Known) -> dict[tuple[str, str, tuple[str, ...]], list[Estimate]]:
    made: dict[tuple[str, str, tuple[str, ...]], list[Estimate]] = {}
    for each in known.figures("labels", "rate_by_author"):
        axes = tuple(name for name in each.group if name not in _OF_THE_LABEL)
        if axes:
            made.setdefault((each.group.get("label", ""), each.group.get("value", ""), axes), []).append(each)
    return {key: rows for key, rows in made.items() if len(rows) > 1}


def _key(estimate: Estimate) -> str:
    return ".".join(f"{axis}.{value}" for axis, value in estimate.group.items() if axis not in _OF_THE_LABEL)


def _table(rows: Sequence[Estimate], known: Known, label: str, value: str) -> Iterator[str]:
    whole = next(
        (
            each.n_posts
            for each in known.figures("labels", "rate")
            if (each.group.get("label"), each.group.get("value")) == (label, value)
        ),
        None,
    )
    left_out = {_key(each): why for each in rows if (why := excluded(known).get(_key(each)))}
    for each in rows:
        _check(each, left_out, whole)
    counted = [each for each in rows if _key(each) not in left_out]
    top = max(counted, key=lambda each: each.value or 0.0, default=None)
    lines = ["| group | posts | authors | rate | impact ratio |", "|---|---:|---:|---|---|"]
    for each in sorted(rows, key=lambda row: (-(row.value or 0.0), row.id)):
        name = ", ".join(group_title(part) for axis, part in each.group.items() if axis not in _OF_THE_LABEL)
        rate = f"{each.told} ({each.limits})"
        ratio = "left out" if _key(each) in left_out else _ratio(each, top)
        lines.append(f"| {escape(name)} | {count(each.n_posts)} | {count(each.n_authors)} | {rate} | {ratio} |")
    yield "\n".join(lines) + "\n"
    known_posts = sum(each.n_posts or 0 for each in rows)
    if whole is not None and whole > known_posts:
        yield f"\nNot stated, or hidden: {plural(whole - known_posts, 'labelled post')}, in no ratio.\n"
    for name, why in left_out.items():
        yield f"\nLeft out, {escape(name)}: {escape(why)}\n"


def _check(estimate: Estimate, left_out: dict[str, str], whole: int | None) -> None:
    name = _key(estimate)
    if name not in left_out:
        return
    if not left_out[name].strip():
        raise PlanError(f"card.excluded_categories: {name!r} has no justification.", hint="The rule demands one.")
    if not whole or (estimate.n_posts or 0) >= SMALL_SHARE * whole:
        raise PlanError(
            f"card.excluded_categories: {name!r} has 2 % of the labelled posts or more, and has to stay.",
            hint="Only a category of less than 2 % may be left out.",
        )


def _ratio(estimate: Estimate, top: Estimate | None) -> str:
    if top is None or not top.value:
        return "no rate is above 0"
    if estimate is top:
        return "1, the highest"
    found = independent_ratio(_interval(estimate), _interval(top))
    said = figure((estimate.value or 0.0) / top.value, "index")
    return f"{said} ({bounds(found.low, found.high, 'index')})" if found.estimable else said


def _interval(estimate: Estimate) -> Interval:
    low, high = (math.nan if each is None else each for each in (estimate.low, estimate.high))
    freedom = math.inf if estimate.degrees_of_freedom is None else estimate.degrees_of_freedom
    effective = math.nan if estimate.n_effective is None else estimate.n_effective
    return Interval(estimate.value or 0.0, low, high, estimate.level, math.nan, effective, freedom)
