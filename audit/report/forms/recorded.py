"""What the plan records of the collection, as answers: nobody has to write it twice."""

from __future__ import annotations

from collections.abc import Mapping

from audit.report.forms.known import Known
from audit.report.visible import line

_WAYS = {
    "api": "through the platform's interface for programs",
    "scrape": "by reading its pages with a program",
    "export": "as an export that people asked for",
    "archive": "from an archive",
    "donation": "as donations of people's own data",
    "purchase": "by purchase",
}
_TIMES = ("collection.timeframe", "description.period", "rai:dataCollectionTimeframe")


def recorded(key: str, known: Known) -> str:
    """What the record of the collection answers to a question; empty if it says nothing of it.

    Parameters
    ----------
    key : str
        Of the question.
    known : Known
    """
    record = known.plan.get("collection")
    if not isinstance(record, Mapping):
        return ""
    said = {name: line(str(value)) for name, value in record.items() if isinstance(value, (str, int))}
    if key in _TIMES:
        return _time(said, interval=key.startswith("rai:"))
    if key in ("collection.mechanisms", "rai:dataCollection"):
        return _way(said)
    if key in ("collection.sampling", "statement.curation"):
        return f"Asked for: {said['query']}" if said.get("query") else ""
    if key == "collection.consent":
        return said.get("consent", "")
    if key == "distribution.licence":
        return said.get("licence", "")
    return ""


def _time(said: Mapping[str, str], *, interval: bool) -> str:
    first, last = said.get("collected_from", ""), said.get("collected_to", "")
    if interval:
        return f"{first}/{last}" if first and last else ""
    if first and last:
        return f"Collected from {first} to {last}."
    return f"Collected up to {last}." if last else ""


def _way(said: Mapping[str, str]) -> str:
    way, platform = _WAYS.get(said.get("access", "")), said.get("platform")
    if way is None:
        return ""
    tier = f" ({said['tier']})" if said.get("tier") else ""
    return f"Collected {way}{tier}" + (f", from {platform}." if platform else ".")
