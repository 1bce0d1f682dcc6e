"""A power plan in print: as text for people, as plain data for machines."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from audit.disclosure import escape_for_terminal
from audit.planning.access import Reach
from audit.planning.comparisons import Comparison, Needs, Target, smallest_gap
from audit.resources import AccessPrices
from audit.version import __version__
from audit.wording import count, exactly, join, percent, plural, points

SCHEMA_VERSION = "1.0"
NEVER = "no number of posts"
_UNKNOWN = "unknown"
#: What every reader of a plan has to know.
CAVEATS = (
    "Posts are those of new authors who write as unequally as assumed: more posts of the same authors are worth less.",
    "A plan is for a true gap of the size named. A gap near the tolerance takes many more posts, and one at the tolerance"
    " can never be settled.",
    "Nothing here says whether the posts that can be had are those of the people the dataset is to stand for.",
)


def as_text(
    needs: Sequence[Needs],
    reaches: Sequence[Reach],
    target: Target,
    left_out: Sequence[str],
    prices: AccessPrices | None,
) -> str:
    """The plan as lines of text."""
    lines = [
        f"Posts needed at {percent(target.level)} intervals and {percent(target.power)} power. A true gap of"
        f" {target.gap:g} tolerances is to be shown;",
        "no gap at all is to be shown to be small. Settled means either.",
        "",
    ]
    for each in needs:
        lines += [*_needed(each, target), ""]
    lines += _access(needs, reaches, prices) if prices else []
    if left_out:
        lines += ["Not planned, and why", *(f"  {each}" for each in left_out), ""]
    lines += ["Read with care", *(f"  {each}" for each in CAVEATS)]
    if prices:
        lines += [f"  {each}" for each in prices.card.known_faults]
    return "\n".join(map(escape_for_terminal, lines)) + "\n"


def as_data(
    needs: Sequence[Needs],
    reaches: Sequence[Reach],
    target: Target,
    left_out: Sequence[str],
    prices: AccessPrices | None,
) -> dict[str, Any]:
    """The plan as plain data; null is "no number would do", or "not known" where the text says so."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": "postaudit",
        "version": __version__,
        "level": target.level,
        "power": target.power,
        "gap_in_tolerances": target.gap,
        "comparisons": [_comparison(each, target) for each in needs],
        "access": [_reach(each) for each in reaches],
        "prices": None
        if prices is None
        else {"name": prices.card.name, "source": prices.card.cited, "sha256": prices.card.sha256},
        "not_planned": list(left_out),
        "caveats": [*CAVEATS, *(prices.card.known_faults if prices else ())],
    }


def gap_words(gap: float, comparison: Comparison) -> str:
    """A gap on the scale of its comparison."""
    if not math.isfinite(gap):
        return "none"
    if comparison.scale == "ratio":
        return exactly(float(f"{gap:.3g}"))
    return points(float(f"{gap:.4g}"))


def _needed(each: Needs, target: Target) -> list[str]:
    comparison = each.comparison
    lines = [
        comparison.title,
        f"  tolerance {gap_words(comparison.tolerance, comparison)}; {plural(comparison.family, 'comparison')} judged"
        f" together; {comparison.counted}{_share_that_counts(comparison)}",
        f"  to show a gap of {gap_words(each.gap, comparison)}: {_posts(each.show, each)}",
        f"  to show it is small: {_posts(each.show_small, each)}",
        f"  to settle it: {_posts(each.settle, each)}",
    ]
    if comparison.basis == "pilot":
        seen = gap_words(smallest_gap(comparison, comparison.pilot_posts, target), comparison)
        lines.append(f"  the pilot itself would have shown gaps from {seen}")
    return lines


def _share_that_counts(comparison: Comparison) -> str:
    return f" ({percent(comparison.counting)} of all posts)" if comparison.counting < 1 else ""


def _posts(posts: float, each: Needs) -> str:
    if not math.isfinite(posts):
        return NEVER
    authors = each.authors(posts)
    by = f"by {plural(authors, 'author')}" if math.isfinite(authors) else "number of authors not known"
    return f"{plural(posts, 'post')}, {by}"


