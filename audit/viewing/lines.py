"""A finding and a figure with what they are found by: the words that a search looks in, and the groups they are of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.finding import Estimate, Finding, Findings
from audit.report.rows import named
from audit.report.visible import line


@dataclass(frozen=True)
class FindingLine:
    """A finding; ``key`` is its id as an address carries it, ``words`` what is searched, in lower case."""

    finding: Finding
    key: str
    metric: str
    groups: frozenset[str]
    words: str


@dataclass(frozen=True)
class EstimateLine:
    """A figure; ``place`` is where it stands in the file, ``claims`` are the keys of the findings that stand on it."""

    estimate: Estimate
    place: int
    key: str
    metric: str
    measure: str
    groups: frozenset[str]
    claims: tuple[str, ...]
    words: str


def finding_lines(findings: Findings) -> tuple[FindingLine, ...]:
    """Every finding, the gravest first, as the report has them."""
    known = findings.by_id
    return tuple(
        FindingLine(
            finding=each,
            key=line(each.id),
            metric=line(each.metric),
            groups=frozenset(key for name in each.estimates if name in known for key in keys_of(known[name].group)),
            words=_words(each.title, each.statement, each.id),
        )
        for each in sorted(findings.findings, key=findings.rank)
    )


def estimate_lines(findings: Findings) -> tuple[EstimateLine, ...]:
    """Every figure, in the order of the file."""
    used: dict[str, list[str]] = {}
    for finding in findings.findings:
        for name in finding.estimates:
            used.setdefault(name, []).append(line(finding.id))
    return tuple(
        EstimateLine(
            estimate=each,
            place=place,
            key=line(each.id),
            metric=line(each.metric),
            measure=line(each.measure),
            groups=frozenset(keys_of(each.group)),
            claims=tuple(used.get(each.id, ())),
            words=_words(
                each.id, each.measure.replace("_", " "), named(each), " ".join(each.group.values()), each.note
            ),
        )
        for place, each in enumerate(findings.estimates)
    )


def keys_of(group: Mapping[str, str]) -> tuple[str, ...]:
    """What a figure's group is chosen by: its axes, and each of its values on them."""
    return tuple(key for axis, value in group.items() for key in (line(axis), value_key(axis, value)))


def value_key(axis: str, value: str) -> str:
    """One value on one axis: ``gender=women``."""
    return line(f"{axis}={value}")


def _words(*parts: str) -> str:
    return "\n".join(line(each) for each in parts).casefold()
