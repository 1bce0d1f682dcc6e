"""Page one: what the audit comes to in a few sentences, the findings in order, what was small and what was not checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from audit.finding import NONE_MET, READING_WORDS, Finding, Findings
from audit.plan.tolerances import whose_tolerances
from audit.ranking import OF_A_LEARNER
from audit.report.asides import with_asides
from audit.report.catalogue import Catalogue, catalogue
from audit.report.concern import Concern, concerns
from audit.report.joined import Joined, joined, joined_reasons
from audit.report.language_shares import languages
from audit.report.rows import marks_in, printed, reason
from audit.report.sections import title_of
from audit.report.visible import anchor, clipped, fragment, line
from audit.standing.words import short_sizes
from audit.wording import count, date, join, plural, sentence_case, span, without_common_zeros

NOTHING_SHOWN = "Nothing was shown beyond the tolerances set. That is not the same as no bias."
#: Shape and word for severity, dots and word for confidence: never colour alone.
SHAPES: Mapping[str, str] = {"high": "▲", "medium": "◆", "low": "●", "none": "○"}
DOTS: Mapping[str, str] = {"high": "●●●", "medium": "●●○", "low": "●○○"}


@dataclass(frozen=True)
class Claim:
    """A finding as it is printed, on every output alike.

    Attributes
    ----------
    title, statement, gist, identifier, anchor, address : str
        The gist is the first sentence of the statement, for page one.
    reading, severity, shape, confidence, dots : str
        Words and the shapes that go with them.
    figure, interval : str
        Empty if the finding has no headline.
    caveats, actions : tuple of str
    kind : str
        The reading as findings hold it.
    posts : str
        How many posts the figure stands on, where it is told.
    """

    title: str
    statement: str
    gist: str
    identifier: str
    anchor: str
    address: str
    reading: str
    severity: str
    shape: str
    confidence: str
    dots: str
    figure: str
    interval: str
    caveats: tuple[str, ...]
    actions: tuple[str, ...]
    shown: bool
    kind: str = ""
    posts: str = ""


@dataclass(frozen=True)
class Unchecked:
    """Something that could not be measured or assessed, or only in part, and why: in full, and in one sentence."""

    what: str
    why: str
    brief: str


@dataclass(frozen=True)
class Acceptance:
    """What the plan lets pass a gate, and why: printed wherever it could be taken for fine."""

    identifier: str
    reason: str


@dataclass(frozen=True)
class Summary:
    """All of page one."""

    name: str
    extent: str
    identity: str
    conclusion: tuple[str, ...]
    shown: tuple[Claim, ...]
    not_found: tuple[Claim, ...]
    unsettled: tuple[Claim, ...]
    unchecked: tuple[Unchecked, ...]
    unmeasured: tuple[Unchecked, ...] = ()
    none_met: tuple[Unchecked, ...] = ()
    counted: tuple[Claim, ...] = ()
    accepted: tuple[Acceptance, ...] = ()
    concerns: tuple[Concern, ...] = ()
    languages: str = ""
    lines: Mapping[str, tuple[Joined, ...]] = field(default_factory=dict)

    def beyond(self, name: str, most: int) -> int:
        """How many questions the lines of a list after the first ``most`` stand for."""
        return sum(each.n for each in self.lines[name][most:])

    @property
    def marks(self) -> tuple[str, ...]:
        """Which marks the figures of the claims carry, for the notes below them."""
        return marks_in(each.figure for each in self.shown)


def claim(finding: Finding, findings: Findings) -> Claim:
    """One finding in print; a headline that is not among the estimates is left out."""
    known = findings.by_id if finding.headline else {}
    head = known.get(finding.headline or "")
    number, interval = "", ""
    if head is not None and head.status == "ok" and head.value is not None:
        number = printed(head)
        if head.low is not None or head.high is not None:
            number, span_of_it = without_common_zeros(number, head.limits)
            interval = f"{100 * head.level:.3g}% {span_of_it}"
    elif head is not None:
        interval = reason(head)
    return Claim(
        title=clipped(finding.title, 240),
        statement=clipped(with_asides(finding, findings), 1600),
        gist=clipped(_first_sentence(line(finding.statement)), 260),
        identifier=clipped(finding.id, 120),
        anchor=anchor(finding.id),
        address=fragment(finding.id),
        reading=READING_WORDS[finding.reading],
        severity=finding.severity,
        shape=SHAPES[finding.severity],
        confidence=f"{finding.confidence} confidence",
        dots=DOTS[finding.confidence],
        figure=number,
        interval=interval,
        caveats=finding.caveats,
        actions=finding.actions,
        shown=finding.reading == "shown",
        kind=finding.reading,
        posts=short_sizes(head) if number and head is not None else "",
    )


def summary(findings: Findings, run_facts: Mapping[str, Any] | None = None, say: Catalogue | None = None) -> Summary:
    """Page one of an audit; the day is printed only if the run's facts give it, for findings hold none."""
    say = say or catalogue()
    by_reading: dict[str, list[Finding]] = {reading: [] for reading in READING_WORDS}
    for finding in sorted(findings.findings, key=findings.rank):
        by_reading[finding.reading].append(finding)
    counted = [each for each in by_reading["not_assessed"] if _is_counted(each, findings)]
    unjudged = [each for each in by_reading["not_assessed"] if each not in counted]
    told = _not_measured(findings)
    none_met = [each for each in told if each.why.startswith(NONE_MET)]
    unmeasured = [each for each in told if each not in none_met]
    unchecked = [
        *unmeasured,
        *(_unchecked(what, why) for what, why in joined_reasons(unjudged, findings)),
    ]
    lists = {"not_found": by_reading["shown_small"], "unsettled": by_reading["inconclusive"], "counted": counted}
    claims = {name: tuple(claim(each, findings) for each in found) for name, found in lists.items()}
    return Summary(
        name=clipped(str(findings.dataset.get("name") or ""), 120) or "Dataset without a name",
        extent=extent(findings),
        identity=identity(findings, run_facts),
        conclusion=conclusion(findings, len(unchecked), say),
        shown=tuple(claim(each, findings) for each in by_reading["shown"]),
        not_found=claims["not_found"],
        unsettled=claims["unsettled"],
        unchecked=tuple(unchecked),
        unmeasured=tuple(unmeasured),
        none_met=tuple(none_met),
        counted=claims["counted"],
        accepted=acceptances(findings.accepted),
        concerns=concerns(findings, say),
        languages=languages(findings, say),
        lines={name: joined(found, findings) for name, found in lists.items()},
    )


