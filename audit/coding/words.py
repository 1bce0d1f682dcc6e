"""What was drawn for coding, in words: how much of what, and what so many posts can show."""

from __future__ import annotations

from audit.coding.drawing import CodingSample, GroupSample
from audit.resources import group_title
from audit.resources.coded_sheet import LOOSE, NEAR, REST, STRATA, STRICT
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
    rest, posts = len(group.drawn[REST]), int(group.posts[REST].sum())
    if rest:
        bound = rule_of_three(rest)
        lines.append(
            f"  If none of the {count(rest)} posts of the rest names the group, up to {percent(bound)} of the rest still may"
            f" (rule of three): {count(bound * posts)} posts, where the word list found {count(group.posts[STRICT].sum())}."
            " More --non-hits narrow that in proportion."
        )
    return lines
