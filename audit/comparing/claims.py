"""What became of every claim that either side shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.comparing.comparison import Change, ClaimChange, Fate, Ruler
from audit.comparing.rulers import touching
from audit.finding import Finding, Findings, Reading


def claims(
    before: Findings, after: Findings, changes: Sequence[Change], rulers: Sequence[Ruler]
) -> tuple[ClaimChange, ...]:
    """Claims that at least one side shows, in the order of their ranks: the later side's, then those that went."""
    old, new = ({each.id: each for each in side.findings if each.reading == "shown"} for side in (before, after))
    known = {each.id: each for each in changes}
    names = [*new, *(each for each in old if each not in new)]
    return tuple(_claim(name, old.get(name), new.get(name), (before, after), known, rulers) for name in names)


def _claim(
    name: str,
    old: Finding | None,
    new: Finding | None,
    sides: tuple[Findings, Findings],
    known: Mapping[str, Change],
    rulers: Sequence[Ruler],
) -> ClaimChange:
    said = new or old
    if said is None:
        raise ValueError("a claim is of a finding that one side has at least")
    headline = said.headline if said.headline in known else None
    change = known[headline] if headline else None
    fate: Fate = "appeared" if old is None else "went" if new is None else "stayed"
    if old and new and change and _turned(change):
        fate = "turned"
    return ClaimChange(
        id=name,
        metric=said.metric,
        fate=fate,
        title=said.title,
        before=_reading_of(name, sides[0]),
        after=_reading_of(name, sides[1]),
        headline=headline,
        moved=change.reading if change else "not_assessed",
        reason=_reason(said, change, fate, sides, rulers),
    )


def _turned(change: Change) -> bool:
    """Whether a contrast lies on the other side of no gap."""
    if change.unit not in ("points", "ratio") or change.before is None or change.after is None:
        return False
    none = 1.0 if change.unit == "ratio" else 0.0
    old, new = change.before.value, change.after.value
    return old is not None and new is not None and (old - none) * (new - none) < 0


def _reading_of(name: str, findings: Findings) -> Reading | None:
    return next((each.reading for each in findings.findings if each.id == name), None)


def _reason(
    said: Finding, change: Change | None, fate: Fate, sides: tuple[Findings, Findings], rulers: Sequence[Ruler]
) -> str:
    """Why the other side could not have shown it, or what else it was measured with."""
    if fate in ("appeared", "went"):
        other, word = (sides[0], "earlier") if fate == "appeared" else (sides[1], "later")
        if not any(str(each.get("name")) == said.metric for each in other.methods):
            return f"{word} side: not measured: {said.metric} was not asked for"
        if change is not None:
            figure = change.before if fate == "appeared" else change.after
            if figure is None or figure.status != "ok" or figure.value is None:
                return f"{word} side: {(figure.note if figure else '') or 'not measured there'}"
    own = {*said.estimates, said.headline}
    mine = [each for side in sides for each in side.estimates if each.id in own] if rulers else []
    moved = [each.name for each in rulers if each.touches == "claims" or any(touching(each, one) for one in mine)]
    return f"measured or read with another ruler: {'; '.join(moved[:2])}" if moved else ""