def _is_counted(finding: Finding, findings: Findings) -> bool:
    """Whether figures are printed that no tolerance was there for; comparisons have one, and stood on too little."""
    own = [findings.by_id[each] for each in finding.estimates if each in findings.by_id]
    return any(each.value is not None for each in own) and not any(each.family for each in own)


def acceptances(given: Mapping[str, str]) -> tuple[Acceptance, ...]:
    """What the plan accepts at a gate, by id."""
    return tuple(Acceptance(clipped(name, 160), clipped(reason, 600)) for name, reason in sorted(given.items()))


def _not_measured(findings: Findings) -> list[Unchecked]:
    """What was not measured, a reason that several metrics share said once."""
    by_reason: dict[str, list[str]] = {}
    for each in findings.not_measured:
        by_reason.setdefault(each.reason, []).append(title_of(each.metric, findings))
    return [_unchecked("; ".join(dict.fromkeys(whose)), reason) for reason, whose in by_reason.items()]


def _unchecked(what: str, why: str) -> Unchecked:
    first = _first_sentence(line(why))
    return Unchecked(clipped(what, 240), clipped(why, 600), clipped(first, 220))


def extent(findings: Findings) -> str:
    """How much was read: "28,708 posts by 12,000 authors, January 2024 to June 2026"."""
    dataset = findings.dataset
    authors = dataset.get("authors")
    size = plural(dataset.get("posts"), "post")
    generated = dataset.get("generated")
    if isinstance(generated, Mapping):
        unit = "prompt" if generated.get("cluster") == "prompt" else "different text"
        size = f"{plural(dataset.get('posts'), 'generated post')} from {plural(generated.get('clusters'), unit)}"
    elif authors is not None:
        size += f" by {plural(authors, 'author')}"
    else:
        size += " by an unknown number of authors"
    time = span(dataset.get("first"), dataset.get("last"))
    return line(f"{size}, {time}" if time else size)


def identity(findings: Findings, run_facts: Mapping[str, Any] | None = None) -> str:
    """Which audit this is: "Audit 7f3c9e1a0b2d, 23 November 2026"; the day is empty without facts of the run.

    Under weights it says so here, where nobody can read past it: ", weighted by weights.csv".
    """
    name = line(str(findings.audit.get("id") or "without an id"))
    weights = [line(str(each.get("name"))) for each in findings.resources if each.get("kind") == "weights"]
    weighted = [f"weighted by {clipped(each, 60)}" for each in weights]
    return ", ".join(part for part in (f"Audit {name}", day(run_facts), *weighted) if part)


def day(run_facts: Mapping[str, Any] | None) -> str:
    """The day of the run, if its facts are known."""
    when = _when(run_facts)
    return line(date(when)) if isinstance(when, str) else ""


def moment(run_facts: Mapping[str, Any] | None) -> datetime | None:
    """The time of the run, if its facts are known and it is one."""
    try:
        return datetime.fromisoformat(str(_when(run_facts)))
    except ValueError:
        return None


def _when(run_facts: Mapping[str, Any] | None) -> object:
    facts = run_facts or {}
    return next((facts[key] for key in ("finished", "started", "date", "time") if facts.get(key)), None)


