"""Claims that say the same of several attributes, joined into one line: eight lines of one cause are read by nobody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.finding import Finding, Findings
from audit.report.visible import clipped, fragment, line
from audit.resources import axis_groups, axis_title
from audit.wording import count, counted_ending, sentence_case

#: Keys of a figure's group that say what is counted, not which attribute of people it is counted by.
_OF_NO_ATTRIBUTE = frozenset({"marker", "label", "value", "field", "question", "word", "outcome", "theme"})
#: Attributes that one line names; the section names all.
_MOST_NAMED = 3
_GAP = "\N{OBJECT REPLACEMENT CHARACTER}"
_WHOLE = re.compile(r"\d[\d,]*")
#: What so many comparisons came to, as :func:`audit.wording.counted_ending` ends a title: the noun, then each count.
_ENDING = re.compile(r", \d[\d,]* (?P<noun>[^\d:]+): (?P<parts>\d[\d,]* [^,]+(?:, \d[\d,]* [^,]+)+)\Z")
_PART = re.compile(r"(\d[\d,]*) ([^,]+)")


@dataclass(frozen=True)
class Joined:
    """One line for one claim or several.

    Attributes
    ----------
    title : str
    address : str
        Of the claim, or of the section where there are several.
    n : int
        How many claims it stands for.
    """

    title: str
    address: str
    n: int


def joined(found: Iterable[Finding], findings: Findings) -> tuple[Joined, ...]:
    """One line for all claims of a metric that differ in the attribute alone, in the order of the first of each."""
    groups = _grouped(found, lambda each: _frame(each, findings))
    return tuple(_line(_frame(each[0][0], findings)[0], each) for each in groups.values())


def joined_reasons(found: Iterable[Finding], findings: Findings) -> tuple[tuple[str, str], ...]:
    """What could not be judged, and why: claims that differ in the attribute and in one count are one, with the counts added.

    A statement is added up only if it holds one count, perhaps twice: "Of 60 comparisons, 60 stood on too few posts".
    """

    def keyed(each: Finding) -> tuple[str, str]:
        frame, axis = _frame(each, findings)
        return f"{frame}\n{_without_count(each.statement)}", axis

    said = []
    for own in _grouped(found, keyed).values():
        first = own[0][0]
        title = _line(_frame(first, findings)[0], own).title
        total = sum(
            int(each.replace(",", "")) for finding, _axis in own for each in set(_WHOLE.findall(finding.statement))
        )
        statement = _without_count(first.statement)
        said.append((title, statement.replace(_GAP, count(total)) if len(own) > 1 else first.statement))
    return tuple(said)


def _without_count(statement: str) -> str:
    """A statement with a gap for its one count; as it is if it has several, or a share."""
    one = len(set(_WHOLE.findall(statement))) == 1 and not re.search(r"[%.]\d|\d[%.]\d|\d%", statement)
    return _WHOLE.sub(_GAP, statement) if one else statement


_Own = list[tuple[Finding, str]]


def _grouped(found: Iterable[Finding], keyed: Callable[[Finding], tuple[str, str]]) -> dict[tuple[str, str], _Own]:
    groups: dict[tuple[str, str], _Own] = {}
    for each in found:
        frame, axis = keyed(each)
        groups.setdefault((each.metric, frame.casefold()), []).append((each, axis))
    return groups


def _frame(finding: Finding, findings: Findings) -> tuple[str, str]:
    """The title with a gap where it names the attribute, and the attribute; no gap if it names none."""
    title = _ENDING.sub(f", {_GAP}{_GAP}", line(finding.title))
    for axis in _axes(finding, findings):
        found = re.search(rf"(?<!\w){re.escape(axis)}(?!\w)", title, re.IGNORECASE)
        if found:
            frame = f"{title[: found.start()]}{_GAP}{title[found.end() :]}"
            return re.sub(r"\bother ", "", frame, flags=re.IGNORECASE), axis
    return line(finding.title), ""


def _added(titles: Sequence[str]) -> str:
    """What the comparisons of several titles came to together: counts of the same are added."""
    found = [match for each in titles if (match := _ENDING.search(each))]
    if not found:
        return ""
    came_to: dict[str, int] = {}
    for number, said in (part for match in found for part in _PART.findall(match["parts"])):
        came_to[said] = came_to.get(said, 0) + int(number.replace(",", ""))
    total = sum(came_to.values())
    parts = [f"{count(number)} {said}" for said, number in came_to.items()]
    return counted_ending(f"{count(total)} {found[0]['noun']}", parts)


def _axes(finding: Finding, findings: Findings) -> list[str]:
    """Titles of the attributes that the figures of a finding are of, the longest first."""
    known = findings.by_id
    keys = {key for name in finding.estimates[:40] if name in known for key in known[name].group}
    keys |= {part for part in finding.id.split(".") if part in _stated(findings)}
    return sorted((line(axis_title(each)) for each in keys - _OF_NO_ATTRIBUTE), key=lambda each: (-len(each), each))


def _stated(findings: Findings) -> set[str]:
    """Attributes that the lexicons or the plan know of."""
    plan = findings.audit.get("plan")
    groups = plan.get("groups") if isinstance(plan, Mapping) else None
    return {*axis_groups(), *(groups if isinstance(groups, Mapping) else ())}


def _line(frame: str, own: Sequence[tuple[Finding, str]]) -> Joined:
    first = own[0][0]
    axes = list(dict.fromkeys(axis for _each, axis in own if axis))
    if len(own) == 1 or _GAP not in frame or len(axes) < len(own):
        title = line(first.title) if len(own) == 1 else f"{line(first.title)} ({len(own)} times)"
        return Joined(clipped(title, 240), fragment(first.id), len(own))
    if frame.startswith(_GAP):  # the attributes are the subject, and there are several
        frame = re.sub(r"\bis (?=counted\b)", "are ", frame, count=1)
    named = [*axes[:_MOST_NAMED], f"{len(axes) - _MOST_NAMED} more"] if len(axes) > _MOST_NAMED + 1 else axes
    ending = _added([line(each.title) for each, _axis in own])
    title = sentence_case(frame.replace(f"{_GAP}{_GAP}", ending).replace(_GAP, listed(named)))
    return Joined(clipped(title, 400), fragment(f"section-{first.metric}"), len(own))


def listed(items: Sequence[str]) -> str:
    """A list whose items may hold an "and" of their own: "age, gender, and race and ethnicity"."""
    if len(items) < 3 and not any(" and " in each for each in items):
        return " and ".join(items)
    return f"{', '.join(items[:-1])}, and {items[-1]}" if len(items) > 1 else items[0]
