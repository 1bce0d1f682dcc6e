"""The page of a comparison as plain values, so that a template decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from audit.comparing import Change, ClaimChange, Comparison, Ruler
from audit.comparing import words as said
from audit.report.catalogue import catalogue
from audit.report.facts import Fact
from audit.report.summary import Acceptance, acceptances, more_than
from audit.report.visible import anchor, clipped, fragment, line
from audit.wording import count, plural, sentence_case

MOST_MOVED = 60
MOST_LISTED = 40
_FATES = (
    ("appeared", "Appeared"),
    ("turned", "Turned round"),
    ("went", "No longer shown"),
    ("stayed", "Still shown"),
    ("unchecked", "Not comparable"),
)
_PATTERNS = ("amplified", "reversed", "attenuated", "kept", "unsettled")


@dataclass(frozen=True)
class ChangeLine:
    """A change in print."""

    identifier: str
    anchor: str
    address: str
    what: str
    before: str
    after: str
    change: str
    interval: str
    verdict: str
    statement: str
    posts: str
    authors: str
    q_value: str


@dataclass(frozen=True)
class ClaimLine:
    """What became of a claim, in print."""

    identifier: str
    title: str
    words: str


@dataclass(frozen=True)
class RulerLine:
    """A ruler that differs, in print."""

    name: str
    before: str
    after: str
    touches: str


@dataclass(frozen=True)
class ComparisonPage:
    """All that the page prints, but the appendix."""

    title: str
    identity: str
    sides: tuple[Fact, ...]
    conclusion: tuple[str, ...]
    rulers: tuple[RulerLine, ...]
    differences: tuple[RulerLine, ...]
    claims: tuple[tuple[str, tuple[ClaimLine, ...], str], ...]
    skews: tuple[ChangeLine, ...]
    skews_left_out: str
    moved: tuple[ChangeLine, ...]
    moved_left_out: str
    small: tuple[ChangeLine, ...]
    small_left_out: str
    unsettled: tuple[ChangeLine, ...]
    unsettled_left_out: str
    not_compared: tuple[Fact, ...]
    assumptions: tuple[str, ...]
    accepted: tuple[Acceptance, ...]
    multiplicity: str
    old: str
    new: str
    version: str
    columns: tuple[str, str]


def comparison_page(comparison: Comparison) -> ComparisonPage:
    """Everything to print."""
    moved = list(comparison.moved())
    by_reading = {
        reading: [each for each in comparison.changes if each.reading == reading]
        for reading in ("shown_small", "inconclusive")
    }
    skews = sorted(
        (each for each in comparison.changes if each.pattern in _PATTERNS),
        key=lambda each: (_PATTERNS.index(each.pattern), each.id),
    )
    old, new = said.sides(comparison)
    return ComparisonPage(
        title=f"{_name(comparison.before.name)} and {_name(comparison.after.name)}",
        identity=f"Comparison {comparison.id}, postaudit {line(comparison.version)}",
        sides=(
            Fact(sentence_case(old), line(said.side_words(comparison.before))),
            Fact(sentence_case(new), line(said.side_words(comparison.after))),
        ),
        conclusion=said.conclusion(comparison),
        rulers=tuple(_ruler(each) for each in comparison.rulers if each.touches != "nothing"),
        differences=tuple(_ruler(each) for each in comparison.rulers if each.touches == "nothing"),
        claims=tuple(
            (title, tuple(_claim(each, comparison) for each in found[:MOST_LISTED]), more_than(len(found), MOST_LISTED))
            for fate, title in _FATES
            if (found := [each for each in comparison.claims if _fate(each) == fate])
        ),
        skews=_lines(skews[:MOST_MOVED], comparison),
        skews_left_out=more_than(len(skews), MOST_MOVED),
        moved=_lines([each for each in moved if each not in skews][:MOST_MOVED], comparison),
        moved_left_out=more_than(len([each for each in moved if each not in skews]), MOST_MOVED),
        small=_lines(by_reading["shown_small"][:MOST_LISTED], comparison),
        small_left_out=more_than(len(by_reading["shown_small"]), MOST_LISTED),
        unsettled=_lines(by_reading["inconclusive"][:MOST_LISTED], comparison),
        unsettled_left_out=more_than(len(by_reading["inconclusive"]), MOST_LISTED),
        not_compared=_not_compared(comparison.changes),
        assumptions=(*said.assumptions(comparison), *_marks(comparison.changes)),
        accepted=acceptances(dict(comparison.accepted)),
        multiplicity=_multiplicity(comparison.changes),
        old=old,
        new=new,
        version=line(comparison.version),
        columns=("Training posts", "Generated text") if comparison.amplification else ("Before", "After"),
    )


def _marks(changes: Iterable[Change]) -> tuple[str, ...]:
    """What the marks mean that figures of either side carry."""
    notes = {each.note for change in changes for each in (change.before, change.after) if each is not None}
    return tuple(
        catalogue()(f"mark.{each}") for each in ("unreliable", "rounded") if any(each in note for note in notes)
    )


def change_line(change: Change, comparison: Comparison) -> ChangeLine:
    """One change as it is printed."""
    sides = (change.before, change.after)
    return ChangeLine(
        identifier=clipped(change.id, 160),
        anchor=anchor(change.id),
        address=fragment(change.id),
        what=clipped(sentence_case(said.subject(change, dict(comparison.titles))), 200),
        before=clipped(said.side_figure(change, "before"), 160),
        after=clipped(said.side_figure(change, "after"), 160),
        change=said.change_figure(change) if change.compared else "",
        interval=said.interval(change),
        verdict=said.verdict(change) if change.compared and not change.reason else clipped(change.reason, 240),
        statement=clipped(said.statement(change, comparison), 1200),
        posts=_both(None if each is None else each.n_posts for each in sides),
        authors=_both(None if each is None else each.n_authors for each in sides),
        q_value=_probability(change.q_value),
    )


def _lines(changes: Iterable[Change], comparison: Comparison) -> tuple[ChangeLine, ...]:
    return tuple(change_line(each, comparison) for each in changes)


def _ruler(ruler: Ruler) -> RulerLine:
    before, after = (clipped(each, 200) or "none" for each in (ruler.before, ruler.after))
    return RulerLine(clipped(ruler.name, 120), before, after, said.ruler_words(ruler))


def _fate(claim: ClaimChange) -> str:
    """Where it is printed: a claim that the other side could not have shown has neither appeared nor gone."""
    return "unchecked" if claim.reason and claim.fate in ("appeared", "went") else claim.fate


def _claim(claim: ClaimChange, comparison: Comparison) -> ClaimLine:
    return ClaimLine(
        clipped(claim.id, 120), clipped(claim.title, 240), clipped(said.claim_words(claim, comparison), 600)
    )


def _not_compared(changes: Iterable[Change]) -> tuple[Fact, ...]:
    """Reasons, the most frequent first, with how many figures each keeps from being compared or judged."""
    reasons = Counter(each.reason for each in changes if each.reason)
    ordered = sorted(reasons.items(), key=lambda each: (-each[1], each[0]))
    return tuple(Fact(clipped(sentence_case(reason), 240), plural(n, "figure")) for reason, n in ordered)


def _multiplicity(changes: tuple[Change, ...]) -> str:
    tested = [each for each in changes if each.q_value is not None]
    families = len({each.family for each in tested})
    if not tested:
        return f"{plural(len(changes), 'figure')} were joined by id; none could be tested."
    return (
        f"{plural(len(changes), 'figure')} were joined by id. {count(len(tested))} of them were tested, in"
        f" {plural(families, 'family', 'families')} of one metric and measure each; q-values hold the share of false"
        " findings within a family (Benjamini-Hochberg)."
    )


def _both(counts: Iterable[int | None]) -> str:
    known = ["unknown" if each is None else count(each) for each in counts]
    return " / ".join(known)


def _name(name: str) -> str:
    return clipped(name, 80) or "Dataset without a name"


def _probability(value: float | None) -> str:
    return "" if value is None else "<0.001" if value < 0.001 else f"{value:.3f}"
