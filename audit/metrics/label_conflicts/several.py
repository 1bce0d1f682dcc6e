"""Conflicts of a column whose cells hold several labels: figures for each of its values, and one finding for all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from audit.finding import Finding, Judgement, NotMeasured
from audit.metrics.labels.several import values_of
from audit.wording import count, join, plural

_MOST_NAMED = 3


def told_together(column: str, slug: str, judged: Mapping[str, Judgement]) -> Judgement:
    """What is said of the values of a column, by label, with one finding in place of one each.

    Parameters
    ----------
    column, slug : str
    judged : mapping of str to Judgement
        Of each label that was made of a value.
    """
    found = [(label, each.findings[0]) for label, each in judged.items() if each.findings]
    alone = [label for label, each in judged.items() if each.not_measured]
    parts = [Judgement(estimates=each.estimates) for each in judged.values()]
    if alone:
        reason = f"Labels of {column!r} ({count(len(alone))} of {plural(len(judged), 'value')}): no labelled text stands in the data twice."
        parts.append(Judgement(not_measured=(NotMeasured("label_conflicts", reason),)))
    if found:
        parts.append(Judgement(findings=(_finding(column, slug, found, judged),)))
    return Judgement.sum(parts)


def _finding(column: str, slug: str, found: Sequence[tuple[str, Finding]], judged: Mapping[str, Judgement]) -> Finding:
    shares = {
        each.group["label"]: each
        for part in judged.values()
        for each in part.estimates
        if each.measure == "conflict_exact" and each.value is not None
    }
    name = column.replace("_", " ")
    most = sorted(shares, key=lambda label: (-(shares[label].value or 0.0), label))[:_MOST_NAMED]
    named = [f"\u201c{values_of(column, [each])[0]}\u201d ({shares[each].told})" for each in most]
    title = (
        f"Up to {shares[most[0]].told} of texts that were labelled more than once carry a value of {name} in one copy"
        " and not in another"
        if most
        else f"Whether equal texts carry different values of {name} could not be judged"
    )
    told = (
        f"Of texts in several copies, the share that has a value in one copy and not in another is largest for {join(named)}."
        f" It is known for {len(shares)} of {plural(len(judged), 'value')}."
        if most
        else f"Too few texts differ, or stand there more than once, for each of {plural(len(found), 'value')}."
    )
    first = next((each for label, each in found if label in most[:1]), found[0][1])
    return replace(
        first,
        id=f"label_conflicts.{slug}",
        title=title,
        statement=told,
        estimates=tuple(one for _, each in found for one in each.estimates),
        headline=first.headline if most else None,
    )
