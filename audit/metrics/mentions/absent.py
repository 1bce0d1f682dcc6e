"""Groups of a benchmark that nobody, or nearly nobody, speaks of: absence with an upper bound."""

from __future__ import annotations

from collections.abc import Mapping

from audit.finding import Estimate, Finding, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.contrast import confidence
from audit.metrics.references import given_caveats
from audit.resources import axis_title, group_title
from audit.wording import join, per_thousand, percent, sentence_case

NAME = "mentions"
#: A group counts as hardly mentioned when even the upper bound of its rate stays below one post in ten thousand.
ABSENT_BELOW = 0.1  # per 1,000
_MOST_NAMED = 8


def hardly_mentioned(estimate: Estimate) -> bool:
    """Whether even the upper bound of a rate per 1,000 posts is below :data:`ABSENT_BELOW`."""
    return estimate.status == "ok" and estimate.high is not None and estimate.high < ABSENT_BELOW


def absence(
    axis: str, rates: Mapping[str, Estimate], scope: Scope, caveats: tuple[str, ...]
) -> tuple[list[Finding], list[NotMeasured]]:
    """What is said of the groups of a benchmark that no post, or hardly any, mentions.

    Parameters
    ----------
    axis : str
    rates : mapping of str to Estimate
        Strict mentions per 1,000 posts, by group.
    scope : Scope
    caveats : tuple of str

    Returns
    -------
    findings : list of Finding
        One, if the plan has a benchmark for the axis and a group of it is hardly mentioned, or is mentioned by no post.
    not_measured : list of NotMeasured
        Groups of the benchmark that no lexicon names.
    """
    benchmark = scope.benchmarks.get(axis)
    if benchmark is None:
        return [], []
    shares = benchmark.margins[axis]
    known = {group: share for group, share in shares.items() if group in rates}
    unnamed = sorted(set(shares) - set(known) - {"unknown"})
    notes = []
    if unnamed:
        text = (
            f"Mentions of {join([group_title(each) for each in unnamed])}: the benchmark has them, and no lexicon does."
        )
        notes.append(NotMeasured(NAME, text))
    absent = [each for each in known if hardly_mentioned(rates[each])]
    unseen = [each for each in known if rates[each].status == "ok" and not rates[each].value and each not in absent]
    chosen = sorted(absent or unseen, key=lambda each: (-known[each], each))
    if not chosen:
        return [], notes
    said = [
        f"{group_title(each)} ({percent(known[each])} of {benchmark.whole}, at most {per_thousand(rates[each].high)} posts)"
        for each in chosen[:_MOST_NAMED]
    ]
    more = f" and {len(chosen) - _MOST_NAMED} more" if len(chosen) > _MOST_NAMED else ""
    title = sentence_case(axis_title(axis))
    names = join([group_title(each) for each in chosen[:3]]) + (" and others" if len(chosen) > 3 else "")
    claim = f"{title}: hardly any post mentions {names}"
    if not absent:
        claim = f"{title}: no post here mentions {names}, and too few were read to call them absent"
    finding = Finding(
        id=f"{NAME}.{axis}.absent",
        metric=NAME,
        title=claim,
        statement=f"Of the groups of the benchmark, {join(said)}{more}. Bounds are {percent(scope.level)} limits by strict forms.",
        reading="shown" if absent else "inconclusive",
        severity="low" if absent else "none",
        confidence=confidence([rates[each] for each in chosen], scope, stated=False),
        harm="erasure",
        estimates=tuple(rates[each].id for each in chosen),
        headline=rates[chosen[0]].id,
        caveats=(*caveats, *given_caveats(benchmark)),
        actions=("Do not expect what is made from these posts to know or name these groups.",) if absent else (),
        block=f"{NAME}.{axis}",
    )
    return [finding], notes
