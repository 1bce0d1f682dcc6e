"""The sentences of a comparison, in the language of the page; what a figure is of, and reasons, are English in all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from audit.comparing import Change, ClaimChange, Comparison, Pairing, Ruler, Side
from audit.comparing.comparison import Pattern
from audit.comparing.words import change_figure, could_show, interval, side_figure, subject, tolerance
from audit.report.catalogue import Catalogue
from audit.wording import count, join, percent, plural, sentence_case

_KINDS: tuple[Pattern, ...] = ("amplified", "kept", "attenuated", "reversed", "unsettled")


@dataclass(frozen=True)
class Told:
    """A sentence or two.

    Attributes
    ----------
    words : str
        In the language of the page.
    foreign : str
        What stands behind them in English; empty where the page is English, for there it is among the words.
    """

    words: str
    foreign: str = ""

    def __str__(self) -> str:
        return f"{self.words} {self.foreign}".rstrip()


def side_keys(comparison: Comparison) -> tuple[str, str]:
    """By which names the catalogue knows the two sides."""
    return ("training", "generated") if comparison.amplification else ("earlier", "later")


def sides(comparison: Comparison, say: Catalogue) -> tuple[str, str]:
    """What the two sides are called in sentences."""
    old, new = side_keys(comparison)
    return say(f"side.{old}"), say(f"side.{new}")


def statement(change: Change, comparison: Comparison, say: Catalogue) -> str:
    """What it is of, and what is told of it."""
    return f"{sentence_case(subject(change, dict(comparison.titles)))}: {told(change, comparison, say)}"


def told(change: Change, comparison: Comparison, say: Catalogue) -> str:
    """Both figures, the change with its interval, and what it comes to."""
    old, new = sides(comparison, say)
    before, after = (side_figure(change, each) for each in ("before", "after"))
    said = say("change.both", before=before, after=after, old=old, new=new)
    if not change.compared:
        return f"{said} {say('change.cannot', reason=change.reason.rstrip('.'))}"
    figure, span = change_figure(change), interval(change)
    if change.scale == "ratio" and comparison.amplification and change.unit in ("share", "per_1000"):
        times = sentence_case(figure.replace("\N{MULTIPLICATION SIGN}", say("change.times")))
        more = say("change.as_often", times=times, new=new, old=old, interval=span)
    elif change.scale == "ratio":
        more = say("change.of_what_it_was", change=figure, interval=span)
    else:
        more = say("change.by", change=figure, interval=span)
    return f"{said} {more} {say(f'skew.{change.pattern}') if change.pattern else _reading(change, say)}"


def verdict(change: Change, say: Catalogue) -> str:
    """The reading of a change in a word or two, or what became of a skew."""
    if change.pattern:
        return say(f"pattern.{change.pattern}")
    if change.reading == "shown":
        return say("change.risen") if change.risen else say("change.fallen")
    return say(f"word.{change.reading}")


def _reading(change: Change, say: Catalogue) -> str:
    if change.reading == "not_assessed":
        return say("change.not_assessed", reason=change.reason.rstrip("."))
    most = tolerance(change) or say("change.no_tolerance")
    if change.reading == "shown":
        return say("change.shown_risen", tolerance=most) if change.risen else say("change.shown_fallen", tolerance=most)
    if change.reading == "shown_small":
        return say("change.shown_small", tolerance=most)
    least = could_show(change)
    more = f" {say('change.could_show', least=least)}" if least else ""
    return f"{say('change.inconclusive', tolerance=most)}{more}"


def claim_words(claim: ClaimChange, comparison: Comparison, say: Catalogue) -> Told:
    """What became of a claim, and whether its figure is shown to have moved."""
    old, new = sides(comparison, say)
    if claim.fate in ("stayed", "turned"):
        first = say(f"claim.{claim.fate}")
    else:
        here, there = (new, old) if claim.fate == "appeared" else (old, new)
        other = claim.before if claim.fate == "appeared" else claim.after
        if other:
            first = say("claim.by_one_where", here=here, there=there, reads=say(f"claim.reads_{other}"))
        else:
            first = say("claim.by_one", here=here, there=there)
    if claim.reason:
        reason = f"{sentence_case(claim.reason.rstrip('.'))}."
        return Told(first, reason) if say.foreign else Told(f"{first} {reason}")
    return Told(f"{first} {say(f'claim.moved_{claim.moved}')}" if claim.headline else first)


def conclusion(comparison: Comparison, say: Catalogue) -> tuple[str, ...]:
    """The comparison in a few plain sentences."""
    tested = [each for each in comparison.changes if each.q_value is not None]
    moved = sum(each.moved for each in tested)
    small = sum(each.reading == "shown_small" for each in tested)
    open_ = sum(each.reading == "inconclusive" for each in tested)
    said = []
    if comparison.overlap == "identical":
        said.append(say("outcome.same_posts"))
    if not comparison.same_ruler:
        said.append(say("outcome.rulers"))
    if tested:
        moved_, small_ = (_are(each, say) for each in (moved, small))
        open_said = say.spelled(open_, "outcome.numbers")
        said.append(
            say("outcome.tested", figures=figures(len(tested), say), moved=moved_, small=small_, open=open_said)
        )
    else:
        said.append(say("outcome.nothing"))
    if comparison.amplification:
        said.append(_amplified(comparison.changes, say))
    return tuple(said)


def _amplified(changes: Sequence[Change], say: Catalogue) -> str:
    skews = [each.pattern for each in changes if each.pattern not in ("", "no_skew")]
    if not skews:
        return say("outcome.no_skews")
    parts = [
        say("outcome.kind", n=say.spelled(skews.count(each)), kind=say(f"pattern.{each}"))
        for each in _KINDS
        if each in skews
    ]
    kinds = join(parts, say("conclusion.and"))
    return say.several("outcome.skews", len(skews), n=say.spelled(len(skews), "outcome.numbers"), kinds=kinds)


def _are(n: int, say: Catalogue) -> str:
    return say.several("outcome.are", n, n=say.spelled(n, "outcome.numbers")) if n else say("outcome.none_are")


def figures(n: int, say: Catalogue) -> str:
    """So many figures."""
    return say.several("comparison.figures", n, n=count(n))


def assumptions(comparison: Comparison, say: Catalogue) -> tuple[Told, ...]:
    """What the intervals of the changes take for granted."""
    if comparison.overlap == "identical":
        return (Told(say("assumed.same_posts")),)
    paired = sum(each.correlation is not None for each in comparison.changes)
    said = _of_pairs(comparison.pairing, paired, say) if paired else _of_independence(comparison, say)
    said += [Told(_of_generated(side, say)) for side in (comparison.before, comparison.after) if side.generated]
    if comparison.before.generated and comparison.after.generated and not paired:
        said.append(Told(say("assumed.same_prompts")))
    if comparison.amplification:
        said.append(Told(say("assumed.model")))
    return tuple(dict.fromkeys(said))


def _of_independence(comparison: Comparison, say: Catalogue) -> list[Told]:
    said = [_because("assumed.independent", comparison.pairing.reason, say)]
    if comparison.overlap == "possible" and comparison.pairing.common != 0:
        said.append(Told(say("assumed.maybe_both")))
    return said


def _because(name: str, reason: str, say: Catalogue) -> Told:
    """A sentence with a reason in brackets, which is English, behind it or in it."""
    why = f"({reason})" if reason else ""
    if say.foreign:
        return Told(say(name, why=""), why)
    return Told(say(name, why=f" {why}" if why else ""))


def _of_pairs(pairing: Pairing, paired: int, say: Catalogue) -> list[Told]:
    voices = say(f"voices.{pairing.voice}")
    groups, known = say.spelled(pairing.groups), figures(paired, say)
    said = [Told(say.several("assumed.paired", paired, figures=known, groups=groups, voices=voices))]
    if pairing.common is None:
        said.append(Told(say("assumed.common_unknown", voices=voices)))
    else:
        said.append(Told(say("assumed.common", share=percent(pairing.common), voices=voices)))
    if pairing.unpaired:
        why = "; ".join(f"{plural(n, 'figure')}: {reason}" for reason, n in pairing.unpaired.items())
        said.append(_because("assumed.unpaired", why, say))
    return said


def _of_generated(side: Side, say: Catalogue) -> str:
    clusters = f" ({_clusters(side, say)})" if side.clusters is not None else ""
    if side.cluster == "prompt":
        return say("assumed.by_prompt", clusters=clusters)
    return say("assumed.by_text", clusters=clusters)


def _clusters(side: Side, say: Catalogue) -> str:
    n = side.clusters or 0
    if side.cluster == "prompt":
        return say.several("comparison.prompts", n, n=count(n))
    return say.several("comparison.texts", n, n=count(n))


def ruler_words(ruler: Ruler, say: Catalogue) -> str:
    """What a ruler touches."""
    one = ruler.touches == "attribute" and ruler.of
    return say(f"touches.{'one_attribute' if one else ruler.touches}", of=ruler.of)


def side_words(side: Side, say: Catalogue) -> str:
    """A side in a line: name, size, audit."""
    n = side.posts or 0
    if side.generated:
        size = say.several("comparison.generated", n, n=count(side.posts))
        if side.clusters is not None:
            size = say("comparison.size_from", posts=size, clusters=_clusters(side, say))
    else:
        authors = say("comparison.authors_unknown")
        if side.authors is not None:
            authors = say.several("comparison.authors", side.authors, n=count(side.authors))
        posts = say.several("comparison.posts", n, n=count(side.posts))
        size = say("comparison.size_by", posts=posts, authors=authors)
    name = side.name or say("comparison.unnamed")
    return say("comparison.size", name=name, size=size, audit=side.audit, version=side.version)
