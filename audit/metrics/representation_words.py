"""The words of representation: findings and the block they share, from figures made in ``representation_estimates``."""

from __future__ import annotations

from audit.finding import Block, Chart, Finding, Reading, Table
from audit.metrics.contrast import Contrast, confidence, could_have_shown, few_authors_caveats, roll_up
from audit.metrics.references import reference_caveats
from audit.metrics.representation_asked import NAME
from audit.metrics.representation_divergence import divergence_words
from audit.metrics.representation_estimates import AttributeEstimates
from audit.resources import axis_title, group_title
from audit.wording import join, percent, plural, points, sentence_case, with_article

_VERDICTS: dict[Reading, str] = {
    "shown_small": "lie within the tolerance of the benchmark",
    "inconclusive": "could not be settled",
    "not_assessed": "could not be judged",
}


def gap_finding(group: str, contrast: Contrast, made: AttributeEstimates) -> Finding:
    """A gap to the benchmark that is shown."""
    name = made.stem(group)
    observed, bounds = made.get(group, "share_of_posts"), made.get(group, "bounds")
    fewer = (contrast.estimate.value or 0) < 0
    title = group_title(group)
    open_words = ""
    if made.missing and bounds.low is not None and bounds.high is not None:
        open_words = (
            f" {percent(made.missing)} of posts are by authors who have none: if all of those were {title} the share"
            f" would be {percent(bounds.high)} of all posts, and if none were, {percent(bounds.low)}."
        )
    return Finding(
        id=name,
        metric=NAME,
        title=f"{sentence_case(title)} wrote {'fewer' if fewer else 'more'} of these posts than their share of the population",
        statement=(
            f"Of {_counted(made)}, {percent(observed.value)} are by {title}; the reference is"
            f" {percent(made.margins[group])} ({made.source}). The gap is {points(contrast.estimate.value, signed=True)}."
            f"{open_words}"
        ),
        reading="shown",
        severity=contrast.severity,
        confidence=confidence([contrast.estimate], made.scope, missing=made.missing or 0.0),
        harm="erasure" if fewer else "allocation",
        estimates=tuple(each for each in made.made if each.startswith(f"{name}.")),
        headline=contrast.estimate.id,
        caveats=caveats(made),
        actions=("Weight or resample towards the benchmark, or say in the data card whom the data stand for.",),
        block=made.prefix,
    )


def rest_finding(rest: list[tuple[str, Contrast]], made: AttributeEstimates) -> Finding:
    """What is left of the groups: shown to be small, or not settled."""
    reading = roll_up(each.reading for _, each in rest)
    tolerance = points(made.scope.plan.tolerances.share_gap)
    names = join([group_title(group) for group, _ in rest])
    statements = {
        "shown_small": f"The shares of posts by {names} lie within {tolerance} of the reference ({made.source})."
        f"{_smaller_than_the_tolerance([group for group, _ in rest], made)}",
        "inconclusive": f"The intervals of the shares of posts by {names} reach across the tolerance of {tolerance}"
        f" around the reference ({made.source}).{could_have_shown(each for _, each in rest)}",
        "not_assessed": f"Too few posts or authors to judge the shares of {names}.",
    }
    return Finding(
        id=made.prefix if len(rest) == len(made.groups) else f"{made.prefix}.others",
        metric=NAME,
        title=f"{sentence_case(axis_title(made.attribute))}: the shares of posts by {names} {_VERDICTS[reading]}",
        statement=statements[reading],
        reading=reading,
        severity="none",
        confidence=confidence([each.estimate for _, each in rest], made.scope, missing=made.missing or 0.0),
        harm="erasure",
        estimates=tuple(each.estimate.id for _, each in rest),
        caveats=caveats(made),
        block=made.prefix,
    )


def _smaller_than_the_tolerance(groups: list[str], made: AttributeEstimates) -> str:
    """Of a group that is smaller than the tolerance, not even its absence can be shown by a difference of shares."""
    tolerance = made.scope.plan.tolerances.share_gap
    few = [group_title(group) for group in groups if made.margins[group] <= tolerance]
    if not few:
        return ""
    return f" The reference of {join(few)} is itself no larger: were there none at all, this would be said too. Read the ratio."