def audit_id(findings: Findings) -> str:
    """The id of the audit if it is hexadecimal, as ours are; otherwise empty. Safe in a style sheet or a file name."""
    given = str(findings.audit.get("id") or "")
    return given if re.fullmatch(r"[0-9a-f]{6,64}", given) else ""


def conclusion(findings: Findings, unchecked: int, say: Catalogue | None = None) -> tuple[str, ...]:
    """What it comes to in a few sentences in plain words, made from the findings."""
    say = say or catalogue()
    shown = [each for each in findings.findings if each.reading == "shown"]
    # A difference that no tolerance calls a gap, such as one of topics, is told in its section and not counted here.
    shown = [each for each in shown if each.severity != "none"] or shown
    unsettled = sum(each.reading == "inconclusive" for each in findings.findings)
    remains = _remains(unsettled, unchecked, say)
    last = (f"{sentence_case(remains)}.",) if remains else ()
    if not shown:
        return (say("conclusion.nothing"), *last)
    bears = [say(f"bears.{harm}") for harm in dict.fromkeys(each.harm for each in sorted(shown, key=findings.rank))]
    # The phrases hold an "or" and a "which", so the list needs its last comma to be read.
    bearing = f", {say('conclusion.and')} ".join([", ".join(bears[:-1]), bears[-1]]) if len(bears) > 1 else bears[0]
    first = say.several(
        "conclusion.lie",
        len(shown),
        n=sentence_case(say.spelled(len(shown))),
        tolerances=say(f"whose.{whose_tolerances(findings.audit.get('plan') or {})}"),
        days=_by_chance(shown, findings, say),
        grades=_grades(shown, say),
        questions=_questions(shown, findings, say),
        bearing=bearing,
    )
    carried = say(f"conclusion.{'learnt' if _has_learner(findings) else 'models'}")
    carries = (carried,) if any(each.harm != "validity" for each in shown) else ()
    return (first, *_sureness(shown, findings, say), *carries, *last)


def _by_chance(shown: Sequence[Finding], findings: Findings, say: Catalogue) -> str:
    """That days without posts are among them, which no tolerance is for."""
    heads = [findings.by_id.get(each.headline or "") for each in shown]
    return say("conclusion.days") if any(each is not None and each.unit == "days" for each in heads) else ""


def _grades(shown: Sequence[Finding], say: Catalogue) -> str:
    """How many are grave: "two of them high in severity", after a comma; empty where there is nothing to tell apart."""
    grave = sum(each.severity == "high" for each in shown)
    if not grave or len(shown) == 1:
        return ""
    return say("conclusion.grades", n=say("conclusion.all") if grave == len(shown) else say.spelled(grave))


def _questions(shown: Sequence[Finding], findings: Findings, say: Catalogue) -> str:
    """On how many questions findings bear: comparisons of one family ask one, so findings are more than questions."""
    asked = {question_of(each, findings) for each in shown}
    return say.several("conclusion.on", len(asked), n=say.spelled(len(asked))) if len(asked) < len(shown) else ""


def question_of(finding: Finding, findings: Findings) -> str:
    """The question that a finding is one answer to: the family of its headline, else the chart it is drawn in."""
    head = findings.by_id.get(finding.headline or "")
    return (head.family if head is not None else None) or finding.block or finding.id


def _has_learner(findings: Findings) -> bool:
    return any(each.metric == OF_A_LEARNER and each.value is not None for each in findings.estimates)


def _sureness(shown: Sequence[Finding], findings: Findings, say: Catalogue) -> tuple[str, ...]:
    """How many findings are of low confidence, in a sentence; none where none is."""
    low = sum(each.confidence == "low" for each in shown)
    if not low:
        return ()
    why = say("conclusion.no_authors") if findings.dataset.get("authors") is None else ""
    if low == len(shown):
        return (say.several("conclusion.all_low", low, why=why),)
    return (sentence_case(say.several("conclusion.low", low, n=say.spelled(low), why=why)),)


def _remains(unsettled: int, unchecked: int, say: Catalogue) -> str:
    said = []
    if unsettled:
        said.append(say.several("conclusion.unsettled", unsettled, n=say.spelled(unsettled)))
    if unchecked and said:
        said.append(say("conclusion.unchecked_alone", n=say.spelled(unchecked)))
    elif unchecked:
        said.append(say.several("conclusion.unchecked", unchecked, n=say.spelled(unchecked)))
    return join(said, say("conclusion.and"))


def _first_sentence(text: str) -> str:
    """Up to the first full stop that ends something longer than an abbreviation."""
    match = re.match(r".{40,}?[.!?](?=\s+[\w\N{MINUS SIGN}])", text)
    return match.group() if match else text


def more_than(n: int, most: int, say: Catalogue | None = None) -> str:
    """What a capped list leaves unsaid: "and 4 more"; empty if nothing."""
    return (say or catalogue())("say.more", n=count(n - most)) if n > most else ""
