"""Written places."""

from __future__ import annotations

from audit.grouping.outcome import NOTHING, Outcome


def place_of(form: str, level: str) -> Outcome:
    """Nothing yet."""
    return NOTHING
