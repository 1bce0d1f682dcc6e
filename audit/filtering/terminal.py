"""What the terminal shows: what each filter keeps and loses, and who loses most."""

from __future__ import annotations

from collections.abc import Mapping

from audit.filtering.parsing import ALL
from audit.finding import Estimate, Findings
from audit.metrics.naming import slugs
from audit.plan.filters import Filter
from audit.wording import plural

#: Groups that are listed; the report has them all.
MOST_LISTED = 12
_HEAD = ("filter", "keeps of what reaches it", "left of all posts", "share of the loss")
_HIDDEN = "hidden: it would tell of the posts of too few authors, who are dropped or kept by a filter beside it."
_EVERYONE = "filter_impact.{}.everyone.{}"


def lines(findings: Findings) -> list[str]:
    """A table of the filters, and the groups that are shown to lose more than the tolerance."""
    known = {each.id: each for each in findings.estimates}
    titles = [Filter.model_validate(each).title for each in findings.audit["plan"]["filter"]]
    names = slugs([ALL, *titles])
    rows: list[tuple[str, ...]] = [_HEAD]
    for title in titles if len(titles) > 1 else []:
        measures = ("keep_rate", "left", "loss_share")
        rows.append((title, *(_said(known.get(_EVERYONE.format(names[title], each))) for each in measures)))
    whole = _said(known.get(_EVERYONE.format(ALL, "keep_rate")))
    rows.append((titles[0] if len(titles) == 1 else "all filters", whole, whole, ""))
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD))]
    table = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    hidden = [_HIDDEN] if any("hidden" in row[1:] for row in rows) else []
    return [*table, *hidden, *_emptied(titles, names, known), "", *_losers(findings, known)]


def _emptied(titles: list[str], names: Mapping[str, str], known: dict[str, Estimate]) -> list[str]:
    """The first filter that nothing passes, such as one that asks for a misspelt value: no group loses more than others then."""
    for title in titles:
        rate = known.get(_EVERYONE.format(names[title if len(titles) > 1 else ALL], "keep_rate"))
        if rate is not None and rate.status == "ok" and rate.value == 0:
            return [f"Mind: {title} keeps none of the posts that reach it. Is its value spelt as in the data?"]
    return []


def _losers(findings: Findings, known: dict[str, Estimate]) -> list[str]:
    """Groups whose posts are dropped more often: by all filters together, then by one of them, those that lose most first."""
    shown = []
    for each in findings.findings:
        head = known.get(each.headline or "")
        if each.reading == "shown" and head is not None and (head.value or 0.0) < 0:
            group = {name: value for name, value in head.group.items() if name != "filter"}
            shown.append((not each.id.startswith(f"filter_impact.{ALL}."), head.value, each, group))
    shown.sort(key=lambda each: (*each[:2], each[2].id))
    lost, told = [], []
    for at_one, value, each, group in shown:
        if not (at_one and group in told):
            lost.append((value, each))
            told += [] if at_one else [group]
    if not lost:
        said = "No group is shown to be kept less often than all posts beyond the tolerance. That is not the same as none is."
        return [said]
    listed = [f"  {each.severity:<6}  {each.statement}" for _, each in lost[:MOST_LISTED]]
    more = len(lost) - MOST_LISTED
    tail = [f"  and {plural(more, 'more group')}; the report has them all"] if more > 0 else []
    return [
        "Kept less often than all posts, beyond the tolerance:",
        *listed,
        *tail,
        "This is whose posts are left out, not whether the filter is right: read a sample of what it drops.",
    ]


def _said(each: Estimate | None) -> str:
    if each is None or each.status == "not_estimable":
        return "not known"
    if each.status == "suppressed":
        return "hidden"
    return f"{each.told} ({each.limits})"
