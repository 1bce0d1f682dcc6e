"""Themes by group as a grid of ratios: which theme goes with which group more, or less, than with the others."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from audit.finding import Chart, Estimate, Table
from audit.metrics.base import Scope
from audit.resources import axis_title, group_title
from audit.wording import join, percent

#: Groups across: those that findings are about first, then the most mentioned.
MOST_GROUPS = 10


def grid(
    name: str, axis: str, ratios: Sequence[Estimate], sizes: Mapping[str, int], told: Collection[str], scope: Scope
) -> tuple[Chart, Table]:
    """The chart of all ratios of an axis, themes down and groups across, and the rates behind them side by side.

    Parameters
    ----------
    name, axis : str
        The metric, and what the groups are of.
    ratios : sequence of Estimate
        One per group and theme, in the order of the themes.
    sizes : mapping of str to int
        Posts that mention each group.
    told : collection of str
        Groups that findings are about.
    scope : Scope
    """
    groups = sorted(sizes, key=lambda each: (each not in told, -sizes[each], each))[:MOST_GROUPS]
    groups.sort(key=lambda each: (-sizes[each], each))
    known = {each.id: each for each in ratios}
    themes = list(dict.fromkeys(each.group["marker"] for each in ratios))
    rows, labels, unseen = [], [], []
    for theme in themes:
        identifiers = tuple(f"{name}.{axis}.{group}.{theme}.ratio" for group in groups)
        label = category_words(theme).removesuffix(" words").removesuffix(" phrases")
        if any(known[each].status == "ok" for each in identifiers):
            rows.append(identifiers)
            labels.append(label)
        else:
            unseen.append(label)
    caption = (
        f"How many times as often posts mentioning the group have the theme as posts mentioning others of its"
        f" {axis_title(axis).lower()}. Bold: the {percent(scope.level)} interval, clustered by {scope.voice}, leaves out 1;"
        " hatched: it holds 1; a dash: too few posts or authors."
    )
    if len(groups) < len(sizes):
        caption += f" {len(groups)} of {len(sizes)} groups are drawn."
    if unseen:
        caption += f" Of no group told: {join(unseen)}."
    names = tuple(group_title(each) for each in groups)
    chart = Chart("heat", tuple(rows), tuple(labels), "times as often as around other groups", names, caption)
    rates = tuple(tuple(f"{each.removesuffix('.ratio')}.rate" for each in row) for row in rows)
    return chart, Table(names, tuple(labels), rates)


def category_words(category: str) -> str:
    """A marker category in words: ``threat_crime`` is "threat and crime words"."""
    special = {
        "us_them": "us-and-them phrases",
        "essentialising": "essentialising generics",
        "dehumanising": "dehumanising metaphors",
    }
    return special.get(category, category.replace("_", " and ") + " words")
