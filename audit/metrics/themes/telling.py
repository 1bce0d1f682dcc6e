"""How a metric on themes by group counts and speaks: what :mod:`audit.metrics.themes.themes` is told."""

from __future__ import annotations

from dataclasses import dataclass

ANY = "any group"
OVERLAP = "marked for any"
#: Posts that name a group by loose forms alone, and another of its axis strictly: they are not among the others of either.
ASIDE = "named loosely beside another"
UNVALIDATED = "Neither word list has been validated on these posts."


@dataclass(frozen=True)
class Telling:
    """How one of the metrics counts and speaks.

    Attributes
    ----------
    name : str
        The metric.
    claim : str
        Title of a finding, with ``{theme}``, ``{group}`` and ``{than}``.
    themes : str
        What the themes are of, where a title is of many: "themes of descriptions".
    statement : str
        Its sentence, with ``{rate}``, ``{others}``, ``{theme}``, ``{group}`` and ``{against}``.
    unit : str
        What the chart's horizontal axis is.
    caption : str
        What the chart shows, with ``{groups}`` and ``{level}``.
    caveat : str
    unvalidated : str
        What is said where no group of the axis was coded by hand.
    overlapping : frozenset of str, or None
        Themes that a post can have of one group and not of another it mentions: these need to be counted for posts that
        mention a group and are marked for any. None for all.
    """

    name: str
    claim: str
    themes: str
    statement: str
    unit: str
    caption: str
    caveat: str
    overlapping: frozenset[str] | None = None
    unvalidated: str = ""
