"""What groups of posts are called: axes as words after "by", groups in charts, and their posts in sentences."""

from __future__ import annotations

from audit.metrics.dialect_groups import AXES, POSTS, TOPICS
from audit.metrics.fates.groups import RANK_NAMES, Axis
from audit.metrics.post_groups import (
    ACTIVITY,
    AUTHOR,
    COMMUNITY,
    DIALECT,
    DIALECT_FROM,
    LABEL,
    LANGUAGE,
    LENGTH,
    LENGTH_NAMES,
    MENTION,
    PERIOD,
)
from audit.resources import axis_of, axis_title, group_title, language_title
from audit.wording import percent

_RANKS = dict(
    zip(RANK_NAMES, ("less active half", "next 40% by activity", "next 9% by activity", "most active 1%"), strict=True)
)
_TITLES = {
    LANGUAGE: "stated language",
    COMMUNITY: "community",
    ACTIVITY: "posts per author",
    LENGTH: "length",
    PERIOD: "month of posting",
}


def title_of(axis: Axis) -> str:
    """What the groups of an axis are, as words after "by"."""
    if axis.side == MENTION:
        return f"{axis_title(axis.axis)} of the people mentioned"
    if axis.side == AUTHOR:
        return f"{axis_title(axis.axis)} of the author"
    if axis.side == DIALECT:
        return AXES.get(axis.axis, f"dialect ({axis.axis.replace('_', ' ')})")
    return f"label “{axis.axis}”" if axis.side == LABEL else _TITLES[axis.side]


def label_of(axis: Axis, name: str) -> str:
    """A group in a chart."""
    if axis.side == LANGUAGE:
        return language_title(name)
    if axis.side == ACTIVITY:
        return _RANKS.get(name) or f"{name} {'post' if name == '1' else 'posts'}"
    if axis.side == DIALECT and axis.axis in AXES:
        return TOPICS[name]
    if axis.side == LENGTH:
        return LENGTH_NAMES[name]
    return name if axis.side in (COMMUNITY, LABEL, PERIOD) else group_title(name)


def who_of(axis: Axis, name: str) -> str:
    """The posts of a group."""
    label = label_of(axis, name)
    if axis.side == MENTION:
        return f"posts that mention {label}"
    if axis.side == AUTHOR:
        return f"posts by {label}" if axis_of(name) else f"posts by authors with {axis_title(axis.axis)} “{label}”"
    if axis.side == DIALECT and axis.axis in AXES:
        return POSTS[axis.axis, name]
    if axis.side == DIALECT:
        others = name != axis.axis
        return f"posts of which {'less than ' if others else ''}{percent(DIALECT_FROM)} of words{'' if others else ' or more'} are associated with {axis.axis.replace('_', ' ')} dialect"
    if axis.side == ACTIVITY:
        if name in _RANKS:
            return f"posts by the {label} of authors"
        return f"posts by authors of {label.replace('-', ' to ').replace('100+', '100 or more')}"
    if axis.side == LABEL:
        return f"posts whose label “{axis.axis}” is “{label}”"
    if axis.side in (LENGTH, PERIOD):
        return f"posts of {label}"
    return f"posts in the community “{label}”" if axis.side == COMMUNITY else f"posts stated to be in {label}"
