"""The page of a comparison as plain values, so that a template decides nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from audit.comparing import Change, ClaimChange, Comparison, Ruler
from audit.comparing import words as figured
from audit.report.catalogue import Catalogue, catalogue
from audit.report.comparison import words as said
from audit.report.comparison.words import Told
from audit.report.facts import Fact
from audit.report.summary import Acceptance, acceptances, more_than
from audit.report.visible import anchor, clipped, fragment, line
from audit.wording import count, plural, sentence_case

MOST_MOVED = 60
MOST_LISTED = 40
_FATES = ("appeared", "turned", "went", "stayed", "unchecked")
_PATTERNS = ("amplified", "reversed", "attenuated", "kept", "unsettled")


@dataclass(frozen=True)
class ChangeLine:
    """A change in print.

    ``told`` is the statement without what it is of. ``is_reason`` says that the verdict is why there is none, in English.
    """

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
    told: str
    posts: str
    authors: str
    q_value: str
    is_reason: bool


@dataclass(frozen=True)
class ClaimLine:
    """What became of a claim, in print."""

    identifier: str
    title: str
    words: str
    foreign: str


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
    assumptions: tuple[Told, ...]
    accepted: tuple[Acceptance, ...]
    multiplicity: str
    old: str
    new: str
    version: str
    columns: tuple[str, str]


def comparison_page(comparison: Comparison, say: Catalogue | None = None) -> ComparisonPage:
    """Everything to print; in English if no language is given."""
    say = say or catalogue()
    moved = list(comparison.moved())
    by_reading = {
        reading: [each for each in comparison.changes if each.reading == reading]
        for reading in ("shown_small", "inconclusive")
    }
    skews = sorted(
        (each for each in comparison.changes if each.pattern in _PATTERNS),
        key=lambda each: (_PATTERNS.index(each.pattern), each.id),
    )
    old, new = said.sides(comparison, say)
    names = [say(f"side_name.{each}") for each in said.side_keys(comparison)]
    return ComparisonPage(
        title=say("comparison.names", old=_name(comparison.before.name, say), new=_name(comparison.after.name, say)),
        identity=say("comparison.identity", id=comparison.id, version=line(comparison.version)),
        sides=(
            Fact(names[0], line(said.side_words(comparison.before, say))),
            Fact(names[1], line(said.side_words(comparison.after, say))),
        ),
        conclusion=said.conclusion(comparison, say),
        rulers=tuple(_ruler(each, say) for each in comparison.rulers if each.touches != "nothing"),
        differences=tuple(_ruler(each, say) for each in comparison.rulers if each.touches == "nothing"),
        claims=tuple(
            (
                say(f"fate.{fate}"),
                tuple(_claim(each, comparison, say) for each in found[:MOST_LISTED]),
                more_than(len(found), MOST_LISTED, say),
            )
            for fate in _FATES
            if (found := [each for each in comparison.claims if _fate(each) == fate])
        ),
        skews=_lines(skews[:MOST_MOVED], comparison, say),
        skews_left_out=more_than(len(skews), MOST_MOVED, say),
        moved=_lines([each for each in moved if each not in skews][:MOST_MOVED], comparison, say),
        moved_left_out=more_than(len([each for each in moved if each not in skews]), MOST_MOVED, say),
        small=_lines(by_reading["shown_small"][:MOST_LISTED], comparison, say),
        small_left_out=more_than(len(by_reading["shown_small"]), MOST_LISTED, say),
        unsettled=_lines(by_reading["inconclusive"][:MOST_LISTED], comparison, say),
        unsettled_left_out=more_than(len(by_reading["inconclusive"]), MOST_LISTED, say),
        not_compared=_not_compared(comparison.changes),
        assumptions=(*said.assumptions(comparison, say), *_marks(comparison.changes, say)),
        accepted=acceptances(dict(comparison.accepted)),
        multiplicity=_multiplicity(comparison.changes, say),
        old=old,
        new=new,
        version=line(comparison.version),
        columns=(say("comparison.training"), say("comparison.generated"))
        if comparison.amplification
        else (say("comparison.before"), say("comparison.after")),
    )


def _marks(changes: Iterable[Change], say: Catalogue) -> tuple[Told, ...]:
    """What the marks mean that figures of either side carry."""
    notes = {each.note for change in changes for each in (change.before, change.after) if each is not None}
    return tuple(Told(say(f"mark.{each}")) for each in ("unreliable", "rounded") if any(each in note for note in notes))


def change_line(change: Change, comparison: Comparison, say: Catalogue) -> ChangeLine:
    """One change as it is printed."""
    is_reason = not change.compared or bool(change.reason)
    sides = (change.before, change.after)
    return ChangeLine(
        identifier=clipped(change.id, 160),
        anchor=anchor(change.id),
        address=fragment(change.id),
        what=clipped(sentence_case(figured.subject(change, dict(comparison.titles))), 200),
        before=clipped(figured.side_figure(change, "before"), 160),
        after=clipped(figured.side_figure(change, "after"), 160),
        change=figured.change_figure(change) if change.compared else "",
        interval=figured.interval(change),
        verdict=clipped(change.reason, 240) if is_reason else said.verdict(change, say),
        statement=clipped(said.statement(change, comparison, say), 1200),
        told=clipped(said.told(change, comparison, say), 1200),
        posts=_both((None if each is None else each.n_posts for each in sides), say),
        authors=_both((None if each is None else each.n_authors for each in sides), say),
        q_value=_probability(change.q_value),
        is_reason=is_reason,
    )


def _lines(changes: Iterable[Change], comparison: Comparison, say: Catalogue) -> tuple[ChangeLine, ...]:
    return tuple(change_line(each, comparison, say) for each in changes)


def _ruler(ruler: Ruler, say: Catalogue) -> RulerLine:
    before, after = (clipped(each, 200) or say("comparison.none") for each in (ruler.before, ruler.after))
    return RulerLine(clipped(ruler.name, 120), before, after, said.ruler_words(ruler, say))


def _fate(claim: ClaimChange) -> str:
    """Where it is printed: a claim that the other side could not have shown has neither appeared nor gone."""
    return "unchecked" if claim.reason and claim.fate in ("appeared", "went") else claim.fate


def _claim(claim: ClaimChange, comparison: Comparison, say: Catalogue) -> ClaimLine:
    became = said.claim_words(claim, comparison, say)
    words, foreign = (clipped(each, 600) for each in (became.words, became.foreign))
    return ClaimLine(clipped(claim.id, 120), clipped(claim.title, 240), words, foreign)


def _not_compared(changes: Iterable[Change]) -> tuple[Fact, ...]:
    """Reasons, the most frequent first, with how many figures each keeps from being compared or judged."""
    reasons = Counter(each.reason for each in changes if each.reason)
    ordered = sorted(reasons.items(), key=lambda each: (-each[1], each[0]))
    return tuple(Fact(clipped(sentence_case(reason), 240), plural(n, "figure")) for reason, n in ordered)


def _multiplicity(changes: tuple[Change, ...], say: Catalogue) -> str:
    tested = [each for each in changes if each.q_value is not None]
    n = len({each.family for each in tested})
    joined = said.figures(len(changes), say)
    if not tested:
        return say("comparison.joined_only", figures=joined)
    families = say.several("comparison.families", n, n=count(n))
    return say("comparison.joined", figures=joined, tested=count(len(tested)), families=families)


def _both(counts: Iterable[int | None], say: Catalogue) -> str:
    known = [say("comparison.unknown") if each is None else count(each) for each in counts]
    return " / ".join(known)


def _name(name: str, say: Catalogue) -> str:
    return clipped(name, 80) or say("comparison.unnamed")


def _probability(value: float | None) -> str:
    return "" if value is None else "<0.001" if value < 0.001 else f"{value:.3f}"
