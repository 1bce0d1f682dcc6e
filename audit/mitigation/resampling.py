"""Stratified resampling: leaving posts or authors out until groups have the shares that they should."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import numpy as np
import numpy.typing as npt

from audit.errors import PlanError, both_ways, group_named
from audit.grouping.given_shares import benchmark_of
from audit.loaders.dataset import Posts
from audit.loaders.door import Admitted
from audit.measuring.values import plan_values
from audit.metrics.attribute_cells import check_not_free_text
from audit.metrics.representation.estimates import known_margins
from audit.mitigation.gathering import Gathered, Integers, gather, numbered
from audit.mitigation.leaving_out import cost_of, figures_of
from audit.mitigation.remedy import Remedy
from audit.mitigation.stated import settled_by_author
from audit.mitigation.uniform import shuffled
from audit.plan import Plan
from audit.resources import axis_title, group_title
from audit.tally import Tally
from audit.wording import join, percent, plural

Target = Literal["benchmark", "equal"]
Per = Literal["author", "post"]
_MOST_GROUPS = 100


def resample(
    posts: Posts,
    plan: Plan,
    by: str,
    to: Target,
    per: Per = "author",
    progress: Callable[[int], None] | None = None,
) -> Remedy:
    """Leave out authors, or posts, of groups that have too many, drawn by hash; authors of unknown group stay.

    Parameters
    ----------
    posts : Posts
    plan : Plan
    by : str
        An attribute that authors state.
    to : {"benchmark", "equal"}
        The shares of the plan's benchmark, or the same for every group.
    per : {"author", "post"}
        What is left out: whole authors, or single posts.
    progress : callable, optional
        Told of the posts of each batch.

    Raises
    ------
    PlanError
        Nobody states the attribute; there is no benchmark of it; a group has too few authors.
    SourceError, NoPostsError
        Posts have no id, or there are none.
    """
    if by in plan.inference:
        raise PlanError(
            f"{by!r} is inferred, and nobody is left out for what was inferred of them.",
            hint="Give an attribute that authors state.",
        )
    groups: dict[str, int] = {}
    noted = Tally()

    def look(admitted: Admitted) -> dict[str, Integers]:
        column = plan_values(admitted.table, plan, noted).get(f"attribute:{by}")
        return {"group": numbered(column, admitted.table.num_rows, groups)}

    found = gather(posts, look, progress, beside="what is kept")
    check_not_free_text(noted, [by])
    if per == "author" and not found.named.any():
        raise PlanError(
            "The data name no authors, so no author can be left out.",
            hint=f"{both_ways('--per post', per='post')} leaves posts out.",
        )
    author = found.author
    group, _ = settled_by_author(author, found.columns["group"].astype(np.int64))
    names = list(groups)
    first = np.zeros(len(found), dtype=bool)
    first[np.unique(author, return_index=True)[1]] = True
    authors = np.bincount(group[first & (group >= 0)], minlength=len(names))
    targets = _targets(plan, by, to, names, authors)
    units = first if per == "author" else np.ones(len(found), dtype=bool)
    have = np.bincount(group[units & (group >= 0)], minlength=len(names))
    wanted = _wanted(have, targets)
    key = found.author_key if per == "author" else found.post_key
    chosen = _drawn(group, key, units, wanted)
    return _told(found, (by, to, per), names, group, chosen, plan.floors.authors)


def _targets(
    plan: Plan, by: str, to: Target, names: list[str], authors: npt.NDArray[np.integer]
) -> npt.NDArray[np.float64]:
    """Share of each group to reach; adds up to 1, 0 for groups that are no group of the benchmark."""
    floor = plan.floors.authors
    if not 2 <= len(names) <= _MOST_GROUPS:
        raise PlanError(
            f"{by!r} has {plural(len(names), 'group')}; from 2 to {_MOST_GROUPS} can be resampled by.",
            hint=f"Name the column, {group_named(by)}, and map its values in the plan under [groups].",
        )
    if to == "equal":
        shares = np.ones(len(names))
    elif by not in plan.benchmarks:
        raise PlanError(
            f"The plan names no benchmark of {by!r} to resample to.",
            hint=f"For example {both_ways(f'--benchmark {by}=us-residents-2020', benchmarks={by: 'us-residents-2020'})},"
            f" or {both_ways('--to equal', to='equal')}.",
        )
    else:
        margins = known_margins(benchmark_of(plan, by), by)
        shares = np.array([margins.get(each, 0.0) for each in names])
        if absent := sorted(each for each, share in margins.items() if share > 0 and each not in names):
            raise PlanError(
                f"Nobody states {join(absent)}: no leaving out can give them a share.",
                hint="Collect posts of them, or use a benchmark without them.",
            )
    short = [name for name, share, n in zip(names, shares, authors, strict=True) if share > 0 and n < floor]
    if short:
        raise PlanError(
            f"{by}: {plural(len(short), 'group')} {'has' if len(short) == 1 else 'have'} fewer than"
            f" {floor} authors, too few to set the size of all others.",
            hint=f"Map them onto other groups in the plan under [groups.{by}.values].",
        )
    if not shares.sum() > 0:
        raise PlanError(
            f"No stated group of {by!r} is one of the benchmark's.",
            hint="Give a benchmark whose groups are called like those of the data: [groups.NAME] values maps them.",
        )
    normalised: npt.NDArray[np.float64] = shares / shares.sum()
    return normalised


def _wanted(have: npt.NDArray[np.integer], targets: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """The largest numbers in proportion to the targets that are there; groups without a target keep what they have."""
    inside = targets > 0
    whole = float((have[inside] / targets[inside]).min())
    return np.where(inside, np.minimum(np.rint(whole * targets), have), have).astype(np.int64)


def _drawn(
    group: Integers, key: npt.NDArray[np.uint64], units: npt.NDArray[np.bool_], wanted: npt.NDArray[np.int64]
) -> npt.NDArray[np.bool_]:
    """Posts that stay: of each group the units of least hash."""
    order = shuffled(key)
    stays = group < 0
    for index, number in enumerate(wanted.tolist()):
        inside = group == index
        of_units = np.sort(order[inside & units])
        if number:
            stays |= inside & (order <= of_units[number - 1])
    result: npt.NDArray[np.bool_] = stays
    return result


def _told(
    found: Gathered,
    asked: tuple[str, Target, Per],
    names: list[str],
    group: Integers,
    chosen: npt.NDArray[np.bool_],
    floor: int,
) -> Remedy:
    by, to, per = asked
    lost, authors = int((~chosen).sum()), len(np.unique(found.author[~chosen]))
    by_group = np.bincount(group[~chosen], minlength=len(names))
    most = int(np.argmax(by_group))
    goal = "the same share" if to == "equal" else "the shares of the benchmark"
    whose = f", {percent(by_group[most] / lost)} of them by {group_title(names[most])}" if lost else ""
    posts_follow = (
        "Authors have these shares then; posts have them only as far as the authors of all groups write equally much.",
    )
    return Remedy(
        name="resample",
        options={"by": by, "to": to, "per": per},
        aims=("representation.",),
        done=(
            f"{'Authors' if per == 'author' else 'Posts'} are left out, drawn by hash, until the groups of the authors'"
            f" {axis_title(by)} have {goal}. Authors of unknown group stay."
        ),
        cost=cost_of(lost, len(found), authors, floor, whose=whose),
        wrong=(
            *(posts_follow if per == "author" else ()),
            "Weights reach the same shares and keep every post: postaudit weights. Leave posts out only where what comes after"
            " cannot take weights.",
            "It gives shares, not voices: few people of a group stay few, and speak for more.",
        ),
        figures=figures_of(lost, len(found), authors, floor),
        touched=authors,
        post_id=found.post_id,
        chosen=chosen,
        everywhere=found.among_all(chosen),
    )