def counted_finding(made: AttributeEstimates) -> Finding:
    """Shares that are printed and not judged, because no benchmark was chosen."""
    words = axis_title(made.attribute)
    shown = [group for group in made.groups if made.get(group, "share_of_posts").status == "ok"]
    largest = sorted(shown, key=lambda each: -(made.get(each, "share_of_posts").value or 0))[:3]
    parts = [f"{percent(made.get(each, 'share_of_posts').value)} {group_title(each)}" for each in largest]
    missing = _unstated(made)
    return Finding(
        id=made.prefix,
        metric=NAME,
        title=f"{sentence_case(words)} of authors is counted and not judged: no benchmark was chosen",
        statement=f"Of {_counted(made)}: {join(parts) if parts else 'too few to print'}. {missing}",
        reading="not_assessed",
        severity="none",
        confidence=confidence(list(made.made.values()), made.scope, missing=made.missing or 0.0),
        harm="erasure",
        estimates=tuple(made.made),
        caveats=caveats(made),
        actions=(f"Choose whom the dataset stands for: --benchmark {made.attribute}=NAME or FILE:POPULATION.",),
        block=made.prefix,
    )


def _counted(made: AttributeEstimates) -> str:
    """The posts that shares are of, and what is not among them though the data have it."""
    posts = f"posts by authors with {with_article(axis_title(made.attribute))} in the data"
    if not made.rare:
        return posts
    floor = made.scope.plan.floors.authors
    return f"{posts} (without those of {plural(made.rare, 'value')} of fewer than {floor} authors each, which {'is' if made.rare == 1 else 'are'} hidden)"


def _unstated(made: AttributeEstimates) -> str:
    if made.missing is None:
        return "How many posts have no printed value is too small a number to print."
    return "Every post has one." if made.missing == 0 else f"{percent(made.missing)} of posts have no printed value."


def caveats(made: AttributeEstimates) -> tuple[str, ...]:
    """What to keep in mind with any figure of the attribute."""
    words = sentence_case(axis_title(made.attribute))
    stated = (
        f"{words} is as the data have it and was not inferred here. Who set it there, the authors or somebody else, and how, is"
        " not known to this audit. People who have it in the data may differ from people who do not."
    )
    reference = reference_caveats(made.benchmark, made.attribute)
    return (stated, *_unprinted_caveats(made), *_impossible_caveats(made), *reference, *few_authors_caveats(made.scope))


def _impossible_caveats(made: AttributeEstimates) -> tuple[str, ...]:
    if not made.impossible:
        return ()
    names = join([group_title(group) for group in made.impossible], "or")
    return (
        f"The plan makes no group of numbers that stand for {names}: the other groups are compared among themselves, and the"
        f" reference is of people who are not {names}.",
    )


def _unprinted_caveats(made: AttributeEstimates) -> tuple[str, ...]:
    if not made.unprinted:
        return ()
    names, floor = join([group_title(group) for group in made.unprinted], "or"), made.scope.plan.floors.authors
    return (
        f"Fewer than {floor} authors are {names}, too few to print: the other groups are compared among themselves, and"
        f" the reference is of people who are not {names}.",
    )


def block(made: AttributeEstimates) -> Block:
    """The chart of shares of posts, with the benchmark's diamonds."""
    words = axis_title(made.attribute)
    caption = f"Share of posts by {words} in the data, with {percent(made.scope.level)} intervals clustered by {made.scope.voice}."
    if made.benchmark:
        caption += f" Diamonds mark the reference ({made.source})."
    return Block(
        id=made.prefix,
        metric=NAME,
        title=f"{sentence_case(words)} of authors",
        text=divergence_words(made.made, made.prefix),
        chart=Chart(
            "dumbbells" if made.benchmark else "intervals",
            tuple((f"{made.stem(group)}.share_of_posts",) for group in made.groups),
            tuple(group_title(group) for group in made.groups),
            f"share of posts by authors with {with_article(words)} in the data",
            caption=caption,
        ),
        caveats=caveats(made),
        table=side_by_side(made),
    )


def side_by_side(made: AttributeEstimates) -> Table:
    """Shares of posts, authors and reach of each group, with the gap of the first to the reference."""
    measures = {
        "Posts": "share_of_posts",
        "Authors": "share_of_authors",
        "Reach": "share_of_reach",
        "Difference": "difference",
        "Ratio": "ratio",
    }
    kept = {
        name: each for name, each in measures.items() if any(f"{made.stem(g)}.{each}" in made.made for g in made.groups)
    }
    rows = tuple(
        tuple(name if (name := f"{made.stem(group)}.{each}") in made.made else "" for each in kept.values())
        for group in made.groups
    )
    return Table(tuple(kept), tuple(group_title(group) for group in made.groups), rows)
