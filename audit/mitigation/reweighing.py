"""Reweighing: weights under which a label falls equally often on every group (Kamiran and Calders 2012)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from audit.errors import PlanError, both_ways, did_you_mean, group_named
from audit.loaders.dataset import Posts
from audit.loaders.door import Admitted
from audit.measuring.values import plan_values
from audit.metrics.attribute_cells import check_not_free_text
from audit.mitigation.gathering import Gathered, Integers, gather, numbered
from audit.mitigation.leaving_out import two_figures
from audit.mitigation.naming_groups import named_combinations
from audit.mitigation.remedy import Remedy
from audit.mitigation.weights import DECIMALS
from audit.plan import Plan
from audit.resources import axis_title
from audit.statistics.reweighing import reweighing_cells
from audit.statistics.weighting import kish_design_effect
from audit.tally import Tally
from audit.wording import count, plural

#: Most values a label may have, as in the metric.
_MOST_VALUES = 12
#: A weight above this many times the mean says that the cell is too small to stand for what it should.
_HEAVY = 5.0


def reweigh(
    posts: Posts,
    plan: Plan,
    label: str,
    by: str,
    progress: Callable[[int], None] | None = None,
) -> Remedy:
    """Weights of posts that make a label independent of a group.

    Parameters
    ----------
    posts : Posts
    plan : Plan
    label : str
        A label column.
    by : str
        An attribute of authors, or ``mentions:AXIS`` for the groups that posts name strictly; posts that name several are
        a group of their own, and so are those that name none.
    progress : callable, optional
        Told of the posts of each batch.

    Raises
    ------
    PlanError
        No such label or attribute; a label with one value or too many; cells of too few authors.
    SourceError, NoPostsError
        Posts have no id, or there are none.
    """
    if by in plan.inference:
        raise PlanError(
            f"{by!r} is inferred, and weights are made of what authors state or posts say.",
            hint="Give an attribute that authors state, or an axis of groups that posts mention.",
        )
    values: dict[str, int] = {}
    groups: dict[str, int] = {}
    noted = Tally()
    seen: dict[str, None] = {}
    axis = by.removeprefix("mentions:") if by.startswith("mentions:") else ""

    def look(admitted: Admitted) -> Mapping[str, npt.NDArray[Any]]:
        columns, n = plan_values(admitted.table, plan, noted), admitted.table.num_rows
        seen.update(dict.fromkeys(columns))
        group = named_combinations(admitted, plan, axis) if axis else columns.get(f"attribute:{by}")
        return {"label": numbered(columns.get(f"label:{label}"), n, values), "group": numbered(group, n, groups)}

    found = gather(posts, look, progress)
    _check(label, by, axis, list(seen), values, groups)
    if not axis:
        check_not_free_text(noted, [by])
    return _weighted(found, plan, label, by, list(values), list(groups))


def _check(
    label: str, by: str, axis: str, seen: list[str], values: Mapping[str, int], groups: Mapping[str, int]
) -> None:
    labels = [each.removeprefix("label:") for each in seen if each.startswith("label:")]
    if not values:
        raise PlanError(
            f"There is no label {label!r}.",
            hint=did_you_mean(label, labels)
            if labels
            else f"Name it: {both_ways('--label COLUMN', labels=['COLUMN'])}.",
        )
    if not 2 <= len(values) <= _MOST_VALUES:
        raise PlanError(
            f"{label!r} has {plural(len(values), 'value')}; from 2 to {_MOST_VALUES} can be weighted by.",
            hint="Give a label of few values, such as yes and no.",
        )
    if len(groups) < 2:
        attributes = [each.removeprefix("attribute:") for each in seen if each.startswith("attribute:")]
        hint = (
            "Axes are those of postaudit list lexicons, such as mentions:religion." if axis
            else did_you_mean(by, attributes) if attributes else f"Name the column, {group_named('gender')}, or an axis of mentions, {both_ways('--by mentions:gender', by='mentions:gender')}."
        )  # fmt: skip
        raise PlanError(f"{by!r}: fewer than two groups are known of these posts.", hint=hint)


def _weighted(found: Gathered, plan: Plan, label: str, by: str, values: list[str], groups: list[str]) -> Remedy:
    value, group = found.columns["label"].astype(np.int64), found.columns["group"].astype(np.int64)
    known = (value >= 0) & (group >= 0)
    large = _large(found, group, known, len(groups), plan.floors.authors)
    used = known & large[group]
    if large.sum() < 2:
        raise PlanError(
            f"{by!r}: fewer than two groups have {plan.floors.authors} authors with a labelled post, so there is nothing to"
            " weigh against each other.",
            hint="Map values to fewer, larger groups with [groups.NAME] values, or collect more authors.",
        )
    cell = group * len(values) + value
    counts = np.bincount(cell[used], minlength=len(groups) * len(values)).reshape(len(groups), len(values))
    cells = reweighing_cells(counts)
    weight = np.where(used, np.nan_to_num(cells, nan=1.0).ravel()[np.where(used, cell, 0)], 1.0).round(DECIMALS)
    effect = kish_design_effect(weight)
    title, heaviest = _title(by), float(weight.max())
    worth = len(weight) / effect
    few = _few_in_a_cell(found, cell, used, plan.floors.authors)
    if few:
        effect, worth = two_figures(effect), two_figures(worth)
    left = int((known & ~used).sum())
    return Remedy(
        name="reweigh",
        options={"label": label, "by": by},
        aims=("labels.",),
        done=(
            f"Posts are weighted so that {label!r} falls equally often on every group of {title}: a post weighs how often its"
            " group and label would meet if they had nothing to do with each other, over how often they do."
        ),
        cost=(
            f"{plural(len(weight), 'post')} are worth {'about ' if few else ''}{count(worth)} (design effect {f'{effect:.1f}' if few else f'{effect:.2f}'}), before what"
            " clustering in authors costs. Weighted shares of groups and of labels stay what they are."
        ),
        wrong=(
            *_wrong(cells, counts, title, tells_few=few),
            *_unweighted(left, int((~known).sum()), plan.floors.authors),
        ),
        figures={
            "posts": len(weight),
            "effective_posts": worth,
            "design_effect": effect,
            **({} if few else {"heaviest": heaviest}),
        },
        post_id=found.post_id,
        weights=weight,
    )


def _large(
    found: Gathered, group: Integers, known: npt.NDArray[np.bool_], groups: int, floor: int
) -> npt.NDArray[np.bool_]:
    """Groups in which enough authors have a labelled post: the rates of others rest on a few people."""
    pairs = np.unique(np.stack([group[known], found.author[known]]), axis=1)
    enough: npt.NDArray[np.bool_] = np.bincount(pairs[0], minlength=groups) >= floor
    return enough


def _few_in_a_cell(found: Gathered, cell: Integers, used: npt.NDArray[np.bool_], floor: int) -> bool:
    """Whether some group has a label from too few authors, of whom an exact weight would tell."""
    pairs = np.unique(np.stack([cell[used], found.author[used]]), axis=1)
    authors = np.bincount(pairs[0])
    return bool(((authors > 0) & (authors < floor)).any())


def _title(by: str) -> str:
    axis = by.removeprefix("mentions:")
    return f"{axis_title(axis)} that posts mention" if axis != by else f"the authors' {axis_title(by)}"


def _wrong(
    cells: npt.NDArray[np.float64], counts: npt.NDArray[np.integer], title: str, *, tells_few: bool
) -> tuple[str, ...]:
    said = [
        "It is the wrong remedy where the rates differ in fact: if one group is attacked more, labels for attacks are rightly"
        " more frequent there, and equal rates would hide it. Read posts of both groups first."
    ]
    if (counts[counts.sum(axis=1) > 0] == 0).any():
        said.append(
            f"Some group of {title} never has one of the labels; no weight can fill an empty cell, so rates of it stay apart."
        )
    if np.nanmax(cells) > _HEAVY:
        heaviest = f"more than {_HEAVY:.0f}" if tells_few else f"{np.nanmax(cells):.1f}"
        said.append(f"The heaviest weight is {heaviest}: few posts stand for many. Collect or label more posts there.")
    return tuple(said)


def _unweighted(left: int, unknown: int, floor: int) -> tuple[str, ...]:
    said = []
    if left:
        said.append(f"Groups of fewer than {floor} authors keep weight 1.")
    if unknown >= floor:
        said.append(f"{plural(unknown, 'post')} without a known group or label keep weight 1.")
    return tuple(said)
