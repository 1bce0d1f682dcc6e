"""What is said of authors whom a few facts tell apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from audit.finding import Block, Chart, Estimate, Finding, NotMeasured
from audit.metrics.base import Scope
from audit.metrics.contrast import Contrast, confidence
from audit.metrics.privacy.estimates import NAME, one_sided, severity
from audit.wording import count, join, percent, sentence_case

PART = "uniqueness"
_FACTS = {
    "community": "the communities they post in",
    "hour": "the hour of the day (UTC) at which they post most",
    "country": "country",
    "place": "place",
    "lang": "main language",
}
NOT_THE_POPULATION = (
    "To be alone in a file is not to be alone in the world: others may share the combination who are not in it. Nor is"
    " anybody anonymous who shares it: free text and the times of single posts are nearly unique by themselves, and are not"
    " among these facts."
)
_TITLES = {
    "shown": "A few facts single out many authors",
    "shown_small": "The facts that were looked at single out few authors",
    "inconclusive": "Whether a few facts single out many authors could not be settled",
    "not_assessed": "How many authors a few facts single out could not be judged",
}


def fact(name: str) -> str:
    """A fact in words."""
    return _FACTS.get(name, f"stated {name.replace('_', ' ')}")


def uniqueness_finding(
    head: Contrast, by_id: Mapping[str, Contrast], facts: Sequence[str], number: int, level: int, scope: Scope
) -> Finding:
    """How many authors are alone with their combination, and which fact adds most."""
    reading = one_sided(head)
    if level and reading == "shown":  # in a sample fewer share a combination, so the share is an upper bound
        reading = "inconclusive"
    estimate = head.estimate
    alone = (
        estimate.told
        if estimate.value is not None
        else f"a share that is not printed ({estimate.note.removeprefix('hidden: ')})"
    )
    drawn = f" (a sample of 1 in {2**level:,})" if level else ""
    sentences = [
        f"Of {count(number)} authors{drawn}, {alone} are alone with their combination of {join([fact(each) for each in facts])};"
        f" the tolerance is {percent(head.tolerance)}."
    ]
    for name, contrast in by_id.items():
        limit = name.rpartition("fewer_than_")[2]
        if limit.isdigit() and contrast.estimate.value is not None:
            sentences.append(f"{contrast.estimate.told} share it with fewer than {limit}, themselves included.")
    without = {each: by_id[f"{NAME}.{PART}.unique_without.{each}"].estimate for each in facts if len(facts) > 1}
    told = {each: estimate.value for each, estimate in without.items() if estimate.value is not None}
    most = min(told, key=lambda each: (told[each] or 0.0, each), default="")
    if most and (told[most] or 0.0) < (estimate.value or 0.0):
        sentences.append(f"Without {fact(most)}, which adds most, {without[most].told} would be.")
    caveats = [NOT_THE_POPULATION]
    if level:
        caveats.append(
            "Authors were drawn by hash, and in a sample fewer of them share a combination: the shares are at most so large in"
            " the whole file."
        )
    return Finding(
        id=f"{NAME}.{PART}",
        metric=NAME,
        title=_TITLES[reading],
        statement=" ".join(sentences),
        reading=reading,
        severity=severity(head) if reading == "shown" else "none",
        confidence=confidence([estimate], scope),
        harm="privacy",
        estimates=tuple(by_id),
        headline=estimate.id,
        caveats=tuple(caveats),
        actions=(
            "Publish coarser facts, or fewer: groups of communities, parts of the day, regions.",
            "postaudit redact replaces and coarsens columns before posts are shared.",
        )
        if reading == "shown"
        else (),
        block=f"{NAME}.{PART}",
    )


def uniqueness_block(estimates: Sequence[Estimate], facts: Sequence[str], scope: Scope) -> Block:
    """Class sizes, and what is left of uniqueness without each fact."""
    labels = {f"{NAME}.{PART}.unique": "alone with their combination"}
    labels |= {f"{NAME}.{PART}.unique_without.{each}": f"alone without {fact(each)}" for each in facts}
    shown = [each for each in estimates if each.measure != "match_probability"]
    words = [
        labels.get(each.id, f"fewer than {each.id.rpartition('fewer_than_')[2]} share it, the author included")
        for each in shown
    ]
    chart = Chart(
        "intervals",
        tuple((each.id,) for each in shown),
        tuple(sentence_case(each) for each in words),
        "share of authors",
        caption=f"Authors by how many share their combination of {join([fact(each) for each in facts])}, with"
        f" {percent(scope.level)} intervals that know of shared combinations.",
    )
    return Block(f"{NAME}.{PART}", NAME, "Facts that single out authors", "", chart)


def why_no_facts(
    asked: Sequence[str] | None, there: Sequence[str], facts: Sequence[str], *, withheld: bool, scope: Scope
) -> tuple[NotMeasured, ...]:
    """Why facts about authors, or some of them, are not counted together."""
    if asked is not None and not asked:
        return (NotMeasured(NAME, "Facts about authors: the plan asks for none (privacy.quasi_identifiers)."),)
    if withheld:
        reason = "Tally files hold no facts about single authors, so these can only be counted together where the posts are read."
        return (NotMeasured(NAME, reason),)
    if not scope.has_authors:
        return (NotMeasured(NAME, "Facts about authors: the source names no authors."),)
    if asked is not None and (missing := [each for each in asked if each not in there]):
        words = join([fact(each) for each in missing])
        return (NotMeasured(NAME, f"Facts about authors: the source has no value of {words}, which the plan names."),)
    if not facts:
        reason = "Facts about authors: the source has no community, time, country or language of a post."
        return (NotMeasured(NAME, reason),)
    return ()