def _access(needs: Sequence[Needs], reaches: Sequence[Reach], prices: AccessPrices) -> list[str]:
    titles = {each.comparison.id: each.comparison for each in needs}
    months = reaches[0].months if reaches else 1
    lines = [f"What access can settle in {plural(months, 'month')} ({prices.card.title}; {prices.card.version})"]
    for each in reaches:
        lines += ["", f"{each.tier.platform}, {each.tier.tier}{_span(each)}: {each.tier.access or 'access not stated'}"]
        lines += [f"  {_offer(each)}"]
        if each.posts is None:
            lines += ["  What it can settle is not known, as its quota is not."]
            continue
        lines += [f"  settles {len(each.settled)} of {plural(len(needs), 'comparison')}"]
        if each.open:
            gaps = dict(each.smallest)
            told = [f"{name} (smallest gap it shows: {gap_words(gaps[name], titles[name])})" for name in each.open[:3]]
            more = f", and {len(each.open) - 3} more" if len(each.open) > 3 else ""
            lines += [f"  cannot settle {join(told) if not more else ', '.join(told)}{more}"]
            if each.months_for_all is not None and each.months_for_all > each.months:
                lines += [f"  would take {plural(each.months_for_all, 'month')}, {_money(each.price_for_all, each)}"]
    return [*lines, ""]


def _span(each: Reach) -> str:
    tier = each.tier
    if not (tier.since or tier.until):
        return ""
    return f" ({tier.since or _UNKNOWN} to {tier.until})" if tier.until else f" (since {tier.since})"


def _offer(each: Reach) -> str:
    most = "quota unknown" if each.posts is None else f"at most {plural(each.posts, 'post')}"
    paid = " for what the plan needs" if each.tier.price_per == "post" and each.price is not None else ""
    as_of = f", as of {each.tier.as_of}" if each.tier.as_of else ""
    note = f". {each.tier.note}" if each.tier.note else ""
    return f"{most}, {_money(each.price, each)}{paid}{as_of}{note}"


def _money(price: float | None, each: Reach) -> str:
    if price is None:
        return "price unknown"
    return f"{count(math.ceil(price))} {each.tier.currency}".strip()


def _number(value: float | None) -> float | int | None:
    if value is None or not math.isfinite(value):
        return None
    return int(value) if float(value).is_integer() else float(f"{value:.6g}")


def _comparison(each: Needs, target: Target) -> dict[str, Any]:
    comparison = each.comparison
    pilot = comparison.basis == "pilot"
    seen = smallest_gap(comparison, comparison.pilot_posts, target) if pilot else math.nan
    said = {"show": each.show, "show_small": each.show_small, "settle": each.settle}
    return {
        "id": comparison.id,
        "title": comparison.title,
        "scale": comparison.scale,
        "tolerance": comparison.tolerance,
        "gap": _number(each.gap),
        "family": comparison.family,
        "basis": comparison.basis,
        "smallest_gap_shown_by_pilot": _number(seen),
        "counted": comparison.counted,
        "share_that_counts": _number(comparison.counting),
        "known": {key: _number(value) for key, value in sorted(comparison.known.items())},
        "posts": {key: _number(value) for key, value in said.items()},
        "authors": {key: _number(each.authors(value)) for key, value in said.items()},
    }


def _reach(each: Reach) -> dict[str, Any]:
    tier = each.tier
    return {
        "platform": tier.platform,
        "tier": tier.tier,
        "from": tier.since or None,
        "to": tier.until or None,
        "who": tier.access or None,
        "confidence": tier.confidence or None,
        "as_of": tier.as_of or None,
        "note": tier.note or None,
        "currency": tier.currency or None,
        "months": _number(each.months),
        "posts": _number(each.posts),
        "price": _number(each.price),
        "settled": list(each.settled),
        "not_settled": list(each.open),
        "smallest_gap_shown": {name: _number(gap) for name, gap in each.smallest},
        "months_for_all": each.months_for_all,
        "price_for_all": _number(each.price_for_all),
    }
