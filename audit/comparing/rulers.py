"""What two audits measured with that is not the same: a number that moved because the ruler moved is no finding."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from audit.comparing.comparison import Ruler, Touches
from audit.finding import Estimate, Findings

# What says which dataset is read and where in it things stand, but not what they are measured with.
_OF_THE_DATASET = ("card", "dataset.name", "dataset.generated", "columns", "loader", "encoding", "report.quotes")
# Which figures there are, not what they are.
_OF_THE_CHOICE = ("labels", "metrics", "also", "skip", "representation", "floors", "gate")
#: Sections that one metric alone reads.
_OF_A_METRIC = {
    "rhythm": "rhythm",
    "dates": "coverage",
    "models": "scores",
    "collection": "rights",
    "privacy": "privacy",
}
_OF_THE_WORDS = ("dataset.language", "dataset.detect_language", "lexicons")
#: Metrics that read no text; every other one, also of a plug-in, is taken to use the lexicons.
_WITHOUT_WORDS = frozenset({"representation", "concentration", "coverage", "repetition", "rhythm", "rights"})
_OF_THE_MENTIONED = frozenset({"mentions", "markers", "descriptions"})
#: Metrics of groups of authors and of groups that are mentioned, which their ids tell apart.
_BY_SIDE = frozenset({"labels", "scores"})
_OF_WORDS = frozenset({"lexicons", "languages"})
_OF_ATTRIBUTES = frozenset({"attributes", "groups", "gazetteer", "name lists"})


def rulers(before: Findings, after: Findings) -> tuple[Ruler, ...]:
    """Everything that differs, what touches most first."""
    order = ("everything", "words", "references", "attribute", "metric", "claims", "nothing")
    found = [*_version(before, after), *_plan(before, after), *_resources(before, after)]
    return tuple(sorted(found, key=lambda each: (order.index(each.touches), each.name)))


def touching(ruler: Ruler, estimate: Estimate) -> bool:
    """Whether an estimate measures something else for this ruler."""
    if ruler.touches == "everything":
        return True
    if ruler.touches == "words":
        by_words = estimate.metric not in _WITHOUT_WORDS
        return by_words and (estimate.metric not in _BY_SIDE or ".mention." in estimate.id)
    if ruler.touches == "references":
        return estimate.unit in ("points", "ratio") and estimate.reference is not None and _is_of(estimate, ruler.of)
    if ruler.touches == "attribute":
        return _is_of(estimate, ruler.of)
    return ruler.touches == "metric" and estimate.metric == ruler.of


def _is_of(estimate: Estimate, attribute: str) -> bool:
    """Whether it is by an attribute of authors: who is mentioned has axes of the same names, and is no attribute."""
    if estimate.metric in _OF_THE_MENTIONED or (estimate.metric in _BY_SIDE and ".author." not in estimate.id):
        return False
    return not attribute or attribute in estimate.group or f".{attribute}." in f".{estimate.id}."


def _version(before: Findings, after: Findings) -> Iterator[Ruler]:
    old, new = (str(each.audit.get("version") or "") for each in (before, after))
    if old != new:
        yield Ruler("version", old, new, "everything")


def _plan(before: Findings, after: Findings) -> Iterator[Ruler]:
    old, new = (dict(_flat(each.audit.get("plan") or {})) for each in (before, after))
    shared = _sections(old) & _sections(new)
    for key in sorted(old.keys() | new.keys()):
        if old.get(key, "") == new.get(key, "") or _begins(key, _OF_THE_DATASET[:3]):
            continue
        touches, of = _touched(key, shared)
        yield Ruler(f"plan: {key}", old.get(key, ""), new.get(key, ""), touches, of)


def _sections(plan: Mapping[str, str]) -> frozenset[str]:
    """Tables of the plan as far as their second name: ``groups.gender``."""
    return frozenset(".".join(key.split(".")[:2]) for key in plan)


def _touched(key: str, shared: frozenset[str]) -> tuple[Touches, str]:
    section, _, rest = key.partition(".")
    if _begins(key, (*_OF_THE_DATASET, *_OF_THE_CHOICE)):
        return "nothing", ""
    if section in ("groups", "inference", "benchmarks") and ".".join(key.split(".")[:2]) not in shared:
        return "nothing", ""  # one side has no figure by it at all
    if section == "groups":
        attribute, _, option = rest.partition(".")
        return ("nothing", "") if option in ("", "column") else ("attribute", attribute)
    if section == "inference":
        return "attribute", rest.partition(".")[0]
    if section == "benchmarks":
        return "references", rest.partition(".")[0]
    if section in _OF_A_METRIC:
        return "metric", _OF_A_METRIC[section]
    if section == "tolerances":
        return "claims", ""
    return ("words", "") if _begins(key, _OF_THE_WORDS) else ("everything", "")


def _resources(before: Findings, after: Findings) -> Iterator[Ruler]:
    old, new = ({str(each.get("name")): each for each in side.resources} for side in (before, after))
    for name in sorted(old.keys() | new.keys()):
        ours, theirs = old.get(name), new.get(name)
        kind = str((ours or theirs or {}).get("kind") or "")
        if ours and theirs and ours.get("sha256") == theirs.get("sha256"):
            continue
        # What one side alone has made no figure of the other; weights make every one of their side.
        lacking = ours is None or theirs is None
        touches: Touches = "nothing"
        if kind == "weights":
            touches = "everything" if lacking else "nothing"
        elif kind == "benchmarks":
            touches = "nothing" if lacking else "references"
        elif kind == "models":
            touches = "nothing" if lacking else "metric"
        elif not lacking:
            touches = "words" if kind in _OF_WORDS else "attribute" if kind in _OF_ATTRIBUTES else "everything"
        yield Ruler(
            f"{kind or 'resource'}: {name}",
            _named(ours),
            _named(theirs),
            touches,
            "scores" if touches == "metric" else "",
        )


def _named(resource: Mapping[str, Any] | None) -> str:
    if resource is None:
        return ""
    return ", ".join(str(resource[key])[:12] for key in ("version", "sha256") if resource.get(key))


def _flat(value: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for key in sorted(value, key=str):
        inner, name = value[key], f"{prefix}{key}"
        if isinstance(inner, Mapping):
            yield from _flat(inner, f"{name}.")
        elif inner not in (None, "", [], ()):
            said = inner if isinstance(inner, str) else json.dumps(inner, ensure_ascii=False, default=str)
            yield name, said


def _begins(key: str, names: tuple[str, ...]) -> bool:
    return any(key == name or key.startswith(f"{name}.") for name in names)
