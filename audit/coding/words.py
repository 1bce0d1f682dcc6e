"""What was drawn for coding, in words: how much of what, and what so many posts can show."""

from __future__ import annotations

import numpy as np

from audit.coding.drawing import CodingSample, GroupSample
from audit.resources import group_title
from audit.resources.coded_sheet import LOOSE, NEAR, REST, STRATA, STRICT
from audit.statistics.coded_rates import per_author
from audit.statistics.wilson import rule_of_three
from audit.wording import count, percent, plural, sentence_case

WHAT = {
    STRICT: "name the group by a strict form",
    LOOSE: "hold a form that may mean it",
    NEAR: "hold a word that looks like a form",
    REST: "hold none of these",
}


def summary(sample: CodingSample) -> list[str]:
    """Lines about each group and what its sample can show."""
    return [line for each in sample.groups for line in _of_group(each)]


def _of_group(group: GroupSample) -> list[str]:
    lines = [f"{sentence_case(group_title(group.group))}:"]
    for name in STRATA:
        drawn, posts = group.drawn[name], int(group.posts[name].sum())
        authors = f", by {plural(len(set(drawn.author.tolist())), 'author')}" if drawn else ""
        lines.append(f"  {name:<11}{count(posts):>12} posts that {WHAT[name]}: {count(len(drawn))} drawn{authors}")
    rest = group.drawn[REST]
    if len(rest):
        weight = per_author(np.zeros(len(rest)), rest.weight, rest.author)[1]
        worth = float(weight.sum() ** 2 / (weight @ weight))
        bound = rule_of_three(worth)
        fewer = f", worth {count(worth)} of authors who write equally much," if round(worth) < len(rest) else ""
        lines.append(
            f"  If none of the {plural(len(rest), 'post')} of the rest{fewer} names the group, up to {percent(bound)} of the"
            f" rest still may (rule of three): {count(bound * group.posts[REST].sum())} posts, where the word list found"
            f" {count(group.posts[STRICT].sum())}. More --non-hits narrow that."
        )
    return lines
