"""What a reader can choose from: the values that this audit has, each with how often, and no others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.finding import READING_WORDS, WITHOUT_FIGURE, Findings
from audit.ranking import CONFIDENCES, SEVERITIES
from audit.report.rows import named_value
from audit.report.sections import title_of
from audit.report.visible import clipped, line
from audit.resources import axis_title
from audit.viewing.lines import EstimateLine, FindingLine, value_key
from audit.wording import count, sentence_case

#: Values of one axis that a list offers; a dataset can have thousands of communities, and the search finds those left out.
MOST_VALUES = 100
STATUS_WORDS: Mapping[str, str] = {"ok": "measured"} | {str(each): words for each, words in WITHOUT_FIGURE.items()}


@dataclass(frozen=True)
class Option:
    """One value, and how it is printed."""

    value: str
    label: str


@dataclass(frozen=True)
class Choice:
    """One thing to choose by: its options, some under a heading of their own; every value that can be chosen is in ``values``."""

    name: str
    title: str
    options: tuple[tuple[str, tuple[Option, ...]], ...]
    values: frozenset[str]


def finding_choices(claims: Sequence[FindingLine], findings: Findings) -> tuple[Choice, ...]:
    """What findings can be chosen by."""
    own = [each.finding for each in claims]
    readings = {str(each): words for each, words in READING_WORDS.items()}
    none = {each: "no severity" if each == "none" else each for each in SEVERITIES}
    harms = {each.harm: each.harm.replace("_", " ") for each in own}
    return (
        _plain("reading", "Reading", Counter(each.reading for each in own), readings),
        _plain("severity", "Severity", Counter(each.severity for each in own), none),
        _plain("confidence", "Confidence", Counter(each.confidence for each in own), {k: k for k in CONFIDENCES}),
        _plain("harm", "Kind of harm", Counter(each.harm for each in own), dict(sorted(harms.items()))),
        _metric(claims, findings),
        _groups(claims, findings),
    )


def estimate_choices(figures: Sequence[EstimateLine], findings: Findings) -> tuple[Choice, ...]:
    """What figures can be chosen by."""
    measures = {each.measure: each.measure.replace("_", " ") for each in figures}
    return (
        _metric(figures, findings),
        _plain("measure", "Measure", Counter(each.measure for each in figures), dict(sorted(measures.items()))),
        _groups(figures, findings),
        _plain("status", "Status", Counter(each.estimate.status for each in figures), STATUS_WORDS),
    )


def _plain(name: str, title: str, found: Counter[str], words: Mapping[str, str]) -> Choice:
    options = tuple(_option(value, label, found[value]) for value, label in words.items() if found[value])
    return Choice(name, title, (("", options),), frozenset(each.value for each in options))


def _metric(lines: Iterable[FindingLine | EstimateLine], findings: Findings) -> Choice:
    found = Counter(each.metric for each in lines)
    titles = sorted((title_of(each, findings), each) for each in found)
    return _plain("metric", "Metric", found, {each: title for title, each in titles})


def _groups(lines: Iterable[FindingLine | EstimateLine], findings: Findings) -> Choice:
    """Axes, and under each its groups: those that most lines are of."""
    found = Counter(key for each in lines for key in each.groups)
    axes: dict[str, dict[str, str]] = {}
    for each in findings.estimates:
        for axis, value in each.group.items():
            axes.setdefault(axis, {}).setdefault(value_key(axis, value), value)
    options = []
    for axis, values in sorted(axes.items()):
        here = [(key, value) for key, value in values.items() if found[key]]
        if not here:
            continue
        most = sorted(here, key=lambda each: -found[each[0]])[:MOST_VALUES]
        title = sentence_case(axis_title(axis))
        more = f", the first {MOST_VALUES} of {count(len(here))}" if len(here) > MOST_VALUES else ""
        whole = _option(line(axis), f"{title}: any", found[line(axis)])
        own = tuple(_option(key, named_value(axis, value), found[key]) for key, value in sorted(most))
        options.append((clipped(title, 60) + more, (whole, *own)))
    return Choice("group", "Group", tuple(options), frozenset(found))


def _option(value: str, label: str, n: int) -> Option:
    return Option(value, f"{clipped(label, 60)} ({count(n)})")
