"""How many posts and authors disclose what law protects specially, and how many state an age below 18."""

from __future__ import annotations

from collections.abc import Sequence

from audit.disclosure import suppress
from audit.finding import Estimate, Judgement, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, with_q_values
from audit.metrics.language import doubtful, left_out, unread
from audit.metrics.privacy.estimates import NAME, author_share, nested, post_share, voices
from audit.metrics.privacy.told import AGES, ALL, ANY, BASE, EXPLICIT, MINOR, SEVERAL, SPECIAL, STATED, TOLD, without
from audit.metrics.privacy.told_words import ages_block, ages_finding, convictions_finding, told_block, told_finding
from audit.resources import DISCLOSURE_CATEGORIES
from audit.tally import Cell, Tally


def judge_told(tally: Tally, scope: Scope) -> Judgement:
    """Say which shares of posts and authors disclose something of each category."""
    reason = unread(tally, NAME, only="en")
    if reason is not None:
        told = NotMeasured(
            NAME, f"What posts disclose of their authors, and their ages: {reason.reason[0].lower()}{reason.reason[1:]}"
        )
        return Judgement(not_measured=(told,))
    floor = scope.plan.floors.authors
    hidden = _hidden_categories(tally, scope)
    printed = [each for each in SPECIAL if not hidden[each]]
    hidden[ANY] = any(_is_told_of_few(each, EXPLICIT, tally, scope) for each in printed)
    # Who discloses something is among those who at least imply it, and the difference is told too; where the first is hidden,
    # the second would tell it if it were the same.
    implied = any(_is_told_of_few(each, ALL, tally, scope) for each in (*printed, ANY))
    implied = implied or (hidden[ANY] and not voices(tally, (NAME, TOLD, without(ANY), ALL), scope))
    made: list[Estimate] = []
    for name in (ANY, *DISCLOSURE_CATEGORIES):
        made += _shares(
            f"{TOLD}.{name}",
            (NAME, TOLD, name, EXPLICIT),
            {"category": name},
            tally,
            scope,
            hide=hidden.get(name, False),
        )
    made += _shares(
        f"{TOLD}.any_implied",
        (NAME, TOLD, ANY, ALL),
        {"category": "any, implied too"},
        tally,
        scope,
        hide=implied,
        tested=False,
    )
    contrasts = {
        each.estimate.id: each
        for each in with_q_values(Contrast(each, scope.plan.privacy.disclosed_share) for each in made)
    }
    estimates = tuple(each.estimate for each in contrasts.values())
    findings = (told_finding(contrasts, scope), convictions_finding(contrasts, scope))
    untold = (left_out(tally, NAME, only="en", floor=floor), doubtful(tally, NAME, floor))
    blocks = (told_block(DISCLOSURE_CATEGORIES, scope),)
    return Judgement(estimates, findings, blocks, tuple(each for each in untold if each))


def _hidden_categories(tally: Tally, scope: Scope) -> dict[str, bool]:
    """The categories of which nothing is printed.

    Those of few authors, and others with them. Where all could be printed, their sum goes beyond the figure over all by what is
    of several categories: if that is of few, the smallest is hidden.
    """
    cells = [(NAME, TOLD, each, EXPLICIT) for each in SPECIAL]
    counted = [voices(tally, each, scope) for each in cells]
    hidden = suppress(counted, scope.plan.floors.authors).tolist()
    twice = [voices(tally, (NAME, TOLD, SEVERAL, EXPLICIT), scope)]
    if scope.has_authors:
        twice.append(sum(map(tally.n_authors, cells)) - tally.n_authors((NAME, TOLD, ANY, EXPLICIT)))
    if not any(hidden) and any(0 < each < scope.plan.floors.authors for each in twice):
        hidden[min((each, place) for place, each in enumerate(counted) if each)[1]] = True
    return dict(zip(SPECIAL, hidden, strict=True))


def _is_told_of_few(name: str, tier: str, tally: Tally, scope: Scope) -> bool:
    """Whether posts or authors that disclose something, but nothing of a category, are few: what two figures differ by."""
    rest = [voices(tally, (NAME, TOLD, without(name), tier), scope)]
    if scope.has_authors:
        rest.append(tally.n_authors((NAME, TOLD, ANY, tier)) - tally.n_authors((NAME, TOLD, name, EXPLICIT)))
    return any(0 < each < scope.plan.floors.authors for each in rest)


def judge_ages(tally: Tally, scope: Scope) -> Judgement:
    """Say which shares of posts and authors state an age below 13, 16 and 18."""
    made: list[Estimate] = []
    if unread(tally, NAME, only="en") is None:
        made += _below("minors", MINOR, BASE, tally, scope)
    if voices(tally, (NAME, STATED, "any"), scope):
        made += _below("minors.attribute", STATED, (NAME, STATED, "any"), tally, scope)
    if not made:
        return Judgement()
    contrasts = {
        each.estimate.id: each
        for each in with_q_values(Contrast(each, scope.plan.privacy.disclosed_share) for each in made)
    }
    estimates = {name: each.estimate for name, each in contrasts.items()}
    finding = ages_finding(contrasts, AGES, scope)
    return Judgement(tuple(estimates.values()), (finding,), (ages_block(estimates, scope),))


def _below(part: str, kind: str, base: Cell, tally: Tally, scope: Scope) -> list[Estimate]:
    cells = [(NAME, kind, str(limit)) for limit in AGES]
    printed = nested(
        [voices(tally, each, scope) for each in cells], voices(tally, base, scope), scope.plan.floors.authors
    )
    return [
        estimate
        for limit, cell, shown in zip(AGES, cells, printed, strict=True)
        for estimate in _shares(
            f"{part}.under_{limit}", cell, {"age": f"under {limit}"}, tally, scope, hide=not shown, base=base
        )
    ]


def _shares(
    name: str,
    cell: Cell,
    group: dict[str, str],
    tally: Tally,
    scope: Scope,
    *,
    hide: bool,
    tested: bool = True,
    base: Cell = BASE,
) -> Sequence[Estimate]:
    """The share of authors, who are tested where they are known, and of posts."""
    family = f"{NAME}.{name.partition('.')[0]}" if tested else None
    more = {"tolerance": scope.plan.privacy.disclosed_share, "group": group, **({"sides": (1,)} if hide else {})}
    posts = post_share(
        f"{NAME}.{name}.share_of_posts", cell, base, tally, scope, family=None if scope.has_authors else family, **more
    )
    if not scope.has_authors:
        return (posts,)
    return (author_share(f"{NAME}.{name}.share_of_authors", cell, base, tally, scope, family=family, **more), posts)
