"""The figures of a comparison in print, and what they are of: numbers come from the change, never typed."""

from __future__ import annotations

from collections.abc import Mapping

from audit.comparing.comparison import Change
from audit.resources import group_title
from audit.wording import bounds, exactly, figure, join, marked, points, times

# What a group's figure is of, for the metrics whose measures read badly as they are spelled.
_SUBJECTS: Mapping[tuple[str, str], str] = {
    ("mentions", "reach"): "likes of posts that mention {group}, as a share of all likes",
    ("markers", "ratio"): "{group}, against those around other groups",
    ("markers", "rate_of_reach"): "{group}, by likes",
    ("descriptions", "rate"): "{group}, in descriptions",
    ("descriptions", "ratio"): "{group}, in descriptions, against those around other groups",
    ("descriptions", "rate_of_reach"): "{group}, in descriptions, by likes",
    ("representation", "share_of_posts"): "share of posts by {group}",
    ("representation", "share_of_authors"): "share of authors who are {group}",
    ("representation", "share_of_reach"): "share of likes that went to {group}",
    ("representation", "difference"): "share of posts by {group}, less the reference",
    ("representation", "ratio"): "share of posts by {group}, over the reference",
    ("coverage", "gone_share"): "share of {group} that were deleted, removed or withheld",
    ("coverage", "missing_share"): "share of posts without {group}",
    ("coverage", "language_share"): "share of posts in the language “{group}”",
    ("sentiment", "mean_score"): "sentiment of posts that mention {group}",
    ("sentiment", "gap_to_others"): "sentiment of posts that mention {group}, less that of posts that mention others",
    ("sentiment", "gap_to_nobody"): "sentiment of posts that mention {group}, less that of posts that name no group",
}


def subject(change: Change, titles: Mapping[str, str]) -> str:
    """What an estimate is of, without its figure: "posts that mention women"."""
    groups = {name: group_title(value) for name, value in change.group.items()}
    marker = groups.pop("marker", "")
    label, value = groups.pop("label", ""), groups.pop("value", "")
    group = join(list(groups.values()))
    if change.metric == "labels" and label:
        return _of_label(change.measure, group, f"labelled “{value}” ({label})")
    if change.metric == "mentions" and change.measure in ("posts", "posts_loose"):
        loose = ", loose forms counted" if change.measure == "posts_loose" else ""
        return f"posts that mention {group}{loose}"
    if change.metric == "mentions" and change.measure.startswith("ratio_to_"):
        other, _, loose = change.measure.removeprefix("ratio_to_").partition("_loose")
        checked = ", loose forms counted" if "_loose" in change.measure else ""
        return f"posts that mention {group}, against posts that mention {group_title(other)}{loose}{checked}"
    if change.metric == "markers" and change.measure == "rate" and marker:
        return f"{marker.replace(' ', ' and ')} words in posts that mention {group}"
    if marker:
        group = f"{marker.replace(' ', ' and ')} words around {group}"
    known = _SUBJECTS.get((change.metric, change.measure))
    if known and group:
        return known.format(group=group)
    what = change.measure.replace("_", " ")
    title = titles.get(change.metric, change.metric)
    return f"{title[:1].lower()}{title[1:]}: {what}{f' ({group})' if group else ''}"


def _of_label(measure: str, group: str, labelled: str) -> str:
    loose = ", loose forms counted," if measure.endswith("_loose") else ""
    whose = f"posts that mention {group}{loose}" if "mention" in measure else f"posts by {group}" if group else "posts"
    counted = "likes of " if "reach" in measure else ""
    against = ", less that of the other posts" if "difference" in measure else ""
    return f"share of {counted}{whose} {labelled}{against}"


def side_figure(change: Change, side: str) -> str:
    """The figure of one side, or why there is none."""
    own = change.before if side == "before" else change.after
    if own is None:
        return "no figure"
    if own.status != "ok" or own.value is None:
        return own.note or "no figure"
    return marked(figure(own.value, change.unit, own.low, own.high), own.note)


def change_figure(change: Change) -> str:
    """The change in print: "+5.1 pts", "2.1×"; a ratio to 0 by its limit."""
    if not change.compared:
        return "not compared"
    if change.scale == "ratio":
        return times(change.value) if change.value is not None else bounds(change.low, change.high, "ratio")
    unit = "points" if change.unit == "share" else change.unit
    text = figure(change.value, unit, change.low, change.high)
    return f"+{text}" if unit != "points" and (change.value or 0) > 0 else text


def interval(change: Change) -> str:
    """The interval of the change with its level, and whether it is paired."""
    if not change.compared:
        return ""
    unit = "ratio" if change.scale == "ratio" else "points" if change.unit == "share" else change.unit
    paired = "" if change.correlation is None else ", paired"
    return f"{100 * change.level:.3g}% {bounds(change.low, change.high, unit)}{paired}"


def tolerance(change: Change) -> str:
    """The tolerance it is read against; empty where the plan sets none."""
    if change.tolerance is None:
        return ""
    return exactly(change.tolerance) if change.scale == "ratio" else points(change.tolerance)


def could_show(change: Change) -> str:
    """The smallest change beyond the tolerance that would have been shown four times in five; empty if it is not known."""
    if change.detectable is None or change.tolerance is None:
        return ""
    ratio = change.scale == "ratio"
    least = change.tolerance * change.detectable if ratio else change.tolerance + change.detectable
    unit = "ratio" if ratio else "points" if change.unit in ("share", "points") else change.unit
    return figure(least, unit).removeprefix("+")
